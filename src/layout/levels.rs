//! Levels of headings, from how they are set and numbered through the whole document.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::headings::Style;
use super::numbering::Numbering;

/// The deepest level given.
const DEEPEST: u8 = 9;

/// What headings of one level share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// A kind of number that stands for one level wherever it is, with its place in the order of such numbers.
    Number(Chain, u8),
    /// Size in half points, weight, and whether the number is a bracketed digit, which is inside any other.
    Look(i64, bool, bool),
}

/// Kinds of numbers that are nested in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Chain {
    /// `第一章`, `一、`, `（一）`.
    Hanzi,
    /// `1.1`, `1.1.1`.
    Decimal,
}

impl Group {
    fn of(style: &Style) -> Group {
        let (size, bold) = style.look();
        match style.numbering {
            Some(Numbering::Chapter) => Group::Number(Chain::Hanzi, 0),
            Some(Numbering::Hanzi) => Group::Number(Chain::Hanzi, 1),
            Some(Numbering::BracketHanzi) => Group::Number(Chain::Hanzi, 2),
            Some(Numbering::Decimal(depth)) => Group::Number(Chain::Decimal, depth),
            Some(Numbering::BracketDigit) => Group::Look(size, bold, true),
            // A single digit is used at any level: how it is set tells more.
            Some(Numbering::Digit) | None => Group::Look(size, bold, false),
        }
    }
}

/// Levels (1 the highest) for headings of these styles in order.
///
/// Headings that are set alike are of one level, and so are those with the same kind of number. Larger stands above
/// smaller, bold above plain, and numbers in the order in which they are nested, whatever their size.
pub fn levels(styles: &[Style]) -> Vec<u8> {
    let mut members: BTreeMap<Group, Vec<Style>> = BTreeMap::new();
    for style in styles {
        members.entry(Group::of(style)).or_default().push(*style);
    }
    let mut order: Vec<Group> = members.keys().copied().collect();
    order.sort_by_key(|g| (members.get(g).map(|m| Reverse(rank(m))), *g));
    nest(&mut order);
    let place = |s: &Style| order.iter().position(|g| *g == Group::of(s)).unwrap_or(0);
    styles
        .iter()
        .map(|s| u8::try_from(place(s) + 1).unwrap_or(DEEPEST).min(DEEPEST))
        .collect()
}

/// The commonest size and weight of a group; of several as common the largest.
fn rank(members: &[Style]) -> (i64, bool) {
    let mut counts: BTreeMap<(i64, bool), usize> = BTreeMap::new();
    for m in members {
        *counts.entry(m.look()).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(look, n)| (*n, *look))
        .map_or((0, false), |(look, _)| look)
}

/// Puts numbers that are nested in a fixed order into that order: an outer one that stands behind an inner one is
/// moved in front of it.
fn nest(order: &mut Vec<Group>) {
    for i in 0..order.len() {
        while let Some(&Group::Number(chain, depth)) = order.get(i) {
            let outer = order
                .iter()
                .skip(i + 1)
                .position(|g| matches!(g, Group::Number(c, d) if *c == chain && *d < depth));
            let Some(behind) = outer else { break };
            let group = order.remove(i + 1 + behind);
            order.insert(i, group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(size: f32, bold: bool, numbering: Option<Numbering>) -> Style {
        Style {
            size,
            bold,
            numbering,
        }
    }

    #[test]
    fn levels_follow_size_and_then_number() {
        let styles = [
            style(22.0, true, None),
            style(16.0, true, Some(Numbering::Hanzi)),
            style(16.0, true, Some(Numbering::BracketHanzi)),
            style(16.0, true, Some(Numbering::Hanzi)),
        ];
        assert_eq!(levels(&styles), [1, 2, 3, 2]);
    }

    #[test]
    fn one_kind_of_number_is_one_level_however_it_is_set() {
        let styles = [
            style(16.0, false, Some(Numbering::Hanzi)),
            style(16.0, true, Some(Numbering::BracketHanzi)),
            style(16.0, true, Some(Numbering::Hanzi)),
            style(12.0, true, Some(Numbering::Decimal(2))),
            style(12.0, true, Some(Numbering::Decimal(3))),
        ];
        assert_eq!(levels(&styles), [1, 2, 1, 3, 4]);
    }
}

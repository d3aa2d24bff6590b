//! Sentences of the report's running text, for the rules that hold the text against the tables.

use super::Context;
use crate::document::BlockKind;
use crate::report::{Number, SectionKind, normalise};

/// The sentences of the sections of these kinds, squeezed (no white space, ASCII digits), in order.
pub fn sentences(context: &Context<'_>, kinds: &[SectionKind]) -> Vec<String> {
    let sections = context
        .report
        .sections
        .iter()
        .filter(|s| s.kind.is_some_and(|k| kinds.contains(&k)));
    let blocks = sections
        .filter_map(|s| context.document.blocks.get(s.blocks.clone()))
        .flatten();
    let text = blocks.filter(|b| {
        !matches!(
            b.kind,
            BlockKind::Table(_) | BlockKind::Picture | BlockKind::Footnote { .. }
        )
    });
    text.flat_map(|b| {
        let squeezed = normalise::squeeze(&b.text);
        let parts: Vec<String> = squeezed
            .split(['。', ';', '!', '?'])
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect();
        parts
    })
    .collect()
}

/// Counting words behind a number of requests or cases.
const COUNTERS: [char; 6] = ['件', '宗', '起', '份', '条', '次'];

/// The first counted number (`12件`) within `reach` characters behind the start of `text`.
pub fn counted(text: &str, reach: usize) -> Option<Number> {
    let chars: Vec<char> = text.chars().collect();
    let start = chars.iter().take(reach).position(char::is_ascii_digit)?;
    let digits: String = chars
        .get(start..)?
        .iter()
        .take_while(|c| c.is_ascii_digit() || **c == ',')
        .collect();
    let behind = chars.get(start + digits.chars().count())?;
    // 2022年 is no count.
    COUNTERS
        .contains(behind)
        .then(|| Number::parse(&digits.replace(',', "")))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_number_with_a_counting_word() {
        assert_eq!(counted("政府信息公开申请1,023件,其中", 20), Number::parse("1023"));
        assert_eq!(counted("2022年申请3件", 20), None);
        assert_eq!(counted("很多很多很多3件", 3), None);
    }
}

//! What is known of a head's texts on their own, gathered once and looked up often.

use super::HeadRow;
use crate::table::flat::{LabelHints, is_total_word};

/// Of longer texts only the first characters are compared.
const MAX_CHARS: usize = 64;

/// What is known of a head's texts on their own, gathered once.
pub(in crate::table::flat) struct HeadFacts {
    texts: Vec<Fact>,
    /// For each pair (parent, child), row by row, what the hints say.
    children: Vec<Option<bool>>,
    /// For each pair, row by row, whether they share two neighbouring characters.
    kin: Vec<bool>,
}

/// What is known of one text.
pub(super) struct Fact {
    /// Without blanks; empty for a kept empty cell.
    text: String,
    /// The first place with the same text.
    id: usize,
    is_total: bool,
    pub(super) has_children: Option<bool>,
    /// Neighbouring characters.
    pairs: Vec<(char, char)>,
}

impl HeadFacts {
    /// Gathers the facts of these texts, which come without blanks.
    pub fn new(texts: Vec<String>, hints: &dyn LabelHints) -> HeadFacts {
        let facts: Vec<Fact> = (0..texts.len()).map(|at| fact(&texts, at, hints)).collect();
        let any_known = facts.iter().any(|f| f.has_children == Some(true));
        let pair = |parent: &Fact, child: &Fact| match (any_known, parent.has_children) {
            (false, _) | (_, Some(false)) => None,
            _ => hints.is_child(&parent.text, &child.text),
        };
        let children = facts
            .iter()
            .flat_map(|p| facts.iter().map(move |c| pair(p, c)))
            .collect();
        let kin = facts
            .iter()
            .flat_map(|a| {
                facts
                    .iter()
                    .map(move |b| a.pairs.iter().any(|p| b.pairs.contains(p)))
            })
            .collect();
        HeadFacts {
            texts: facts,
            children,
            kin,
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&Fact> {
        self.texts.get(at)
    }

    pub(super) fn is_empty(&self, at: usize) -> bool {
        self.get(at).is_none_or(|f| f.text.is_empty())
    }

    pub(super) fn id(&self, at: usize) -> usize {
        self.get(at).map_or(usize::MAX, |f| f.id)
    }

    pub(super) fn is_total(&self, at: usize) -> bool {
        self.get(at).is_some_and(|f| f.is_total)
    }

    pub(super) fn is_child(&self, parent: usize, child: usize) -> Option<bool> {
        self.children
            .get(parent * self.texts.len() + child)
            .copied()
            .flatten()
    }

    /// How many characters two texts have in common at their starts.
    pub(super) fn common_start(&self, a: usize, b: usize) -> usize {
        let text = |at: usize| self.get(at).map_or("", |f| f.text.as_str());
        let pairs = text(a).chars().zip(text(b).chars());
        pairs.take_while(|(a, b)| a == b).count()
    }

    /// Whether two texts share two neighbouring characters.
    pub(super) fn are_kin(&self, a: usize, b: usize) -> bool {
        self.kin.get(a * self.texts.len() + b).copied().unwrap_or(false)
    }
}

fn fact(texts: &[String], at: usize, hints: &dyn LabelHints) -> Fact {
    let text = texts.get(at).cloned().unwrap_or_default();
    let chars: Vec<char> = text.chars().take(MAX_CHARS).collect();
    Fact {
        id: texts.iter().position(|t| *t == text).unwrap_or(at),
        is_total: is_total_word(&text),
        has_children: if text.is_empty() {
            None
        } else {
            hints.has_children(&text)
        },
        pairs: chars
            .windows(2)
            .filter_map(|w| Some((*w.first()?, *w.last()?)))
            .collect(),
        text,
    }
}

/// The facts of some rows of texts, and the rows as places in them.
pub(in crate::table::flat) fn numbered(
    rows: &[Vec<String>],
    hints: &dyn LabelHints,
) -> (HeadFacts, Vec<HeadRow>) {
    let facts = HeadFacts::new(rows.concat(), hints);
    let mut next = 0;
    let row = |r: &Vec<String>| {
        next += r.len();
        (next - r.len()..next).collect()
    };
    (facts, rows.iter().map(row).collect())
}

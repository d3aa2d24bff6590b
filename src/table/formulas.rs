//! Displayed formulas told from tables: their parts stand in columns, too, and their numbers below one another.

use super::alignment::Row;

/// Signs that say how two sides of a formula stand to each other.
const RELATIONS: [char; 16] = [
    '=', '≠', '≈', '≡', '≅', '∼', '∝', '≤', '≥', '≪', '≫', '∈', '⊂', '⊆', '→', '⇒',
];

/// Whether lines without rules around them are formulas: brackets built of pieces reach over several of them, or half of those
/// in pieces have the number of a formula at their end, or go on with the sign between its two sides.
pub(super) fn are_formulas(lines: &[Row]) -> bool {
    let in_pieces = || lines.iter().filter(|l| l.segments.len() >= 2);
    let most = |n: usize| n > 0 && n * 2 >= in_pieces().count();
    let numbered = in_pieces().filter(|l| is_numbered(l)).count();
    // Figures in brackets are no numbers of formulas, and those below them none either.
    let figures = in_pieces().any(|l| {
        let last = l.segments.last();
        last.is_some_and(|s| s.value && !is_formula_number(&s.text()) && s.text().ends_with([')', '）']))
    });
    let aligned = in_pieces().filter(|l| goes_on_with_relation(l)).count();
    lines.iter().filter(|l| has_bracket_piece(l)).count() >= 2
        || (most(numbered) && !figures)
        || (most(aligned) && aligned >= 2)
}

/// A piece of a bracket higher than one line: those of Unicode, and those of the Symbol font in the private use area.
fn is_bracket_piece(c: char) -> bool {
    matches!(c, '\u{239b}'..='\u{23ae}' | '\u{f8e6}'..='\u{f8fe}')
}

fn has_bracket_piece(line: &Row) -> bool {
    let mut words = line.segments.iter().flat_map(|s| &s.words);
    words.any(|w| w.glyphs.iter().any(|g| is_bracket_piece(g.unicode)))
}

/// Whether the last text of a line is the number of a formula, `(3)` or `(2.1a)`, and the others relate two things.
fn is_numbered(line: &Row) -> bool {
    let Some((last, formula)) = line.segments.split_last() else {
        return false;
    };
    is_formula_number(&last.text()) && formula.iter().any(|s| s.text().contains(RELATIONS))
}

/// Whether a text is a number in brackets, with the part of the document that it belongs to: `(12)`, `(A.3)`, `(2.1b)`.
fn is_formula_number(text: &str) -> bool {
    let inner = [('(', ')'), ('（', '）')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    inner.is_some_and(|inner| {
        let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
        inner.contains(|c: char| c.is_ascii_digit())
            && letters <= 2
            && inner.chars().count() <= 8
            && inner
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '–' | '\'' | '′'))
    })
}

/// Whether a text of the line other than the first begins with the sign between two sides of a formula.
fn goes_on_with_relation(line: &Row) -> bool {
    line.segments.iter().skip(1).any(|s| {
        let text = s.text();
        let mut chars = text.chars();
        // Below a limit, above it, and arrows are what figures and remarks begin with, too.
        matches!(chars.next(), Some('=' | '≡' | '≈')) && chars.any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::lines;
    use crate::layout::words::tests::{all_words, blank_page, print};

    fn formulas(texts: &[&[(&str, f32)]]) -> bool {
        let mut page = blank_page();
        for (i, line) in texts.iter().enumerate() {
            for (text, x) in *line {
                print(&mut page, text, *x, 100.0 + 16.0 * i as f32, 10.0, 0.0);
            }
        }
        let rows: Vec<Row> = lines(all_words(&page)).iter().map(Row::new).collect();
        are_formulas(&rows)
    }

    #[test]
    fn numbers_behind_relations_are_those_of_formulas() {
        let at = |a, n| [(a, 150.0), (n, 400.0)];
        assert!(formulas(&[&at("a = b", "(1)"), &at("c = d - e", "(2)")]));
        assert!(formulas(&[
            &at("a = b", "(A.1)"),
            &[("1.1", 50.0), ("Scope", 90.0)]
        ]));
        // Losses in brackets.
        assert!(!formulas(&[&at("Trade", "(1)"), &at("Rents", "(2)")]));
        assert!(!formulas(&[&at("n = 12", "(1,204)"), &at("n = 7", "(90)")]));
    }

    #[test]
    fn lines_that_go_on_with_a_relation_are_formulas() {
        assert!(formulas(&[
            &[("a", 150.0), ("= b + c", 190.0)],
            &[("d", 150.0), ("= e", 190.0)]
        ]));
        assert!(!formulas(&[
            &[("a", 150.0), ("b = c", 190.0)],
            &[("d", 150.0), ("5", 190.0)]
        ]));
    }

    #[test]
    fn brackets_built_of_pieces_are_those_of_formulas() {
        let row = |a, b, c| [(a, 100.0), (b, 150.0), (c, 200.0)];
        assert!(formulas(&[
            &row("\u{239b}1", "2", "\u{239e}"),
            &row("\u{f8ed}3", "4", "\u{f8f8}")
        ]));
        assert!(!formulas(&[&row("(1", "2", ")"), &row("(3", "4", ")")]));
    }
}

//! Entries of a table of contents: a title, a leader of dots or a wide gap, and a page number.

use super::settings::LayoutSettings;
use super::words::Line;

/// Fewest dots in a row, counted, that lead from a text to a page or a figure; an ellipsis has three, or six in Chinese print.
pub(crate) const LEADER_DOTS: usize = 5;

/// How many dots a character of a leader prints; `None` for other characters.
pub(crate) fn dots(c: char) -> Option<usize> {
    match c {
        '.' | '·' | '‧' | '∙' | '•' | '．' | '․' => Some(1),
        '…' | '⋯' | '‥' => Some(3),
        _ => None,
    }
}

/// Whether the line is an entry with a leader: dots in a row up to a page number or the end of the line.
pub fn is_entry(line: &Line, settings: &LayoutSettings) -> bool {
    let chars: Vec<char> = line.glyphs().map(|g| g.unicode).collect();
    has_leader(&chars, settings.leader)
}

/// Whether `least` dots stand in a row, with letters in front and at most a page number behind.
fn has_leader(chars: &[char], least: usize) -> bool {
    let Some(last) = chars.iter().rposition(|c| dots(*c).is_some()) else {
        return false;
    };
    let Some((front, behind)) = chars.split_at_checked(last + 1) else {
        return false;
    };
    let run: usize = front.iter().rev().map_while(|c| dots(*c)).sum();
    let words = front.iter().any(|c| c.is_alphabetic());
    run >= least && words && is_page(behind)
}

/// Whether nothing or a page is named: `12`, `iv`, `A-3`, `(12)`, `第3页`, `N/A`.
fn is_page(chars: &[char]) -> bool {
    let letters = chars.iter().filter(|c| c.is_alphabetic()).count();
    chars.len() <= 8 && letters <= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> bool {
        let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        has_leader(&chars, LayoutSettings::default().leader)
    }

    #[test]
    fn an_entry_has_a_leader_and_at_most_a_page_behind_it() {
        for text in [
            "一、总体情况 ………………… 3",
            "Scope . . . . . . . . 12",
            "A. Organizational Chart..................N/A",
            "Preface......iv",
            "Rights and freedoms........",
        ] {
            assert!(entry(text), "{text}");
        }
        for text in [
            "and so on...",
            "......",
            "Value is 3.14",
            "甲……乙认为应当继续推进工作",
            "3.2.1.4.5 Title",
        ] {
            assert!(!entry(text), "{text}");
        }
    }
}

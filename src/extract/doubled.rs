//! Texts whose words stand twice: out of a PDF that prints everything twice, a little aside, for boldness. The labels can
//! still be told, but of a number nothing tells whether `11` is an 11 or a 1.

use crate::document::{Document, Doubt};

/// Fewer texts than this are not told from chance.
const MIN_TEXTS: usize = 8;

/// Whether most of the texts of two ideographs and more stand twice, one behind the other or one below the other, and nearly
/// all numbers, too: what writes a merged cell once for each place that it covers has labels twice, but not numbers.
pub(super) fn is_printed_twice(lines: &[String]) -> bool {
    let (mut texts, mut numbers) = (Tally::default(), Tally::default());
    let mut above = String::new();
    let mut number_above = (String::new(), true);
    for line in lines.iter().filter(|l| !l.trim().is_empty()) {
        for piece in line.split(['\t', '|', '　']).flat_map(|t| t.split("  ")) {
            let text: String = piece.chars().filter(|c| !c.is_whitespace()).collect();
            if let Some(twice) = numbers_twice(piece) {
                // Single digits, such as 0, come one below the other everywhere.
                if text.len() > 1 && text == number_above.0 {
                    numbers.add(1, true);
                    numbers.twice += usize::from(!number_above.1);
                    number_above = (String::new(), true);
                } else {
                    numbers.add(1, twice);
                    number_above = (text.clone(), twice);
                }
            }
            if text.chars().filter(|c| !c.is_ascii()).count() < 2 {
                continue;
            }
            number_above = (String::new(), true);
            if text == above {
                // The one above is the other of the two.
                texts.add(1, true);
                texts.twice += 1;
                above.clear();
            } else {
                texts.add(1, is_double(&text));
                above = text;
            }
        }
    }
    let enough = |tally: &Tally| tally.all >= MIN_TEXTS;
    enough(&texts) && enough(&numbers) && texts.twice * 2 > texts.all && numbers.twice * 10 >= numbers.all * 9
}

/// How many of how many stand twice.
#[derive(Default)]
struct Tally {
    twice: usize,
    all: usize,
}

impl Tally {
    fn add(&mut self, count: usize, is_twice: bool) {
        self.all += count;
        self.twice += usize::from(is_twice);
    }
}

/// Whether the numbers of a text stand twice (`11`, `2 5 8 2 5 8`, `11 00 44`); `None` where it has none.
fn numbers_twice(text: &str) -> Option<bool> {
    // What ends with a point is the number of a label.
    let is_number = |t: &&str| {
        t.ends_with(char::is_numeric) && t.chars().all(|c| c.is_numeric() || matches!(c, '.' | ','))
    };
    let numbers: Vec<&str> = text.split_whitespace().filter(is_number).collect();
    let together = numbers.concat();
    (!numbers.is_empty()).then(|| is_double(&together) || numbers.iter().all(|n| is_double(n)))
}

fn is_double(text: &str) -> bool {
    let (first, second) = text.split_at_checked(text.len() / 2).unwrap_or_default();
    !first.is_empty() && first == second
}

/// Puts every table in doubt.
pub(super) fn doubt(document: &mut Document) {
    let others = document.readings.iter_mut().flat_map(|r| &mut r.tables);
    for table in document.tables.iter_mut().chain(others) {
        table.doubts.push(Doubt {
            code: "printed-twice",
            message: "the words of the text stand twice, and its numbers may, too".to_owned(),
            place: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_twice_are_told() {
        let lines = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let labels = [
            "规章",
            "行政许可",
            "行政处罚",
            "行政强制",
            "信息内容",
            "自然人",
            "总计",
            "其他",
        ];
        let beside = labels.map(|l| format!("{l} {l}  1 1"));
        assert!(is_printed_twice(&beside));
        let below = labels.iter().flat_map(|l| [*l, *l, "1212"]);
        assert!(is_printed_twice(&below.map(str::to_owned).collect::<Vec<_>>()));
        let apart = labels.iter().flat_map(|l| [*l, *l, "28", "28", "00"]);
        assert!(is_printed_twice(&apart.map(str::to_owned).collect::<Vec<_>>()));
        let numbered = labels.map(|l| format!("1. {l}"));
        let numbered = numbered
            .iter()
            .flat_map(|l| [l.as_str(), l, "28", "28"].map(str::to_owned));
        assert!(is_printed_twice(&numbered.collect::<Vec<_>>()));
        let merged = labels.iter().flat_map(|l| [*l, *l, "12"]);
        assert!(!is_printed_twice(&merged.map(str::to_owned).collect::<Vec<_>>()));
        assert!(!is_printed_twice(&lines(&["规章规章"; 3])));
    }
}

//! Items of lists whose numbers have no sign behind them: a bare number may be any, so that only several that follow one
//! another and stand apart from their texts tell a list.

use super::headings::Item;
use super::paragraphs::{Paragraph, text_behind_number};

/// A list has at least so many items with bare numbers.
const LEAST_ITEMS: usize = 2;

/// The text stands at least so many em behind its number: further than a word behind another.
const APART_EM: f32 = 0.5;

/// Two texts begin at one place within this many em.
const SAME_PLACE_EM: f32 = 0.3;

/// A bare number in front of a text, and where the two stand, in points.
#[derive(Clone, Copy)]
struct Numbered {
    value: u32,
    number_x0: f32,
    text_x0: f32,
    size: f32,
}

impl Numbered {
    fn of(p: &Paragraph) -> Option<Numbered> {
        let first = p.lines.first()?;
        let text_x0 = text_behind_number(first)?;
        let number = first.words.first()?;
        let apart = text_x0 - number.bbox.x1 >= APART_EM * first.size;
        let value = number.text().parse().ok().filter(|_| apart)?;
        Some(Numbered {
            value,
            number_x0: number.bbox.x0,
            text_x0,
            size: first.size,
        })
    }

    /// Whether this is the item behind another one: the next number, both texts at one place. Numbers may end at one place and
    /// begin at another.
    fn follows(&self, before: &Numbered) -> bool {
        let near = |a: f32, b: f32| (a - b).abs() < SAME_PLACE_EM * self.size;
        let numbers = near(self.number_x0, before.number_x0) || (self.value == 10 && before.value == 9);
        self.value == before.value + 1 && near(self.text_x0, before.text_x0) && numbers
    }
}

/// Which paragraphs are such items; `items` are the pieces of the document in order, those that are something else already
/// without their paragraph.
pub fn find(items: &[Item<'_>]) -> Vec<bool> {
    let numbered: Vec<Option<Numbered>> = items.iter().map(|(_, p)| p.and_then(Numbered::of)).collect();
    let runs = numbered.chunk_by(|a, b| a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| b.follows(a)));
    runs.flat_map(|run| std::iter::repeat_n(run.len() >= LEAST_ITEMS, run.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::Line;
    use crate::layout::words::tests::{all_words, blank_page, print};

    /// Which of these lines, each a number and a text with this gap between them, are items.
    fn items(numbers: &[&str], gap: f32) -> Vec<bool> {
        let paragraphs: Vec<Paragraph> = numbers
            .iter()
            .enumerate()
            .filter_map(|(i, number)| {
                let mut page = blank_page();
                let y = 100.0 + 14.0 * i as f32;
                print(&mut page, number, 50.0, y, 10.0, 0.0);
                print(&mut page, "text", 55.0 + gap, y, 10.0, 0.0);
                Line::new(all_words(&page)).map(|line| Paragraph::new(line, (50.0, 500.0)))
            })
            .collect();
        let items: Vec<Item<'_>> = paragraphs.iter().map(|p| (1, Some(p))).collect();
        find(&items)
    }

    #[test]
    fn numbers_that_follow_one_another_apart_from_their_texts_are_those_of_a_list() {
        assert_eq!(items(&["1", "2", "3"], 12.0), [true, true, true]);
    }

    #[test]
    fn other_numbers_are_none() {
        assert_eq!(items(&["1", "3", "4", "7"], 12.0), [false, true, true, false]);
        assert_eq!(items(&["7"], 12.0), [false]);
    }
}

//! Texts in boxes beside other text: what stands in a box is read together, and not line by line with what stands beside it.

use crate::diagnostic::{Budget, Error};
use crate::geometry::{Orientation, Rect, Ruling};
use crate::layout::words::Word;
use crate::reader::pdf::PdfPage;
use crate::table::boxes::frames_of;
use crate::table::settings::TableSettings;

/// A box around more of the page than this part is the border of the page.
const PAGE_BORDER: f32 = 0.6;
/// More boxes than this on a page are no boxes around text, and looking would cost too much.
const MOST_FRAMES: usize = 200;

/// A box and the words in it.
pub(super) type Framed = (Rect, Vec<Word>);

/// The boxes with their words, in the order of the page, and the words in none. Only boxes that have other text beside them
/// count; `outlines` are those of the page's tables, whose lines are no boxes. `em` is the page's type size in points.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn part(
    page: &PdfPage,
    outlines: &[Rect],
    words: Vec<Word>,
    em: f32,
    settings: &TableSettings,
    budget: &Budget,
) -> Result<(Vec<Framed>, Vec<Word>), Error> {
    let none = |words| Ok((Vec::new(), words));
    let middle = |r: &Ruling| match r.orientation {
        Orientation::Horizontal => ((r.start + r.end) / 2.0, r.position),
        Orientation::Vertical => (r.position, (r.start + r.end) / 2.0),
    };
    let is_free = |r: &&Ruling| {
        let (x, y) = middle(r);
        let inside =
            |o: &Rect| (o.x0 - em..=o.x1 + em).contains(&x) && (o.top - em..=o.bottom + em).contains(&y);
        !outlines.iter().any(inside)
    };
    budget.work((page.rulings.len() * outlines.len()) as u64 / 16)?;
    let rulings: Vec<Ruling> = page.rulings.iter().filter(is_free).cloned().collect();
    if rulings.len() < 4 || words.is_empty() {
        return none(words);
    }
    let mut frames = frames_of(&rulings, em, settings, budget)?;
    frames.retain(|f| f.area() < PAGE_BORDER * page.width * page.height);
    if frames.is_empty() || frames.len() > MOST_FRAMES {
        return none(words);
    }
    budget.work((frames.len() * words.len()) as u64 / 8)?;
    // The innermost box is that of a word.
    frames.sort_by(|a, b| a.area().total_cmp(&b.area()));
    let home = |w: &Word| frames.iter().position(|f| f.contains(w.center()));
    let homes: Vec<Option<usize>> = words.iter().map(home).collect();
    let is_beside = |k: usize, f: &Rect| {
        let others = words.iter().zip(&homes).filter(|(_, h)| **h != Some(k));
        others
            .map(|(w, _)| w.center())
            .any(|c| c.y > f.top && c.y < f.bottom && !f.contains(c))
    };
    let counts: Vec<bool> = frames.iter().enumerate().map(|(k, f)| is_beside(k, f)).collect();
    let mut framed: Vec<Framed> = frames.iter().map(|f| (*f, Vec::new())).collect();
    let mut rest = Vec::new();
    for (word, home) in words.into_iter().zip(homes) {
        let home = home.filter(|k| counts.get(*k) == Some(&true));
        match home.and_then(|k| framed.get_mut(k)) {
            Some((_, list)) => list.push(word),
            None => rest.push(word),
        }
    }
    framed.retain(|(_, words)| !words.is_empty());
    Ok((framed, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::table::edges::tests::{h, v};

    /// The texts in boxes, and how many words are in none.
    fn parted(page: &PdfPage, outlines: &[Rect]) -> (Vec<String>, usize) {
        let budget = Budget::new(&Limits::default(), None);
        let settings = TableSettings::default();
        let words = all_words(page);
        let (framed, rest) = part(page, outlines, words, 10.0, &settings, &budget).expect("no limit is met");
        let text = |words: &Vec<Word>| words.iter().map(Word::text).collect::<Vec<_>>().join(" ");
        (framed.iter().map(|(_, words)| text(words)).collect(), rest.len())
    }

    #[test]
    fn a_box_with_other_text_beside_it_is_read_for_itself() {
        let mut page = blank_page();
        for (i, text) in ["alpha", "beta"].iter().enumerate() {
            print(&mut page, text, 110.0, 115.0 + 14.0 * i as f32, 10.0, 0.0);
        }
        page.rulings = vec![
            h(100.0, 100.0, 200.0),
            h(140.0, 100.0, 200.0),
            v(100.0, 100.0, 140.0),
            v(200.0, 100.0, 140.0),
        ];
        assert_eq!(parted(&page, &[]), (Vec::new(), 2));
        print(&mut page, "beside", 300.0, 115.0, 10.0, 0.0);
        assert_eq!(parted(&page, &[]), (vec!["alpha beta".to_owned()], 1));
        // The lines of a table are no boxes.
        let table = Rect::new(90.0, 90.0, 210.0, 150.0);
        assert_eq!(parted(&page, &[table]), (Vec::new(), 3));
    }
}

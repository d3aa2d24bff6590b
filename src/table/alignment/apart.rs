//! Lines in pieces that are no rows of a table.

use crate::layout::captions::names_table;
use crate::layout::headings::is_caption;
use crate::layout::numbering::bullet;
use crate::layout::words::{Line, Word};
use crate::table::columns::segments;

/// An item of a list below a table begins at most so many em right of it.
pub(super) const ITEM_EM: f32 = 4.0;

/// The text of an item of a list is this wide (em) or wider: a shorter one behind a bullet may be a value behind a mark.
const ITEM_TEXT_EM: f32 = 6.0;

/// Whether a line in pieces is no row: the item of a list, or the caption of a table whose number stands apart from its name.
/// That of a picture belongs with what is drawn.
pub(super) fn is_apart(line: &Line) -> bool {
    let first = line.words.first().map(Word::text).unwrap_or_default();
    is_item(line)
        || (names_table(&first) && is_caption(&line.text()) && !segments(line).iter().any(|s| s.value))
}

/// Whether a line is a bullet with one text behind it.
pub(super) fn is_item(line: &Line) -> bool {
    let [mark, ..] = line.words.as_slice() else {
        return false;
    };
    if mark.glyphs.len() != 1 || bullet(&format!("{} ", mark.text())).is_none() {
        return false;
    }
    match segments(line).as_slice() {
        [bullet, text] => {
            bullet.words.len() == 1 && !text.value && text.bbox.width() > ITEM_TEXT_EM * line.size
        }
        _ => false,
    }
}

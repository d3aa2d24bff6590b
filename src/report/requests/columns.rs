//! Columns of table 3 that stand in a further table below the first.

use super::{Found, Head, ValueKind};
use crate::document::Method;
use crate::report::sheet::Sheet;

/// Whether the heads of a further table are of columns that the tables before it lack, and of no other: the columns of table 3 are
/// parted where they are more than a page holds. Readings that infer cells find such tables where there are none.
pub(super) fn adds_columns(sheet: &Sheet<'_>, heads: &[Head], own: &[Head]) -> bool {
    let is_laid_out = matches!(sheet.table.method, Method::Rulings | Method::Grid | Method::Tags);
    let has = |key| heads.iter().any(|h| h.key == key);
    is_laid_out && !heads.is_empty() && !own.is_empty() && own.iter().all(|h| h.key.is_some() && !has(h.key))
}

/// Puts the values of further columns into the rows of the same names.
pub(super) fn add_columns(found: &mut [Found], rows: Vec<Found>) {
    for row in rows {
        let Some(known) = found.iter_mut().find(|f| f.key == row.key) else {
            continue;
        };
        for (value, more) in known.values.iter_mut().zip(row.values) {
            if value.kind == ValueKind::Absent {
                *value = more;
            }
        }
    }
}

//! Names of groups of rows right below the heads.

use crate::table::alignment::{LINE_STEP_EM, Row};
use crate::table::columns::Segment;
use crate::table::settings::TableSettings;

/// Whether the line `at` above the rows, which begin at `begin`, is the name of a group of rows and no line of the head: one text where
/// the labels begin, below a rule from side to side, or like one that stands so further down and goes on with no label
/// there. A label that wraps would have had room for its next word above, or stands nearer than rows do.
pub(super) fn is_section_line(
    at: usize,
    begin: usize,
    first: usize,
    lines: &[Row],
    rules: &[(f32, f32, f32)],
    settings: &TableSettings,
) -> bool {
    let (Some(above), Some(line)) = (at.checked_sub(1).and_then(|i| lines.get(i)), lines.get(at)) else {
        return false;
    };
    let ([text], [head, _, ..]) = (line.segments.as_slice(), above.segments.as_slice()) else {
        return false;
    };
    let near = settings.grid_start * line.size;
    let table = lines.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b));
    let table = table.unwrap_or(line.bbox);
    let left = |s: &Segment| (s.bbox.x0 - table.x0).abs() <= near;
    if !left(text) || text.value || line.bbox.top < above.bbox.bottom - 0.2 * line.size {
        return false;
    }
    // What stands between it and the rows is names of groups inside it: each further right, or below the last, and left of
    // the second head.
    let inner = lines.get(at..begin).unwrap_or_default();
    let second = above.segments.get(1).map_or(table.x1, |s| s.bbox.x0);
    let deeper = |w: &[Row]| match w {
        [a, b] => match (a.segments.as_slice(), b.segments.as_slice()) {
            ([a], [b]) => !b.value && b.bbox.x0 >= a.bbox.x0 - near && b.bbox.x1 < second,
            _ => false,
        },
        _ => false,
    };
    if !inner.windows(2).all(deeper) {
        return false;
    }
    // The rule over a group of heads does not begin where the labels do.
    let long = |r: &(f32, f32, f32)| {
        r.1 <= table.x0 + line.size && r.2.min(table.x1) - r.1 > settings.rule_width * table.width()
    };
    let mut between = rules.iter().filter(|r| r.0 > above.y() && r.0 < line.y());
    if between.any(long) {
        return true;
    }
    let body = lines.get(first..).unwrap_or_default();
    let labels = body.iter().filter(|l| l.segments.len() > 1);
    let labels = labels.filter_map(|l| l.segments.first());
    let end = labels.filter(|s| left(s) && !s.value).map(|s| s.bbox.x1);
    let end = end.fold(table.x0, f32::max);
    let wraps = |above: &Segment, text: &Segment, end: f32| {
        let next = text.words.first().map_or(0.0, |w| w.bbox.width());
        above.bbox.x1 + 0.3 * line.size + next > end
    };
    let step = |w: &[Row]| match w {
        [a, b] if a.segments.len() > 1 && b.segments.len() > 1 => Some(b.y() - a.y()),
        _ => None,
    };
    let pitch = body.windows(2).filter_map(step).fold(f32::INFINITY, f32::min);
    // Where rows stand further apart than lines of one text do, a line as far from the one above is none of its text.
    let is_row = |above: &Row, l: &Row| pitch > LINE_STEP_EM * l.size && l.y() - above.y() >= 0.95 * pitch;
    let is_name = |w: &[Row]| match w {
        [above, l] => match (above.segments.as_slice(), l.segments.as_slice()) {
            ([label, _, ..], [only]) => {
                let free =
                    only.bbox.x1 > end + 0.5 * line.size || !wraps(label, only, end) || is_row(above, l);
                l.bold == line.bold && !only.value && left(only) && left(label) && free
            }
            _ => false,
        },
        _ => false,
    };
    let has_room = left(head) && !wraps(head, text, end.max(text.bbox.x1));
    let apart = line.y() - above.y() >= 0.95 * pitch;
    (has_room || apart) && body.windows(2).any(is_name)
}

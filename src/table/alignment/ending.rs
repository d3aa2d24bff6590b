//! What below the last line with texts side by side still belongs to a table.

use super::LINE_STEP_EM;
use crate::layout::headings::is_caption;
use crate::layout::words::Line;
use crate::table::columns::is_tabular;
use crate::table::settings::TableSettings;

/// The name of a group of rows is shorter than so many characters.
const MOST_NAME: usize = 60;

/// Whether the very last line of a page's column is the name of a group whose rows follow on the next page: one text where
/// labels begin, set as another such line between the rows of the table is, and no further below them than rows are.
pub(super) fn is_last_name(line: &Line, table: &[&Line], settings: &TableSettings) -> bool {
    let near = settings.grid_start * line.size;
    let text = line.text();
    let left = table.iter().map(|l| l.bbox.x0).fold(f32::INFINITY, f32::min);
    let begins = |l: &Line| (l.bbox.x0 - left).abs() <= near;
    let is_alike = |w: &[&Line]| match w {
        [a, l, b] => {
            let alone = !is_tabular(l) && begins(l) && l.bold() == line.bold();
            alone && (l.size - line.size).abs() <= near && is_tabular(a) && is_tabular(b)
        }
        _ => false,
    };
    let step = |w: &[&Line]| match w {
        [a, b] => b.bbox.center().y - a.bbox.center().y,
        _ => 0.0,
    };
    let widest = table.windows(2).map(step).fold(0.0, f32::max);
    let below = table.last().map_or(f32::INFINITY, |l| step(&[*l, line]));
    !is_tabular(line)
        && begins(line)
        && (0.0..=1.1 * widest).contains(&below)
        && text.chars().count() < MOST_NAME
        && !text.ends_with(['。', '.'])
        && !is_caption(&text)
        && table.windows(3).any(is_alike)
}

/// How many of the lines below a table belong to its last row: all down to a rule as wide as the table that also has one
/// within or right above it, when they follow one another as the lines of one text.
pub(super) fn lines_to_closing_rule(
    below: &[&Line],
    inside: &[&Line],
    rules: &[(f32, f32, f32)],
    settings: &TableSettings,
) -> usize {
    let whole = inside.iter().map(|l| l.bbox).reduce(|a, b| a.union(&b));
    let (Some(whole), Some(last)) = (whole, inside.last()) else {
        return 0;
    };
    let size = last.size;
    let wide = |r: &&(f32, f32, f32)| r.1 <= whole.x0 + size && r.2 >= whole.x1 - size;
    let reach = last.bbox.bottom + MOST_OPEN_LINES as f32 * LINE_STEP_EM * size;
    let under = rules.iter().filter(|r| r.0 > last.bbox.center().y && r.0 < reach);
    let Some(rule) = under.filter(wide).min_by(|a, b| a.0.total_cmp(&b.0)) else {
        return 0;
    };
    let alike = |r: &&(f32, f32, f32)| {
        let above = r.0 > whole.top - 2.0 * size && r.0 < last.bbox.center().y;
        above && (r.1 - rule.1).abs() <= settings.snap * size && (r.2 - rule.2).abs() <= settings.snap * size
    };
    if !rules.iter().any(|r| alike(&r)) {
        return 0;
    }
    let mut y = last.bbox.center().y;
    let mut n = 0;
    for line in below.iter().take_while(|l| l.bbox.center().y < rule.0) {
        let step = line.bbox.center().y - y;
        let fits = line.bbox.x0 >= rule.1 - size && line.bbox.x1 <= rule.2 + size;
        if !(0.0..LINE_STEP_EM * size).contains(&step) || !fits || (line.size - size).abs() > 0.1 * size {
            return 0;
        }
        y = line.bbox.center().y;
        n += 1;
    }
    if n <= MOST_OPEN_LINES && rule.0 - y < LINE_STEP_EM * size * 2.0 {
        n
    } else {
        0
    }
}

/// The last row of a table has at most so many lines below the last one with texts side by side.
const MOST_OPEN_LINES: usize = 12;

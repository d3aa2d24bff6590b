//! Columns of a table without vertical lines: white strips between words that stand below one another.

use std::cell::OnceCell;

use crate::geometry::Rect;
use crate::layout::script::{is_blank_mark, is_cjk, is_numeric};
use crate::layout::words::{Line, Word, line_text, median};

use super::leaders::solid_boxes;
use super::settings::TableSettings;

/// Two numbers nearer than this (em) are one value with a space in it.
const IN_NUMBER_EM: f32 = 0.42;
/// Two words nearer than this (em) belong to one text: spaces in justified cells grow this wide.
const IN_TEXT_EM: f32 = 0.7;
/// Texts of one column start within this many em of one another.
const SAME_START_EM: f32 = 0.4;

/// Words of one line that belong to one cell.
#[derive(Clone, Debug)]
pub struct Segment {
    /// The words from left to right.
    pub words: Vec<Word>,
    /// The box around them, without the leader at their end.
    pub bbox: Rect,
    /// Whether it is a number or a mark that stands for one.
    pub value: bool,
}

impl Segment {
    /// A segment of these words; `None` without words.
    pub fn new(words: Vec<Word>) -> Option<Segment> {
        let all = || words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
        let solid = solid_boxes(&words);
        let solid = solid.and_then(|boxes| boxes.into_iter().flatten().reduce(|a, b| a.union(&b)));
        let bbox = solid.or_else(all)?;
        Some(Segment {
            value: is_value(&words),
            words,
            bbox,
        })
    }

    /// Its text on one line.
    pub fn text(&self) -> String {
        line_text(&self.words)
    }
}

/// Cuts a line into segments at gaps that are no word spaces.
pub fn segments(line: &Line) -> Vec<Segment> {
    let pieces = pieces(&line.words);
    pieces
        .into_iter()
        .filter_map(|words| Segment::new(words.to_vec()))
        .collect()
}

/// The words of a line, cut at gaps that are no word spaces and behind leaders. A sign of a currency set apart from its sum
/// (`$    1,234`) is one piece with it.
fn pieces(words: &[Word]) -> Vec<&[Word]> {
    let space = OnceCell::new();
    let joins = |last: &Word, end: f32, word: &Word| {
        let gap = word.bbox.x0 - end;
        let em = last.size.min(word.size);
        // A number and what stands beside it nearly touch where they are one text.
        let number = || is_numeric(&last.text()) || is_numeric(&word.text());
        gap <= IN_NUMBER_EM * em
            || (gap <= IN_TEXT_EM * em
                && (!number() || gap <= *space.get_or_init(|| space_of_one_width(words))))
    };
    let found = match solid_boxes(words) {
        None => words
            .chunk_by(|last, word| joins(last, last.bbox.x1, word))
            .collect(),
        Some(solid) => {
            let mut starts = Vec::new();
            // The last word that is not a leader, and where it ends.
            let mut last: Option<(&Word, f32)> = None;
            for (i, (word, solid)) in words.iter().zip(&solid).enumerate() {
                let joined = last.is_some_and(|(last, end)| joins(last, end, word));
                if i == 0 || (solid.is_some() && last.is_some() && !joined) {
                    starts.push(i);
                }
                if let Some(solid) = solid {
                    last = Some((word, solid.x1));
                }
            }
            let ends = starts.iter().skip(1).copied().chain([words.len()]);
            starts
                .iter()
                .zip(ends)
                .filter_map(|(from, to)| words.get(*from..to))
                .collect()
        }
    };
    with_currencies(words, found)
}

/// The pieces with each sign of a currency alone joined to the sum behind it; where one has no sum behind it, signs stand behind
/// their sums, and nothing is joined.
fn with_currencies<'a>(words: &'a [Word], pieces: Vec<&'a [Word]>) -> Vec<&'a [Word]> {
    let is_sign = |piece: &[Word]| matches!(piece, [only] if is_currency(only));
    let sum_behind = |at: usize| pieces.get(at + 1).is_some_and(|p| is_value(p));
    let mut signs = (0..pieces.len())
        .filter(|i| pieces.get(*i).is_some_and(|p| is_sign(p)))
        .peekable();
    if signs.peek().is_none() || !signs.all(sum_behind) {
        return pieces;
    }
    let mut out: Vec<&[Word]> = Vec::with_capacity(pieces.len());
    let (mut at, mut from, mut signed) = (0, 0, false);
    for piece in pieces {
        if signed {
            out.pop();
        } else {
            from = at;
        }
        signed = is_sign(piece);
        at += piece.len();
        out.extend(words.get(from..at));
    }
    out
}

fn is_currency(word: &Word) -> bool {
    let text = || word.glyphs.iter().map(|g| g.unicode);
    word.glyphs.len() <= 3
        && text().any(|c| matches!(c, '$' | '€' | '£' | '¥' | '￥' | '₽' | '₩' | '₹'))
        && text().all(|c| c.is_ascii_uppercase() || !c.is_alphanumeric())
}

/// Whether a line has pieces side by side with a gap that no text has.
pub(crate) fn is_tabular(line: &Line) -> bool {
    let pieces = pieces(&line.words);
    pieces.windows(2).any(|w| {
        let [a, b] = w else { return false };
        let solid = solid_boxes(a).map(|boxes| boxes.into_iter().flatten().map(|b| b.x1));
        let ends = || a.iter().map(|w| w.bbox.x1).fold(f32::NEG_INFINITY, f32::max);
        let end = solid.and_then(|xs| xs.reduce(f32::max)).unwrap_or_else(ends);
        let start = b.iter().map(|w| w.bbox.x0).fold(f32::INFINITY, f32::min);
        let gap = start - end;
        gap > 0.9 * line.size || (gap > 0.4 * line.size && is_value(a) && is_value(b))
    })
}

/// Whether words of one line are a number or a mark that stands for one.
fn is_value(words: &[Word]) -> bool {
    let text = line_text(words);
    is_numeric(&text) || is_blank_mark(&text)
}

/// A column: what its texts cover, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The leftmost start of its texts.
    pub x0: f32,
    /// The rightmost end.
    pub x1: f32,
}

impl Column {
    /// The middle.
    pub fn center(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }
}

/// The columns between these borders (x in points), without what a cell keeps free at its sides, so that texts of neighbours do
/// not touch.
pub(crate) fn between_borders(xs: &[f32], em: f32) -> Vec<Column> {
    let inside = |w: &[f32]| match w {
        [a, b] => Some(Column {
            x0: a + 0.1 * em,
            x1: b - 0.1 * em,
        }),
        _ => None,
    };
    xs.windows(2).filter_map(inside).collect()
}

/// The columns of these rows of segments, from left to right.
///
/// The richest rows decide: rows with merged cells and wrapped lines have fewer segments. Rows with something in a
/// strip that the richest leave white add a column there.
pub fn find(rows: &[&[Segment]], em: f32, settings: &TableSettings) -> Vec<Column> {
    let mut counts: Vec<usize> = rows.iter().map(|r| r.len()).filter(|n| *n >= 2).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let few = (counts.len() / 10).max(1).min(counts.len().saturating_sub(1));
    let Some(&most) = counts.get(few).or(counts.last()) else {
        return Vec::new();
    };
    let rich = |n: usize| n >= 2 && n * 4 >= most * 3;
    let boxes: Vec<(f32, f32)> = rows
        .iter()
        .filter(|r| rich(r.len()))
        .flat_map(|r| r.iter().map(|s| (s.bbox.x0, s.bbox.x1)))
        .collect();
    let n_rich = rows.iter().filter(|r| rich(r.len())).count();
    let mut columns = strips(&boxes, n_rich / 12, settings.river * em);
    add_sparse(&mut columns, rows, em);
    let columns = join_crossed(columns, rows, em, settings);
    join_heads(split_labels(columns, rows, em), rows, em)
}

/// A strip that parts texts in fewer lines than this says nothing of itself.
const LEAST_CROSSED: usize = 3;

/// Joins columns of words where more lines of the left one run on over the right one than leave the strip between them white:
/// spaces of justified lines that lie below one another. A line of the left column begins where that does, and stands beside
/// the text of another column or below such a line.
fn join_crossed(columns: Vec<Column>, rows: &[&[Segment]], em: f32, settings: &TableSettings) -> Vec<Column> {
    let near = settings.grid_start * em;
    let mut crossed = vec![0_usize; columns.len()];
    for segment in rows.iter().flat_map(|row| row.iter()) {
        if segment.value || segment.words.len() < 2 {
            continue;
        }
        let cols = covered(&columns, &segment.bbox, em);
        let starts = columns
            .get(cols.start)
            .is_some_and(|c| (c.x0 - segment.bbox.x0).abs() <= near);
        // A text over all columns is the name of a group of rows.
        if starts && cols.start > 0 && segment.words.len() > cols.len() {
            let over = crossed.get_mut(cols.start..cols.end.saturating_sub(1));
            over.into_iter().flatten().for_each(|n| *n += 1);
        }
    }
    if crossed.iter().all(|n| *n < LEAST_CROSSED) {
        return columns;
    }
    let mut parted = vec![0_usize; columns.len()];
    for row in rows {
        let mut last: Option<usize> = None;
        for segment in row.iter() {
            let cols = covered(&columns, &segment.bbox, em);
            let beside = last.filter(|l| l + 1 == cols.start);
            if let Some(slot) = beside.and_then(|l| parted.get_mut(l)) {
                *slot += 1;
            }
            last = cols.end.checked_sub(1);
        }
    }
    let joins = crossed
        .iter()
        .zip(&parted)
        .map(|(c, p)| *c >= LEAST_CROSSED && c > p);
    joined(&columns, joins)
}

/// The columns with each put together with the next one of which `joins` says so.
fn joined(columns: &[Column], joins: impl IntoIterator<Item = bool>) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    let mut goes_on = false;
    for (column, next) in columns.iter().zip(joins) {
        match out.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.x0 = last.x0.min(column.x0);
                last.x1 = last.x1.max(column.x1);
            }
            None => out.push(*column),
        }
        goes_on = next;
    }
    out
}

/// How many rows of heads are looked at where heads stand beside the texts below them.
const HEAD_ROWS: usize = 3;

/// Joins columns that hold nothing but heads with those beside them that hold all other texts: heads in the middle or at
/// one side of wide columns over texts at the other. Only where every such head has its column, told from the left, or
/// [`without_headless`] tells.
fn join_heads(columns: Vec<Column>, rows: &[&[Segment]], em: f32) -> Vec<Column> {
    let head_rows = 1..=HEAD_ROWS.min(rows.len().saturating_sub(2));
    let mut found = head_rows.filter_map(|n| {
        let (head, body) = rows.split_at_checked(n)?;
        // A single text is the rest of a cell above it.
        let (full, single): (Vec<&[Segment]>, Vec<&[Segment]>) =
            body.iter().copied().partition(|r| r.len() > 1);
        let heads = taken(&columns, head, em);
        // Where every column has its head there is nothing to join.
        if heads.iter().all(|part| *part > 0.0) {
            return None;
        }
        let bodies = taken(&columns, &full, em);
        pairs(&columns, &heads, &bodies).or_else(|| {
            let alone = taken(&columns, &single, em);
            without_headless(&columns, &heads, &bodies, &alone, &joints(&columns, &full, em))
        })
    });
    found.next().unwrap_or(columns)
}

/// The part, 0 to 1, of these rows that has a text in each column.
fn taken(columns: &[Column], rows: &[&[Segment]], em: f32) -> Vec<f32> {
    let mut counts = vec![0_usize; columns.len()];
    for row in rows {
        let mut seen = vec![false; columns.len()];
        for segment in row.iter() {
            let places = seen.get_mut(covered(columns, &segment.bbox, em));
            places.into_iter().flatten().for_each(|slot| *slot = true);
        }
        for (count, seen) in counts.iter_mut().zip(seen) {
            *count += usize::from(seen);
        }
    }
    counts
        .iter()
        .map(|n| *n as f32 / rows.len().max(1) as f32)
        .collect()
}

/// The columns with each that has a head alone joined to the next one that has none, or the other way round; `None` when
/// there are none, or not all of them stand in such pairs.
fn pairs(columns: &[Column], heads: &[f32], bodies: &[f32]) -> Option<Vec<Column>> {
    let mut out: Vec<Column> = Vec::new();
    let mut open: Option<bool> = None;
    let mut full = true;
    for ((column, head), body) in columns.iter().zip(heads).zip(bodies) {
        let (has_head, has_body) = (*head > 0.0, *body > 0.0);
        full &= has_head || *body == 1.0;
        match (open, out.last_mut()) {
            (Some(had), Some(last)) => {
                if has_head == has_body || has_head == had {
                    return None;
                }
                *last = Column {
                    x0: last.x0.min(column.x0),
                    x1: last.x1.max(column.x1),
                };
                open = None;
            }
            _ => {
                out.push(*column);
                open = (has_head != has_body).then_some(has_head);
            }
        }
    }
    // One pair alone may be a column without a head beside one without a text, unless every row has a text in it.
    let joined = columns.len() - out.len();
    (open.is_none() && (joined > 1 || (joined == 1 && full))).then_some(out)
}

/// What rows say of two columns beside one another.
#[derive(Clone, Copy, Default)]
struct Joint {
    /// A row has a text of its own in each.
    both: bool,
    /// A row has a text in none of them.
    neither: bool,
}

/// What these rows say of each two columns beside one another.
fn joints(columns: &[Column], rows: &[&[Segment]], em: f32) -> Vec<Joint> {
    let mut joints = vec![Joint::default(); columns.len().saturating_sub(1)];
    for row in rows {
        let places: Vec<std::ops::Range<usize>> = row.iter().map(|s| covered(columns, &s.bbox, em)).collect();
        let mut seen = vec![false; columns.len()];
        for cols in &places {
            let slots = seen.get_mut(cols.clone());
            slots.into_iter().flatten().for_each(|slot| *slot = true);
        }
        for (joint, two) in joints.iter_mut().zip(seen.windows(2)) {
            joint.neither |= two == [false, false];
        }
        for pair in places.windows(2) {
            if let [left, right] = pair
                && left.end == right.start
                && let Some(joint) = left.end.checked_sub(1).and_then(|i| joints.get_mut(i))
            {
                joint.both = true;
            }
        }
    }
    joints
}

/// The columns with each that has no head joined to the one beside it that has one, where no row has a text in both: figures
/// at the other side of a column than its head, as below a head in the middle whose column holds long labels in other rows.
/// Where both hold texts of rows, every row has one in either, and none stands alone on a line: labels of several rows do,
/// and are a column of their own.
///
/// `heads`, `bodies` and `alone` are as [`taken`] gives them of the heads, the rows and single texts between these, `joints`
/// as [`joints`]. `None` where there is no such column, or one but the first has no head and no column, or two, to be joined to.
fn without_headless(
    columns: &[Column],
    heads: &[f32],
    bodies: &[f32],
    alone: &[f32],
    joints: &[Joint],
) -> Option<Vec<Column>> {
    let has = |list: &[f32], i: usize| list.get(i).is_some_and(|part| *part > 0.0);
    let apart = |i: usize| joints.get(i).is_some_and(|j| !j.both);
    let is_one = |i: usize| {
        let shared = has(bodies, i) && has(bodies, i + 1);
        let lone = has(alone, i) || has(alone, i + 1);
        apart(i) && (!shared || (!lone && joints.get(i).is_some_and(|j| !j.neither)))
    };
    let mut joins = vec![false; columns.len()];
    for i in (0..columns.len()).filter(|i| !has(heads, *i)) {
        let left = i.checked_sub(1).filter(|l| apart(*l) && has(heads, *l));
        let right = Some(i).filter(|r| apart(*r) && has(heads, r + 1));
        let at = match (left, right) {
            (Some(at), None) | (None, Some(at)) if is_one(at) && has(bodies, i) => at,
            // Labels need no head.
            (None, None) if i == 0 => continue,
            _ => return None,
        };
        // A column takes in one other.
        match joins.get_mut(at) {
            Some(slot) if !*slot => *slot = true,
            _ => return None,
        }
    }
    if !joins.contains(&true) || joins.windows(2).any(|w| w == [true, true]) {
        return None;
    }
    Some(joined(columns, joins))
}

/// The texts of a line with those cut apart that stand over several columns, where words further apart than a space
/// stand over different columns: heads reach to the sides of their columns and nearly touch.
pub fn cut_at_columns(
    line: Vec<Segment>,
    columns: &[Column],
    em: f32,
    settings: &TableSettings,
) -> Vec<Segment> {
    let mut out = Vec::new();
    for segment in line {
        if covered(columns, &segment.bbox, em).len() < 2 {
            out.push(segment);
            continue;
        }
        let letter = letter_width(&segment.words);
        let mut groups: Vec<Vec<Word>> = Vec::new();
        for word in segment.words {
            let apart = groups.last().and_then(|g| g.last()).is_some_and(|last| {
                let space = settings.head_gap * last.size.min(word.size);
                // In type of one width a space is as wide as a letter; hanzi take no spaces, single ones are spaced out.
                let solid = are_hanzi(last, &word) && last.glyphs.len().min(word.glyphs.len()) > 1;
                let space = if solid { space } else { space.max(1.1 * letter) };
                word.bbox.x0 - last.bbox.x1 > space
            });
            match groups.last_mut() {
                Some(group) if !apart => group.push(word),
                _ => groups.push(vec![word]),
            }
        }
        let mut end = 0;
        let mut texts: Vec<Vec<Word>> = Vec::new();
        for group in groups {
            let bbox = group.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
            let cols = bbox.map_or(0..0, |b| covered(columns, &b, em));
            match texts.last_mut() {
                Some(text) if cols.start < end => text.extend(group),
                _ => texts.push(group),
            }
            end = end.max(cols.end);
        }
        out.extend(texts.into_iter().filter_map(Segment::new));
    }
    out
}

/// Cuts the texts of lines apart where, in several lines, words end at one x and the next ones begin at one x, with more
/// than a space between them: two columns that nearly touch, the left one flush right and the right one flush left. Also
/// at the one wide gap of a text, when as many texts of other lines begin where it ends: a label of several rows that
/// nearly touches the labels of these. And between hanzi where the texts of most other lines leave the same gap free: heads
/// that nearly touch.
pub fn cut_at_common_gaps(lines: Vec<Vec<Segment>>, em: f32, settings: &TableSettings) -> Vec<Vec<Segment>> {
    let near = settings.grid_start * em;
    let words = |l: &Vec<Segment>| l.iter().flat_map(|s| &s.words).cloned().collect::<Vec<Word>>();
    let mut all: Vec<(f32, f32)> = lines.iter().flat_map(|l| gaps(&words(l), settings)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let is_common = |gap: &(f32, f32)| {
        let from = all.partition_point(|g| g.0 < gap.0 - near);
        let alike = all.iter().skip(from).take_while(|g| g.0 <= gap.0 + near);
        alike.filter(|g| (g.1 - gap.1).abs() <= near).count() >= settings.least_rows
    };
    let free = gaps_of_hanzi_left_free(&lines, near, settings);
    let mut begins: Vec<f32> = lines.iter().flatten().map(|s| s.bbox.x0).collect();
    begins.sort_by(f32::total_cmp);
    let is_column = |gap: &(f32, f32)| {
        let from = begins.partition_point(|x| *x < gap.1 - near);
        let to = begins.partition_point(|x| *x <= gap.1 + near);
        to - from >= settings.least_rows
    };
    let cut = |s: Segment| -> Vec<Segment> {
        let wide = gaps(&s.words, settings);
        let lone = wide.len() == 1;
        let is_free = |gap: &(f32, f32)| {
            free.binary_search_by(|f| f.0.total_cmp(&gap.0).then(f.1.total_cmp(&gap.1)))
                .is_ok()
        };
        let starts: Vec<f32> = wide
            .into_iter()
            .filter(|gap| is_common(gap) || (lone && is_column(gap)) || is_free(gap))
            .map(|g| g.1)
            .collect();
        if starts.is_empty() {
            return vec![s];
        }
        let mut parts: Vec<Vec<Word>> = vec![Vec::new()];
        for word in s.words {
            if starts.contains(&word.bbox.x0) {
                parts.push(Vec::new());
            }
            if let Some(part) = parts.last_mut() {
                part.push(word);
            }
        }
        parts.into_iter().filter_map(Segment::new).collect()
    };
    lines
        .into_iter()
        .map(|line| line.into_iter().flat_map(cut).collect())
        .collect()
}

/// Most different gaps between hanzi of one table that are looked at.
const MOST_GAPS: usize = 64;

/// The gaps between hanzi, sorted, that lie between the texts of `least_rows` other lines, and that few texts cross.
fn gaps_of_hanzi_left_free(lines: &[Vec<Segment>], near: f32, settings: &TableSettings) -> Vec<(f32, f32)> {
    let pairs = lines.iter().flatten().flat_map(|s| s.words.windows(2));
    let wide = pairs.filter_map(|w| match w {
        [a, b] if are_hanzi(a, b) => {
            let space = settings.head_gap * a.size.min(b.size);
            (b.bbox.x0 - a.bbox.x1 > space).then_some((a.bbox.x1, b.bbox.x0))
        }
        _ => None,
    });
    let mut wide: Vec<(f32, f32)> = wide.collect();
    wide.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    wide.dedup();
    let is_free = |gap: &(f32, f32)| {
        let around =
            |w: &[Segment]| matches!(w, [a, b] if a.bbox.x1 <= gap.0 + near && b.bbox.x0 >= gap.1 - near);
        let parted = lines.iter().filter(|l| l.windows(2).any(around)).count();
        let crossing = lines
            .iter()
            .flatten()
            .filter(|s| s.bbox.x0 < gap.0 && s.bbox.x1 > gap.1);
        parted >= settings.least_rows && 3 * crossing.count() <= parted
    };
    wide.into_iter().take(MOST_GAPS).filter(is_free).collect()
}

/// Whether a word ends and the next one begins with a hanzi or its punctuation: there is no space between such words.
fn are_hanzi(a: &Word, b: &Word) -> bool {
    let ends = [a.glyphs.last(), b.glyphs.first()];
    ends.iter().all(|g| g.is_some_and(|g| is_cjk(g.unicode)))
}

/// The gaps in a line that are wider than a space: where a word ends and the next begins, x in points.
fn gaps(words: &[Word], settings: &TableSettings) -> Vec<(f32, f32)> {
    if words.len() < 2 {
        return Vec::new();
    }
    let least = space_of_one_width(words);
    let pairs = words.windows(2).filter_map(|w| match w {
        [a, b] => {
            let space = settings.head_gap * a.size.min(b.size);
            let space = if are_hanzi(a, b) { space } else { space.max(least) };
            (b.bbox.x0 - a.bbox.x1 > space).then_some((a.bbox.x1, b.bbox.x0))
        }
        _ => None,
    });
    pairs.collect()
}

/// What a space takes at most in type of one width, where it is as wide as a letter, in points; 0 in other type. Single
/// signs of other type, as the mark of a list item, take nothing from that.
fn space_of_one_width(words: &[Word]) -> f32 {
    let mut widths: Vec<f32> = words
        .iter()
        .flat_map(|w| &w.glyphs)
        .map(|g| g.bbox.width())
        .collect();
    let n = widths.len();
    let Some(width) = median(&mut widths) else {
        return 0.0;
    };
    let alike = widths
        .iter()
        .filter(|w| (**w - width).abs() <= 0.05 * width)
        .count();
    if alike * 10 >= n * 9 { 1.1 * width } else { 0.0 }
}

/// The mean width of the letters of words in points.
fn letter_width(words: &[Word]) -> f32 {
    let width: f32 = words.iter().map(|w| w.bbox.width()).sum();
    let letters: usize = words.iter().map(|w| w.glyphs.len()).sum();
    width / letters.max(1) as f32
}

/// The part, 0 to 1, of the texts right of the first column that stand exactly below another text of their column:
/// at its start, its middle or its end. The ends of the last column count for values alone, because lines of running
/// text end below one another, too. 1 where there are no such texts.
pub fn alignment(rows: &[&[Segment]], columns: &[Column], em: f32, settings: &TableSettings) -> f32 {
    let last = columns.len().saturating_sub(1);
    let mut stacks: Vec<Vec<&Segment>> = vec![Vec::new(); columns.len()];
    for segment in rows.iter().copied().filter(|r| r.len() >= 2).flatten() {
        let cols = covered(columns, &segment.bbox, em);
        if cols.len() == 1
            && let Some(stack) = stacks.get_mut(cols.start)
        {
            stack.push(segment);
        }
    }
    let (mut aligned, mut all) = (0usize, 0usize);
    for (col, stack) in stacks.iter().enumerate().skip(1) {
        let near = settings.aligned * em;
        let mut at: [Vec<f32>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        let places = |s: &Segment| [s.bbox.x0, s.bbox.center().x, s.bbox.x1];
        for segment in stack {
            for (list, x) in at.iter_mut().zip(places(segment)) {
                list.push(x);
            }
        }
        at.iter_mut().for_each(|list| list.sort_by(f32::total_cmp));
        for segment in stack {
            all += 1;
            let shared = at
                .iter()
                .zip(places(segment))
                .enumerate()
                .any(|(which, (list, x))| {
                    let from = list.partition_point(|v| *v < x - near);
                    let to = list.partition_point(|v| *v <= x + near);
                    to - from >= 2 && (which != 2 || col != last || segment.value)
                });
            aligned += usize::from(shared);
        }
    }
    if all == 0 {
        1.0
    } else {
        aligned as f32 / all as f32
    }
}

/// The stretches that boxes cover, parted by white strips which at most `allow` boxes cross.
fn strips(boxes: &[(f32, f32)], allow: usize, river: f32) -> Vec<Column> {
    let mut ends: Vec<(f32, i32)> = boxes.iter().flat_map(|(a, b)| [(*a, 1), (*b, -1)]).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let allow = i32::try_from(allow).unwrap_or(0);
    let mut out: Vec<Column> = Vec::new();
    let mut depth = 0;
    let mut open: Option<f32> = None;
    for (x, step) in ends {
        depth += step;
        if step > 0 && depth == allow + 1 {
            open = Some(x);
        } else if step < 0
            && depth == allow
            && let Some(from) = open.take()
        {
            match out.last_mut() {
                Some(last) if from - last.x1 < river => last.x1 = x,
                _ => out.push(Column { x0: from, x1: x }),
            }
        }
    }
    out
}

/// Adds columns for segments that lie in white strips of the richest rows.
fn add_sparse(columns: &mut Vec<Column>, rows: &[&[Segment]], em: f32) {
    let lonely: Vec<(f32, f32)> = rows
        .iter()
        .copied()
        .filter(|r| r.len() >= 2)
        .flatten()
        .filter(|s| {
            columns
                .iter()
                .all(|c| s.bbox.x0 > c.x1 + 0.1 * em || s.bbox.x1 < c.x0 - 0.1 * em)
        })
        .map(|s| (s.bbox.x0, s.bbox.x1))
        .collect();
    for extra in strips(&lonely, 0, 0.3 * em) {
        let support = lonely
            .iter()
            .filter(|(a, b)| *a >= extra.x0 - 0.1 && *b <= extra.x1 + 0.1)
            .count();
        if support >= 2 {
            columns.push(extra);
        }
    }
    columns.sort_by(|a, b| a.x0.total_cmp(&b.x0));
}

/// Splits the columns of labels left of the first column of values where texts start side by side: labels that
/// span rows stand left of the labels of single rows, and only the latter share a start.
fn split_labels(columns: Vec<Column>, rows: &[&[Segment]], em: f32) -> Vec<Column> {
    let first_value = columns.iter().position(|c| is_value_column(c, rows)).unwrap_or(0);
    let mut out = Vec::new();
    for (i, column) in columns.into_iter().enumerate() {
        if i >= first_value {
            out.push(column);
            continue;
        }
        let inside: Vec<Rect> = rows
            .iter()
            .copied()
            .flatten()
            .map(|s| s.bbox)
            .filter(|b| b.center().x >= column.x0 - em && b.center().x <= column.x1)
            .collect();
        let mut from = column.x0.min(
            inside
                .iter()
                .filter(|b| b.x1 <= column.x1 + 0.3 * em)
                .map(|b| b.x0)
                .fold(f32::INFINITY, f32::min),
        );
        for start in starts(&inside, em) {
            let beside = side_by_side(&inside, start, em);
            let left_only = inside
                .iter()
                .filter(|b| b.x0 >= from - 0.5 * em && b.x1 < start - 0.2 * em)
                .count();
            if start > from + 1.5 * em && (beside >= 2 || (beside >= 1 && left_only >= 2)) {
                let end = inside
                    .iter()
                    .map(|b| b.x1)
                    .filter(|x| *x <= start)
                    .fold(from, f32::max);
                out.push(Column { x0: from, x1: end });
                from = start;
            }
        }
        out.push(Column {
            x0: from,
            x1: column.x1,
        });
    }
    out
}

/// Whether most segments inside a column are values.
pub fn is_value_column(column: &Column, rows: &[&[Segment]]) -> bool {
    let (mut values, mut all) = (0usize, 0usize);
    for s in rows.iter().copied().flatten() {
        let c = s.bbox.center().x;
        if c >= column.x0 && c <= column.x1 && s.bbox.width() <= 1.5 * (column.x1 - column.x0) {
            all += 1;
            values += usize::from(s.value);
        }
    }
    values > 0 && values * 2 >= all
}

/// Left edges that several boxes share, from left to right.
fn starts(boxes: &[Rect], em: f32) -> Vec<f32> {
    let mut xs: Vec<f32> = boxes.iter().map(|b| b.x0).collect();
    xs.sort_by(f32::total_cmp);
    let mut out: Vec<(f32, usize)> = Vec::new();
    for x in xs {
        match out.last_mut() {
            Some((first, n)) if x - *first <= SAME_START_EM * em => *n += 1,
            _ => out.push((x, 1)),
        }
    }
    out.into_iter().filter(|(_, n)| *n >= 2).map(|(x, _)| x).collect()
}

/// How many boxes that start at `x` have a neighbour on their left at the same height.
fn side_by_side(boxes: &[Rect], x: f32, em: f32) -> usize {
    boxes
        .iter()
        .filter(|b| (b.x0 - x).abs() <= SAME_START_EM * em)
        .filter(|b| {
            boxes.iter().any(|a| {
                let shared = a.bottom.min(b.bottom) - a.top.max(b.top);
                a.x1 <= b.x0 - 0.2 * em && shared > 0.25 * a.height().min(b.height())
            })
        })
        .count()
}

/// The columns that a box covers, half-open: those whose texts it overlaps by more than a little, at least the
/// nearest one. The columns begin and end one after the other from left to right.
pub fn covered(columns: &[Column], bbox: &Rect, em: f32) -> std::ops::Range<usize> {
    let slack = 0.35 * em;
    let hit = |c: &Column| {
        bbox.x1.min(c.x1) - bbox.x0.max(c.x0) > slack.min(0.5 * (c.x1 - c.x0)).min(0.5 * bbox.width())
    };
    let from = columns.partition_point(|c| c.x1 <= bbox.x0);
    let to = columns.partition_point(|c| c.x0 < bbox.x1);
    let touched = columns.get(from..to).unwrap_or_default();
    let first = touched.iter().position(hit);
    let last = touched.iter().rposition(hit);
    match (first, last) {
        (Some(a), Some(b)) => from + a..from + b + 1,
        _ => {
            let near = nearest(columns, bbox.center().x);
            near..near + 1
        }
    }
}

/// The column that is nearest to `x`, the left one of two that are equally near; 0 where there are none.
fn nearest(columns: &[Column], x: f32) -> usize {
    let distance = |i: &usize| {
        let column = columns.get(*i);
        column.map_or(f32::INFINITY, |c| (c.x0 - x).max(x - c.x1).max(0.0))
    };
    let right = columns.partition_point(|c| c.x1 < x);
    [right.saturating_sub(1), right]
        .into_iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(0)
}

/// Parts `centers` (of rows or columns, in order) into as many runs as there are `blocks` (centres of texts, in
/// order), each run at least one long, so that every text stands as near the middle of its run as can be. Gives
/// the first index of every run. `None` when there are more texts than places.
pub fn partition(centers: &[f32], blocks: &[f32]) -> Option<Vec<usize>> {
    let (n, k) = (centers.len(), blocks.len());
    if k == 0 || k > n || n.checked_mul(n)?.checked_mul(k)? > 4_000_000 {
        return None;
    }
    let cost = |from: usize, to: usize, b: usize| -> f32 {
        let (Some(first), Some(last), Some(block)) = (centers.get(from), centers.get(to - 1), blocks.get(b))
        else {
            return f32::INFINITY;
        };
        let off = (first + last) / 2.0 - block;
        off * off
    };
    // best[b][i]: the least cost of the first b texts over the first i places.
    let mut best = vec![vec![f32::INFINITY; n + 1]; k + 1];
    let mut from = vec![vec![0usize; n + 1]; k + 1];
    if let Some(slot) = best.get_mut(0).and_then(|r| r.get_mut(0)) {
        *slot = 0.0;
    }
    for b in 1..=k {
        for i in b..=n {
            for j in (b - 1)..i {
                let before = best
                    .get(b - 1)
                    .and_then(|r| r.get(j))
                    .copied()
                    .unwrap_or(f32::INFINITY);
                let total = before + cost(j, i, b - 1);
                let Some(slot) = best.get_mut(b).and_then(|r| r.get_mut(i)) else {
                    continue;
                };
                if total < *slot {
                    *slot = total;
                    if let Some(f) = from.get_mut(b).and_then(|r| r.get_mut(i)) {
                        *f = j;
                    }
                }
            }
        }
    }
    let mut runs = Vec::new();
    let mut i = n;
    for b in (1..=k).rev() {
        i = from.get(b).and_then(|r| r.get(i)).copied()?;
        runs.push(i);
    }
    runs.reverse();
    Some(runs)
}

#[cfg(test)]
mod tests;

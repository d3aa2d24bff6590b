//! Characters to words and lines.
//!
//! A word here is a run of characters on one baseline without a gap that the eye would see; a line is words on one
//! height. All lengths scale with the em of the characters themselves.

use crate::geometry::{Point, Rect};
use crate::reader::pdf::{Char, Direction, PdfFont, PdfPage};

use super::bidi;
use super::script::{is_cjk, is_shared_punctuation};
use super::turn::Turn;

/// A word of type so many times larger may stand beside several lines.
const LARGE_TYPE: f32 = 1.6;
/// A line of text is longer than so many em, and an exponent is not.
const LONG_LINE_EM: f32 = 5.0;
/// Letters are so many times larger than exponents and indices.
const SCRIPT_SIZE: f32 = 1.25;
/// An exponent or index stands within this many em of its letter.
const SCRIPT_GAP_EM: f32 = 0.12;
/// Two baselines within this many em are one baseline: rounding of positions and slightly raised signs.
const SAME_BASELINE_EM: f32 = 0.2;
/// A gap wider than this many em parts two words that are written with spaces: a justified space may shrink to
/// about a sixth of an em while kerning stays under a tenth.
const WORD_GAP_EM: f32 = 0.15;
/// A gap wider than this many em parts two runs of hanzi: their boxes are full width, so that ordinary text has
/// no gap at all, but fonts without exact widths leave up to a quarter.
const CJK_GAP_EM: f32 = 0.3;
/// Between characters with a space printed between them a gap of this many em is enough.
const GAP_WITH_SPACE_EM: f32 = 0.05;
/// Overlap of two neighbours by more than this many em means that they belong to different texts.
const OVERLAP_EM: f32 = 0.6;
/// Hanzi and Latin characters or figures further apart than this many em have a blank between them: what is set between them
/// by itself is a quarter, the quad behind the number of a heading is one.
const MIXED_GAP_EM: f32 = 0.9;
/// Hanzi further apart than this many em are not letter-spaced text but separate pieces on one line.
const SPACED_OUT_EM: f32 = 2.5;

/// One visible character, in the frame of the (turned) page.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Index into [`PdfPage::chars`].
    pub index: usize,
    /// The character.
    pub unicode: char,
    /// Advance by em height around the baseline, in points.
    pub bbox: Rect,
    /// Height of the em in points.
    pub size: f32,
    /// Whether its font is bold.
    pub bold: bool,
    /// Whether its font is italic.
    pub italic: bool,
    /// Whether a space character was printed between it and the character before it on the line.
    pub space_before: bool,
}

/// A run of characters without a visible gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The characters along the line.
    pub glyphs: Vec<Glyph>,
    /// The box around them.
    pub bbox: Rect,
    /// Height of the em of the largest character, in points.
    pub size: f32,
    /// The way the word runs, in the frame of the (turned) page.
    pub direction: Direction,
}

impl Word {
    /// A word of these characters; `None` without characters.
    pub fn new(glyphs: Vec<Glyph>, direction: Direction) -> Option<Word> {
        let bbox = glyphs.iter().map(|g| g.bbox).reduce(|a, b| a.union(&b))?;
        let size = glyphs.iter().map(|g| g.size).fold(0.0, f32::max);
        Some(Word {
            glyphs,
            bbox,
            size,
            direction,
        })
    }

    /// The word seen in a mirror on a page of this width; its characters keep their order.
    pub(crate) fn mirrored(mut self, width: f32) -> Word {
        self.bbox = self.bbox.mirrored(width);
        for glyph in &mut self.glyphs {
            glyph.bbox = glyph.bbox.mirrored(width);
        }
        self
    }

    /// The characters as text.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|g| g.unicode).collect()
    }

    /// The middle of the box.
    pub fn center(&self) -> Point {
        self.bbox.center()
    }

    /// Whether most characters are bold.
    pub fn bold(&self) -> bool {
        self.glyphs.iter().filter(|g| g.bold).count() * 2 > self.glyphs.len()
    }
}

/// Words on one height, from left to right along their direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The words in order.
    pub words: Vec<Word>,
    /// The box around them.
    pub bbox: Rect,
    /// The commonest size of the characters, in points.
    pub size: f32,
}

impl Line {
    /// A line of these words, in this order; `None` without words.
    pub fn new(words: Vec<Word>) -> Option<Line> {
        let bbox = words.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b))?;
        let sizes = || words.iter().flat_map(|w| w.glyphs.iter().map(|g| g.size));
        let first = sizes().next().unwrap_or(0.0);
        // Most lines are of one size.
        let size = if sizes().all(|size| size == first) {
            first
        } else {
            median(&mut sizes().collect::<Vec<f32>>()).unwrap_or(0.0)
        };
        Some(Line { size, words, bbox })
    }

    /// The line as text, with spaces only where the script wants them.
    pub fn text(&self) -> String {
        line_text(&self.words)
    }

    /// Whether most characters are bold.
    pub fn bold(&self) -> bool {
        let (bold, all) = self
            .glyphs()
            .fold((0usize, 0usize), |(b, n), g| (b + usize::from(g.bold), n + 1));
        bold * 2 > all
    }

    /// Whether most characters are italic.
    pub fn italic(&self) -> bool {
        let (italic, all) = self
            .glyphs()
            .fold((0usize, 0usize), |(b, n), g| (b + usize::from(g.italic), n + 1));
        italic * 2 > all
    }

    /// All characters of the line in order.
    pub fn glyphs(&self) -> impl Iterator<Item = &Glyph> {
        self.words.iter().flat_map(|w| w.glyphs.iter())
    }

    /// The way the line runs.
    pub fn direction(&self) -> Direction {
        self.words.first().map_or(Direction::Right, |w| w.direction)
    }
}

/// The median of the values; `None` without values. Sorts them.
pub fn median(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The box of a character as the eye sees it: the em around the baseline, not the font's ascent and descent,
/// which in many Chinese fonts reach into the lines above and below.
fn em_box(c: &Char) -> Rect {
    let b = c.bbox;
    let level = matches!(c.direction, Direction::Right | Direction::Left);
    let near = c.baseline.is_finite()
        && if level {
            c.baseline >= b.top - 0.1 * c.size && c.baseline <= b.bottom + 0.1 * c.size
        } else {
            false
        };
    if !near || c.vertical_writing || c.size <= 0.0 {
        return b;
    }
    match c.direction {
        Direction::Right => Rect::new(b.x0, c.baseline - 0.82 * c.size, b.x1, c.baseline + 0.18 * c.size),
        _ => Rect::new(b.x0, c.baseline - 0.18 * c.size, b.x1, c.baseline + 0.82 * c.size),
    }
}

/// Builds the words of a page out of the characters with these indices, in every direction that occurs.
///
/// Characters that are spaces only mark gaps. The words are ordered by line and then along the line.
pub fn words(page: &PdfPage, indices: &[usize], fonts: &[PdfFont]) -> Vec<Word> {
    let chars: Vec<(usize, &Char)> = indices
        .iter()
        .filter_map(|&i| page.chars.get(i).map(|c| (i, c)))
        .collect();
    let mut out = Vec::new();
    for direction in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
        let turn = Turn::new(direction, page.width, page.height);
        let along = chars.iter().filter(|(_, c)| c.direction == direction);
        let marks: Vec<Mark> = along.map(|(i, c)| Mark::new(*i, c, fonts, &turn)).collect();
        for row in rows(&marks) {
            for mut glyphs in split_row(&row) {
                glyphs.iter_mut().for_each(|g| g.bbox = turn.back(&g.bbox));
                out.extend(Word::new(glyphs, direction));
            }
        }
    }
    out
}

/// A character in the frame of its own line, spaces included.
struct Mark {
    glyph: Glyph,
    baseline: f32,
    space: bool,
}

impl Mark {
    fn new(index: usize, c: &Char, fonts: &[PdfFont], turn: &Turn) -> Mark {
        let font = fonts.get(c.font as usize);
        let bbox = turn.rect(&em_box(c));
        Mark {
            baseline: if bbox.height() > 0.0 {
                bbox.bottom - 0.18 * bbox.height()
            } else {
                bbox.bottom
            },
            glyph: Glyph {
                index,
                unicode: c.unicode,
                bbox,
                size: c.size.max(0.1),
                bold: c.imitated.is_bold() || font.is_some_and(|f| f.bold),
                italic: c.imitated.is_italic() || font.is_some_and(|f| f.italic),
                space_before: false,
            },
            space: c.unicode.is_whitespace(),
        }
    }
}

/// Groups marks into rows of one baseline, each sorted along the line.
fn rows(marks: &[Mark]) -> Vec<Vec<&Mark>> {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by(|a, b| {
        a.baseline
            .total_cmp(&b.baseline)
            .then(a.glyph.index.cmp(&b.glyph.index))
    });
    let mut rows: Vec<Vec<&Mark>> = Vec::new();
    let mut rest = sorted.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let on_it = |m: &&&Mark| m.baseline - first.baseline <= SAME_BASELINE_EM * m.glyph.size;
        let (row, below) = rest.split_at(1 + others.iter().take_while(on_it).count());
        rows.push(row.to_vec());
        rest = below;
    }
    for row in &mut rows {
        row.sort_by(|a, b| {
            a.glyph
                .bbox
                .x0
                .total_cmp(&b.glyph.bbox.x0)
                .then(a.glyph.index.cmp(&b.glyph.index))
        });
    }
    rows
}

/// Cuts a row at its visible gaps.
fn split_row(row: &[&Mark]) -> Vec<Vec<Glyph>> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(row.len());
    let mut space = false;
    for m in row {
        if m.space {
            space = true;
            continue;
        }
        let mut glyph = m.glyph.clone();
        glyph.space_before = space;
        space = false;
        glyphs.push(glyph);
    }
    let words = glyphs
        .chunk_by(|a, b| !is_gap(a, b))
        .map(<[Glyph]>::to_vec)
        .collect();
    close_up_letters(words)
}

/// Whether the eye sees a gap between two neighbours on a line.
fn is_gap(a: &Glyph, b: &Glyph) -> bool {
    let em = a.size.min(b.size);
    let gap = b.bbox.x0 - a.bbox.x1;
    let limit = if b.space_before {
        GAP_WITH_SPACE_EM
    } else if is_cjk(a.unicode) || is_cjk(b.unicode) {
        CJK_GAP_EM
    } else {
        WORD_GAP_EM
    };
    gap > limit * em || gap < -OVERLAP_EM * em || a.size > 1.6 * b.size || b.size > 1.6 * a.size
}

/// A Latin word that is spaced out has at least this many letters.
const LEAST_SPACED: usize = 4;

/// Joins letter-spaced Latin words (`R E P O R T`): single letters at even distances.
fn close_up_letters(words: Vec<Vec<Glyph>>) -> Vec<Vec<Glyph>> {
    let single =
        |w: &Vec<Glyph>| matches!(w.as_slice(), [g] if !is_cjk(g.unicode) && g.unicode.is_alphabetic());
    if words.iter().filter(|w| single(w)).count() < LEAST_SPACED {
        return words;
    }
    let mut out: Vec<Vec<Glyph>> = Vec::new();
    let mut run: Vec<Vec<Glyph>> = Vec::new();
    for word in words {
        if single(&word) {
            run.push(word);
        } else {
            out.append(&mut close_up_run(std::mem::take(&mut run)));
            out.push(word);
        }
    }
    out.append(&mut close_up_run(run));
    out
}

fn close_up_run(run: Vec<Vec<Glyph>>) -> Vec<Vec<Glyph>> {
    if run.len() < LEAST_SPACED {
        return run;
    }
    let glyphs: Vec<Glyph> = run.iter().flatten().cloned().collect();
    let gaps: Vec<f32> = glyphs
        .windows(2)
        .filter_map(|w| Some(w.get(1)?.bbox.x0 - w.first()?.bbox.x1))
        .collect();
    let Some(middle) = median(&mut gaps.clone()) else {
        return run;
    };
    let em = glyphs.first().map_or(0.0, |g| g.size);
    let even = gaps.iter().filter(|g| (*g - middle).abs() <= 0.2 * em).count();
    if middle > 1.2 * em || even * 4 < gaps.len() * 3 {
        return run;
    }
    let mut out: Vec<Vec<Glyph>> = Vec::new();
    for (i, g) in glyphs.into_iter().enumerate() {
        let gap = i.checked_sub(1).and_then(|p| gaps.get(p)).copied();
        match out.last_mut() {
            Some(word) if gap.is_some_and(|d| d <= middle + 0.25 * em) => word.push(g),
            _ => out.push(vec![g]),
        }
    }
    out
}

/// What stands between two neighbouring characters of a line when it is written out: nothing or a space.
pub fn separator(a: &Glyph, b: &Glyph, along: f32) -> &'static str {
    let em = a.size.min(b.size);
    // An exponent or index right at its letter; a figure in other type is no part of the figure before it.
    let digits = a.unicode.is_numeric() && b.unicode.is_numeric();
    let script = a.size.max(b.size) > SCRIPT_SIZE * em && !b.space_before && !digits;
    if script && along.abs() <= SCRIPT_GAP_EM * em {
        return "";
    }
    let wide = |c: char, other: char| is_cjk(c) || (is_shared_punctuation(c) && is_cjk(other));
    let (ca, cb) = (wide(a.unicode, b.unicode), wide(b.unicode, a.unicode));
    let spaced = match (ca, cb) {
        (true, true) => along > SPACED_OUT_EM * em,
        (false, false) => true,
        _ => (b.space_before && along > GAP_WITH_SPACE_EM * em) || along > MIXED_GAP_EM * em,
    };
    if spaced { " " } else { "" }
}

/// The text of words that follow one another on a line, in the order in which it is read.
pub fn line_text(words: &[Word]) -> String {
    // Ideographs take three bytes.
    let mut out = String::with_capacity(words.iter().map(|w| 3 * w.glyphs.len() + 1).sum());
    let mut last: Option<&Word> = None;
    for word in words {
        if let (Some(before), Some(b)) = (last, word.glyphs.first())
            && let Some(a) = before.glyphs.last()
        {
            let gap = match word.direction {
                Direction::Right => b.bbox.x0 - a.bbox.x1,
                Direction::Down => b.bbox.top - a.bbox.bottom,
                Direction::Left => a.bbox.x0 - b.bbox.x1,
                Direction::Up => a.bbox.top - b.bbox.bottom,
            };
            out.push_str(separator(a, b, gap));
        }
        for glyph in &word.glyphs {
            if word.direction == Direction::Right && bidi::is_rtl(glyph.unicode) {
                return bidi_text(words);
            }
            out.push(glyph.unicode);
        }
        last = Some(word);
    }
    out
}

/// The text of a line that runs from right to left, or parts of which do.
fn bidi_text(words: &[Word]) -> String {
    let mut glyphs: Vec<&Glyph> = words.iter().flat_map(|w| &w.glyphs).collect();
    let starts: Vec<usize> = words
        .iter()
        .filter_map(|w| w.glyphs.first().map(|g| g.index))
        .collect();
    bidi::settle(&mut glyphs);
    let mut visual: Vec<char> = Vec::with_capacity(glyphs.len() + words.len());
    let mut last: Option<&Glyph> = None;
    for g in glyphs {
        if let Some(a) = last.filter(|_| starts.contains(&g.index)) {
            let joined = bidi::is_mark(a.unicode) || bidi::is_mark(g.unicode);
            let between = separator(a, g, g.bbox.x0 - a.bbox.x1);
            visual.extend(between.chars().filter(|_| !joined));
        }
        visual.push(g.unicode);
        last = Some(g);
    }
    bidi::logical(visual)
}

/// Groups words into lines by height and sorts each along its direction; lines come from top to bottom.
///
/// The words should belong to one column or cell: lines of neighbouring columns would run together. Words that
/// run in other directions than right form lines of their own, after those that run right.
pub fn lines(words: Vec<Word>) -> Vec<Line> {
    if let Some(first) = words.first().map(|w| w.direction)
        && words.iter().all(|w| w.direction == first)
    {
        return lines_of(words, &Turn::new(first, 0.0, 0.0));
    }
    let mut out = Vec::new();
    for direction in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
        let group: Vec<Word> = words
            .iter()
            .filter(|w| w.direction == direction)
            .cloned()
            .collect();
        if group.is_empty() {
            continue;
        }
        // The turn's size only shifts everything alike, which neither order nor distance depends on.
        let turn = Turn::new(direction, 0.0, 0.0);
        out.extend(lines_of(group, &turn));
    }
    out
}

fn lines_of(mut words: Vec<Word>, turn: &Turn) -> Vec<Line> {
    if words.len() < 2 {
        return Line::new(words).into_iter().collect();
    }
    let place = |w: &Word| turn.rect(&w.bbox);
    // Large words first: a superscript or a small sign then finds the line that it belongs to.
    words.sort_by(|a, b| {
        place(a)
            .bottom
            .total_cmp(&place(b).bottom)
            .then(place(a).x0.total_cmp(&place(b).x0))
    });
    let mut lines: Vec<(Rect, Vec<Word>)> = Vec::new();
    for word in words {
        let r = place(&word);
        let found = lines.iter_mut().rev().take(8).find(|(band, _)| {
            let shared = band.bottom.min(r.bottom) - band.top.max(r.top);
            shared > 0.5 * band.height().min(r.height())
        });
        match found {
            Some((band, list)) => {
                // The band stays that of the largest word, so that it cannot creep down the page.
                if r.height() > band.height() {
                    *band = r;
                }
                list.push(word);
            }
            None => lines.push((r, vec![word])),
        }
    }
    let mut lines: Vec<(Rect, Vec<Word>)> = match lines.iter().any(|(_, list)| has_small_words(list)) {
        true => lines
            .into_iter()
            .flat_map(|(band, list)| part_lines(band, list, turn))
            .collect(),
        false => lines,
    };
    lines.sort_by(|a, b| a.0.center().y.total_cmp(&b.0.center().y));
    lines
        .into_iter()
        .filter_map(|(_, mut list)| {
            list.sort_by(|a, b| place(a).x0.total_cmp(&place(b).x0));
            Line::new(list)
        })
        .collect()
}

/// Whether some of these words are much smaller than the largest.
fn has_small_words(words: &[Word]) -> bool {
    let sizes = words.iter().map(|w| w.size);
    let (least, most) = sizes.fold((f32::INFINITY, 0.0_f32), |(l, m), s| (l.min(s), m.max(s)));
    least * LARGE_TYPE < most
}

/// Parts the words of one band of the page where a large word stands beside several lines of smaller ones: the small
/// words without the large ones are bands of their own, and two of them are long and lie above one another. An exponent
/// and an index at one letter are short.
fn part_lines(band: Rect, words: Vec<Word>, turn: &Turn) -> Vec<(Rect, Vec<Word>)> {
    let size = words.iter().map(|w| w.size).fold(0.0, f32::max);
    let is_small = |w: &Word| w.size * LARGE_TYPE < size;
    if words.iter().filter(|w| is_small(w)).count() < 4 {
        return vec![(band, words)];
    }
    let mut bands: Vec<(Rect, f32)> = Vec::new();
    let shares =
        |a: &Rect, b: &Rect| a.bottom.min(b.bottom) - a.top.max(b.top) > 0.5 * a.height().min(b.height());
    for word in words.iter().filter(|w| is_small(w)) {
        let r = turn.rect(&word.bbox);
        match bands.iter_mut().find(|(b, _)| shares(b, &r)) {
            Some((b, _)) => *b = b.union(&r),
            None => bands.push((r, word.size)),
        }
    }
    let long = |(b, size): &&(Rect, f32)| b.width() > LONG_LINE_EM * size;
    let above = |a: &Rect, b: &Rect| a.x1.min(b.x1) - a.x0.max(b.x0) > 0.5 * a.width().min(b.width());
    let lines: Vec<Rect> = bands.iter().filter(long).map(|(b, _)| *b).collect();
    let stacked = lines
        .iter()
        .enumerate()
        .any(|(i, a)| lines.iter().skip(i + 1).any(|b| above(a, b)));
    if !stacked {
        return vec![(band, words)];
    }
    let mut parts: Vec<(Rect, Vec<Word>)> = Vec::new();
    for word in words {
        let r = turn.rect(&word.bbox);
        let home = match is_small(&word) {
            true => bands.iter().map(|(b, _)| *b).find(|b| shares(b, &r)).unwrap_or(r),
            false => band,
        };
        match parts.iter_mut().find(|(b, _)| *b == home) {
            Some((_, list)) => list.push(word),
            None => parts.push((home, vec![word])),
        }
    }
    parts
}

/// The text of the words of one cell: lines joined with `\n`, but hanzi that stand one a line joined without.
pub fn cell_text(words: Vec<Word>) -> String {
    let lines = lines(words);
    if let [line] = lines.as_slice() {
        return line.text();
    }
    let texts: Vec<String> = lines.iter().map(Line::text).collect();
    let one_a_line = texts.len() > 1
        && texts.iter().all(|t| {
            let mut chars = t.chars();
            chars.next().is_some_and(is_cjk) && chars.next().is_none()
        });
    texts.join(if one_a_line { "" } else { "\n" })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::reader::pdf::{Cut, Imitated, Visibility};

    /// A page without text, 600 x 800 points.
    pub(crate) fn blank_page() -> PdfPage {
        PdfPage::blank(1, 600.0, 800.0)
    }

    /// Prints `text` on a page with its left end at `x` and its baseline at `y`; hanzi are one em wide, other
    /// characters half an em, and `extra` points follow each.
    pub(crate) fn print(page: &mut PdfPage, text: &str, x: f32, y: f32, size: f32, extra: f32) {
        let mut at = x;
        for c in text.chars() {
            let w = if is_cjk(c) { size } else { size / 2.0 };
            page.chars.push(Char {
                unicode: c,
                bbox: Rect::new(at, y - 0.8 * size, at + w, y + 0.2 * size),
                size,
                font: 0,
                direction: Direction::Right,
                vertical_writing: false,
                skew: 0.0,
                baseline: y,
                mcid: None,
                artifact: false,
                visibility: Visibility::Visible,
                cut: Cut::default(),
                lightness: 0,
                imitated: Imitated::Nothing,
            });
            at += w + extra;
        }
    }

    /// All words of a page.
    pub(crate) fn all_words(page: &PdfPage) -> Vec<Word> {
        let indices: Vec<usize> = (0..page.chars.len()).collect();
        words(page, &indices, &[])
    }

    fn text_of(page: &PdfPage) -> String {
        lines(all_words(page))
            .iter()
            .map(Line::text)
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn spaced_out_hanzi_close_up_and_latin_words_keep_their_space() {
        let mut page = blank_page();
        print(&mut page, "合计", 100.0, 100.0, 10.0, 10.0);
        print(&mut page, "annual report", 100.0, 120.0, 10.0, 0.0);
        print(&mut page, "REPORT", 100.0, 140.0, 10.0, 4.0);
        assert_eq!(text_of(&page), "合计|annual report|REPORT");
    }

    #[test]
    fn a_large_word_beside_several_lines_leaves_them_apart() {
        let mut page = blank_page();
        print(&mut page, "Large", 50.0, 110.0, 30.0, 0.0);
        let small = ["one two three", "four five six", "seven eight"];
        for (i, text) in small.iter().enumerate() {
            print(&mut page, text, 200.0, 92.0 + 12.0 * i as f32, 8.0, 0.0);
        }
        let texts: Vec<String> = lines(all_words(&page)).iter().map(Line::text).collect();
        assert_eq!(texts, [small[0], "Large", small[1], small[2]]);
    }

    #[test]
    fn exponents_stand_at_their_letters_and_figures_of_other_type_apart() {
        let text = |first: &str, second: &str, gap: f32| {
            let mut page = blank_page();
            print(&mut page, first, 100.0, 100.0, 12.0, 0.0);
            let end = page.chars.last().map_or(0.0, |c| c.bbox.x1);
            print(&mut page, second, end + gap, 95.0, 7.0, 0.0);
            text_of(&page)
        };
        assert_eq!(text("m", "²", 0.2), "m²");
        assert_eq!(text("m", "a", 4.0), "m a");
        assert_eq!(text("12", "3", 0.2), "12 3");
    }

    #[test]
    fn digits_in_neighbouring_narrow_columns_stay_apart() {
        let mut page = blank_page();
        for i in 0..5 {
            print(&mut page, "0", 100.0 + 9.0 * i as f32, 100.0, 10.0, 0.0);
        }
        assert_eq!(all_words(&page).len(), 5);
    }

    #[test]
    fn hanzi_stacked_one_a_line_make_one_word_and_wrapped_digits_do_not() {
        let mut page = blank_page();
        for (i, c) in ["自", "然", "人"].iter().enumerate() {
            print(&mut page, c, 100.0, 100.0 + 12.0 * i as f32, 10.0, 0.0);
        }
        assert_eq!(cell_text(all_words(&page)), "自然人");
        let mut page = blank_page();
        print(&mut page, "12", 100.0, 100.0, 10.0, 0.0);
        print(&mut page, "3", 100.0, 112.0, 10.0, 0.0);
        assert_eq!(cell_text(all_words(&page)), "12\n3");
    }

    #[test]
    fn text_that_runs_down_is_read_along_its_direction() {
        let mut page = blank_page();
        print(&mut page, "ab", 0.0, 0.0, 10.0, 0.0);
        for (i, c) in page.chars.iter_mut().enumerate() {
            c.direction = Direction::Down;
            c.bbox = Rect::new(50.0, 100.0 + 5.0 * i as f32, 60.0, 105.0 + 5.0 * i as f32);
            c.baseline = 52.0;
        }
        page.chars.reverse();
        assert_eq!(text_of(&page), "ab");
    }
}

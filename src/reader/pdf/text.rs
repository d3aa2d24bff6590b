//! Text: from show operators to characters on the page (ISO 32000-1, 9.3 and 9.4).

use super::font::{Font, Glyph, Text};
use super::matrix::{Matrix, bounds};
use super::{Char, Cut, Direction, Imitated, Mcid, Visibility};
use crate::diagnostic::{Budget, Error};
use crate::geometry::Rect;

/// The text state (ISO 32000-1, table 104).
#[derive(Clone, Copy, Debug)]
pub(super) struct TextState {
    /// Which font; an index into the document's loaded fonts.
    pub(super) font: Option<usize>,
    /// `Tf`
    pub(super) size: f64,
    /// `Tc`
    pub(super) char_spacing: f64,
    /// `Tw`
    pub(super) word_spacing: f64,
    /// `Tz`, as a factor.
    pub(super) stretch: f64,
    /// `TL`
    pub(super) leading: f64,
    /// `Ts`
    pub(super) rise: f64,
    /// `Tr`
    pub(super) mode: u8,
}

impl TextState {
    /// What a page starts with.
    pub(super) const START: TextState = TextState {
        font: None,
        size: 0.0,
        char_spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        mode: 0,
    };
}

/// What all characters of one string share besides the font.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub(super) clip: Rect,
    pub(super) lightness: u8,
    pub(super) mcid: Option<Mcid>,
    pub(super) artifact: bool,
    pub(super) hidden: bool,
    /// Width of the line around the fill, in points; 0 where there is none.
    pub(super) stroked: f32,
}

/// Outlines of this part of the em around a fill make it bold.
const HEAVY_EM: f32 = 0.015;

/// Letters that lean by this much of their height are slanted.
const SLANT: f64 = 0.1;

/// Where characters go.
pub(super) struct TextSink<'s> {
    pub(super) chars: &'s mut Vec<Char>,
    /// Characters of fonts whose bytes may be GBK: where they stand in `chars`, and the byte.
    pub(super) gbk_bytes: &'s mut Vec<(u32, u8)>,
    pub(super) unmapped: &'s mut u32,
    pub(super) insane: &'s mut bool,
}

/// How a string lies on the page: worked out once for the string.
struct Frame {
    /// Text space to page, the shift being that of the string's start.
    map: Matrix,
    direction: Direction,
    skew: f32,
    size: f32,
    /// Unit vector along the line.
    line: (f64, f64),
    /// Whether the letters lean.
    slanted: bool,
}

/// The way a vector points and how far it leans from there, in degrees.
fn direction_of(x: f64, y: f64) -> (Direction, f32) {
    let angle = y.atan2(x).to_degrees();
    let quarter = (angle / 90.0).round();
    let direction = match quarter as i32 {
        0 => Direction::Right,
        1 => Direction::Down,
        -1 => Direction::Up,
        _ => Direction::Left,
    };
    (direction, (angle - quarter * 90.0) as f32)
}

/// Shows one string and returns how far the pen moved in text space.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn show(
    bytes: &[u8],
    font: &mut Font<'_>,
    state: &TextState,
    text_to_page: &Matrix,
    ink: &Ink,
    sink: &mut TextSink<'_>,
    budget: &Budget,
) -> Result<(f64, f64), Error> {
    let frame = frame(font.vertical, state, text_to_page);
    let (mut x, mut y) = (0.0, 0.0);
    let mut rest = bytes;
    while let Some((code, length)) = font.next_code(rest) {
        rest = rest.get(length..).unwrap_or_default();
        let (ascent, descent, vertical) = (font.ascent, font.descent, font.vertical);
        let (index, gbk) = (font.index, font.gbk);
        let glyph = font.glyph(code, length, budget)?;
        let placed = place(glyph, state, &frame, (x, y), (ascent, descent), vertical);
        let before = sink.chars.len();
        emit(glyph, &placed, index, vertical, &frame, state, ink, sink);
        if gbk != super::font::GbkHint::No && sink.chars.len() == before + 1 {
            sink.gbk_bytes.push((before as u32, code as u8));
        }
        let spacing = state.char_spacing
            + if length == 1 && code == 32 {
                state.word_spacing
            } else {
                0.0
            };
        if vertical {
            y += f64::from(glyph.vertical[0]) * state.size + spacing;
        } else {
            x += (f64::from(glyph.width) * state.size + spacing) * state.stretch;
        }
    }
    Ok((x, y))
}

fn frame(vertical: bool, state: &TextState, map: &Matrix) -> Frame {
    let along = state.size * state.stretch;
    let (ax, ay) = map.apply_vector(along, 0.0);
    let (ux, uy) = map.apply_vector(0.0, state.size);
    let length = ax.hypot(ay);
    // Height of the em at right angles to the line, so that slanted type keeps its size.
    let size = if length > 0.0 {
        (ax * uy - ay * ux).abs() / length
    } else {
        ux.hypot(uy)
    };
    let (dx, dy) = if vertical { (-ux, -uy) } else { (ax, ay) };
    let (direction, skew) = direction_of(dx, dy);
    let line = unit(dx, dy);
    Frame {
        map: *map,
        direction,
        skew: if skew.abs() < 0.01 { 0.0 } else { skew },
        size: size as f32,
        line,
        slanted: !vertical && (ux * line.0 + uy * line.1).abs() > SLANT * size,
    }
}

/// A direction as a vector of length 1; none where it has no length.
fn unit(x: f64, y: f64) -> (f64, f64) {
    let length = x.hypot(y);
    if length > 0.0 && length.is_finite() {
        (x / length, y / length)
    } else {
        (0.0, 0.0)
    }
}

impl Frame {
    /// What of a vector stands at right angles to the line. Type slanted by its matrix (an italic where the font has none)
    /// leans over the next character; its box stands upright all the same, or the boxes of a word would cover one another
    /// and the blanks between.
    fn upright(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (lx, ly) = self.line;
        let along = x * lx + y * ly;
        (x - along * lx, y - along * ly)
    }
}

/// A glyph's box as start, advance vector and the two edges at right angles to it.
struct Placed {
    start: (f64, f64),
    along: (f64, f64),
    low: (f64, f64),
    high: (f64, f64),
    baseline: (f64, f64),
}

fn place(
    glyph: &Glyph,
    state: &TextState,
    frame: &Frame,
    (x, y): (f64, f64),
    (ascent, descent): (f32, f32),
    vertical: bool,
) -> Placed {
    let map = &frame.map;
    let size = state.size;
    let width = f64::from(glyph.width) * size * state.stretch;
    if vertical {
        // The line runs through the vertical origin; the glyph hangs below it, its own width wide.
        let [advance, origin_x, _] = glyph.vertical.map(f64::from);
        let left = -origin_x * size * state.stretch;
        return Placed {
            start: map.apply(x, y + state.rise),
            along: map.apply_vector(0.0, advance * size),
            low: frame.upright(map.apply_vector(left, 0.0)),
            high: frame.upright(map.apply_vector(left + width, 0.0)),
            baseline: map.apply(x, y + state.rise),
        };
    }
    Placed {
        start: map.apply(x, y + state.rise),
        along: map.apply_vector(width, 0.0),
        low: frame.upright(map.apply_vector(0.0, f64::from(descent) * size)),
        high: frame.upright(map.apply_vector(0.0, f64::from(ascent) * size)),
        baseline: map.apply(x, y + state.rise),
    }
}

/// The box of the part `from..to` (in parts of the advance) of a glyph.
fn part(placed: &Placed, from: f64, to: f64) -> Rect {
    let at = |t: f64, off: (f64, f64)| {
        let (x, y) = placed.start;
        (x + placed.along.0 * t + off.0, y + placed.along.1 * t + off.1)
    };
    bounds(&[
        at(from, placed.low),
        at(from, placed.high),
        at(to, placed.low),
        at(to, placed.high),
    ])
}

#[allow(clippy::too_many_arguments)] // One call place; a struct for it would only be unpacked again.
fn emit(
    glyph: &Glyph,
    placed: &Placed,
    font: u32,
    vertical_writing: bool,
    frame: &Frame,
    state: &TextState,
    ink: &Ink,
    sink: &mut TextSink<'_>,
) {
    let bbox = part(placed, 0.0, 1.0);
    if !bbox.is_sane() || !frame.size.is_finite() || frame.size > 1e5 {
        *sink.insane = true;
        return;
    }
    let visibility = visibility(&bbox, state.mode, ink);
    let baseline = match frame.direction {
        Direction::Right | Direction::Left => placed.baseline.1,
        Direction::Down | Direction::Up => placed.baseline.0,
    };
    let whole = Char {
        unicode: char::REPLACEMENT_CHARACTER,
        bbox,
        size: frame.size,
        font,
        direction: frame.direction,
        vertical_writing,
        skew: frame.skew,
        baseline: baseline as f32,
        mcid: ink.mcid,
        artifact: ink.artifact,
        visibility,
        cut: cut(&bbox, &ink.clip),
        lightness: ink.lightness,
        imitated: Imitated::of(ink.stroked > HEAVY_EM * frame.size, frame.slanted),
    };
    match &glyph.text {
        Text::One(unicode) => sink.chars.push(Char {
            unicode: *unicode,
            ..whole
        }),
        Text::Many(text) => {
            let count = text.chars().count();
            // The letters of a ligature of Hebrew or Arabic stand in it from right to left.
            let leftwards = text
                .chars()
                .any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}'));
            for (i, unicode) in text.chars().enumerate() {
                let at = if leftwards { count - 1 - i } else { i };
                let bbox = part(placed, at as f64 / count as f64, (at + 1) as f64 / count as f64);
                sink.chars.push(Char {
                    unicode,
                    bbox,
                    ..whole
                });
            }
        }
        Text::Unknown => {
            if visibility == Visibility::Visible {
                *sink.unmapped = sink.unmapped.saturating_add(1);
            }
            sink.chars.push(whole);
        }
    }
}

fn visibility(bbox: &Rect, mode: u8, ink: &Ink) -> Visibility {
    if matches!(mode, 3 | 7) || ink.hidden {
        return Visibility::Invisible;
    }
    // A glyph without advance still has a place; it only has to touch the clip.
    match bbox.intersection(&ink.clip) {
        Some(seen) if seen.area() > 0.0 || bbox.area() == 0.0 => Visibility::Visible,
        _ => Visibility::Clipped,
    }
}

/// What the clip takes away of a character's box at its top and bottom.
fn cut(bbox: &Rect, clip: &Rect) -> Cut {
    if clip.top <= bbox.top && bbox.bottom <= clip.bottom {
        return Cut::default();
    }
    let share = |hidden: f32| (255.0 * hidden / (bbox.bottom - bbox.top)).clamp(0.0, 255.0) as u8;
    Cut {
        above: share(clip.top - bbox.top),
        below: share(bbox.bottom - clip.bottom),
    }
}

/// Judges which characters are bytes of GBK codes, by font, and puts the hanzi in their place.
///
/// Old Chinese writers name a simple font and no encoding, and write GBK bytes. Latin text has lone bytes above 0x7F
/// and hardly ever pairs of them; Chinese text has nothing but pairs, and most of them common hanzi.
pub(super) fn join_gbk(chars: &mut Vec<Char>, bytes: &[(u32, u8)], sure: impl Fn(u32) -> bool) {
    let mut fonts: Vec<u32> = bytes
        .iter()
        .filter_map(|&(i, _)| chars.get(i as usize).map(|c| c.font))
        .collect();
    fonts.sort_unstable();
    fonts.dedup();
    let mut removed = vec![false; chars.len()];
    for font in fonts {
        let of_font = |i: u32| chars.get(i as usize).is_some_and(|c| c.font == font);
        let own: Vec<(u32, u8)> = bytes.iter().copied().filter(|&(i, _)| of_font(i)).collect();
        let pairs = gbk_pairs(&own);
        if !sure(font) && !looks_like_gbk(&own, &pairs) {
            continue;
        }
        for (lead, trail, unicode) in pairs {
            let Some(second) = chars.get(trail as usize).map(|c| c.bbox) else {
                continue;
            };
            if let Some(first) = chars.get_mut(lead as usize) {
                first.unicode = unicode;
                first.bbox = first.bbox.union(&second);
            }
            if let Some(slot) = removed.get_mut(trail as usize) {
                *slot = true;
            }
        }
    }
    if removed.contains(&true) {
        let mut removed = removed.into_iter();
        chars.retain(|_| !removed.next().unwrap_or(false));
    }
}

/// The pairs of neighbouring bytes that are GBK codes: index of lead, of trail, the character.
fn gbk_pairs(bytes: &[(u32, u8)]) -> Vec<(u32, u32, char)> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let [(lead, a), tail @ ..] = rest {
        rest = tail;
        let Some(&(trail, b)) = tail.first() else { break };
        if !(0x81..=0xfe).contains(a) || b < 0x40 || trail != lead + 1 {
            continue;
        }
        let pair = [*a, b];
        let (text, bad) = encoding_rs::GBK.decode_without_bom_handling(&pair);
        if let (Some(c), false) = (text.chars().next(), bad) {
            out.push((*lead, trail, c));
            rest = tail.get(1..).unwrap_or_default();
        }
    }
    out
}

fn looks_like_gbk(bytes: &[(u32, u8)], pairs: &[(u32, u32, char)]) -> bool {
    let high = bytes.iter().filter(|(_, b)| *b >= 0x80).count();
    let is_trail = |i: u32| pairs.binary_search_by_key(&i, |p| p.1).is_ok();
    let is_lead = |i: u32| pairs.binary_search_by_key(&i, |p| p.0).is_ok();
    let paired = bytes
        .iter()
        .filter(|&&(i, b)| b >= 0x80 && (is_lead(i) || is_trail(i)))
        .count();
    // Level 1 of GB 2312 and its signs: lead B0 to D7 or A1 to A3, trail from A1.
    let at = |i: u32| {
        bytes
            .binary_search_by_key(&i, |b| b.0)
            .ok()
            .and_then(|p| bytes.get(p))
            .map_or(0, |b| b.1)
    };
    let common = pairs
        .iter()
        .filter(|p| matches!(at(p.0), 0xb0..=0xd7 | 0xa1..=0xa3) && at(p.1) >= 0xa1);
    let common = common.count();
    pairs.len() >= 2 && paired * 20 >= high * 19 && common * 10 >= pairs.len() * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars_of(bytes: &[u8]) -> (Vec<Char>, Vec<(u32, u8)>) {
        let char_at = |(i, &b): (usize, &u8)| Char {
            unicode: char::from(b),
            bbox: Rect::new(i as f32, 0.0, i as f32 + 1.0, 1.0),
            size: 1.0,
            font: 0,
            direction: Direction::Right,
            vertical_writing: false,
            skew: 0.0,
            baseline: 1.0,
            mcid: None,
            artifact: false,
            visibility: Visibility::Visible,
            cut: Cut::default(),
            lightness: 0,
            imitated: Imitated::Nothing,
        };
        let codes = bytes.iter().enumerate().map(|(i, &b)| (i as u32, b)).collect();
        (bytes.iter().enumerate().map(char_at).collect(), codes)
    }

    fn joined(bytes: &[u8], sure: bool) -> String {
        let (mut chars, codes) = chars_of(bytes);
        join_gbk(&mut chars, &codes, |_| sure);
        chars.iter().map(|c| c.unicode).collect()
    }

    #[test]
    fn gbk_bytes_of_a_simple_font_become_hanzi() {
        let bytes = encoding_rs::GBK.encode("2023年 政府信息公开").0;
        assert_eq!(joined(&bytes, false), "2023年 政府信息公开");
        let (mut chars, codes) = chars_of(&encoding_rs::GBK.encode("政府").0);
        join_gbk(&mut chars, &codes, |_| false);
        assert_eq!(chars[1].bbox, Rect::new(2.0, 0.0, 4.0, 1.0));
    }

    #[test]
    fn latin_text_stays_latin() {
        let latin: Vec<u8> = "Médecins à Zürich où Ça naïve Øre"
            .chars()
            .map(|c| c as u8)
            .collect();
        assert!(joined(&latin, false).contains("Zürich"));
    }

    #[test]
    fn rare_hanzi_are_taken_when_the_font_name_is_gbk() {
        let bytes = encoding_rs::GBK.encode("镕").0;
        assert_eq!(joined(&bytes, true), "镕");
        assert_ne!(joined(&bytes, false), "镕");
    }

    #[test]
    fn slant_is_no_part_of_a_box() {
        let state = TextState {
            size: 10.0,
            ..TextState::START
        };
        let slanted = Matrix::new([1.0, 0.0, -0.27, -1.0, 50.0, 90.0]);
        let upright = frame(false, &state, &slanted).upright((-2.7, -10.0));
        assert_eq!(upright, (0.0, -10.0));
        let down = Matrix::new([0.0, 1.0, 1.0, 0.3, 50.0, 90.0]);
        assert_eq!(frame(false, &state, &down).upright((10.0, 3.0)), (10.0, 0.0));
        let upright = Matrix::new([1.0, 0.0, 0.0, -1.0, 50.0, 90.0]);
        assert!(frame(false, &state, &slanted).slanted && !frame(false, &state, &upright).slanted);
    }

    #[test]
    fn directions_are_those_of_the_page() {
        assert_eq!(direction_of(1.0, 0.0), (Direction::Right, 0.0));
        assert_eq!(direction_of(0.0, 2.0), (Direction::Down, 0.0));
        assert_eq!(direction_of(0.0, -2.0).0, Direction::Up);
        assert_eq!(direction_of(-1.0, -0.0).0, Direction::Left);
        let (direction, skew) = direction_of(1.0, -0.5);
        assert!(direction == Direction::Right && (skew + 26.6).abs() < 0.1);
    }
}

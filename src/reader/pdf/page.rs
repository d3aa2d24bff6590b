//! One page: its boxes and rotation, its content streams, and what became of them.

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Number, Object, Stream};
use hayro_syntax::page::Page;

use super::cover;
use super::filters::{Decoded, decode_stream};
use super::font::GbkHint;
use super::interpret::{Interpreter, Marks, Names, Shared};
use super::matrix::Matrix;
use super::paths::settle_dots;
use super::raised;
use super::salvage::Strays;
use super::text::join_gbk;
use super::{Char, NoText, PdfPage, Visibility};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};
use crate::geometry::Rect;

/// The most annotations of one page whose appearance is read.
const MAX_ANNOTATIONS: usize = 10_000;

/// The most streams of one page's content.
const MAX_CONTENTS: usize = 100_000;

/// The share of visible glyphs without Unicode above which a page counts as unreadable.
const UNREADABLE: f32 = 0.3;

/// The share of the page that pictures cover on a scan.
const SCAN_COVER: f32 = 0.2;

/// As many painted paths without a character are text drawn as outlines.
const OUTLINE_PATHS: u32 = 50;

/// Where a page's default space goes on the page as seen.
struct View {
    map: Matrix,
    width: f32,
    height: f32,
    rotation: u16,
    /// Whether no box of the page could be used.
    replaced: bool,
}

/// Reads one page; `number` is 1-based.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn read_page<'a>(
    page: &Page<'a>,
    number: u32,
    shared: &mut Shared<'a>,
    streams: &mut Strays<'_>,
    budget: &Budget,
    warnings: &mut Warnings,
    salvaged: &mut bool,
) -> Result<PdfPage, Error> {
    let view = view(page);
    if view.replaced {
        let message = "the page has no usable size; A4 is taken for it";
        warnings.push(Warning::on_page("page_size_unusable", number, message));
    }
    let content = content(page, streams, budget)?;
    let clip = Rect::new(0.0, 0.0, view.width, view.height);
    let mut interpreter = Interpreter::new(shared, budget, warnings, number, view.map, clip);
    interpreter.cut = content.cut;
    interpreter.run(&content.bytes, Names::new(page.resources().clone()), 0)?;
    let mut marks = std::mem::take(&mut interpreter.marks);
    let damaged = content.damaged || marks.damaged;
    let mut annotated = Interpreter::new(shared, budget, warnings, number, view.map, clip);
    annotated.marks = marks;
    run_annotations(page, &mut annotated, &view.map, budget)?;
    marks = annotated.marks;
    if damaged {
        let message = "the page's content is damaged; what could be read of it is used";
        warnings.push(Warning::on_page("content_damaged", number, message));
    }
    let guessed = judge_guesses(&mut marks, shared.stand_in);
    *salvaged |= damaged || guessed;
    Ok(finish(marks, view, number, damaged, shared, warnings))
}

/// Text of fonts that the page does not have stays when all of it is printable ASCII: so every simple encoding has
/// it. Else it may be anything, and none of it stays. Says whether there was any.
fn judge_guesses(marks: &mut Marks, stand_in: Option<usize>) -> bool {
    let is_guess = |c: &&mut Char| stand_in == Some(c.font as usize);
    let (mut count, mut plain) = (0_u32, true);
    for c in marks.chars.iter_mut().filter(is_guess) {
        count += 1;
        plain &= matches!(c.unicode, ' '..='~');
    }
    if !plain {
        for c in marks.chars.iter_mut().filter(is_guess) {
            c.unicode = char::REPLACEMENT_CHARACTER;
        }
        marks.unmapped = marks.unmapped.saturating_add(count);
    }
    count > 0
}

fn finish(
    mut marks: Marks,
    view: View,
    number: u32,
    damaged: bool,
    shared: &Shared<'_>,
    warnings: &mut Warnings,
) -> PdfPage {
    if marks.insane {
        let message = "marks outside any page (coordinates not finite or beyond 10^7 points) are left out";
        warnings.push(Warning::on_page("marks_out_of_range", number, message));
    }
    let covered = cover::hide(&mut marks.chars, &marks.covers);
    if covered > 0 {
        let message = format!("{covered} characters lie under something that was painted over them");
        warnings.push(Warning::on_page("covered_text", number, message));
    }
    settle_dots(&marks.dots, &mut marks.rulings, &mut marks.areas);
    if marks.gbk_bytes.iter().any(|(_, b)| *b >= 0x80) {
        let sure = |font: u32| {
            shared
                .fonts
                .get(font as usize)
                .is_some_and(|f| f.gbk == GbkHint::Yes)
        };
        join_gbk(&mut marks.chars, &marks.gbk_bytes, sure);
    }
    raised::mark(&mut marks.chars);
    let no_text = no_text(&marks, &view, damaged);
    report_text(&marks, no_text, number, warnings);
    PdfPage {
        number,
        width: view.width,
        height: view.height,
        rotation: view.rotation,
        chars: marks.chars,
        rulings: marks.rulings,
        areas: marks.areas,
        shapes: marks.shapes,
        images: marks.images,
        unmapped: marks.unmapped,
        no_text,
    }
}

fn report_text(marks: &Marks, no_text: Option<NoText>, number: u32, warnings: &mut Warnings) {
    if no_text.is_none() && marks.unmapped > 0 {
        let message = format!("{} characters have no Unicode in the file", marks.unmapped);
        warnings.push(Warning::on_page("unmapped_characters", number, message));
    }
    let invisible = |c: &&Char| c.visibility == Visibility::Invisible && !c.unicode.is_whitespace();
    if no_text == Some(NoText::Scan) && marks.chars.iter().filter(invisible).count() > 0 {
        let message = "the page is a picture with an invisible text layer";
        warnings.push(Warning::on_page("invisible_text_layer", number, message));
    }
}

/// Why there is nothing to read, if there is nothing.
fn no_text(marks: &Marks, view: &View, damaged: bool) -> Option<NoText> {
    let visible = |c: &&Char| c.visibility == Visibility::Visible && !c.unicode.is_whitespace();
    let (mut readable, mut unreadable) = (0_u32, 0_u32);
    for c in marks.chars.iter().filter(visible) {
        if c.unicode == char::REPLACEMENT_CHARACTER {
            unreadable += 1;
        } else {
            readable += 1;
        }
    }
    if unreadable as f32 > UNREADABLE * (readable + unreadable) as f32 {
        return Some(NoText::UndecodableFonts);
    }
    if readable > 0 {
        return None;
    }
    let covered: f32 = marks.images.iter().map(Rect::area).sum();
    let pictured = covered >= SCAN_COVER * view.width * view.height;
    if pictured || marks.painted >= OUTLINE_PATHS || (!marks.images.is_empty() && marks.areas.is_empty()) {
        return Some(NoText::Scan);
    }
    damaged.then_some(NoText::Damaged)
}

fn view(page: &Page<'_>) -> View {
    let seen = page.crop_box().intersect(page.media_box());
    let fits = |r: &hayro_syntax::object::Rect| {
        [r.x0, r.y0, r.x1, r.y1]
            .iter()
            .all(|v| v.is_finite() && v.abs() <= 1e6)
            && r.width() >= 1.0
            && r.height() >= 1.0
    };
    // Boxes without area are replaced as viewers do.
    let candidates = [seen, page.crop_box(), page.media_box()];
    let found = candidates.into_iter().find(fits);
    let bounds = found.unwrap_or(hayro_syntax::page::A4);
    let unit = page.raw().get::<f32>("UserUnit").map_or(1.0, f64::from);
    let unit = if (0.01..=1_000.0).contains(&unit) {
        unit
    } else {
        1.0
    };
    let (w, h) = (bounds.width() * unit, bounds.height() * unit);
    let (x0, y0, x1, y1) = (
        bounds.x0 * unit,
        bounds.y0 * unit,
        bounds.x1 * unit,
        bounds.y1 * unit,
    );
    let u = unit;
    let (rotation, map, width, height) = match rotation(page) {
        90 => (90, [0.0, u, u, 0.0, -y0, -x0], h, w),
        180 => (180, [-u, 0.0, 0.0, u, x1, -y0], w, h),
        270 => (270, [0.0, -u, -u, 0.0, y1, x1], h, w),
        _ => (0, [u, 0.0, 0.0, -u, -x0, y1], w, h),
    };
    View {
        map: Matrix::new(map),
        width: width as f32,
        height: height as f32,
        rotation,
        replaced: found.is_none(),
    }
}

/// /Rotate as a quarter turn, also when it is negative, above 360 or not quite one.
fn rotation(page: &Page<'_>) -> u16 {
    use hayro_syntax::page::Rotation;
    if let Some(own) = page.raw().get::<Number>("Rotate") {
        let quarters = (own.as_f64() / 90.0).round();
        return if quarters.is_finite() {
            (quarters.rem_euclid(4.0) as u16) * 90
        } else {
            0
        };
    }
    match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    }
}

struct Content {
    bytes: Vec<u8>,
    damaged: bool,
    /// Whether the last stream broke off and all else is sound.
    cut: bool,
}

impl Content {
    fn add(&mut self, decoded: Decoded, budget: &Budget) -> Result<(), Error> {
        self.cut = decoded.cut;
        self.damaged |= decoded.damaged;
        if self.bytes.is_empty() {
            self.bytes = decoded.bytes;
        } else {
            // A token never runs over the end of a stream.
            self.bytes.push(b'\n');
            self.bytes.extend_from_slice(&decoded.bytes);
        }
        if self.bytes.len() as u64 > budget.limits().part_size {
            let message = "the content of a page unpacks to more than a part may";
            return Err(Error::new(ErrorKind::LimitSize, Stage::Read, message));
        }
        Ok(())
    }
}

/// All content streams of a page, one after the other.
fn content(page: &Page<'_>, strays: &mut Strays<'_>, budget: &Budget) -> Result<Content, Error> {
    let mut out = Content {
        bytes: Vec::new(),
        damaged: false,
        cut: false,
    };
    let raw = page.raw();
    match raw.get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => out.add(decode_stream(&stream, budget)?, budget)?,
        // One by one: the parser's own iterator ends at the first that cannot be had.
        Some(Object::Array(streams)) => {
            for item in streams.raw_iter().take(MAX_CONTENTS) {
                budget.work(1)?;
                match item {
                    MaybeRef::Ref(id) => match page.xref().get::<Object<'_>>(id.into()) {
                        Some(Object::Stream(stream)) => out.add(decode_stream(&stream, budget)?, budget)?,
                        Some(Object::Null(_)) => {}
                        _ => stray(id.obj_number, &mut out, strays, budget)?,
                    },
                    MaybeRef::NotRef(_) => out.damaged = true,
                }
            }
        }
        Some(Object::Null(_)) => {}
        _ => match raw.get_ref("Contents") {
            Some(id) => stray(id.obj_number, &mut out, strays, budget)?,
            None => out.damaged = raw.contains_key("Contents"),
        },
    }
    Ok(out)
}

/// Adds a content stream that the parser cannot find or read, if the file's bytes still show it.
fn stray(number: u32, out: &mut Content, strays: &mut Strays<'_>, budget: &Budget) -> Result<(), Error> {
    if let Some(decoded) = strays.find(number, budget)? {
        out.add(decoded, budget)?;
    }
    out.damaged = true;
    Ok(())
}

/// Runs the appearances of annotations that a viewer shows: filled form fields, stamps, typed remarks.
fn run_annotations<'a>(
    page: &Page<'a>,
    interpreter: &mut Interpreter<'a, '_>,
    view: &Matrix,
    budget: &Budget,
) -> Result<(), Error> {
    let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else {
        return Ok(());
    };
    for item in annotations.raw_iter().take(MAX_ANNOTATIONS) {
        budget.work(1)?;
        let annotation = match item {
            MaybeRef::Ref(id) => page.xref().get::<Dict<'a>>(id.into()),
            MaybeRef::NotRef(object) => object.into_dict(),
        };
        let Some(annotation) = annotation else { continue };
        let flags = annotation.get::<Number>("F").map_or(0, |n| n.as_i64());
        let popup = annotation
            .get::<Name<'_>>("Subtype")
            .is_some_and(|n| &*n == b"Popup");
        // Hidden (2) or not for viewing (6).
        if popup || flags & 0b10_0010 != 0 {
            continue;
        }
        let Some(rect) = annotation.get::<[f32; 4]>("Rect") else {
            continue;
        };
        let rect = rect.map(f64::from);
        if let Some(stream) = appearance(&annotation) {
            interpreter.appearance(stream, rect, view)?;
        } else if is_filled_field(&annotation) {
            interpreter.undrawn(rect, view);
        }
    }
    Ok(())
}

/// Whether an annotation is a field of a form that holds a text, its own or that of the field above it.
fn is_filled_field(annotation: &Dict<'_>) -> bool {
    let subtype = annotation.get::<Name<'_>>("Subtype");
    let text = |dict: &Dict<'_>| match dict.get::<Object<'_>>("V") {
        Some(Object::String(text)) => text.as_bytes().iter().any(|b| !b.is_ascii_whitespace()),
        _ => false,
    };
    let parent = || annotation.get::<Dict<'_>>("Parent");
    subtype.is_some_and(|n| &*n == b"Widget") && (text(annotation) || parent().is_some_and(|p| text(&p)))
}

/// The normal appearance of an annotation, in its present state.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    let normal = annotation.get::<Dict<'a>>("AP")?.get::<Object<'a>>("N")?;
    match normal {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => {
            let state = annotation.get::<Name<'_>>("AS")?;
            states.get::<Stream<'a>>(&*state)
        }
        _ => None,
    }
}

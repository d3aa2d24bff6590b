//! One page: its boxes and rotation, its content streams, and what became of them.

use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::Page;

use super::filters::decode_stream;
use super::font::GbkHint;
use super::interpret::{Interpreter, Marks, Names, Shared};
use super::matrix::Matrix;
use super::paths::settle_dots;
use super::text::join_gbk;
use super::{Char, NoText, PdfPage, Visibility};
use crate::diagnostic::{Budget, Error, Warning, Warnings};
use crate::geometry::Rect;

/// The most annotations of one page whose appearance is read.
const MAX_ANNOTATIONS: usize = 10_000;

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
    budget: &Budget,
    warnings: &mut Warnings,
    salvaged: &mut bool,
) -> Result<PdfPage, Error> {
    let view = view(page);
    if view.replaced {
        let message = "the page has no usable size; A4 is taken for it";
        warnings.push(Warning::on_page("page_size_unusable", number, message));
    }
    let content = content(page, budget)?;
    if content.damaged {
        *salvaged = true;
        let message = "the page's content is damaged; what could be read of it is used";
        warnings.push(Warning::on_page("content_damaged", number, message));
    }
    let clip = Rect::new(0.0, 0.0, view.width, view.height);
    let mut interpreter = Interpreter::new(shared, budget, warnings, number, view.map, clip);
    interpreter.run(&content.bytes, Names::new(page.resources().clone()), 0)?;
    let mut marks = std::mem::take(&mut interpreter.marks);
    let mut annotated = Interpreter::new(shared, budget, warnings, number, view.map, clip);
    annotated.marks = marks;
    run_annotations(page, &mut annotated, &view.map, budget)?;
    marks = annotated.marks;
    Ok(finish(marks, view, number, content.damaged, shared, warnings))
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
}

/// All content streams of a page, one after the other.
fn content(page: &Page<'_>, budget: &Budget) -> Result<Content, Error> {
    let mut out = Content {
        bytes: Vec::new(),
        damaged: false,
    };
    let mut add = |stream: &Stream<'_>| -> Result<(), Error> {
        let decoded = decode_stream(stream, budget)?;
        out.damaged |= decoded.damaged;
        if out.bytes.is_empty() {
            out.bytes = decoded.bytes;
        } else {
            // A token never runs over the end of a stream.
            out.bytes.push(b'\n');
            out.bytes.extend_from_slice(&decoded.bytes);
        }
        if out.bytes.len() as u64 > budget.limits().part_size {
            let message = "the content of a page unpacks to more than a part may";
            return Err(Error::new(
                crate::diagnostic::ErrorKind::LimitSize,
                crate::diagnostic::Stage::Read,
                message,
            ));
        }
        Ok(())
    };
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => add(&stream)?,
        Some(Object::Array(streams)) => {
            for (count, item) in streams.iter::<Object<'_>>().enumerate() {
                budget.work(1)?;
                if let (Object::Stream(stream), 0..100_000) = (item, count) {
                    add(&stream)?;
                }
            }
        }
        _ => {}
    }
    Ok(out)
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
    for annotation in annotations.iter::<Dict<'a>>().take(MAX_ANNOTATIONS) {
        budget.work(1)?;
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
        if let Some(stream) = appearance(&annotation) {
            interpreter.appearance(stream, rect.map(f64::from), view)?;
        }
    }
    Ok(())
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

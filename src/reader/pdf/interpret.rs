//! Runs content streams: graphics state, paths, text, forms, marked content (ISO 32000-1, 8 and 9, 14.6).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::object::{Array, Dict, FromBytes, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use hayro_syntax::xref::XRef;

use super::color::{ExtGState, Space, on_white};
use super::cover::Cover;
use super::filters::decode_stream;
use super::font::Font;
use super::lexer::{Lexer, Operand, name_bytes};
use super::matrix::Matrix;
use super::paths::{Canvas, Dot, MOST_SHAPES, Path, Pen};
use super::text::{self, Ink, TextSink, TextState};
use super::{Char, FilledArea, Mcid, PdfFont};
use crate::diagnostic::{Budget, Error, ErrorKind, Stage, Warning, Warnings};
use crate::geometry::{Rect, Ruling};

/// Saved graphics states and open marked content above this are ignored, with a warning.
const MAX_NESTING: usize = 512;

/// Less opaque than this, 0 to 1, text shows through a fill.
const OPAQUE: f64 = 0.95;

/// What the pages of a document share.
pub(super) struct Shared<'a> {
    xref: &'a XRef,
    /// Loaded fonts; `None` where loading failed.
    pub(super) fonts: Vec<Font<'a>>,
    /// What is known of them, for the result.
    pub(super) infos: Vec<PdfFont>,
    /// By where the dictionary stands in memory: an inline dictionary has no number of its own.
    by_place: HashMap<(usize, usize), usize>,
    by_id: HashMap<ObjectIdentifier, usize>,
    forms: HashMap<ObjectIdentifier, Rc<Form<'a>>>,
    form_data: HashMap<ObjectIdentifier, Rc<[u8]>>,
    forms_held: u64,
    /// The font that stands in for missing ones; an index into `fonts`.
    pub(super) stand_in: Option<usize>,
    /// Optional content groups that are switched off.
    pub(super) hidden_groups: Vec<ObjectIdentifier>,
}

/// How many bytes of decoded forms are kept for their next use.
const FORMS_KEPT: u64 = 16 << 20;

impl<'a> Shared<'a> {
    /// Nothing loaded yet.
    pub(super) fn new(xref: &'a XRef, hidden_groups: Vec<ObjectIdentifier>) -> Shared<'a> {
        Shared {
            xref,
            fonts: Vec::new(),
            infos: Vec::new(),
            by_place: HashMap::new(),
            by_id: HashMap::new(),
            forms: HashMap::new(),
            form_data: HashMap::new(),
            forms_held: 0,
            stand_in: None,
            hidden_groups,
        }
    }
}

/// What came out of the streams of one page.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) chars: Vec<Char>,
    pub(super) gbk_bytes: Vec<(u32, u8)>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) areas: Vec<FilledArea>,
    /// Opaque fills after which there was text before.
    pub(super) covers: Vec<Cover>,
    /// Boxes of curved and leaning marks.
    pub(super) shapes: Vec<Rect>,
    pub(super) dots: Vec<Dot>,
    pub(super) images: Vec<Rect>,
    pub(super) unmapped: u32,
    pub(super) insane: bool,
    /// Marks of any kind that were painted: lines that lean, curves, shadings.
    pub(super) painted: u32,
    /// Whether something in the streams has no end.
    pub(super) damaged: bool,
}

#[derive(Clone, Copy, Debug)]
struct State {
    ctm: Matrix,
    clip: Rect,
    fill_space: Space,
    stroke_space: Space,
    fill: u8,
    stroke: u8,
    fill_opacity: f64,
    stroke_opacity: f64,
    /// Whether the blend mode is Normal, and whether there is a soft mask.
    hides: bool,
    masked: bool,
    line_width: f64,
    caps: bool,
    dashed: bool,
    text: TextState,
}

/// One level of marked content.
#[derive(Clone, Copy, Debug)]
struct Marked {
    mcid: Option<Mcid>,
    artifact: bool,
    hidden: bool,
}

/// Resources, with what was already looked up in them.
pub(super) struct Names<'a> {
    resources: Resources<'a>,
    fonts: RefCell<Vec<(Vec<u8>, Option<usize>)>>,
    states: RefCell<Vec<(Vec<u8>, ExtGState)>>,
    objects: RefCell<Vec<(Vec<u8>, XObject<'a>)>>,
}

impl<'a> Names<'a> {
    /// Nothing looked up yet.
    pub(super) fn new(resources: Resources<'a>) -> Rc<Names<'a>> {
        Rc::new(Names {
            resources,
            fonts: RefCell::default(),
            states: RefCell::default(),
            objects: RefCell::default(),
        })
    }
}

/// What `Do` paints.
#[derive(Clone)]
enum XObject<'a> {
    /// An image; `opaque` when it has no transparent places.
    Image {
        opaque: bool,
    },
    Form(Rc<Form<'a>>),
    /// Nothing, or hidden.
    Nothing,
}

/// A form, ready to run.
pub(super) struct Form<'a> {
    id: ObjectIdentifier,
    stream: Stream<'a>,
    matrix: Option<Matrix>,
    bbox: Option<[f64; 4]>,
    /// `None` when it uses those of its user.
    names: Option<Rc<Names<'a>>>,
}

impl<'a> Form<'a> {
    fn new(stream: Stream<'a>) -> Form<'a> {
        let dict = stream.dict();
        let matrix = dict
            .get::<[f32; 6]>("Matrix")
            .map(|m| Matrix::new(m.map(f64::from)));
        Form {
            id: stream.obj_id(),
            matrix,
            bbox: dict.get::<[f32; 4]>("BBox").map(|b| b.map(f64::from)),
            names: dict
                .get::<Dict<'a>>("Resources")
                .map(|own| Names::new(Resources::new(own))),
            stream,
        }
    }
}

/// What one content stream has of its own.
struct Scope<'a> {
    names: Rc<Names<'a>>,
    /// 0 for the page, else the object number of the form.
    stream: u32,
}

/// Runs the streams of one page.
pub(super) struct Interpreter<'a, 'b> {
    shared: &'b mut Shared<'a>,
    budget: &'b Budget,
    warnings: &'b mut Warnings,
    page: u32,
    pub(super) marks: Marks,
    state: State,
    saved: Vec<State>,
    path: Path,
    /// Set by `W` until the path is painted.
    clip_pending: bool,
    text_matrix: Matrix,
    line_matrix: Matrix,
    marked: Vec<Marked>,
    marked_skipped: usize,
    saved_skipped: usize,
    operators: u64,
    uncharged: u64,
    open_forms: Vec<ObjectIdentifier>,
    warned: [bool; 6],
    /// Whether the page's own content broke off: then a string that it broke off in is shown all the same.
    pub(super) cut: bool,
}

impl<'a, 'b> Interpreter<'a, 'b> {
    /// An interpreter for a page whose default space maps to the page as seen by `view`.
    pub(super) fn new(
        shared: &'b mut Shared<'a>,
        budget: &'b Budget,
        warnings: &'b mut Warnings,
        page: u32,
        view: Matrix,
        clip: Rect,
    ) -> Interpreter<'a, 'b> {
        Interpreter {
            shared,
            budget,
            warnings,
            page,
            marks: Marks::default(),
            state: State {
                ctm: view,
                clip,
                fill_space: Space::Gray,
                stroke_space: Space::Gray,
                fill: 0,
                stroke: 0,
                fill_opacity: 1.0,
                stroke_opacity: 1.0,
                hides: true,
                masked: false,
                line_width: 1.0,
                caps: false,
                dashed: false,
                text: TextState::START,
            },
            saved: Vec::new(),
            path: Path::default(),
            clip_pending: false,
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            marked: Vec::new(),
            marked_skipped: 0,
            saved_skipped: 0,
            operators: 0,
            uncharged: 0,
            open_forms: Vec::new(),
            warned: [false; 6],
            cut: false,
        }
    }

    /// Runs one content stream; `stream` is 0 for the page's own, else a form's object number.
    ///
    /// # Errors
    /// The limits of the budget.
    pub(super) fn run(&mut self, data: &[u8], names: Rc<Names<'a>>, stream: u32) -> Result<(), Error> {
        let scope = Scope { names, stream };
        let (saved, marked) = (self.saved.len(), self.marked.len());
        let mut lexer = Lexer::new(data);
        while let Some(operator) = lexer.next() {
            self.charge(1 + lexer.operands.len() as u64 / 8)?;
            self.execute(operator, &mut lexer, &scope, saved, marked)?;
        }
        if self.cut && stream == 0 {
            self.show_all(&lexer)?;
        }
        self.marks.damaged |= lexer.endless_image;
        self.saved.truncate(saved);
        self.marked.truncate(marked);
        self.budget.work(std::mem::take(&mut self.uncharged))
    }

    fn charge(&mut self, units: u64) -> Result<(), Error> {
        self.operators += 1;
        if self.operators > self.budget.limits().page_operators {
            let message = format!(
                "a page has more than {} operators",
                self.budget.limits().page_operators
            );
            return Err(Error::new(ErrorKind::LimitWork, Stage::Read, message).on_page(self.page));
        }
        self.uncharged += units;
        if self.uncharged >= 256 {
            self.budget.work(std::mem::take(&mut self.uncharged))?;
        }
        Ok(())
    }

    /// Warns, but only once a page for each kind: a hostile page has a million reasons.
    fn warn_once(&mut self, kind: usize, code: &'static str, message: &str) {
        if let Some(warned @ false) = self.warned.get_mut(kind) {
            *warned = true;
            self.warnings.push(Warning::on_page(code, self.page, message));
        }
    }

    fn execute(
        &mut self,
        operator: &[u8],
        lexer: &mut Lexer<'_>,
        scope: &Scope<'a>,
        saved: usize,
        marked: usize,
    ) -> Result<(), Error> {
        match operator {
            b"q" => self.save(),
            b"Q" => self.restore(saved),
            b"cm" => {
                if let Some(m) = lexer.numbers::<6>() {
                    let ctm = Matrix::new(m).then(&self.state.ctm);
                    if ctm.is_finite() {
                        self.state.ctm = ctm;
                    }
                }
            }
            b"w" | b"J" => {
                if let Some([n]) = lexer.numbers() {
                    match operator {
                        b"w" => self.state.line_width = n.abs(),
                        _ => self.state.caps = n != 0.0,
                    }
                }
            }
            b"d" => self.state.dashed = dash(&lexer.operands),
            b"gs" => self.ext_g_state(lexer, scope),
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => self.construct(operator, lexer),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => self.paint(operator),
            b"W" | b"W*" => self.clip_pending = true,
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" => self.device_color(operator, lexer),
            b"cs" | b"CS" => self.color_space(operator == b"cs", lexer, scope),
            b"sc" | b"scn" => self.state.fill = color(self.state.fill_space, lexer),
            b"SC" | b"SCN" => self.state.stroke = color(self.state.stroke_space, lexer),
            b"sh" => self.marks.painted += 1,
            b"Do" => self.x_object(lexer, scope)?,
            b"BI" => {
                lexer.skip_inline_image();
                self.image(false);
            }
            b"BMC" | b"BDC" => self.begin_marked(operator == b"BDC", lexer, scope),
            b"EMC" => self.end_marked(marked),
            _ => self.text_operator(operator, lexer, scope)?,
        }
        Ok(())
    }

    fn save(&mut self) {
        if self.saved.len() < MAX_NESTING {
            self.saved.push(self.state);
        } else {
            self.saved_skipped += 1;
            let message = "graphics states are saved more than 512 deep; deeper ones are ignored";
            self.warn_once(3, "state_too_deep", message);
        }
    }

    fn restore(&mut self, floor: usize) {
        if self.saved_skipped > 0 {
            self.saved_skipped -= 1;
        } else if self.saved.len() > floor
            && let Some(state) = self.saved.pop()
        {
            self.state = state;
        }
    }

    fn ext_g_state(&mut self, lexer: &Lexer<'_>, scope: &Scope<'a>) {
        let Some(name) = lexer.last_name() else { return };
        let known = scope
            .names
            .states
            .borrow()
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, s)| *s);
        let found = known.unwrap_or_else(|| {
            let dict = scope
                .names
                .resources
                .ext_g_states
                .get::<Dict<'_>>(name_bytes(name));
            let read = dict.map(|d| ExtGState::read(&d)).unwrap_or_default();
            scope.names.states.borrow_mut().push((name.to_vec(), read));
            read
        });
        self.state.fill_opacity = found.fill_opacity.unwrap_or(self.state.fill_opacity);
        self.state.stroke_opacity = found.stroke_opacity.unwrap_or(self.state.stroke_opacity);
        self.state.line_width = found.line_width.unwrap_or(self.state.line_width);
        self.state.hides = found.hides.unwrap_or(self.state.hides);
        self.state.masked = found.masked.unwrap_or(self.state.masked);
    }

    fn construct(&mut self, operator: &[u8], lexer: &Lexer<'_>) {
        let ctm = self.state.ctm;
        let at = |x: f64, y: f64| ctm.apply(x, y);
        match operator {
            b"m" => {
                if let Some([x, y]) = lexer.numbers() {
                    self.path.move_to(at(x, y));
                }
            }
            b"l" => {
                if let Some([x, y]) = lexer.numbers() {
                    self.path.line_to(at(x, y));
                }
            }
            b"c" => {
                if let Some([a, b, c, d, x, y]) = lexer.numbers() {
                    self.path.curve_to(at(a, b), at(c, d), at(x, y));
                }
            }
            b"v" => {
                if let Some([c, d, x, y]) = lexer.numbers() {
                    let from = self.path.current().unwrap_or(at(c, d));
                    self.path.curve_to(from, at(c, d), at(x, y));
                }
            }
            b"y" => {
                if let Some([a, b, x, y]) = lexer.numbers() {
                    self.path.curve_to(at(a, b), at(x, y), at(x, y));
                }
            }
            b"re" => {
                if let Some([x, y, w, h]) = lexer.numbers() {
                    self.path
                        .rectangle([at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)]);
                }
            }
            _ => self.path.close(),
        }
    }

    fn paint(&mut self, operator: &[u8]) {
        if matches!(operator, b"s" | b"b" | b"b*") {
            self.path.close();
        }
        let fill = matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*");
        let stroke = matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
        if (fill || stroke) && !self.path.is_empty() && !self.hidden() {
            self.marks.painted += 1;
            let pen = Pen {
                width: (self.state.line_width * self.state.ctm.scale()) as f32,
                caps: self.state.caps,
                dashed: self.state.dashed,
                lightness: on_white(self.state.stroke, self.state.stroke_opacity),
            };
            let lightness = on_white(self.state.fill, self.state.fill_opacity);
            let areas = self.marks.areas.len();
            let mut canvas = Canvas {
                rulings: &mut self.marks.rulings,
                areas: &mut self.marks.areas,
                shapes: &mut self.marks.shapes,
                dots: &mut self.marks.dots,
                clip: self.state.clip,
                insane: &mut self.marks.insane,
            };
            if fill {
                self.path.fill(lightness, operator.ends_with(b"*"), &mut canvas);
            }
            if stroke {
                self.path.stroke(pen, &mut canvas);
            }
            if fill {
                self.cover(areas);
            }
        }
        if std::mem::take(&mut self.clip_pending)
            && let Some(bbox) = self.path.bbox()
        {
            self.clip_to(bbox);
        }
        self.path.clear();
    }

    /// Whether nothing shows through what is filled now.
    fn fills_hide(&self) -> bool {
        let state = &self.state;
        state.fill_opacity >= OPAQUE && state.hides && !state.masked
    }

    /// Notes the areas from the one at `from` on as covers of the text before them, when nothing shows through them.
    fn cover(&mut self, from: usize) {
        let before = self.marks.chars.len();
        if before > 0 && self.fills_hide() && self.state.fill_space != Space::Unknown {
            let areas = self.marks.areas.iter().skip(from);
            let covers = areas.map(|a| Cover { bbox: a.bbox, before });
            self.marks.covers.extend(covers);
        }
    }

    fn clip_to(&mut self, bbox: Rect) {
        let clip = &mut self.state.clip;
        // An empty intersection clips everything away; it is kept as a box far off the page.
        *clip = clip
            .intersection(&bbox)
            .unwrap_or(Rect::new(-2e7, -2e7, -2e7, -2e7));
    }

    fn device_color(&mut self, operator: &[u8], lexer: &Lexer<'_>) {
        let space = match operator {
            b"g" | b"G" => Space::Gray,
            b"rg" | b"RG" => Space::Rgb,
            _ => Space::Cmyk,
        };
        let light = color(space, lexer);
        if matches!(operator, b"g" | b"rg" | b"k") {
            (self.state.fill_space, self.state.fill) = (space, light);
        } else {
            (self.state.stroke_space, self.state.stroke) = (space, light);
        }
    }

    fn color_space(&mut self, fill: bool, lexer: &Lexer<'_>, scope: &Scope<'a>) {
        let Some(name) = lexer.last_name() else { return };
        let space = Space::from_name(name).unwrap_or_else(|| {
            let object = scope
                .names
                .resources
                .color_spaces
                .get::<Object<'_>>(name_bytes(name));
            object.map_or(Space::Unknown, Space::from_object)
        });
        if fill {
            (self.state.fill_space, self.state.fill) = (space, space.initial());
        } else {
            (self.state.stroke_space, self.state.stroke) = (space, space.initial());
        }
    }

    fn hidden(&self) -> bool {
        self.marked.last().is_some_and(|m| m.hidden)
    }

    /// An image fills the unit square of the user space. An opaque one that stands upright covers the text before it.
    fn image(&mut self, opaque: bool) {
        let bbox = self.state.ctm.apply_box(0.0, 0.0, 1.0, 1.0);
        if self.hidden() {
            return;
        }
        if !bbox.is_sane() {
            self.marks.insane = true;
            return;
        }
        self.marks.painted += 1;
        let Some(seen) = bbox.intersection(&self.state.clip) else {
            return;
        };
        let (thick, long) = (seen.width().min(seen.height()), seen.width().max(seen.height()));
        if thick <= 2.0 && long >= 8.0 {
            // Some writers draw lines as strips of one pixel.
            let mut canvas = Canvas {
                rulings: &mut self.marks.rulings,
                areas: &mut self.marks.areas,
                shapes: &mut self.marks.shapes,
                dots: &mut self.marks.dots,
                clip: self.state.clip,
                insane: &mut self.marks.insane,
            };
            canvas.filled(seen, 0);
        } else if seen.area() > 0.0 {
            self.marks.images.push(seen);
            let before = self.marks.chars.len();
            if before > 0 && opaque && self.fills_hide() && self.state.ctm.keeps_boxes() {
                self.marks.covers.push(Cover { bbox: seen, before });
            }
        }
    }

    fn x_object(&mut self, lexer: &Lexer<'_>, scope: &Scope<'a>) -> Result<(), Error> {
        let Some(name) = lexer.last_name() else {
            return Ok(());
        };
        let known = scope
            .names
            .objects
            .borrow()
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, o)| o.clone());
        let object = known.unwrap_or_else(|| {
            let object = self.find_x_object(&name_bytes(name), scope);
            scope
                .names
                .objects
                .borrow_mut()
                .push((name.to_vec(), object.clone()));
            object
        });
        match object {
            XObject::Form(form) => self.form(&form, &scope.names),
            XObject::Image { opaque } => {
                self.image(opaque);
                Ok(())
            }
            XObject::Nothing => Ok(()),
        }
    }

    fn find_x_object(&mut self, name: &[u8], scope: &Scope<'a>) -> XObject<'a> {
        let objects = &scope.names.resources.x_objects;
        // Asked for by its number, an object comes without the chain of objects that led to it, by which the parser
        // hides objects that were met on the way: a form may well use the resources of its user's user.
        let stream = match objects.get_ref(name) {
            Some(id) => self.shared.xref.get::<Stream<'a>>(id.into()),
            None => objects.get::<Stream<'a>>(name),
        };
        let Some(stream) = stream else {
            return XObject::Nothing;
        };
        let dict = stream.dict();
        if dict
            .get_ref("OC")
            .is_some_and(|r| self.shared.hidden_groups.contains(&r.into()))
        {
            return XObject::Nothing;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Form") => {
                let made = self.shared.forms.entry(stream.obj_id());
                XObject::Form(Rc::clone(made.or_insert_with(|| Rc::new(Form::new(stream)))))
            }
            Some(b"Image") => XObject::Image {
                opaque: is_opaque(dict),
            },
            _ => XObject::Nothing,
        }
    }

    /// Runs the appearance of an annotation in its rectangle (ISO 32000-1, 12.5.5).
    ///
    /// # Errors
    /// The limits of the budget.
    pub(super) fn appearance(
        &mut self,
        stream: Stream<'a>,
        rect: [f64; 4],
        view: &Matrix,
    ) -> Result<(), Error> {
        let form = Form::new(stream);
        let matrix = form.matrix.unwrap_or(Matrix::IDENTITY);
        let Some([x0, y0, x1, y1]) = form.bbox else {
            return Ok(());
        };
        let from = matrix.apply_box(x0, y0, x1, y1);
        let (left, low) = (rect[0].min(rect[2]), rect[1].min(rect[3]));
        let factor = |to: f64, from: f32| if from > 0.0 { to / f64::from(from) } else { 1.0 };
        let sx = factor((rect[2] - rect[0]).abs(), from.width());
        let sy = factor((rect[3] - rect[1]).abs(), from.height());
        let (fx, fy) = (f64::from(from.x0), f64::from(from.top));
        let place = Matrix::new([sx, 0.0, 0.0, sy, left - fx * sx, low - fy * sy]);
        self.state.ctm = place.then(view);
        self.form(&form, &Names::new(Resources::new(Dict::empty())))
    }

    /// A field of a form that holds a text but not how it is drawn, which viewers draw and this reader does not: the middle of
    /// its box counts as a drawing.
    pub(super) fn undrawn(&mut self, rect: [f64; 4], view: &Matrix) {
        self.warn_once(
            5,
            "field_not_drawn",
            "a field of a form holds a text that the file does not draw; it is not read",
        );
        let whole = view.apply_box(rect[0], rect[1], rect[2], rect[3]);
        let inner = whole.grown(-0.3 * whole.width().min(whole.height()));
        if inner.is_sane() && self.marks.shapes.len() < MOST_SHAPES {
            self.marks.shapes.push(inner);
        }
    }

    /// Runs a Form XObject with the resources of its own, or those of its user.
    fn form(&mut self, form: &Form<'a>, outer: &Rc<Names<'a>>) -> Result<(), Error> {
        if self.open_forms.contains(&form.id) {
            self.warn_once(
                0,
                "form_in_itself",
                "a form draws itself; the inner one is left out",
            );
            return Ok(());
        }
        if self.open_forms.len() >= self.budget.limits().form_depth as usize {
            self.warn_once(
                1,
                "forms_too_deep",
                "forms are nested too deep; the innermost are left out",
            );
            return Ok(());
        }
        let data = self.form_data(&form.stream, form.id)?;
        let before = self.state;
        let (path, pending) = (
            std::mem::take(&mut self.path),
            std::mem::take(&mut self.clip_pending),
        );
        let matrices = (self.text_matrix, self.line_matrix);
        let ctm = form.matrix.map(|m| m.then(&self.state.ctm));
        self.state.ctm = ctm.filter(Matrix::is_finite).unwrap_or(self.state.ctm);
        if let Some([x0, y0, x1, y1]) = form.bbox {
            self.clip_to(self.state.ctm.apply_box(x0, y0, x1, y1));
        }
        self.open_forms.push(form.id);
        let names = form.names.as_ref().unwrap_or(outer);
        let result = self.run(&data, Rc::clone(names), form.id.obj_number);
        self.open_forms.pop();
        self.state = before;
        (self.path, self.clip_pending) = (path, pending);
        (self.text_matrix, self.line_matrix) = matrices;
        result
    }

    fn form_data(&mut self, stream: &Stream<'a>, id: ObjectIdentifier) -> Result<Rc<[u8]>, Error> {
        if let Some(data) = self.shared.form_data.get(&id) {
            return Ok(Rc::clone(data));
        }
        let decoded = decode_stream(stream, self.budget)?;
        if decoded.damaged {
            let message = "a form's content is damaged; what could be read of it is used";
            self.warn_once(2, "form_damaged", message);
        }
        let data: Rc<[u8]> = decoded.bytes.into();
        let size = data.len() as u64;
        if self.shared.forms_held + size <= FORMS_KEPT {
            self.shared.forms_held += size;
            self.shared.form_data.insert(id, Rc::clone(&data));
        }
        Ok(data)
    }

    fn begin_marked(&mut self, with_properties: bool, lexer: &Lexer<'_>, scope: &Scope<'a>) {
        let outer = self.marked.last().copied().unwrap_or(Marked {
            mcid: None,
            artifact: false,
            hidden: false,
        });
        if self.marked.len() >= MAX_NESTING {
            self.marked_skipped += 1;
            return;
        }
        let tag = match lexer.operands.first() {
            Some(Operand::Name(tag)) => *tag,
            _ => &[],
        };
        let mut level = Marked {
            artifact: outer.artifact || tag == b"Artifact",
            ..outer
        };
        if with_properties {
            let mut id = mcid(&lexer.operands);
            if let [_, Operand::Name(name)] = lexer.operands.as_slice() {
                let name = name_bytes(name);
                if tag == b"OC" {
                    let group = scope.names.resources.properties.get_ref(&name);
                    level.hidden |= group.is_some_and(|r| self.shared.hidden_groups.contains(&r.into()));
                } else {
                    let properties = scope.names.resources.properties.get::<Dict<'_>>(&name);
                    id = properties.and_then(|p| p.get::<u32>("MCID"));
                }
            }
            if let Some(id) = id {
                level.mcid = Some(Mcid {
                    stream: scope.stream,
                    id,
                });
            }
        }
        self.marked.push(level);
    }

    fn end_marked(&mut self, floor: usize) {
        if self.marked_skipped > 0 {
            self.marked_skipped -= 1;
        } else if self.marked.len() > floor {
            self.marked.pop();
        }
    }

    fn text_operator(&mut self, operator: &[u8], lexer: &Lexer<'_>, scope: &Scope<'a>) -> Result<(), Error> {
        let text = &mut self.state.text;
        match operator {
            b"BT" => (self.text_matrix, self.line_matrix) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts" | b"Tr" => {
                // Without its operand an operator changes nothing.
                if let Some([n]) = lexer.numbers() {
                    match operator {
                        b"Tc" => text.char_spacing = n,
                        b"Tw" => text.word_spacing = n,
                        b"Tz" => text.stretch = n / 100.0,
                        b"TL" => text.leading = n,
                        b"Ts" => text.rise = n,
                        _ => text.mode = n.clamp(0.0, 7.0) as u8,
                    }
                }
            }
            b"Tf" => self.set_font(lexer, scope)?,
            b"Td" | b"TD" => {
                if let Some([x, y]) = lexer.numbers() {
                    if operator == b"TD" {
                        self.state.text.leading = -y;
                    }
                    self.next_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(m) = lexer.numbers::<6>() {
                    self.text_matrix = Matrix::new(m);
                    self.line_matrix = self.text_matrix;
                }
            }
            b"T*" => self.next_line(0.0, -self.state.text.leading),
            b"Tj" | b"TJ" => self.show_all(lexer)?,
            b"'" => {
                self.next_line(0.0, -self.state.text.leading);
                self.show_all(lexer)?;
            }
            b"\"" => {
                text.word_spacing = lexer.number(0);
                text.char_spacing = lexer.number(1);
                self.next_line(0.0, -self.state.text.leading);
                if let Some(last) = lexer.operands.last() {
                    self.show(lexer.text(last))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = self.line_matrix.shifted(x, y);
        self.text_matrix = self.line_matrix;
    }

    fn set_font(&mut self, lexer: &Lexer<'_>, scope: &Scope<'a>) -> Result<(), Error> {
        let [.., Operand::Name(name), Operand::Number(size)] = lexer.operands.as_slice() else {
            return Ok(());
        };
        self.state.text.size = *size;
        let known = scope
            .names
            .fonts
            .borrow()
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, f)| *f);
        if let Some(font) = known {
            self.state.text.font = font;
            return Ok(());
        }
        let font = self.find_font(&name_bytes(name), scope)?;
        scope.names.fonts.borrow_mut().push((name.to_vec(), font));
        self.state.text.font = font;
        Ok(())
    }

    fn find_font(&mut self, name: &[u8], scope: &Scope<'a>) -> Result<Option<usize>, Error> {
        let fonts = &scope.names.resources.fonts;
        let id: Option<ObjectIdentifier> = fonts.get_ref(name).map(Into::into);
        if let Some(index) = id.and_then(|id| self.shared.by_id.get(&id)) {
            return Ok(Some(*index));
        }
        let Some(dict) = fonts.get::<Dict<'a>>(name) else {
            let message =
                "a font is used that the page does not have; only plain letters and digits in it are read";
            self.warn_once(4, "font_missing", message);
            return self.stand_in();
        };
        let index = self.load_font(&dict)?;
        if let Some(id) = id {
            self.shared.by_id.insert(id, index);
        }
        Ok(Some(index))
    }

    /// The font that stands in for those that are missing; what it shows is judged when the page is done.
    fn stand_in(&mut self) -> Result<Option<usize>, Error> {
        const FONT: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
        if self.shared.stand_in.is_none() {
            let dict = Dict::from_bytes(FONT).unwrap_or_default();
            self.shared.stand_in = Some(self.load_font(&dict)?);
        }
        Ok(self.shared.stand_in)
    }

    fn load_font(&mut self, dict: &Dict<'a>) -> Result<usize, Error> {
        let place = (dict.data().as_ptr() as usize, dict.data().len());
        if let Some(index) = self.shared.by_place.get(&place) {
            return Ok(*index);
        }
        let index = self.shared.fonts.len();
        let (font, info) = Font::load(dict, index as u32, self.budget)?;
        self.shared.fonts.push(font);
        self.shared.infos.push(info);
        self.shared.by_place.insert(place, index);
        Ok(index)
    }

    fn show_all(&mut self, lexer: &Lexer<'_>) -> Result<(), Error> {
        for operand in &lexer.operands {
            match operand {
                Operand::Text(_) | Operand::Decoded(_) => self.show(lexer.text(operand))?,
                Operand::Number(n) => {
                    let text = &self.state.text;
                    let vertical = text
                        .font
                        .and_then(|f| self.shared.fonts.get(f))
                        .is_some_and(|f| f.vertical);
                    let by = -n / 1000.0 * text.size;
                    let (x, y) = if vertical {
                        (0.0, by)
                    } else {
                        (by * text.stretch, 0.0)
                    };
                    self.text_matrix = self.text_matrix.shifted(x, y);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(font) = self.state.text.font.and_then(|f| self.shared.fonts.get_mut(f)) else {
            return Ok(());
        };
        if self.marks.chars.len() as u64 + bytes.len() as u64 > self.budget.limits().page_glyphs {
            let message = format!(
                "a page has more than {} characters",
                self.budget.limits().page_glyphs
            );
            return Err(Error::new(ErrorKind::LimitWork, Stage::Read, message).on_page(self.page));
        }
        self.uncharged += bytes.len() as u64;
        let state = &self.state;
        // Modes 1 and 5 only stroke the outlines.
        let lightness = match state.text.mode {
            1 | 5 => on_white(state.stroke, state.stroke_opacity),
            _ => on_white(state.fill, state.fill_opacity),
        };
        // Modes 2 and 6 fill the outlines and stroke them.
        let opacity = match state.text.mode {
            1 | 5 => state.stroke_opacity,
            2 | 6 => state.fill_opacity.max(state.stroke_opacity),
            _ => state.fill_opacity,
        };
        let marked = self.marked.last();
        let ink = Ink {
            clip: state.clip,
            lightness,
            mcid: marked.and_then(|m| m.mcid),
            artifact: marked.is_some_and(|m| m.artifact),
            hidden: marked.is_some_and(|m| m.hidden) || opacity <= 0.0,
            stroked: match state.text.mode {
                2 | 6 => (state.line_width * state.ctm.scale()) as f32,
                _ => 0.0,
            },
        };
        let mut sink = TextSink {
            chars: &mut self.marks.chars,
            gbk_bytes: &mut self.marks.gbk_bytes,
            unmapped: &mut self.marks.unmapped,
            insane: &mut self.marks.insane,
        };
        let map = self.text_matrix.then(&state.ctm);
        let moved = text::show(bytes, font, &state.text, &map, &ink, &mut sink, self.budget)?;
        self.text_matrix = self.text_matrix.shifted(moved.0, moved.1);
        Ok(())
    }
}

/// Whether the operands of `d` make a pattern with gaps.
fn dash(operands: &[Operand<'_>]) -> bool {
    let numbers = operands.iter().skip_while(|o| **o != Operand::ArrayStart).skip(1);
    let mut lengths = numbers.take_while(|o| **o != Operand::ArrayEnd);
    lengths.any(|o| matches!(o, Operand::Number(n) if *n > 0.0))
}

/// Whether an image has no transparent places: neither a mask nor a stencil's, of any kind (ISO 32000-1, 8.9.6 and 11.6.5.3).
fn is_opaque(image: &Dict<'_>) -> bool {
    let masked = ["SMask", "Mask"].iter().any(|key| image.contains_key(key));
    let stencil = image.get::<bool>("ImageMask") == Some(true);
    let inside = image.get::<i32>("SMaskInData").is_some_and(|kind| kind != 0);
    !masked && !stencil && !inside
}

/// /MCID of an inline property list.
fn mcid(operands: &[Operand<'_>]) -> Option<u32> {
    let mut pairs = operands.iter().zip(operands.iter().skip(1));
    pairs.find_map(|pair| match pair {
        (Operand::Name(b"MCID"), Operand::Number(n)) if *n >= 0.0 => Some(*n as u32),
        _ => None,
    })
}

fn color(space: Space, lexer: &Lexer<'_>) -> u8 {
    let mut components = [0.0; 8];
    let numbers = lexer.operands.iter().filter_map(|o| match o {
        Operand::Number(n) => Some(*n),
        _ => None,
    });
    let mut count = 0;
    for (slot, n) in components.iter_mut().zip(numbers) {
        *slot = n;
        count += 1;
    }
    space.lightness(components.get(..count).unwrap_or_default())
}

/// The optional content groups that the catalog's default configuration switches off (ISO 32000-1, 8.11.4.3).
pub(super) fn hidden_groups(catalog: &Dict<'_>) -> Vec<ObjectIdentifier> {
    let properties = catalog.get::<Dict<'_>>("OCProperties");
    let Some(default) = properties.as_ref().and_then(|p| p.get::<Dict<'_>>("D")) else {
        return Vec::new();
    };
    let refs = |array: Option<Array<'_>>| -> Vec<ObjectIdentifier> {
        let items = array.iter().flat_map(Array::raw_iter).take(4_096);
        items
            .filter_map(|item| item.as_obj_ref())
            .map(Into::into)
            .collect()
    };
    let off = default
        .get::<Name<'_>>("BaseState")
        .is_some_and(|n| &*n == b"OFF");
    if !off {
        return refs(default.get("OFF"));
    }
    let on = refs(default.get("ON"));
    let mut all = refs(properties.and_then(|p| p.get("OCGs")));
    all.retain(|id| !on.contains(id));
    all
}

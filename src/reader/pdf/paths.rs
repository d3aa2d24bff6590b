//! Paths: what is painted as straight lines, thin fills and filled areas (ISO 32000-1, 8.5).
//!
//! Points are already in page coordinates. Curves only matter for the outline of an area.

use super::matrix::bounds;
use crate::geometry::{Orientation, Rect, Ruling, RulingKind};
use crate::reader::pdf::FilledArea;

/// A fill at most this thick, in points, is seen as a line.
const THIN: f32 = 3.0;

/// A thin fill has to be this many times as long as it is thick to be a line and not a dot.
const LINE_RATIO: f32 = 2.0;

/// A stroke thicker than this, in points, is seen as a band.
const BAND: f32 = 8.0;

/// How far a line may lean, as a ratio, and still count as straight.
const LEAN: f64 = 0.01;

/// Most curved and leaning marks of a page that are kept; text drawn as outlines has tens of thousands.
pub(super) const MOST_SHAPES: usize = 10_000;

/// What a path piece has to fill of its box to be an area of that box.
const FULL: f64 = 0.8;

/// The most rectangles of one path that are looked at for holes.
const MAX_NESTED: usize = 64;

/// The most points of a box with round corners.
const MOST_ROUND: usize = 128;

/// The most points kept of one path.
const MAX_POINTS: usize = 1 << 20;

/// One piece of a path.
#[derive(Clone, Debug, Default)]
struct Piece {
    points: Vec<(f64, f64)>,
    closed: bool,
    /// Whether a curve is part of it that is no straight line.
    curved: bool,
    /// After which points a curve stands and no line.
    curves: Vec<usize>,
}

impl Piece {
    /// Whether one of its lines is neither horizontal nor vertical.
    fn leans(&self) -> bool {
        self.points.windows(2).any(|w| match w {
            [a, b] => is_leaning((b.0 - a.0).abs(), (b.1 - a.1).abs()),
            _ => false,
        })
    }
}

/// Whether a line with these extents counts as neither horizontal nor vertical.
fn is_leaning(dx: f64, dy: f64) -> bool {
    dx.min(dy) > (LEAN * dx.max(dy)).max(0.05)
}

/// The path under construction.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    pieces: Vec<Piece>,
    points: usize,
}

/// How a path is stroked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    /// Line width in points.
    pub(super) width: f32,
    /// Whether ends stick out by half the width.
    pub(super) caps: bool,
    /// Whether there is a dash pattern.
    pub(super) dashed: bool,
    /// 0 black to 255 white.
    pub(super) lightness: u8,
}

/// Where marks go.
pub(super) struct Canvas<'c> {
    pub(super) rulings: &'c mut Vec<Ruling>,
    pub(super) areas: &'c mut Vec<FilledArea>,
    /// Boxes of what is neither a straight line nor a rectangle.
    pub(super) shapes: &'c mut Vec<Rect>,
    /// Small square fills: dots of a dotted line, perhaps.
    pub(super) dots: &'c mut Vec<Dot>,
    pub(super) clip: Rect,
    /// Set when a mark was dropped since its coordinates are no place on a page.
    pub(super) insane: &'c mut bool,
}

/// A small square fill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dot {
    pub(super) bbox: Rect,
    pub(super) lightness: u8,
}

impl Path {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        self.points = 0;
    }

    /// Whether nothing was drawn.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// `m`
    pub(super) fn move_to(&mut self, to: (f64, f64)) {
        // A move after a move replaces it.
        if let Some(last) = self.pieces.last_mut()
            && last.points.len() == 1
            && !last.closed
        {
            last.points = vec![to];
            return;
        }
        if self.points < MAX_POINTS {
            self.points += 1;
            // Room for a box: most pieces are lines and boxes.
            let mut points = Vec::with_capacity(4);
            points.push(to);
            self.pieces.push(Piece {
                points,
                ..Piece::default()
            });
        }
    }

    fn open_piece(&mut self) -> Option<&mut Piece> {
        let start = match self.pieces.last() {
            // After `h` the path goes on from where the piece began.
            Some(last) if last.closed => *last.points.first()?,
            Some(_) => return self.pieces.last_mut(),
            None => return None,
        };
        self.move_to(start);
        self.pieces.last_mut()
    }

    /// `l`
    pub(super) fn line_to(&mut self, to: (f64, f64)) {
        if self.points >= MAX_POINTS {
            return;
        }
        self.points += 1;
        match self.open_piece() {
            Some(piece) => piece.points.push(to),
            // A line without a start: viewers take its end for one.
            None => self.move_to(to),
        }
    }

    /// `c`, `v` and `y`
    pub(super) fn curve_to(&mut self, one: (f64, f64), two: (f64, f64), to: (f64, f64)) {
        if self.points >= MAX_POINTS {
            return;
        }
        self.points += 1;
        let Some(piece) = self.open_piece() else {
            self.move_to(to);
            return;
        };
        let from = piece.points.last().copied().unwrap_or(to);
        let straight = [one, two].iter().all(|&p| near_line(from, to, p));
        if !straight {
            piece.curved = true;
            // The control points keep the box and the area of the piece roughly right.
            let blend = |p: (f64, f64), q: (f64, f64)| ((p.0 + q.0) / 2.0, (p.1 + q.1) / 2.0);
            let middle = blend(blend(from, to), blend(one, two));
            piece.curves.push(piece.points.len());
            piece.points.push(middle);
            piece.curves.push(piece.points.len());
        }
        piece.points.push(to);
    }

    /// `h`
    pub(super) fn close(&mut self) {
        if let Some(last) = self.pieces.last_mut() {
            last.closed = true;
        }
    }

    /// `re`, its corners in order.
    pub(super) fn rectangle(&mut self, corners: [(f64, f64); 4]) {
        if self.points >= MAX_POINTS {
            return;
        }
        self.points += 4;
        if self
            .pieces
            .last()
            .is_some_and(|p| p.points.len() == 1 && !p.closed)
        {
            self.pieces.pop();
        }
        self.pieces.push(Piece {
            points: corners.to_vec(),
            closed: true,
            ..Piece::default()
        });
    }

    /// Where the path ends.
    pub(super) fn current(&self) -> Option<(f64, f64)> {
        let last = self.pieces.last()?;
        if last.closed {
            last.points.first().copied()
        } else {
            last.points.last().copied()
        }
    }

    /// The box around the whole path.
    pub(super) fn bbox(&self) -> Option<Rect> {
        let boxes = self.pieces.iter().map(|p| bounds(&p.points));
        boxes.reduce(|a, b| a.union(&b))
    }

    /// Paints the outline.
    pub(super) fn stroke(&self, pen: Pen, canvas: &mut Canvas<'_>) {
        for piece in &self.pieces {
            let points = &piece.points;
            if let Some(corners) = rounded_box(piece) {
                for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                    canvas.line(*from, *to, pen);
                }
                continue;
            }
            let ends = points.iter().zip(points.iter().skip(1));
            for (i, (&from, &to)) in ends.enumerate() {
                if piece.curves.binary_search(&(i + 1)).is_err() {
                    canvas.line(from, to, pen);
                }
            }
            match (points.first(), points.last()) {
                (Some(&first), Some(&last)) if piece.closed && points.len() > 1 => {
                    canvas.line(last, first, pen)
                }
                _ => {}
            }
            if piece.curved || piece.leans() {
                canvas.shape(bounds(points));
            }
        }
    }

    /// Paints the inside; `even_odd` is the rule of the starred operators.
    pub(super) fn fill(&self, lightness: u8, even_odd: bool, canvas: &mut Canvas<'_>) {
        let mut frames = vec![None; self.pieces.len()];
        if (2..=MAX_NESTED).contains(&self.pieces.len()) {
            self.find_holes(even_odd, &mut frames);
        }
        for (piece, hole) in self.pieces.iter().zip(frames) {
            match hole {
                Some(Hole::Inside) => {}
                Some(Hole::Around(inner)) => {
                    for side in frame_sides(&bounds(&piece.points), &inner) {
                        canvas.filled(side, lightness);
                    }
                }
                None => canvas.fill_piece(piece, lightness),
            }
        }
    }

    /// Pairs each rectangle with a rectangle that is cut out of it: a frame drawn as one path.
    fn find_holes(&self, even_odd: bool, frames: &mut [Option<Hole>]) {
        let rects: Vec<Option<(Rect, f64)>> = self.pieces.iter().map(rectangle_of).collect();
        for (i, inner) in rects.iter().enumerate() {
            let Some((inner, turn)) = inner else { continue };
            let around = rects.iter().enumerate().filter_map(|(j, outer)| {
                let (outer, outer_turn) = outer.as_ref()?;
                let inside = outer.x0 <= inner.x0
                    && outer.x1 >= inner.x1
                    && outer.top <= inner.top
                    && outer.bottom >= inner.bottom
                    && outer.area() > inner.area();
                (j != i && inside && (even_odd || turn * outer_turn < 0.0)).then_some((j, outer.area()))
            });
            let outer = around.min_by(|a, b| a.1.total_cmp(&b.1));
            let Some((j, _)) = outer else { continue };
            if frames.get(j).is_some_and(Option::is_none) && frames.get(i).is_some_and(Option::is_none) {
                if let Some(slot) = frames.get_mut(j) {
                    *slot = Some(Hole::Around(*inner));
                }
                if let Some(slot) = frames.get_mut(i) {
                    *slot = Some(Hole::Inside);
                }
            }
        }
    }
}

/// What a rectangle of a path is to another one.
#[derive(Clone, Copy, Debug)]
enum Hole {
    /// It is the hole of another one.
    Inside,
    /// This one is cut out of it.
    Around(Rect),
}

fn near_line(from: (f64, f64), to: (f64, f64), p: (f64, f64)) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return (p.0 - from.0).hypot(p.1 - from.1) < 0.1;
    }
    ((p.0 - from.0) * dy - (p.1 - from.1) * dx).abs() / length < 0.1
}

/// The corners of the box that a closed piece is but for its round corners: each of its lines lies on a side of the box,
/// and covers at least half of that.
fn rounded_box(piece: &Piece) -> Option<[(f64, f64); 4]> {
    let points = &piece.points;
    // A corner is one curve or several; short ones are kept as lines.
    if !piece.closed || !(8..=MOST_ROUND).contains(&points.len()) {
        return None;
    }
    let most = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let least = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
    let (x0, x1, y0, y1) = (least(|p| p.0), most(|p| p.0), least(|p| p.1), most(|p| p.1));
    let (w, h) = (x1 - x0, y1 - y0);
    let on = |a: f64, b: f64, side: f64| (a - side).abs() < 0.05 && (b - side).abs() < 0.05;
    let mut covered = [0.0; 4];
    let ends = points.iter().zip(points.iter().cycle().skip(1));
    for (i, (a, b)) in ends.enumerate() {
        if piece.curves.binary_search(&(i + 1)).is_ok() || a == b {
            continue;
        }
        let sides = [
            on(a.0, b.0, x0),
            on(a.0, b.0, x1),
            on(a.1, b.1, y0),
            on(a.1, b.1, y1),
        ];
        let length = (b.0 - a.0).abs() + (b.1 - a.1).abs();
        match sides.iter().position(|on| *on).map(|side| covered.get_mut(side)) {
            Some(covered) => *covered? += length,
            None if length > w.min(h) / 4.0 => return None,
            None => {}
        }
    }
    let whole = covered.iter().zip([h, h, w, w]);
    (w > 0.0 && h > 0.0)
        .then(|| whole.into_iter().all(|(c, side)| *c >= side / 2.0))
        .filter(|all| *all)
        .map(|_| [(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
}

/// The rectangle that a piece is, with round corners perhaps, and which way round it runs.
fn rectangle_of(piece: &Piece) -> Option<(Rect, f64)> {
    if let Some(corners) = rounded_box(piece) {
        return Some((bounds(&corners), signed_area(&piece.points)));
    }
    let mut points = piece.points.as_slice();
    if let ([first, .., last], 5) = (points, points.len())
        && first == last
    {
        points = points.get(..4)?;
    }
    let [a, b, c, d] = points else { return None };
    let straight = |p: &(f64, f64), q: &(f64, f64)| (p.0 - q.0).abs() < 0.05 || (p.1 - q.1).abs() < 0.05;
    if piece.curved
        || ![(a, b), (b, c), (c, d), (d, a)]
            .iter()
            .all(|(p, q)| straight(p, q))
    {
        return None;
    }
    Some((bounds(points), signed_area(points)))
}

fn signed_area(points: &[(f64, f64)]) -> f64 {
    let next = points.iter().cycle().skip(1);
    points
        .iter()
        .zip(next)
        .map(|(p, q)| p.0 * q.1 - q.0 * p.1)
        .sum::<f64>()
        / 2.0
}

/// What is left of `outer` around `inner`: above, below, left and right.
fn frame_sides(outer: &Rect, inner: &Rect) -> [Rect; 4] {
    [
        Rect::new(outer.x0, outer.top, outer.x1, inner.top),
        Rect::new(outer.x0, inner.bottom, outer.x1, outer.bottom),
        Rect::new(outer.x0, outer.top, inner.x0, outer.bottom),
        Rect::new(inner.x1, outer.top, outer.x1, outer.bottom),
    ]
}

impl Canvas<'_> {
    /// A stroked line; one that leans is dropped.
    fn line(&mut self, from: (f64, f64), to: (f64, f64), pen: Pen) {
        let (dx, dy) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
        let cap = if pen.caps { pen.width / 2.0 } else { 0.0 };
        if dx == 0.0 && dy == 0.0 {
            if pen.caps && pen.width > 0.0 {
                let (x, y) = (from.0 as f32, from.1 as f32);
                self.filled(Rect::new(x - cap, y - cap, x + cap, y + cap), pen.lightness);
            }
            return;
        }
        if is_leaning(dx, dy) {
            return;
        }
        let horizontal = dx >= dy;
        let half = pen.width / 2.0;
        let middle = (((from.0 + to.0) / 2.0) as f32, ((from.1 + to.1) / 2.0) as f32);
        let ends = bounds(&[from, to]);
        let bbox = if horizontal {
            Rect::new(ends.x0 - cap, middle.1 - half, ends.x1 + cap, middle.1 + half)
        } else {
            Rect::new(
                middle.0 - half,
                ends.top - cap,
                middle.0 + half,
                ends.bottom + cap,
            )
        };
        if pen.width > BAND {
            self.filled(bbox, pen.lightness);
            return;
        }
        let orientation = if horizontal {
            Orientation::Horizontal
        } else {
            Orientation::Vertical
        };
        self.ruling(bbox, orientation, RulingKind::Stroke, pen.dashed, pen.lightness);
    }

    fn ruling(
        &mut self,
        bbox: Rect,
        orientation: Orientation,
        kind: RulingKind,
        dashed: bool,
        lightness: u8,
    ) {
        if !bbox.is_sane() {
            *self.insane = true;
            return;
        }
        let Some(seen) = bbox.intersection(&self.clip) else {
            return;
        };
        let horizontal = orientation == Orientation::Horizontal;
        let whole = if horizontal { bbox.height() } else { bbox.width() };
        let left = if horizontal { seen.height() } else { seen.width() };
        // Of a line that is cut along its length nothing is seen; a sliver of its thickness is enough to be seen.
        if (whole > 0.0 && left <= 0.0) || !self.stands_out(&seen, lightness) {
            return;
        }
        let position = if horizontal {
            bbox.center().y
        } else {
            bbox.center().x
        };
        let (start, end) = if horizontal {
            (seen.x0, seen.x1)
        } else {
            (seen.top, seen.bottom)
        };
        if end > start {
            self.rulings.push(Ruling {
                orientation,
                position,
                start,
                end,
                width: whole,
                kind,
                dashed,
            });
        }
    }

    /// Whether a light mark can be told from what lies under it: white lines on white paper are none.
    fn stands_out(&self, mark: &Rect, lightness: u8) -> bool {
        if lightness < 245 {
            return true;
        }
        let center = mark.center();
        let under = self
            .areas
            .iter()
            .rev()
            .take(2_000)
            .find(|a| a.bbox.contains(center));
        under.map_or(255, |a| a.lightness).abs_diff(lightness) > 6
    }

    fn fill_piece(&mut self, piece: &Piece, lightness: u8) {
        let bbox = bounds(&piece.points);
        if piece.points.len() < 2 {
            return;
        }
        if rectangle_of(piece).is_some() {
            self.filled(bbox, lightness);
            return;
        }
        let thin = bbox.width().min(bbox.height()) <= THIN;
        let covers = signed_area(&piece.points).abs() >= FULL * f64::from(bbox.area());
        if (thin && !piece.curved) || (!thin && covers) {
            self.filled(bbox, lightness);
        } else {
            self.shape(bbox);
        }
    }

    /// Something curved or leaning.
    fn shape(&mut self, bbox: Rect) {
        if let Some(seen) = bbox.intersection(&self.clip)
            && bbox.is_sane()
            && self.shapes.len() < MOST_SHAPES
        {
            self.shapes.push(seen);
        }
    }

    /// A filled box: a line, a dot or an area. What the clip leaves of it decides: some writers draw a line as a
    /// large fill behind a narrow clip.
    pub(super) fn filled(&mut self, bbox: Rect, lightness: u8) {
        if !bbox.is_sane() {
            *self.insane = true;
            return;
        }
        let Some(seen) = bbox.intersection(&self.clip) else {
            return;
        };
        if seen.area() <= 0.0 && bbox.area() > 0.0 {
            return;
        }
        let (w, h) = (seen.width(), seen.height());
        let (thick, long) = (w.min(h), w.max(h));
        if thick <= THIN && long >= LINE_RATIO * thick && long > 0.0 {
            let orientation = if w >= h {
                Orientation::Horizontal
            } else {
                Orientation::Vertical
            };
            self.ruling(seen, orientation, RulingKind::ThinFill, false, lightness);
        } else if long <= THIN {
            if seen.area() > 0.0 && self.stands_out(&seen, lightness) {
                self.dots.push(Dot {
                    bbox: seen,
                    lightness,
                });
            }
        } else {
            self.areas.push(FilledArea {
                bbox: seen,
                lightness,
            });
        }
    }
}

/// Turns dots that stand in a row or in a column into pieces of a line; lone ones are areas.
pub(super) fn settle_dots(dots: &[Dot], rulings: &mut Vec<Ruling>, areas: &mut Vec<FilledArea>) {
    let horizontal = neighbour_gaps(dots, |r| (r.center().y, r.x0, r.x1));
    let vertical = neighbour_gaps(dots, |r| (r.center().x, r.top, r.bottom));
    for ((dot, across), down) in dots.iter().zip(horizontal).zip(vertical) {
        let limit = 4.0 * dot.bbox.width().max(dot.bbox.height());
        if across.min(down) > limit {
            areas.push(FilledArea {
                bbox: dot.bbox,
                lightness: dot.lightness,
            });
            continue;
        }
        let (bbox, flat) = (dot.bbox, across <= down);
        rulings.push(Ruling {
            orientation: if flat {
                Orientation::Horizontal
            } else {
                Orientation::Vertical
            },
            position: if flat { bbox.center().y } else { bbox.center().x },
            start: if flat { bbox.x0 } else { bbox.top },
            end: if flat { bbox.x1 } else { bbox.bottom },
            width: if flat { bbox.height() } else { bbox.width() },
            kind: RulingKind::ThinFill,
            dashed: true,
        });
    }
}

/// For each dot the gap to its nearest neighbour on the same line; `place` gives line, start and end.
fn neighbour_gaps(dots: &[Dot], place: impl Fn(&Rect) -> (f32, f32, f32)) -> Vec<f32> {
    let mut order: Vec<usize> = (0..dots.len()).collect();
    let placed: Vec<_> = dots.iter().map(|d| place(&d.bbox)).collect();
    let at = |i: usize| placed.get(i).copied().unwrap_or_default();
    // Lines are told apart in steps of half a point, so that dots of one line sort side by side.
    let line = |i: usize| (at(i).0 * 2.0).round();
    order.sort_by(|&a, &b| line(a).total_cmp(&line(b)).then(at(a).1.total_cmp(&at(b).1)));
    let mut gaps = vec![f32::INFINITY; dots.len()];
    for (&a, &b) in order.iter().zip(order.iter().skip(1)) {
        if line(a) == line(b) {
            let gap = (at(b).1 - at(a).2).max(0.0);
            for i in [a, b] {
                if let Some(slot) = gaps.get_mut(i) {
                    *slot = slot.min(gap);
                }
            }
        }
    }
    gaps
}

//! Points, rectangles and rulings on a page.
//!
//! Unit: points (1/72 inch). Origin: the top-left corner of the page as a reader sees it (crop box and page
//! rotation applied), x to the right, y **down**. So `top < bottom` and a larger y stands lower on the page.

/// A place on a page, in points from the top-left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Distance from the left edge, in points.
    pub x: f32,
    /// Distance from the top edge, in points, growing downwards.
    pub y: f32,
}

/// An upright rectangle on a page, in points from the top-left corner; `x0 <= x1` and `top <= bottom`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left side.
    pub x0: f32,
    /// Upper side (the smaller y).
    pub top: f32,
    /// Right side.
    pub x1: f32,
    /// Lower side (the larger y).
    pub bottom: f32,
}

impl Rect {
    /// The rectangle with these two opposite corners, in whatever order they are given.
    pub fn new(x0: f32, top: f32, x1: f32, bottom: f32) -> Rect {
        Rect {
            x0: x0.min(x1),
            top: top.min(bottom),
            x1: x0.max(x1),
            bottom: top.max(bottom),
        }
    }

    /// Width in points, never negative.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Height in points, never negative.
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// Area in square points.
    pub fn area(&self) -> f32 {
        self.width() * self.height()
    }

    /// The middle of the rectangle.
    pub fn center(&self) -> Point {
        Point {
            x: (self.x0 + self.x1) / 2.0,
            y: (self.top + self.bottom) / 2.0,
        }
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            top: self.top.min(other.top),
            x1: self.x1.max(other.x1),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The common part, or `None` when the two do not touch. Rectangles without area (hairlines) count.
    pub fn intersection(&self, other: &Rect) -> Option<Rect> {
        let rect = Rect {
            x0: self.x0.max(other.x0),
            top: self.top.max(other.top),
            x1: self.x1.min(other.x1),
            bottom: self.bottom.min(other.bottom),
        };
        (rect.x0 <= rect.x1 && rect.top <= rect.bottom).then_some(rect)
    }

    /// Whether the point lies inside or on the border.
    pub fn contains(&self, p: Point) -> bool {
        self.x0 <= p.x && p.x <= self.x1 && self.top <= p.y && p.y <= self.bottom
    }

    /// The box seen in a mirror: right is left on a page of this width.
    pub fn mirrored(&self, width: f32) -> Rect {
        Rect::new(width - self.x1, self.top, width - self.x0, self.bottom)
    }

    /// The rectangle grown by `by` points on every side (shrunk when negative; never turned inside out).
    pub fn grown(&self, by: f32) -> Rect {
        let c = self.center();
        Rect {
            x0: (self.x0 - by).min(c.x),
            top: (self.top - by).min(c.y),
            x1: (self.x1 + by).max(c.x),
            bottom: (self.bottom + by).max(c.y),
        }
    }

    /// Whether all four numbers are finite and no larger than 10^7 points.
    pub fn is_sane(&self) -> bool {
        [self.x0, self.top, self.x1, self.bottom]
            .iter()
            .all(|v| v.is_finite() && v.abs() <= 1e7)
    }
}

/// Which way a ruling or an edge runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Orientation {
    /// Left to right: constant y.
    Horizontal,
    /// Top to bottom: constant x.
    Vertical,
}

/// How the mark that became a ruling was painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulingKind {
    /// A stroked line, or one side of a stroked rectangle.
    Stroke,
    /// A filled rectangle so thin that it is seen as a line.
    ThinFill,
}

/// A straight horizontal or vertical line on a page, as it was drawn: before snapping and joining.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruling {
    /// Which way it runs.
    pub orientation: Orientation,
    /// y of a horizontal, x of a vertical ruling: the middle of the line's thickness.
    pub position: f32,
    /// Smaller end: x of a horizontal, y of a vertical ruling.
    pub start: f32,
    /// Larger end.
    pub end: f32,
    /// Thickness in points; 0 for the thinnest line a device can draw.
    pub width: f32,
    /// How it was painted.
    pub kind: RulingKind,
    /// Whether the line was drawn with a dash pattern.
    pub dashed: bool,
}

impl Ruling {
    /// Length in points.
    pub fn length(&self) -> f32 {
        self.end - self.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_in_any_order_make_the_same_rectangle() {
        assert_eq!(
            Rect::new(3.0, 9.0, 1.0, 2.0),
            Rect {
                x0: 1.0,
                top: 2.0,
                x1: 3.0,
                bottom: 9.0
            }
        );
    }

    #[test]
    fn rectangles_that_only_touch_intersect_in_a_line() {
        let a = Rect::new(0.0, 0.0, 10.0, 10.0);
        let b = Rect::new(10.0, 0.0, 20.0, 10.0);
        assert_eq!(a.intersection(&b).map(|r| r.area()), Some(0.0));
        assert_eq!(a.intersection(&Rect::new(10.1, 0.0, 20.0, 10.0)), None);
    }

    #[test]
    fn shrinking_past_the_middle_leaves_the_centre() {
        let r = Rect::new(0.0, 0.0, 10.0, 4.0).grown(-5.0);
        assert_eq!((r.x0, r.top, r.x1, r.bottom), (5.0, 2.0, 5.0, 2.0));
    }
}

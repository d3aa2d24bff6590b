//! Affine maps, as `cm`, `Tm` and /Matrix give them (ISO 32000-1, 8.3.3).

use crate::geometry::Rect;

/// `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    /// The map that changes nothing.
    pub(super) const IDENTITY: Matrix = Matrix::new([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// From the six numbers in the order of the file.
    pub(super) const fn new([a, b, c, d, e, f]: [f64; 6]) -> Matrix {
        Matrix { a, b, c, d, e, f }
    }

    /// First `self`, then `next`.
    pub(super) fn then(&self, next: &Matrix) -> Matrix {
        let (e, f) = next.apply(self.e, self.f);
        let (a, b) = next.apply_vector(self.a, self.b);
        let (c, d) = next.apply_vector(self.c, self.d);
        Matrix { a, b, c, d, e, f }
    }

    /// Where a point goes.
    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    /// Where a direction goes: without the shift.
    pub(super) fn apply_vector(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y, self.b * x + self.d * y)
    }

    /// `self` after a shift in its own coordinates.
    pub(super) fn shifted(&self, x: f64, y: f64) -> Matrix {
        let (e, f) = self.apply(x, y);
        Matrix { e, f, ..*self }
    }

    /// The upright box around where a box goes.
    pub(super) fn apply_box(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| self.apply(x, y));
        bounds(&corners)
    }

    /// By how much areas grow, as a factor of lengths.
    pub(super) fn scale(&self) -> f64 {
        (self.a * self.d - self.b * self.c).abs().sqrt()
    }

    /// Whether upright boxes stay boxes: nothing leans, but for less than a hundredth.
    pub(super) fn keeps_boxes(&self) -> bool {
        let small = |lean: f64, along: f64| lean.abs() <= along.abs() / 100.0;
        let upright = small(self.b, self.a) && small(self.c, self.d);
        let turned = small(self.a, self.b) && small(self.d, self.c);
        upright || turned
    }

    /// Whether all numbers are finite.
    pub(super) fn is_finite(&self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f]
            .iter()
            .all(|v| v.is_finite())
    }
}

/// The upright box around points.
pub(super) fn bounds(points: &[(f64, f64)]) -> Rect {
    let fold = |f: fn(f64, f64) -> f64, start: f64| {
        points
            .iter()
            .fold((start, start), |m, p| (f(m.0, p.0), f(m.1, p.1)))
    };
    let low = fold(f64::min, f64::INFINITY);
    let high = fold(f64::max, f64::NEG_INFINITY);
    Rect {
        x0: low.0 as f32,
        top: low.1 as f32,
        x1: high.0 as f32,
        bottom: high.1 as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_applied_one_after_the_other() {
        let scale = Matrix::new([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        let shift = Matrix::new([1.0, 0.0, 0.0, 1.0, 5.0, 7.0]);
        assert_eq!(scale.then(&shift).apply(1.0, 1.0), (7.0, 9.0));
        assert_eq!(shift.then(&scale).apply(1.0, 1.0), (12.0, 16.0));
        assert_eq!(scale.shifted(1.0, 0.0).apply(0.0, 0.0), (2.0, 0.0));
    }
}

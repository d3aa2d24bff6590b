//! Colours, as far as it matters here: how light they are (ISO 32000-1, 8.6).

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

/// A colour space, by what its components mean for lightness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Space {
    /// One component, 0 is black.
    Gray,
    /// Three components, 0 is black.
    Rgb,
    /// Four components, 0 is white.
    Cmyk,
    /// L*a*b*: the first component runs to 100.
    Lab,
    /// Inks: 0 is white.
    Tint,
    /// A pattern or an indexed colour: not worked out, taken for a middle grey.
    Unknown,
}

/// The lightness taken for a colour that is not worked out.
const MIDDLE: u8 = 160;

impl Space {
    /// The space of a `cs` operand that needs no resources.
    pub(super) fn from_name(name: &[u8]) -> Option<Space> {
        match name {
            b"DeviceGray" | b"G" | b"CalGray" => Some(Space::Gray),
            b"DeviceRGB" | b"RGB" | b"CalRGB" => Some(Space::Rgb),
            b"DeviceCMYK" | b"CMYK" => Some(Space::Cmyk),
            b"Pattern" => Some(Space::Unknown),
            _ => None,
        }
    }

    /// The space that a resource describes.
    pub(super) fn from_object(object: Object<'_>) -> Space {
        match object {
            Object::Name(name) => Space::from_name(&name).unwrap_or(Space::Unknown),
            Object::Array(array) => Space::from_array(&array),
            _ => Space::Unknown,
        }
    }

    fn from_array(array: &Array<'_>) -> Space {
        let mut items = array.flex_iter();
        let Some(family) = items.next::<Name<'_>>() else {
            return Space::Unknown;
        };
        match &*family {
            b"ICCBased" => match items.next::<Stream<'_>>().and_then(|s| s.dict().get::<i32>("N")) {
                Some(1) => Space::Gray,
                Some(4) => Space::Cmyk,
                _ => Space::Rgb,
            },
            b"Lab" => Space::Lab,
            b"Separation" | b"DeviceN" => Space::Tint,
            other => Space::from_name(other).unwrap_or(Space::Unknown),
        }
    }

    /// The lightness of the colour that a space starts with (ISO 32000-1, 8.6.8).
    pub(super) fn initial(self) -> u8 {
        match self {
            Space::Unknown => MIDDLE,
            _ => 0,
        }
    }

    /// Lightness, 0 black to 255 white, of a colour.
    pub(super) fn lightness(self, components: &[f64]) -> u8 {
        let at = |i: usize| components.get(i).copied().unwrap_or(0.0).clamp(0.0, 1.0);
        let light = match self {
            Space::Gray => at(0),
            Space::Rgb => luma(at(0), at(1), at(2)),
            Space::Cmyk => {
                let k = 1.0 - at(3);
                luma((1.0 - at(0)) * k, (1.0 - at(1)) * k, (1.0 - at(2)) * k)
            }
            Space::Lab => components.first().copied().unwrap_or(0.0).clamp(0.0, 100.0) / 100.0,
            Space::Tint => 1.0 - components.iter().sum::<f64>().clamp(0.0, 1.0),
            Space::Unknown => return MIDDLE,
        };
        (light * 255.0).round() as u8
    }
}

fn luma(r: f64, g: f64, b: f64) -> f64 {
    0.299 * r + 0.587 * g + 0.114 * b
}

/// A lightness as it looks through an opacity over white paper.
pub(super) fn on_white(lightness: u8, opacity: f64) -> u8 {
    let opacity = opacity.clamp(0.0, 1.0);
    (f64::from(lightness) * opacity + 255.0 * (1.0 - opacity)).round() as u8
}

/// What an ExtGState entry sets that matters here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ExtGState {
    /// /ca
    pub(super) fill_opacity: Option<f64>,
    /// /CA
    pub(super) stroke_opacity: Option<f64>,
    /// /LW
    pub(super) line_width: Option<f64>,
    /// /BM: whether what is painted hides what lies under it.
    pub(super) hides: Option<bool>,
    /// /SMask: whether a mask lets the ground show.
    pub(super) masked: Option<bool>,
}

impl ExtGState {
    /// Reads the entries of the dictionary.
    pub(super) fn read(dict: &Dict<'_>) -> ExtGState {
        let number = |key: &str| dict.get::<f32>(key).map(f64::from).filter(|v| v.is_finite());
        ExtGState {
            fill_opacity: number("ca"),
            stroke_opacity: number("CA"),
            line_width: number("LW"),
            hides: dict.get::<Object<'_>>("BM").map(|mode| is_normal(&mode)),
            masked: dict
                .get::<Object<'_>>("SMask")
                .map(|mask| !is_name(&mask, &[b"None"])),
        }
    }
}

/// Whether a blend mode, or the first of several, paints over what is there (ISO 32000-1, 11.3.5).
fn is_normal(mode: &Object<'_>) -> bool {
    const NORMAL: [&[u8]; 2] = [b"Normal", b"Compatible"];
    match mode {
        Object::Array(modes) => modes
            .flex_iter()
            .next::<Name<'_>>()
            .is_some_and(|mode| NORMAL.contains(&&*mode)),
        mode => is_name(mode, &NORMAL),
    }
}

fn is_name(object: &Object<'_>, names: &[&[u8]]) -> bool {
    matches!(object, Object::Name(name) if names.contains(&&**name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_are_so_in_every_space() {
        assert_eq!(Space::Gray.lightness(&[0.0]), 0);
        assert_eq!(Space::Rgb.lightness(&[1.0, 1.0, 1.0]), 255);
        assert_eq!(Space::Cmyk.lightness(&[0.0, 0.0, 0.0, 1.0]), 0);
        assert_eq!(Space::Cmyk.lightness(&[0.0; 4]), 255);
        assert_eq!(Space::Tint.lightness(&[1.0]), 0);
        assert_eq!(Space::Lab.lightness(&[100.0, 0.0, 0.0]), 255);
    }

    #[test]
    fn opacity_is_mixed_with_white_paper() {
        assert_eq!(on_white(0, 0.2), 204);
        assert_eq!(on_white(0, 1.0), 0);
    }
}

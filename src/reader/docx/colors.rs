//! Colours of characters and of the grounds behind them (ECMA-376 part 1, 17.3.2.6, 17.3.5).

use super::xml::Element;

const WHITE: Rgb = Rgb([0xff; 3]);
const BLACK: Rgb = Rgb([0; 3]);

/// Two colours that differ less than this in each part, of 255, are one to the eye.
const ALIKE: u8 = 16;

/// Tints of less than this, of 255, leave nearly nothing of a theme's colour.
const TINT: u32 = 16;

/// Characters in the colour of paper.
pub(super) const PAPER_INK: Ink = Ink::Color(WHITE);

/// A colour: red, green and blue, of 255 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

/// The colour of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Black or white, whichever can be seen on its ground.
    Automatic,
    /// This colour.
    Color(Rgb),
}

/// What is painted behind characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// One colour.
    Color(Rgb),
    /// Stripes or a lattice of two colours.
    Pattern,
}

impl Rgb {
    /// Six hexadecimal digits.
    fn parse(text: &str) -> Option<Rgb> {
        let text = text.trim().trim_start_matches('#');
        let number = u32::from_str_radix(text, 16).ok().filter(|_| text.len() == 6)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Rgb([red, green, blue]))
    }

    /// This colour with `part` of 255 of another over it.
    fn mixed(self, other: Rgb, part: u32) -> Rgb {
        let part = part.min(255);
        let mut parts = self.0;
        for (own, other) in parts.iter_mut().zip(other.0) {
            let sum = u32::from(*own) * (255 - part) + u32::from(other) * part;
            *own = u8::try_from(sum / 255).unwrap_or(u8::MAX);
        }
        Rgb(parts)
    }

    /// Whether the eye takes two colours for one.
    fn is_like(self, other: Rgb) -> bool {
        let mut parts = self.0.iter().zip(other.0);
        parts.all(|(a, b)| a.abs_diff(b) < ALIKE)
    }
}

impl Ground {
    /// Whether characters of this colour cannot be seen on it.
    pub fn hides(self, ink: Ink) -> bool {
        match (self, ink) {
            (Ground::Color(ground), Ink::Color(ink)) => ground.is_like(ink),
            _ => false,
        }
    }

    /// The paper.
    pub const PAPER: Ground = Ground::Color(WHITE);
}

/// A colour that an element gives in these attributes: its own, its theme's, and how the latter is lightened and darkened.
/// `None` where it says nothing.
fn color_of(element: &Element<'_>, names: [&str; 4]) -> Option<Ink> {
    let [own, theme, tint, shade] = names;
    let part = |name: &str| {
        let value = element.attr(name);
        value.and_then(|v| u32::from_str_radix(v.trim(), 16).ok())
    };
    // What Word writes beside a theme's colour is how that looked when the file was saved.
    let own = element.attr(own).and_then(|v| match v.trim() {
        "auto" => Some(Ink::Automatic),
        v => Rgb::parse(v).map(Ink::Color),
    });
    let theme = element.attr(theme);
    let slot = match theme.as_deref() {
        None | Some("none") => return own,
        Some("background1" | "light1") => Some(WHITE),
        Some("text1" | "dark1") => Some(BLACK),
        Some(_) => None,
    };
    let tint = part(tint);
    if tint.is_some_and(|tint| tint < TINT) {
        return Some(Ink::Color(WHITE));
    }
    let Some(slot) = slot else { return own };
    let shaded = part(shade).map_or(slot, |shade| BLACK.mixed(slot, shade));
    let tinted = tint.map_or(shaded, |tint| WHITE.mixed(shaded, tint));
    Some(Ink::Color(tinted))
}

/// `w:color`.
pub(super) fn ink(color: &Element<'_>) -> Option<Ink> {
    color_of(color, ["val", "themeColor", "themeTint", "themeShade"])
}

/// A colour of DrawingML by its digits.
pub(super) fn drawn(digits: &str) -> Option<Ink> {
    Rgb::parse(digits).map(Ink::Color)
}

/// `w:shd`: `None` where it paints nothing.
pub(super) fn shading(shading: &Element<'_>) -> Option<Ground> {
    let color = |names, auto: Rgb| match color_of(shading, names) {
        Some(Ink::Color(color)) => color,
        _ => auto,
    };
    let fill = ["fill", "themeFill", "themeFillTint", "themeFillShade"];
    let fore = || color(["color", "themeColor", "themeTint", "themeShade"], BLACK);
    let kind = shading.val();
    match kind.as_deref() {
        Some("nil") => None,
        None | Some("clear") => match color_of(shading, fill)? {
            Ink::Color(color) => Some(Ground::Color(color)),
            Ink::Automatic => None,
        },
        Some("solid") => Some(Ground::Color(fore())),
        Some(kind) => {
            let percent = kind.strip_prefix("pct").and_then(|p| p.parse::<u32>().ok());
            let mixed = percent.map(|p| color(fill, WHITE).mixed(fore(), p.min(100) * 255 / 100));
            Some(mixed.map_or(Ground::Pattern, Ground::Color))
        }
    }
}

/// `w:highlight`: `None` where it paints nothing.
pub(super) fn highlight(name: &str) -> Option<Ground> {
    let color = match name {
        "black" => [0, 0, 0],
        "blue" => [0, 0, 0xff],
        "cyan" => [0, 0xff, 0xff],
        "green" => [0, 0xff, 0],
        "magenta" => [0xff, 0, 0xff],
        "red" => [0xff, 0, 0],
        "yellow" => [0xff, 0xff, 0],
        "white" => [0xff, 0xff, 0xff],
        "darkBlue" => [0, 0, 0x80],
        "darkCyan" => [0, 0x80, 0x80],
        "darkGreen" => [0, 0x80, 0],
        "darkMagenta" => [0x80, 0, 0x80],
        "darkRed" => [0x80, 0, 0],
        "darkYellow" => [0x80, 0x80, 0],
        "darkGray" => [0x80, 0x80, 0x80],
        "lightGray" => [0xc0, 0xc0, 0xc0],
        _ => return None,
    };
    Some(Ground::Color(Rgb(color)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_hides_what_is_as_good_as_itself() {
        let color = |digits: &str| Rgb::parse(digits).unwrap();
        assert_eq!(color("0A10ff"), Rgb([10, 16, 255]));
        assert_eq!((Rgb::parse("12345"), Rgb::parse("auto")), (None, None));
        let hides = |ground: &str, ink: &str| Ground::Color(color(ground)).hides(Ink::Color(color(ink)));
        assert!(hides("FFFFFF", "F4F4F4") && hides("1F4E79", "1E5079"));
        assert!(!hides("FFFFFF", "EEEEEE") && !hides("000000", "FFFFFF"));
        assert!(!Ground::Pattern.hides(Ink::Color(BLACK)) && !Ground::PAPER.hides(Ink::Automatic));
        assert_eq!(BLACK.mixed(WHITE, 0x80), Rgb([0x80; 3]));
    }
}

//! Text that runs from right to left, put into the order in which it is read.
//!
//! A page shows characters from left to right; a line of Arabic or Hebrew is read from its right end, and numbers and
//! Latin words inside it from left to right again. This is the reordering of the Unicode Bidirectional Algorithm
//! (UAX #9) backwards, as far as one level of nesting needs it.

use super::words::Glyph;

/// Whether the character belongs to a script that runs from right to left: Hebrew, Arabic and their neighbours.
pub fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}')
        && !is_rtl_digit(c)
}

/// Digits of those scripts: they run from left to right.
fn is_rtl_digit(c: char) -> bool {
    matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

/// Points and vowel signs, which stand over or under the letter before them.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || is_rtl_digit(c)
}

fn is_ltr(c: char) -> bool {
    c.is_alphabetic() && !is_rtl(c)
}

/// Puts marks in front of the letter over which they stand, as far as sorting from left to right put them behind it:
/// read from the right, they then follow their letter.
pub fn settle(glyphs: &mut [&Glyph]) {
    for i in 1..glyphs.len() {
        let (Some(a), Some(b)) = (glyphs.get(i - 1).copied(), glyphs.get(i).copied()) else {
            return;
        };
        let over = b.bbox.x0 < a.bbox.x1 - 0.05 * a.size;
        if over && is_mark(b.unicode) && is_rtl(a.unicode) && !is_mark(a.unicode) {
            glyphs.swap(i - 1, i);
        }
    }
}

/// The characters of a line, given from left to right, in the order in which they are read.
pub fn logical(visual: Vec<char>) -> String {
    let count = |test: fn(char) -> bool| visual.iter().filter(|c| test(**c)).count();
    if count(is_rtl) >= count(is_ltr) {
        let mut chars = visual;
        chars.reverse();
        turn_runs(&mut chars, |c| is_ltr(c) || is_digit(c), is_ltr);
        mirror(&mut chars);
        chars.into_iter().collect()
    } else {
        let mut chars = visual;
        turn_runs(&mut chars, is_rtl, is_rtl);
        chars.into_iter().collect()
    }
}

/// Turns every run of characters that `test` accepts. What stands between two of them belongs to the run when one of
/// them is of `strong`, or when it is a single sign inside a number.
fn turn_runs(chars: &mut [char], test: impl Fn(char) -> bool, strong: impl Fn(char) -> bool) {
    let mut start = 0;
    while let Some(from) = chars.iter().skip(start).position(|c| test(*c)).map(|n| start + n) {
        let mut end = from + 1;
        while let Some(next) = chars.iter().skip(end).position(|c| test(*c)).map(|n| end + n) {
            let between = chars.get(end..next).unwrap_or_default();
            let (a, b) = (chars.get(end - 1).copied(), chars.get(next).copied());
            let joins = match between {
                [] => true,
                ['.' | ',' | '/' | ':' | '-' | '٫' | '٬'] => true,
                _ => {
                    let crossed = between.iter().any(|c| is_rtl(*c) || is_ltr(*c));
                    !crossed && a.is_some_and(&strong) && b.is_some_and(&strong)
                }
            };
            if !joins {
                break;
            }
            end = next + 1;
        }
        if let Some(run) = chars.get_mut(from..end) {
            run.reverse();
        }
        start = end;
    }
}

/// Turns brackets where the file gives them as they look: the first one read then closes.
fn mirror(chars: &mut [char]) {
    let other = |c: char| match c {
        '(' => Some(')'),
        ')' => Some('('),
        '[' => Some(']'),
        ']' => Some('['),
        '«' => Some('»'),
        '»' => Some('«'),
        _ => None,
    };
    let first = chars.iter().copied().find(|c| other(*c).is_some());
    if first.is_some_and(|c| matches!(c, ')' | ']')) {
        for c in chars {
            *c = other(*c).unwrap_or(*c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(visual: &str) -> String {
        logical(visual.chars().collect())
    }

    #[test]
    fn a_line_is_read_from_its_right_end_and_its_numbers_from_their_left() {
        assert_eq!(read("2016 ماع"), "عام 2016");
        assert_eq!(read("12.5 ,30 مقر"), "رقم 30, 12.5");
        assert_eq!(read("(ب) ةرقف"), "فقرة (ب)");
        assert_eq!(read(")ب( ةرقف"), "فقرة (ب)");
    }

    #[test]
    fn words_of_the_other_direction_keep_their_own() {
        assert_eq!(
            read("Annual Report ماعلا يونسلا ريرقتلا"),
            "التقرير السنوي العام Annual Report"
        );
        assert_eq!(read("The word مالس عم is here"), "The word مع سلام is here");
        assert_eq!(read("CRC/C/GC/20 ةيمسرلا ةقيثولا"), "الوثيقة الرسمية CRC/C/GC/20");
    }
}

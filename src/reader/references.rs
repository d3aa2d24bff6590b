//! References to characters in XML and HTML (`&lt;`, `&#20013;`).

use std::borrow::Cow;

/// A reference without `&` and `;` is no longer than this, in bytes: without a limit a text of ampersands would be looked
/// through once for each.
const LONGEST: usize = 32;

/// The text with its references replaced by what `resolve` gives for them, each without `&` and `;`; the others stay.
pub(crate) fn unescaped<'t>(text: Cow<'t, str>, resolve: impl Fn(&str) -> Option<char>) -> Cow<'t, str> {
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(LONGEST + 1).position(|b| b == b';');
        let name = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)));
        match name.and_then(|(name, tail)| Some((resolve(name)?, tail))) {
            Some((c, tail)) => {
                out.push(c);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of a reference: one of the five that XML defines, or by number. A number that is no character gives U+FFFD.
pub(crate) fn resolve(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            let c = code.ok().filter(|&c| c != 0).and_then(char::from_u32);
            Some(c.unwrap_or(char::REPLACEMENT_CHARACTER))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_and_what_is_none_stays() {
        let cases = [
            ("a &amp; b&#x4e2d;&#20013;", "a & b中中"),
            ("&nobody; & ;&#0;", "&nobody; & ;\u{fffd}"),
            ("&中;&", "&中;&"),
        ];
        for (text, expected) in cases {
            assert_eq!(unescaped(text.into(), resolve), expected);
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_none() {
        let long = format!("&{}amp;", "x".repeat(LONGEST));
        assert_eq!(unescaped(long.as_str().into(), |_| Some('!')), long);
        assert_eq!(unescaped("&xamp;".into(), |_| Some('!')), "!");
    }
}

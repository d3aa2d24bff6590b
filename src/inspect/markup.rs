//! Writing HTML and SVG so that text from a file can never become markup: whatever goes in as text or as the value
//! of an attribute is escaped here, and only names and fixed pieces from this program go in raw.

use std::fmt::Write as _;

/// HTML or SVG in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Markup {
    out: String,
}

/// A value of an attribute: a text, or a number.
pub(crate) trait AttributeValue {
    /// Appends the value, escaped.
    fn append(&self, out: &mut String);
}

impl<T: AsRef<str> + ?Sized> AttributeValue for T {
    fn append(&self, out: &mut String) {
        escape_into(out, self.as_ref());
    }
}

/// A length in points, rounded to 0.01.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Points(pub(crate) f32);

impl AttributeValue for Points {
    fn append(&self, out: &mut String) {
        points(out, self.0);
    }
}

/// A count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count(pub(crate) u32);

impl AttributeValue for Count {
    fn append(&self, out: &mut String) {
        // Writing to a string does not fail.
        let _ = write!(out, "{}", self.0);
    }
}

impl Markup {
    /// The start of an element with attributes.
    pub(crate) fn open(&mut self, name: &'static str, attributes: &[(&'static str, &dyn AttributeValue)]) {
        self.start(name, attributes);
        self.out.push('>');
    }

    /// The end of an element.
    pub(crate) fn close(&mut self, name: &'static str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element without content, as SVG closes it.
    pub(crate) fn empty(&mut self, name: &'static str, attributes: &[(&'static str, &dyn AttributeValue)]) {
        self.start(name, attributes);
        self.out.push_str("/>");
    }

    /// An element that holds only a text.
    pub(crate) fn element(
        &mut self,
        name: &'static str,
        attributes: &[(&'static str, &dyn AttributeValue)],
        text: &str,
    ) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
    }

    /// Text, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// Text in which line breaks of the print stay line breaks.
    pub(crate) fn lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.out.push_str("<br>");
            }
            self.text(line);
        }
    }

    /// A text of this program in Chinese and in English; the page shows one of them, or both.
    pub(crate) fn both(&mut self, zh: &str, en: &str) {
        if zh == en {
            return self.text(zh);
        }
        self.element("span", &[("lang", &"zh")], zh);
        self.element("span", &[("lang", &"en")], en);
    }

    /// An element that holds a text in both languages.
    pub(crate) fn element_both(
        &mut self,
        name: &'static str,
        attributes: &[(&'static str, &dyn AttributeValue)],
        (zh, en): (&str, &str),
    ) {
        self.open(name, attributes);
        self.both(zh, en);
        self.close(name);
    }

    /// A piece of this program's own markup.
    pub(crate) fn fixed(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    /// Markup that was made by another [`Markup`].
    pub(crate) fn append(&mut self, other: Markup) {
        self.out.push_str(&other.out);
    }

    /// What was written.
    pub(crate) fn into_string(self) -> String {
        self.out
    }

    fn start(&mut self, name: &'static str, attributes: &[(&'static str, &dyn AttributeValue)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            value.append(&mut self.out);
            self.out.push('"');
        }
    }
}

/// Appends a length in points with at most two decimals; 0 for what is no number.
pub(crate) fn points(out: &mut String, value: f32) {
    let hundredths = (f64::from(value) * 100.0).round();
    if !hundredths.is_finite() {
        out.push('0');
        return;
    }
    // Adding 0 turns -0 into 0.
    let _ = write!(out, "{}", hundredths / 100.0 + 0.0);
}

/// Appends a text with the five characters escaped that mean something in HTML. Control characters, which neither
/// HTML nor a reader can do anything with, become U+FFFD.
fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            // Marks that turn the direction of what follows could make a label read as something else.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_cannot_become_markup() {
        let mut m = Markup::default();
        m.element(
            "td",
            &[("title", &"\"><script>x</script>")],
            "<script>alert('1')</script>&",
        );
        assert_eq!(
            m.into_string(),
            "<td title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</td>"
        );
    }

    #[test]
    fn control_characters_are_shown_as_unreadable() {
        let mut m = Markup::default();
        m.text("a\u{0}b\u{202e}c\nd");
        assert_eq!(m.into_string(), "a\u{fffd}b\u{fffd}c\nd");
    }

    #[test]
    fn lengths_are_short_and_never_not_a_number() {
        let text = |value| {
            let mut out = String::new();
            points(&mut out, value);
            out
        };
        assert_eq!(
            (text(12.3456), text(3.0), text(-0.001)),
            ("12.35".into(), "3".into(), "0".into())
        );
        assert_eq!(text(f32::NAN), "0");
    }
}

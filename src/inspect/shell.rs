//! What every page has around it: head, style and script in the page itself, and a policy that forbids the network.
//!
//! The policy names the script by its hash. So even a text that had slipped through the escaping could not run.

use sha2::{Digest, Sha256};

use super::markup::Markup;

/// What all pages look like.
const COMMON_STYLE: &str = include_str!("assets/common.css");
/// What all pages do: the switch between the languages.
const COMMON_SCRIPT: &str = include_str!("assets/common.js");

/// A page of its own, without anything to load.
pub(crate) fn page(title: &str, style: &'static str, script: &'static str, body: Markup) -> String {
    let style = [COMMON_STYLE, style].concat();
    let script = [COMMON_SCRIPT, script].concat();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    let mut m = Markup::default();
    m.fixed("<!DOCTYPE html>\n<html lang=\"zh\" data-show=\"both\"><head><meta charset=\"utf-8\">");
    m.empty(
        "meta",
        &[("http-equiv", &"Content-Security-Policy"), ("content", &policy)],
    );
    m.fixed("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    m.fixed("<meta name=\"generator\" content=\"baobiao\"><meta name=\"color-scheme\" content=\"light\">");
    m.element("title", &[], title);
    let mut out = m.into_string();
    // Style and script are this program's own and hold no text of any file.
    out.push_str("\n<style>");
    out.push_str(&style);
    out.push_str("</style></head>\n<body>\n");
    out.push_str(&body.into_string());
    out.push_str("\n<script>");
    out.push_str(&script);
    out.push_str("</script></body></html>\n");
    out
}

/// The switch between the languages.
pub(crate) fn language_switch(m: &mut Markup) {
    m.fixed(
        "<span class=\"lang\" role=\"group\" aria-label=\"语言 language\">\
         <button type=\"button\" data-lang=\"zh\">中文</button>\
         <button type=\"button\" data-lang=\"en\">English</button>\
         <button type=\"button\" data-lang=\"both\">中/En</button></span>",
    );
}

/// SHA-256 in base 64 (RFC 4648), as a content security policy wants it.
fn hash(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(text.as_bytes());
    let mut out = String::new();
    for chunk in digest.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS
                .get((bits >> (18 - 6 * place)) as usize & 63)
                .copied()
                .unwrap_or(b'=');
            out.push(if place > chunk.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_policy() {
        // The example of CSP level 3, section 6.7.2 family: SHA-256 of the empty string in base 64.
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn a_title_cannot_become_markup() {
        let page = page("</title><script>x</script>", "", "", Markup::default());
        assert!(page.contains("&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;"));
        assert_eq!(page.matches("<script>").count(), 1);
    }
}

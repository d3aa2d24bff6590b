//! Every tolerance of headings, captions and reading order, in one place.

/// Tolerances for telling what a text outside tables is. Lengths are in em of the text's own type size unless the
/// name says otherwise, so that a page printed at half size is read alike.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutSettings {
    /// A text this many times larger than the body is larger to the eye: the next size up of a word processor (12 on
    /// 10.5, 16 on 14) is a seventh, rounding of sizes stays under a twentieth.
    pub larger: f32,
    /// A text smaller than this many times the body's size is no heading: notes, small print.
    pub smaller: f32,
    /// A text without weight or number that is less than this many times larger than the body must stand apart from
    /// the text above it to be a heading.
    pub clearly_larger: f32,
    /// The part of a text's letters, 0 to 1, that must be bold for the text to be bold: a number or a mark in front
    /// may be plain, but a text that only begins bold is a paragraph with a bold beginning.
    pub bold_part: f32,
    /// Most characters of a heading, counted; longer texts are running text, whatever they look like.
    pub most_characters: usize,
    /// Most characters of a heading that only its weight or its number tells: in scripts of words, and in Chinese,
    /// where a character is about half a word.
    pub most_characters_plain: (usize, usize),
    /// Two words of a line further apart than this (em) belong to different columns of a form or table; only the gap
    /// behind a heading's number may be wider.
    pub inner_gap: f32,
    /// Space above a text (em) from which on it stands apart from the text before it.
    pub apart: f32,
    /// A heading belongs to what follows: a text that only its weight tells has at least this many times the space
    /// below it above it.
    pub above_to_below: f32,
    /// Most characters of running text that may be set like a heading, as a multiple of those of the headings set so:
    /// with more, the setting is that of a second kind of body text.
    pub most_text_alike: f32,
    /// Lines of one heading are at most this far (em, baseline to baseline) apart.
    pub heading_step: f32,
    /// Words on one line further apart than this (em) are separate pieces: perhaps of two columns. A justified space
    /// is rarely wider than an em.
    pub piece_gap: f32,
    /// The narrowest gutter between two columns of text (em): LaTeX leaves ten points between columns of type of up to
    /// twelve.
    pub gutter: f32,
    /// The narrowest column of running text (em): about four words, or nine hanzi. Lines alone on a page that are all shorter
    /// were not broken by its width.
    pub column_width: f32,
    /// The part of a column's width, 0 to 1, that its middle line fills: running text does, labels and numbers do not.
    pub filled: f32,
    /// The part of a column's width, 0 to 1, that a full line takes.
    pub full: f32,
    /// The least part, 0 to 1, of a column's lines that are full, where the other column is filled: a third, if every
    /// paragraph has a heading and a short last line.
    pub full_lines: f32,
    /// The part of all pieces, 0 to 1, that may run over a gutter: headings and wide figures.
    pub crossing: f32,
    /// Fewest pieces of text in two columns together, counted: less tells nothing.
    pub least_pieces: usize,
    /// Two lines further apart than this (em, baseline to baseline) are of two paragraphs, whatever is usual on the
    /// page: double spacing of a high font is two and a quarter.
    pub widest_step: f32,
    /// The step to the next line of a paragraph is at most this many times the usual one; space between paragraphs
    /// is rarely less than a third of a line.
    pub step: f32,
    /// The lines of a centred title in larger type are at most this far (em, baseline to baseline) apart: line spacing
    /// of one and a half on a font that is higher than its em, and space between two paragraphs of a title.
    pub title_step: f32,
    /// A line of a paragraph ends this much (em) short of its side at most, beside what the next word takes: hyphens
    /// that were not used, signs that may not end a line.
    pub ragged: f32,
    /// The part of a column's width, 0 to 1, that a centred line takes together with the next word for the next line
    /// to go on with it: titles are broken by hand, but not before their line is half full.
    pub centred_fill: f32,
    /// A line that begins this far (em) inside the lines above it begins a paragraph.
    pub indent: f32,
    /// Fewest dots in a row, counted, that lead from a title to its page; an ellipsis has three, or six in Chinese
    /// print, but then words behind it.
    pub leader: usize,
}

impl Default for LayoutSettings {
    fn default() -> LayoutSettings {
        LayoutSettings {
            larger: 1.12,
            smaller: 0.95,
            clearly_larger: 1.3,
            bold_part: 0.85,
            most_characters: 160,
            most_characters_plain: (110, 45),
            inner_gap: 2.5,
            apart: 0.5,
            above_to_below: 0.75,
            most_text_alike: 2.0,
            heading_step: 1.6,
            piece_gap: 1.3,
            gutter: 0.75,
            column_width: 9.0,
            filled: 0.6,
            full: 0.8,
            full_lines: 0.33,
            crossing: 0.2,
            least_pieces: 8,
            widest_step: 2.3,
            step: 1.25,
            title_step: 2.2,
            ragged: 1.5,
            centred_fill: 0.5,
            indent: 0.8,
            leader: super::contents::LEADER_DOTS,
        }
    }
}

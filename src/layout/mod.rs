//! Characters to words, lines, paragraphs and headings in reading order; furniture told from content.
//!
//! The steps, each in its own module:
//!
//! 1. [`turn`]: a page whose text runs sideways is turned, so that every later step reads to the right.
//! 2. [`sift`]: characters printed twice, invisible ones, watermarks and stamps are set aside.
//! 3. [`words`]: characters to words and lines.
//! 4. [`furniture`]: page headers, page footers and page numbers, by position and repetition.
//! 5. [`flow`], [`paragraphs`]: lines outside tables in reading order over one or more columns, and to paragraphs.
//! 6. [`declared`]: headings that the outline or the tags of the file name.
//! 7. [`headings`], [`levels`]: which paragraphs look like headings, and of which level; [`captions`], [`contents`],
//!    [`notes`] and [`numbering`] tell captions, tables of contents, footnotes and lists.
//!
//! [`bidi`] puts text that runs from right to left into the order in which it is read. The tolerances of the last
//! steps stand in [`settings`].

pub mod bidi;
pub mod bullets;
pub mod captions;
pub mod contents;
pub mod declared;
pub mod flow;
pub mod furniture;
pub mod headings;
pub mod items;
pub mod levels;
pub mod notes;
pub mod numbering;
pub mod paragraphs;
pub mod script;
pub mod settings;
pub mod sift;
pub mod turn;
pub mod words;

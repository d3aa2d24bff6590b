//! Characters to words, lines, paragraphs and headings in reading order; furniture told from content.
//!
//! The steps, each in its own module:
//!
//! 1. [`turn`]: a page whose text runs sideways is turned, so that every later step reads to the right.
//! 2. [`sift`]: characters printed twice, invisible ones, watermarks and stamps are set aside.
//! 3. [`words`]: characters to words and lines.
//! 4. [`furniture`]: page headers, page footers and page numbers, by position and repetition.
//! 5. [`flow`]: lines outside tables to paragraphs in reading order, over one or more columns.
//! 6. [`declared`]: headings that the outline of the file names.
//! 7. [`headings`]: which paragraphs are headings, lists and captions.

pub mod declared;
pub mod flow;
pub mod furniture;
pub mod headings;
pub mod script;
pub mod sift;
pub mod turn;
pub mod words;

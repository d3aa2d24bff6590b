//! Bytes in; characters, paragraphs and raw grids out. The only place where PDF, zip, XML and character-set
//! crates are used. The format is told by content, never by name.

pub mod docx;
mod inflate;
pub mod pdf;
pub(crate) mod references;
pub mod text;

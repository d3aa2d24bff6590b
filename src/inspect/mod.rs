//! Draws what was seen: the inspector page of a report, the stages of a page, the report on golden files, the index of
//! a folder. Every page is self-contained, and no text of a file can become markup ([`markup`]).

mod changes;
mod folder;
mod links;
mod listing;
mod markup;
mod names;
mod page;
mod shell;
mod standard;
mod svg;
#[cfg(test)]
mod tests;

use crate::extract::trace::PageTrace;
use crate::output::wire::ReportJson;

pub use changes::{Change, ChangesPage};
pub use folder::{FolderEntry, folder};
pub use links::difference;
pub use listing::listing;
pub use page::{MOST_PAGES, page};
pub use svg::Stage;

/// One stage of one page as an SVG file.
pub fn stage_svg(report: &ReportJson, trace: &PageTrace, stage: Stage) -> String {
    svg::stage(trace, &links::Links::new(report), stage)
}

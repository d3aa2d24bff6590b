//! From a document to the report in it: its readings are named, held against each other, checked and judged.

use super::again::Unread;
use crate::check::{self, Check};
use crate::diagnostic::{Budget, Error, Warning};
use crate::document::{Document, Method, Table};
use crate::evidence::{Judgement, Verdict, counts, pin, print, reconcile, verdict};
use crate::parallel;
use crate::report::lexicon::Lexicon;
use crate::report::read::{self, Figures};
use crate::report::{Report, Status, ValuePath};

use super::Options;

/// A document with the report that was found in it, checked and judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The document, with the warnings that naming its values added.
    pub document: Document,
    /// The document as a report; its `form` is `None` when it is none.
    pub report: Report,
    /// What the rules found.
    pub checks: Vec<Check>,
    /// The verdict.
    pub judgement: Judgement,
}

/// Finds the report in a document, holds its readings against each other, checks and judges it. Pure: the same
/// document gives the same assessment.
pub fn assess(document: Document) -> Assessment {
    let mut document = document;
    let mut readings = all_figures(&mut document, &Options::default().budget());
    weigh(&document, &mut readings).of(document)
}

/// [`assess`] by the threads of the budget. The pages of `unread` are read only where the readings of the document leave
/// anything open; to nothing else the budget is charged.
///
/// # Errors
/// The limits of `budget`.
pub(super) fn assess_by(
    mut document: Document,
    unread: Option<Unread>,
    budget: &Budget,
) -> Result<Assessment, Error> {
    let mut readings = all_figures(&mut document, budget);
    if let Some(unread) = unread {
        if may_settle(&readings) {
            let weighed = weigh(&document, &mut readings);
            if weighed.is_settled() {
                return Ok(weighed.of(document));
            }
        }
        let place = unread.read_into(&mut document, budget)?;
        if let Some((place, reading)) = place.and_then(|i| Some((i, document.readings.get(i)?))) {
            let figures = figures_of(Some(reading.method), &reading.tables, &Lexicon::default());
            // The first are those of the document's own tables.
            readings.insert(place + 1, figures);
        }
    }
    Ok(weigh(&document, &mut readings).of(document))
}

/// What comes of a document's readings, before it is put together with the document.
struct Weighed {
    report: Report,
    checks: Vec<Check>,
    judgement: Judgement,
    warnings: Vec<Warning>,
}

impl Weighed {
    /// Whether nothing that one more reading by inferred cells says could change anything: every value is there and agreed by
    /// so many readings besides the main one that the lone dissent of such a reading would only be listed, and no verdict was
    /// made of a doubt.
    fn is_settled(&self) -> bool {
        let mut values = self.report.values();
        let stands = matches!(
            self.judgement.verdict,
            Some(Verdict::Verified | Verdict::SourceInconsistent)
        );
        stands
            && values
                .all(|(_, v)| v.status != Status::Disputed && reconcile::agreeing(v) >= reconcile::ENOUGH)
    }

    fn of(self, mut document: Document) -> Assessment {
        document.warnings.extend(self.warnings);
        Assessment {
            document,
            report: self.report,
            checks: self.checks,
            judgement: self.judgement,
        }
    }
}

/// Whether readings may be settled, told without comparing them: each knows tables 3 and 4 by heads of its own, and enough
/// besides the main one do not doubt these.
fn may_settle(readings: &[Figures]) -> bool {
    let knows = |f: &Figures| f.requests.is_some() && f.litigation.is_some();
    let is_sure = |f: &&Figures| !f.doubted.iter().any(|t| *t != "disclosure");
    readings.iter().all(knows) && readings.iter().skip(1).filter(is_sure).count() >= reconcile::ENOUGH
}

/// Weighs the readings of a document. Those that could not make out the heads of a table are named by the order that another
/// gives.
fn weigh(document: &Document, readings: &mut [Figures]) -> Weighed {
    let (figures, from) = reconcile::choose(readings);
    let tables = std::iter::once(&document.tables).chain(document.readings.iter().map(|r| &r.tables));
    let lexicon = Lexicon::default();
    for (reading, tables) in readings.iter_mut().zip(tables) {
        read::name_by_order(reading, tables, &figures, &lexicon);
    }
    let (mut report, warning) = read::read(document, &figures);
    reconcile::compare(&mut report, readings, &from);
    print::dispute(&mut report, document);
    forget_foreign_cells(&mut report, &from);
    let checks = check::run(&report, document);
    pin::pin(&mut report, &checks);
    counts::dispute(&mut report, &checks);
    let spoke = readings.iter().skip(1).filter(|f| f.requests.is_some()).count();
    let mut judgement = verdict::judge(&report, &figures, document, &checks, spoke);
    pin::release(&mut report, &checks);
    judgement.counts = verdict::count(&report);
    Weighed {
        report,
        checks,
        judgement,
        warnings: figures.warnings.into_iter().chain(warning).collect(),
    }
}

/// What the document's tables and each other reading of them give, in order.
fn all_figures(document: &mut Document, budget: &Budget) -> Vec<Figures> {
    let mut readings = vec![(None, std::mem::take(&mut document.tables))];
    let others = document.readings.iter_mut();
    readings.extend(others.map(|r| (Some(r.method), std::mem::take(&mut r.tables))));
    let tables = readings.iter().flat_map(|(_, tables)| tables);
    let cells = tables.map(|t| t.cells().len() as u64).sum();
    let results = parallel::map_keeping(budget, cells, readings, Lexicon::default, |lexicon, reading| {
        let (method, tables) = reading;
        (figures_of(method, &tables, lexicon), tables)
    });
    let (figures, tables): (Vec<_>, Vec<_>) = results.into_iter().unzip();
    let places = std::iter::once(&mut document.tables);
    let places = places.chain(document.readings.iter_mut().map(|r| &mut r.tables));
    for (place, tables) in places.zip(tables) {
        *place = tables;
    }
    figures
}

/// What one reading gives; `method` is that of its first table where it has no name of its own.
fn figures_of(method: Option<Method>, tables: &[Table], lexicon: &Lexicon) -> Figures {
    let figures = read::figures(tables, lexicon);
    let method = method.or(figures.method);
    Figures { method, ..figures }
}

/// Cells of a table that another reading gave do not index the document's own tables.
fn forget_foreign_cells(report: &mut Report, from: &[Option<usize>; 3]) {
    let foreign = |path: &ValuePath| {
        let slot = ["disclosure", "requests", "litigation"]
            .iter()
            .position(|t| path.table == *t);
        slot.and_then(|s| from.get(s)).copied().flatten() != Some(0)
    };
    for (path, value) in report.values_mut() {
        if foreign(&path) {
            value.cell = None;
        }
    }
}

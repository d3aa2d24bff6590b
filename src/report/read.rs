//! A document read as a report.

use super::lexicon::Lexicon;
use super::sheet::Sheet;
use super::{
    COLUMNS, Form, GroupTable, Report, Requests, SectionKind, Value, ValuePath, disclosure, front,
    known_values, litigation, parted, requests, sections,
};
use crate::diagnostic::Warning;
use crate::document::{Cell, Document, Method, Table};

/// The three tables as one reading gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// By which means; `None` when there is nothing.
    pub method: Option<Method>,
    /// By which means table 2, table 3 and table 4 were read, where they come from several readings.
    pub sources: [Option<Method>; 3],
    /// Table 2.
    pub disclosure: Option<GroupTable>,
    /// Table 3.
    pub requests: Option<Requests>,
    /// Table 4.
    pub litigation: Option<GroupTable>,
    /// Which form table 2 is of, where it tells.
    pub disclosure_form: Option<Form>,
    /// Which form table 3 is of, where it tells.
    pub requests_form: Option<Form>,
    /// Indexes of the tables that were used for table 2, table 3 and table 4.
    pub tables: [Vec<usize>; 3],
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// Keys (`disclosure`, `requests`, `litigation`) of the tables that are in doubt as a whole.
    pub doubted: Vec<&'static str>,
    /// Those of which there is more than one, with other numbers.
    pub rivalled: Vec<&'static str>,
    /// Columns of table 3 from left to right.
    pub request_columns: Vec<Option<&'static str>>,
    /// Columns of table 4 from left to right, where they stand in one table.
    pub litigation_columns: Vec<litigation::Column>,
    /// Keys of the tables whose columns are named by the order that another reading gives them: see [`name_by_order`].
    pub by_order: Vec<&'static str>,
}

impl Figures {
    /// Every value that the form knows, with its path, table by table in the form's order.
    pub fn values(&self) -> impl Iterator<Item = (ValuePath, &Value)> {
        known_values(
            self.disclosure.as_ref(),
            self.requests.as_ref(),
            self.litigation.as_ref(),
        )
    }
}

/// Names the values in the tables of one reading. Readings of one document share a lexicon.
pub fn figures(tables: &[Table], lexicon: &Lexicon) -> Figures {
    let sheets = Sheet::all(tables, lexicon);
    let mut figures = Figures {
        method: tables.first().map(|t| t.method),
        ..Figures::default()
    };
    if let Some(filled) = disclosure::fill(&sheets) {
        figures.disclosure_form = Some(filled.form);
        figures.disclosure = Some(filled.disclosure);
        figures.tables[0] = filled.tables;
        figures.warnings.extend(filled.warnings);
        figures.doubted.extend(filled.doubted.then_some("disclosure"));
    }
    let requests = requests::fill(&sheets);
    let litigation = litigation::fill(&sheets);
    let headed = match (&requests, &litigation) {
        (Some(_), Some(_)) => Vec::new(),
        _ => parted::below_heads(&sheets),
    };
    let headed = Sheet::all_headed(&headed, tables, lexicon);
    let requests = requests.or_else(|| requests::fill(&headed));
    let litigation = litigation.or_else(|| litigation::fill(&headed));
    let turned = match (&requests, &litigation) {
        (Some(_), Some(_)) => Vec::new(),
        _ => turned(&sheets),
    };
    let turned = Sheet::all_turned(&turned, lexicon);
    if let Some(filled) = requests.or_else(|| requests::fill(&turned)) {
        figures.requests_form = filled.form;
        figures.request_columns = filled.columns;
        figures.requests = Some(filled.requests);
        figures.tables[1] = filled.tables;
        figures.warnings.extend(filled.warnings);
        figures.doubted.extend(filled.doubted.then_some("requests"));
        figures.rivalled.extend(filled.rivalled.then_some("requests"));
    }
    let litigation = litigation
        .or_else(|| litigation::fill(&turned))
        .or_else(|| litigation::fill_by_rows(&sheets))
        .or_else(|| litigation::fill_by_rows(&turned));
    if let Some(filled) = litigation {
        figures.litigation_columns = filled.columns;
        figures.litigation = Some(filled.litigation);
        figures.tables[2] = filled.tables;
        figures.warnings.extend(filled.warnings);
        figures.doubted.extend(filled.doubted.then_some("litigation"));
        figures.rivalled.extend(filled.rivalled.then_some("litigation"));
    }
    figures
}

/// Tables that may be table 3 or 4 with rows for columns, turned, with their places among the document's: no larger than these,
/// and with heads of theirs in the first columns. Where cells are inferred from the order of a text there is nothing to turn.
fn turned(sheets: &[Sheet<'_>]) -> Vec<(usize, Table)> {
    const MOST: u32 = 64;
    const HEAD_COLUMNS: u32 = 4;
    const MIN_HEADS: usize = 5;
    let may_be = |sheet: &&Sheet<'_>| {
        let table = sheet.table;
        let small = table.n_rows() <= MOST && table.n_cols() <= MOST;
        let is_head = |i: usize| {
            let names = sheet.names(i);
            names.is_some_and(|n| n.litigation().is_some() || n.request_column().is_some())
        };
        let in_front = |(_, cell): &(usize, &Cell)| cell.cols.start < HEAD_COLUMNS;
        let cells = table.cells().iter().enumerate().filter(in_front);
        let heads = cells.filter(|(i, _)| is_head(*i)).take(MIN_HEADS).count();
        let is_laid_out = !matches!(table.method, Method::Flat | Method::Stream);
        is_laid_out && small && heads == MIN_HEADS
    };
    let sheets = sheets.iter().filter(may_be);
    sheets
        .filter_map(|sheet| Some((sheet.index?, sheet.table.turned())))
        .collect()
}

/// Names the values of tables 3 and 4 where this reading could not make out the heads, as when a page end cuts them: rows
/// with just as many values as the `chosen` reading found columns have them in the same order. So the values are
/// confirmed where they stand; what the columns are, only the chosen reading says, so that its columns must be the form's,
/// all of them in the form's order. A reading from the order of the stream takes no part: blanks may be lost from it.
pub fn name_by_order(figures: &mut Figures, tables: &[Table], chosen: &Figures, lexicon: &Lexicon) {
    let open = |there: bool| !there && figures.method.is_some_and(|m| m != Method::Stream);
    let columns = chosen.request_columns.iter().copied();
    let requests = open(figures.requests.is_some()) && columns.eq(COLUMNS.iter().map(|key| Some(*key)));
    let columns = chosen.litigation_columns.iter().copied();
    let litigation = open(figures.litigation.is_some()) && columns.eq(litigation::in_order());
    if !requests && !litigation {
        return;
    }
    let sheets = Sheet::all(tables, lexicon);
    if requests {
        let form = chosen.requests_form.unwrap_or(Form::Form2021);
        figures.requests = requests::fill_in_order(&sheets, &chosen.request_columns, form);
        figures
            .by_order
            .extend(figures.requests.is_some().then_some("requests"));
    }
    if litigation {
        figures.litigation = litigation::fill_in_order(&sheets, &chosen.litigation_columns);
        figures
            .by_order
            .extend(figures.litigation.is_some().then_some("litigation"));
    }
}

/// Reads a document as a report, filling the tables from its main reading, with what is to be said of its front.
pub fn read(document: &Document, figures: &Figures) -> (Report, Option<Warning>) {
    let (front_blocks, sections) = sections::find(&document.blocks);
    let front = document.blocks.get(front_blocks.clone()).unwrap_or_default();
    let rest = document.blocks.get(front_blocks.end..).unwrap_or_default();
    let named = front::read(front, rest, &document.furniture);
    let report = Report {
        form: form(figures, &sections),
        agency: named.agency,
        year: named.year,
        title: named.title,
        front: front_blocks,
        sections,
        disclosure: figures.disclosure.clone(),
        requests: figures.requests.clone(),
        litigation: figures.litigation.clone(),
        used_tables: used_tables(figures),
    };
    (report, named.warning)
}

/// The tables that the figures came from, each once, in order.
fn used_tables(figures: &Figures) -> Vec<usize> {
    let mut used = figures.tables.concat();
    used.sort_unstable();
    used.dedup();
    used
}

/// The form that the tables' labels tell. Without tables 2 and 3 the heading of section 五 tells: form 2019 says
/// 政府信息公开工作存在的主要问题, form 2021 does not.
fn form(figures: &Figures, sections: &[super::Section]) -> Option<Form> {
    // Where the two tables differ (an old table 2 kept beside a new table 3), the requests table decides.
    if let Some(form) = figures.requests_form.or(figures.disclosure_form) {
        return Some(form);
    }
    if figures.litigation.is_none() && !sections::are_of_form(sections) {
        return None;
    }
    let problems = sections.iter().find(|s| s.kind == Some(SectionKind::Problems));
    match problems {
        Some(s) if s.heading.contains("政府信息公开工作") => Some(Form::Form2019),
        Some(_) => Some(Form::Form2021),
        None => figures.litigation.as_ref().map(|_| Form::Form2021),
    }
}

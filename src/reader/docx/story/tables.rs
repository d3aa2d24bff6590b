//! Tables, rows and cells.

use super::{
    CELL_COST, Element, Error, ErrorKind, Frame, Opened, Scope, Stage, Walker, Warning, Xml, skipped,
};
use crate::reader::docx::scope::{OpenCell, OpenRow};
use crate::reader::docx::{RawBlock, RawTable, props};

impl Walker<'_, '_> {
    pub(super) fn start_table(
        &mut self,
        xml: &mut Xml<'_, '_>,
        element: &Element<'_>,
    ) -> Result<Opened, Error> {
        let limits = self.budget.limits();
        match (element.name(), self.scopes.last_mut(), self.frames.last()) {
            ("tbl", _, _) => Ok(Some(self.open_table())),
            ("tblGrid", Some(Scope::Table(table)), _) => {
                table.grid = props::grid(xml, limits.table_cells.min(1 << 16))?;
                Ok(None)
            }
            ("tr", Some(Scope::Table(_)), _) => {
                self.scopes.push(Scope::Row(OpenRow::default()));
                Ok(Some(Frame::Row))
            }
            ("trPr", Some(Scope::Row(row)), Some(Frame::Row)) => {
                let deleted = props::row(xml, &mut row.raw, limits.span)?;
                if deleted && !std::mem::replace(&mut row.deleted, true) {
                    self.deleted += 1;
                }
                Ok(None)
            }
            ("tc", Some(Scope::Row(_)), _) => {
                self.open_cell()?;
                Ok(Some(Frame::Cell))
            }
            ("tcPr", Some(Scope::Cell(cell)), Some(Frame::Cell)) => {
                let was_deleted = cell.props.deleted;
                cell.props = props::cell(xml, limits.span)?;
                if cell.props.deleted && !was_deleted {
                    self.deleted += 1;
                }
                if cell.props.clamped {
                    let message = format!("a cell spans more than {} columns and was cut", limits.span);
                    self.warnings.push(Warning::new("span_clamped", message));
                }
                Ok(None)
            }
            ("tblPr", Some(Scope::Table(table)), Some(Frame::Table)) => {
                let props = props::table(xml)?;
                let style = props.style.as_ref().and_then(|id| self.shared.styles.table(id));
                table.look = props.look.with_style(style);
                table.ground = props.ground;
                table.style = props.style;
                Ok(None)
            }
            ("tblPr" | "tblGrid" | "trPr" | "tcPr", _, _) => skipped(xml),
            _ => Ok(Some(Frame::Through)),
        }
    }

    /// Opens a table; one that is nested too deep is looked through, so that its text goes to the cell around it.
    pub(super) fn open_table(&mut self) -> Frame {
        let (index, depth) = (self.next_table, self.open_tables);
        self.next_table = self.next_table.saturating_add(1);
        if depth > self.budget.limits().nested_tables {
            let message = format!(
                "tables nested more than {} deep are kept as text",
                self.budget.limits().nested_tables
            );
            self.warnings.push(Warning::new("nested_tables", message));
            return Frame::Through;
        }
        self.open_tables += 1;
        self.scopes.push(Scope::Table(RawTable {
            index,
            depth,
            ..RawTable::default()
        }));
        Frame::Table
    }

    pub(super) fn open_cell(&mut self) -> Result<(), Error> {
        self.budget.hold(CELL_COST)?;
        self.cells += 1;
        let max = self.budget.limits().table_cells.saturating_mul(5);
        let in_row = matches!(self.scopes.last(), Some(Scope::Row(r)) if r.raw.cells.len() >= self.budget.limits().table_cells);
        if self.cells > max || in_row {
            let message = "the tables have more cells than the limit";
            return Err(Error::new(ErrorKind::LimitWork, Stage::Read, message));
        }
        self.scopes.push(Scope::Cell(OpenCell::default()));
        Ok(())
    }

    pub(super) fn close_cell(&mut self) {
        let Some(Scope::Cell(cell)) = self.scopes.pop() else {
            return;
        };
        if cell.props.deleted {
            self.deleted = self.deleted.saturating_sub(1);
            return;
        }
        if let Some(Scope::Row(row)) = self.scopes.last_mut() {
            row.raw.cells.push(cell.finish());
        }
    }

    pub(super) fn close_row(&mut self) {
        let Some(Scope::Row(mut row)) = self.scopes.pop() else {
            return;
        };
        if row.deleted {
            self.deleted = self.deleted.saturating_sub(1);
            return;
        }
        let loose = std::mem::take(&mut row.loose);
        match row.raw.cells.last_mut() {
            Some(cell) => cell.blocks.extend(loose),
            None => {
                for block in loose {
                    self.emit(block);
                }
            }
        }
        row.raw.cells.shrink_to_fit();
        if let Some(Scope::Table(table)) = self.scopes.last_mut() {
            table.rows.push(row.raw);
        }
    }

    pub(super) fn close_table(&mut self) {
        let Some(Scope::Table(table)) = self.scopes.pop() else {
            return;
        };
        self.open_tables = self.open_tables.saturating_sub(1);
        if !table.rows.is_empty() {
            self.emit(RawBlock::Table(table));
        }
    }
}

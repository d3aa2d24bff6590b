//! Rows as Arrow record batches, and their handing over to Python.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, RecordBatch, RecordBatchIterator, new_null_array};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use baobiao::diagnostic::{Error, ErrorKind, Stage};
use baobiao::output::rows::{
    ReportRow, ValueRow, reports_schema, reports_to_record_batch, values_schema, values_to_record_batch,
};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// As soon as so many rows wait, they become a batch.
const BATCH: usize = 1 << 16;

/// The columns of report rows that value rows get in addition when errors stand among them.
const ERROR_COLUMNS: [&str; 4] = ["error_kind", "error_stage", "error_message", "retryable"];

/// Rows in batches of one schema, for whoever knows the PyCapsule interface of Arrow.
#[pyclass(frozen, module = "baobiao._baobiao")]
pub(crate) struct Batches {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Batches {
    /// The batches as a stream of the Arrow C data interface; they are shared with it, not copied. A schema that is
    /// asked for is not heeded, as the protocol allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// Makes batches of rows as they come.
pub(crate) trait Collect {
    /// Takes the rows of one document, which it has only when there was no error.
    ///
    /// # Errors
    /// `Internal`, as `to_record_batch` of the rows.
    fn take(&mut self, values: Vec<ValueRow>, report: ReportRow) -> Result<(), Error>;

    /// All that was taken.
    ///
    /// # Errors
    /// As [`Collect::take`].
    fn finish(self: Box<Self>) -> Result<Batches, Error>;
}

/// Collects report rows.
#[derive(Default)]
pub(crate) struct Reports {
    waiting: Vec<ReportRow>,
    batches: Vec<RecordBatch>,
}

impl Reports {
    fn flush(&mut self) -> Result<(), Error> {
        if !self.waiting.is_empty() {
            self.batches.push(reports_to_record_batch(&self.waiting)?);
            self.waiting.clear();
        }
        Ok(())
    }
}

impl Collect for Reports {
    fn take(&mut self, _values: Vec<ValueRow>, report: ReportRow) -> Result<(), Error> {
        self.waiting.push(report);
        if self.waiting.len() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Batches, Error> {
        self.flush()?;
        Ok(Batches {
            schema: reports_schema(),
            batches: self.batches,
        })
    }
}

/// Collects value rows; with [`ValuesAndErrors`] where errors stand among them.
#[derive(Default)]
pub(crate) struct Values {
    waiting: Vec<ValueRow>,
    batches: Vec<RecordBatch>,
}

impl Values {
    fn flush(&mut self) -> Result<(), Error> {
        if !self.waiting.is_empty() {
            self.batches.push(values_to_record_batch(&self.waiting)?);
            self.waiting.clear();
        }
        Ok(())
    }
}

impl Collect for Values {
    fn take(&mut self, values: Vec<ValueRow>, _report: ReportRow) -> Result<(), Error> {
        self.waiting.extend(values);
        if self.waiting.len() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Batches, Error> {
        self.flush()?;
        Ok(Batches {
            schema: values_schema(),
            batches: self.batches,
        })
    }
}

/// Collects value rows and, for each document that could not be read, a row that has nothing but `report_id`, `file`
/// and [`ERROR_COLUMNS`].
pub(crate) struct ValuesAndErrors {
    schema: SchemaRef,
    values: Vec<ValueRow>,
    errors: Vec<ReportRow>,
    batches: Vec<RecordBatch>,
}

impl ValuesAndErrors {
    /// Nothing collected yet.
    ///
    /// # Errors
    /// `Internal`, when the rows of reports have no columns for errors.
    pub(crate) fn new() -> Result<ValuesAndErrors, Error> {
        let nullable = |field: &Arc<Field>| field.as_ref().clone().with_nullable(true);
        let mut fields: Vec<Field> = values_schema().fields().iter().map(nullable).collect();
        let reports = reports_schema();
        for name in ERROR_COLUMNS {
            fields.push(reports.field_with_name(name).map_err(internal)?.clone());
        }
        Ok(ValuesAndErrors {
            schema: Arc::new(Schema::new(fields)),
            values: Vec::new(),
            errors: Vec::new(),
            batches: Vec::new(),
        })
    }

    /// Values, with nulls for the columns of errors.
    fn flush_values(&mut self) -> Result<(), Error> {
        if self.values.is_empty() {
            return Ok(());
        }
        let batch = values_to_record_batch(&self.values)?;
        let missing = self.schema.fields().iter().skip(batch.num_columns());
        let nulls = missing.map(|field| new_null_array(field.data_type(), batch.num_rows()));
        let columns = batch.columns().iter().cloned().chain(nulls).collect();
        self.values.clear();
        self.push(columns)
    }

    /// Errors, with nulls for the columns of values.
    fn flush_errors(&mut self) -> Result<(), Error> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let batch = reports_to_record_batch(&self.errors)?;
        let rows = || self.errors.iter();
        let column = |field: &Arc<Field>| -> ArrayRef {
            match field.name().as_str() {
                "report_id" => words(rows().map(|row| row.report_id.as_deref())),
                "file" => words(rows().map(|row| Some(row.file.as_str()))),
                name if ERROR_COLUMNS.contains(&name) => batch
                    .column_by_name(name)
                    .map_or_else(|| new_null_array(field.data_type(), batch.num_rows()), Arc::clone),
                _ => new_null_array(field.data_type(), batch.num_rows()),
            }
        };
        let columns = self.schema.fields().iter().map(column).collect();
        self.errors.clear();
        self.push(columns)
    }

    fn push(&mut self, columns: Vec<ArrayRef>) -> Result<(), Error> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(internal)?;
        self.batches.push(batch);
        Ok(())
    }
}

impl Collect for ValuesAndErrors {
    fn take(&mut self, values: Vec<ValueRow>, report: ReportRow) -> Result<(), Error> {
        if report.error_kind.is_some() {
            self.flush_values()?;
            self.errors.push(report);
        } else if !values.is_empty() {
            self.flush_errors()?;
            self.values.extend(values);
        }
        if self.values.len() >= BATCH {
            self.flush_values()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Batches, Error> {
        // At most one of them has rows.
        self.flush_values()?;
        self.flush_errors()?;
        Ok(Batches {
            schema: self.schema,
            batches: self.batches,
        })
    }
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<DictionaryArray<Int32Type>>())
}

fn internal(error: ArrowError) -> Error {
    Error::new(ErrorKind::Internal, Stage::Output, error.to_string())
}

//! Rows into a file: NDJSON, CSV or Parquet, a batch at a time, so that memory stays flat.

use std::io::{self, Write};
use std::marker::PhantomData;

use super::Row;
use crate::diagnostic::{Error, ErrorKind, Stage};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object a line; null where there is nothing.
    Ndjson,
    /// Comma-separated values after RFC 4180 with a head, lines ending in `\n`; null is an empty field.
    Csv {
        /// Whether the file is made for a spreadsheet: it begins with the UTF-8 byte-order mark, without which Excel takes
        /// Chinese for GBK, and a text that a spreadsheet would run as a formula has an apostrophe before it.
        bom: bool,
    },
    /// Parquet, compressed with Snappy; see [`super::values_schema`] for the types.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// What names of such files end in, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Ndjson => "ndjson",
            Format::Csv { .. } => "csv",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
        }
    }
}

/// The most rows that a writer of Parquet keeps before it writes them as one row group.
#[cfg(feature = "parquet")]
const ROW_GROUP: usize = 1 << 16;

/// Writes rows of one kind.
pub struct Writer<W: Write + Send, R: Row> {
    sink: Sink<W, R>,
    row: PhantomData<R>,
}

enum Sink<W: Write + Send, R> {
    Ndjson(W),
    Csv {
        // Boxed since it is many times as large as the others.
        writer: Box<csv::Writer<W>>,
        defused: bool,
    },
    #[cfg(feature = "parquet")]
    Parquet {
        writer: Box<parquet::arrow::ArrowWriter<W>>,
        waiting: Vec<R>,
    },
    // Without Parquet nobody keeps rows.
    #[cfg(not(feature = "parquet"))]
    #[allow(dead_code, reason = "holds the type parameter")]
    Never(std::convert::Infallible, PhantomData<R>),
}

impl<W: Write + Send, R: Row> Writer<W, R> {
    /// A writer; what stands before the rows (the head of CSV) is written here.
    ///
    /// # Errors
    /// `Io` when `out` refuses.
    pub fn new(out: W, format: Format) -> Result<Writer<W, R>, Error> {
        let sink = match format {
            Format::Ndjson => Sink::Ndjson(out),
            Format::Csv { bom } => Sink::Csv {
                writer: Box::new(csv_writer::<R, W>(out, bom)?),
                defused: bom,
            },
            #[cfg(feature = "parquet")]
            Format::Parquet => Sink::Parquet {
                writer: Box::new(parquet_writer::<R, W>(out)?),
                waiting: Vec::new(),
            },
        };
        Ok(Writer {
            sink,
            row: PhantomData,
        })
    }

    /// Writes rows.
    ///
    /// # Errors
    /// `Io` when the output refuses; `Internal` as [`Row::to_record_batch`] says.
    pub fn push(&mut self, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
        for row in rows {
            match &mut self.sink {
                Sink::Ndjson(out) => {
                    serde_json::to_writer(&mut *out, &row).map_err(|e| io_error(&e.into()))?;
                    out.write_all(b"\n").map_err(|e| io_error(&e))?;
                }
                Sink::Csv { writer, defused } => {
                    let fields = row.fields().into_iter();
                    let record = if *defused {
                        let fields = fields.map(|field| defuse(&field));
                        writer.write_record(fields.map(String::into_bytes))
                    } else {
                        writer.write_record(fields.map(|field| field.into_owned()))
                    };
                    record.map_err(csv_error)?;
                }
                #[cfg(feature = "parquet")]
                Sink::Parquet { writer, waiting } => {
                    waiting.push(row);
                    if waiting.len() >= ROW_GROUP {
                        flush_group(writer, waiting)?;
                    }
                }
                #[cfg(not(feature = "parquet"))]
                Sink::Never(never, _) => match *never {},
            }
        }
        Ok(())
    }

    /// Writes what is still waiting and gives the output back.
    ///
    /// # Errors
    /// As [`Writer::push`].
    pub fn finish(self) -> Result<W, Error> {
        match self.sink {
            Sink::Ndjson(mut out) => {
                out.flush().map_err(|e| io_error(&e))?;
                Ok(out)
            }
            Sink::Csv { writer, .. } => writer.into_inner().map_err(|e| io_error(e.error())),
            #[cfg(feature = "parquet")]
            Sink::Parquet {
                mut writer,
                mut waiting,
            } => {
                flush_group(&mut writer, &mut waiting)?;
                writer.into_inner().map_err(parquet_error)
            }
            #[cfg(not(feature = "parquet"))]
            Sink::Never(never, _) => match never {},
        }
    }
}

fn csv_writer<R: Row, W: Write>(mut out: W, bom: bool) -> Result<csv::Writer<W>, Error> {
    if bom {
        out.write_all("\u{feff}".as_bytes()).map_err(|e| io_error(&e))?;
    }
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(R::COLUMNS).map_err(csv_error)?;
    Ok(writer)
}

/// The text with an apostrophe before it when a spreadsheet would take it for a formula. Numbers and marks stay.
fn defuse(field: &str) -> String {
    let is_formula = match field.strip_prefix(['=', '@', '+', '-', '\t', '\r']) {
        Some(rest) => !field.starts_with(['+', '-']) || rest.contains(|c: char| !is_plain(c)),
        None => false,
    };
    if is_formula {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

/// Whether the character stands in a signed number or a mark such as `--`, and in no call of a function.
fn is_plain(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ')
}

#[cfg(feature = "parquet")]
fn parquet_writer<R: Row, W: Write + Send>(out: W) -> Result<parquet::arrow::ArrowWriter<W>, Error> {
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::SNAPPY)
        .build();
    parquet::arrow::ArrowWriter::try_new(out, R::schema(), Some(properties)).map_err(parquet_error)
}

#[cfg(feature = "parquet")]
fn flush_group<R: Row, W: Write + Send>(
    writer: &mut parquet::arrow::ArrowWriter<W>,
    waiting: &mut Vec<R>,
) -> Result<(), Error> {
    if !waiting.is_empty() {
        writer
            .write(&R::to_record_batch(waiting)?)
            .map_err(parquet_error)?;
        writer.flush().map_err(parquet_error)?;
        waiting.clear();
    }
    Ok(())
}

fn io_error(error: &io::Error) -> Error {
    Error::new(ErrorKind::Io, Stage::Output, error.to_string())
}

fn csv_error(error: csv::Error) -> Error {
    Error::new(ErrorKind::Io, Stage::Output, error.to_string())
}

#[cfg(feature = "parquet")]
fn parquet_error(error: parquet::errors::ParquetError) -> Error {
    Error::new(ErrorKind::Io, Stage::Output, error.to_string())
}

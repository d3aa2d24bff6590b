//! Errors of the library as exceptions.

use baobiao::diagnostic::Error;
use pyo3::prelude::*;

/// The exception itself is written in Python, where it can be pickled: cluster engines send it between processes.
mod python {
    #![allow(missing_docs, reason = "the macro writes the item")]
    pyo3::import_exception!(baobiao._errors, BaobiaoError);
}

/// `BaobiaoError` for a failure of the document that goes by the name `shown`.
pub(crate) fn raise(error: &Error, shown: &str) -> PyErr {
    python::BaobiaoError::new_err((
        error.message().to_owned(),
        error.kind().as_str(),
        error.stage().as_str(),
        error.is_retryable(),
        error.page(),
        shown.to_owned(),
    ))
}

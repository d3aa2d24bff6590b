//! The native half of the Python package `baobiao`. What users see, with its documentation and types, is the Python
//! half in `python/baobiao`; the functions here take what that has checked for its shape.

mod batches;
mod errors;
mod folder;
mod options;
mod rows;
mod source;
mod waiting;

use pyo3::prelude::*;

use options::ReadOptions;
use source::Source;

/// The native half of the package.
#[pymodule]
mod _baobiao {
    use super::*;

    #[pymodule_export]
    use super::batches::Batches;
    #[pymodule_export]
    use super::extract;
    #[pymodule_export]
    use super::folder::{convert_folder, serve};
    #[pymodule_export]
    use super::rows::rows;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("SCHEMA_VERSION", baobiao::output::wire::SCHEMA_VERSION)?;
        options::add_defaults(module)
    }
}

/// The JSON of one document, as bytes of UTF-8 laid out as the command writes them.
#[pyfunction]
fn extract(py: Python<'_>, source: Source, options: ReadOptions) -> PyResult<Vec<u8>> {
    let settings = options.settings()?;
    let read = || {
        let converted = source.convert(&settings)?;
        let mut json = Vec::new();
        converted.write(&mut json).map(|()| json)
    };
    let json = waiting::interruptible(py, &settings.cancel, read)?;
    json.map_err(|error| errors::raise(&error, source.shown()))
}

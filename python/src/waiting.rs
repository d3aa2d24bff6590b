//! Work away from Python: other Python threads run meanwhile, and Ctrl-C is heeded.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use baobiao::batch::pool::STACK;
use baobiao::diagnostic::CancelToken;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// How often Python is asked whether a signal came in.
const TICK: Duration = Duration::from_millis(50);

/// Does `work` on a thread of its own, whose stack does not depend on the thread that Python happens to call from,
/// with the interpreter released. When a signal's handler raises, `cancel` is set, and once `work` has returned the
/// exception is raised in place of its result.
///
/// # Errors
/// The exception of a signal's handler; `RuntimeError` when no thread can be started.
pub(crate) fn interruptible<T: Send>(
    py: Python<'_>,
    cancel: &CancelToken,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    py.detach(|| {
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(1);
            thread::Builder::new()
                .name("baobiao".to_owned())
                .stack_size(STACK)
                .spawn_scoped(scope, move || sender.send(work()).is_ok())
                .map_err(|e| PyRuntimeError::new_err(format!("no thread can be started: {e}")))?;
            let mut interrupt = None;
            loop {
                match receiver.recv_timeout(TICK) {
                    Ok(result) => return interrupt.map_or(Ok(result), Err),
                    Err(RecvTimeoutError::Timeout) if interrupt.is_none() => {
                        interrupt = signal();
                        if interrupt.is_some() {
                            cancel.cancel();
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(PyRuntimeError::new_err("the reading thread died"));
                    }
                }
            }
        })
    })
}

/// What the handler of a signal that came in has raised.
fn signal() -> Option<PyErr> {
    Python::try_attach(|py| py.check_signals().err()).flatten()
}

//! The `baobiao` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    baobiao::cli::main()
}

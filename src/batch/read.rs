//! Reads an input whole, and only when it is what it seems: a regular file, not too big, that stays the same.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::diagnostic::{Error, ErrorKind, Stage};

/// The bytes of the file at `path`, at most `max`. A link is followed only when `follow` says so.
///
/// A file whose size or time of change differs after reading is read once more.
///
/// # Errors
/// `Link`, `NotRegular`, `TooBig`, `Changed`, `Io`.
pub fn read_input(path: &Path, follow: bool, max: u64) -> Result<Vec<u8>, Error> {
    match read_once(path, follow, max)? {
        Some(bytes) => Ok(bytes),
        None => read_once(path, follow, max)?.ok_or_else(|| {
            Error::new(
                ErrorKind::Changed,
                Stage::Open,
                "the file changed while it was read",
            )
        }),
    }
}

/// At most so much room is made for a file before it is read.
const ROOM: usize = 1 << 20;

/// The bytes, or `None` when the file changed while it was read.
fn read_once(path: &Path, follow: bool, max: u64) -> Result<Option<Vec<u8>>, Error> {
    let mut file = open(path, follow).map_err(open_error)?;
    let before = file.metadata().map_err(io_error)?;
    if !before.is_file() {
        return Err(Error::new(
            ErrorKind::NotRegular,
            Stage::Open,
            "not a regular file",
        ));
    }
    if before.len() > max {
        let message = format!("{} bytes, more than the {max} allowed", before.len());
        return Err(Error::new(ErrorKind::TooBig, Stage::Open, message));
    }
    // What stands there is not yet sure; `max` bounds it, and a large file grows while it is read.
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0).min(ROOM) + 1);
    file.by_ref()
        .take(max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(io_error)?;
    let after = file.metadata().map_err(io_error)?;
    let whole = bytes.len() as u64 == before.len() && stamp(&before) == stamp(&after);
    Ok(whole.then_some(bytes))
}

/// Opens without waiting for whoever writes into a pipe.
fn open(path: &Path, follow: bool) -> io::Result<File> {
    let mut flags = OFlags::NONBLOCK;
    if !follow {
        flags |= OFlags::NOFOLLOW;
    }
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

fn stamp(data: &Metadata) -> (u64, i64, i64) {
    (data.len(), data.mtime(), data.mtime_nsec())
}

fn open_error(error: io::Error) -> Error {
    if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) {
        return Error::new(
            ErrorKind::Link,
            Stage::Open,
            "a symbolic link, which is not followed",
        );
    }
    // A socket cannot be opened at all.
    if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) {
        return Error::new(ErrorKind::NotRegular, Stage::Open, "not a regular file");
    }
    io_error(error)
}

fn io_error(error: io::Error) -> Error {
    Error::new(ErrorKind::Io, Stage::Open, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &Path, follow: bool) -> Result<Vec<u8>, ErrorKind> {
        read_input(path, follow, 10).map_err(|e| e.kind())
    }

    #[test]
    fn only_a_regular_file_of_the_allowed_size_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("ten"), b"0123456789").unwrap();
        std::fs::write(at("eleven"), b"0123456789a").unwrap();
        std::os::unix::fs::symlink(at("ten"), at("link")).unwrap();
        let fifo = std::process::Command::new("mkfifo")
            .arg(at("fifo"))
            .status()
            .unwrap();
        assert!(fifo.success());
        assert_eq!(kind(&at("ten"), false), Ok(b"0123456789".to_vec()));
        assert_eq!(kind(&at("eleven"), false), Err(ErrorKind::TooBig));
        assert_eq!(kind(&at("link"), false), Err(ErrorKind::Link));
        assert_eq!(kind(&at("link"), true), Ok(b"0123456789".to_vec()));
        assert_eq!(kind(&at("fifo"), false), Err(ErrorKind::NotRegular));
        assert_eq!(kind(dir.path(), false), Err(ErrorKind::NotRegular));
        assert_eq!(kind(&at("none"), false), Err(ErrorKind::Io));
    }
}

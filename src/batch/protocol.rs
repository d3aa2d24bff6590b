//! What the command and its child process say to each other: frames of byte fields through pipes. A frame is a count
//! of fields, then each field's length and bytes; numbers are 32 bits, little-endian.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use super::document::{Job, Mode, Outcome, Settings};
use super::pool::Event;
use crate::diagnostic::{CancelToken, Limits, Threads};
use crate::document::Format;
use crate::output::summary::ManifestRow;

/// No field is longer: rows are short, paths shorter.
const MAX_FIELD: u32 = 1 << 20;

/// No frame has more fields.
const MAX_FIELDS: u32 = 16;

type Frame = Vec<Vec<u8>>;

fn write_frame(out: &mut (impl Write + ?Sized), fields: &[&[u8]]) -> io::Result<()> {
    let mut bytes = Vec::new();
    let count = |n: usize| u32::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput));
    bytes.extend(count(fields.len())?.to_le_bytes());
    for field in fields {
        bytes.extend(count(field.len())?.to_le_bytes());
        bytes.extend_from_slice(field);
    }
    out.write_all(&bytes)?;
    out.flush()
}

/// The next frame; `None` at the end of the stream.
fn read_frame(input: &mut (impl Read + ?Sized)) -> io::Result<Option<Frame>> {
    let mut number = [0_u8; 4];
    match input.read_exact(&mut number) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let count = Some(u32::from_le_bytes(number))
        .filter(|&n| n <= MAX_FIELDS)
        .ok_or_else(invalid)?;
    let mut frame = Vec::new();
    for _ in 0..count {
        input.read_exact(&mut number)?;
        let length = Some(u32::from_le_bytes(number))
            .filter(|&n| n <= MAX_FIELD)
            .ok_or_else(invalid)?;
        let mut field = Vec::new();
        (&mut *input).take(u64::from(length)).read_to_end(&mut field)?;
        frame.push(
            Some(field)
                .filter(|f| f.len() == length as usize)
                .ok_or_else(invalid)?,
        );
    }
    Ok(Some(frame))
}

/// How the child works: settings and the number of threads with the size of their stacks, which is also that of
/// [`Settings::threads`].
#[derive(Clone, Debug)]
pub struct Hello {
    /// What all documents have in common.
    pub settings: Settings,
    /// How many documents are read at a time.
    pub threads: usize,
    /// Bytes of stack for each.
    pub stack: usize,
}

/// Tells the child how to work.
///
/// # Errors
/// When the pipe is broken.
pub fn write_hello(out: &mut (impl Write + ?Sized), hello: &Hello) -> io::Result<()> {
    let settings = &hello.settings;
    let limits = &settings.limits;
    let timeout = limits
        .timeout
        .map_or(u64::MAX, |t| u64::try_from(t.as_millis()).unwrap_or(u64::MAX));
    let number = |n: u64| n.to_string().into_bytes();
    let fields = [
        settings.mode.as_str().as_bytes().to_vec(),
        settings.format.map_or("", Format::as_str).as_bytes().to_vec(),
        settings.output.as_os_str().as_bytes().to_vec(),
        number(timeout),
        limits
            .entries()
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect::<String>()
            .into_bytes(),
        number(hello.threads as u64),
        number(hello.stack as u64),
        number(settings.threads.count as u64),
        settings.tag.clone().into_bytes(),
    ];
    write_frame(out, &fields.each_ref().map(Vec::as_slice))
}

/// Hears how to work.
///
/// # Errors
/// When the pipe is broken or says something else.
pub fn read_hello(input: &mut (impl Read + ?Sized)) -> io::Result<Hello> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let frame = read_frame(input)?.ok_or_else(invalid)?;
    let [mode, format, output, timeout, limits, threads, stack, each, tag] = frame.as_slice() else {
        return Err(invalid());
    };
    let number = |field: &[u8]| -> io::Result<u64> {
        std::str::from_utf8(field)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(invalid)
    };
    let size = |field: &[u8]| -> io::Result<usize> { usize::try_from(number(field)?).map_err(|_| invalid()) };
    let timeout = Some(number(timeout)?)
        .filter(|&ms| ms != u64::MAX)
        .map(Duration::from_millis);
    let limits = read_limits(limits, timeout).ok_or_else(invalid)?;
    let formats = [Format::Pdf, Format::Docx, Format::Text];
    let settings = Settings {
        mode: std::str::from_utf8(mode)
            .ok()
            .and_then(Mode::from_word)
            .ok_or_else(invalid)?,
        limits,
        format: formats.into_iter().find(|f| f.as_str().as_bytes() == format),
        output: Path::new(OsStr::from_bytes(output)).to_path_buf(),
        tag: format!("{}{}", String::from_utf8_lossy(tag), std::process::id()),
        cancel: CancelToken::new(),
        threads: Threads {
            count: size(each)?,
            stack: size(stack)?,
        },
    };
    Ok(Hello {
        settings,
        threads: size(threads)?,
        stack: size(stack)?,
    })
}

fn read_limits(field: &[u8], timeout: Option<Duration>) -> Option<Limits> {
    let mut limits = Limits {
        timeout,
        ..Limits::default()
    };
    for line in std::str::from_utf8(field).ok()?.lines() {
        let (name, value) = line.split_once('=')?;
        if !limits.set(name, value.parse().ok()?) {
            return None;
        }
    }
    Some(limits)
}

/// Gives the child a job.
///
/// # Errors
/// When the pipe is broken.
pub fn write_job(out: &mut (impl Write + ?Sized), job: &Job) -> io::Result<()> {
    let id = job.id.to_string();
    let fields: [&[u8]; 6] = [
        id.as_bytes(),
        job.path.as_os_str().as_bytes(),
        if job.follow { b"follow" } else { b"" },
        job.shown.as_bytes(),
        job.output.as_os_str().as_bytes(),
        job.unchanged.as_deref().unwrap_or_default().as_bytes(),
    ];
    write_frame(out, &fields)
}

/// The next job; `None` when there are no more.
///
/// # Errors
/// When the pipe is broken or says something else.
pub fn read_job(input: &mut (impl Read + ?Sized)) -> io::Result<Option<Job>> {
    let Some(frame) = read_frame(input)? else {
        return Ok(None);
    };
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let [id, path, follow, shown, output, unchanged] = frame.as_slice() else {
        return Err(invalid());
    };
    let text = |field: &[u8]| String::from_utf8(field.to_vec()).map_err(|_| invalid());
    let as_path = |field: &[u8]| Path::new(OsStr::from_bytes(field)).to_path_buf();
    Ok(Some(Job {
        id: text(id)?.parse().map_err(|_| invalid())?,
        path: as_path(path),
        follow: !follow.is_empty(),
        shown: text(shown)?,
        output: as_path(output),
        unchanged: Some(text(unchanged)?).filter(|t| !t.is_empty()),
    }))
}

/// Tells what a thread did.
///
/// # Errors
/// When nobody listens any more.
pub fn write_event(out: &mut (impl Write + ?Sized), event: &Event) -> io::Result<()> {
    match event {
        Event::Started(id) => write_frame(out, &[b"started", id.to_string().as_bytes()]),
        Event::Done(id, outcome) => {
            let id = id.to_string();
            let (name, body): (&[u8], Vec<u8>) = match outcome {
                Outcome::Row(row) => (b"row", row.to_line()),
                Outcome::Unchanged => (b"unchanged", Vec::new()),
                Outcome::Fatal(message) => (b"fatal", message.clone().into_bytes()),
            };
            write_frame(out, &[name, id.as_bytes(), &body])
        }
    }
}

/// The next event; `None` when the child is gone.
///
/// # Errors
/// When the child says something else, or died in the middle of it.
pub fn read_event(input: &mut (impl Read + ?Sized)) -> io::Result<Option<Event>> {
    let Some(frame) = read_frame(input)? else {
        return Ok(None);
    };
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut fields = frame.iter().map(Vec::as_slice);
    let name = fields.next().ok_or_else(invalid)?;
    let id = fields
        .next()
        .and_then(|f| std::str::from_utf8(f).ok()?.parse().ok())
        .ok_or_else(invalid)?;
    let body = fields.next().unwrap_or_default();
    let outcome = match name {
        b"started" => return Ok(Some(Event::Started(id))),
        b"row" => Outcome::Row(Box::new(ManifestRow::from_line(body).ok_or_else(invalid)?)),
        b"unchanged" => Outcome::Unchanged,
        b"fatal" => Outcome::Fatal(String::from_utf8_lossy(body).into_owned()),
        _ => return Err(invalid()),
    };
    Ok(Some(Event::Done(id, outcome)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_goes_through_the_pipe_whatever_its_name() {
        let job = Job {
            id: 7,
            path: OsStr::from_bytes(b"a/\xff\n.pdf").into(),
            follow: true,
            shown: "a/\\xff\n.pdf".to_owned(),
            output: OsStr::from_bytes(b"a/\xff\n.pdf.json").into(),
            unchanged: None,
        };
        let mut bytes = Vec::new();
        write_job(&mut bytes, &job).unwrap();
        assert_eq!(read_job(&mut bytes.as_slice()).unwrap(), Some(job));
        assert_eq!(read_job(&mut [].as_slice()).unwrap(), None);
    }

    #[test]
    fn every_limit_goes_through_the_pipe() {
        let mut limits = Limits {
            timeout: None,
            ..Limits::default()
        };
        for (place, (name, _)) in limits.entries().into_iter().enumerate() {
            limits.set(name, 11 + place as u64);
        }
        let settings = Settings {
            mode: Mode::Report,
            limits: limits.clone(),
            format: None,
            output: "out".into(),
            tag: String::new(),
            cancel: CancelToken::new(),
            threads: Threads {
                count: 3,
                stack: 1 << 20,
            },
        };
        let hello = Hello {
            settings,
            threads: 2,
            stack: 1 << 20,
        };
        let mut bytes = Vec::new();
        write_hello(&mut bytes, &hello).unwrap();
        let heard = read_hello(&mut bytes.as_slice()).unwrap();
        assert_eq!(heard.settings.limits.entries(), limits.entries());
        assert_eq!(
            (heard.settings.limits.timeout, heard.threads, heard.stack),
            (None, 2, 1 << 20)
        );
        assert_eq!(heard.settings.threads, hello.settings.threads);
    }

    #[test]
    fn half_a_frame_is_an_error() {
        let mut bytes = Vec::new();
        write_event(
            &mut bytes,
            &Event::Done(1, Outcome::Fatal("disk full".to_owned())),
        )
        .unwrap();
        let event = read_event(&mut bytes.as_slice()).unwrap();
        assert_eq!(
            event,
            Some(Event::Done(1, Outcome::Fatal("disk full".to_owned())))
        );
        bytes.pop();
        assert!(read_event(&mut bytes.as_slice()).is_err());
    }

    #[test]
    fn a_length_that_lies_allocates_nothing() {
        let bytes = [1, 0, 0, 0, 255, 255, 255, 255];
        assert!(read_event(&mut bytes.as_slice()).is_err());
    }
}

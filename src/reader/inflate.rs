//! Deflate data (RFC 1950, RFC 1951) unpacked under the budget.
//!
//! It is unpacked straight into the bytes that come out: the streaming interfaces of `flate2` and `zip` keep a window of
//! 32 KB for each stream, which takes longer to set up and to copy from than most parts of a document take to unpack.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::diagnostic::{Budget, Error, ErrorKind, Stage};

/// How encoded data came to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    /// As it should.
    Good,
    /// It broke off; what came out is sound.
    Cut,
    /// It turned bad somewhere.
    Bad,
}

/// What is around deflate data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wrapper {
    /// A header and a checksum (RFC 1950).
    Zlib,
    /// Nothing.
    None,
}

/// How many bytes are made room for at least, when what came out filled the room.
const STEP: usize = 64 << 10;

/// The most room that is made at once, in bytes.
const MOST_ROOM: usize = 8 << 20;

/// The most room that is made before anything came out, whatever was expected.
const MOST_FIRST: usize = 1 << 20;

/// Unpacks `input` and keeps what came out before an error. `expected` is about how many bytes that will be, a guess that
/// costs time alone where it is wrong.
///
/// # Errors
/// What `too_large` gives for more bytes than a part of a document may have; `Memory`; the limits of the budget.
pub(super) fn inflate(
    input: &[u8],
    wrapper: Wrapper,
    expected: usize,
    budget: &Budget,
    too_large: impl FnOnce(u64) -> Error,
) -> Result<(Vec<u8>, End), Error> {
    let limit = budget.limits().part_size;
    let mut flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_HAS_MORE_INPUT;
    if wrapper == Wrapper::Zlib {
        flags |= TINFL_FLAG_PARSE_ZLIB_HEADER;
    }
    let mut state = Box::<DecompressorOxide>::default();
    let (mut out, mut rest, mut filled) = (Vec::new(), input, 0);
    let mut room = expected.clamp(256, MOST_FIRST);
    let end = loop {
        grow(&mut out, room)?;
        let (status, read, written) = decompress(&mut state, rest, &mut out, filled, flags);
        rest = rest.get(read..).unwrap_or_default();
        filled += written;
        budget.decoded(written as u64)?;
        if filled as u64 > limit {
            return Err(too_large(limit));
        }
        match status {
            TINFLStatus::Done => break End::Good,
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => break End::Cut,
            // Grows with what came out, never by a number in the file.
            TINFLStatus::HasMoreOutput => room = filled.clamp(STEP, MOST_ROOM),
            _ => break End::Bad,
        }
    };
    out.truncate(filled);
    out.shrink_to_fit();
    Ok((out, end))
}

/// Makes `out` so many bytes longer.
fn grow(out: &mut Vec<u8>, more: usize) -> Result<(), Error> {
    out.try_reserve_exact(more).map_err(|_| {
        Error::new(
            ErrorKind::Memory,
            Stage::Read,
            "there is no memory left to unpack a stream",
        )
    })?;
    out.resize(out.len() + more, 0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, ZlibEncoder};

    use super::*;
    use crate::diagnostic::Limits;

    fn data() -> Vec<u8> {
        (0..300_000_u64).map(|i| ((i * i) >> 7) as u8).collect()
    }

    fn packed(data: &[u8], wrapper: Wrapper) -> Vec<u8> {
        match wrapper {
            Wrapper::Zlib => {
                let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
                packer.write_all(data).and_then(|()| packer.finish()).unwrap()
            }
            Wrapper::None => {
                let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
                packer.write_all(data).and_then(|()| packer.finish()).unwrap()
            }
        }
    }

    fn unpacked(input: &[u8], wrapper: Wrapper, expected: usize) -> (Vec<u8>, End) {
        let budget = Budget::new(&Limits::default(), None);
        inflate(input, wrapper, expected, &budget, |_| unreachable!()).unwrap()
    }

    #[test]
    fn any_guess_of_the_size_gives_the_same_bytes() {
        let data = data();
        for wrapper in [Wrapper::Zlib, Wrapper::None] {
            let packed = packed(&data, wrapper);
            for expected in [0, 1_000, data.len(), usize::MAX] {
                let (out, end) = unpacked(&packed, wrapper, expected);
                assert!(out == data && end == End::Good);
            }
        }
    }

    #[test]
    fn what_came_out_before_an_error_is_kept() {
        let data = data();
        let packed = packed(&data, Wrapper::Zlib);
        let (out, end) = unpacked(&packed[..packed.len() / 2], Wrapper::Zlib, data.len());
        assert!(end == End::Cut && out.len() > 1_000 && data.starts_with(&out));
        let mut wrong_sum = packed;
        if let Some(last) = wrong_sum.last_mut() {
            *last ^= 1;
        }
        assert_eq!(unpacked(&wrong_sum, Wrapper::Zlib, 0), (data, End::Bad));
        assert_eq!(
            unpacked(b"no deflate data", Wrapper::Zlib, 100),
            (Vec::new(), End::Bad)
        );
        assert_eq!(unpacked(b"", Wrapper::None, 0), (Vec::new(), End::Cut));
    }

    #[test]
    fn a_part_has_an_end() {
        let packed = packed(&vec![0; 1 << 20], Wrapper::None);
        let limits = Limits {
            part_size: 1_000,
            ..Limits::default()
        };
        let budget = Budget::new(&limits, None);
        let result = inflate(&packed, Wrapper::None, 0, &budget, |limit| {
            Error::new(ErrorKind::LimitSize, Stage::Read, format!("over {limit}"))
        });
        assert_eq!(result.unwrap_err().message(), "over 1000");
    }
}

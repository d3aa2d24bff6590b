//! [`Layout`] as a serializer: what a value consists of, in the form that `serde_json` gives it.

use std::fmt::Display;
use std::io::{self, Write};

use serde::ser::{self, Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::Layout;

/// Why a value is not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// What the writer gives.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What keeps the value from being JSON.
    #[error("{0}")]
    NoJson(String),
}

impl Refusal {
    /// As an error of writing; that of the writer stays as it is.
    pub(super) fn into_io(self) -> io::Error {
        match self {
            Refusal::Io(error) => error,
            Refusal::NoJson(_) => io::Error::new(io::ErrorKind::InvalidData, self),
        }
    }
}

impl ser::Error for Refusal {
    fn custom<T: Display>(message: T) -> Refusal {
        Refusal::NoJson(message.to_string())
    }
}

/// Whether the text stands for itself between quotation marks (RFC 8259, 7).
fn is_plain(text: &str) -> bool {
    let escaped = |b: u8| b < 0x20 || b == b'"' || b == b'\\';
    // Without a way out early, many bytes are looked at in one step.
    !text.bytes().fold(false, |found, b| found | escaped(b))
}

/// Writes the text as a string.
fn print_string(buffer: &mut Vec<u8>, text: &str) -> io::Result<()> {
    if !is_plain(text) {
        return serde_json::to_writer(buffer, text).map_err(io::Error::from);
    }
    buffer.reserve(text.len() + 2);
    buffer.push(b'"');
    buffer.extend_from_slice(text.as_bytes());
    buffer.push(b'"');
    Ok(())
}

/// An array, or an object where `closing` is a brace, whose elements are being written.
pub(super) struct Elements<'a, W> {
    layout: &'a mut Layout<W>,
    first: bool,
    /// The brackets that end it, the innermost first.
    closing: &'static [u8],
}

impl<'a, W: Write> Elements<'a, W> {
    fn open(layout: &'a mut Layout<W>, bracket: u8, closing: &'static [u8]) -> Result<Self, Refusal> {
        layout.open(bracket)?;
        Ok(Elements {
            layout,
            first: true,
            closing,
        })
    }

    /// An object of one field, the variant, that holds the elements.
    fn open_variant(
        layout: &'a mut Layout<W>,
        variant: &str,
        bracket: u8,
        closing: &'static [u8],
    ) -> Result<Self, Refusal> {
        layout.open(b'{')?;
        layout.key(variant, true)?;
        Elements::open(layout, bracket, closing)
    }

    fn element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refusal> {
        if !std::mem::take(&mut self.first) {
            self.layout.comma()?;
        }
        value.serialize(&mut *self.layout)
    }

    fn field<T: ?Sized + Serialize>(&mut self, name: &str, value: &T) -> Result<(), Refusal> {
        let first = std::mem::take(&mut self.first);
        self.layout.key(name, first)?;
        match self.layout.known(name) {
            None => value.serialize(&mut *self.layout),
            Some(known) => {
                let known = known?;
                Ok(self.layout.scalar(|buffer| buffer.write_all(&known))?)
            }
        }
    }

    fn close(self) -> Result<(), Refusal> {
        for bracket in self.closing {
            self.layout.close(*bracket)?;
        }
        Ok(())
    }
}

/// Numbers and the like, by the methods of `serde_json` that write them.
macro_rules! scalars {
    ($($method:ident($kind:ty) as $written:ident,)*) => {
        $(fn $method(self, value: $kind) -> Result<(), Refusal> {
            Ok(self.scalar(|buffer| CompactFormatter.$written(buffer, value))?)
        })*
    };
}

impl<'a, W: Write> Serializer for &'a mut Layout<W> {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Elements<'a, W>;
    type SerializeTuple = Elements<'a, W>;
    type SerializeTupleStruct = Elements<'a, W>;
    type SerializeTupleVariant = Elements<'a, W>;
    type SerializeMap = Elements<'a, W>;
    type SerializeStruct = Elements<'a, W>;
    type SerializeStructVariant = Elements<'a, W>;

    scalars! {
        serialize_bool(bool) as write_bool,
        serialize_i8(i8) as write_i8,
        serialize_i16(i16) as write_i16,
        serialize_i32(i32) as write_i32,
        serialize_i64(i64) as write_i64,
        serialize_i128(i128) as write_i128,
        serialize_u8(u8) as write_u8,
        serialize_u16(u16) as write_u16,
        serialize_u32(u32) as write_u32,
        serialize_u64(u64) as write_u64,
        serialize_u128(u128) as write_u128,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Refusal> {
        Ok(self.scalar(|buffer| match value.is_finite() {
            true => CompactFormatter.write_f32(buffer, value),
            false => CompactFormatter.write_null(buffer),
        })?)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Refusal> {
        Ok(self.scalar(|buffer| match value.is_finite() {
            true => CompactFormatter.write_f64(buffer, value),
            false => CompactFormatter.write_null(buffer),
        })?)
    }

    fn serialize_char(self, value: char) -> Result<(), Refusal> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Refusal> {
        Ok(self.scalar(|buffer| print_string(buffer, value))?)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Refusal> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Refusal> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Refusal> {
        Ok(self.scalar(|buffer| CompactFormatter.write_null(buffer))?)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refusal> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Refusal> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        let mut object = Elements::open(self, b'{', b"}")?;
        object.field(variant, value)?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'a, W>, Refusal> {
        Elements::open(self, b'[', b"]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'a, W>, Refusal> {
        Elements::open(self, b'[', b"]")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'a, W>, Refusal> {
        Elements::open(self, b'[', b"]")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'a, W>, Refusal> {
        Elements::open_variant(self, variant, b'[', b"]}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Elements<'a, W>, Refusal> {
        Elements::open(self, b'{', b"}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Elements<'a, W>, Refusal> {
        Elements::open(self, b'{', b"}")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'a, W>, Refusal> {
        Elements::open_variant(self, variant, b'{', b"}}")
    }
}

/// The kinds of arrays, which differ in nothing but the names that serde has for them.
macro_rules! arrays {
    ($($kind:ident::$element:ident,)*) => {
        $(impl<W: Write> ser::$kind for Elements<'_, W> {
            type Ok = ();
            type Error = Refusal;

            fn $element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refusal> {
                self.element(value)
            }

            fn end(self) -> Result<(), Refusal> {
                self.close()
            }
        })*
    };
}

arrays! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

/// The kinds of objects whose fields have names of the program.
macro_rules! structs {
    ($($kind:ident,)*) => {
        $(impl<W: Write> ser::$kind for Elements<'_, W> {
            type Ok = ();
            type Error = Refusal;

            fn serialize_field<T: ?Sized + Serialize>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Refusal> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Refusal> {
                self.close()
            }
        })*
    };
}

structs! {
    SerializeStruct,
    SerializeStructVariant,
}

impl<W: Write> ser::SerializeMap for Elements<'_, W> {
    type Ok = ();
    type Error = Refusal;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Refusal> {
        let text = match key.serialize(serde_json::value::Serializer) {
            Ok(serde_json::Value::String(text)) => text,
            Ok(_) => return Err(Refusal::NoJson("a key is no string".to_owned())),
            Err(error) => return Err(Refusal::NoJson(error.to_string())),
        };
        if !std::mem::take(&mut self.first) {
            self.layout.comma()?;
        }
        Ok(self.layout.scalar(|buffer| {
            print_string(buffer, &text)?;
            buffer.extend_from_slice(b": ");
            Ok(())
        })?)
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refusal> {
        value.serialize(&mut *self.layout)
    }

    fn end(self) -> Result<(), Refusal> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::json;

    use crate::output::pretty::write;

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Wrapped(u8);

    #[derive(Serialize)]
    struct Pair(i64, char);

    #[derive(Serialize)]
    enum Variants {
        Unit,
        Wrapped(f32),
        Pair(u8, u16),
        Named { small: i8, large: u64 },
    }

    #[derive(Serialize)]
    struct All<'a> {
        none: Option<u8>,
        some: Option<i32>,
        unit: Unit,
        wrapped: Wrapped,
        pair: Pair,
        tuple: (bool, f64, u32),
        bytes: &'a [u8],
        numbers: [f64; 5],
        text: &'a str,
        empty: Vec<u8>,
        variants: [Variants; 4],
        map: BTreeMap<char, ()>,
    }

    fn all() -> All<'static> {
        All {
            none: None,
            some: Some(-7),
            unit: Unit,
            wrapped: Wrapped(1),
            pair: Pair(i64::MIN, '件'),
            tuple: (true, 0.1, u32::MAX),
            bytes: b"ab",
            numbers: [1.0, -0.0, 1e300, f64::NAN, 2.5e-8],
            text: "\u{0}\u{1f}\u{7f}\u{2028}\"\\/\n字",
            empty: Vec::new(),
            variants: [
                Variants::Unit,
                Variants::Wrapped(0.25),
                Variants::Pair(1, 2),
                Variants::Named {
                    small: -1,
                    large: u64::MAX,
                },
            ],
            map: BTreeMap::from([('a', ()), ('"', ())]),
        }
    }

    /// White space outside strings is the layout's; there is none in these strings but what is escaped.
    fn without_spaces(text: &str) -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() || *c == '\u{2028}')
            .collect()
    }

    #[test]
    fn everything_is_written_as_serde_json_writes_it() {
        let ours = String::from_utf8(write(&all(), Vec::new()).unwrap()).unwrap();
        assert_eq!(without_spaces(&ours), serde_json::to_string(&all()).unwrap());
    }

    #[test]
    fn a_key_that_is_no_string_is_refused() {
        let error = write(&BTreeMap::from([((1, 2), 3)]), Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "a key is no string");
        assert!(write(&json!({"1": 2}), Vec::new()).is_ok());
    }

    #[test]
    fn what_the_writer_says_comes_back_as_it_is() {
        #[derive(Debug)]
        struct Full;
        impl std::io::Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let error = write(&vec!["x".repeat(1 << 15); 2], Full).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
}

//! A printed number, kept exactly: digits and the place of the decimal point.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number: `mantissa / 10^scale`. Never rounded; trailing zeros stay as printed.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    mantissa: i64,
    scale: u8,
}

impl Number {
    /// The most digits behind the decimal point.
    pub const MAX_SCALE: u8 = 9;

    /// `mantissa / 10^scale`; `None` when `scale` is larger than [`Number::MAX_SCALE`] or there are more than 15
    /// digits, which a reader of the JSON could not hold exactly.
    pub fn new(mantissa: i64, scale: u8) -> Option<Number> {
        let fits = mantissa.unsigned_abs() < 1_000_000_000_000_000;
        (scale <= Number::MAX_SCALE && fits).then_some(Number { mantissa, scale })
    }

    /// Reads plain ASCII digits with an optional sign and an optional decimal point: `-12.50`.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let bad_fraction = digits.contains('.') && fraction.is_empty();
        if whole.is_empty() || bad_fraction || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let scale = u8::try_from(fraction.len()).ok()?;
        let mantissa: i64 = match fraction {
            "" => whole.parse().ok()?,
            _ => format!("{whole}{fraction}").parse().ok()?,
        };
        Number::new(if negative { -mantissa } else { mantissa }, scale)
    }

    /// The digits without the decimal point.
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of the digits stand behind the decimal point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// Whether the number is whole.
    pub fn is_whole(self) -> bool {
        self.mantissa % 10_i64.pow(u32::from(self.scale)) == 0
    }

    /// Whether the number is less than zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether the number is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The whole number, or `None` when it has a fraction.
    pub fn as_whole(self) -> Option<i64> {
        self.is_whole()
            .then(|| self.mantissa / 10_i64.pow(u32::from(self.scale)))
    }

    /// The nearest binary fraction, for output.
    pub fn as_f64(self) -> f64 {
        if self.scale == 0 {
            return self.mantissa as f64;
        }
        // At most 15 digits: the text is parsed to the nearest f64, which prints as the same text.
        self.to_string().parse().unwrap_or(0.0)
    }

    fn scaled(self) -> i128 {
        i128::from(self.mantissa) * 10_i128.pow(u32::from(Number::MAX_SCALE - self.scale))
    }

    /// The exact sum of several numbers; `None` when it has too many digits.
    pub fn sum(numbers: impl IntoIterator<Item = Number>) -> Option<Number> {
        let (mut total, mut scale) = (0_i128, 0);
        for number in numbers {
            total = total.checked_add(number.scaled())?;
            scale = scale.max(number.scale);
        }
        let mantissa = total / 10_i128.pow(u32::from(Number::MAX_SCALE - scale));
        Number::new(i64::try_from(mantissa).ok()?, scale)
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Number {
        Number {
            mantissa: i64::from(value),
            scale: 0,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.scaled() == other.scaled()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        self.scaled().cmp(&other.scaled())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mantissa < 0 {
            f.write_str("-")?;
        }
        let digits = format!(
            "{:0>width$}",
            self.mantissa.unsigned_abs(),
            width = usize::from(self.scale) + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.scale));
        match fraction {
            "" => f.write_str(whole),
            _ => write!(f, "{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn printed_digits_come_back_as_printed() {
        for text in ["0", "-3", "12.50", "0.05", "-0.5", "999999999999999"] {
            assert_eq!(number(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in [
            "",
            "-",
            "1.",
            ".5",
            "1e3",
            "1,2",
            "1234567890123456",
            "0.1234567890",
            "１",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_compare_by_value_and_sum_exactly() {
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(
            Number::sum(["0.1", "0.2", "-1"].map(number)),
            Some(number("-0.7"))
        );
        assert_eq!(Number::sum([]), Some(number("0")));
    }
}

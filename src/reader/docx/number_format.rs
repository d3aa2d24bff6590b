//! Numbers written as a list shows them: `w:numFmt` (ECMA-376 part 1, 17.18.59).
//!
//! Where a format has an end (Roman numerals, letters, circled numbers) what lies past it is written in decimal
//! digits, as Word does.

/// The largest number written in Roman numerals.
const ROMAN_MAX: u32 = 3_999;

/// The largest number written in letters: thirty times the last letter.
const LETTER_MAX: u32 = 780;

/// `number` in the format of this name; the flag is false where the format is not known and digits stand in for it.
pub(super) fn format_number(format: &str, number: i64) -> (String, bool) {
    let Ok(n) = u32::try_from(number) else {
        return (number.to_string(), true);
    };
    let text = match format {
        "decimal" | "decimalHalfWidth" => return (n.to_string(), true),
        "none" | "bullet" => return (String::new(), true),
        "decimalZero" => format!("{n:02}"),
        "upperRoman" => roman(n).to_uppercase(),
        "lowerRoman" => roman(n),
        "upperLetter" => letters(n, b'A'),
        "lowerLetter" => letters(n, b'a'),
        "ordinal" => ordinal(n),
        "hex" => format!("{n:X}"),
        "numberInDash" => format!("- {n} -"),
        "decimalFullWidth" | "decimalFullWidth2" => digits(n, "０１２３４５６７８９"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(n),
        "decimalEnclosedFullstop" => one_of(n, '\u{2488}', 20),
        "decimalEnclosedParen" => one_of(n, '\u{2474}', 20),
        "ideographEnclosedCircle" => one_of(n, '\u{3280}', 10),
        "ideographTraditional" => pick(n, STEMS),
        "ideographZodiac" => pick(n, BRANCHES),
        "ideographZodiacTraditional" => sixty_cycle(n),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital2" => {
            digits(n, "〇一二三四五六七八九")
        }
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => counting(n, &PLAIN),
        "chineseLegalSimplified" => counting(n, &LEGAL),
        "ideographLegalTraditional" => counting(n, &LEGAL_TRADITIONAL),
        "koreanDigital" => digits(n, "영일이삼사오육칠팔구"),
        "koreanCounting" => counting(n, &KOREAN),
        "ganada" => cycle(n, "가나다라마바사아자차카타파하"),
        "chosung" => cycle(n, "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
        "chicago" => chicago(n),
        _ => return (n.to_string(), false),
    };
    (text, true)
}

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

fn roman(n: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1_000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if n == 0 || n > ROMAN_MAX {
        return n.to_string();
    }
    let (mut rest, mut out) = (n, String::new());
    for (value, letters) in PARTS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

/// a to z, then aa to zz, aaa to zzz: the letter repeated, as word processors count.
fn letters(n: u32, first: u8) -> String {
    if n == 0 || n > LETTER_MAX {
        return n.to_string();
    }
    let letter = char::from(first + ((n - 1) % 26) as u8);
    std::iter::repeat_n(letter, ((n - 1) / 26 + 1) as usize).collect()
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// The decimal digits of `n` in other figures.
fn digits(n: u32, figures: &str) -> String {
    let figure = |c: char| c.to_digit(10).and_then(|d| figures.chars().nth(d as usize));
    n.to_string().chars().map(|c| figure(c).unwrap_or(c)).collect()
}

/// The n-th of `count` characters that stand in a row in Unicode, else digits.
fn one_of(n: u32, first: char, count: u32) -> String {
    let c = (1..=count)
        .contains(&n)
        .then(|| char::from_u32(first as u32 + n - 1))
        .flatten();
    c.map_or_else(|| n.to_string(), String::from)
}

fn circled(n: u32) -> String {
    match n {
        0 => "\u{24ea}".to_owned(),
        1..=20 => one_of(n, '\u{2460}', 20),
        21..=35 => one_of(n - 20, '\u{3251}', 15),
        36..=50 => one_of(n - 35, '\u{32b1}', 15),
        _ => n.to_string(),
    }
}

fn pick(n: u32, from: &str) -> String {
    let c = n.checked_sub(1).and_then(|i| from.chars().nth(i as usize));
    c.map_or_else(|| n.to_string(), String::from)
}

fn cycle(n: u32, from: &str) -> String {
    match n.checked_sub(1) {
        Some(i) => pick(i % from.chars().count() as u32 + 1, from),
        None => n.to_string(),
    }
}

fn sixty_cycle(n: u32) -> String {
    if n == 0 {
        return n.to_string();
    }
    format!("{}{}", cycle(n, STEMS), cycle(n, BRANCHES))
}

fn chicago(n: u32) -> String {
    if n == 0 || n > LETTER_MAX {
        return n.to_string();
    }
    let mark = cycle(n, "*†‡§");
    mark.repeat(((n - 1) / 4 + 1) as usize)
}

/// How a counting system is written: figures 0 to 9, the names of 10, 100 and 1,000, of 10,000 and of 10^8, and
/// whether a leading 1 is spoken.
struct Counting {
    figures: &'static str,
    units: [&'static str; 4],
    myriads: [&'static str; 3],
    /// Whether 10 to 19 start with the figure 1, and so on for the other units.
    one: One,
    zero: bool,
}

/// When the figure 1 stands before a unit.
#[derive(PartialEq, Eq)]
enum One {
    /// Always: 壹拾.
    Always,
    /// Not in 10 to 19: 十一, but 一百一十.
    NotInTeens,
    /// Never: 백십.
    Never,
}

const PLAIN: Counting = Counting {
    figures: "零一二三四五六七八九",
    units: ["", "十", "百", "千"],
    myriads: ["", "万", "亿"],
    one: One::NotInTeens,
    zero: true,
};

const LEGAL: Counting = Counting {
    figures: "零壹贰叁肆伍陆柒捌玖",
    units: ["", "拾", "佰", "仟"],
    myriads: ["", "万", "亿"],
    one: One::Always,
    zero: true,
};

const LEGAL_TRADITIONAL: Counting = Counting {
    figures: "零壹貳參肆伍陸柒捌玖",
    units: ["", "拾", "佰", "仟"],
    myriads: ["", "萬", "億"],
    one: One::Always,
    zero: true,
};

const KOREAN: Counting = Counting {
    figures: "영일이삼사오육칠팔구",
    units: ["", "십", "백", "천"],
    myriads: ["", "만", "억"],
    one: One::Never,
    zero: false,
};

fn counting(n: u32, system: &Counting) -> String {
    let figure = |d: u32| system.figures.chars().nth(d as usize).unwrap_or('零');
    if n == 0 {
        return figure(0).into();
    }
    let (mut out, mut zero_due) = (String::new(), false);
    for power in (0..10u32).rev() {
        let digit = n / 10u32.pow(power) % 10;
        let unit = system
            .units
            .get((power % 4) as usize)
            .copied()
            .unwrap_or_default();
        if digit == 0 {
            zero_due = zero_due || !out.is_empty();
        } else {
            if zero_due && system.zero {
                out.push(figure(0));
            }
            zero_due = false;
            let silent = digit == 1
                && match system.one {
                    One::Always => false,
                    One::NotInTeens => power % 4 == 1 && out.is_empty(),
                    One::Never => power > 0,
                };
            if !silent {
                out.push(figure(digit));
            }
            out.push_str(unit);
        }
        // The name of the myriad follows the last place of a group that is not wholly zero.
        if power.is_multiple_of(4) && power > 0 && !(n / 10u32.pow(power)).is_multiple_of(10_000) {
            out.push_str(
                system
                    .myriads
                    .get((power / 4) as usize)
                    .copied()
                    .unwrap_or_default(),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, expect: &[(i64, &str)]) {
        for (number, text) in expect {
            assert_eq!(format_number(format, *number).0, *text, "{format} {number}");
        }
    }

    #[test]
    fn chinese_counting_reads_as_libreoffice_writes_it() {
        check(
            "chineseCountingThousand",
            &[
                (1, "一"),
                (10, "十"),
                (11, "十一"),
                (20, "二十"),
                (21, "二十一"),
                (100, "一百"),
                (101, "一百零一"),
                (110, "一百一十"),
                (1_001, "一千零一"),
                (1_010, "一千零一十"),
                (1_100, "一千一百"),
                (10_001, "一万零一"),
                (10_100, "一万零一百"),
                (11_111, "一万一千一百一十一"),
                (100_000, "十万"),
            ],
        );
    }

    #[test]
    fn legal_numbers_always_speak_the_one() {
        check(
            "chineseLegalSimplified",
            &[(10, "壹拾"), (12, "壹拾贰"), (110, "壹佰壹拾"), (20, "贰拾")],
        );
        check("ideographLegalTraditional", &[(36, "參拾陸"), (10_000, "壹萬")]);
    }

    #[test]
    fn korean_counting_never_speaks_the_one() {
        check(
            "koreanCounting",
            &[(11, "십일"), (100, "백"), (1_010, "천십"), (10_000, "만")],
        );
    }

    #[test]
    fn enclosed_numbers_end_in_digits() {
        check(
            "decimalEnclosedCircle",
            &[
                (1, "①"),
                (20, "⑳"),
                (21, "㉑"),
                (36, "㊱"),
                (50, "㊿"),
                (51, "51"),
            ],
        );
        check("decimalEnclosedParen", &[(1, "⑴"), (20, "⒇"), (21, "21")]);
        check("decimalEnclosedFullstop", &[(1, "⒈"), (21, "21")]);
    }

    #[test]
    fn roman_and_letters_end_in_digits() {
        check(
            "upperRoman",
            &[
                (4, "IV"),
                (1_999, "MCMXCIX"),
                (3_999, "MMMCMXCIX"),
                (4_000, "4000"),
                (0, "0"),
            ],
        );
        check(
            "lowerLetter",
            &[
                (1, "a"),
                (26, "z"),
                (27, "aa"),
                (28, "bb"),
                (53, "aaa"),
                (781, "781"),
            ],
        );
        check("lowerLetter", &[(2_147_483_647, "2147483647"), (-5, "-5")]);
    }

    #[test]
    fn other_figures() {
        check("decimalZero", &[(7, "07"), (10, "10"), (100, "100")]);
        check("decimalFullWidth", &[(12, "１２")]);
        check("ideographDigital", &[(10, "一〇"), (25, "二五")]);
        check("ideographTraditional", &[(1, "甲"), (10, "癸"), (11, "11")]);
        check("ideographZodiac", &[(12, "亥"), (13, "13")]);
        check("ideographZodiacTraditional", &[(1, "甲子"), (13, "丙子")]);
        check(
            "ordinal",
            &[(1, "1st"), (11, "11th"), (22, "22nd"), (103, "103rd")],
        );
        check("none", &[(3, "")]);
    }

    #[test]
    fn an_unknown_format_is_told_apart() {
        assert_eq!(format_number("thaiLetters", 3), ("3".to_owned(), false));
    }
}

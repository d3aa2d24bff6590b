//! Numbers that are written out in hanzi: 十二, 二〇五, 两千零五.

/// The digit that a hanzi stands for, in common or in financial writing.
fn hanzi_digit(c: char) -> Option<i64> {
    let of = |digits: &str| digits.chars().position(|d| d == c);
    let value = of("〇一二三四五六七八九").or_else(|| of("零壹贰叁肆伍陆柒捌玖"));
    let value = value
        .or_else(|| (c == '两').then_some(2))
        .or_else(|| (c == '○').then_some(0));
    i64::try_from(value?).ok()
}

/// The power of ten that a hanzi stands for.
fn hanzi_scale(c: char) -> Option<i64> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1000),
        _ => None,
    }
}

/// The number below ten thousand that hanzi spell, digit by digit (二〇五) or with its powers of ten (二百零五). A row of 一 and nothing else
/// is no number: it is typed for a dash.
pub(super) fn hanzi_number(text: &str) -> Option<i64> {
    const MOST_CHARS: usize = 8;
    let chars: Vec<char> = text.chars().take(MOST_CHARS + 1).collect();
    if chars.is_empty() || chars.len() > MOST_CHARS || chars.iter().all(|c| *c == '一') {
        return None;
    }
    if let Some(digits) = chars.iter().map(|c| hanzi_digit(*c)).collect::<Option<Vec<_>>>() {
        // 三五 is three to five.
        let is_spelled = digits.len() != 2 || digits.contains(&0);
        return is_spelled.then(|| digits.into_iter().fold(0, |number, digit| 10 * number + digit));
    }
    let (mut number, mut last_scale, mut digit) = (0, 10_000, None);
    let mut has_zero = false;
    for c in chars {
        match (hanzi_digit(c), hanzi_scale(c)) {
            // 零 stands for the powers that are left out.
            (Some(0), _) if digit.is_none() && number > 0 => has_zero = true,
            (Some(value), _) if digit.is_none() && value > 0 => digit = Some(value),
            // 十二 leaves out the 一 that 一百 has.
            (None, Some(scale))
                if scale < last_scale && (digit.is_some() || (number == 0 && scale == 10)) =>
            {
                number += digit.take().unwrap_or(1) * scale;
                last_scale = scale;
                has_zero = false;
            }
            _ => return None,
        }
    }
    // Without a 零, 二百五 is 250 in speech.
    let is_plain = last_scale == 10 || has_zero;
    match digit {
        Some(digit) => is_plain.then_some(number + digit),
        None => Some(number),
    }
}

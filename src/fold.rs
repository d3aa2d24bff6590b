//! Text with its width and compatibility forms folded (NFKC), quickly where it is made of common characters, and radicals
//! told to be the ideographs that they are printed for.

use unicode_normalization::UnicodeNormalization;

/// The text with width and compatibility forms folded (NFKC, Unicode Standard Annex 15).
pub fn nfkc(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match simple(c) {
            Some(c) => folded.push(c),
            None => return text.nfkc().collect(),
        }
    }
    folded
}

/// What NFKC makes of a character wherever it stands among others that this function knows; `None` for all others.
/// Nearly all text is made of such characters, and normalising costs much: none of them combines with its neighbours.
pub fn simple(c: char) -> Option<char> {
    match c {
        '\t'
        | '\n'
        | '\r'
        | ' '..='~'
        | '、'
        | '。'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '《'
        | '》'
        | '\u{4e00}'..='\u{9fff}' => Some(c),
        '\u{3000}' => Some(' '),
        // Full-width forms of ASCII stand in its order.
        '！'..='～' => char::from_u32(c as u32 - 0xfee0),
        _ => None,
    }
}

/// The text with each character as [`ideograph`] gives it; everything else, full-width forms too, stays as it is.
pub fn ideographs(text: &str) -> String {
    text.chars().map(ideograph).collect()
}

/// The ideograph for a radical or a compatibility form of one, any other character as it is. Such forms share the glyph
/// of the ideograph, and printers that name a glyph by the first character that has it leave them behind.
pub fn ideograph(c: char) -> char {
    match c {
        '\u{2e80}'..='\u{2eff}' => supplement(c),
        // Fonts for simplified characters have the glyph of this one, those for traditional ones of 戶, as NFKC has it.
        '\u{2f3e}' => '户',
        '\u{2f00}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            std::iter::once(c).nfkc().next().unwrap_or(c)
        }
        c => c,
    }
}

/// The ideograph for a form of the block CJK Radicals Supplement that is printed as a whole character. NFKC knows
/// only two of them (Unicode, EquivalentUnifiedIdeograph).
fn supplement(c: char) -> char {
    const FORMS: &str = "⺁厂⺇几⺈刀⺊卜⺌小⺒巳⺓幺⺝月⺟母⺠民⺧牛⺩王⺫目⺬示⺮竹⺶羊⺸羊⺼月⺽臼⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";
    let mut pairs = FORMS.chars();
    while let (Some(form), Some(ideograph)) = (pairs.next(), pairs.next()) {
        if form == c {
            return ideograph;
        }
    }
    c
}

/// The simplified form of a traditional character that a form's labels, headings or titles are printed with where a font or a
/// program writes traditional ones for them; any other character as it is. No label of the forms has one of these, so that
/// no two labels become one.
pub fn simplified(c: char) -> char {
    match c {
        '開' => '开',
        '請' => '请',
        '數' => '数',
        '結' => '结',
        '轉' => '转',
        '辦' => '办',
        '區' => '区',
        '處' => '处',
        '計' => '计',
        '這' => '这',
        '屬' => '属',
        '於' => '于',
        '國' => '国',
        '祕' => '秘',
        '規' => '规',
        '執' => '执',
        '務' => '务',
        '過' => '过',
        '類' => '类',
        '內' => '内',
        '無' => '无',
        '關' => '关',
        '沒' => '没',
        '現' => '现',
        '製' => '制',
        '補' => '补',
        '後' => '后',
        '確' => '确',
        '訪' => '访',
        '舉' => '举',
        '報' => '报',
        '訴' => '诉',
        '複' => '复',
        '復' => '复',
        '當' => '当',
        '認' => '认',
        '獲' => '获',
        '繳' => '缴',
        '納' => '纳',
        '費' => '费',
        '總' => '总',
        '業' => '业',
        '機' => '机',
        '構' => '构',
        '組' => '组',
        '織' => '织',
        '會' => '会',
        '團' => '团',
        '體' => '体',
        '繼' => '继',
        '續' => '续',
        '議' => '议',
        '訟' => '讼',
        '維' => '维',
        '糾' => '纠',
        '審' => '审',
        '經' => '经',
        '發' => '发',
        '廢' => '废',
        '許' => '许',
        '罰' => '罚',
        '強' => '强',
        '決' => '决',
        '額' => '额',
        '單' => '单',
        '萬' => '万',
        '購' => '购',
        '採' => '采',
        '對' => '对',
        '動' => '动',
        '問' => '问',
        '題' => '题',
        '進' => '进',
        '況' => '况',
        '項' => '项',
        '詢' => '询',
        '檔' => '档',
        '權' => '权',
        '護' => '护',
        '穩' => '稳',
        '據' => '据',
        '條' => '条',
        '實' => '实',
        '應' => '应',
        '縣' => '县',
        '廳' => '厅',
        '鎮' => '镇',
        '鄉' => '乡',
        '與' => '与',
        '說' => '说',
        '間' => '间',
        '標' => '标',
        '個' => '个',
        '種' => '种',
        '狀' => '状',
        '導' => '导',
        '見' => '见',
        '書' => '书',
        '紙' => '纸',
        '網' => '网',
        '減' => '减',
        '錢' => '钱',
        '屆' => '届',
        '綜' => '综',
        '歸' => '归',
        '變' => '变',
        '檢' => '检',
        '監' => '监',
        '聯' => '联',
        '責' => '责',
        '準' => '准',
        '編' => '编',
        '錄' => '录',
        c => c,
    }
}

/// The superscript that looks like a raised digit; any other character as it is.
pub fn superscript(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + (u32::from(c) - u32::from('0'))).unwrap_or(c),
        _ => c,
    }
}

/// The half-width form of a full-width Latin letter, digit or sign; other characters stay.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// The stroke through the character before it (U+0336), by which the readers tell struck-out text.
pub const STROKE: char = '\u{336}';

/// The text without the characters that a stroke runs through; `None` where there are none.
pub fn without_struck(text: &str) -> Option<String> {
    if !text.contains(STROKE) {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if c == STROKE {
            kept.pop();
        } else {
            kept.push(c);
        }
    }
    Some(kept)
}

/// Whether a character is a raised digit.
pub fn is_superscript(c: char) -> bool {
    raised_digit(c).is_some()
}

/// The digit that a raised one shows.
pub fn raised_digit(c: char) -> Option<u32> {
    ('0'..='9')
        .zip(0..)
        .find_map(|(digit, value)| (superscript(digit) == c).then_some(value))
}

/// Whether a character has neither ink nor width, as the marks of direction that a calculator copies with its number.
pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{202a}'..='\u{202e}')
}

/// Whether the character is a digit of either width.
pub fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_characters_are_folded_as_all_others_are() {
        let all = (0..0x1_0000).filter_map(char::from_u32);
        for c in all.filter(|c| simple(*c).is_some()) {
            let text = format!("甲{c}1{c}");
            assert_eq!(nfkc(&text), text.nfkc().collect::<String>(), "{c:?}");
        }
        assert_eq!(nfkc("㈠e\u{301}"), "(一)é");
    }

    #[test]
    fn radicals_are_the_ideographs_they_look_like_and_nothing_else_changes() {
        let text = "⼤同市⼈⺠政府农⼾⾦额⻅（２０２１）㈠";
        assert_eq!(ideographs(text), "大同市人民政府农户金额见（２０２１）㈠");
    }
}

//! Title, agency and year, out of the document's own words.

use super::Field;
use super::normalise;
use super::sheet::shown;
use crate::document::{Block, BlockKind, Provenance};

/// Blocks looked at for the title, from the start of the document.
const FRONT_BLOCKS: usize = 40;
/// A title may be set on this many lines.
const TITLE_LINES: usize = 4;
/// The longest title and the longest agency name, in characters.
const TITLE_CHARS: usize = 80;
const AGENCY_CHARS: usize = 40;

/// Who reports on which year, and under which title.
#[derive(Default)]
pub struct Front {
    /// The title.
    pub title: Option<Field<String>>,
    /// The agency.
    pub agency: Option<Field<String>>,
    /// The year reported on.
    pub year: Option<Field<i32>>,
}

struct Line {
    /// As it is meant: radicals replaced by ideographs.
    text: String,
    /// As it is printed.
    raw: String,
    provenance: Vec<Provenance>,
}

/// Reads title, agency and year. `front` are the blocks before the first section, `rest` those behind.
pub fn read(front: &[Block], rest: &[Block]) -> Front {
    let lines = lines(front);
    let Some((from, to)) = title_lines(&lines) else {
        let year = lines.iter().chain(&self::lines(rest)).find_map(year_field);
        return Front {
            title: None,
            agency: labelled_agency(rest),
            year,
        };
    };
    let title_lines = lines.get(from..to).unwrap_or_default();
    let text: String = title_lines.iter().map(|l| l.text.as_str()).collect();
    let raw: Vec<&str> = title_lines.iter().map(|l| l.raw.as_str()).collect();
    let raw = raw.join("\n");
    let provenance: Vec<Provenance> = title_lines.iter().flat_map(|l| l.provenance.clone()).collect();
    let before = lines.get(..from).unwrap_or_default();
    let behind = lines.get(to..).unwrap_or_default();
    let agency = agency_in_title(&text)
        .map(|value| Field {
            raw: raw.clone(),
            value,
            provenance: provenance.clone(),
        })
        .or_else(|| agency_line(before.iter().rev()))
        .or_else(|| labelled_agency(rest))
        .or_else(|| labelled_agency(front))
        .or_else(|| agency_line(behind.iter().take(2)));
    let in_title = year_in(&text).map(|(value, raw)| Field {
        value,
        raw,
        provenance: provenance.clone(),
    });
    let year = in_title
        .or_else(|| behind.iter().take(2).find_map(year_field))
        .or_else(|| self::lines(rest).iter().find_map(year_field));
    Front {
        title: Some(Field {
            value: text.clone(),
            raw,
            provenance,
        }),
        agency,
        year,
    }
}

fn lines(blocks: &[Block]) -> Vec<Line> {
    let texts = blocks
        .iter()
        .filter(|b| !matches!(b.kind, BlockKind::Table(_) | BlockKind::Picture));
    texts
        .take(FRONT_BLOCKS)
        .flat_map(|b| {
            b.text.split('\n').map(|t| Line {
                text: shown(t),
                raw: t.trim().to_owned(),
                provenance: b.provenance.clone(),
            })
        })
        .filter(|l| !l.text.is_empty())
        .collect()
}

/// The shortest run of lines that reads as the title, the first of those.
fn title_lines(lines: &[Line]) -> Option<(usize, usize)> {
    let reads = |from: usize, to: usize| {
        let text: String = lines.get(from..to)?.iter().map(|l| l.text.as_str()).collect();
        let squeezed = normalise::squeeze(&text);
        let right = squeezed.contains("信息公开")
            && (squeezed.contains("报告") || squeezed.contains("年报"))
            && squeezed.chars().count() <= TITLE_CHARS
            && !squeezed.contains(['。', ';', ':', '《']);
        right.then_some((from, to))
    };
    (1..=TITLE_LINES)
        .find_map(|n| (0..lines.len()).find_map(|from| reads(from, from + n)))
        .map(|(from, to)| {
            // 2022年度 or 年度 alone on the line above belongs to the title, too.
            let is_year = |l: &Line| {
                year_in(&l.text).is_some_and(|(_, raw)| raw.chars().count() + 1 >= l.text.chars().count())
            };
            match from.checked_sub(1).and_then(|i| lines.get(i)) {
                Some(above) if is_year(above) => (from - 1, to),
                _ => (from, to),
            }
        })
}

/// What stands before the year, or before 政府信息公开, in a title.
fn agency_in_title(title: &str) -> Option<String> {
    let title = behind_document_number(title);
    let year_at = year_in(title).and_then(|(_, raw)| title.find(&raw));
    let words_at = ["政府信息公开", "信息公开"].iter().find_map(|w| title.find(w));
    let cut = match (year_at, words_at) {
        // 2024年某局政府信息公开工作年度报告
        (Some(0), Some(b)) => {
            let (_, raw) = year_in(title)?;
            let name = title.get(raw.len()..b)?;
            let name = whose_report(name.strip_prefix('度').unwrap_or(name));
            return is_agency(name).then(|| name.to_owned());
        }
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    let name = title.get(..cut)?.trim_matches(['《', '(', '（', '-', '—']);
    let name = whose_report(name);
    is_agency(name).then(|| name.to_owned())
}

/// What stands behind the number of the document, 某发〔2024〕1号, where it was taken for a part of the title.
fn behind_document_number(title: &str) -> &str {
    let behind = title
        .split_once(['〕', '】', ']'])
        .and_then(|(_, rest)| rest.split_once('号'));
    match behind {
        Some((number, rest)) if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) => rest,
        _ => title,
    }
}

/// Of 某办公室关于印发某局, whose report it is that is passed on (某局); of 某局关于报送 and 某局关于, who reports (某局).
fn whose_report(name: &str) -> &str {
    const PASSED_ON: [&str; 10] = [
        "印发", "公布", "发布", "报送", "呈报", "上报", "报告", "公开", "转发", "做好",
    ];
    let Some((before, behind)) = name.split_once("关于") else {
        return name;
    };
    let object = PASSED_ON
        .iter()
        .find_map(|verb| behind.strip_prefix(verb))
        .unwrap_or(behind)
        .trim_start_matches('《');
    if object.is_empty() { before } else { object }
}

/// Lines above a title that are no names: a remark in brackets, of a draft, of the list of annexes, of the menu of a site, and how
/// a document is marked for disclosure.
fn is_no_name(text: &str) -> bool {
    (text.starts_with(['(', '（']) && text.ends_with([')', '）']))
        || text.ends_with('稿')
        || text.starts_with("附件")
        || text.starts_with("附表")
        || matches!(
            text,
            "主动公开"
                | "依申请公开"
                | "不予公开"
                | "政府信息公开"
                | "信息公开"
                | "政务公开"
                | "特此公告"
                | "目录"
        )
}

fn is_agency(text: &str) -> bool {
    let chars = text.chars().count();
    let plain = !text.contains([
        '。', '，', '；', '：', ':', '〔', '【', '《', '、', '?', '？', '！',
    ]);
    (2..=AGENCY_CHARS).contains(&chars)
        && plain
        && !is_no_name(text)
        && !text.chars().any(|c| c.is_ascii_digit())
        && text.chars().any(is_hanzi)
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The first of the lines that can be an agency's name.
fn agency_line<'a>(mut lines: impl Iterator<Item = &'a Line>) -> Option<Field<String>> {
    let line = lines.find(|l| is_agency(&l.text))?;
    let name = line.text.as_str();
    // 某局文件 heads a document of 某局.
    let name = name.strip_suffix("关于").or_else(|| name.strip_suffix("文件"));
    let value = name.filter(|n| is_agency(n)).unwrap_or(&line.text).to_owned();
    Some(Field {
        value,
        raw: line.raw.clone(),
        provenance: line.provenance.clone(),
    })
}

/// 单位：某局, 编制单位：某局 on a line of its own.
fn labelled_agency(blocks: &[Block]) -> Option<Field<String>> {
    blocks.iter().find_map(|block| {
        let text = block.text.replace('：', ":");
        let (label, rest) = text.split_once(':')?;
        // 填报单位（盖章）
        let label = shown(label);
        let label = label.split(['（', '(']).next().unwrap_or_default();
        let name = shown(rest.split_whitespace().next()?);
        let right = label.ends_with("单位") && label.chars().count() <= 6 && is_agency(&name);
        right.then(|| Field {
            value: name,
            raw: block.text.clone(),
            provenance: block.provenance.clone(),
        })
    })
}

fn year_field(line: &Line) -> Option<Field<i32>> {
    let (value, raw) = year_in(&line.text)?;
    Some(Field {
        value,
        raw,
        provenance: line.provenance.clone(),
    })
}

/// The first year of the text and how it is printed: `2022年`, `２０２２年`, `二〇二二年`, `2022—`.
fn year_in(text: &str) -> Option<(i32, String)> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(5).find_map(|w| {
        let (digits, last) = w.split_at(4);
        let value = digits
            .iter()
            .try_fold(0, |n, c| year_digit(*c).map(|d| n * 10 + d))?;
        let right = matches!(last, ['年']) && (1990..=2100).contains(&value);
        right.then(|| (value, w.iter().collect()))
    })
}

fn year_digit(c: char) -> Option<i32> {
    let chinese = || {
        "零一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|p| p as i32)
    };
    match c {
        '0'..='9' => Some(c as i32 - '0' as i32),
        '０'..='９' => Some(c as i32 - '０' as i32),
        '〇' | '○' | 'Ｏ' | 'O' | '◯' => Some(0),
        _ => chinese(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(front: &[&str], agency: Option<&str>, year: Option<i32>, title: Option<&str>) {
        let blocks: Vec<Block> = front
            .iter()
            .map(|l| Block::new(BlockKind::Paragraph, *l, Provenance::Line(1)))
            .collect();
        let read = read(&blocks, &[]);
        assert_eq!(read.agency.map(|f| f.value).as_deref(), agency, "{front:?}");
        assert_eq!(read.year.map(|f| f.value), year, "{front:?}");
        assert_eq!(read.title.map(|f| f.value).as_deref(), title, "{front:?}");
    }

    #[test]
    fn titles_on_one_line_and_on_several() {
        check(
            &["某县教育局文件某教发〔2024〕12号某县教育局2023年政府信息公开工作年度报告"],
            Some("某县教育局"),
            Some(2023),
            Some("某县教育局文件某教发〔2024〕12号某县教育局2023年政府信息公开工作年度报告"),
        );
        check(
            &["某市财政局2022年政府信息公开工作年度报告"],
            Some("某市财政局"),
            Some(2022),
            Some("某市财政局2022年政府信息公开工作年度报告"),
        );
        check(
            &["某市 财政局", "2022 年度政府信息公开工作年度报告"],
            Some("某市财政局"),
            Some(2022),
            Some("2022年度政府信息公开工作年度报告"),
        );
        check(
            &["某县司法局", "二〇二一年度", "政府信息公开工作", "年度报告"],
            Some("某县司法局"),
            Some(2021),
            Some("二〇二一年度政府信息公开工作年度报告"),
        );
        check(
            &["某镇人民政府关于2020年度政府信息公开工作情况的报告"],
            Some("某镇人民政府"),
            Some(2020),
            Some("某镇人民政府关于2020年度政府信息公开工作情况的报告"),
        );
    }

    #[test]
    fn a_report_that_another_office_passes_on_is_its_agencys() {
        for (lines, agency) in [
            (&["关于印发某局2024年政府信息公开工作年度报告的通知"][..], "某局"),
            (
                &["某县政府办公室关于印发某局2024年政府信息公开工作年度报告的通知"],
                "某局",
            ),
            (&["某局关于报送2024年政府信息公开工作年度报告的函"], "某局"),
            (
                &["某局文件", "关于报送2024年政府信息公开工作年度报告的函"],
                "某局",
            ),
        ] {
            let blocks: Vec<Block> = lines
                .iter()
                .enumerate()
                .map(|(i, l)| Block::new(BlockKind::Paragraph, *l, Provenance::Line(i as u32 + 1)))
                .collect();
            assert_eq!(
                read(&blocks, &[]).agency.map(|f| f.value).as_deref(),
                Some(agency)
            );
        }
    }

    #[test]
    fn the_year_may_stand_before_the_agency() {
        for title in [
            "2024年某局政府信息公开工作年度报告",
            "某局2024年度政府信息公开年报",
        ] {
            check(&[title], Some("某局"), Some(2024), Some(title));
        }
        let title = "2024年政府信息公开工作年度报告";
        check(&[title], None, Some(2024), Some(title));
        let filled = [title, "填报单位（盖章）：某局    填报日期：2025年1月10日"];
        check(&filled, Some("某局"), Some(2024), Some(title));
    }

    #[test]
    fn without_a_title_nothing_is_made_up() {
        check(&["某局简报", "第3期"], None, None, None);
    }

    #[test]
    fn remarks_annexes_and_marks_of_disclosure_are_no_agency() {
        let title = "2022年政府信息公开工作年度报告";
        for line in ["附件1", "附件一", "（送审稿）", "征求意见稿", "主动公开"] {
            check(&[line, title], None, Some(2022), Some(title));
        }
        let office = "某县教育局（本级）";
        check(&[office, title], Some(office), Some(2022), Some(title));
    }

    #[test]
    fn a_document_number_is_no_agency() {
        check(
            &["某政办〔2022〕5号", "2022年政府信息公开工作年度报告"],
            None,
            Some(2022),
            Some("2022年政府信息公开工作年度报告"),
        );
    }
}

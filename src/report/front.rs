//! Title, agency and year, out of the document's own words.

use super::Field;
use super::agency;
use super::normalise;
use super::sheet::shown;
use crate::diagnostic::Warning;
use crate::document::{Block, BlockKind, Furniture, Provenance};

/// Blocks looked at for the title, from the start of the document.
const FRONT_BLOCKS: usize = 40;
/// A title may be set on this many lines.
const TITLE_LINES: usize = 4;
/// The longest title, in characters.
const TITLE_CHARS: usize = 80;
/// Blocks looked at for the signature, from the end of the document.
const LAST_BLOCKS: usize = 12;

/// Who reports on which year, and under which title.
#[derive(Default)]
pub struct Front {
    /// The title.
    pub title: Option<Field<String>>,
    /// The agency.
    pub agency: Option<Field<String>>,
    /// The year reported on.
    pub year: Option<Field<i32>>,
    /// That titles of several years stand above the report.
    pub warning: Option<Warning>,
}

/// A line of text outside tables.
pub(super) struct Line {
    /// As it is meant: radicals replaced by ideographs, without blanks.
    pub(super) text: String,
    /// As it is printed.
    pub(super) raw: String,
    /// Where it stands.
    pub(super) provenance: Vec<Provenance>,
}

/// Reads title, agency and year. `front` are the blocks before the first section, `rest` those behind, `furniture` what
/// stands at the heads and feet of pages.
pub fn read(front: &[Block], rest: &[Block], furniture: &[Furniture]) -> Front {
    let lines = lines(front.iter().take(FRONT_BLOCKS));
    let first = self::lines(rest.iter().take(FRONT_BLOCKS));
    let end = self::lines(
        rest.get(rest.len().saturating_sub(LAST_BLOCKS)..)
            .unwrap_or_default(),
    );
    let titles = titles(&lines);
    let Some((from, to)) = chosen_title(&lines, &titles) else {
        let around = agency::Lines {
            above: &[],
            below: &lines,
            rest: &first,
            end: &end,
        };
        return Front {
            title: None,
            agency: agency::find(&around, furniture),
            year: lines.iter().chain(&first).find_map(year_field),
            warning: None,
        };
    };
    let title_lines = lines.get(from..to).unwrap_or_default();
    let text = text_of(title_lines);
    let raw: Vec<&str> = title_lines.iter().map(|l| l.raw.as_str()).collect();
    let raw = raw.join("\n");
    let provenance: Vec<Provenance> = title_lines.iter().flat_map(|l| l.provenance.clone()).collect();
    let below = lines.get(to..).unwrap_or_default();
    let around = agency::Lines {
        above: lines.get(..from).unwrap_or_default(),
        below,
        rest: &first,
        end: &end,
    };
    let in_title = agency::in_title(&text).map(|value| Field {
        raw: raw.clone(),
        value,
        provenance: provenance.clone(),
    });
    let agency = in_title.or_else(|| agency::find(&around, furniture));
    let in_title = year_in(&text).map(|(value, raw)| Field {
        value,
        raw,
        provenance: provenance.clone(),
    });
    let year = in_title
        .or_else(|| below.iter().take(2).find_map(year_field))
        .or_else(|| first.iter().find_map(year_field));
    Front {
        warning: warning(&lines, &titles, &text),
        title: Some(Field {
            value: text,
            raw,
            provenance,
        }),
        agency,
        year,
    }
}

fn lines<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Vec<Line> {
    let texts = blocks
        .into_iter()
        .filter(|b| !matches!(b.kind, BlockKind::Table(_) | BlockKind::Picture));
    texts
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

fn text_of(lines: &[Line]) -> String {
    lines.iter().map(|l| l.text.as_str()).collect()
}

/// The years that titles name, each once, in order.
fn years_of(lines: &[Line], titles: &[(usize, usize)]) -> Vec<i32> {
    let texts = titles
        .iter()
        .map(|(from, to)| text_of(lines.get(*from..*to).unwrap_or_default()));
    let mut years: Vec<i32> = texts.filter_map(|t| year_in(&t)).map(|(year, _)| year).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// The first title; the last, where they name several years: links to the reports of other years stand above the report on a
/// page of a website.
fn chosen_title(lines: &[Line], titles: &[(usize, usize)]) -> Option<(usize, usize)> {
    match years_of(lines, titles).len() {
        0 | 1 => titles.first().copied(),
        _ => titles.last().copied(),
    }
}

/// What is said where titles of several years stand above the report.
fn warning(lines: &[Line], titles: &[(usize, usize)], chosen: &str) -> Option<Warning> {
    let years: Vec<String> = years_of(lines, titles).iter().map(i32::to_string).collect();
    (years.len() > 1).then(|| {
        let message = format!(
            "titles of the years {} stand above the report; taken is {chosen}",
            years.join(", ")
        );
        Warning::new("titles_differ", message)
    })
}

/// The shortest runs of lines that read as a title, in order.
fn titles(lines: &[Line]) -> Vec<(usize, usize)> {
    let reads = |from: usize, to: usize| {
        let squeezed = normalise::squeeze(&text_of(lines.get(from..to)?));
        let right = squeezed.contains("信息公开")
            && (squeezed.contains("报告") || squeezed.contains("年报"))
            && squeezed.chars().count() <= TITLE_CHARS
            && !squeezed.contains(['。', ';', ':', '《']);
        right.then_some((from, to))
    };
    let of_length = |n: usize| -> Vec<(usize, usize)> {
        let found = (0..lines.len()).filter_map(|from| reads(from, from + n));
        found
            .map(|(from, to)| (with_year_above(lines, from), to))
            .collect()
    };
    (1..=TITLE_LINES)
        .map(of_length)
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// 2022年度 or 年度 alone on the line above belongs to the title, too.
fn with_year_above(lines: &[Line], from: usize) -> usize {
    let is_year =
        |l: &Line| year_in(&l.text).is_some_and(|(_, raw)| raw.chars().count() + 1 >= l.text.chars().count());
    let above = from.checked_sub(1).and_then(|i| lines.get(i));
    match above {
        Some(above) if is_year(above) => from - 1,
        _ => from,
    }
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
pub(super) fn year_in(text: &str) -> Option<(i32, String)> {
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
        let read = read(&blocks, &[], &[]);
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
                read(&blocks, &[], &[]).agency.map(|f| f.value).as_deref(),
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

    #[test]
    fn links_to_the_reports_of_other_years_are_not_the_title() {
        let titles = [
            "某局2020年政府信息公开工作年度报告",
            "某局2021年政府信息公开工作年度报告",
            "某局2022年政府信息公开工作年度报告",
        ];
        check(&titles, Some("某局"), Some(2022), Some(titles[2]));
        let warned = |lines: &[&str]| {
            let block = |l: &&str| Block::new(BlockKind::Paragraph, *l, Provenance::Line(1));
            let blocks: Vec<Block> = lines.iter().map(block).collect();
            read(&blocks, &[], &[]).warning.map(|w| w.code)
        };
        assert_eq!(warned(&titles), Some("titles_differ"));
        assert_eq!(warned(&[titles[0], titles[0]]), None, "a cover and the title");
    }
}

//! Whose report a document is: out of its title, what names the office in so many words, and last what only speaks of it.

use super::Field;
use super::front::{Line, year_in};
use super::normalise;
use super::sheet::shown;
use crate::document::{Furniture, FurnitureKind};
use crate::fold;

/// The longest name of an agency, in characters.
const AGENCY_CHARS: usize = 40;
/// Lines above a title among which its agency is looked for, the nearest first, and lines below it.
const LINES_ABOVE: usize = 6;
const LINES_BELOW: usize = 2;
/// Lines from the start of a document's text whose sentences may name the agency.
const OPENING_LINES: usize = 6;

/// The lines of a document by where they stand to its title.
pub(super) struct Lines<'a> {
    /// Above the title, where there is one.
    pub(super) above: &'a [Line],
    /// Between the title and the first section; all lines before the first section, where there is no title.
    pub(super) below: &'a [Line],
    /// From the first section on.
    pub(super) rest: &'a [Line],
    /// The last ones of the document.
    pub(super) end: &'a [Line],
}

/// The agency of a document whose title does not name it. What says that it names the office comes before what only looks
/// so: a label, a line of its own beside the title, the signature, running heads, a sentence, the source of a web page.
pub(super) fn find(lines: &Lines<'_>, furniture: &[Furniture]) -> Option<Field<String>> {
    let Lines {
        above,
        below,
        rest,
        end,
    } = lines;
    let nearest = || above.iter().rev().take(LINES_ABOVE);
    let all = || rest.iter().chain(*end).chain(*above).chain(*below);
    all()
        .find_map(|l| labelled(l, is_issuer))
        .or_else(|| nearest().find_map(institution))
        .or_else(|| below.iter().take(LINES_BELOW).find_map(institution))
        .or_else(|| signature(end))
        .or_else(|| running_head(furniture))
        .or_else(|| {
            below
                .iter()
                .chain(rest.iter().take(OPENING_LINES))
                .find_map(in_sentences)
        })
        .or_else(|| all().find_map(|l| labelled(l, is_source).filter(|f| !is_website(&f.value))))
        .or_else(|| above.last().and_then(any_name))
}

/// What stands before the year, or before 政府信息公开, in a title.
pub(super) fn in_title(title: &str) -> Option<String> {
    let title = behind_document_number(title);
    let year_at = year_in(title).and_then(|(_, raw)| title.find(&raw));
    // Simplified characters take as many bytes as the traditional ones.
    let folded: String = title.chars().map(fold::simplified).collect();
    let words_at = ["政府信息公开", "信息公开"].iter().find_map(|w| folded.find(w));
    let cut = match (year_at, words_at) {
        // 2024年某局政府信息公开工作年度报告
        (Some(0), Some(b)) => {
            let (_, raw) = year_in(title)?;
            let name = title.get(raw.len()..b)?;
            let name = whose_report(name.strip_prefix('度').unwrap_or(name));
            return is_name(name).then(|| with_shared_word(name));
        }
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    let name = title.get(..cut)?.trim_matches(['《', '(', '（', '-', '—']);
    let name = whose_report(name);
    is_name(name).then(|| with_shared_word(name))
}

/// A name with the 政府 that it shares with the 政府信息公开 behind it: 某县人民政府信息公开年报 is the report of 某县人民政府.
fn with_shared_word(name: &str) -> String {
    let shared = if name.ends_with("人民") { "政府" } else { "" };
    format!("{name}{shared}")
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

/// Lines beside a title that are no names: a remark in brackets, of a draft, of the list of annexes, of the menu of a site, and how
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

/// Whether a text can be the name of an agency: short, some ideographs, nothing that names have not.
fn is_name(text: &str) -> bool {
    let chars = text.chars().count();
    let plain = !text.contains([
        '。', '，', '；', '：', ':', '〔', '【', '《', '、', '?', '？', '！', '>', '＞', '»', '|', '｜', '/',
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

/// With what the names of bodies end that report: a government, its offices and what belongs to them, schools, companies.
const ENDS: &str = "局委办厅府院会心处站所司校学队部署社馆团区室行园场镇乡街村科库港关庭台厂组协";

/// Whether a text is a name and ends as those of institutions do, a remark in brackets behind it apart: 某县教育局（本级）.
fn is_institution(text: &str) -> bool {
    let bare = match text.strip_suffix(['）', ')']) {
        Some(inside) => inside.rsplit_once(['（', '(']).map_or("", |(name, _)| name),
        None => text,
    };
    let ends = bare.chars().last().is_some_and(|c| ENDS.contains(c));
    let street = ["街道", "联合体", "管理段", "服务区"]
        .iter()
        .any(|end| bare.ends_with(end));
    is_name(text) && bare.chars().count() > 2 && (ends || street) && !is_website(bare)
}

fn field(line: &Line, value: &str) -> Field<String> {
    Field {
        value: value.to_owned(),
        raw: line.raw.clone(),
        provenance: line.provenance.clone(),
    }
}

/// The name on a line beside the title: 某局, （某局）, and of 某局文件 and 某局关于 the office whose document it is.
fn institution(line: &Line) -> Option<Field<String>> {
    let name = without_heading_word(&line.text);
    let inside = name
        .strip_prefix(['（', '('])
        .and_then(|n| n.strip_suffix(['）', ')']));
    let name = inside.unwrap_or(name);
    is_institution(name).then(|| field(line, name))
}

/// 某局文件 heads a document of 某局.
fn without_heading_word(text: &str) -> &str {
    let name = text.strip_suffix("关于").or_else(|| text.strip_suffix("文件"));
    name.filter(|n| is_name(n)).unwrap_or(text)
}

/// The line as a name, whatever it ends with, where it is of ideographs alone.
fn any_name(line: &Line) -> Option<Field<String>> {
    let name = without_heading_word(&line.text);
    let bare = |c: char| is_hanzi(c) || matches!(c, '（' | '）' | '(' | ')' | '·');
    (is_name(name) && name.chars().all(bare)).then(|| field(line, name))
}

/// Whether a label says who issues a document: 单位, 编制单位, 发布机构, 公开主体.
fn is_issuer(label: &str) -> bool {
    const DEEDS: [&str; 15] = [
        "编制",
        "编报",
        "填报",
        "填表",
        "报送",
        "上报",
        "报告",
        "发布",
        "公布",
        "公开",
        "制作",
        "发文",
        "印发",
        "信息发布",
        "责任",
    ];
    const WHO: [&str; 5] = ["单位", "机构", "机关", "部门", "主体"];
    let deed = WHO.iter().find_map(|who| label.strip_suffix(who));
    label == "单位" || deed.is_some_and(|deed| DEEDS.contains(&deed))
}

/// Whether a label says where a page of a website has its text from.
fn is_source(label: &str) -> bool {
    matches!(
        label,
        "来源" | "信息来源" | "文章来源" | "稿件来源" | "内容来源" | "稿源"
    )
}

fn is_website(name: &str) -> bool {
    ["网", "网站", "平台", "本站", "本网", "日报", "晚报"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// A name behind a label on a line, alone or among others: `编制单位（盖章）：某局`, `发布机构：某局　发布时间：...`.
fn labelled(line: &Line, is_label: impl Fn(&str) -> bool) -> Option<Field<String>> {
    let text = line.raw.replace(['：', '﹕'], ":");
    let mut parts = text.split(':');
    let mut before = parts.next()?;
    for behind in parts {
        let label = last_label(before);
        if let Some(name) = is_label(&label).then(|| value_of_label(before, behind)).flatten() {
            // 单位 alone names units of measure, too: 单位：万元.
            if label.chars().count() > 2 || is_institution(&name) {
                return Some(field(line, &name));
            }
        }
        before = behind;
    }
    None
}

/// How many brackets a text opens and does not close.
fn open_brackets(text: &str) -> usize {
    text.chars().fold(0, |open: usize, c| match c {
        '(' | '（' => open.saturating_add(1),
        ')' | '）' => open.saturating_sub(1),
        _ => open,
    })
}

/// The name behind a label: all that stands there, where it ends as a name does (某 县 教育局), or else what stands before a blank.
/// Of a label that stands in brackets with its value, what stands before they are closed: （填报单位：某局）.
fn value_of_label(before: &str, behind: &str) -> Option<String> {
    let behind = match open_brackets(before) {
        0 => behind,
        _ => behind.split([')', '）']).next()?,
    };
    let brackets = ['[', ']', '【', '】', '|', '｜'];
    let bare = |text: &str| shown(text).trim_matches(brackets).to_owned();
    let whole = Some(bare(behind)).filter(|n| is_institution(n));
    let first = || behind.split_whitespace().next().map(bare);
    whole.or_else(|| first().filter(|n| is_name(n)))
}

/// The label at the end of what stands before a colon, without a remark in brackets: 填报单位（盖章）. Blanks may stand between
/// its characters (来 源).
fn last_label(before: &str) -> String {
    let before = before.trim_end();
    let bare = match before.strip_suffix(['）', ')']) {
        Some(inside) => inside.rsplit_once(['（', '(']).map_or("", |(label, _)| label),
        None => before,
    };
    let squeezed = normalise::squeeze(bare);
    // Another label's value may stand before it: 2023-01-12 来源.
    let label = squeezed.rsplit(|c: char| !is_hanzi(c)).next();
    label.unwrap_or_default().to_owned()
}

/// The office that signs: on the line above a date, on the line of the date, or on the last line of all.
fn signature(tail: &[Line]) -> Option<Field<String>> {
    let dated = tail.iter().enumerate().rev().find_map(|(at, line)| {
        if is_date(&line.text) {
            let above = at.checked_sub(1).and_then(|above| tail.get(above))?;
            return institution(above);
        }
        let (name, date) = line.raw.trim().split_once(char::is_whitespace)?;
        (is_date(date) && is_institution(name)).then(|| field(line, name))
    });
    dated.or_else(|| tail.last().and_then(institution))
}

/// Whether a text is a date and nothing else: 2023年1月12日, 二〇二三年一月, 2023-01-12; brackets may stand around it.
fn is_date(text: &str) -> bool {
    let squeezed = normalise::squeeze(text);
    let bare = squeezed.trim_matches(['(', ')']);
    let digits = bare
        .chars()
        .filter(|c| c.is_ascii_digit() || "〇○零一二三四五六七八九十".contains(*c))
        .count();
    let marks = bare
        .chars()
        .filter(|c| matches!(c, '年' | '月' | '日' | '-' | '.' | '/'))
        .count();
    digits >= 5 && marks >= 2 && digits + marks == bare.chars().count()
}

/// The office that the heads and feet of the pages name.
fn running_head(furniture: &[Furniture]) -> Option<Field<String>> {
    let running = furniture
        .iter()
        .filter(|f| matches!(f.kind, FurnitureKind::PageHeader | FurnitureKind::PageFooter));
    running
        .flat_map(|f| f.text.lines().map(move |line| (line, f)))
        .find_map(|(text, f)| {
            let line = Line {
                text: shown(text),
                raw: text.trim().to_owned(),
                provenance: f.provenance.clone(),
            };
            let of_title = || {
                let name = in_title(&line.text).filter(|n| is_institution(n))?;
                Some(field(&line, &name))
            };
            institution(&line).or_else(of_title)
        })
}

/// The office of a sentence that says who made the report: 现将某局2022年政府信息公开工作报告如下, 某局编制本报告, 本报告由某局编制.
fn in_sentences(line: &Line) -> Option<Field<String>> {
    let pieces = line.text.split(['。', '，', '；', '：', ',', ';', ':']);
    // 本局, 我委, 局办公室 say nothing to a stranger.
    let named = |n: &String| is_institution(n) && !n.starts_with(['本', '我', '该', '各', '局', '委']);
    let name = pieces.filter_map(|piece| maker(piece.trim())).find(named)?;
    Some(field(line, &name))
}

/// Whom a part of a sentence says to have made the report.
fn maker(piece: &str) -> Option<String> {
    if let Some((before, behind)) = piece.split_once("编制") {
        if let Some((what, name)) = before.rsplit_once('由') {
            return what.ends_with("报告").then(|| name.to_owned());
        }
        let name = before.trim_end_matches("组织");
        return behind.contains("报告").then(|| name.to_owned());
    }
    let told = ["现将", "现公布", "现发布"]
        .iter()
        .find_map(|verb| piece.strip_prefix(verb))?;
    in_title(told).filter(|_| told.contains("信息公开"))
}

#[cfg(test)]
mod tests {
    use super::super::front;
    use super::*;
    use crate::document::{Block, BlockKind, Provenance};

    const TITLE: &str = "2022年政府信息公开工作年度报告";

    fn blocks(lines: &[&str]) -> Vec<Block> {
        let block =
            |(i, l): (usize, &&str)| Block::new(BlockKind::Paragraph, *l, Provenance::Line(i as u32 + 1));
        lines.iter().enumerate().map(block).collect()
    }

    fn agency(front: &[&str], rest: &[&str], header: Option<&str>) -> Option<String> {
        let furniture: Vec<Furniture> = header
            .map(|text| Furniture {
                kind: FurnitureKind::PageHeader,
                text: text.to_owned(),
                provenance: Vec::new(),
            })
            .into_iter()
            .collect();
        let read = front::read(&blocks(front), &blocks(rest), &furniture);
        read.agency.map(|f| f.value)
    }

    #[test]
    fn a_government_shares_its_last_word_with_the_title() {
        for title in [
            "2023年某县人民政府信息公开年报",
            "某县人民政府信息公开工作年度报告",
        ] {
            assert_eq!(
                agency(&[title], &[], None).as_deref(),
                Some("某县人民政府"),
                "{title}"
            );
        }
    }

    #[test]
    fn labels_on_a_line_with_others_name_the_agency() {
        for line in [
            "发布机构：某县司法局　发布时间：2023-01-12　浏览次数：35",
            "索引号：A12-3　公开主体: 某县司法局",
            "发布日期：2023-01-12 来 源：某县司法局 字体：大 中 小",
            "编制单位（盖章）：某 县 司 法 局",
            "（单位：某县司法局）",
        ] {
            assert_eq!(
                agency(&[TITLE, line], &[], None).as_deref(),
                Some("某县司法局"),
                "{line}"
            );
        }
        for line in [
            "监督单位：某县纪委",
            "来源：某县政府网",
            "发布时间：2023-01-12",
            "受理机构：某县政府办公室",
            "本年收费金额（单位：万元）",
            "单位：万元",
        ] {
            assert_eq!(agency(&[TITLE, line], &[], None), None, "{line}");
        }
    }

    #[test]
    fn the_signature_names_the_agency() {
        for rest in [
            &["六、其他需要报告的事项", "无。", "某县司法局", "2023年1月12日"][..],
            &[
                "六、其他需要报告的事项",
                "无。",
                "某县司法局",
                "二〇二三年一月十二日",
                "附件：统计表",
            ],
            &["六、其他需要报告的事项", "无。", "某县司法局　2023年1月12日"],
            &["六、其他需要报告的事项", "无。", "某县司法局"],
        ] {
            assert_eq!(
                agency(&[TITLE], rest, None).as_deref(),
                Some("某县司法局"),
                "{rest:?}"
            );
        }
        let rest = ["六、其他需要报告的事项", "以上数字截至", "2022年12月31日"];
        assert_eq!(agency(&[TITLE], &rest, None), None);
    }

    #[test]
    fn running_heads_and_sentences_name_the_agency() {
        for header in ["某县司法局", "某县司法局2022年政府信息公开工作年度报告"] {
            assert_eq!(
                agency(&[TITLE], &[], Some(header)).as_deref(),
                Some("某县司法局"),
                "{header}"
            );
        }
        assert_eq!(agency(&[TITLE], &[], Some("内部资料 注意保存")), None);
        for line in [
            "根据《条例》要求，某县司法局编制本年度报告。",
            "本报告由某县司法局编制。",
            "现将某县司法局2022年政府信息公开工作情况报告如下：",
        ] {
            assert_eq!(
                agency(&[TITLE, line], &[], None).as_deref(),
                Some("某县司法局"),
                "{line}"
            );
        }
        for line in [
            "本报告由本局编制。",
            "本报告由局办公室编制。",
            "结合实际编制本报告。",
        ] {
            assert_eq!(agency(&[TITLE, line], &[], None), None, "{line}");
        }
    }

    #[test]
    fn what_stands_beside_a_title_is_an_agency_only_where_it_ends_as_one() {
        assert_eq!(
            agency(&[TITLE, "（某县司法局）"], &[], None).as_deref(),
            Some("某县司法局")
        );
        // The path to the page, the name of the site.
        for line in [
            "首页 > 政务公开 > 某县司法局",
            "某县人民政府门户网站",
            "政务公开平台",
        ] {
            let found = agency(&[line, TITLE], &["某县司法局", "2023年1月12日"], None);
            assert_eq!(found.as_deref(), Some("某县司法局"), "{line}");
        }
        // An unusual name directly above the title.
        assert_eq!(agency(&["某某烟草"], &[], None), None);
        assert_eq!(
            agency(&["某某烟草", TITLE], &[], None).as_deref(),
            Some("某某烟草")
        );
    }
}

//! The six sections, found by their headings however they are numbered.

use std::ops::Range;

use super::normalise::{self, Outline};
use super::{Section, SectionKind};
use crate::document::{Block, BlockKind};

/// Whether a line of a text is the numbered heading of a section (四、政府信息公开行政复议、行政诉讼情况): it stands in no table.
pub(super) fn is_numbered_heading(line: &str) -> bool {
    // Of four bytes each at most, blanks between.
    if line.len() > 8 * HEADING_CHARS {
        return false;
    }
    let squeezed = normalise::squeeze(line);
    let (outline, rest) = normalise::split_outline(&squeezed);
    matches!(outline, Some((Outline::Chinese, _)))
        && squeezed.chars().count() <= HEADING_CHARS
        && !rest.contains(['。', ';', ':'])
        && kind_of(&normalise::label(line)).is_some()
}

/// The longest heading, in characters without white space; a longer block is text that may begin with a heading.
const HEADING_CHARS: usize = 45;

/// A block that may be the heading of a section.
struct Candidate {
    block: usize,
    kind: SectionKind,
    outline: Option<(Outline, u32)>,
    /// Whether text follows the heading in the same block.
    run_in: bool,
    heading: String,
}

/// Finds the sections of a document, in the order of its blocks, and the blocks before the first of them.
pub fn find(blocks: &[Block]) -> (Range<usize>, Vec<Section>) {
    let candidates: Vec<Candidate> = blocks
        .iter()
        .enumerate()
        .filter_map(|(i, b)| candidate(i, b))
        .collect();
    let mut chosen = choose(without_contents(candidates));
    chosen.extend(worded_otherwise(blocks, &chosen));
    chosen.sort_by_key(|c| c.block);
    let mut sections: Vec<Section> = chosen.iter().map(section).collect();
    sections.extend(parts_behind(blocks, &chosen));
    let ends: Vec<usize> = sections.iter().skip(1).map(start).chain([blocks.len()]).collect();
    for (section, end) in sections.iter_mut().zip(ends) {
        section.blocks.end = end.max(section.blocks.start);
    }
    (0..sections.first().map_or(blocks.len(), start), sections)
}

fn start(section: &Section) -> usize {
    section.heading_block.unwrap_or(section.blocks.start)
}

fn is_text(block: &Block) -> bool {
    matches!(
        block.kind,
        BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Caption
    )
}

fn candidate(index: usize, block: &Block) -> Option<Candidate> {
    if !is_text(block) {
        return None;
    }
    let shown = block.shown_text();
    let squeezed = normalise::squeeze(&shown);
    let (outline, rest) = normalise::split_outline(&squeezed);
    let short = squeezed.chars().count() <= HEADING_CHARS
        && !is_contents_line(&squeezed)
        && !is_sentence(rest, outline.is_some());
    // 六、其他需要报告的事项：无。 is a heading with its text behind a colon or a full stop.
    let goes_on = outline.and_then(|_| beginning(rest)).filter(|(_, title)| {
        let behind = rest.strip_prefix(title).unwrap_or_default();
        !short || behind.starts_with([':', '。', ',', ';'])
    });
    if goes_on.is_none() {
        let kind = short.then(|| kind_of(&normalise::label(&shown))).flatten()?;
        let heading = shown.trim().to_owned();
        return Some(Candidate {
            block: index,
            kind,
            outline,
            run_in: false,
            heading,
        });
    }
    let (kind, title) = goes_on?;
    let number = squeezed.strip_suffix(rest).unwrap_or_default();
    Some(Candidate {
        block: index,
        kind,
        outline,
        run_in: true,
        heading: format!("{number}{title}"),
    })
}

/// Whether a short text says something and heads nothing: a full stop ends it, or stands inside. Behind a number, one at the
/// end is a matter of style.
fn is_sentence(text: &str, is_numbered: bool) -> bool {
    let inside = if is_numbered {
        text.strip_suffix('。').unwrap_or(text)
    } else {
        text
    };
    inside.contains('。')
}

/// The sections in the form's order, each with the words of which its heading has one.
const IN_ORDER: [(SectionKind, &[&str]); 6] = [
    (SectionKind::Overview, &["总体", "概况", "概述", "基本情况"]),
    (SectionKind::Disclosure, &["公开"]),
    (SectionKind::Requests, &["申请"]),
    (SectionKind::Litigation, &["复议", "诉讼"]),
    (SectionKind::Problems, &["问题", "不足"]),
    (SectionKind::Other, &["其他", "其它"]),
];

/// Numbered sections that give a heading its number by these are at least this many.
const MIN_NUMBERED: usize = 3;

/// Headings in other words for sections that were not found (三、收到和处理申请情况): they are numbered as the sections that were
/// found are, have the number of theirs in the form, stand between those before and behind it, and have a word of it.
fn worded_otherwise(blocks: &[Block], chosen: &[Candidate]) -> Vec<Candidate> {
    let Some(style) = style_of(chosen) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (number, (kind, words)) in (1..).zip(IN_ORDER) {
        if chosen.iter().any(|c| c.kind == kind) {
            continue;
        }
        let place = |c: &Candidate| number_in_form(c.kind).map(|n| (n, c.block));
        let places = || chosen.iter().filter_map(place);
        let above = places()
            .filter(|(n, _)| *n < number)
            .map(|(_, block)| block + 1)
            .max();
        let below = places()
            .filter(|(n, _)| *n > number)
            .map(|(_, block)| block)
            .min();
        let range = above.unwrap_or(0)..below.unwrap_or(blocks.len());
        let heads = |at: &usize| {
            let heading = blocks.get(*at).and_then(|b| numbered_heading(b, (style, number)));
            heading.is_some_and(|label| words.iter().any(|w| label.contains(w)))
        };
        // Above the first of them a list of contents may stand.
        let mut range = range;
        let at = if above.is_some() {
            range.find(heads)
        } else {
            range.rev().find(heads)
        };
        found.extend(at.and_then(|at| {
            Some(Candidate {
                block: at,
                kind,
                outline: Some((style, number)),
                run_in: false,
                heading: blocks.get(at)?.shown_text().trim().to_owned(),
            })
        }));
    }
    found
}

/// A document without any of the tables is a report of a form only when this many of the form's headings are there.
const HEADINGS_WITHOUT_TABLES: usize = 4;

/// Whether the headings alone tell a report of a form: most of the form's are there, with its numbers or without any. Reports of the
/// years before have some of the same headings between others (四、收费及减免情况), and speak of 依申请公开 where the form speaks of
/// requests that were received; they follow none.
pub(super) fn are_of_form(sections: &[Section]) -> bool {
    let number = |s: &Section| {
        let squeezed = normalise::squeeze(&s.heading);
        normalise::split_outline(&squeezed).0.map(|(_, number)| number)
    };
    let in_form = |s: &&Section| {
        let kind = s.kind.and_then(number_in_form);
        kind.is_some() && number(s).is_none_or(|n| Some(n) == kind)
    };
    let has = |wanted: SectionKind| sections.iter().find(|s| s.kind == Some(wanted));
    let opens = has(SectionKind::Overview).is_some_and(|s| s.heading.contains("总体"));
    let asks = has(SectionKind::Requests).map_or(opens, |s| !s.heading.contains("依申请公开"));
    asks && sections.iter().filter(in_form).count() >= HEADINGS_WITHOUT_TABLES
}

/// The number of a section in the form.
fn number_in_form(kind: SectionKind) -> Option<u32> {
    (1..).zip(IN_ORDER).find(|(_, (k, _))| *k == kind).map(|(n, _)| n)
}

/// How sections are numbered, where at least [`MIN_NUMBERED`] have the number that the form gives them.
fn style_of(chosen: &[Candidate]) -> Option<Outline> {
    let numbered = |c: &Candidate| {
        let (style, number) = c.outline?;
        (Some(number) == number_in_form(c.kind)).then_some(style)
    };
    let styles: Vec<Outline> = chosen.iter().filter_map(numbered).collect();
    let count = |style: &Outline| styles.iter().filter(|s| *s == style).count();
    styles.iter().copied().find(|style| count(style) >= MIN_NUMBERED)
}

/// The label of a block that is a heading with this number.
fn numbered_heading(block: &Block, number: (Outline, u32)) -> Option<String> {
    // Of four bytes each at most, blanks between.
    if block.text.len() > 8 * HEADING_CHARS {
        return None;
    }
    let shown = block.shown_text();
    let squeezed = normalise::squeeze(&shown);
    let (outline, rest) = normalise::split_outline(&squeezed);
    let is_heading = is_text(block)
        && outline == Some(number)
        && squeezed.chars().count() <= HEADING_CHARS
        && !rest.contains(['。', ';', ':'])
        && !is_contents_line(&squeezed);
    is_heading.then(|| normalise::label(&shown))
}

/// A line of a table of contents ends with dots and a page number.
fn is_contents_line(squeezed: &str) -> bool {
    let text = squeezed.trim_end_matches(|c: char| c.is_ascii_digit());
    text.len() < squeezed.len() && (text.ends_with("..") || text.ends_with("……") || text.ends_with("··"))
}

/// Candidates without those of a table of contents: three or more headings one right below the other, all of which come again.
fn without_contents(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut start = 0;
    while let Some(first) = candidates.get(start) {
        let mut kinds = vec![first.kind];
        let follows = |(above, c): &(&Candidate, &Candidate)| c.block == above.block + 1;
        let pairs = candidates
            .iter()
            .skip(start)
            .zip(candidates.iter().skip(start + 1));
        for (_, c) in pairs.take_while(follows) {
            if kinds.contains(&c.kind) {
                break;
            }
            kinds.push(c.kind);
        }
        // The last heading of the run may be the first section itself, right below the list.
        let comes_again = |n: &usize| {
            let later = candidates.get(start + n..).unwrap_or_default();
            let again = |kind: &SectionKind| later.iter().any(|c| c.kind == *kind);
            kinds.iter().take(*n).all(again)
        };
        if let Some(n) = (3..=kinds.len()).rev().find(comes_again) {
            let listed = start..start + n;
            let kept = candidates.into_iter().enumerate();
            return kept
                .filter(|(i, _)| !listed.contains(i))
                .map(|(_, c)| c)
                .collect();
        }
        start += kinds.len();
    }
    candidates
}

/// What section a heading's label names, by the words that no other section's heading has together.
fn kind_of(label: &str) -> Option<SectionKind> {
    let has = |words: &[&str]| words.iter().all(|w| label.contains(w));
    if has(&["行政复议", "诉讼"]) {
        Some(SectionKind::Litigation)
    } else if has(&["其他", "报告", "事项"]) {
        Some(SectionKind::Other)
    } else if has(&["问题", "改进"]) || has(&["问题", "整改"]) {
        Some(SectionKind::Problems)
    } else if has(&["政府信息公开申请"]) && (has(&["收到"]) || has(&["处理"]) || has(&["办理"]))
    {
        Some(SectionKind::Requests)
    } else if has(&["主动公开", "政府信息"]) && !has(&["申请"]) {
        Some(SectionKind::Disclosure)
    } else if label.ends_with("总体情况") || label.ends_with("总体概况") {
        Some(SectionKind::Overview)
    } else {
        None
    }
}

/// The section title that a longer text begins with.
fn beginning(rest: &str) -> Option<(SectionKind, &str)> {
    const TITLES: [(SectionKind, &str); 7] = [
        (SectionKind::Overview, "总体情况"),
        (SectionKind::Disclosure, "主动公开政府信息情况"),
        (SectionKind::Requests, "收到和处理政府信息公开申请情况"),
        (SectionKind::Litigation, "政府信息公开行政复议、行政诉讼情况"),
        (SectionKind::Problems, "存在的主要问题及改进情况"),
        (SectionKind::Problems, "政府信息公开工作存在的主要问题及改进情况"),
        (SectionKind::Other, "其他需要报告的事项"),
    ];
    TITLES.into_iter().find(|(_, title)| rest.starts_with(title))
}

/// One candidate a section: those numbered in the way that most sections are, then the first.
fn choose(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let style = |c: &Candidate| c.outline.map(|(o, _)| o);
    let sections_in = |s: Option<Outline>| {
        let mut kinds: Vec<SectionKind> = Vec::new();
        for c in candidates.iter().filter(|c| style(c) == s && !c.run_in) {
            if !kinds.contains(&c.kind) {
                kinds.push(c.kind);
            }
        }
        kinds.len()
    };
    let rank: Vec<(bool, usize)> = candidates
        .iter()
        .map(|c| (!c.run_in, sections_in(style(c))))
        .collect();
    let mut best: Vec<(SectionKind, usize)> = Vec::new();
    for (i, c) in candidates.iter().enumerate() {
        match best.iter_mut().find(|(kind, _)| *kind == c.kind) {
            Some((_, held)) if rank.get(i) > rank.get(*held) => *held = i,
            Some(_) => {}
            None => best.push((c.kind, i)),
        }
    }
    let keep: Vec<usize> = best.into_iter().map(|(_, i)| i).collect();
    candidates
        .into_iter()
        .enumerate()
        .filter(|(i, _)| keep.contains(i))
        .map(|(_, c)| c)
        .collect()
}

fn section(candidate: &Candidate) -> Section {
    let squeezed = normalise::squeeze(&candidate.heading);
    let (outline, rest) = normalise::split_outline(&squeezed);
    let number = outline
        .and_then(|_| squeezed.strip_suffix(rest))
        .map(str::to_owned);
    let begin = if candidate.run_in {
        candidate.block
    } else {
        candidate.block + 1
    };
    Section {
        kind: Some(candidate.kind),
        number,
        heading: candidate.heading.clone(),
        blocks: begin..begin,
        heading_block: (!candidate.run_in).then_some(candidate.block),
    }
}

/// Headings behind the last known section that go on counting as the sections do: 七、附件.
fn parts_behind(blocks: &[Block], chosen: &[Candidate]) -> Vec<Section> {
    let Some(last) = chosen.last() else {
        return Vec::new();
    };
    let Some((style, mut number)) = last.outline else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    for (index, block) in blocks.iter().enumerate().skip(last.block + 1) {
        let shown = block.shown_text();
        let squeezed = normalise::squeeze(&shown);
        let (outline, rest) = normalise::split_outline(&squeezed);
        let stands_alone = squeezed.chars().count() <= HEADING_CHARS && !rest.ends_with(['。', ';', ',']);
        if is_text(block) && stands_alone && !rest.is_empty() && outline == Some((style, number + 1)) {
            number += 1;
            let printed = squeezed.strip_suffix(rest).map(str::to_owned);
            let heading = shown.trim().to_owned();
            let blocks = index + 1..index + 1;
            parts.push(Section {
                kind: None,
                number: printed,
                heading,
                blocks,
                heading_block: Some(index),
            });
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Provenance;

    fn check(lines: &[&str], expect: &[(Option<SectionKind>, &str, usize)]) {
        let blocks: Vec<Block> = lines
            .iter()
            .enumerate()
            .map(|(i, l)| Block::new(BlockKind::Paragraph, *l, Provenance::Line(i as u32 + 1)))
            .collect();
        let (_, sections) = find(&blocks);
        let got: Vec<_> = sections
            .iter()
            .map(|s| (s.kind, s.heading.as_str(), s.blocks.len()))
            .collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn headings_of_the_years_before_are_of_no_form() {
        let of_form = |headings: &[&str]| {
            let blocks: Vec<Block> = headings
                .iter()
                .map(|h| Block::new(BlockKind::Paragraph, *h, Provenance::Line(1)))
                .collect();
            are_of_form(&find(&blocks).1)
        };
        let own = [
            "一、总体情况",
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
        ];
        assert!(of_form(&own) && of_form(&own[1..]));
        let bare = own.map(|h| h.split_once('、').unwrap().1);
        assert!(of_form(&bare));
        let without_requests = [own[0], own[1], own[3], own[4]];
        assert!(of_form(&without_requests));
        assert!(!of_form(&[
            "一、概述",
            "二、主动公开政府信息情况",
            "三、政府信息公开申请办理情况",
            "四、政府信息公开的收费及减免情况",
            "五、因政府信息公开申请行政复议、提起行政诉讼情况",
            "六、存在的主要问题及改进情况",
            "七、其他需要报告的事项",
        ]));
        assert!(!of_form(&[
            "一、概述",
            "二、主动公开政府信息情况",
            "三、依申请公开政府信息情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
        ]));
    }

    #[test]
    fn a_table_of_contents_holds_no_sections() {
        use SectionKind::{Disclosure, Overview, Requests};
        check(
            &[
                "目录",
                "一、总体情况 1",
                "二、主动公开政府信息情况 2",
                "三、收到和处理政府信息公开申请情况 3",
                "四、政府信息公开行政复议、行政诉讼情况 4",
                "一、总体情况",
                "全年公开五条。",
                "二、主动公开政府信息情况",
                "见表。",
                "三、收到和处理政府信息公开申请情况",
                "四、政府信息公开行政复议、行政诉讼情况",
                "没有。",
            ],
            &[
                (Some(Overview), "一、总体情况", 1),
                (Some(Disclosure), "二、主动公开政府信息情况", 1),
                (Some(Requests), "三、收到和处理政府信息公开申请情况", 0),
                (
                    Some(SectionKind::Litigation),
                    "四、政府信息公开行政复议、行政诉讼情况",
                    1,
                ),
            ],
        );
    }

    #[test]
    fn headings_are_found_however_they_are_numbered() {
        use SectionKind::{Disclosure, Litigation, Other, Overview, Problems, Requests};
        check(
            &[
                "某局",
                "一、总体情况",
                "文字。",
                "2、 主动公开政府信息情况",
                "3、 收到和处理政府信息公开申请情况",
                "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
                "存在的主要问题及改进情况",
                "六、其他需要报告的事项：无。",
            ],
            &[
                (Some(Overview), "一、总体情况", 1),
                (Some(Disclosure), "2、 主动公开政府信息情况", 0),
                (Some(Requests), "3、 收到和处理政府信息公开申请情况", 0),
                (
                    Some(Litigation),
                    "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
                    0,
                ),
                (Some(Problems), "存在的主要问题及改进情况", 0),
                (Some(Other), "六、其他需要报告的事项", 1),
            ],
        );
    }

    #[test]
    fn a_subheading_with_the_same_words_is_passed_over() {
        use SectionKind::{Disclosure, Overview, Requests};
        check(
            &[
                "一、总体情况",
                "（一）主动公开政府信息情况",
                "文字。",
                "二、主动公开政府信息情况",
                "三、收到和处理政府信息公开申请情况",
            ],
            &[
                (Some(Overview), "一、总体情况", 2),
                (Some(Disclosure), "二、主动公开政府信息情况", 0),
                (Some(Requests), "三、收到和处理政府信息公开申请情况", 0),
            ],
        );
    }

    #[test]
    fn headings_in_other_words_are_known_by_their_numbers_and_sentences_are_none() {
        use SectionKind::{Disclosure, Litigation, Other, Overview, Problems, Requests};
        check(
            &[
                "一、工作总体情况",
                "（一）主动公开。公布信息二十条。",
                "（二）依申请公开。收到政府信息公开申请三件，均已办理。",
                "二、主动公开信息情况",
                "三、收到和处理申请情况",
                "四、行政复议和行政诉讼情况",
                "五、存在的问题及改进措施",
                "六、其他事项",
                "无其他需要报告的事项。",
            ],
            &[
                (Some(Overview), "一、工作总体情况", 2),
                (Some(Disclosure), "二、主动公开信息情况", 0),
                (Some(Requests), "三、收到和处理申请情况", 0),
                (Some(Litigation), "四、行政复议和行政诉讼情况", 0),
                (Some(Problems), "五、存在的问题及改进措施", 0),
                (Some(Other), "六、其他事项", 1),
            ],
        );
        // Of two sections nothing tells how the others are numbered.
        check(
            &[
                "一、总体情况",
                "二、公开信息",
                "三、申请",
                "四、行政复议和行政诉讼情况",
            ],
            &[
                (Some(Overview), "一、总体情况", 2),
                (Some(Litigation), "四、行政复议和行政诉讼情况", 0),
            ],
        );
    }

    #[test]
    fn a_part_without_a_place_in_the_form_has_no_kind() {
        use SectionKind::{Other, Problems};
        check(
            &[
                "五、存在的主要问题及改进情况",
                "六、其他需要报告的事项",
                "无",
                "七、附件",
                "清单",
            ],
            &[
                (Some(Problems), "五、存在的主要问题及改进情况", 0),
                (Some(Other), "六、其他需要报告的事项", 1),
                (None, "七、附件", 1),
            ],
        );
    }
}

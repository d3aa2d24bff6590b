//! Damages to what the readings stand on: a character that all readings share is changed or lost, and rulings are moved
//! or lost. What all readings share shows in no comparison of them, only where an equation breaks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use baobiao::check::{self, Check, Outcome};
use baobiao::document::Provenance;
use baobiao::evidence::Verdict;
use baobiao::extract::{Assessment, Content, assess, assessment_of, document_of, read_content};
use baobiao::geometry::Point;
use baobiao::reader::docx::RawBlock;
use baobiao::report::{Report, Status, Value, ValueKind, ValuePath};
use common::{Dice, options};

/// Damages of each class to a sample.
const ROUNDS: usize = 4;

/// What is done to the content that a format's reader gave; `false` when there is nothing to do it to.
type Damage = fn(&mut Content, &Assessment, &mut Dice) -> bool;

/// What all readings share.
const SHARED: [(&str, Damage); 2] = [("digit changed", change_digit), ("digit lost", lose_digit)];
/// What one reading alone stands on.
const RULINGS: [(&str, Damage); 2] = [("ruling moved", move_ruling), ("ruling lost", lose_ruling)];

fn change_digit(content: &mut Content, before: &Assessment, dice: &mut Dice) -> bool {
    let add = 1 + dice.roll(9) as u32;
    let new = |c: char| char::from_digit((c.to_digit(10).unwrap() + add) % 10, 10);
    on_a_digit(content, before, dice, &new)
}

fn lose_digit(content: &mut Content, before: &Assessment, dice: &mut Dice) -> bool {
    on_a_digit(content, before, dice, &|_| None)
}

/// Replaces one digit of some value of the report, or takes it away.
fn on_a_digit(
    content: &mut Content,
    before: &Assessment,
    dice: &mut Dice,
    new: &dyn Fn(char) -> Option<char>,
) -> bool {
    match content {
        Content::Pdf(content) => {
            let boxes: Vec<_> = value_boxes(&before.report).collect();
            let is_value = |page: u32, at: Point| {
                let holds = |b: &baobiao::geometry::Rect| {
                    b.x0 <= at.x && at.x <= b.x1 && b.top <= at.y && at.y <= b.bottom
                };
                boxes.iter().any(|(p, b)| *p == page && holds(b))
            };
            let mut digits = Vec::new();
            for (page, number) in content.pages.iter().zip(0..) {
                let of_values =
                    page.chars.iter().enumerate().filter(|(_, c)| {
                        c.unicode.is_ascii_digit() && is_value(page.number, c.bbox.center())
                    });
                digits.extend(of_values.map(|(at, _)| (number, at)));
            }
            let Some(&(page, at)) = digits.get(dice.roll(digits.len())) else {
                return false;
            };
            let chars = &mut content.pages[page as usize].chars;
            match new(chars[at].unicode) {
                Some(c) => chars[at].unicode = c,
                None => drop(chars.remove(at)),
            }
            true
        }
        Content::Docx(content) => {
            let mut texts = Vec::new();
            cell_texts(&mut content.blocks, false, &mut texts);
            on_a_digit_of(&mut texts, dice, new)
        }
        Content::Text(content) => on_a_digit_of(&mut content.lines.iter_mut().collect::<Vec<_>>(), dice, new),
    }
}

/// Pages and boxes of the report's numbers.
fn value_boxes(report: &Report) -> impl Iterator<Item = (u32, baobiao::geometry::Rect)> {
    let numbers = report.values().filter(|(_, v)| v.number.is_some());
    numbers.flat_map(|(_, v)| &v.provenance).filter_map(|p| match p {
        Provenance::Page { page, bbox } => Some((*page, *bbox)),
        _ => None,
    })
}

/// The texts of all table cells.
fn cell_texts<'a>(blocks: &'a mut [RawBlock], in_table: bool, texts: &mut Vec<&'a mut String>) {
    for block in blocks {
        match block {
            RawBlock::Paragraph(p) if in_table => texts.push(&mut p.text),
            RawBlock::Table(t) => {
                let cells = t.rows.iter_mut().flat_map(|r| &mut r.cells);
                cells.for_each(|c| cell_texts(&mut c.blocks, true, texts));
            }
            _ => {}
        }
    }
}

fn on_a_digit_of(texts: &mut [&mut String], dice: &mut Dice, new: &dyn Fn(char) -> Option<char>) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let all: usize = texts.iter().map(|t| digits(t)).sum();
    let mut at = dice.roll(all);
    for text in texts.iter_mut() {
        let here = digits(text);
        if at >= here {
            at -= here;
            continue;
        }
        let (place, c) = text
            .char_indices()
            .filter(|(_, c)| c.is_ascii_digit())
            .nth(at)
            .unwrap();
        let new = new(c).map(String::from).unwrap_or_default();
        text.replace_range(place..place + c.len_utf8(), &new);
        return true;
    }
    false
}

/// Does something to all rulings of a page that lie on one line.
fn on_a_ruling(
    content: &mut Content,
    dice: &mut Dice,
    keep: impl Fn(&mut baobiao::geometry::Ruling) -> bool,
) -> bool {
    let Content::Pdf(content) = content else {
        return false;
    };
    let pages: Vec<usize> = (0..content.pages.len())
        .filter(|&p| !content.pages[p].rulings.is_empty())
        .collect();
    let Some(&page) = pages.get(dice.roll(pages.len())) else {
        return false;
    };
    let rulings = &mut content.pages[page].rulings;
    let one = rulings[dice.roll(rulings.len())];
    rulings.retain_mut(|r| {
        let on_line = r.orientation == one.orientation && (r.position - one.position).abs() < 1.0;
        !on_line || keep(r)
    });
    true
}

fn move_ruling(content: &mut Content, _: &Assessment, dice: &mut Dice) -> bool {
    let by = (3 + dice.roll(40)) as f32 * if dice.roll(2) == 0 { -1.0 } else { 1.0 };
    on_a_ruling(content, dice, |r| {
        r.position += by;
        true
    })
}

fn lose_ruling(content: &mut Content, _: &Assessment, dice: &mut Dice) -> bool {
    on_a_ruling(content, dice, |_| false)
}

fn values(report: &Report) -> BTreeMap<String, Value> {
    report.values().map(|(p, v)| (p.to_string(), v.clone())).collect()
}

/// Values of the damaged document that are there and differ from the undamaged ones.
fn wrong_values<'a>(
    before: &'a BTreeMap<String, Value>,
    after: &'a BTreeMap<String, Value>,
) -> Vec<(&'a str, &'a Value)> {
    let same = |p: &str, v: &Value| {
        before
            .get(p)
            .is_some_and(|b| b.kind == v.kind && b.number == v.number)
    };
    let there = after.iter().filter(|(_, v)| v.kind != ValueKind::Absent);
    there
        .filter(|(p, v)| !same(p, v))
        .map(|(p, v)| (p.as_str(), v))
        .collect()
}

fn was_zero(before: &BTreeMap<String, Value>, path: &str) -> bool {
    before
        .get(path)
        .and_then(|v| v.number)
        .is_some_and(|n| n.is_zero())
}

/// Whether an equation through this value held before and fails now.
fn breaks(path: &str, before: &[Check], after: &[Check]) -> bool {
    let through = |c: &&Check| check::is_equation(c.rule) && c.cells.iter().any(|p| p == path);
    let fails = |c: &Check| c.outcome == Outcome::Fail || c.outcome_blank_as_zero == Some(Outcome::Fail);
    after.iter().filter(through).filter(|c| fails(c)).any(|now| {
        let was = before.iter().find(|c| c.rule == now.rule && c.place == now.place);
        was.is_some_and(|c| c.outcome == Outcome::Pass)
    })
}

/// What came of the damages of one class in one table.
#[derive(Clone, Copy, Default)]
struct Count {
    /// Wrong values.
    wrong: usize,
    /// Of those: an equation that held breaks.
    breaks: usize,
    /// Of those that break none: the readings differ, or the verdict is `suspect`.
    doubted: usize,
    /// Of the rest: a 0 that reads as a blank, which changes no sum.
    zero_to_blank: usize,
    /// None of these: no equation reaches the value, or it could not be applied.
    unseen: usize,
}

#[derive(Default)]
struct Tally {
    counts: BTreeMap<(&'static str, String), Count>,
    done: BTreeMap<&'static str, usize>,
    faults: Vec<String>,
    /// Samples of which a reading was not asked for.
    spared: usize,
}

/// What an assessment says of its report, without what each reading says.
fn outcome(found: &Assessment) -> (Option<Verdict>, Vec<(String, String, Status)>) {
    let value = |(path, v): (ValuePath, &Value)| (path.to_string(), v.raw.clone(), v.status);
    (
        found.judgement.verdict,
        found.report.values().map(value).collect(),
    )
}

fn damage_sample(path: &Path, tally: &mut Tally) {
    let bytes = std::fs::read(path).unwrap();
    let options = options(path);
    let content = read_content(&bytes, &options).unwrap();
    let before = assess(document_of(content.clone(), &options).unwrap());
    let right = values(&before.report);
    if right.is_empty() {
        return;
    }
    let file = path.file_name().unwrap().to_string_lossy();
    // Readings that are asked for only where the others leave something open change nothing where they do not.
    let asked = assessment_of(content.clone(), &options).unwrap();
    assert_eq!(outcome(&asked), outcome(&before), "{file}");
    tally.spared += usize::from(asked.document.readings.len() < before.document.readings.len());
    let mut dice = Dice::of(&file);
    for (name, damage) in SHARED.iter().chain(&RULINGS) {
        for _ in 0..ROUNDS {
            let mut content = content.clone();
            if !damage(&mut content, &before, &mut dice) {
                continue;
            }
            *tally.done.entry(name).or_default() += 1;
            let after = assessment_of(content, &options).unwrap();
            let now = values(&after.report);
            let verdict = after.judgement.verdict;
            let suspect = verdict == Some(Verdict::Suspect);
            for (value_path, value) in wrong_values(&right, &now) {
                let table = value_path.split('/').next().unwrap().to_owned();
                let count = tally.counts.entry((name, table)).or_default();
                let broken = breaks(value_path, &before.checks, &after.checks);
                let doubted = suspect || value.status == Status::Disputed;
                count.wrong += 1;
                match (broken, doubted) {
                    (true, _) => count.breaks += 1,
                    (false, true) => count.doubted += 1,
                    _ if was_zero(&right, value_path) && value.kind == ValueKind::Blank => {
                        count.zero_to_blank += 1
                    }
                    (false, false) => count.unseen += 1,
                }
                let shared = SHARED.iter().any(|(n, _)| n == name);
                let unflagged = !doubted && (!shared || (broken && verdict == Some(Verdict::Verified)));
                let sure = broken && value.status == Status::Confirmed;
                if unflagged || sure {
                    tally.faults.push(format!(
                        "{file}, {name}: {value_path} is {} ({}), {verdict:?}",
                        value.raw,
                        value.status.as_str()
                    ));
                }
            }
        }
    }
}

#[test]
fn a_damage_below_the_readings_is_told_where_an_equation_breaks() {
    let [mut all, other] = common::on_two_threads(damage_sample);
    for (key, c) in other.counts {
        let count = all.counts.entry(key).or_default();
        count.wrong += c.wrong;
        count.breaks += c.breaks;
        count.doubted += c.doubted;
        count.zero_to_blank += c.zero_to_blank;
        count.unseen += c.unseen;
    }
    for (name, n) in other.done {
        *all.done.entry(name).or_default() += n;
    }
    all.faults.extend(other.faults);
    all.spared += other.spared;
    eprintln!("damage          table         wrong   breaks  doubted  0-blank  unseen");
    for ((name, table), c) in &all.counts {
        let Count {
            wrong,
            breaks,
            doubted,
            zero_to_blank,
            unseen,
        } = c;
        eprintln!("{name:15} {table:12} {wrong:6} {breaks:8} {doubted:8} {zero_to_blank:8} {unseen:7}");
    }
    eprintln!("damages: {:?}", all.done);
    assert!(
        all.faults.is_empty(),
        "{} faults:\n{}",
        all.faults.len(),
        all.faults.join("\n")
    );
    assert!(
        all.done.values().sum::<usize>() > 1_000,
        "only {:?} damages were made",
        all.done
    );
    assert!(
        all.spared >= 10,
        "a reading was spared in {} samples only",
        all.spared
    );
}

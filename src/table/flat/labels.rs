//! Row labels of rows that lost their empty cells: which label column each label belongs to.
//!
//! A label that spans rows is printed in its first row alone, so a later row starts with a deeper label. How deep is
//! told by known labels, by the kind of outline number (一、 above （一） above 1.), and last by counting from the right.

use super::blocks::{Class, Row};
use super::{LabelHints, is_total_word};
use crate::table::outline::{OutlineKind, parse_outline};

/// Where the labels of some rows stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelPlan {
    /// Number of label columns.
    pub columns: usize,
    /// For each row the label column of each of its labels, rising from left to right.
    pub starts: Vec<Vec<usize>>,
    /// For each row whether the columns are a guess.
    pub guessed: Vec<bool>,
}

/// What is known of one label's depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    Known(usize),
    Kind(OutlineKind),
    Total,
    Open,
}

/// Plans the label columns for rows of which all cells before the values are labels.
pub(super) fn plan(rows: &[&Row<'_>], hints: &dyn LabelHints) -> LabelPlan {
    let labels: Vec<Vec<&str>> = rows.iter().map(|r| label_texts(r)).collect();
    let most = labels.iter().map(Vec::len).max().unwrap_or(0);
    let known = known_columns(&labels, hints);
    if most <= 1 && known.unwrap_or(0) <= 1 {
        return LabelPlan {
            columns: most,
            starts: labels.iter().map(|l| vec![0; l.len()]).collect(),
            guessed: vec![false; labels.len()],
        };
    }
    let kinds = outline_kinds(&labels);
    let columns = known
        .unwrap_or(0)
        .max(most)
        .max(if known.is_some() { 0 } else { kinds.len() });
    let mut plan = LabelPlan {
        columns,
        starts: Vec::new(),
        guessed: Vec::new(),
    };
    for row in &labels {
        let (starts, guessed) = place_row(row, columns, &kinds, hints);
        plan.starts.push(starts);
        plan.guessed.push(guessed);
    }
    plan
}

fn label_texts<'a>(row: &Row<'a>) -> Vec<&'a str> {
    (0..row.lead())
        .filter(|&i| row.classes.get(i) != Some(&Class::Empty))
        .map(|i| row.text(i))
        .collect()
}

/// The number of label columns when most labels are known ones.
fn known_columns(labels: &[Vec<&str>], hints: &dyn LabelHints) -> Option<usize> {
    let all = labels.iter().flatten().count();
    let levels: Vec<u8> = labels
        .iter()
        .flatten()
        .filter_map(|l| hints.row_level(l))
        .collect();
    if levels.len() * 2 <= all {
        return None;
    }
    levels.iter().max().map(|&deepest| usize::from(deepest) + 1)
}

/// The kinds of outline numbers among the labels, from the outermost.
fn outline_kinds(labels: &[Vec<&str>]) -> Vec<OutlineKind> {
    let mut kinds: Vec<OutlineKind> = labels
        .iter()
        .flatten()
        .filter_map(|l| parse_outline(l))
        .map(|o| o.kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn depth(label: &str, hints: &dyn LabelHints) -> Depth {
    if let Some(level) = hints.row_level(label) {
        return Depth::Known(usize::from(level));
    }
    if let Some(outline) = parse_outline(label) {
        return Depth::Kind(outline.kind);
    }
    if is_total_word(label) {
        Depth::Total
    } else {
        Depth::Open
    }
}

/// The start columns of one row's labels and whether they are a guess.
fn place_row(
    labels: &[&str],
    columns: usize,
    kinds: &[OutlineKind],
    hints: &dyn LabelHints,
) -> (Vec<usize>, bool) {
    let count = labels.len();
    if count >= columns {
        return ((0..count).collect(), false);
    }
    let depths: Vec<Depth> = labels.iter().map(|l| depth(l, hints)).collect();
    let mut starts: Vec<usize> = Vec::with_capacity(count);
    let mut guessed = false;
    for (i, depth) in depths.iter().enumerate() {
        let from_right = columns - count + i;
        let wanted = match depth {
            Depth::Known(level) => *level,
            Depth::Kind(kind) => kinds.iter().position(|k| k == kind).unwrap_or(from_right),
            Depth::Total if count == 1 => 0,
            Depth::Total | Depth::Open => {
                guessed = true;
                from_right
            }
        };
        // Columns rise from left to right and leave room for the labels that follow in the row.
        let least = starts.last().map_or(0, |s| s + 1);
        let start = wanted.clamp(least, from_right.max(least));
        guessed |= start != wanted;
        starts.push(start);
    }
    (starts, guessed)
}

#[cfg(test)]
mod tests {
    use super::super::RowForm;
    use super::super::blocks::tests::row;
    use super::super::{FlatRow, NoHints};
    use super::*;

    fn check(lines: &[&str], columns: usize, starts: &[&[usize]], guessed: &[usize]) {
        let flat: Vec<FlatRow> = lines
            .iter()
            .map(|l| row(RowForm::Lost { width: None }, l))
            .collect();
        let rows: Vec<Row<'_>> = flat.iter().map(Row::new).collect();
        let plan = plan(&rows.iter().collect::<Vec<_>>(), &NoHints);
        assert_eq!(plan.columns, columns);
        assert_eq!(plan.starts, starts);
        let found: Vec<usize> = (0..lines.len()).filter(|&i| plan.guessed[i]).collect();
        assert_eq!(found, guessed);
    }

    #[test]
    fn outline_numbers_tell_the_column() {
        let lines = [
            "一、甲 | 1",
            "二、乙 | （一）丙 | 1",
            "（二）丁 | 1.戊 | 1",
            "2.己 | 1",
            "（三）总计 | 1",
            "三、庚 | 1",
        ];
        check(&lines, 3, &[&[0], &[0, 1], &[1, 2], &[2], &[1], &[0]], &[]);
    }

    #[test]
    fn one_label_a_row_is_one_column_whatever_its_numbers() {
        check(
            &["一、甲 | 1", "（一）乙 | 1", "1.丙 | 1"],
            1,
            &[&[0], &[0], &[0]],
            &[],
        );
    }

    #[test]
    fn unnumbered_labels_go_to_the_right_and_are_a_guess() {
        let lines = ["East | First | 1", "Second | 2", "Total | 3"];
        check(&lines, 2, &[&[0, 1], &[1], &[0]], &[1]);
    }
}

//! Columns told by the heads over them: each lowest head has its column, wherever in it the head stands.

use crate::geometry::Rect;

use super::columns::{Column, Segment};

/// Lines of one head follow one another within this many em, baseline to baseline.
const LINE_STEP_EM: f32 = 1.5;
/// Lines of one head begin, stand or end below one another within this many em.
const IN_LINE_EM: f32 = 0.3;

/// The columns of the body widened by the heads over them, and those of heads without a text below; `None` where it is not
/// clear which head stands over which column, or a column but the first, of labels, has no head.
///
/// `rules` are horizontal lines as (y, x0, x1); lengths in points, `em` is the type size.
pub(crate) fn columns(
    body: &[Column],
    heads: &[&[Segment]],
    rules: &[(f32, f32, f32)],
    em: f32,
) -> Option<Vec<Column>> {
    let mut leaves = leaves(&texts(heads, rules, em), em);
    // What stands over two columns heads both, though nothing stands right below it.
    leaves.retain(|l| body.iter().filter(|c| overlaps(l, c)).count() < 2);
    let lowest = leaves.iter().map(|l| l.bottom).fold(0.0, f32::max);
    let (mut below, mut above) = (body, leaves.as_slice());
    if let (Some(first), Some(head)) = (body.first(), leaves.first())
        && head.x0 > first.x1
        && body.len() > leaves.len()
    {
        below = body.get(1..)?;
    }
    let mut out: Vec<Column> = body.get(..body.len() - below.len())?.to_vec();
    // From one head that stands over its column to the next; between them, heads and columns pair off one by one.
    while !below.is_empty() || !above.is_empty() {
        let over = |(i, head): (usize, &Rect)| Some((i, below.iter().position(|c| overlaps(head, c))?));
        let all = (above.len(), below.len());
        let next = above.iter().enumerate().find_map(over);
        let (n_heads, n_columns) = next.filter(|_| all.0 != all.1).unwrap_or(all);
        let (heads, columns) = (above.get(..n_heads)?, below.get(..n_columns)?);
        match (heads.len(), columns.len()) {
            (a, b) if a == b => out.extend(heads.iter().zip(columns).map(|(h, c)| union(h, c))),
            // A head above others may stand in the middle over two columns.
            (_, 0) if heads.iter().all(|h| h.bottom > lowest - IN_LINE_EM * em) => {
                out.extend(heads.iter().map(|h| Column { x0: h.x0, x1: h.x1 }));
            }
            _ => return None,
        }
        (above, below) = (above.get(n_heads..)?, below.get(n_columns..)?);
        if let (Some(head), Some(column)) = (above.first(), below.first()) {
            out.push(union(head, column));
            (above, below) = (above.get(1..)?, below.get(1..)?);
        }
    }
    let apart = |w: &[Column]| matches!(w, [a, b] if a.x1 < b.x0);
    out.windows(2).all(apart).then_some(out)
}

fn overlaps(head: &Rect, column: &Column) -> bool {
    head.x0 < column.x1 && column.x0 < head.x1
}

fn union(head: &Rect, column: &Column) -> Column {
    Column {
        x0: column.x0.min(head.x0),
        x1: column.x1.max(head.x1),
    }
}

/// The boxes of whole texts: a line goes on with the one right above it where the two stand in line and nothing else
/// stands above or below either.
fn texts(heads: &[&[Segment]], rules: &[(f32, f32, f32)], em: f32) -> Vec<Rect> {
    let over = |a: &Rect, b: &Rect| a.x0 < b.x1 && b.x0 < a.x1;
    let in_line = |a: &Rect, b: &Rect| {
        let places = [(a.x0, b.x0), (a.center().x, b.center().x), (a.x1, b.x1)];
        places.iter().any(|(a, b)| (a - b).abs() <= IN_LINE_EM * em)
    };
    let parted = |a: &Rect, b: &Rect| {
        let between = |r: &&(f32, f32, f32)| r.0 > a.bottom - 0.5 * em && r.0 < b.center().y;
        rules.iter().filter(between).any(|r| r.1 < b.x1 && r.2 > b.x0)
    };
    let mut out: Vec<Rect> = Vec::new();
    for line in heads {
        let above = out.clone();
        for segment in line.iter() {
            let b = segment.bbox;
            let near = |a: &Rect| over(a, &b) && b.bottom - a.bottom <= LINE_STEP_EM * em;
            let mut hosts = above.iter().enumerate().filter(|(_, a)| near(a));
            let (host, other) = (hosts.next(), hosts.next());
            let alone = |a: &Rect| line.iter().filter(|s| over(a, &s.bbox)).count() == 1;
            let goes_on =
                host.filter(|(_, a)| other.is_none() && alone(a) && in_line(a, &b) && !parted(a, &b));
            match goes_on.and_then(|(i, _)| out.get_mut(i)) {
                Some(text) => *text = text.union(&b),
                None => out.push(b),
            }
        }
    }
    out
}

/// The texts that have no other below them, from left to right.
fn leaves(texts: &[Rect], em: f32) -> Vec<Rect> {
    let below = |a: &Rect, b: &Rect| b.top >= a.bottom - 0.3 * em && a.x0 < b.x1 && b.x0 < a.x1;
    let mut out: Vec<Rect> = texts
        .iter()
        .filter(|a| !texts.iter().any(|b| below(a, b)))
        .copied()
        .collect();
    out.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::words::tests::{all_words, blank_page, print};
    use crate::layout::words::{Line, lines};
    use crate::table::columns::segments;

    /// The columns of a body at these x under heads in lines of texts with their x.
    fn told(
        body: &[(f32, f32)],
        heads: &[&[(&str, f32)]],
        rules: &[(f32, f32, f32)],
    ) -> Option<Vec<(f32, f32)>> {
        let mut page = blank_page();
        for (i, line) in heads.iter().enumerate() {
            for (text, x) in *line {
                print(&mut page, text, *x, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            }
        }
        let all: Vec<Line> = lines(all_words(&page));
        let rows: Vec<Vec<Segment>> = all.iter().map(segments).collect();
        let rows: Vec<&[Segment]> = rows.iter().map(Vec::as_slice).collect();
        let body: Vec<Column> = body.iter().map(|(x0, x1)| Column { x0: *x0, x1: *x1 }).collect();
        let found = columns(&body, &rows, rules, 10.0)?;
        Some(found.iter().map(|c| (c.x0, c.x1)).collect())
    }

    const BODY: [(f32, f32); 3] = [(50.0, 80.0), (180.0, 200.0), (280.0, 300.0)];

    #[test]
    fn heads_stand_at_other_sides_of_their_columns_than_the_texts() {
        let heads: [&[(&str, f32)]; 1] = [&[("Name", 50.0), ("Sum", 110.0), ("Part", 215.0)]];
        let columns = [(50.0, 80.0), (110.0, 200.0), (215.0, 300.0)];
        assert_eq!(told(&BODY, &heads, &[]), Some(columns.to_vec()));
        // The first column may have no head; another must.
        let columns = [(50.0, 80.0), (110.0, 200.0), (215.0, 300.0)];
        assert_eq!(told(&BODY, &[&heads[0][1..]], &[]), Some(columns.to_vec()));
        assert_eq!(told(&BODY, &[&heads[0][..2]], &[]), None);
    }

    #[test]
    fn a_head_over_others_is_no_column_and_a_low_one_without_texts_below_is() {
        let heads: [&[(&str, f32)]; 2] = [
            &[("Both", 150.0)],
            &[("Name", 50.0), ("Sum", 110.0), ("Part", 215.0)],
        ];
        assert_eq!(told(&BODY, &heads, &[]), None);
        let below = [(105.0, 100.0, 300.0)];
        let over: [&[(&str, f32)]; 2] = [&[("Both of them", 105.0)], heads[1]];
        assert_eq!(told(&BODY, &over, &below).map(|c| c.len()), Some(3));
        let more: [&[(&str, f32)]; 1] = [&[("Name", 50.0), ("Sum", 180.0), ("Note", 230.0), ("Part", 280.0)]];
        assert_eq!(told(&BODY, &more, &[]).map(|c| c.len()), Some(4));
    }
}

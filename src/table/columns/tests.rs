use super::*;
use crate::layout::words::lines;
use crate::layout::words::tests::{all_words, blank_page, print};

#[test]
fn of_columns_from_left_to_right_those_that_a_box_reaches_are_covered_or_the_nearest() {
    let columns: Vec<Column> = (0..8)
        .map(|i| 40.0 * i as f32)
        .map(|x0| Column { x0, x1: x0 + 20.0 })
        .collect();
    let at = |x0: f32, x1: f32| covered(&columns, &Rect::new(x0, 0.0, x1, 10.0), 10.0);
    assert_eq!(at(45.0, 55.0), 1..2);
    assert_eq!(at(45.0, 155.0), 1..4);
    // A little of the next column, the white between two, and either side.
    assert_eq!(at(45.0, 82.0), 1..2);
    assert_eq!((at(62.0, 64.0), at(74.0, 79.0)), (1..2, 2..3));
    assert_eq!((at(-50.0, -30.0), at(400.0, 420.0)), (0..1, 7..8));
    assert_eq!(covered(&[], &Rect::new(0.0, 0.0, 1.0, 1.0), 10.0), 0..1);
}

#[test]
fn texts_stand_in_the_middle_of_their_runs() {
    // Eight rows, then three: labels at the middle of each group.
    let rows: Vec<f32> = (0..11).map(|i| i as f32 * 10.0).collect();
    assert_eq!(partition(&rows, &[35.0, 90.0]), Some(vec![0, 8]));
    assert_eq!(partition(&rows[..1], &[0.0, 1.0]), None);
}

/// [`covered`] with every column looked at.
fn covered_by_definition(columns: &[Column], bbox: &Rect, em: f32) -> std::ops::Range<usize> {
    let hits = |c: &&Column| {
        let shared = bbox.x1.min(c.x1) - bbox.x0.max(c.x0);
        shared > (0.35 * em).min(0.5 * (c.x1 - c.x0)).min(0.5 * bbox.width())
    };
    let places = || 0..columns.len();
    let hit = |i: &usize| columns.get(*i).as_ref().is_some_and(hits);
    if let (Some(first), Some(last)) = (places().find(hit), places().rfind(hit)) {
        return first..last + 1;
    }
    let x = bbox.center().x;
    let distance = |i: &usize| columns.get(*i).map_or(0.0, |c| (c.x0 - x).max(x - c.x1).max(0.0));
    let near = places().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    near.map_or(0..1, |near| near..near + 1)
}

#[test]
fn the_columns_that_a_text_covers_are_found_without_looking_at_all() {
    let column = |(x0, x1): &(f32, f32)| Column { x0: *x0, x1: *x1 };
    let columns: Vec<Column> = [(10.0, 30.0), (33.0, 34.0), (40.0, 90.0), (88.0, 120.0)]
        .iter()
        .map(column)
        .collect();
    for n in 0..=columns.len() {
        for (x0, width) in (0..140).flat_map(|x| (0..40).map(move |w| (x as f32, w as f32 * 3.0))) {
            let (few, bbox) = (&columns[..n], Rect::new(x0, 0.0, x0 + width, 10.0));
            assert_eq!(
                covered(few, &bbox, 10.0),
                covered_by_definition(few, &bbox, 10.0),
                "{bbox:?}"
            );
        }
    }
}

#[test]
fn strips_part_columns() {
    let found = strips(&[(0.0, 10.0), (20.0, 30.0), (2.0, 12.0), (18.0, 29.0)], 0, 3.0);
    assert_eq!(
        found,
        [Column { x0: 0.0, x1: 12.0 }, Column { x0: 18.0, x1: 30.0 }]
    );
}

/// The columns of lines of texts, each with where it begins and ends; one of digits is a value.
fn columns_of(lines: &[&[(&str, f32, f32)]]) -> Vec<(f32, f32)> {
    let mut page = blank_page();
    let mut rows: Vec<Vec<Segment>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let mut row = Vec::new();
        for (text, x0, x1) in *line {
            page.chars.clear();
            print(&mut page, text, *x0, 100.0 + 14.0 * i as f32, 10.0, 0.0);
            let mut segment = Segment::new(all_words(&page)).unwrap();
            (segment.bbox.x0, segment.bbox.x1) = (*x0, *x1);
            row.push(segment);
        }
        rows.push(row);
    }
    let rows: Vec<&[Segment]> = rows.iter().map(Vec::as_slice).collect();
    let found = find(&rows, 10.0, &TableSettings::default());
    found.iter().map(|c| (c.x0, c.x1)).collect()
}

#[test]
fn figures_right_of_their_head_and_long_labels_left_of_them_are_one_column() {
    let head: &[(&str, f32, f32)] = &[("No", 80.0, 95.0), ("Item", 150.0, 170.0), ("Sum", 270.0, 290.0)];
    let first: &[(&str, f32, f32)] = &[("1", 115.0, 120.0), ("roads", 150.0, 200.0), ("12", 280.0, 300.0)];
    let second: &[(&str, f32, f32)] = &[("2", 115.0, 120.0), ("water", 150.0, 200.0), ("7", 290.0, 300.0)];
    let total: &[(&str, f32, f32)] = &[("Subtotal", 50.0, 90.0), ("19", 280.0, 300.0)];
    let all = [head, first, second, total];
    assert_eq!(columns_of(&all), [(50.0, 120.0), (150.0, 200.0), (270.0, 300.0)]);
    // Labels beside a line that has none are those of several rows.
    let outer: &[(&str, f32, f32)] = &[("both", 50.0, 90.0)];
    let all = [head, first, outer, second, total];
    assert_eq!(columns_of(&all).len(), 4);
}

#[test]
fn spaces_of_justified_lines_below_one_another_part_no_columns() {
    let split: &[(&str, f32, f32)] = &[
        ("a", 50.0, 80.0),
        ("one two", 120.0, 160.0),
        ("three", 180.0, 220.0),
    ];
    let whole: &[(&str, f32, f32)] = &[("b", 50.0, 80.0), ("one two three", 120.0, 220.0)];
    let found = columns_of(&[split, split, whole, whole, whole]);
    assert_eq!(found, [(50.0, 80.0), (120.0, 220.0)]);
    assert_eq!(columns_of(&[split, split, whole]).len(), 3);
}

#[test]
fn a_space_is_as_wide_as_a_letter_in_type_of_one_width() {
    let mut page = blank_page();
    // The mark of the item is of other type.
    print(&mut page, "-", 54.0, 100.0, 7.0, 0.0);
    print(&mut page, "Term 1: see 2", 60.0, 100.0, 10.0, 0.0);
    let lines = lines(all_words(&page));
    let found: Vec<String> = segments(&lines[0]).iter().map(Segment::text).collect();
    assert_eq!(found, ["- Term 1: see 2"]);
}

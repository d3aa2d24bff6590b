use super::*;
use crate::layout::words::tests::{all_words, blank_page, print};
use crate::table::alignment::tests::cells;

#[test]
fn labels_that_count_anew_tell_the_groups() {
    let numbers = |list: &[u32]| list.iter().map(|n| Some(*n)).collect::<Vec<_>>();
    assert_eq!(counted(&numbers(&[1, 2, 3, 1, 2]), 2, false), Some(vec![0, 3]));
    // The first group's label stands on the page before.
    assert_eq!(counted(&numbers(&[7, 8, 1, 2, 1]), 2, true), Some(vec![2, 4]));
    assert_eq!(counted(&numbers(&[1, 2, 1]), 3, false), None);
    assert_eq!(counted(&[Some(1), None], 1, false), None);
}

#[test]
fn names_of_groups_below_the_heads_are_rows_and_wrapped_heads_are_not() {
    let rule = [(107.0, 50.0, 390.0)];
    let lines = |head: &'static str, name: &'static str| {
        let all: [(f32, Vec<(&str, f32)>); 5] = [
            (100.0, vec![(head, 50.0), ("Sum", 300.0), ("Part", 360.0)]),
            (115.0, vec![(name, 50.0)]),
            (130.0, vec![("Roads", 50.0), ("12", 300.0), ("5", 360.0)]),
            (145.0, vec![("South", 50.0)]),
            (
                160.0,
                vec![
                    ("Parks of the whole northern parts", 50.0),
                    ("40", 300.0),
                    ("9", 360.0),
                ],
            ),
        ];
        all
    };
    let found = |all: &[(f32, Vec<(&str, f32)>)], rules: &[(f32, f32, f32)]| {
        let lines: Vec<(f32, &[(&str, f32)])> = all.iter().map(|(y, l)| (*y, l.as_slice())).collect();
        cells(&lines, rules)
    };
    let is_row = |c: &String| c.starts_with("1 0") && c.ends_with(": North");
    let named = lines("Office", "North");
    assert!(found(&named, &rule).iter().any(is_row));
    // Without a rule, where another such line stands further down.
    assert!(found(&named, &[]).iter().any(is_row));
    // The head had no room for its second word.
    let wrapped = lines("Offices of all the northern", "provinces");
    let of_head = |c: &String| c.starts_with('0') && c.ends_with("northern/provinces");
    assert!(found(&wrapped, &[]).iter().any(of_head));
}

#[test]
fn names_between_rows_that_have_codes_before_their_labels_are_rows() {
    let row = |y: f32, code: &'static str, name: &'static str, sum: &'static str| {
        (y, vec![(code, 50.0), (name, 110.0), (sum, 260.0)])
    };
    let all = [
        row(100.0, "Code", "Office", "Sum"),
        (115.0, vec![("North of the river", 50.0)]),
        row(130.0, "A-1", "roads of the town", "12"),
        row(145.0, "A-2", "water", "7"),
        (160.0, vec![("South of the river", 50.0)]),
        row(175.0, "B-1", "parks", "40"),
        row(190.0, "B-2", "schools", "8"),
    ];
    let lines: Vec<(f32, &[(&str, f32)])> = all.iter().map(|(y, l)| (*y, l.as_slice())).collect();
    let found = cells(&lines, &[]);
    let at = |row: u32, text: &str| {
        found
            .iter()
            .any(|c| c.starts_with(&format!("{row} 0")) && c.ends_with(text))
    };
    assert!(at(1, ": North of the river") && at(2, ": A-1"), "{found:?}");
    assert!(at(4, ": South of the river") && at(5, ": B-1"), "{found:?}");
}

#[test]
fn texts_of_several_lines_beside_values_go_on_in_their_row() {
    let lines: [(f32, &[(&str, f32)]); 6] = [
        (100.0, &[("Office", 50.0), ("Sum", 200.0), ("Remarks", 260.0)]),
        (115.0, &[("Roads", 50.0), ("12", 200.0), ("as before", 260.0)]),
        (130.0, &[("Water", 50.0), ("7", 200.0), ("with canals", 260.0)]),
        (145.0, &[("of the north", 260.0)]),
        (160.0, &[("Parks", 50.0), ("40", 200.0)]),
        (175.0, &[("Schools", 50.0), ("8", 200.0), ("two new", 260.0)]),
    ];
    let found = cells(&lines, &[]);
    assert!(found.contains(&"2 2: with canals/of the north".to_owned()));
    assert_eq!(found.last().map(String::as_str), Some("4 2: two new"));
}

#[test]
fn labels_beside_every_row_are_labels_of_single_rows() {
    // As close as LaTeX sets rows: no further apart than lines of one label.
    let rows = [("1", "Roads"), ("2", "Water"), ("3", "Parks"), ("4", "Schools")];
    let values = ["12", "7", "40", "8"];
    let mut lines: Vec<(f32, Vec<(&str, f32)>)> =
        vec![(100.0, vec![("No", 50.0), ("Office", 90.0), ("Sum", 200.0)])];
    lines.extend(
        rows.iter()
            .zip(values)
            .enumerate()
            .map(|(i, ((number, name), value))| {
                let y = 112.0 + 12.0 * i as f32;
                (y, vec![(*number, 50.0), (*name, 90.0), (value, 200.0)])
            }),
    );
    let lines: Vec<(f32, &[(&str, f32)])> = lines.iter().map(|(y, l)| (*y, l.as_slice())).collect();
    let found = cells(&lines, &[]);
    for expected in ["1 0: 1", "2 0: 2", "3 0: 3", "4 0: 4", "4 1: Schools"] {
        assert!(found.contains(&expected.to_owned()), "{expected} in {found:?}");
    }
}

#[test]
fn labels_of_single_rows_above_one_that_spans_rows_are_not_joined() {
    let lines: [(f32, &[(&str, f32)]); 6] = [
        (100.0, &[("Region", 50.0), ("Office", 150.0), ("Sum", 230.0)]),
        (112.0, &[("North", 50.0), ("Roads", 150.0), ("12", 230.0)]),
        (124.0, &[("South", 50.0), ("Water", 150.0), ("7", 230.0)]),
        (136.0, &[("Parks", 150.0), ("40", 230.0)]),
        (
            148.0,
            &[("Far south east", 50.0), ("Schools", 150.0), ("8", 230.0)],
        ),
        (160.0, &[("Ports", 150.0), ("9", 230.0)]),
    ];
    let found = cells(&lines, &[]);
    assert!(found.contains(&"1 0: North".to_owned()), "{found:?}");
    assert!(found.contains(&"2+1 0: South".to_owned()), "{found:?}");
}

#[test]
fn the_first_row_begins_at_the_rule_below_the_heads() {
    let lines: [(f32, &[(&str, f32)]); 6] = [
        (100.0, &[("Office", 50.0), ("Sum", 200.0), ("Part", 260.0)]),
        (118.0, &[("Roads and", 50.0)]),
        (124.0, &[("12", 200.0), ("3", 260.0)]),
        (130.0, &[("bridges", 50.0)]),
        (150.0, &[("Water", 50.0), ("7", 200.0), ("4", 260.0)]),
        (170.0, &[("Parks", 50.0), ("40", 200.0), ("5", 260.0)]),
    ];
    let rules = [(88.0, 50.0, 300.0), (106.0, 50.0, 300.0), (176.0, 50.0, 300.0)];
    let found = cells(&lines, &rules);
    assert_eq!(found[3], "1 0: Roads and/bridges");
}

#[test]
fn labels_stand_at_the_top_or_in_the_middle_of_their_rows() {
    let label = |y: f32| (Rect::new(0.0, y - 5.0, 20.0, y + 5.0), Vec::new());
    let rows = |labels: &[f32], tops: &[f32]| {
        let drafts = spread(labels.iter().map(|y| label(*y)).collect(), tops, tops, 0, 0, 10.0);
        drafts.into_iter().map(|d| d.rows).collect::<Vec<_>>()
    };
    let six = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0];
    assert_eq!(rows(&[20.0, 80.0], &six), [0..3, 3..6]);
    assert_eq!(rows(&[0.0, 60.0], &six), [0..3, 3..6]);
    assert_eq!(rows(&[0.0, 40.0], &six), [0..2, 2..6]);
    // Both fit: one row and three, twice, or two rows each.
    assert_eq!(rows(&[0.0, 40.0, 80.0], &six), [0..2, 2..4, 4..6]);
}

#[test]
fn a_number_with_one_bracket_or_a_point_at_its_end_goes_on() {
    let whole = |text: &str| {
        let mut page = blank_page();
        print(&mut page, text, 10.0, 20.0, 10.0, 0.0);
        is_whole(&all_words(&page))
    };
    assert!(whole("12") && whole("(1,234)") && whole("3.5"));
    assert!(!whole("(1,23") && !whole("4)") && !whole("1391."));
}

#[test]
fn names_of_two_levels_below_the_heads_are_rows() {
    let row =
        |y: f32, x: f32, name: &'static str, a: &'static str| (y, vec![(name, x), (a, 300.0), (a, 360.0)]);
    let name = |y: f32, x: f32, name: &'static str| (y, vec![(name, x)]);
    let all = [
        (100.0, vec![("Office", 50.0), ("Sum", 300.0), ("Part", 360.0)]),
        name(118.0, 50.0, "North"),
        name(136.0, 60.0, "River"),
        row(154.0, 70.0, "Roads", "12"),
        row(172.0, 70.0, "Water", "17"),
        row(190.0, 50.0, "Total", "29"),
        name(208.0, 50.0, "South"),
        name(226.0, 60.0, "Hills"),
        row(244.0, 70.0, "Parks", "40"),
    ];
    let lines: Vec<(f32, &[(&str, f32)])> = all.iter().map(|(y, l)| (*y, l.as_slice())).collect();
    let found = cells(&lines, &[]);
    for expect in [
        "0 0: Office",
        "1 0: North",
        "2 0: River",
        "3 0: Roads",
        "6 0: South",
        "7 0: Hills",
    ] {
        assert!(found.iter().any(|c| c == expect), "{expect} {found:?}");
    }
}

#[test]
fn a_line_above_rows_that_stand_further_right_names_them() {
    let row =
        |y: f32, x: f32, name: &'static str, a: &'static str| (y, vec![(name, x), (a, 300.0), (a, 360.0)]);
    let all = |second: f32| {
        [
            (100.0, vec![("Office", 50.0), ("Sum", 300.0), ("Part", 360.0)]),
            row(112.0, 60.0, "Roads", "12"),
            row(124.0, 50.0, "Total of all the parts of the north", "29"),
            (136.0, vec![("Land of the south and of the hills", 50.0)]),
            row(148.0, 60.0, "Parks of towns", "40"),
            row(160.0, second, "Schools", "41"),
            row(172.0, 60.0, "Woods", "42"),
        ]
    };
    let found = |second: f32| {
        let all = all(second);
        let lines: Vec<(f32, &[(&str, f32)])> = all.iter().map(|(y, l)| (*y, l.as_slice())).collect();
        cells(&lines, &[])
    };
    let named = found(60.0);
    assert!(
        named
            .iter()
            .any(|c| c.ends_with(": Land of the south and of the hills")),
        "{named:?}"
    );
    // The row after the next begins where the line does: it is a line of a label.
    let wrapped = found(50.0);
    assert!(
        wrapped
            .iter()
            .all(|c| !c.ends_with(": Land of the south and of the hills")),
        "{wrapped:?}"
    );
}

use super::*;
use crate::diagnostic::Limits;
use crate::layout::words::tests::{all_words, blank_page, print};
use crate::table::edges::tests::{h, v};

pub(crate) fn tables_of(page: &PdfPage) -> Vec<PlacedTable> {
    tables_from(page, all_words(page))
}

fn tables_from(page: &PdfPage, words: Vec<Word>) -> Vec<PlacedTable> {
    let search = Search {
        page,
        taken: &[],
        rules: true,
        em: 10.0,
    };
    let budget = Budget::new(&Limits::default(), None);
    find_tables(&search, words, &TableSettings::default(), &budget)
        .unwrap()
        .0
}

/// The cells with a text of the only table on a page, as `row column: text` with `+n` behind what spans n more. The
/// texts stand in lines, each with its baseline; the rules are (y, x0, x1).
pub(crate) fn cells(lines: &[(f32, &[(&str, f32)])], rules: &[(f32, f32, f32)]) -> Vec<String> {
    let mut page = blank_page();
    for (y, texts) in lines {
        for (text, x) in *texts {
            print(&mut page, text, *x, *y, 10.0, 0.0);
        }
    }
    page.rulings
        .extend(rules.iter().map(|(y, x0, x1)| h(*y, *x0, *x1)));
    let found = tables_of(&page);
    assert_eq!(found.len(), 1);
    let at = |r: &std::ops::Range<u32>| match r.len() {
        1 => r.start.to_string(),
        n => format!("{}+{}", r.start, n - 1),
    };
    let all = found[0].table.cells().iter().filter(|c| !c.text.is_empty());
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|c| (c.rows.start, c.cols.start));
    let text = |c: &&Cell| format!("{} {}: {}", at(&c.rows), at(&c.cols), c.text.replace('\n', "/"));
    all.iter().map(text).collect()
}

fn texts(t: &PlacedTable) -> Vec<(std::ops::Range<u32>, std::ops::Range<u32>, &str)> {
    t.table
        .cells()
        .iter()
        .map(|c| (c.rows.clone(), c.cols.clone(), c.text.as_str()))
        .collect()
}

/// The tables of a page with these texts, each with its x; one list a line.
fn found(step: impl Fn(usize) -> f32, rows: &[&[(&str, f32)]]) -> Vec<(u32, u32)> {
    let mut page = blank_page();
    for (i, row) in rows.iter().enumerate() {
        for (text, x) in *row {
            print(&mut page, text, *x, 100.0 + step(i), 10.0, 0.0);
        }
    }
    let size = |t: &PlacedTable| (t.table.n_rows(), t.table.n_cols());
    tables_of(&page).iter().map(size).collect()
}

fn even(i: usize) -> f32 {
    16.0 * i as f32
}

#[test]
fn a_small_grid_of_words_is_a_table_and_a_form_with_colons_is_not() {
    let grid: [&[(&str, f32)]; 2] = [
        &[("simple", 50.0), ("table", 200.0)],
        &[("without", 50.0), ("head", 200.0)],
    ];
    assert_eq!(found(even, &grid), [(2, 2)]);
    let form: [&[(&str, f32)]; 2] = [
        &[("name:", 50.0), ("some", 200.0)],
        &[("place:", 50.0), ("where", 200.0)],
    ];
    assert_eq!(found(even, &form), []);
    let askew: [&[(&str, f32)]; 2] = [
        &[("simple", 50.0), ("table", 200.0)],
        &[("without", 50.0), ("head", 206.0)],
    ];
    assert_eq!(found(even, &askew), []);
}

#[test]
fn text_with_wide_gaps_in_some_lines_is_no_table() {
    let rows: [&[(&str, f32)]; 8] = [
        &[
            ("having", 50.0),
            ("some way in for", 140.0),
            ("all of the people", 280.0),
        ],
        &[("who may come, whatever their abilities", 50.0)],
        &[("and whatever else they may have to do", 50.0)],
        &[
            ("having", 50.0),
            ("some means of help", 140.0),
            ("and of warning for", 280.0),
        ],
        &[("an emergency that nobody could foresee", 50.0)],
        &[("or that came at another time of a day", 50.0)],
        &[
            ("having", 50.0),
            ("paper in sufficient", 140.0),
            ("amounts and other", 280.0),
        ],
        &[("things that are needed to write it all down", 50.0)],
    ];
    assert_eq!(found(even, &rows), []);
}

#[test]
fn words_spread_over_a_line_are_no_table() {
    let rows: [&[(&str, f32)]; 4] = [
        &[("所", 50.0), ("在", 100.0), ("地", 150.0)],
        &[("団", 50.0), ("体", 100.0), ("名", 150.0)],
        &[("代", 50.0), ("表", 100.0), ("者", 150.0)],
        &[("提", 50.0), ("案", 100.0), ("書", 150.0)],
    ];
    assert_eq!(found(even, &rows), []);
}

#[test]
fn a_wide_gap_parts_two_tables() {
    let row: &[(&str, f32)] = &[("label", 50.0), ("10", 150.0), ("20", 220.0)];
    let stacked = |i: usize| even(i) + if i >= 3 { 18.0 } else { 0.0 };
    assert_eq!(found(stacked, &[row; 6]), [(3, 3), (3, 3)]);
    assert_eq!(found(even, &[row; 6]), [(6, 3)]);
}

#[test]
fn a_head_that_comes_again_begins_another_table() {
    let head: &[(&str, f32)] = &[("label", 50.0), ("some", 150.0), ("more", 220.0)];
    let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
    let title: &[(&str, f32)] = &[("of another", 120.0)];
    assert_eq!(
        found(even, &[head, row, row, title, head, row, row]),
        [(3, 3), (4, 3)]
    );
    assert_eq!(found(even, &[head, row, row, title, row, row, row]), [(7, 3)]);
}

#[test]
fn other_columns_below_a_text_are_another_table() {
    let head: &[(&str, f32)] = &[("label", 50.0), ("some", 150.0), ("more", 220.0)];
    let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
    let title: &[(&str, f32)] = &[("of another", 120.0)];
    let other_head: &[(&str, f32)] = &[("name", 50.0), ("one", 112.0), ("two", 181.0)];
    let other: &[(&str, f32)] = &[("sum", 50.0), ("1", 112.0), ("2", 181.0)];
    assert_eq!(
        found(
            even,
            &[head, row, row, row, title, title, other_head, other, other, other]
        ),
        [(4, 3), (6, 3)]
    );
}

#[test]
fn lines_shown_before_the_next_cell_are_lines_of_one_cell() {
    let shown = |order: &[(&str, f32, f32)]| {
        let mut page = blank_page();
        for (text, x, y) in order {
            print(&mut page, text, *x, *y, 10.0, 0.0);
        }
        let found = tables_of(&page);
        texts(&found[0])
            .iter()
            .map(|c| c.2.to_owned())
            .collect::<Vec<_>>()
    };
    let by_cell = [
        ("name", 50.0, 100.0),
        ("head", 200.0, 100.0),
        ("one", 50.0, 116.0),
        ("two", 50.0, 132.0),
        ("red", 200.0, 116.0),
        ("blue", 200.0, 132.0),
        ("last", 50.0, 148.0),
        ("end", 200.0, 148.0),
    ];
    assert_eq!(
        shown(&by_cell),
        ["name", "head", "one\ntwo", "red\nblue", "last", "end"]
    );
    let mut by_line = by_cell;
    by_line.sort_by(|a, b| a.2.total_cmp(&b.2));
    assert_eq!(shown(&by_line).len(), 8);
}

#[test]
fn heads_in_the_middle_of_wide_columns_head_texts_at_their_sides() {
    let rows: [&[(&str, f32)]; 4] = [
        &[("Item", 90.0), ("Budget", 270.0), ("Spent", 440.0)],
        &[("Repairs", 50.0), ("4,500", 200.0), ("4,210", 375.0)],
        &[("Wages", 50.0), ("12,000", 200.0), ("11,840", 375.0)],
        &[("Tools", 50.0), ("900", 200.0), ("1,015", 375.0)],
    ];
    assert_eq!(found(even, &rows), [(4, 3)]);
    // Figures flush right stand behind the heads.
    let rows: [&[(&str, f32)]; 4] = [
        &[("Item", 90.0), ("Budget", 230.0), ("Spent", 400.0)],
        &[("Repairs", 50.0), ("4,500", 315.0), ("4,210", 475.0)],
        &[("Wages", 50.0), ("12,000", 310.0), ("11,840", 470.0)],
        &[("Tools", 50.0), ("900", 325.0), ("1,015", 475.0)],
    ];
    assert_eq!(found(even, &rows), [(4, 3)]);
    // Two rows of heads, at the left over figures flush right.
    let rows: [&[(&str, f32)]; 5] = [
        &[("Item", 50.0), ("Income", 150.0), ("Costs", 350.0)],
        &[("Plan", 150.0), ("Real", 250.0), ("Plan", 350.0), ("Real", 450.0)],
        &[
            ("Wages", 50.0),
            ("4,500", 215.0),
            ("4,210", 315.0),
            ("900", 425.0),
            ("910", 525.0),
        ],
        &[
            ("Tools", 50.0),
            ("4,100", 215.0),
            ("4,300", 315.0),
            ("800", 425.0),
            ("710", 525.0),
        ],
        &[
            ("Paper", 50.0),
            ("4,200", 215.0),
            ("4,110", 315.0),
            ("700", 425.0),
            ("810", 525.0),
        ],
    ];
    assert_eq!(found(even, &rows), [(5, 5)]);
    // The head of the labels alone.
    let rows: [&[(&str, f32)]; 4] = [
        &[("Item", 110.0), ("Budget", 230.0), ("Spent", 400.0)],
        &[("Repairs", 50.0), ("4,500", 235.0), ("4,210", 400.0)],
        &[("Wages", 50.0), ("12,000", 230.0), ("11,840", 395.0)],
        &[("Tools", 50.0), ("900", 245.0), ("1,015", 400.0)],
    ];
    assert_eq!(found(even, &rows), [(4, 3)]);
    // Labels without a head are a column.
    let rows: [&[(&str, f32)]; 4] = [
        &[("Budget", 230.0), ("Spent", 400.0)],
        &[("Repairs", 50.0), ("4,500", 235.0), ("4,210", 405.0)],
        &[("Wages", 50.0), ("12,000", 230.0), ("11,840", 400.0)],
        &[("Tools", 50.0), ("900", 245.0), ("1,015", 405.0)],
    ];
    assert_eq!(found(even, &rows), [(4, 3)]);
}

#[test]
fn heads_that_nearly_touch_stand_over_their_own_columns() {
    // Two heads of seven letters, six points apart, over figures of their own.
    let rows: [&[(&str, f32)]; 3] = [
        &[("label", 50.0), ("Failure", 150.0), ("Failing", 191.0)],
        &[("sum", 50.0), ("10", 175.0), ("20", 216.0)],
        &[("all", 50.0), ("11", 175.0), ("21", 216.0)],
    ];
    assert_eq!(found(even, &rows), [(3, 3)]);
}

#[test]
fn a_column_flush_right_and_one_flush_left_are_parted_where_they_nearly_touch() {
    // The left one ends at 200, the right one begins at 206.5, in type of uneven width.
    let flush = |text: &str| 200.0 - 5.0 * text.len() as f32;
    let rows = [
        ("Alpha", "red", "10"),
        ("Be", "green", "11"),
        ("Gammas", "blue", "12"),
    ];
    let table = |gap: &dyn Fn(usize) -> f32| {
        let mut page = blank_page();
        for (i, (left, right, value)) in rows.iter().enumerate() {
            let y = 100.0 + 16.0 * i as f32;
            print(&mut page, left, flush(left), y, 10.0, 0.0);
            print(&mut page, right, 200.0 + gap(i), y, 10.0, 0.0);
            print(&mut page, value, 320.0, y, 10.0, 0.0);
        }
        // A narrow letter, so that a space is narrower than a letter.
        for c in &mut page.chars {
            if c.unicode == 'l' {
                c.bbox.x1 -= 3.0;
            }
        }
        tables_of(&page)
            .iter()
            .map(|t| t.table.n_cols())
            .collect::<Vec<_>>()
    };
    assert_eq!(table(&|_| 6.5), [3]);
    // Gaps that are wide in one line alone are spaces.
    assert_eq!(table(&|i| if i == 1 { 6.5 } else { 3.0 }), [2]);
}

#[test]
fn a_bold_head_below_a_gap_begins_another_table() {
    let head: &[(&str, f32)] = &[("label", 50.0), ("some", 150.0), ("more", 220.0)];
    let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
    let sizes = |head_is_bold: bool| {
        let mut page = blank_page();
        // Wider than a row's step, and not as wide as what parts tables without heads.
        for (i, line) in [head, row, row, row, head, row, row, row].into_iter().enumerate() {
            let y = 100.0 + 16.0 * i as f32 + if i >= 4 { 10.0 } else { 0.0 };
            for (text, x) in line {
                print(&mut page, text, *x, y, 10.0, 0.0);
            }
        }
        let mut words = all_words(&page);
        let heads = words
            .iter_mut()
            .filter(|w| ["label", "some", "more"].contains(&w.text().as_str()));
        heads.for_each(|w| w.glyphs.iter_mut().for_each(|g| g.bold = head_is_bold));
        tables_from(&page, words)
            .iter()
            .map(|t| t.table.n_rows())
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes(true), [4, 4]);
    assert_eq!(sizes(false), [8]);
}

#[test]
fn a_bold_label_between_rows_of_the_same_columns_is_a_row_of_the_table() {
    let row: &[(&str, f32)] = &[("sum", 50.0), ("10", 150.0), ("20", 220.0)];
    let head: &[(&str, f32)] = &[("name", 50.0), ("one", 150.0), ("two", 220.0)];
    let sizes = |lines: &[&[(&str, f32)]]| {
        let mut page = blank_page();
        for (i, line) in lines.iter().enumerate() {
            for (text, x) in *line {
                print(&mut page, text, *x, 100.0 + 16.0 * i as f32, 10.0, 0.0);
            }
        }
        let mut words = all_words(&page);
        let labels = words.iter_mut().filter(|w| w.text() == "households");
        labels.for_each(|w| w.glyphs.iter_mut().for_each(|g| g.bold = true));
        let found = tables_from(&page, words);
        found.iter().map(|t| t.table.n_rows()).collect::<Vec<_>>()
    };
    let label: &[(&str, f32)] = &[("households", 50.0)];
    assert_eq!(sizes(&[head, row, row, row, label, row, row, row]), [8]);
    // A head below it begins another table.
    assert_eq!(sizes(&[head, row, row, row, label, head, row, row, row]), [4, 4]);
}

#[test]
fn labels_at_the_right_of_text_that_runs_left_head_their_rows() {
    let mut page = blank_page();
    let rows = [
        (
            "\u{5e9}\u{5dd}",
            "\u{5d0}\u{5d7}\u{5d3}",
            "\u{5e9}\u{5ea}\u{5d9}\u{5dd}",
        ),
        ("\u{5e8}\u{5d0}\u{5e9}\u{5d5}\u{5df}", "10", "200"),
        ("\u{5e9}\u{5e0}\u{5d9}", "3", ""),
        ("\u{5e9}\u{5dc}\u{5d9}\u{5e9}\u{5d9}", "7", "8"),
    ];
    for (i, (label, a, b)) in rows.iter().enumerate() {
        let y = 100.0 + 16.0 * i as f32;
        // Flush right, as it is written.
        for (text, right) in [(b, 150.0), (a, 220.0), (label, 300.0)] {
            let x = right - 5.0 * text.chars().count() as f32;
            print(&mut page, text, x, y, 10.0, 0.0);
        }
    }
    let found = tables_of(&page);
    assert_eq!(found.len(), 1);
    // Columns stand as on the page; the boxes do, too.
    let cells = texts(&found[0]);
    assert_eq!((found[0].table.n_rows(), found[0].table.n_cols()), (4, 3));
    assert_eq!(
        (cells[3].2, cells[4].2, cells[6].2, cells[10].2),
        ("200", "10", "", "7")
    );
    assert!(found[0].xs.is_sorted() && found[0].bbox.x1 == 300.0);
}

#[test]
fn names_that_come_again_tell_what_the_heads_above_them_span() {
    let years = [("2022", 140.0), ("2023", 200.0), ("2022", 260.0), ("2023", 320.0)];
    let spans = |years: &[(&str, f32)]| {
        let mut page = blank_page();
        // The heads begin with their first column and do not stand in the middle of both.
        print(&mut page, "in", 140.0, 100.0, 10.0, 0.0);
        print(&mut page, "out", 260.0, 100.0, 10.0, 0.0);
        for (text, x) in years {
            print(&mut page, text, *x, 116.0, 10.0, 0.0);
        }
        for i in 0..3 {
            let y = 132.0 + 16.0 * i as f32;
            print(&mut page, ["first", "second", "third"][i], 50.0, y, 10.0, 0.0);
            for (_, x) in years {
                print(&mut page, "1234", *x, y, 10.0, 0.0);
            }
        }
        let found = tables_of(&page);
        let heads = texts(&found[0]).into_iter();
        let heads = heads.filter(|(_, _, text)| ["in", "out"].contains(text));
        heads.map(|(_, cols, _)| cols).collect::<Vec<_>>()
    };
    assert_eq!(spans(&years), [1..3, 3..5]);
    // Other names, of which the second group begins elsewhere.
    let all_other = [("2020", 140.0), ("2021", 200.0), ("2022", 270.0), ("2023", 320.0)];
    assert_ne!(spans(&all_other), [1..3, 3..5]);
}

#[test]
fn columns_and_rows_come_from_alignment_alone() {
    let mut page = blank_page();
    for (i, (label, a, b)) in [
        ("name", "2021", "2022"),
        ("first", "10", "200"),
        ("second", "3", ""),
    ]
    .iter()
    .enumerate()
    {
        let y = 100.0 + 16.0 * i as f32;
        print(&mut page, label, 50.0, y, 10.0, 0.0);
        print(&mut page, a, 150.0, y, 10.0, 0.0);
        print(&mut page, b, 220.0, y, 10.0, 0.0);
    }
    print(&mut page, "third", 50.0, 148.0, 10.0, 0.0);
    print(&mut page, "7", 220.0, 148.0, 10.0, 0.0);
    let found = tables_of(&page);
    assert_eq!(found.len(), 1);
    let cells = texts(&found[0]);
    assert_eq!((found[0].table.n_rows(), found[0].table.n_cols()), (4, 3));
    assert_eq!(cells[8], (2..3, 2..3, ""));
    assert_eq!(cells[11].2, "7");
}

#[test]
fn running_text_and_lists_are_no_tables() {
    let mut page = blank_page();
    for i in 0..6 {
        let y = 100.0 + 14.0 * i as f32;
        print(&mut page, &format!("{}.", i + 1), 50.0, y, 10.0, 0.0);
        print(&mut page, "an item of a list with some words", 75.0, y, 10.0, 0.0);
    }
    assert!(tables_of(&page).is_empty());
}

#[test]
fn a_frame_parts_the_lines_inside_it_from_those_outside() {
    let table = |framed: bool| {
        let mut page = blank_page();
        let lines = [
            ("Salaries", "120"),
            ("Travel", "35"),
            ("Printing", "8"),
            ("Part 3", "Pay"),
        ];
        for (i, (left, right)) in lines.into_iter().enumerate() {
            let y = 100.0 + 20.0 * i as f32;
            print(&mut page, left, 60.0, y, 10.0, 0.0);
            print(&mut page, right, 160.0, y, 10.0, 0.0);
        }
        if framed {
            page.rulings.extend([88.0, 146.0].map(|y| h(y, 56.0, 300.0)));
            page.rulings.extend([56.0, 300.0].map(|x| v(x, 88.0, 146.0)));
        }
        tables_of(&page)
            .iter()
            .map(|t| t.table.n_rows())
            .collect::<Vec<_>>()
    };
    assert_eq!((table(false), table(true)), (vec![4], vec![3]));
}

#[test]
fn the_head_over_the_labels_may_begin_above_the_others_and_the_last_row_end_below_its_values() {
    let lines: [(f32, &[(&str, f32)]); 6] = [
        (94.0, &[("Name of", 50.0)]),
        (100.0, &[("2020", 200.0), ("2021", 260.0), ("Remarks", 320.0)]),
        (106.0, &[("the office", 50.0)]),
        (
            130.0,
            &[
                ("Roads", 50.0),
                ("12", 200.0),
                ("15", 260.0),
                ("as before", 320.0),
            ],
        ),
        (
            146.0,
            &[("Water", 50.0), ("7", 200.0), ("9", 260.0), ("with the", 320.0)],
        ),
        (158.0, &[("canals", 320.0)]),
    ];
    let found = cells(&lines, &[]);
    assert_eq!(found.first().map(String::as_str), Some("0 0: Name of/the office"));
    assert_eq!(found.last().map(String::as_str), Some("2 3: with the/canals"));
    // What stands below the last rule is not of the table.
    let rules = [(84.0, 50.0, 380.0), (112.0, 50.0, 380.0), (150.0, 50.0, 380.0)];
    let found = cells(&lines, &rules);
    assert_eq!(found.last().map(String::as_str), Some("2 3: with the"));
}

#[test]
fn a_label_of_several_rows_that_nearly_touches_the_next_column_is_no_heading_and_no_part_of_it() {
    // Its second line stands beside a row, half a line lower, and begins like a heading of the document.
    let found = cells(
        &[
            (100.0, &[("（一）予以公开", 146.0), ("12", 300.0), ("7", 360.0)]),
            (116.0, &[("（二）部分公开", 146.0), ("3", 300.0), ("5", 360.0)]),
            (128.5, &[("三、本年", 100.0)]),
            (132.0, &[("（三）不予公开", 146.0), ("41", 300.0), ("8", 360.0)]),
            (140.5, &[("办理结果", 100.0)]),
            (148.0, &[("（四）无法提供", 146.0), ("9", 300.0), ("16", 360.0)]),
            (164.0, &[("（五）不予处理", 146.0), ("1", 300.0), ("2", 360.0)]),
        ],
        &[],
    );
    let row = |label: &str| found.iter().any(|c| c.ends_with(&format!(" 1: {label}")));
    assert!(row("（三）不予公开") && row("（四）无法提供"), "{found:?}");
    assert!(
        found.iter().any(|c| c.ends_with(" 0: 三、本年/办理结果")),
        "{found:?}"
    );
}

#[test]
fn hanzi_heads_that_nearly_touch_are_told_by_the_columns_below() {
    let row = |at: usize| -> (f32, [(&str, f32); 4]) {
        let values = [("甲类", 100.0), ("12", 210.0), ("7", 258.0), ("35", 310.0)];
        (116.0 + 16.0 * at as f32, values)
    };
    let rows: Vec<(f32, [(&str, f32); 4])> = (0..8).map(row).collect();
    let heads = [
        ("项目", 100.0),
        ("商业企业", 195.0),
        ("科研机构", 241.0),
        ("合计", 305.0),
    ];
    let mut lines: Vec<(f32, &[(&str, f32)])> = vec![(100.0, &heads)];
    lines.extend(rows.iter().map(|(y, texts)| (*y, texts.as_slice())));
    let found = cells(&lines, &[]);
    for head in ["0 1: 商业企业", "0 2: 科研机构", "0 3: 合计"] {
        assert!(found.iter().any(|c| c == head), "{head}: {found:?}");
    }
}

#[test]
fn a_line_that_tells_the_unit_is_no_head() {
    let lines: [(f32, &[(&str, f32)]); 4] = [
        (88.0, &[("单位：万元", 235.0)]),
        (102.0, &[("项目", 50.0), ("预算数", 150.0), ("决算数", 250.0)]),
        (118.0, &[("教育", 50.0), ("12.5", 155.0), ("31.0", 255.0)]),
        (134.0, &[("农业", 50.0), ("15.5", 155.0), ("34.0", 255.0)]),
    ];
    let found = cells(&lines, &[]);
    assert!(found.iter().any(|c| c == "0 0: 项目"), "{found:?}");
}

#[test]
fn bold_labels_of_groups_follow_heads_and_one_another() {
    let lines: [(f32, &[(&str, f32)]); 8] = [
        (100.0, &[("Item", 50.0), ("1999", 200.0), ("Change", 260.0)]),
        (120.0, &[("Crops and seeds", 50.0)]),
        (136.0, &[("Wheat", 60.0), ("12", 205.0), ("31", 270.0)]),
        (152.0, &[("Barley", 60.0), ("15", 205.0)]),
        (168.0, &[("Livestock", 50.0)]),
        (184.0, &[("Ruminants", 55.0)]),
        (200.0, &[("Cattle", 60.0), ("21", 205.0), ("34", 270.0)]),
        (216.0, &[("Sheep", 60.0), ("24", 205.0), ("35", 270.0)]),
    ];
    let mut page = blank_page();
    for (y, texts) in lines {
        texts
            .iter()
            .for_each(|(text, x)| print(&mut page, text, *x, y, 10.0, 0.0));
    }
    let mut words = all_words(&page);
    let groups = ["Crops", "and", "seeds", "Livestock", "Ruminants"];
    let labels = words.iter_mut().filter(|w| groups.contains(&w.text().as_str()));
    labels.for_each(|w| w.glyphs.iter_mut().for_each(|g| g.bold = true));
    let found = tables_from(&page, words);
    assert_eq!(found.len(), 1);
    let texts = texts(&found[0]);
    for (row, label) in [(1, "Crops and seeds"), (4, "Livestock"), (5, "Ruminants")] {
        assert!(texts.contains(&(row..row + 1, 0..1, label)), "{texts:?}");
    }
    assert!(texts.contains(&(7..8, 2..3, "35")), "{texts:?}");
}

#[test]
fn a_bold_label_of_a_group_right_below_the_heads_is_no_first_line_of_the_next_label() {
    let first = |bold: bool| {
        let lines: [(f32, &[(&str, f32)]); 4] = [
            (100.0, &[("Item", 50.0), ("1999", 200.0), ("Change", 260.0)]),
            (114.0, &[("Crops and all seeds", 50.0)]),
            (126.0, &[("Winter wheat", 50.0), ("12", 205.0), ("31", 270.0)]),
            (138.0, &[("Barley", 50.0), ("15", 205.0), ("34", 270.0)]),
        ];
        let mut page = blank_page();
        for (y, texts) in lines {
            texts
                .iter()
                .for_each(|(text, x)| print(&mut page, text, *x, y, 10.0, 0.0));
        }
        let rule = |y: f32| h(y, 48.0, 300.0);
        page.rulings = vec![rule(88.0), rule(104.0), rule(144.0)];
        let mut words = all_words(&page);
        let label = words
            .iter_mut()
            .filter(|w| (105.0..115.0).contains(&w.center().y));
        label.for_each(|w| w.glyphs.iter_mut().for_each(|g| g.bold = bold));
        let found = tables_from(&page, words);
        let texts = texts(&found[0]);
        texts.iter().find(|t| t.0.start == 1).map(|t| t.2.to_owned())
    };
    assert_eq!(first(true).as_deref(), Some("Crops and all seeds"));
    assert_eq!(first(false).as_deref(), Some("Crops and all seeds\nWinter wheat"));
}

#[test]
fn signs_of_currencies_stand_with_their_sums() {
    let lines: [(f32, &[(&str, f32)]); 4] = [
        (100.0, &[("Item", 50.0), ("Share", 200.0), ("Sum", 280.0)]),
        (
            116.0,
            &[("Wheat", 50.0), ("12", 200.0), ("$", 250.0), ("1,204", 280.0)],
        ),
        (132.0, &[("Barley", 50.0), ("15", 200.0), ("982", 290.0)]),
        (
            148.0,
            &[("Total", 50.0), ("27", 200.0), ("$", 250.0), ("2,186", 280.0)],
        ),
    ];
    let found = cells(&lines, &[]);
    assert!(found.contains(&"1 2: $ 1,204".to_owned()), "{found:?}");
    assert!(found.contains(&"3 2: $ 2,186".to_owned()), "{found:?}");
}

#[test]
fn a_remark_on_all_of_a_table_is_no_head() {
    let lines = |remark: &'static [(&'static str, f32)]| -> Vec<(f32, &[(&str, f32)])> {
        vec![
            (84.0, remark),
            (100.0, &[("Item", 50.0), ("Share", 200.0), ("Sum", 280.0)]),
            (116.0, &[("Wheat", 50.0), ("12", 200.0), ("1,204", 280.0)]),
            (132.0, &[("Barley", 50.0), ("15", 200.0), ("982", 290.0)]),
            (148.0, &[("Rye", 50.0), ("27", 200.0), ("2,186", 280.0)]),
        ]
    };
    let top = |remark, rules: &[(f32, f32, f32)]| cells(&lines(remark), rules).remove(0);
    assert_eq!(top(&[("(thousands)", 150.0)], &[]), "0 0: Item");
    // Over the figures it is their head.
    let found = cells(&lines(&[("(thousands)", 220.0)]), &[]);
    assert!(found.iter().any(|c| c == "0 1+1: (thousands)"), "{found:?}");
    // Above the first rule nothing is a head.
    let rules = [(88.0, 50.0, 310.0), (104.0, 50.0, 310.0), (152.0, 50.0, 310.0)];
    assert_eq!(top(&[("Thousands", 157.0)], &rules), "0 0: Item");
}

#[test]
fn a_label_goes_on_below_where_its_line_had_no_room_left() {
    let lines: [(f32, &[(&str, f32)]); 7] = [
        (100.0, &[("Item", 50.0), ("1999", 200.0), ("2000", 260.0)]),
        (113.0, &[("Wheat and all", 50.0), ("12", 200.0), ("31", 260.0)]),
        (126.0, &[("other grains,", 50.0)]),
        (139.0, &[("seed apart", 50.0)]),
        (152.0, &[("Rye", 50.0), ("18", 200.0), ("33", 260.0)]),
        (165.0, &[("Animals", 50.0)]),
        (178.0, &[("Sheep", 50.0), ("24", 200.0), ("35", 260.0)]),
    ];
    let found = cells(&lines, &[]);
    assert!(
        found.contains(&"1 0: Wheat and all/other grains,/seed apart".to_owned()),
        "{found:?}"
    );
    assert!(found.contains(&"3 0: Animals".to_owned()), "{found:?}");
    // The figures may stand beside the last line.
    let lines: [(f32, &[(&str, f32)]); 6] = [
        (100.0, &[("Item", 50.0), ("1999", 200.0), ("2000", 260.0)]),
        (113.0, &[("Barley", 50.0), ("11", 200.0), ("30", 260.0)]),
        (126.0, &[("Wheat and all", 50.0)]),
        (139.0, &[("other grains,", 50.0)]),
        (152.0, &[("seed apart", 50.0), ("12", 200.0), ("31", 260.0)]),
        (165.0, &[("Sheep", 50.0), ("24", 200.0), ("35", 260.0)]),
    ];
    let found = cells(&lines, &[]);
    assert!(
        found
            .iter()
            .any(|c| c.ends_with("0: Wheat and all/other grains,/seed apart")),
        "{found:?}"
    );
}

#[test]
fn lines_of_the_last_row_reach_down_to_the_rule_that_closes_the_table() {
    let lines: [(f32, &[(&str, f32)]); 6] = [
        (
            100.0,
            &[("Office", 50.0), ("Sum", 150.0), ("What it is for", 200.0)],
        ),
        (
            116.0,
            &[("roads", 50.0), ("some", 150.0), ("as the year before", 200.0)],
        ),
        (
            132.0,
            &[("water", 50.0), ("more", 150.0), ("with the canals", 200.0)],
        ),
        (
            148.0,
            &[("parks", 50.0), ("less", 150.0), ("the trees that", 200.0)],
        ),
        (160.0, &[("stand by the road", 200.0)]),
        (172.0, &[("to the north", 200.0)]),
    ];
    let rules = [(90.0, 45.0, 320.0), (106.0, 45.0, 320.0), (178.0, 45.0, 320.0)];
    let last = "3 2: the trees that/stand by the road/to the north";
    assert_eq!(cells(&lines, &rules).last().map(String::as_str), Some(last));
}

#[test]
fn the_name_of_a_group_at_the_end_of_a_page_is_the_last_row() {
    let rows = |last: &'static str| -> Vec<String> {
        let lines: [(f32, &[(&str, f32)]); 6] = [
            (100.0, &[("Office", 50.0), ("Sum", 150.0), ("Part", 200.0)]),
            (116.0, &[("roads", 50.0), ("12", 150.0), ("3", 200.0)]),
            (132.0, &[("South", 50.0)]),
            (148.0, &[("water", 50.0), ("7", 150.0), ("4", 200.0)]),
            (164.0, &[("parks", 50.0), ("40", 150.0), ("9", 200.0)]),
            (180.0, &[(last, 50.0)]),
        ];
        cells(&lines, &[])
    };
    assert!(
        rows("North")
            .iter()
            .any(|c| c.starts_with("5 0") && c.ends_with("North"))
    );
    assert!(!rows("This ends.").iter().any(|c| c.ends_with("ends.")));
}

#[test]
fn a_last_cell_of_many_lines_ends_no_table() {
    let mut lines: Vec<(f32, Vec<(&str, f32)>)> = vec![
        (100.0, vec![("Office", 50.0), ("Sum", 150.0), ("Remarks", 200.0)]),
        (
            124.0,
            vec![("roads", 50.0), ("12", 150.0), ("as the year", 200.0)],
        ),
    ];
    lines.extend((1..8).map(|i| (124.0 + 12.0 * i as f32, vec![("and more of it", 200.0)])));
    lines.push((232.0, vec![("water", 50.0), ("7", 150.0), ("with canals", 200.0)]));
    lines.push((256.0, vec![("parks", 50.0), ("40", 150.0), ("new", 200.0)]));
    let lines: Vec<(f32, &[(&str, f32)])> = lines.iter().map(|(y, l)| (*y, l.as_slice())).collect();
    let found = cells(&lines, &[]);
    assert!(found.contains(&"3 1: 40".to_owned()), "{found:?}");
}

#[test]
fn items_of_a_list_and_a_caption_above_a_table_are_no_rows_of_it() {
    let lines: [(f32, &[(&str, f32)]); 7] = [
        (100.0, &[("•", 50.0), ("the first item of a list of words", 68.0)]),
        (114.0, &[("•", 50.0), ("the second item of a list", 68.0)]),
        (128.0, &[("Table 1", 50.0), ("Prices of the year", 110.0)]),
        (142.0, &[("Roads of the town", 50.0), ("12.50", 300.0)]),
        (156.0, &[("Water", 50.0), ("7.25", 305.0)]),
        (170.0, &[("Parks", 50.0), ("40.00", 300.0)]),
        (184.0, &[("Schools", 50.0), ("8.10", 305.0)]),
    ];
    let found = cells(&lines, &[]);
    assert_eq!(found.len(), 8, "{found:?}");
    assert_eq!(found.first().map(String::as_str), Some("0 0: Roads of the town"));
}

#[test]
fn a_short_text_behind_a_sign_is_a_row() {
    let row =
        |y: f32, sign: &'static str| (y, [("Roads of the town", 50.0), (sign, 200.0), ("12.50", 300.0)]);
    let all = [row(100.0, "–"), row(114.0, "–"), row(128.0, "•"), row(142.0, "–")];
    let lines: Vec<(f32, &[(&str, f32)])> = all.iter().map(|(y, l)| (*y, l.as_slice())).collect();
    assert_eq!(cells(&lines, &[]).len(), 12);
}

use super::*;
use crate::document::Table;
use crate::report::lexicon::Lexicon;

/// A table of rows of cells, each `text` or `text*rows*cols`; a place already covered is left out.
fn table(n_cols: u32, rows: &[&[&str]]) -> Table {
    let mut cells: Vec<Cell> = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let r = r as u32;
        let mut col = 0;
        for spec in *row {
            while cells.iter().any(|c| c.rows.contains(&r) && c.cols.contains(&col)) {
                col += 1;
            }
            let mut parts = spec.split('*');
            let text = parts.next().unwrap();
            let down: u32 = parts.next().map_or(1, |p| p.parse().unwrap());
            let across: u32 = parts.next().map_or(1, |p| p.parse().unwrap());
            cells.push(Cell::spanning(r..r + down, col..col + across, text));
            col += across;
        }
    }
    Table::new(rows.len() as u32, n_cols, cells, Method::Grid).unwrap()
}

const HEAD: [&[&str]; 3] = [
    &["（勾稽关系）*3*3", "申请人情况*1*7"],
    &["自然人*2*1", "法人或其他组织*1*5", "总计*2*1"],
    &["商业\n企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
];

fn small() -> Vec<&'static [&'static str]> {
    let mut rows = HEAD.to_vec();
    rows.push(&[
        "一、本年新收政府信息公开申请数量*1*3",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
    ]);
    rows.push(&[
        "三、本年度办理结果*4*1",
        "（一）予以公开*1*2",
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
    ]);
    rows.push(&[
        "（三）不予公开*2*1",
        "1.属于国家秘密",
        "21",
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
    ]);
    rows.push(&["小计", "31", "32", "33", "34", "35", "36", "37"]);
    rows.push(&["（六）其他处理", "3.其他", "41", "42", "", "/", "45", "46", "47"]);
    rows.push(&[
        "四、结转下年度继续办理*1*3",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
    ]);
    rows
}

fn raw(requests: &Requests, row: &str, column: &str) -> String {
    requests.get(row, column).unwrap().raw.clone()
}

#[test]
fn values_go_by_their_paths_past_an_added_row() {
    let table = table(10, &small());
    let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
    assert_eq!(filled.form, Some(Form::Form2021));
    assert_eq!(raw(&filled.requests, "denied.state_secret", "total"), "27");
    assert_eq!(raw(&filled.requests, "other.other", "enterprise"), "42");
    assert_eq!(
        filled.requests.row("denied.state_secret").unwrap().path,
        ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
    );
    let extra = filled.requests.rows.iter().find(|r| r.key.is_none()).unwrap();
    assert_eq!(extra.path, ["三、本年度办理结果", "（三）不予公开", "小计"]);
    assert_eq!(extra.values[0].raw, "31");
}

#[test]
fn a_row_worded_otherwise_is_named_by_its_place_and_number_and_in_doubt() {
    let rows = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "（二）一部分给予公开",
        "1.属于国家秘密",
    ];
    let with = |fourth: &'static str| {
        let mut all = HEAD.to_vec();
        let labels = rows.map(|l| if l == rows[3] { fourth } else { l });
        let values = || (1..8).map(|n| n.to_string());
        let row = |label: &str| std::iter::once(format!("{label}*1*3")).chain(values());
        let cells: Vec<Vec<String>> = labels.iter().map(|l| row(l).collect()).collect();
        let cells: Vec<Vec<&str>> = cells
            .iter()
            .map(|r| r.iter().map(String::as_str).collect())
            .collect();
        all.extend(cells.iter().map(Vec::as_slice));
        let table = table(10, &all);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let total = filled.requests.get("partly_granted", "total").unwrap().number;
        (total.is_some(), filled.doubted)
    };
    assert_eq!(with("（二）部分公开"), (true, false));
    assert_eq!(with("（二）给一部分"), (true, true));
    assert_eq!(with("（三）给一部分"), (false, true));
    assert_eq!(with("其中"), (false, true));
}

#[test]
fn a_row_that_may_stand_one_column_off_is_in_doubt() {
    // The first and the last row of a table whose last row is this one.
    let read = |n_cols: u32, last: &[&str]| {
        let mut rows = small();
        rows.pop();
        rows.push(last);
        let table = table(n_cols, &rows);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        ["received", "carried_forward"].map(|row| filled.requests.get(row, "total").unwrap().status)
    };
    let label = "四、结转下年度继续办理*1*4";
    let whole = [
        "四、结转下年度继续办理*1*3",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
    ];
    assert_eq!(read(10, &whole), [Status::Single, Status::Single]);
    // A number under no head.
    let stray = [label, "51", "52", "53", "54", "55", "56", "57"];
    assert_eq!(read(11, &stray), [Status::Single, Status::Disputed]);
    // A label under the head of a column without a value.
    let short = [label, "51", "52", "53", "54", "55", "56"];
    assert_eq!(read(10, &short), [Status::Single, Status::Disputed]);
}

#[test]
fn a_row_in_the_forms_own_words_is_the_row_and_one_near_to_them_is_not() {
    let (exact, near) = (
        "一、本年新收政府信息公开申请数量*1*3",
        "五、上年新收政府信息公开申请数量*1*3",
    );
    let of = |first: &'static str, second: &'static str| {
        let mut rows = small();
        let received = [first, "1", "2", "3", "4", "5", "6", "7"];
        let again = [second, "8", "2", "3", "4", "5", "6", "7"];
        rows[3] = &received;
        rows.push(&again);
        let table = table(10, &rows);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let value = filled.requests.get("received", "natural_person").unwrap();
        (value.raw.clone(), value.status)
    };
    assert_eq!(of(exact, near), ("1".to_owned(), Status::Single));
    assert_eq!(of(near, exact), ("8".to_owned(), Status::Single));
    assert_eq!(of(exact, exact), ("1".to_owned(), Status::Disputed));
    assert_eq!(of(near, near), ("1".to_owned(), Status::Disputed));
}

#[test]
fn a_number_in_a_cell_that_several_rows_share_is_in_doubt() {
    let of = |first: &'static str, second: &'static str| {
        let mut rows = small();
        let at = rows.len() - 3;
        let shared: [&str; 9] = [
            "（三）不予公开*2*1",
            "1.属于国家秘密",
            first,
            "22",
            "23",
            "24",
            "25",
            "26",
            "27",
        ];
        let below: Vec<&str> = [second, "31", "32", "33", "34", "35", "36", "37"]
            .into_iter()
            .filter(|text| first.ends_with("*1*1") || *text != "31")
            .collect();
        rows[at - 1] = &shared;
        rows[at] = &below;
        let table = table(10, &rows);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        ["natural_person", "enterprise"]
            .map(|column| filled.requests.get("denied.state_secret", column).unwrap().status)
    };
    let law = "2.其他法律行政法规禁止公开";
    assert_eq!(of("21*2*1", law), [Status::Disputed, Status::Single]);
    assert_eq!(of("21*1*1", law), [Status::Single, Status::Single]);
    assert_eq!(of("*2*1", law), [Status::Single, Status::Single], "blank");
    assert_eq!(
        of("21*2*1", "小计"),
        [Status::Single, Status::Single],
        "no row of the form"
    );
}

#[test]
fn a_first_part_of_two_rows_belongs_to_the_table() {
    let rows = small();
    let first = table(10, &rows[..4]);
    let mut below = HEAD.to_vec();
    below.extend(&rows[4..]);
    let second = table(10, &below);
    let lexicon = Lexicon::default();
    let sheets = [
        Sheet::new(&first, Some(0), &lexicon),
        Sheet::new(&second, Some(1), &lexicon),
    ];
    let filled = fill(&sheets).unwrap();
    assert_eq!(raw(&filled.requests, "received", "total"), "7");
    assert_eq!(raw(&filled.requests, "carried_forward", "total"), "57");
}

#[test]
fn an_added_column_and_a_row_of_column_numbers_shift_nothing() {
    let rows: Vec<Vec<String>> = small()
        .iter()
        .enumerate()
        .map(|(r, row)| {
            let mut row: Vec<String> = row.iter().map(|s| s.to_string()).collect();
            match r {
                0 => row = vec!["（勾稽关系）*4*3".into(), "申请人情况*1*8".into()],
                1 => {
                    row = vec![
                        "自然人*2*1".into(),
                        "法人或其他组织*1*6".into(),
                        "总计*2*1".into(),
                    ]
                }
                2 => row.push("小计".into()),
                _ => row.insert(row.len() - 1, "99".into()),
            }
            row
        })
        .collect();
    let mut rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|r| r.iter().map(String::as_str).collect())
        .collect();
    rows.insert(3, vec!["1", "2", "3", "4", "5", "6", "7", "8"]);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let table = table(11, &rows);
    let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
    assert_eq!(raw(&filled.requests, "received", "other_organization"), "6");
    assert_eq!(raw(&filled.requests, "received", "total"), "7");
    assert_eq!(
        filled.requests.extra_columns,
        [["申请人情况", "法人或其他组织", "小计", "7"]]
    );
}

#[test]
fn a_total_of_the_organisations_is_not_that_of_all() {
    let rows: [&[&str]; 6] = [
        &["（勾稽关系）*3*3", "申请人情况*1*8"],
        &["自然人*2*1", "法人或其他组织*1*6", "总计*2*1"],
        &[
            "商业企业",
            "科研机构",
            "社会公益组织",
            "法律服务机构",
            "其他",
            "合计",
        ],
        &[
            "一、本年新收政府信息公开申请数量*1*3",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "20",
            "21",
        ],
        &[
            "二、上年结转政府信息公开申请数量*1*3",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "20",
            "21",
        ],
        &[
            "四、结转下年度继续办理*1*3",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "20",
            "21",
        ],
    ];
    let table = table(11, &rows);
    let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
    let total = filled.requests.get("received", "total").unwrap();
    assert_eq!((total.raw.as_str(), total.status), ("21", Status::Single));
    assert_eq!(filled.requests.rows[0].extra[0].raw, "20");
}

#[test]
fn rows_without_heads_are_taken_by_the_order_of_columns_and_rows() {
    let table = table(
        10,
        &[
            &["申请人情况 自然人 其他*1*10"],
            &[
                "一、本年新收政府信息公开申请数量*1*3",
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "7",
            ],
            &["申请数量（续）*1*3", "8", "0", "0", "0", "0", "0", "8"],
            &[
                "三、",
                "（一）予以公开*1*2",
                "11",
                "12",
                "13",
                "14",
                "15",
                "16",
                "17",
            ],
            &["", "（二）部分公开*1*2", "21", "22*1*2", "24", "25", "26", "27"],
            &[
                "",
                "（三）不予公开",
                "1.属于国家秘密",
                "31",
                "32",
                "33",
                "34",
                "35",
                "36",
                "37",
            ],
        ],
    );
    let sheets = [Sheet::new(&table, None, &Lexicon::default())];
    let columns: Vec<Option<&str>> = COLUMNS.iter().map(|key| Some(*key)).collect();
    let requests = fill_in_order(&sheets, &columns, Form::Form2021).unwrap();
    assert_eq!(raw(&requests, "received", "research_institution"), "3");
    assert_eq!(
        raw(&requests, "carried_over", "natural_person"),
        "8",
        "told by its place"
    );
    assert_eq!(raw(&requests, "denied.state_secret", "total"), "37");
    let cut = requests
        .rows
        .iter()
        .find(|r| r.key == Some("partly_granted"))
        .unwrap();
    assert!(
        cut.values.iter().all(|v| v.kind == ValueKind::Absent),
        "six values"
    );
    assert!(fill_in_order(&sheets, &columns[1..], Form::Form2021).is_none());
}

#[test]
fn rows_between_named_ones_are_named_when_just_as_many_are_missing() {
    let form = ["a", "b", "c", "d", "e"];
    let named = |keys: &[Option<&'static str>]| named_between(keys, &form);
    assert_eq!(
        named(&[Some("a"), None, None, Some("d")]),
        form[..4].iter().map(|k| Some(*k)).collect::<Vec<_>>()
    );
    assert_eq!(named(&[Some("a"), None, Some("d")]), [Some("a"), None, Some("d")]);
    // A name that stands twice is none; what stands before the first and after the last is not told.
    assert_eq!(
        named(&[Some("a"), Some("b"), Some("b"), Some("d")]),
        [Some("a"), Some("b"), Some("c"), Some("d")]
    );
    assert_eq!(named(&[None, Some("b"), None]), [None, Some("b"), None]);
    assert_eq!(named(&[Some("d"), None, Some("b")]), [Some("d"), None, Some("b")]);
}

#[test]
fn a_second_part_without_a_head_takes_the_first_parts_columns() {
    let all = small();
    let (first, second) = (table(10, &all[..4]), table(10, &all[8..]));
    let filled = fill(&[
        Sheet::new(&first, Some(0), &Lexicon::default()),
        Sheet::new(&second, Some(1), &Lexicon::default()),
    ]);
    assert!(filled.is_none(), "one row is too little to know the table by");
    let first_rows: Vec<&[&str]> = vec![
        all[0],
        all[1],
        all[2],
        all[3],
        &[
            "二、上年结转政府信息公开申请数量*1*3",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
        ],
        &[
            "三、本年度办理结果",
            "（一）予以公开*1*2",
            "11",
            "12",
            "13",
            "14",
            "15",
            "16",
            "17",
        ],
    ];
    let first = table(10, &first_rows);
    let filled = fill(&[
        Sheet::new(&first, Some(0), &Lexicon::default()),
        Sheet::new(&second, Some(1), &Lexicon::default()),
    ])
    .unwrap();
    assert_eq!(raw(&filled.requests, "carried_forward", "legal_service"), "55");
    assert_eq!(filled.tables, [0, 1]);
}

#[test]
fn a_second_table_with_other_numbers_leaves_the_first_in_doubt() {
    // A row that the form does not know is a doubt of its own.
    let known: &[&str] = &[
        "2.其他法律行政法规禁止公开",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
    ];
    let all: Vec<&[&str]> = small()
        .into_iter()
        .map(|row| if row[0] == "小计" { known } else { row })
        .collect();
    let doubted = |second: &[&[&str]]| {
        let (first, second) = (table(10, &all), table(10, second));
        let lexicon = Lexicon::default();
        let sheets = [
            Sheet::new(&first, Some(0), &lexicon),
            Sheet::new(&second, Some(1), &lexicon),
        ];
        let filled = fill(&sheets).unwrap();
        assert_eq!(filled.tables, [0]);
        filled.rivalled
    };
    assert!(!doubted(&all));
    let mut other = all.clone();
    let row: Vec<&str> = all[3]
        .iter()
        .map(|t| if t.parse::<u32>().is_ok() { "900" } else { t })
        .collect();
    other[3] = &row;
    assert!(doubted(&other));
}

#[test]
fn a_form_left_blank_beside_the_one_that_is_filled_in_says_nothing() {
    let filled_in = small();
    let blank: Vec<Vec<&str>> = filled_in
        .iter()
        .map(|row| {
            let texts = row.iter();
            texts
                .map(|t| {
                    if *t == "/" || t.parse::<u32>().is_ok() {
                        ""
                    } else {
                        *t
                    }
                })
                .collect()
        })
        .collect();
    let blank: Vec<&[&str]> = blank.iter().map(Vec::as_slice).collect();
    let read = |tables: &[Table]| {
        let filled = fill(&Sheet::all(tables, &Lexicon::default())).unwrap();
        (filled.tables, filled.rivalled)
    };
    let (first, second) = (table(10, &filled_in), table(10, &blank));
    assert_eq!(read(&[first.clone(), second.clone()]), (vec![0], false));
    assert_eq!(read(&[second.clone(), first.clone()]), (vec![1], false));
    // Also where it has more rows than the other.
    let part = table(10, filled_in.get(..filled_in.len() - 1).unwrap());
    assert_eq!(read(&[second, part]), (vec![1], false));
}

#[test]
fn a_mark_in_the_only_cell_of_a_row_is_everyones() {
    let one_cell = |text: &str| {
        let whole = table(10, &small());
        let row = whole.n_rows() - 1;
        let mut cells: Vec<Cell> = whole.cells().to_vec();
        let first = cells
            .iter()
            .filter(|c| c.rows.start == row && c.text.parse::<u32>().is_ok());
        let first = first.map(|c| c.cols.start).min().unwrap();
        cells.retain(|c| c.rows.start != row || c.cols.start < first);
        cells.push(Cell::spanning(row..row + 1, first..whole.n_cols(), text));
        let table = Table::new(whole.n_rows(), whole.n_cols(), cells, Method::Grid).unwrap();
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let last = filled
            .requests
            .rows
            .iter()
            .rev()
            .find(|r| r.values.iter().any(|v| v.kind != ValueKind::Absent));
        let last = last.unwrap().clone();
        last.values
            .iter()
            .filter(|v| v.kind != ValueKind::Absent)
            .map(|v| v.status)
            .collect::<Vec<_>>()
    };
    assert!(!one_cell("无").is_empty());
    assert!(one_cell("无").iter().all(|s| *s == Status::Single));
    assert!(one_cell("").iter().all(|s| *s == Status::Single));
    assert!(one_cell("0").iter().all(|s| *s == Status::Disputed));
}

#[test]
fn a_row_without_a_label_in_a_flattened_table_is_told() {
    let lost = |rows: &[&[&str]], method: Method| {
        let mut table = table(10, rows);
        table.method = method;
        lost_labels(&Sheet::new(&table, Some(0), &Lexicon::default()))
    };
    let mut rows = small();
    assert!(!lost(&rows, Method::Flat));
    rows.insert(4, &["*1*3", "51", "52", "53", "54", "55", "56", "57"]);
    assert!(lost(&rows, Method::Flat) && !lost(&rows, Method::Grid));
}

#[test]
fn a_row_on_two_pages_that_overlap_is_one_and_with_other_numbers_in_doubt() {
    let status = |second: &str| {
        let mut rows = small();
        let last = rows.last().copied().unwrap_or_default();
        let is_number = |t: &str| t.parse::<u32>().is_ok();
        let again: Vec<&str> = last
            .iter()
            .map(|t| {
                if is_number(t) && !second.is_empty() {
                    second
                } else {
                    t
                }
            })
            .collect();
        rows.push(&again);
        let table = table(10, &rows);
        let filled = fill(&[Sheet::new(&table, Some(0), &Lexicon::default())]).unwrap();
        let twice = filled.warnings.iter().any(|w| w.code == "row_twice");
        let disputed = filled.requests.rows.iter().flat_map(|r| &r.values);
        (twice, disputed.filter(|v| v.status == Status::Disputed).count())
    };
    assert_eq!(status(""), (true, 0));
    assert_eq!(status("901"), (true, 7));
}

#[test]
fn columns_in_a_further_table_below_come_together_with_the_first() {
    let labels = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
    ];
    let part = |names: &[&'static str], first: usize| {
        let mut rows: Vec<Vec<String>> = vec![
            std::iter::once("")
                .chain(names.iter().copied())
                .map(str::to_owned)
                .collect(),
        ];
        for (r, label) in labels.iter().enumerate() {
            let values = (0..names.len()).map(|c| (10 * r + first + c).to_string());
            rows.push(std::iter::once((*label).to_owned()).chain(values).collect());
        }
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|r| r.iter().map(String::as_str).collect())
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        table(names.len() as u32 + 1, &rows)
    };
    let left = part(&["自然人", "商业企业", "科研机构"], 0);
    let right = part(&["社会公益组织", "法律服务机构", "其他", "总计"], 3);
    let lexicon = Lexicon::default();
    let read = |tables: &[Table]| {
        let filled = fill(&Sheet::all(tables, &lexicon)).unwrap();
        let row: Vec<String> = COLUMNS
            .iter()
            .map(|key| filled.requests.get("carried_over", key).unwrap().raw.clone())
            .collect();
        (row.join(" "), filled.tables, filled.rivalled, filled.doubted)
    };
    let whole = ("10 11 12 13 14 15 16".to_owned(), vec![0, 1], false, false);
    assert_eq!(read(&[left.clone(), right.clone()]), whole);
    // One that has a column of the first, too, is another table.
    let again = part(&["自然人", "其他", "总计"], 7);
    assert_eq!(read(&[left.clone(), again]).0, "10 11 12    ");
}

//! Compares readings and outcomes; sets the status of each value and the verdict.

pub mod counts;
pub mod pin;
pub mod print;
pub mod reconcile;
pub mod verdict;

/// The verdict on a report, the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Readings disagree, marks were left over in a table's area, or the file was salvaged.
    Suspect,
    /// A standard table is missing, a picture or a scan.
    Incomplete,
    /// Our readings stand and an equation fails: the report itself is wrong.
    SourceInconsistent,
    /// Everything holds.
    Verified,
}

impl Verdict {
    /// The name in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Suspect => "suspect",
            Verdict::Incomplete => "incomplete",
            Verdict::SourceInconsistent => "source_inconsistent",
            Verdict::Verified => "verified",
        }
    }
}

/// How many values are how sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Agreed by independent readings or pinned by equations, with no equation that speaks against them.
    pub confirmed: u32,
    /// Given by one reading alone, or agreed while the equations through them fail.
    pub single: u32,
    /// Readings differ or the place is in doubt.
    pub disputed: u32,
}

/// One reason for a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Stable kebab-case name.
    pub code: &'static str,
    /// One line in plain words.
    pub message: String,
    /// The values or tables it speaks of: `requests/received/total`, `table 2`.
    pub cells: Vec<String>,
}

/// The verdict with all its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// `None` exactly when the report has no form.
    pub verdict: Option<Verdict>,
    /// How many values are how sure.
    pub counts: Counts,
    /// Why the verdict is what it is; empty for `verified`.
    pub reasons: Vec<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{set, zeros};
    use crate::check::{self, Outcome};
    use crate::document::{Document, Format, Method};
    use crate::report::read::Figures;
    use crate::report::{CellRef, Report, Status};

    fn figures(report: &Report, method: Method) -> Figures {
        Figures {
            method: Some(method),
            requests: report.requests.clone(),
            litigation: report.litigation.clone(),
            ..Figures::default()
        }
    }

    fn status(report: &Report, path: &str) -> Status {
        report
            .values()
            .find(|(p, _)| p == path)
            .map(|(_, v)| v.status)
            .unwrap()
    }

    /// What comes of these readings, the first being the document's own.
    fn weigh(readings: &[&Report]) -> Report {
        let methods = [Method::Rulings, Method::Alignment, Method::Stream];
        let readings: Vec<Figures> = readings.iter().zip(methods).map(|(r, m)| figures(r, m)).collect();
        let (chosen, from) = reconcile::choose(&readings);
        let mut report = Report {
            requests: chosen.requests,
            litigation: chosen.litigation,
            ..zeros()
        };
        reconcile::compare(&mut report, &readings, &from);
        let checks = check::run(&report, &Document::empty(Format::Pdf));
        pin::pin(&mut report, &checks);
        report
    }

    #[test]
    fn a_digit_misread_by_one_of_two_readings_is_disputed() {
        let (right, mut wrong) = (zeros(), zeros());
        set(&mut wrong, "litigation/review/upheld", "8");
        for readings in [[&wrong, &right], [&right, &wrong]] {
            let report = weigh(&readings);
            assert_eq!(status(&report, "litigation/review/upheld"), Status::Disputed);
            assert_eq!(status(&report, "litigation/review/other"), Status::Confirmed);
        }
    }

    #[test]
    fn a_digit_misread_by_the_only_reading_is_never_confirmed() {
        let base = zeros();
        for (path, _) in base.values() {
            let path = path.to_string();
            let mut wrong = base.clone();
            set(&mut wrong, &path, "8");
            let report = weigh(&[&wrong]);
            assert_ne!(status(&report, &path), Status::Confirmed, "{path}");
        }
    }

    #[test]
    fn crossing_equations_pin_what_one_reading_gives() {
        let report = weigh(&[&zeros()]);
        assert_eq!(
            status(&report, "requests/denied.state_secret/enterprise"),
            Status::Confirmed
        );
        assert_eq!(status(&report, "litigation/review/upheld"), Status::Single);
    }

    #[test]
    fn two_values_swapped_in_a_row_or_a_column_are_never_confirmed() {
        let mut base = zeros();
        for (path, text) in [
            ("requests/received/natural_person", "3"),
            ("requests/received/enterprise", "2"),
            ("requests/received/total", "5"),
            ("requests/granted/natural_person", "3"),
            ("requests/granted/enterprise", "2"),
            ("requests/granted/total", "5"),
            ("requests/concluded/natural_person", "3"),
            ("requests/concluded/enterprise", "2"),
            ("requests/concluded/total", "5"),
        ] {
            set(&mut base, path, text);
        }
        let checks = check::run(&base, &Document::empty(Format::Pdf));
        assert!(checks.iter().all(|c| c.outcome == Outcome::Pass));
        for (a, b) in [
            ("requests/granted/natural_person", "requests/granted/enterprise"),
            (
                "requests/granted/enterprise",
                "requests/partly_granted/enterprise",
            ),
        ] {
            let mut wrong = base.clone();
            let raw = |p: &str| {
                base.values()
                    .find(|(q, _)| q == p)
                    .map(|(_, v)| v.raw.clone())
                    .unwrap()
            };
            set(&mut wrong, a, &raw(b));
            set(&mut wrong, b, &raw(a));
            let report = weigh(&[&wrong]);
            assert_ne!(status(&report, a), Status::Confirmed, "{a}");
            assert_ne!(status(&report, b), Status::Confirmed, "{b}");
        }
    }

    #[test]
    fn a_reading_without_the_cell_does_not_disagree() {
        let (right, mut short) = (zeros(), zeros());
        if let Some(requests) = &mut short.requests {
            requests.rows.retain(|r| r.key != Some("granted"));
        }
        let report = weigh(&[&right, &short]);
        assert_eq!(status(&report, "requests/received/total"), Status::Confirmed);
        assert_ne!(status(&report, "requests/granted/total"), Status::Disputed);
    }

    #[test]
    fn a_reading_that_lacks_many_rows_says_nothing_of_the_table() {
        let right = zeros();
        let confirmed = |lost: usize| {
            let mut short = zeros();
            if let Some(requests) = &mut short.requests {
                requests.rows.truncate(requests.rows.len() - lost);
                for key in crate::report::labels::ROWS_2021.iter().rev().take(lost) {
                    let mut row = requests.rows[0].clone();
                    row.key = Some(key);
                    row.values = row
                        .values
                        .iter()
                        .map(|_| crate::report::Value::absent())
                        .collect();
                    requests.rows.push(row);
                }
            }
            let readings = [
                figures(&right, Method::Rulings),
                figures(&short, Method::Alignment),
            ];
            let (chosen, from) = reconcile::choose(&readings);
            let mut report = Report {
                requests: chosen.requests,
                ..zeros()
            };
            reconcile::compare(&mut report, &readings, &from);
            status(&report, "requests/received/total")
        };
        assert_eq!([confirmed(2), confirmed(9)], [Status::Confirmed, Status::Single]);
    }

    #[test]
    fn the_mark_of_a_note_that_one_reading_lacks_is_no_dissent() {
        let of = |first: &str, second: &str| {
            let (mut one, mut other) = (zeros(), zeros());
            set(&mut one, "litigation/review/upheld", first);
            set(&mut other, "litigation/review/upheld", second);
            status(&weigh(&[&one, &other]), "litigation/review/upheld")
        };
        assert_eq!(of("290 ¹", "290"), Status::Confirmed);
        assert_eq!(of("12\n件", "12件"), Status::Confirmed);
        assert_eq!(of("290¹", "2901"), Status::Disputed);
        assert_eq!(of("12万", "12"), Status::Disputed, "another unit");
        assert_eq!(of("12", "12%"), Status::Disputed);
    }

    #[test]
    fn what_the_drawing_leaves_open_no_place_of_a_text_settles() {
        let (mut drawn, mut placed) = (zeros(), zeros());
        for column in ["enterprise", "research_institution"] {
            set(&mut drawn, &format!("requests/granted/{column}"), "5");
        }
        set(&mut placed, "requests/granted/research_institution", "5");
        for (path, value) in drawn.values_mut() {
            let spanned =
                path.row == "granted" && matches!(path.column, "enterprise" | "research_institution");
            if spanned {
                value.status = Status::Disputed;
            }
        }
        let of = |method: Method| {
            let readings = [
                figures(&drawn, method),
                figures(&placed, Method::Alignment),
                figures(&placed, Method::Placement),
            ];
            let (_, from) = reconcile::choose(&readings);
            assert_eq!(from[1], Some(1));
            let mut report = placed.clone();
            reconcile::compare(&mut report, &readings, &from);
            ["research_institution", "total"].map(|key| status(&report, &format!("requests/granted/{key}")))
        };
        assert_eq!(of(Method::Rulings), [Status::Disputed, Status::Confirmed]);
        assert_eq!(of(Method::Flat), [Status::Confirmed, Status::Confirmed]);
    }

    #[test]
    fn a_number_in_the_only_cell_of_a_row_is_nobodys() {
        let (mut drawn, mut placed) = (zeros(), zeros());
        let cell = CellRef {
            table: 0,
            row: 5,
            col: 3,
        };
        for (path, value) in drawn.values_mut().filter(|(path, _)| path.row == "granted") {
            assert_eq!(path.table, "requests");
            value.status = Status::Disputed;
            value.cell = Some(cell);
        }
        for column in ["natural_person", "enterprise", "total"] {
            set(&mut placed, &format!("requests/granted/{column}"), "");
        }
        let of = |drawn: &Report| {
            let readings = [
                figures(drawn, Method::Rulings),
                figures(&placed, Method::Alignment),
                figures(&placed, Method::Placement),
            ];
            let from = [Some(0), Some(1), Some(0)];
            let mut report = placed.clone();
            reconcile::compare(&mut report, &readings, &from);
            status(&report, "requests/granted/social_organization")
        };
        assert_eq!(of(&drawn), Status::Disputed);
        let mut torn = drawn.clone();
        for (path, value) in torn.values_mut().filter(|(path, _)| path.row == "granted") {
            value.cell = Some(CellRef {
                col: path.column.len() as u32,
                ..cell
            });
        }
        assert_eq!(of(&torn), Status::Confirmed);
    }

    #[test]
    fn a_mark_in_the_only_cell_of_a_row_is_not_disputed_by_blanks_beside_it() {
        let (mut drawn, mut placed) = (zeros(), zeros());
        for column in crate::report::COLUMNS {
            let path = format!("requests/granted/{column}");
            set(&mut drawn, &path, "无");
            let is_middle = column == "social_organization";
            set(&mut placed, &path, if is_middle { "无" } else { "" });
        }
        let of = |cell: Option<CellRef>| {
            let mut drawn = drawn.clone();
            for (_, value) in drawn.values_mut().filter(|(path, _)| path.row == "granted") {
                value.cell = cell;
            }
            let readings = [
                figures(&drawn, Method::Rulings),
                figures(&placed, Method::Alignment),
                figures(&placed, Method::Placement),
            ];
            let mut report = drawn.clone();
            reconcile::compare(&mut report, &readings, &[Some(0); 3]);
            ["social_organization", "total"].map(|key| status(&report, &format!("requests/granted/{key}")))
        };
        let cell = CellRef {
            table: 0,
            row: 5,
            col: 3,
        };
        assert_eq!(of(Some(cell)), [Status::Confirmed, Status::Single]);
        assert_eq!(of(None), [Status::Confirmed, Status::Disputed]);
    }

    #[test]
    fn blanks_of_a_table_named_by_order_say_nothing() {
        let (mut right, mut other) = (zeros(), zeros());
        set(&mut right, "litigation/review/upheld", "3");
        set(&mut other, "litigation/review/upheld", "");
        let compared = |by_order: &[&'static str]| {
            let by_order = Figures {
                by_order: by_order.to_vec(),
                ..figures(&other, Method::Alignment)
            };
            let readings = [figures(&right, Method::Rulings), by_order];
            let (_, from) = reconcile::choose(&readings);
            let mut report = right.clone();
            reconcile::compare(&mut report, &readings, &from);
            ["upheld", "corrected"].map(|key| status(&report, &format!("litigation/review/{key}")))
        };
        assert_eq!(compared(&[]), [Status::Disputed, Status::Confirmed]);
        assert_eq!(compared(&["litigation"]), [Status::Single, Status::Confirmed]);
    }

    #[test]
    fn what_the_order_of_numbers_tells_outweighs_a_lone_inference_of_places() {
        let (right, mut off, mut blank) = (zeros(), zeros(), zeros());
        set(&mut off, "requests/granted/enterprise", "3");
        // A number that stands beside its column leaves a blank there.
        set(&mut blank, "requests/granted/enterprise", "");
        set(&mut blank, "requests/granted/total", "3");
        let compared = |main: Method, others: &[(&Report, Method)]| {
            let mut readings = vec![figures(&right, main)];
            readings.extend(others.iter().map(|(report, method)| figures(report, *method)));
            let from = [Some(0); 3];
            let mut report = right.clone();
            reconcile::compare(&mut report, &readings, &from);
            ["enterprise", "total"].map(|key| status(&report, &format!("requests/granted/{key}")))
        };
        let alone: &[(&Report, Method)] = &[(&off, Method::Alignment)];
        assert_eq!(compared(Method::Order, alone)[0], Status::Disputed);
        let beside: &[(&Report, Method)] = &[(&off, Method::Alignment), (&right, Method::Placement)];
        assert_eq!(compared(Method::Order, beside)[0], Status::Confirmed);
        assert_eq!(compared(Method::Flat, beside)[0], Status::Disputed);
        let blank: &[(&Report, Method)] = &[(&blank, Method::Alignment)];
        assert_eq!(compared(Method::Order, blank), [Status::Single; 2]);
        assert_eq!(compared(Method::Rulings, blank), [Status::Disputed; 2]);
    }

    #[test]
    fn a_row_that_seems_blank_by_placement_disputes_nothing() {
        let (mut right, mut cut) = (zeros(), zeros());
        for key in crate::report::COLUMNS {
            set(&mut right, &format!("requests/granted/{key}"), "4");
            set(&mut cut, &format!("requests/granted/{key}"), "");
        }
        let compared = |main: &Report, other: &Report| {
            let readings = [figures(main, Method::Rulings), figures(other, Method::Placement)];
            let mut report = main.clone();
            reconcile::compare(&mut report, &readings, &[Some(0); 3]);
            status(&report, "requests/granted/total")
        };
        assert_eq!(compared(&right, &cut), Status::Single);
        assert_eq!(compared(&cut, &cut), Status::Confirmed, "blank in both");
    }

    #[test]
    fn a_number_that_is_read_once_makes_a_report_suspect() {
        let mut report = zeros();
        let all_but = |report: &mut Report, loose: &str| {
            for (path, value) in report.values_mut() {
                value.status = Status::Single;
                value.readings.clear();
                if path != *loose {
                    value.status = Status::Confirmed;
                    value.readings.push(crate::report::OtherReading {
                        method: Method::Placement,
                        raw: value.raw.clone(),
                        number: value.number,
                    });
                }
            }
        };
        let document = Document::empty(Format::Pdf);
        let reasons = |report: &Report| {
            let checks = check::run(report, &document);
            let judged = verdict::judge(report, &Figures::default(), &document, &checks, 1);
            let once = judged.reasons.into_iter().filter(|r| r.code == "read-once");
            once.flat_map(|r| r.cells).collect::<Vec<_>>()
        };
        all_but(&mut report, "");
        assert!(reasons(&report).is_empty());
        all_but(&mut report, "litigation/review/upheld");
        assert_eq!(reasons(&report), ["litigation/review/upheld"]);
        set(&mut report, "litigation/review/upheld", "");
        assert!(reasons(&report).is_empty(), "a blank among what others confirm");
    }

    #[test]
    fn a_number_that_begins_with_a_zero_may_be_the_rest_of_one() {
        let document = Document::empty(Format::Text);
        let told = |raw: &str| {
            let mut report = zeros();
            set(&mut report, "litigation/review/upheld", raw);
            let checks = check::run(&report, &document);
            let judged = verdict::judge(&report, &Figures::default(), &document, &checks, 1);
            judged.reasons.iter().any(|r| r.code == "number-cut")
        };
        assert!(told("04") && told("０４件"));
        assert!(!told("00"), "the sum bears it out");
        assert!(!told("0") && !told("0.4") && !told("40") && !told("104"));
    }

    #[test]
    fn a_number_in_pieces_beside_whole_ones_may_be_two() {
        let document = Document::empty(Format::Docx);
        let told = |set_as: &[(&str, &str)]| {
            let mut report = zeros();
            for (path, raw) in set_as {
                set(&mut report, path, raw);
            }
            let checks = check::run(&report, &document);
            let judged = verdict::judge(&report, &Figures::default(), &document, &checks, 1);
            let odd = judged
                .reasons
                .into_iter()
                .filter(|r| r.code == "number-in-pieces");
            odd.flat_map(|r| r.cells).collect::<Vec<_>>()
        };
        let (here, there) = ("litigation/review/upheld", "litigation/review/corrected");
        let none: [&str; 0] = [];
        assert_eq!(told(&[(here, "6 9"), (there, "15")]), [here]);
        assert_eq!(told(&[(here, "38 531"), (there, "1204")]), [here]);
        // The way in which the table prints its numbers.
        for (a, b) in [
            ("6 9", "1 5"),
            ("6 9", "7"),
            ("38 531", "512"),
            ("1 234", "5 678 901"),
        ] {
            assert_eq!(told(&[(here, a), (there, b)]), none, "{a}, {b}");
        }
        // A blank beside a point or before the sign of a note.
        for a in ["6. 5", "６９ ②", "69 件"] {
            assert_eq!(told(&[(here, a), (there, "15")]), none, "{a}");
        }
        // Of table 3 the equations say which.
        let borne_out = [
            ("requests/received/natural_person", "6 9"),
            ("requests/received/total", "69"),
        ];
        assert_eq!(told(&borne_out), none);
        let broken = [
            ("requests/received/natural_person", "6 9"),
            ("requests/received/total", "15"),
        ];
        assert_eq!(told(&broken), ["requests/received/natural_person"]);
    }
}

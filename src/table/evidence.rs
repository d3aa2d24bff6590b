//! What tells lines in columns from lists, tables of contents, forms and text that happens to align.

use crate::geometry::Rect;
use crate::layout::bidi;
use crate::layout::headings::{Numbering, list_mark, numbering};
use crate::layout::numbering::{dotted, follows};
use crate::layout::script::is_hanzi;

use super::alignment::Row;
use super::columns::{self, Column, Segment};
use super::formulas::are_formulas;
use super::leaders::without_leader;
use super::parting::{Parting, Rule};
use super::settings::TableSettings;

/// Numbers that follow one another in so many rows are those of a list.
const LIST_ROWS: usize = 3;

/// Numbers that only grow in so many rows are pages; in fewer they may be figures that happen to.
const CONTENTS_ROWS: usize = 6;

/// Fewest rules around and between rows of long texts.
const PARTING_RULES: usize = 3;

/// So many are enough where the entries have numbers of sections in front of them, or leaders.
const NUMBERED_CONTENTS_ROWS: usize = 3;

/// Whether lines in columns are a table and not a list, a table of contents, a form or text that happens to align.
pub(crate) fn has_evidence(
    lines: &[Row],
    columns: &[Column],
    parting: Parting<'_>,
    em: f32,
    settings: &TableSettings,
) -> bool {
    let rows: Vec<&Row> = lines.iter().filter(|l| l.segments.len() >= 2).collect();
    let segments = || lines.iter().flat_map(|l| l.segments.iter());
    let n = segments().count().max(1);
    let values = segments().filter(|s| s.value).count();
    let leads = leads_to_figures(&rows);
    let words = |s: &Segment| {
        let text = s.text();
        let bare = without_leader(&text).filter(|_| leads);
        bare.map_or(text.as_str(), |(bare, _)| bare).chars().count()
    };
    let long = segments().filter(|s| words(s) > 60).count();
    let led = |s: &&Segment| has_leader(&s.text());
    let leaders = segments().filter(led).count();
    let marks = lines.iter().filter(|l| begins_with_mark(l)).count();
    let top = lines.first().map_or(0.0, |l| l.bbox.top);
    let bottom = lines.last().map_or(0.0, |l| l.bbox.bottom);
    let left = columns.first().map_or(0.0, |c| c.x0);
    let right = columns.last().map_or(0.0, |c| c.x1);
    let long_rule = (8.0 * em).max(settings.rule_width * (right - left));
    let count = |rules: &[Rule]| {
        // Rules of another column of the page are none of these lines.
        let near = |(y, x0, x1): &&Rule| {
            let level = *y > top - 2.0 * em && *y < bottom + 2.0 * em;
            level && x1 - x0 > long_rule && *x0 < right && *x1 > left
        };
        rules.iter().filter(near).count()
    };
    let ruled = count(parting.rules);
    // Texts as long as paragraphs stand in tables, too, where rules part head and rows.
    let parted = ruled >= PARTING_RULES || count(parting.edges) > PARTING_RULES;
    let ruled = ruled >= 2;
    let headed = is_headed(lines, columns, settings);
    let grid = headed || is_grid(lines, columns, settings);
    let least = match (ruled, grid) {
        (true, _) => 1,
        (_, true) => settings.least_grid_rows,
        _ => settings.least_rows,
    };
    let list = columns.len() == 2 && marks * 2 > rows.len()
        || (!ruled && (is_numbered(&rows, columns.len()) || is_nested_list(&rows)))
        || (!ruled && columns.len() == 2 && is_dashed(&rows));
    let numeric = values * 4 >= n;
    // Two columns of words without any rule are as often a form or a letterhead.
    let enough = numeric || ruled || grid || columns.len() >= 3 || rows.len() > settings.least_rows;
    let texts: Vec<&[Segment]> = lines.iter().map(|l| l.segments.as_slice()).collect();
    let aligned = headed || columns::alignment(&texts, columns, em, settings) >= settings.least_aligned;
    let prose = !ruled
        && (!aligned
            || (!numeric
                && (runs_over(lines, columns, em, settings)
                    || is_spaced_out(lines)
                    || is_stretched(&rows, columns, em, settings))));
    let told = list || is_listing(lines) || (!ruled && are_formulas(lines));
    rows.len() >= least && (long * 5 < n || parted) && (leaders * 4 < n || leads) && !told && enough && !prose
}

fn has_leader(text: &str) -> bool {
    [". . .", "....", "……"].iter().any(|dots| text.contains(dots))
}

/// Whether the leaders of rows lead to figures of a table and not to the pages of a table of contents: most rows have several
/// figures, or those that have one do not only grow, or are printed as pages are not.
fn leads_to_figures(rows: &[&Row]) -> bool {
    let led = |row: &&&Row| row.segments.iter().any(|s| has_leader(&s.text()));
    let figures = |row: &&Row| -> Vec<String> {
        let behind = row.segments.iter().skip(1).filter(|s| s.value);
        behind.map(Segment::text).collect()
    };
    let led: Vec<Vec<String>> = rows.iter().filter(led).map(figures).collect();
    if led.is_empty() {
        return false;
    }
    let several = led.iter().filter(|f| f.len() > 1).count();
    let single: Vec<&str> = led.iter().filter_map(|f| f.first()).map(String::as_str).collect();
    let page = |text: &&str| {
        let plain = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let pages: Vec<u32> = single.iter().filter_map(page).collect();
    let grow = pages.is_sorted() && pages.len() * 2 > single.len();
    several * 2 > led.len() || (single.len() * 2 > led.len() && !grow)
}

/// Whether a line begins with the mark of a list item.
fn begins_with_mark(line: &Row) -> bool {
    let Some((first, rest)) = line.segments.split_first() else {
        return false;
    };
    let t = first.text();
    let mark = t.chars().count() <= 5
        && (list_mark(&format!("{t} x")).is_some() || t.chars().all(|c| !c.is_alphanumeric()))
        || (is_outline_number(&t) && rest.first().is_some_and(|s| !s.value));
    // Numbers keep running right in text that runs left, their signs do not: `2-` is set as `-2`.
    let digits = t.trim_matches(['-', '–', '.', '(', ')']);
    let mirrored = digits.len() < t.len()
        && (1..=3).contains(&digits.chars().count())
        && digits.chars().all(char::is_numeric)
        && rest.iter().any(|s| s.text().chars().any(bidi::is_rtl));
    mark || mirrored
}

/// Whether a text is the number of a clause and no figure: `4.3.`, `4.3.1`.
fn is_outline_number(text: &str) -> bool {
    match numbering(&format!("{text} x")) {
        Some((Numbering::Decimal(depth), n)) => {
            n >= text.chars().count() && (depth > 2 || text.ends_with(['.', '．']))
        }
        _ => false,
    }
}

/// Whether the rows are items of lists within lists: each is one text behind a mark, and most are no figures. Their
/// indents look like columns.
fn is_nested_list(rows: &[&Row]) -> bool {
    let words = |r: &&&Row| r.segments.last().is_some_and(|s| !s.value);
    rows.iter().all(|r| r.segments.len() == 2 && begins_with_mark(r))
        && rows.iter().filter(words).count() * 2 > rows.len()
}

/// Whether a dash stands between the two texts of most rows, which are words: ordinals and what they count, or terms and what
/// they mean.
fn is_dashed(rows: &[&Row]) -> bool {
    let dashes = ['-', '–', '—'];
    let dashed = |row: &&&Row| match row.segments.as_slice() {
        [a, b] => {
            let (a_text, b_text) = (a.text(), b.text());
            let behind = a_text.trim_end().strip_suffix(dashes);
            let before = b_text.trim_start().strip_prefix(dashes);
            let words = |text: Option<&str>| text.is_some_and(|t| t.chars().any(char::is_alphabetic));
            !a.value && !b.value && (words(behind) || words(before))
        }
        _ => false,
    };
    let n = rows.iter().filter(dashed).count();
    n >= LIST_ROWS && n * 4 > rows.len() * 3
}

/// Whether the rows are words beside numbers that only grow, without a head above them: a list of one text behind numbers
/// that follow one another, or a table of contents with pages behind its entries and their numbers. More columns are a
/// table that begins on the page before.
fn is_numbered(rows: &[&Row], n_cols: usize) -> bool {
    let number = |s: Option<&Segment>| {
        let t = s.map(Segment::text)?;
        let plain = !t.is_empty() && t.len() <= 4 && t.chars().all(|c| c.is_ascii_digit());
        plain.then(|| t.parse::<u32>().ok()).flatten()
    };
    let follow = |n: &[u32]| n.len() >= LIST_ROWS && n.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b));
    let column = |at: fn(&[Segment]) -> Option<&Segment>| {
        let numbers = rows.iter().map(|r| number(at(&r.segments)));
        numbers.collect::<Option<Vec<u32>>>().unwrap_or_default()
    };
    // A line that was stretched to its column falls into more pieces.
    let behind = || {
        let whole = rows.iter().filter(|r| r.segments.len() == 2);
        whole.filter_map(|r| r.segments.last())
    };
    let is_list = n_cols == 2
        && follow(&column(<[Segment]>::first))
        && behind().count() * 2 > rows.len()
        && behind().all(|s| !s.value);
    is_list || is_contents(rows, n_cols, number)
}

/// Whether most lines begin with numbers before a colon that follow one another: those of an algorithm or another listing.
fn is_listing(lines: &[Row]) -> bool {
    let number = |line: &Row| {
        let text = line.segments.first()?.text();
        let (digits, _) = text.split_once(':')?;
        let plain = digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
        // What follows a colon at once is the rest of a time or a ratio.
        let word = line.segments.first()?.words.first()?.text();
        (plain && word.ends_with(':'))
            .then(|| digits.parse::<u32>().ok())
            .flatten()
    };
    let numbers: Vec<u32> = lines.iter().filter_map(number).collect();
    let follow = numbers.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b));
    numbers.len() >= LIST_ROWS && numbers.len() * 2 > lines.len() && follow
}

/// Whether the rows are words with pages behind them: `number` gives the number that a text is. The page of an entry of
/// several lines stands behind the last of them, and nothing behind the others; a head would stand above the pages. Entries
/// may have numbers of sections in front, of several levels or with leaders behind.
fn is_contents(rows: &[&Row], n_cols: usize, number: impl Fn(Option<&Segment>) -> Option<u32>) -> bool {
    let page = |row: &Row| number(row.segments.last());
    let headed = |row: &Row| {
        let first = row.segments.first().map(Segment::text);
        page(row).is_none() && first.is_some_and(|t| dotted(&t).is_some())
    };
    // The heading of the first section follows the entries.
    let n_entries = rows.iter().rposition(|r| !headed(r)).map_or(0, |last| last + 1);
    let rows = rows.get(..n_entries).unwrap_or_default();
    let pages: Vec<u32> = rows.iter().filter_map(|r| page(r)).collect();
    let last = |row: &Row| row.segments.last().map_or(row.bbox, |s| s.bbox);
    let pages_x0 = rows.iter().filter(|r| page(r).is_some()).map(|r| last(r).x0);
    let pages_x0 = pages_x0.fold(f32::INFINITY, f32::min);
    let in_front = |row: &Row| {
        let first = row.segments.first().filter(|_| row.segments.len() >= 2)?;
        dotted(&first.text())
    };
    let numbers: Vec<Vec<u32>> = rows.iter().filter_map(|r| in_front(r)).collect();
    // Figures with a point do not follow one another as sections do.
    let following = numbers
        .windows(2)
        .filter(|w| matches!(w, [a, b] if follows(a, b)));
    let pairs = numbers.len().saturating_sub(1);
    let of_levels = pairs > 0 && numbers.iter().any(|n| n.len() > 1) && following.count() * 4 >= pairs * 3;
    let numbered = of_levels
        || rows
            .iter()
            .flat_map(|r| &r.segments)
            .any(|s| has_leader(&s.text()));
    let figure = |s: &Segment| s.value && s.text().contains(char::is_numeric);
    let words = |row: &&Row| {
        let before = row.segments.len() - usize::from(page(row).is_some());
        let skipped = usize::from(numbered && before > 1 && in_front(row).is_some());
        let short = before < row.segments.len() || last(row).x1 < pages_x0;
        short && !row.segments.iter().take(before).skip(skipped).any(figure)
    };
    let least = if numbered {
        NUMBERED_CONTENTS_ROWS
    } else {
        CONTENTS_ROWS
    };
    pages.len() >= least
        && (numbered || n_cols <= 3)
        && pages.len() * 2 > rows.len()
        && pages.is_sorted()
        && (pages.first() < pages.last() || numbered)
        && rows.last().is_some_and(|r| page(r).is_some())
        && rows.iter().all(words)
}

/// Whether the lines are a grid at sight: each has a text in every column, all texts of a column start at one x,
/// and the columns stand well apart. Labels with a colon are a form.
fn is_grid(lines: &[Row], columns: &[Column], settings: &TableSettings) -> bool {
    let apart = lines.iter().all(|l| {
        let gap = settings.grid_gap * l.size;
        l.segments.len() == columns.len()
            && l.segments.windows(2).all(|w| match w {
                [a, b] => b.bbox.x0 - a.bbox.x1 >= gap,
                _ => true,
            })
    });
    let starts = |k: usize| {
        lines
            .iter()
            .filter_map(move |l| Some((l.segments.get(k)?.bbox.x0, l.size)))
    };
    let in_line = (0..columns.len()).all(|k| {
        let first = starts(k).next().map_or(0.0, |(x, _)| x);
        starts(k).all(|(x, size)| (x - first).abs() <= settings.grid_start * size)
    });
    let form = lines
        .iter()
        .filter_map(|l| l.segments.first())
        .any(|s| s.text().ends_with([':', '：']));
    apart && in_line && !form
}

/// Whether a bold line without values, one text above every column, stands above lines of values, and every value
/// begins, stands or ends where one of these texts does.
fn is_headed(lines: &[Row], columns: &[Column], settings: &TableSettings) -> bool {
    let Some((head, body)) = lines.split_first() else {
        return false;
    };
    let named = head.bold && head.segments.len() == columns.len() && head.segments.iter().all(|s| !s.value);
    let full = |l: &Row| l.segments.len() == columns.len();
    let below = |s: &Segment| {
        let near = settings.grid_start * head.size;
        let places = |r: &Rect| [r.x0, r.center().x, r.x1];
        head.segments.iter().any(|h| {
            let pairs = places(&h.bbox).into_iter().zip(places(&s.bbox));
            pairs.into_iter().any(|(a, b)| (a - b).abs() <= near)
        })
    };
    named
        && body.first().is_some_and(full)
        && body.iter().all(|l| !l.bold)
        && body.iter().flat_map(|l| &l.segments).all(|s| s.value && below(s))
}

/// Whether so many lines hold a text that runs over several columns that the columns are gaps in running text.
fn runs_over(lines: &[Row], columns: &[Column], em: f32, settings: &TableSettings) -> bool {
    let wide = lines
        .iter()
        .filter(|l| {
            l.segments
                .iter()
                .any(|s| columns::covered(columns, &s.bbox, em).len() >= 2)
        })
        .count();
    wide as f32 > settings.most_wide_lines * lines.len() as f32
}

/// Whether in most of these rows the words of different columns stand no further apart than those of one column do: lines
/// of running text that were stretched to one length.
fn is_stretched(rows: &[&Row], columns: &[Column], em: f32, settings: &TableSettings) -> bool {
    let stretched = |row: &&&Row| {
        let words: Vec<Rect> = row
            .segments
            .iter()
            .flat_map(|s| &s.words)
            .map(|w| w.bbox)
            .collect();
        let (mut within, mut between) = (0.0_f32, 0.0_f32);
        for pair in words.windows(2) {
            let [a, b] = pair else { continue };
            let same = columns::covered(columns, a, em).end > columns::covered(columns, b, em).start;
            let widest = if same { &mut within } else { &mut between };
            *widest = widest.max(b.x0 - a.x1);
        }
        between > 0.0 && between <= settings.stretched * within
    };
    rows.iter().filter(stretched).count() * 2 > rows.len()
}

/// Whether most segments are single hanzi: one word, its characters spread over a line.
fn is_spaced_out(lines: &[Row]) -> bool {
    let segments = || lines.iter().flat_map(|l| l.segments.iter());
    let single = |s: &&Segment| {
        let text = s.text();
        let mut chars = text.chars();
        chars.next().is_some_and(is_hanzi) && chars.next().is_none() && !s.value
    };
    segments().filter(single).count() * 2 > segments().count()
}

#[cfg(test)]
mod tests {
    use crate::layout::words::tests::{blank_page, print};
    use crate::table::alignment::tests::tables_of;

    /// How many tables there are in lines of texts with their x.
    fn tables(lines: &[Vec<(&str, f32)>]) -> usize {
        let mut page = blank_page();
        for (i, line) in lines.iter().enumerate() {
            for (text, x) in line {
                print(&mut page, text, *x, 100.0 + 16.0 * i as f32, 10.0, 0.0);
            }
        }
        tables_of(&page).len()
    }

    #[test]
    fn numbers_that_follow_one_another_before_one_text_are_a_list() {
        let lines = |numbers: [&'static str; 5], behind: &'static str| {
            let line = |n| {
                let texts = [(n, 50.0), ("see the work that was named", 90.0), (behind, 300.0)];
                texts
                    .into_iter()
                    .filter(|(text, _)| !text.is_empty())
                    .collect::<Vec<_>>()
            };
            numbers.map(line).to_vec()
        };
        let follow = ["138", "139", "140", "141", "142"];
        assert_eq!(tables(&lines(follow, "")), 0);
        assert_eq!(tables(&lines(["138", "19", "140", "27", "142"], "")), 1);
        // The rest of a table whose rows are numbered.
        assert_eq!(tables(&lines(follow, "there")), 1);
    }

    #[test]
    fn numbers_of_clauses_and_marks_at_several_indents_are_those_of_lists() {
        let clauses = |a: &'static str, b: &'static str| {
            ["4.3.", a, b, "4.3.3."]
                .map(|n| vec![(n, 50.0), ("what the customer may do", 110.0)])
                .to_vec()
        };
        assert_eq!(tables(&clauses("4.3.1.", "4.3.2.")), 0);
        assert_eq!(tables(&clauses("Anna", "Bert")), 1);
        let nested = |mark: &'static str| {
            vec![
                vec![("1.", 50.0), ("the first of all", 80.0)],
                vec![(mark, 80.0), ("one within it", 110.0)],
                vec![("i)", 110.0), ("and one in that", 140.0)],
                vec![("2.", 50.0), ("the second of all", 80.0)],
            ]
        };
        assert_eq!(tables(&nested("a)")), 0);
    }

    #[test]
    fn numbers_that_only_grow_beside_words_are_pages_and_others_are_figures() {
        let words = [
            "Preface", "Method", "Sources", "Results", "Outlook", "Annex", "Index",
        ];
        let lines = |numbers: [&'static str; 7], head: bool| {
            let line = |(w, n)| vec![(w, 50.0), (n, 300.0)];
            let head = head.then(|| vec![("Name", 50.0), ("Number", 300.0)]);
            let rows = words.into_iter().zip(numbers).map(line);
            head.into_iter().chain(rows).collect::<Vec<_>>()
        };
        let pages = ["1", "3", "3", "12", "31", "40", "41"];
        assert_eq!(tables(&lines(pages, false)), 0);
        assert_eq!(tables(&lines(pages, true)), 1);
        assert_eq!(tables(&lines(["1", "30", "3", "12", "31", "4", "41"], false)), 1);
    }

    #[test]
    fn entries_with_numbers_of_sections_and_pages_are_a_table_of_contents() {
        let entries = [
            ("1", "Scope"),
            ("1.1", "Terms"),
            ("1.2", "Duties"),
            ("2", "Method"),
        ];
        let lines = |pages: [&'static str; 4]| {
            let line = |((n, t), p)| vec![(n, 50.0), (t, 90.0), (p, 300.0)];
            entries.into_iter().zip(pages).map(line).collect::<Vec<_>>()
        };
        assert_eq!(tables(&lines(["1", "1", "2", "4"])), 0);
        assert_eq!(tables(&lines(["1", "5", "2", "4"])), 1);
        let mut followed = lines(["1", "1", "2", "4"]);
        followed.push(vec![("1", 50.0), ("Scope", 90.0)]);
        assert_eq!(tables(&followed), 0);
    }

    #[test]
    fn figures_with_a_point_in_front_are_no_numbers_of_sections() {
        let lines = |widths: [&'static str; 4]| {
            let rest = [("north", "4"), ("south", "9"), ("east", "12"), ("west", "31")];
            let line = |(w, (t, n))| vec![(w, 50.0), (t, 90.0), (n, 300.0)];
            widths.into_iter().zip(rest).map(line).collect::<Vec<_>>()
        };
        assert_eq!(tables(&lines(["1.5", "2.5", "4.5", "7.5"])), 1);
        assert_eq!(tables(&lines(["1.5", "1.6", "2", "2.1"])), 0);
    }

    #[test]
    fn lines_numbered_before_a_colon_are_those_of_a_listing() {
        let lines = |numbers: [&'static str; 4]| {
            let line = |(n, t)| vec![(n, 50.0), (t, 80.0), ("what it does", 250.0)];
            let texts = ["read x", "if x is new", "keep x", "end if"];
            numbers.into_iter().zip(texts).map(line).collect::<Vec<_>>()
        };
        assert_eq!(tables(&lines(["3:", "4:", "5:", "6:"])), 0);
        assert_eq!(tables(&lines(["3:", "9:", "5:", "6:"])), 1);
    }

    #[test]
    fn a_dash_between_two_texts_of_each_line_makes_them_one() {
        let lines = |dash: &'static str, ends: [&'static str; 4]| {
            let rows = ["First", "Second", "Third", "Fourth"].into_iter().zip(ends);
            rows.map(|(a, b)| match dash {
                "" => vec![(a, 50.0), (b, 150.0)],
                dash => vec![(a, 50.0), (dash, 50.0 + 5.0 * a.len() as f32), (b, 150.0)],
            })
            .collect::<Vec<_>>()
        };
        let words = ["what it is", "what it was", "who", "how often"];
        assert_eq!(tables(&lines("-", words)), 0);
        assert_eq!(tables(&lines("", words)), 1);
        assert_eq!(tables(&lines("", ["- what", "- when", "– who", "- how"])), 0);
        assert_eq!(tables(&lines("-", ["12", "3", "14", "7"])), 1);
    }

    #[test]
    fn marks_at_the_right_of_text_that_runs_left_are_those_of_a_list() {
        let lines = |marks: [&'static str; 4], word: &'static str| {
            let line = |m| vec![(word, 150.0), (m, 300.0)];
            marks.map(line).to_vec()
        };
        assert_eq!(tables(&lines(["-1", "-2", "-3", "-4"], "שלום")), 0);
        assert_eq!(tables(&lines(["-1", "-2", "-3", "-4"], "words")), 1);
    }

    #[test]
    fn pages_stand_behind_the_last_line_of_an_entry() {
        let lines = |last: &'static str| {
            [
                ("Preface", "4"),
                ("Method of the work, its", ""),
                ("sources", "10"),
                ("Results", "10"),
                ("Outlook", "12"),
                ("Annex", "30"),
                ("Index", last),
            ]
            .map(|(entry, page)| {
                let texts = [("-", 50.0), (entry, 70.0), (page, 300.0)];
                texts.into_iter().filter(|(text, _)| !text.is_empty()).collect()
            })
        };
        assert_eq!(tables(&lines("31")), 0);
        assert_eq!(tables(&lines("3")), 1);
    }

    #[test]
    fn words_of_lines_stretched_to_one_length_stand_as_far_apart_as_columns() {
        let stretched = |words: &[&'static str], width: f32| {
            let letters: usize = words.iter().map(|w| w.chars().count()).sum();
            let gap = (width - 5.0 * letters as f32) / (words.len() - 1) as f32;
            let mut x = 50.0;
            let mut line = Vec::new();
            for word in words {
                line.push((*word, x));
                x += 5.0 * word.chars().count() as f32 + gap;
            }
            line
        };
        let words = [
            ["in", "those", "days", "they", "met", "in", "an", "old", "house"],
            ["at", "the", "corner", "and", "sat", "at", "a", "long", "table"],
            ["by", "a", "fire", "that", "nobody", "ever", "let", "go", "out."],
        ];
        assert_eq!(tables(&words.map(|w| stretched(&w, 270.0))), 0);
        // The words of a line alone in their columns.
        assert_eq!(tables(&words.map(|w| stretched(&w[..4], 270.0))), 1);
    }

    #[test]
    fn leaders_to_figures_are_those_of_a_table_and_leaders_to_pages_are_not() {
        let line = |label: &'static str, figures: &[(&'static str, f32)]| {
            let mut texts = vec![(label, 60.0)];
            texts.extend(figures);
            texts
        };
        let labels = [
            "Wheat.........",
            "Barley........",
            "Rye...........",
            "Oats..........",
        ];
        let with = |columns: &[[&'static str; 4]]| -> Vec<Vec<(&str, f32)>> {
            let row = |i: usize| -> Vec<(&'static str, f32)> {
                let figures = columns.iter().enumerate();
                let figures: Vec<(&str, f32)> =
                    figures.map(|(k, c)| (c[i], 200.0 + 60.0 * k as f32)).collect();
                line(labels[i], &figures)
            };
            (0..4).map(row).collect()
        };
        assert_eq!(tables(&with(&[["12", "9", "31", "4"], ["7", "3", "5", "8"]])), 1);
        assert_eq!(tables(&with(&[["1,204", "982", "3,117", "40"]])), 1);
        assert_eq!(tables(&with(&[["1", "3", "8", "15"]])), 0);
    }
}

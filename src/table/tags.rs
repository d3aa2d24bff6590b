//! Tables out of the tag tree of a tagged PDF (ISO 32000-1, 14.8.4.3.4): Table, TR, TH and TD with their spans.
//!
//! A reading of its own: it uses neither rulings nor positions, only what the writing program said.

use std::collections::BTreeMap;

use crate::diagnostic::{Budget, Error};
use crate::document::{Cell, CellRole, Doubt, Method, Provenance, Table};
use crate::geometry::Rect;
use crate::layout::words::{cell_text, words};
use crate::reader::pdf::{Mcid, PdfContent, TagKid, TagNode, TagTree};

/// The largest span that is believed; programs write no larger ones and a wrong one would cost memory.
const MOST_SPAN: u32 = 256;

/// The characters of every marked content: page (1-based) and id to indices into the page's characters.
type Marked = BTreeMap<(u32, Mcid), Vec<usize>>;

/// All tables that the tag tree describes, in its order; none for an untagged file.
///
/// # Errors
/// The limits of `budget`.
pub fn tables(content: &PdfContent, budget: &Budget) -> Result<Vec<Table>, Error> {
    let Some(tree) = &content.tags else {
        return Ok(Vec::new());
    };
    let mut marked = Marked::new();
    for page in &content.pages {
        budget.work(page.chars.len() as u64 / 64 + 1)?;
        for (i, c) in page.chars.iter().enumerate() {
            if let Some(mcid) = c.mcid {
                marked.entry((page.number, mcid)).or_default().push(i);
            }
        }
    }
    let mut out = Vec::new();
    for (i, node) in tree.nodes.iter().enumerate() {
        budget.work(1)?;
        if node.role == "Table" {
            out.extend(table_of(content, tree, i, &marked, budget)?);
        }
    }
    Ok(out)
}

/// The nodes with one of these roles below `from`, in order, not looking inside them nor inside a nested table.
fn below(tree: &TagTree, from: usize, roles: &[&str], budget: &Budget) -> Result<Vec<usize>, Error> {
    let mut out = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut stack: Vec<usize> = kids(tree, from);
    stack.reverse();
    while let Some(i) = stack.pop() {
        budget.work(1)?;
        let Some(node) = tree.nodes.get(i) else { continue };
        if !seen.insert(i) {
            continue;
        }
        if roles.contains(&node.role.as_str()) {
            out.push(i);
        } else if node.role != "Table" {
            stack.extend(kids(tree, i).into_iter().rev());
        }
    }
    Ok(out)
}

fn kids(tree: &TagTree, of: usize) -> Vec<usize> {
    tree.nodes.get(of).map_or_else(Vec::new, |n| {
        n.kids
            .iter()
            .filter_map(|k| match k {
                TagKid::Node(i) if *i > of => Some(*i),
                _ => None,
            })
            .collect()
    })
}

/// Doubts about every cell of a row that is narrower than the table: some programs write no tag for an empty cell, and
/// the cells behind it then stand too far left.
fn short_rows(cells: &[Cell], n_rows: u32, n_cols: usize) -> Vec<Doubt> {
    let mut filled = vec![0usize; n_rows as usize];
    for cell in cells {
        let rows = cell.rows.start as usize..cell.rows.end as usize;
        filled
            .get_mut(rows)
            .into_iter()
            .flatten()
            .for_each(|n| *n += cell.cols.len());
    }
    let short = |row: u32| filled.get(row as usize).is_some_and(|n| *n < n_cols);
    let doubt = |cell: &Cell| Doubt {
        code: "lost-blanks",
        message: "the row has fewer tagged cells than the table has columns".to_owned(),
        place: Some((cell.rows.start, cell.cols.start)),
    };
    cells
        .iter()
        .filter(|c| c.rows.clone().any(short) && c.row_span() == 1)
        .map(doubt)
        .collect()
}

fn table_of(
    content: &PdfContent,
    tree: &TagTree,
    at: usize,
    marked: &Marked,
    budget: &Budget,
) -> Result<Option<Table>, Error> {
    let mut cells: Vec<Cell> = Vec::new();
    // For every column how many rows a cell from above still covers.
    let mut covered: Vec<u32> = Vec::new();
    let rows = below(tree, at, &["TR"], budget)?;
    for (r, &row) in rows.iter().enumerate() {
        let mut col = 0usize;
        for i in below(tree, row, &["TD", "TH"], budget)? {
            let Some(node) = tree.nodes.get(i) else { continue };
            while covered.get(col).is_some_and(|n| *n > 0) {
                col += 1;
            }
            let cell = cell_of(content, tree, i, node, (r as u32, col as u32), marked, budget)?;
            let width = cell.cols.len();
            covered.resize(covered.len().max(col + width), 0);
            for slot in covered.iter_mut().skip(col).take(width) {
                *slot = cell.row_span();
            }
            col += width;
            cells.push(cell);
        }
        for slot in &mut covered {
            *slot = slot.saturating_sub(1);
        }
    }
    let n_rows = rows.len() as u32;
    for cell in &mut cells {
        cell.rows.end = cell.rows.end.min(n_rows);
    }
    let n_cols = covered.len();
    let doubts = short_rows(&cells, n_rows, n_cols);
    let first_page = cells.iter().flat_map(super::pages::cell_pages).min();
    let Ok(mut table) = Table::new(n_rows, covered.len() as u32, cells, Method::Tags) else {
        return Ok(None);
    };
    table.page = first_page;
    table.doubts = doubts;
    Ok((table.cells().len() > 1).then_some(table))
}

fn cell_of(
    content: &PdfContent,
    tree: &TagTree,
    at: usize,
    node: &TagNode,
    (row, col): (u32, u32),
    marked: &Marked,
    budget: &Budget,
) -> Result<Cell, Error> {
    let mut by_page: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (page, mcid) in contents(tree, at, budget)? {
        if let Some(list) = marked.get(&(page, mcid)) {
            by_page.entry(page).or_default().extend(list);
        }
    }
    let rows = row..row + node.row_span.clamp(1, MOST_SPAN);
    let cols = col..col + node.col_span.clamp(1, MOST_SPAN);
    let mut cell = Cell::spanning(rows, cols, "");
    if node.role == "TH" {
        cell.role = CellRole::ColumnHead;
    }
    let mut texts = Vec::new();
    for (number, indices) in by_page {
        let Some(page) = content.pages.iter().find(|p| p.number == number) else {
            continue;
        };
        let found = words(page, &indices, &content.fonts);
        let bbox: Option<Rect> = found.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b));
        if let Some(bbox) = bbox {
            cell.provenance.push(Provenance::Page { page: number, bbox });
            texts.push(cell_text(found));
        }
    }
    cell.text = texts.join("\n");
    Ok(cell)
}

/// All marked content below a node, in order; nested tables are read as part of the cell's text.
fn contents(tree: &TagTree, from: usize, budget: &Budget) -> Result<Vec<(u32, Mcid)>, Error> {
    let mut out = Vec::new();
    let mut stack = vec![(from, 0usize)];
    while let Some((node, next)) = stack.pop() {
        budget.work(1)?;
        let Some(kid) = tree.nodes.get(node).and_then(|n| n.kids.get(next)) else {
            continue;
        };
        stack.push((node, next + 1));
        match kid {
            TagKid::Content { page, mcid } => out.push((*page, *mcid)),
            // Parents stand before their children: anything else would be a cycle.
            TagKid::Node(i) if *i > node => stack.push((*i, 0)),
            TagKid::Node(_) => {}
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Limits;
    use crate::layout::words::tests::{blank_page, print};

    fn node(role: &str, kids: Vec<TagKid>) -> TagNode {
        TagNode {
            role: role.into(),
            kids,
            row_span: 1,
            col_span: 1,
        }
    }

    #[test]
    fn spans_and_nested_elements_give_the_grid() {
        let mut page = blank_page();
        for (i, text) in ["ab", "c", "d", "e"].iter().enumerate() {
            let from = page.chars.len();
            print(&mut page, text, 50.0 * i as f32, 100.0, 10.0, 0.0);
            for c in page.chars.iter_mut().skip(from) {
                c.mcid = Some(Mcid {
                    stream: 0,
                    id: i as u32,
                });
            }
        }
        let content_of = |id| TagKid::Content {
            page: 1,
            mcid: Mcid { stream: 0, id },
        };
        let mut tall = node("TH", vec![TagKid::Node(5)]);
        tall.row_span = 2;
        let nodes = vec![
            node("Table", vec![TagKid::Node(1), TagKid::Node(2)]),
            node("TR", vec![TagKid::Node(3), TagKid::Node(4)]),
            node("TR", vec![TagKid::Node(6)]),
            tall,
            node("TD", vec![content_of(1)]),
            node("P", vec![content_of(0)]),
            node("TD", vec![content_of(2), content_of(3)]),
        ];
        let content = PdfContent {
            pages: vec![page],
            tags: Some(TagTree {
                nodes,
                roots: vec![0],
            }),
            ..PdfContent::default()
        };
        let budget = Budget::new(&Limits::default(), None);
        let found = tables(&content, &budget).unwrap();
        let cells: Vec<_> = found[0]
            .cells()
            .iter()
            .map(|c| (c.rows.clone(), c.cols.clone(), c.text.as_str()))
            .collect();
        assert_eq!(
            cells,
            [(0..2, 0..1, "ab"), (0..1, 1..2, "c"), (1..2, 1..2, "d e")]
        );
    }
}

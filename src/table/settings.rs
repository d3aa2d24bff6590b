//! Every tolerance of table finding, in one place.

/// Tolerances for finding tables. Lengths are in em of the page's own type size unless the name says otherwise, so
/// that a page printed at half size is read alike.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSettings {
    /// Rulings whose positions differ by less than this (em) are one line: the two strokes of a double line, the
    /// pieces of a line that were rounded apart. No row or column of text is as narrow.
    pub snap: f32,
    /// Two pieces of one line with a gap below this (em) are joined: dots and dashes, corners left open. A side
    /// that is truly missing is at least as long as a line of text is high.
    pub join: f32,
    /// A line that ends this close (em) before another still meets it.
    pub meet: f32,
    /// The part of a cell's side, 0 to 1, that must be covered by a line for the side to count as drawn.
    pub wall_cover: f32,
    /// Text this far (em) outside the outermost line but within the lines' extent asks for a border there.
    pub open_side: f32,
    /// The least part, 0 to 1, of a ruled grid's cells that hold text: plots and boxes have less.
    pub least_filled: f32,
    /// The least part, 0 to 1, of a ruled grid's rows that hold text: a form without figures has its labels in every
    /// row, a plot has text in few.
    pub least_rows_filled: f32,
    /// The part of a grid's side, 0 to 1, that lines cover where the side counts as closed: all but a notch.
    pub closed_cover: f32,
    /// The least height of a row and width of a column (em) in a grid without text that is taken for a blank form:
    /// somebody is to write into it.
    pub room: f32,
    /// Words this close (em) beside or below a grid without text are the figures along the axis of a plot.
    pub axis: f32,
    /// The part of a grid's side, 0 to 1, along which the texts beside it must run to be the labels of an axis.
    pub axis_length: f32,
    /// The least width (em) of a box around text that is a table of one cell; check boxes and marks are narrower.
    pub single_width: f32,
    /// The largest part, 0 to 1, of the page that a table of one cell takes; a larger box frames the page.
    pub single_area: f32,
    /// The colour behind marked words ends this close (em of the words) to them; a cell leaves more room at one end.
    pub padding: f32,
    /// Most filled areas of a page, counted, that are looked at as cells; a page with more is a picture made of fills.
    pub most_tiles: usize,
    /// A line this close (em of the word) to the lower side of a word's em box, and as close to its start, underlines
    /// it.
    pub underline: f32,
    /// A line that ends this close (em) to another touches it: closer than a cell's padding.
    pub touch: f32,
    /// The part of an underline, 0 to 1, that has letters above it: the rest is the gaps between the words.
    pub underline_cover: f32,
    /// Most rulings of a page after joining, counted; a page with more is a drawing, and its tables are skipped.
    pub most_edges: usize,
    /// Two numbers in one line of a cell further apart than this (em) are two values.
    pub two_numbers_gap: f32,
    /// Column borders of two parts of a table may differ by this much (em) from page to page.
    pub same_column: f32,
    /// How many times wider `same_column` is for tables without rules, whose columns end where their texts do.
    pub loose_column: f32,
    /// A label goes on below the last line of its table, where a page end cut its cell, within this many em.
    pub hanging: f32,
    /// The part of the page's height, 0 to 1, below which a table may be cut by the page's end: above it the margin would
    /// be a third of the page.
    pub page_end: f32,
    /// The narrowest white strip (em) between two columns of a table without vertical lines.
    pub river: f32,
    /// A white strip at least this wide (em) parts columns even where few rows show it.
    pub wide_river: f32,
    /// Lines further apart than this (em, baseline to baseline) do not belong to one table without rules.
    pub row_gap: f32,
    /// A gap between two lines that is this many times larger than any gap of the table before it ends the table.
    pub table_gap: f32,
    /// The same above a bold line without values, which is the head of another table.
    pub head_above: f32,
    /// White between rows of several lines is wider than white between the lines of one by at least this (em): a tenth is
    /// rounding, and no padding is narrower.
    pub row_white: f32,
    /// Fewest rows of a table without vertical rules, counted.
    pub least_rows: usize,
    /// The part, 0 to 1, of the words in a drawn grid of one column that stand in columns where the lines are not taken
    /// for all of the table's borders: a note below the rows is left. Also the part of a table's characters in boxes of
    /// their own from which on the boxes are its cells and not those of a drawing.
    pub framed: f32,
    /// Fewest rows, counted, where every row has a text in every column and all stand exactly below one another.
    pub least_grid_rows: usize,
    /// The narrowest gap (em) between texts of such a grid: wider than any gap of justified text.
    pub grid_gap: f32,
    /// How far apart (em) the texts of one column of such a grid start: no more than rounding.
    pub grid_start: f32,
    /// Texts of a line that are no further apart than this many times the widest gap between words of one text are words of
    /// a stretched line: all its gaps grow alike.
    pub stretched: f32,
    /// Words of one text over several columns that are further apart than this (em) and stand over different columns
    /// are two texts. A space is a quarter of an em wide, a third in wide type.
    pub head_gap: f32,
    /// Texts whose starts, middles or ends differ by no more than this (em) stand exactly below one another.
    pub aligned: f32,
    /// The least part, 0 to 1, of the texts of a table without rules that stand exactly below others of their column:
    /// gaps that happen to lie below one another in running text have words anywhere around them.
    pub least_aligned: f32,
    /// Below this part, 0 to 1, of texts that stand where texts of the rows above do, the rows below are another table.
    /// Figures of other columns meet by chance, but hardly half of them.
    pub same_columns: f32,
    /// The part of a table's width, 0 to 1, that a horizontal line covers which counts as a rule of the table: blanks
    /// to fill in are shorter.
    pub rule_width: f32,
    /// The part of a table's places, 0 to 1, that texts take where it is not asked whether it is a plot.
    pub full_table: f32,
    /// Fewest rows, counted, of such a table.
    pub full_rows: u32,
    /// Fewest places, counted, of such a table where it has fewer rows: a head of several levels over a row of figures.
    pub full_places: u32,
    /// The least length (em) of a curve, a leaning line or a bar that belongs to a plot: check marks, arrows and the
    /// squares of a legend are smaller.
    pub drawn: f32,
    /// The largest part, 0 to 1, of the lines of a table of words without rules that run over several columns.
    pub most_wide_lines: f32,
}

impl Default for TableSettings {
    fn default() -> TableSettings {
        TableSettings {
            snap: 0.3,
            join: 0.35,
            meet: 0.3,
            wall_cover: 0.6,
            open_side: 0.5,
            least_filled: 0.05,
            least_rows_filled: 0.5,
            closed_cover: 0.9,
            room: 0.9,
            axis: 2.0,
            axis_length: 0.5,
            single_width: 6.0,
            single_area: 0.5,
            padding: 0.2,
            most_tiles: 4_000,
            underline: 0.16,
            touch: 0.1,
            underline_cover: 0.7,
            most_edges: 20_000,
            two_numbers_gap: 0.8,
            same_column: 0.6,
            loose_column: 3.0,
            hanging: 0.7,
            page_end: 0.67,
            river: 0.3,
            wide_river: 1.2,
            row_gap: 3.5,
            table_gap: 1.9,
            head_above: 1.4,
            row_white: 0.2,
            least_rows: 3,
            framed: 0.8,
            least_grid_rows: 2,
            grid_gap: 2.0,
            grid_start: 0.1,
            stretched: 1.4,
            head_gap: 0.45,
            aligned: 0.3,
            least_aligned: 0.6,
            same_columns: 0.5,
            rule_width: 0.4,
            full_table: 0.6,
            full_rows: 4,
            full_places: 24,
            drawn: 2.0,
            most_wide_lines: 0.4,
        }
    }
}

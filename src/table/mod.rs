//! Tables out of rulings and words, out of raw grids, out of flattened lines. Pure functions, one step each.
//!
//! For PDF the steps are: [`edges`] (pieces of lines to lines; `shelves` adds those that short upright
//! lines stand for), [`lattice`] (lines to a grid of cells), `drawn` (what
//! the lines tell where there is little text), [`fill`]
//! (words into cells), [`rulings`] (the three together), `shading` (cells told by their backgrounds), `open` (drawn
//! heads above rows without lines), `outside` (labels and heads around a drawn grid of values), `ink` (what is seen in a cell besides its characters),
//! [`alignment`] (tables without full rules: [`columns`] and `leaves`, [`stack`] and `upright` for heads, [`rows`], `bands`
//! and `rungs`), [`pages`]
//! (parts of one table joined over page ends), [`tags`] (the tag tree), [`placement`] (where texts stand to each other)
//! and [`stream`] (the order of the text).

pub mod alignment;
mod bands;
mod beside;
mod boxed;
pub(crate) mod boxes;
mod charts;
pub mod columns;
mod drawn;
pub mod edges;
mod evidence;
pub mod fill;
pub mod flat;
mod formulas;
pub mod grid;
pub mod heads;
mod ink;
mod inner;
pub mod join;
pub mod lattice;
pub(crate) mod leaders;
mod leaves;
mod nested;
mod open;
pub mod outline;
mod outside;
pub mod pages;
mod parting;
mod parts;
pub mod paths;
pub mod placement;
mod plot;
pub mod refine;
pub mod rows;
mod ruled;
pub mod rulings;
mod rungs;
pub mod settings;
pub(crate) mod shading;
mod shelves;
pub mod stack;
pub mod stream;
pub mod tags;
mod underlines;
mod upright;
pub mod values;

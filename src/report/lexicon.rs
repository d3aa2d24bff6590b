//! What printed texts are among the forms' labels, worked out once for each text: the readings of a document print the
//! same labels over and over.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use foldhash::HashMap;

use super::labels::{
    ColumnLabel, DISCLOSURE_HEADS, DISCLOSURE_ROWS, DisclosureHead, LITIGATION_HEADS, LitigationLabel,
    REQUEST_COLUMNS, REQUEST_ROWS, RowLabel,
};
use super::normalise;

/// At most this many texts are remembered: a report prints about a hundred different ones.
const MAX_TEXTS: usize = 4_096;
/// Longer texts are not remembered: no label is.
const MAX_BYTES: usize = 1_024;

/// The texts that were met so far.
#[derive(Default)]
pub struct Lexicon(RefCell<HashMap<String, Rc<Names>>>);

impl Lexicon {
    /// What this printed text is.
    pub fn names(&self, printed: &str) -> Rc<Names> {
        if let Some(known) = self.0.borrow().get(printed) {
            return Rc::clone(known);
        }
        let names = Rc::new(Names {
            label: normalise::label(printed),
            in_brackets: normalise::in_brackets(printed),
            below_groups: below_groups(printed),
            ..Names::default()
        });
        let mut known = self.0.borrow_mut();
        if known.len() < MAX_TEXTS && printed.len() <= MAX_BYTES {
            known.insert(printed.to_owned(), Rc::clone(&names));
        }
        names
    }
}

/// What parts the labels of a path that is printed in one cell: 三、本年度办理结果—（三）不予公开—1.属于国家秘密.
const BETWEEN_GROUPS: [char; 15] = [
    '—', '―', '－', '-', '–', '─', '/', '／', '\\', '>', '＞', '→', '|', ':', '：',
];

/// The last label of a path in one cell, where all before it head groups of table 3's rows; as labels are compared.
fn below_groups(printed: &str) -> Option<String> {
    let (groups, own) = printed.rsplit_once(BETWEEN_GROUPS)?;
    let mut groups = groups
        .split(BETWEEN_GROUPS)
        .filter(|g| !g.trim().is_empty())
        .peekable();
    groups.peek()?;
    let is_group = |text: &str| match REQUEST_ROWS.find(text) {
        Some(RowLabel::Results | RowLabel::Parent(_)) => true,
        Some(RowLabel::Leaf(key)) => key == "other",
        None => false,
    };
    groups.all(is_group).then(|| normalise::label(own))
}

/// What one printed text is among the labels of each table, worked out when first asked for.
#[derive(Default)]
pub struct Names {
    label: String,
    /// What brackets behind the label hold, as labels are compared.
    in_brackets: Option<String>,
    /// Of a row's whole path in one cell its own label, as labels are compared.
    below_groups: Option<String>,
    request_row: OnceCell<Option<RowLabel>>,
    request_column: OnceCell<Option<ColumnLabel>>,
    disclosure_row: OnceCell<Option<&'static str>>,
    disclosure_head: OnceCell<Option<DisclosureHead>>,
    litigation: OnceCell<Option<LitigationLabel>>,
    whole_head: OnceCell<bool>,
}

impl Names {
    /// The text as labels are compared; see [`normalise::label`].
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the text is a whole head of table 3 or 4; see [`Vocabulary::has_whole`].
    ///
    /// [`Vocabulary::has_whole`]: super::labels::Vocabulary::has_whole
    pub fn is_whole_head(&self) -> bool {
        let is_one = || REQUEST_COLUMNS.has_whole(&self.label) || LITIGATION_HEADS.has_whole(&self.label);
        *self.whole_head.get_or_init(is_one)
    }

    /// The row label of table 3 that the text is.
    pub fn request_row(&self) -> Option<RowLabel> {
        *self.request_row.get_or_init(|| {
            let own = self.below_groups.as_deref();
            own.and_then(|own| REQUEST_ROWS.find_label(own))
                .or_else(|| REQUEST_ROWS.find_label(&self.label))
        })
    }

    /// Whether the text is a row label of table 3 word for word, numbers and marks aside.
    pub fn is_exact_request_row(&self) -> bool {
        REQUEST_ROWS.has_exactly(&self.label)
    }

    /// The head of table 3 that the text is.
    pub fn request_column(&self) -> Option<ColumnLabel> {
        *self
            .request_column
            .get_or_init(|| REQUEST_COLUMNS.find_label(&self.label))
    }

    /// The line of table 2 that the text names.
    pub fn disclosure_row(&self) -> Option<&'static str> {
        *self
            .disclosure_row
            .get_or_init(|| DISCLOSURE_ROWS.find_label(&self.label))
    }

    /// The head of table 2 that the text is.
    pub fn disclosure_head(&self) -> Option<DisclosureHead> {
        *self
            .disclosure_head
            .get_or_init(|| DISCLOSURE_HEADS.find_label(&self.label))
    }

    /// The head of table 4 that the text is.
    pub fn litigation(&self) -> Option<LitigationLabel> {
        let named = || match LITIGATION_HEADS.find_label(&self.label) {
            // 行政诉讼（复议后起诉）
            Some(LitigationLabel::Suits) => self.suits_in_brackets().or(Some(LitigationLabel::Suits)),
            other => other,
        };
        *self.litigation.get_or_init(named)
    }
}

impl Names {
    /// The kind of suits that brackets name.
    fn suits_in_brackets(&self) -> Option<LitigationLabel> {
        let inside = self.in_brackets.as_deref()?;
        LITIGATION_HEADS
            .find_label(inside)
            .filter(|label| matches!(label, LitigationLabel::Group("direct_suit" | "suit_after_review")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_may_say_which_suits() {
        let lexicon = Lexicon::default();
        let of = |text: &str| lexicon.names(text).litigation();
        let direct = Some(LitigationLabel::Group("direct_suit"));
        assert_eq!(of("行政诉讼（未经复议\n直接起诉）"), direct);
        assert_eq!(of("行政诉讼-未经复议直接起诉"), direct);
        assert_eq!(of("行政诉讼（件）"), Some(LitigationLabel::Suits));
        assert_eq!(of("行政诉讼（行政复议）"), Some(LitigationLabel::Suits));
    }

    #[test]
    fn a_rows_whole_path_may_stand_in_one_cell() {
        let lexicon = Lexicon::default();
        let of = |text: &str| lexicon.names(text).request_row();
        let secret = Some(RowLabel::Leaf("denied.state_secret"));
        assert_eq!(of("三、本年度办理结果—（三）不予公开—1.属于国家秘密"), secret);
        assert_eq!(of("本年度办理结果 / 不予公开 / 属于国家秘密"), secret);
        assert_eq!(of("（六）其他处理->3.其他"), Some(RowLabel::Leaf("other.other")));
        assert_eq!(of("本年度办理结果-总计"), Some(RowLabel::Leaf("concluded")));
        assert_eq!(of("上年同期/属于国家秘密"), None);
        assert_eq!(
            of("本年度办理结果/（三）不予公开"),
            Some(RowLabel::Parent("denied"))
        );
    }

    #[test]
    fn a_text_is_looked_up_once_and_known_in_every_table() {
        let lexicon = Lexicon::default();
        let total = lexicon.names("总 计");
        assert!(Rc::ptr_eq(&total, &lexicon.names("总 计")));
        assert_eq!(total.request_row(), Some(RowLabel::Leaf("concluded")));
        assert_eq!(total.request_column(), Some(ColumnLabel::Leaf("total")));
        assert_eq!(total.litigation(), Some(LitigationLabel::Column("total")));
        assert_eq!((total.disclosure_row(), total.disclosure_head()), (None, None));
        assert_eq!(lexicon.names("行政\n许可").disclosure_row(), Some("licences"));
    }
}

//! What the forms' labels tell the rebuild of flattened tables: evidence where the rows alone leave something open.

use super::labels::{ColumnLabel, LITIGATION_HEADS, LitigationLabel, REQUEST_COLUMNS};
use crate::table::flat::LabelHints;

/// The heads of tables 3 and 4 as hints: heads of several levels are what a flattened table tells least about. Row labels
/// and the one-level heads of table 2 are left to the rows themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormHints;

/// Columns of table 3 that stand under 法人或其他组织.
const ORGANISATIONS: [&str; 5] = [
    "enterprise",
    "research_institution",
    "social_organization",
    "legal_service",
    "other_organization",
];

impl LabelHints for FormHints {
    fn is_label(&self, text: &str) -> bool {
        REQUEST_COLUMNS.has_whole(text) || LITIGATION_HEADS.has_whole(text)
    }

    fn has_children(&self, head: &str) -> Option<bool> {
        if let Some(label) = LITIGATION_HEADS.find(head) {
            return Some(!matches!(label, LitigationLabel::Column(_)));
        }
        REQUEST_COLUMNS
            .find(head)
            .map(|label| label == ColumnLabel::Parent)
    }

    fn is_child(&self, parent: &str, child: &str) -> Option<bool> {
        if let (Some(above), Some(below)) = (LITIGATION_HEADS.find(parent), LITIGATION_HEADS.find(child)) {
            return Some(match (above, below) {
                (LitigationLabel::Suits, LitigationLabel::Group(group)) => group != "review",
                (LitigationLabel::Group(_), LitigationLabel::Column(_)) => true,
                _ => false,
            });
        }
        let (ColumnLabel::Parent, below) = (REQUEST_COLUMNS.find(parent)?, REQUEST_COLUMNS.find(child)?)
        else {
            return Some(false);
        };
        let over_all = super::normalise::label(parent) == "申请人情况";
        Some(match below {
            ColumnLabel::Leaf(key) => over_all != ORGANISATIONS.contains(&key),
            ColumnLabel::Parent => over_all,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_know_what_stands_below_them() {
        let hints = FormHints;
        assert_eq!(hints.has_children("法人或其他组织"), Some(true));
        assert_eq!(hints.has_children("结果\n维持"), Some(false));
        assert_eq!(hints.is_child("申请人情况", "自然人"), Some(true));
        assert_eq!(hints.is_child("申请人情况", "商业企业"), Some(false));
        assert_eq!(hints.is_child("法人或其他组织", "其他"), Some(true));
        assert_eq!(hints.is_child("法人或其他组织", "总计"), Some(false));
        assert_eq!(hints.is_child("行政诉讼", "复议后起诉"), Some(true));
        assert!(!hints.is_label("某县"));
        assert!(hints.is_label("社会公益\n组织") && !hints.is_label("社会公益组织法律服务机构"));
    }
}

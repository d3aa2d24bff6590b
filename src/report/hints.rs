//! What the forms' labels tell the rebuild of flattened tables: evidence where the rows alone leave something open.

use super::labels::{ColumnLabel, LitigationLabel};
use super::lexicon::Lexicon;
use super::sections;
use crate::table::flat::LabelHints;

/// The heads of tables 3 and 4 as hints: heads of several levels are what a flattened table tells least about. Row labels
/// and the one-level heads of table 2 are left to the rows themselves.
#[derive(Default)]
pub struct FormHints(Lexicon);

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
        self.0.names(text).is_whole_head()
    }

    fn is_heading(&self, text: &str) -> bool {
        sections::is_numbered_heading(text)
    }

    fn has_children(&self, head: &str) -> Option<bool> {
        let names = self.0.names(head);
        match names.litigation() {
            Some(label) => Some(!matches!(label, LitigationLabel::Column(_))),
            None => names.request_column().map(|l| l == ColumnLabel::Parent),
        }
    }

    fn is_child(&self, parent: &str, child: &str) -> Option<bool> {
        let (parent, child) = (self.0.names(parent), self.0.names(child));
        if let (Some(above), Some(below)) = (parent.litigation(), child.litigation()) {
            return Some(match (above, below) {
                (LitigationLabel::Suits, LitigationLabel::Group(group)) => group != "review",
                (LitigationLabel::Group(_), LitigationLabel::Column(_)) => true,
                _ => false,
            });
        }
        let (ColumnLabel::Parent, below) = (parent.request_column()?, child.request_column()?) else {
            return Some(false);
        };
        let over_all = parent.label() == "申请人情况";
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
    fn headings_of_sections_are_no_rows() {
        let hints = FormHints::default();
        for text in [
            "四、政府信息公开行政复议、行政诉讼情况",
            " 二. 主动公开政府信息情况",
        ] {
            assert!(hints.is_heading(text), "{text}");
        }
        for text in [
            "四、结转下年度继续办理",
            "一、本年新收政府信息公开申请数量",
            "（六）其他处理",
            "行政复议",
            "三、因政府信息公开被申请行政复议、提起行政诉讼的，应当：",
        ] {
            assert!(!hints.is_heading(text), "{text}");
        }
    }

    #[test]
    fn heads_know_what_stands_below_them() {
        let hints = FormHints::default();
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

//! The forms' own labels, by key: what a value is called where the report's print of it is not at hand.

use super::Form;

/// The labels that lead to a line of a table, outermost first; empty for a key that the table does not have.
/// `table` is `disclosure`, `requests` or `litigation`; lines of `litigation` are its three thirds. Rows of `requests`
/// have their printed labels beside them and none here.
pub fn row(table: &str, key: &str, form: Option<Form>) -> &'static [&'static str] {
    match (table, key) {
        ("disclosure", key) => disclosure_row(key, form),
        ("litigation", "review") => &["行政复议"],
        ("litigation", "direct_suit") => &["行政诉讼", "未经复议直接起诉"],
        ("litigation", "suit_after_review") => &["行政诉讼", "复议后起诉"],
        _ => &[],
    }
}

fn disclosure_row(key: &str, form: Option<Form>) -> &'static [&'static str] {
    match (key, form) {
        ("regulations", _) => &["第二十条第（一）项", "规章"],
        ("normative_documents", Some(Form::Form2019)) => &["第二十条第（一）项", "规范性文件"],
        ("normative_documents", _) => &["第二十条第（一）项", "行政规范性文件"],
        ("licences", _) => &["第二十条第（五）项", "行政许可"],
        ("other_services", _) => &["第二十条第（五）项", "其他对外管理服务事项"],
        ("penalties", _) => &["第二十条第（六）项", "行政处罚"],
        ("coercive_measures", _) => &["第二十条第（六）项", "行政强制"],
        ("fees", _) => &["第二十条第（八）项", "行政事业性收费"],
        ("procurement", _) => &["第二十条第（九）项", "政府集中采购"],
        _ => &[],
    }
}

/// The labels that lead to a column of a table, outermost first; empty for a key that the table does not have.
pub fn column(table: &str, key: &str, form: Option<Form>) -> &'static [&'static str] {
    match table {
        "disclosure" => disclosure_column(key, form),
        "requests" => requests_column(key),
        "litigation" => litigation_column(key),
        _ => &[],
    }
}

fn disclosure_column(key: &str, form: Option<Form>) -> &'static [&'static str] {
    match (key, form) {
        ("issued", _) => &["本年制发件数"],
        ("repealed", _) => &["本年废止件数"],
        ("in_force", _) => &["现行有效件数"],
        ("decisions", Some(Form::Form2019)) => &["处理决定数量"],
        ("decisions", _) => &["本年处理决定数量"],
        ("amount_10k_yuan", _) => &["本年收费金额（单位：万元）"],
        ("created", _) => &["本年新制作数量"],
        ("published", _) => &["本年新公开数量"],
        ("published_total", _) => &["对外公开总数量"],
        ("previous_items", _) => &["上一年项目数量"],
        ("change", _) => &["本年增/减"],
        ("items", _) => &["采购项目数量"],
        ("amount", _) => &["采购总金额"],
        _ => &[],
    }
}

fn requests_column(key: &str) -> &'static [&'static str] {
    match key {
        "natural_person" => &["申请人情况", "自然人"],
        "enterprise" => &["申请人情况", "法人或其他组织", "商业企业"],
        "research_institution" => &["申请人情况", "法人或其他组织", "科研机构"],
        "social_organization" => &["申请人情况", "法人或其他组织", "社会公益组织"],
        "legal_service" => &["申请人情况", "法人或其他组织", "法律服务机构"],
        "other_organization" => &["申请人情况", "法人或其他组织", "其他"],
        "total" => &["申请人情况", "总计"],
        _ => &[],
    }
}

fn litigation_column(key: &str) -> &'static [&'static str] {
    match key {
        "upheld" => &["结果维持"],
        "corrected" => &["结果纠正"],
        "other" => &["其他结果"],
        "pending" => &["尚未审结"],
        "total" => &["总计"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::labels::{
        ColumnLabel, DISCLOSURE_HEADS, DISCLOSURE_ROWS, LITIGATION_COLUMNS, LITIGATION_GROUPS,
        LITIGATION_HEADS, LitigationLabel, REQUEST_COLUMNS, disclosure_shape,
    };
    use super::super::{COLUMNS, Form};
    use super::{column, row};

    fn last(path: &[&'static str]) -> &'static str {
        path.last().copied().unwrap_or_default()
    }

    #[test]
    fn every_key_has_a_label_that_is_recognised_as_that_key() {
        for form in [Form::Form2021, Form::Form2019] {
            for &(group, keys) in disclosure_shape(form) {
                let label = last(row("disclosure", group, Some(form)));
                assert_eq!(DISCLOSURE_ROWS.find(label), Some(group), "{group}");
                for &key in keys {
                    let label = last(column("disclosure", key, Some(form)));
                    let head = DISCLOSURE_HEADS.find(label).unwrap();
                    assert_eq!((head.key, head.form), (key, form), "{label}");
                }
            }
        }
        for key in COLUMNS {
            let found = REQUEST_COLUMNS.find(last(column("requests", key, None)));
            assert_eq!(found, Some(ColumnLabel::Leaf(key)));
        }
        for key in LITIGATION_GROUPS {
            let found = LITIGATION_HEADS.find(last(row("litigation", key, None)));
            assert_eq!(found, Some(LitigationLabel::Group(key)));
        }
        for key in LITIGATION_COLUMNS {
            let found = LITIGATION_HEADS.find(last(column("litigation", key, None)));
            assert_eq!(found, Some(LitigationLabel::Column(key)));
        }
    }
}

//! The forms' words in Chinese and in English, by key: what the tables look like to people who know them.

use crate::output::wire::{CellRole, FurnitureKind, Method, SectionKind, ValueKind, ValueStatus, Verdict};

/// A word in Chinese and in English.
pub(crate) type Both = (&'static str, &'static str);

/// The three standard tables.
pub(crate) fn table(key: &str) -> Both {
    match key {
        "disclosure" => ("主动公开政府信息情况", "Information disclosed on own initiative"),
        "requests" => ("收到和处理政府信息公开申请情况", "Requests received and handled"),
        "litigation" => ("行政复议、行政诉讼情况", "Administrative review and litigation"),
        _ => ("表格", "Table"),
    }
}

/// The label of a row of table 3; `None` for a key that no form has.
pub(crate) fn request_row(key: &str) -> Option<Both> {
    Some(match key {
        "received" => ("一、本年新收政府信息公开申请数量", "1. New requests this year"),
        "carried_over" => (
            "二、上年结转政府信息公开申请数量",
            "2. Carried over from last year",
        ),
        "results" => ("三、本年度办理结果", "3. Outcomes this year"),
        "granted" => ("（一）予以公开", "(1) Granted"),
        "partly_granted" => (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "(2) Partly granted (counted here alone)",
        ),
        "denied" => ("（三）不予公开", "(3) Denied"),
        "denied.state_secret" => ("1.属于国家秘密", "1. State secret"),
        "denied.forbidden_by_law" => ("2.其他法律行政法规禁止公开", "2. Forbidden by other law"),
        "denied.security_and_stability" => ("3.危及“三安全一稳定”", "3. Endangers security and stability"),
        "denied.third_party_rights" => ("4.保护第三方合法权益", "4. Rights of third parties"),
        "denied.internal_affairs" => ("5.属于三类内部事务信息", "5. Internal affairs"),
        "denied.process_information" => ("6.属于四类过程性信息", "6. Information on a process"),
        "denied.enforcement_file" => ("7.属于行政执法案卷", "7. Enforcement file"),
        "denied.administrative_inquiry" => ("8.属于行政查询事项", "8. Administrative inquiry"),
        "unavailable" => ("（四）无法提供", "(4) Cannot be provided"),
        "unavailable.not_held" => ("1.本机关不掌握相关政府信息", "1. Not held by the agency"),
        "unavailable.needs_creation" => ("2.没有现成信息需要另行制作", "2. Would have to be created"),
        "unavailable.still_unclear" => ("3.补正后申请内容仍不明确", "3. Still unclear after correction"),
        "not_processed" => ("（五）不予处理", "(5) Not processed"),
        "not_processed.petition" => ("1.信访举报投诉类申请", "1. Petition or complaint"),
        "not_processed.duplicate" => ("2.重复申请", "2. Repeated request"),
        "not_processed.published_material" => ("3.要求提供公开出版物", "3. Asks for a publication"),
        "not_processed.excessive" => ("4.无正当理由大量反复申请", "4. Many requests without reason"),
        "not_processed.reconfirmation" => (
            "5.要求行政机关确认或重新出具已获取信息",
            "5. Asks to confirm or reissue",
        ),
        "other" => ("（六）其他处理", "(6) Handled otherwise"),
        "other.correction_overdue" => (
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "1. Correction overdue",
        ),
        "other.fee_overdue" => (
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "2. Fee overdue",
        ),
        "other.other" => ("3.其他", "3. Other"),
        "concluded" => ("（七）总计", "(7) Total"),
        "carried_forward" => ("四、结转下年度继续办理", "4. Carried forward to next year"),
        _ => return None,
    })
}

/// A column of table 3.
pub(crate) fn request_column(key: &str) -> Option<Both> {
    Some(match key {
        "natural_person" => ("自然人", "Natural persons"),
        "enterprise" => ("商业企业", "Enter\u{ad}prises"),
        "research_institution" => ("科研机构", "Research bodies"),
        "social_organization" => ("社会公益组织", "Social organi\u{ad}zations"),
        "legal_service" => ("法律服务机构", "Legal services"),
        "other_organization" => ("其他", "Other"),
        "total" => ("总计", "Total"),
        _ => return None,
    })
}

/// A line of table 2.
pub(crate) fn disclosure_row(key: &str) -> Option<Both> {
    Some(match key {
        "regulations" => ("规章", "Regulations"),
        "normative_documents" => ("行政规范性文件", "Normative documents"),
        "licences" => ("行政许可", "Licences"),
        "other_services" => ("其他对外管理服务事项", "Other services"),
        "penalties" => ("行政处罚", "Penalties"),
        "coercive_measures" => ("行政强制", "Coercive measures"),
        "fees" => ("行政事业性收费", "Administrative fees"),
        "procurement" => ("政府集中采购", "Central procurement"),
        _ => return None,
    })
}

/// A head of table 2's columns.
pub(crate) fn disclosure_head(key: &str) -> Option<Both> {
    Some(match key {
        "issued" => ("本年制发件数", "Issued this year"),
        "repealed" => ("本年废止件数", "Repealed this year"),
        "in_force" => ("现行有效件数", "In force"),
        "decisions" => ("本年处理决定数量", "Decisions this year"),
        "amount_10k_yuan" => ("本年收费金额（单位：万元）", "Fees this year (10,000 yuan)"),
        "created" => ("本年新制作数量", "Created this year"),
        "published" => ("本年新公开数量", "Published this year"),
        "published_total" => ("对外公开总数量", "Published in all"),
        "previous_items" => ("上一年项目数量", "Items last year"),
        "change" => ("本年增/减", "Change this year"),
        "items" => ("采购项目数量", "Procurement items"),
        "amount" => ("采购总金额", "Procurement amount"),
        _ => return None,
    })
}

/// A group or a column of table 4.
pub(crate) fn litigation(key: &str) -> Option<Both> {
    Some(match key {
        "review" => ("行政复议", "Administrative review"),
        "direct_suit" => ("未经复议直接起诉", "Direct suit"),
        "suit_after_review" => ("复议后起诉", "Suit after review"),
        "upheld" => ("结果维持", "Upheld"),
        "corrected" => ("结果纠正", "Corrected"),
        "other" => ("其他结果", "Other"),
        "pending" => ("尚未审结", "Pending"),
        "total" => ("总计", "Total"),
        _ => return None,
    })
}

/// A rule, in words.
pub(crate) fn rule(rule: &str) -> Both {
    match rule {
        "requests-balance" => (
            "新收 + 上年结转 = 办理总计 + 结转下年",
            "Received + carried over = concluded + carried forward",
        ),
        "requests-outcome-total" => ("办理总计 = 各项办理结果之和", "Concluded = sum of the outcomes"),
        "requests-applicant-total" => (
            "总计 = 自然人 + 各类组织",
            "Total = natural persons + organisations",
        ),
        "litigation-total" => (
            "总计 = 维持 + 纠正 + 其他 + 尚未审结",
            "Total = upheld + corrected + other + pending",
        ),
        "blank-total" => ("总计为空", "The total is blank"),
        "count-not-natural" => ("数量应为非负整数", "A count must be whole and not negative"),
        "narrative-counts" => (
            "正文数字与表格不符",
            "The text states other numbers than the table",
        ),
        "narrative-outcomes" => (
            "正文办理结果与表格不符",
            "The text names other outcomes than the table",
        ),
        _ => ("检查", "Check"),
    }
}

/// A verdict.
pub(crate) fn verdict(verdict: Verdict) -> Both {
    match verdict {
        Verdict::Suspect => ("存疑", "suspect"),
        Verdict::Incomplete => ("不完整", "incomplete"),
        Verdict::SourceInconsistent => ("原文不平", "source inconsistent"),
        Verdict::Verified => ("已核实", "verified"),
    }
}

/// The verdict's stable name, as it stands in the JSON and in classes.
pub(crate) fn verdict_key(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Suspect) => "suspect",
        Some(Verdict::Incomplete) => "incomplete",
        Some(Verdict::SourceInconsistent) => "source_inconsistent",
        Some(Verdict::Verified) => "verified",
        None => "none",
    }
}

/// What a verdict means, in one sentence.
pub(crate) fn verdict_meaning(verdict: Option<Verdict>) -> Both {
    match verdict {
        Some(Verdict::Suspect) => (
            "各种读法不一致，或有文字未归位：请对照原文。",
            "Readings disagree or something was left over: look at the pages.",
        ),
        Some(Verdict::Incomplete) => (
            "缺少标准表格，或表格是图片。",
            "A standard table is missing, or is a picture.",
        ),
        Some(Verdict::SourceInconsistent) => (
            "读取可靠，报告自身的勾稽关系不成立。",
            "The reading stands; the report’s own sums do not hold.",
        ),
        Some(Verdict::Verified) => (
            "读取可靠，勾稽关系成立。",
            "The reading stands and the sums hold.",
        ),
        None => ("不是该格式的年度报告。", "Not a report of the known forms."),
    }
}

/// How sure a value is.
pub(crate) fn status(status: ValueStatus) -> Both {
    match status {
        ValueStatus::Confirmed => ("已印证", "confirmed"),
        ValueStatus::Single => ("未印证", "single"),
        ValueStatus::Disputed => ("有分歧", "disputed"),
    }
}

/// The status as it stands in the JSON.
pub(crate) fn status_key(status: ValueStatus) -> &'static str {
    match status {
        ValueStatus::Confirmed => "confirmed",
        ValueStatus::Single => "single",
        ValueStatus::Disputed => "disputed",
    }
}

/// The kind of a value as it stands in the JSON.
pub(crate) fn kind_key(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Number => "number",
        ValueKind::Blank => "blank",
        ValueKind::Mark => "mark",
        ValueKind::Absent => "absent",
        ValueKind::Unreadable => "unreadable",
    }
}

/// A means of reading.
pub(crate) fn method(method: Method) -> Both {
    match method {
        Method::Rulings => ("表格线", "rulings"),
        Method::Alignment => ("对齐", "alignment"),
        Method::Placement => ("标题与行名", "placement"),
        Method::Stream => ("文字流", "stream"),
        Method::Tags => ("标签树", "tags"),
        Method::Grid => ("网格", "grid"),
        Method::Flat => ("展平文字", "flat"),
        Method::Order => ("先后次序", "order"),
    }
}

/// A section of the form.
pub(crate) fn section(kind: SectionKind) -> Both {
    match kind {
        SectionKind::Overview => ("总体情况", "Overview"),
        SectionKind::Disclosure => ("主动公开", "Disclosure"),
        SectionKind::Requests => ("依申请公开", "Requests"),
        SectionKind::Litigation => ("复议诉讼", "Review and litigation"),
        SectionKind::Problems => ("问题及改进", "Problems"),
        SectionKind::Other => ("其他事项", "Other matters"),
    }
}

/// A kind of furniture.
pub(crate) fn furniture(kind: FurnitureKind) -> Both {
    match kind {
        FurnitureKind::PageHeader => ("页眉", "page header"),
        FurnitureKind::PageFooter => ("页脚", "page footer"),
        FurnitureKind::PageNumber => ("页码", "page number"),
        FurnitureKind::Watermark => ("水印", "watermark"),
        FurnitureKind::Stamp => ("印章", "stamp"),
        FurnitureKind::Invisible => ("不可见文字", "invisible text"),
    }
}

/// The class of a table's cell in the page.
pub(crate) fn role_class(role: CellRole) -> &'static str {
    match role {
        CellRole::ColumnHead | CellRole::RowHead => "h",
        CellRole::Data => "d",
    }
}

/// A value's path in words: `requests/received/total` is 本年新收 · 总计.
pub(crate) fn path(path: &str) -> (String, String) {
    let mut parts = path.splitn(3, '/');
    let (table, row, column) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let names = match table {
        "requests" => request_row(row).zip(request_column(column)),
        "disclosure" => disclosure_row(row).zip(disclosure_head(column)),
        "litigation" => litigation(row).zip(litigation(column)),
        _ => None,
    };
    match names {
        Some((row, column)) => (
            format!("{} · {}", row.0, column.0),
            format!("{} · {}", row.1, column.1).replace('\u{ad}', ""),
        ),
        None => (path.to_owned(), path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::labels::{
        LITIGATION_COLUMNS, LITIGATION_GROUPS, ROWS_2019, ROWS_2021, disclosure_shape,
    };
    use crate::report::{COLUMNS, Form};

    #[test]
    fn every_key_of_the_forms_has_its_words() {
        for row in ROWS_2021.iter().chain(&ROWS_2019) {
            assert!(request_row(row).is_some(), "{row}");
        }
        assert!(COLUMNS.iter().all(|c| request_column(c).is_some()));
        for form in [Form::Form2021, Form::Form2019] {
            for (row, heads) in disclosure_shape(form) {
                assert!(disclosure_row(row).is_some(), "{row}");
                assert!(heads.iter().all(|h| disclosure_head(h).is_some()), "{row}");
            }
        }
        let both = LITIGATION_GROUPS.iter().chain(&LITIGATION_COLUMNS);
        assert!(both.into_iter().all(|k| litigation(k).is_some()));
    }
}

//! The forms' labels and how a printed label is recognised as one of them.
//!
//! A printed label matches a known one when the two are equal after normalising, when it is an unambiguous
//! beginning of it, or when it is so near that no other key's label could be as near: the allowed edit distance
//! is less than half of the distance between the known label and the nearest label of another key.

use std::sync::{LazyLock, OnceLock};

use super::normalise;

/// A set of labels in which every label belongs to one key.
pub struct Vocabulary<K> {
    entries: Vec<Entry<K>>,
    /// Whether no label has an ASCII character: then numbers and Latin words are none.
    beyond_ascii: bool,
    /// The most characters that a text near one of the labels can have.
    longest: usize,
    /// Other wordings with their keys: met in cells of tables and matched as they stand.
    wordings: Vec<(&'static str, K)>,
}

struct Entry<K> {
    key: K,
    label: &'static str,
    chars: Vec<char>,
    signature: Signature,
    /// What [`Vocabulary::bound`] gives, once it was asked for: most reports print the forms' own words.
    bound: OnceLock<usize>,
}

/// Shorter labels may be part of any remark.
const NAMED_CHARS: usize = 4;

/// A label must share at least this many characters to match as the beginning of a known one.
const PREFIX_CHARS: usize = 6;

impl<K: Copy + PartialEq> Vocabulary<K> {
    /// A vocabulary of `(key, labels)`. Labels stand as [`normalise::label`] leaves them: every process that reads a report
    /// makes the vocabularies anew.
    fn new(groups: &[(K, &[&'static str])]) -> Vocabulary<K> {
        let labels = groups
            .iter()
            .flat_map(|(key, labels)| labels.iter().map(|l| (*key, *l)));
        let entries: Vec<Entry<K>> = labels.map(|(key, label)| Entry::new(key, label)).collect();
        let longest = entries.iter().map(|e| e.chars.len() + e.most()).max();
        Vocabulary {
            longest: longest.unwrap_or(0),
            beyond_ascii: entries.iter().all(|e| !e.label.bytes().any(|b| b.is_ascii())),
            entries,
            wordings: Vec::new(),
        }
    }

    /// The vocabulary with wordings of agencies' own. They count where a whole text is one of them, and nowhere else: many are
    /// words that a sentence has as well, so that they are no [`Vocabulary::labels`] and allow no differences.
    fn with_wordings(mut self, groups: &[(K, &[&'static str])]) -> Vocabulary<K> {
        let worded = groups
            .iter()
            .flat_map(|(key, labels)| labels.iter().map(|l| (*l, *key)));
        self.wordings = worded.collect();
        self
    }

    /// Every label, normalised, with its key, in the order in which they were given.
    pub fn labels(&self) -> impl Iterator<Item = (K, &str)> {
        self.entries.iter().map(|e| (e.key, e.label))
    }

    /// The first label of a key.
    pub fn label_of(&self, key: K) -> Option<&str> {
        self.labels().find(|(k, _)| *k == key).map(|(_, label)| label)
    }

    /// The key whose label the printed text is, or `None`. The text may be in any width and have line breaks.
    pub fn find(&self, printed: &str) -> Option<K> {
        self.find_label(&normalise::label(printed))
    }

    /// [`Vocabulary::find`] for text that went through [`normalise::label`] already.
    pub fn find_label(&self, label: &str) -> Option<K> {
        if label.is_empty() || (self.beyond_ascii && label.is_ascii()) {
            return None;
        }
        if let Some(entry) = self.entries.iter().find(|e| e.label == label) {
            return Some(entry.key);
        }
        if let Some((_, key)) = self.wordings.iter().find(|(wording, _)| *wording == label) {
            return Some(*key);
        }
        let chars: Vec<char> = label.chars().collect();
        self.find_beginning(label, chars.len())
            .or_else(|| self.find_near(&chars))
            .or_else(|| self.find_behind_number(label))
    }

    /// The key of the label that stands behind a number without a mark between (`3 其他`).
    fn find_behind_number(&self, label: &str) -> Option<K> {
        let name = label.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = label.len() - name.len();
        let entry = self.entries.iter().find(|e| e.label == name);
        entry.filter(|_| (1..=2).contains(&digits)).map(|e| e.key)
    }

    /// What `wanted` makes of the label that two or three of these texts are together, which stand below one another: a label
    /// whose lines were torn apart (商业 / 企业), as by a page end. The lowest counts, and two before three.
    pub fn find_torn<T>(&self, texts: &[String], wanted: impl Fn(K) -> Option<T>) -> Option<T> {
        let of = |n: usize| {
            let mut runs = texts.windows(n).rev();
            runs.find_map(|run| self.find(&run.concat()).and_then(&wanted))
        };
        of(2).or_else(|| of(3))
    }

    /// Whether text that went through [`normalise::label`] is a whole label of the vocabulary, small differences in wording
    /// aside: neither only its beginning nor a label with something behind it.
    pub fn has_whole(&self, label: &str) -> bool {
        let chars: Vec<char> = label.chars().take(self.longest + 1).collect();
        let fits = !chars.is_empty() && chars.len() <= self.longest;
        let is_worded = || self.wordings.iter().any(|(wording, _)| *wording == label);
        fits && (self.entries.iter().any(|e| e.label == label)
            || is_worded()
            || self.find_near(&chars).is_some())
    }

    /// Whether text that went through [`normalise::label`] is a label of the vocabulary word for word.
    pub fn has_exactly(&self, label: &str) -> bool {
        self.entries.iter().any(|e| e.label == label)
    }

    fn find_near(&self, label: &[char]) -> Option<K> {
        let own = Signature::of(label);
        let may_be_near = |e: &Entry<K>, most: usize| {
            e.chars.len().abs_diff(label.len()) <= most && own.least_distance(e.signature) <= most
        };
        let near = |e: &&Entry<K>| {
            may_be_near(e, e.most()) && distance_within(&e.chars, label, self.bound(e)).is_some()
        };
        self.entries.iter().find(near).map(|e| e.key)
    }

    /// The largest edit distance at which a printed label is still taken for this one: less than half of the distance to the
    /// nearest label of another key, and at most [`Entry::most`].
    fn bound(&self, entry: &Entry<K>) -> usize {
        *entry.bound.get_or_init(|| {
            // Labels that are farther apart than this bound nothing.
            let mut far = 2 * entry.most() + 3;
            for other in self.entries.iter().filter(|e| e.key != entry.key) {
                if entry.signature.least_distance(other.signature) < far
                    && let Some(nearer) = distance_within(&entry.chars, &other.chars, far - 1)
                {
                    far = nearer;
                }
            }
            (far.saturating_sub(1) / 2).min(entry.most())
        })
    }

    /// Whether the printed label goes on where a known one ends: a remark added without brackets, which neither makes another
    /// quantity of it nor names another label.
    fn goes_on_behind(&self, printed: &str, entry: &Entry<K>) -> bool {
        let tail = printed
            .strip_prefix(entry.label)
            .filter(|_| entry.chars.len() >= PREFIX_CHARS);
        tail.is_some_and(|tail| {
            let mut others = self.entries.iter().filter(|e| e.key != entry.key);
            !OTHERWISE.iter().any(|word| tail.contains(word))
                && !others.any(|e| e.chars.len() >= NAMED_CHARS && tail.contains(e.label))
        })
    }

    fn find_beginning(&self, label: &str, chars: usize) -> Option<K> {
        if chars < PREFIX_CHARS {
            return None;
        }
        let mut hits = self
            .entries
            .iter()
            .filter(|e| e.label.starts_with(label) || self.goes_on_behind(label, e));
        let first = hits.next()?.key;
        hits.all(|e| e.key == first).then_some(first)
    }
}

impl<K> Entry<K> {
    fn new(key: K, label: &'static str) -> Entry<K> {
        let chars: Vec<char> = label.chars().collect();
        Entry {
            key,
            label,
            signature: Signature::of(&chars),
            chars,
            bound: OnceLock::new(),
        }
    }

    /// No text that differs by more than this, a quarter of the label, is taken for it.
    fn most(&self) -> usize {
        self.chars.len() / 4
    }
}

/// Words behind a label that make another quantity of it.
const OTHERWISE: [&str; 10] = [
    "增减",
    "同比",
    "环比",
    "较上年",
    "比上年",
    "较去年",
    "增幅",
    "减免",
    "其中",
    "解读",
];

/// Which characters a text has, each as one of 64 bits: tells at once that two texts have little in common.
#[derive(Clone, Copy)]
struct Signature(u64);

impl Signature {
    fn of(chars: &[char]) -> Signature {
        Signature(chars.iter().fold(0, |bits, &c| bits | 1 << (c as u32 % 64)))
    }

    /// An edit distance that the texts have at least: every bit of one text that the other does not have stands for a
    /// character that some edit takes away.
    fn least_distance(self, other: Signature) -> usize {
        let (here, there) = ((self.0 & !other.0).count_ones(), (other.0 & !self.0).count_ones());
        here.max(there) as usize
    }
}

/// Texts with fewer characters are compared without asking for memory.
const SHORT: usize = 40;

/// The edit distance (Levenshtein) of two texts, when it is at most `most`.
fn distance_within(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let equal = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(equal..)?, b.get(equal..)?);
    let equal = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (a.get(..a.len() - equal)?, b.get(..b.len() - equal)?);
    // Labels are short.
    let (mut short, mut long);
    let row: &mut [usize] = if b.len() < SHORT {
        short = std::array::from_fn::<usize, SHORT, _>(|at| at);
        short.get_mut(..=b.len())?
    } else {
        long = (0..=b.len()).collect::<Vec<usize>>();
        &mut long
    };
    for (done, x) in (1..).zip(a) {
        let mut diagonal = done - 1;
        let mut left = done;
        let mut least = done;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
            least = least.min(here);
        }
        // Every way to the end leads through this row.
        if least > most {
            return None;
        }
    }
    // Without a second text there is nothing but what was taken away of the first.
    let distance = if b.is_empty() {
        a.len()
    } else {
        row.last().copied()?
    };
    (distance <= most).then_some(distance)
}

/// A label of table 3's rows: a row of values, or a heading that spans several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowLabel {
    /// A row with values, by its key.
    Leaf(&'static str),
    /// 三、本年度办理结果
    Results,
    /// （三）不予公开 and its like, by the first part of its rows' keys.
    Parent(&'static str),
}

/// Labels of table 3's rows, both forms. `其他处理` is a row of its own in form 2019 and a parent in form 2021:
/// it is found as the leaf `other`, and the filling decides by whether it has rows below it.
pub static REQUEST_ROWS: LazyLock<Vocabulary<RowLabel>> = LazyLock::new(|| {
    use RowLabel::{Leaf, Parent, Results};
    Vocabulary::new(&[
        (
            Leaf("received"),
            &[
                "本年新收政府信息公开申请数量",
                "本年新收政府信息公开申请数",
                "本年新收申请数量",
            ],
        ),
        (
            Leaf("carried_over"),
            &[
                "上年结转政府信息公开申请数量",
                "上年结转政府信息公开申请数",
                "上年度结转政府信息公开申请数量",
            ],
        ),
        (Results, &["本年度办理结果", "本年办理结果"]),
        (Leaf("granted"), &["予以公开"]),
        (
            Leaf("partly_granted"),
            &["部分公开", "部分公开区分处理的只计这一情形不计其他情形"],
        ),
        (Parent("denied"), &["不予公开"]),
        (Leaf("denied.state_secret"), &["属于国家秘密"]),
        (
            Leaf("denied.forbidden_by_law"),
            &["其他法律行政法规禁止公开", "其他法律法规禁止公开"],
        ),
        (Leaf("denied.security_and_stability"), &["危及三安全一稳定"]),
        (Leaf("denied.third_party_rights"), &["保护第三方合法权益"]),
        (Leaf("denied.internal_affairs"), &["属于三类内部事务信息"]),
        (Leaf("denied.process_information"), &["属于四类过程性信息"]),
        (Leaf("denied.enforcement_file"), &["属于行政执法案卷"]),
        (Leaf("denied.administrative_inquiry"), &["属于行政查询事项"]),
        (Parent("unavailable"), &["无法提供"]),
        (Leaf("unavailable.not_held"), &["本机关不掌握相关政府信息"]),
        (Leaf("unavailable.needs_creation"), &["没有现成信息需要另行制作"]),
        (Leaf("unavailable.still_unclear"), &["补正后申请内容仍不明确"]),
        (Parent("not_processed"), &["不予处理"]),
        (Leaf("not_processed.petition"), &["信访举报投诉类申请"]),
        (Leaf("not_processed.duplicate"), &["重复申请"]),
        (Leaf("not_processed.published_material"), &["要求提供公开出版物"]),
        (Leaf("not_processed.excessive"), &["无正当理由大量反复申请"]),
        (
            Leaf("not_processed.reconfirmation"),
            &[
                "要求行政机关确认或重新出具已获取信息",
                "要求行政机关确认或重新出具已获取的信息",
            ],
        ),
        (Leaf("other"), &["其他处理"]),
        (
            Leaf("other.correction_overdue"),
            &[
                "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请",
                "申请人无正当理由逾期不补正",
            ],
        ),
        (
            Leaf("other.fee_overdue"),
            &[
                "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请",
                "申请人逾期未按收费通知要求缴纳费用",
            ],
        ),
        (Leaf("other.other"), &["其他"]),
        (Leaf("concluded"), &["总计", "合计"]),
        (
            Leaf("carried_forward"),
            &["结转下年度继续办理", "结转下年继续办理", "结转下一年度继续办理"],
        ),
    ])
    .with_wordings(&[
        (
            Leaf("received"),
            &[
                "本年新收",
                "本年度新收",
                "本年新收申请",
                "本年新收申请数",
                "本年新收政府信息公开申请",
                "本年度新收政府信息公开申请",
                "本年度新收政府信息公开申请数",
                "新收政府信息公开申请数量",
                "新收政府信息公开申请",
                "新收申请",
                "新收申请数量",
                "本年新收申请件数",
                "本年度新收申请",
                "本年度新收申请数量",
                "本年度新收申请件数",
            ],
        ),
        (
            Leaf("carried_over"),
            &[
                "上年结转",
                "上年度结转",
                "上年结转申请",
                "上年结转申请数",
                "上年结转申请数量",
                "上年结转政府信息公开申请",
                "上年度结转政府信息公开申请",
                "上年度结转政府信息公开申请数",
                "上年结转申请件数",
                "上年度结转申请",
                "上年度结转申请数量",
                "上年度结转申请件数",
            ],
        ),
        (Results, &["本年度办理情况", "本年度申请办理结果", "办理结果"]),
        (Leaf("granted"), &["予以公开政府信息", "予以公开申请"]),
        (
            Leaf("partly_granted"),
            &["予以部分公开", "部分予以公开", "部分公开政府信息"],
        ),
        (Parent("denied"), &["不予公开政府信息"]),
        (
            Leaf("denied.state_secret"),
            &["国家秘密", "属国家秘密", "涉及国家秘密"],
        ),
        (
            Leaf("denied.forbidden_by_law"),
            &["法律行政法规禁止公开", "法律法规禁止公开", "其他法律行政法规禁止"],
        ),
        (
            Leaf("denied.security_and_stability"),
            &["三安全一稳定", "可能危及三安全一稳定"],
        ),
        (
            Leaf("denied.third_party_rights"),
            &[
                "保护第三方权益",
                "第三方合法权益",
                "涉及第三方合法权益",
                "损害第三方合法权益",
            ],
        ),
        (
            Leaf("denied.internal_affairs"),
            &[
                "三类内部事务信息",
                "内部事务信息",
                "属于内部事务信息",
                "属于内部事务",
            ],
        ),
        (
            Leaf("denied.process_information"),
            &["四类过程性信息", "过程性信息", "属于过程性信息"],
        ),
        (
            Leaf("denied.enforcement_file"),
            &["行政执法案卷", "行政执法案卷信息", "属于行政执法案卷信息"],
        ),
        (
            Leaf("denied.administrative_inquiry"),
            &["行政查询", "行政查询事项", "属于行政查询"],
        ),
        (Parent("unavailable"), &["无法提供政府信息"]),
        (
            Leaf("unavailable.not_held"),
            &[
                "本机关不掌握",
                "不掌握相关政府信息",
                "不掌握相关信息",
                "本机关不掌握相关信息",
            ],
        ),
        (
            Leaf("unavailable.needs_creation"),
            &["没有现成信息", "需要另行制作", "没有现成信息需另行制作"],
        ),
        (
            Leaf("unavailable.still_unclear"),
            &["补正后仍不明确", "补正后内容仍不明确"],
        ),
        (Parent("not_processed"), &["不予处理申请"]),
        (
            Leaf("not_processed.petition"),
            &[
                "信访举报投诉",
                "信访举报投诉类",
                "信访投诉举报类",
                "信访投诉举报类申请",
            ],
        ),
        (Leaf("not_processed.duplicate"), &["重复提出申请", "重复提交申请"]),
        (
            Leaf("not_processed.published_material"),
            &["公开出版物", "提供公开出版物"],
        ),
        (Leaf("not_processed.excessive"), &["大量反复申请"]),
        (
            Leaf("not_processed.reconfirmation"),
            &[
                "要求确认或重新出具",
                "要求确认或重新出具已获取信息",
                "确认或重新出具已获取信息",
                "确认或重新出具信息",
                "要求确认或重新出具信息",
            ],
        ),
        (Leaf("other"), &["其他处理情形", "其他处理情况"]),
        (
            Leaf("other.correction_overdue"),
            &[
                "逾期不补正",
                "申请人逾期不补正",
                "无正当理由逾期不补正",
                "逾期不补正不再处理",
            ],
        ),
        (
            Leaf("other.fee_overdue"),
            &[
                "逾期未缴费",
                "逾期未缴费不再处理",
                "申请人逾期未缴费",
                "逾期未缴纳费用",
                "逾期未按收费通知要求缴纳费用",
            ],
        ),
        (
            Leaf("concluded"),
            &[
                "办理结果总计",
                "办理结果合计",
                "办理总计",
                "本年度办理总计",
                "本年度办理结果总计",
            ],
        ),
        (
            Leaf("carried_forward"),
            &[
                "结转下年",
                "结转下年度",
                "结转下一年度",
                "结转下年办理",
                "结转下年度办理",
                "结转下年申请",
                "结转下年度申请",
                "结转下年度继续办理件数",
                "结转下年度继续办理数量",
                "结转至下年度继续办理",
                "结转到下年度继续办理",
            ],
        ),
    ])
});

/// Row keys of table 3 in the order of form 2021.
pub const ROWS_2021: [&str; 25] = [
    "received",
    "carried_over",
    "granted",
    "partly_granted",
    "denied.state_secret",
    "denied.forbidden_by_law",
    "denied.security_and_stability",
    "denied.third_party_rights",
    "denied.internal_affairs",
    "denied.process_information",
    "denied.enforcement_file",
    "denied.administrative_inquiry",
    "unavailable.not_held",
    "unavailable.needs_creation",
    "unavailable.still_unclear",
    "not_processed.petition",
    "not_processed.duplicate",
    "not_processed.published_material",
    "not_processed.excessive",
    "not_processed.reconfirmation",
    "other.correction_overdue",
    "other.fee_overdue",
    "other.other",
    "concluded",
    "carried_forward",
];

/// Row keys of table 3 in the order of form 2019.
pub const ROWS_2019: [&str; 23] = [
    "received",
    "carried_over",
    "granted",
    "partly_granted",
    "denied.state_secret",
    "denied.forbidden_by_law",
    "denied.security_and_stability",
    "denied.third_party_rights",
    "denied.internal_affairs",
    "denied.process_information",
    "denied.enforcement_file",
    "denied.administrative_inquiry",
    "unavailable.not_held",
    "unavailable.needs_creation",
    "unavailable.still_unclear",
    "not_processed.petition",
    "not_processed.duplicate",
    "not_processed.published_material",
    "not_processed.excessive",
    "not_processed.reconfirmation",
    "other",
    "concluded",
    "carried_forward",
];

/// A label of table 3's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnLabel {
    /// A column of values, by its key.
    Leaf(&'static str),
    /// 申请人情况, 法人或其他组织: heads over several columns.
    Parent,
}

/// Labels of table 3's columns.
pub static REQUEST_COLUMNS: LazyLock<Vocabulary<ColumnLabel>> = LazyLock::new(|| {
    use ColumnLabel::{Leaf, Parent};
    Vocabulary::new(&[
        (Leaf("natural_person"), &["自然人"]),
        (Leaf("enterprise"), &["商业企业"]),
        (Leaf("research_institution"), &["科研机构"]),
        (Leaf("social_organization"), &["社会公益组织"]),
        (Leaf("legal_service"), &["法律服务机构"]),
        (Leaf("other_organization"), &["其他"]),
        (Leaf("total"), &["总计", "合计"]),
        (Parent, &["申请人情况", "法人或其他组织", "法人或者其他组织"]),
    ])
    .with_wordings(&[
        (Leaf("natural_person"), &["公民", "公民个人", "个人"]),
        (Leaf("enterprise"), &["企业"]),
        (Leaf("research_institution"), &["科研单位", "科研院所"]),
        (
            Leaf("social_organization"),
            &["公益组织", "社会组织", "社会公益机构", "社会公益团体"],
        ),
        (
            Leaf("legal_service"),
            &["法律服务组织", "法律服务单位", "律师事务所"],
        ),
        (Leaf("other_organization"), &["其他机构", "其他单位"]),
        (
            Parent,
            &[
                "申请人类别",
                "申请人类型",
                "法人其他组织",
                "法人及其他组织",
                "法人和其他组织",
            ],
        ),
    ])
});

/// A line of table 2: its key and the row labels of either form.
pub static DISCLOSURE_ROWS: LazyLock<Vocabulary<&'static str>> = LazyLock::new(|| {
    Vocabulary::new(&[
        ("regulations", &["规章"]),
        ("normative_documents", &["行政规范性文件", "规范性文件"]),
        ("licences", &["行政许可"]),
        ("other_services", &["其他对外管理服务事项"]),
        ("penalties", &["行政处罚"]),
        ("coercive_measures", &["行政强制"]),
        ("fees", &["行政事业性收费"]),
        ("procurement", &["政府集中采购"]),
    ])
    .with_wordings(&[
        ("regulations", &["政府规章", "地方政府规章", "部门规章"]),
        (
            "normative_documents",
            &["本机关行政规范性文件", "本机关规范性文件"],
        ),
        ("licences", &["行政许可事项", "行政许可决定"]),
        ("penalties", &["行政处罚决定", "行政处罚案件"]),
        ("coercive_measures", &["行政强制措施", "行政强制决定"]),
        ("fees", &["行政事业收费"]),
    ])
});

/// A head of table 2: its key within a line, and the form that has it (`None` for both).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisclosureHead {
    /// The key of the value.
    pub key: &'static str,
    /// Which form prints this head.
    pub form: super::Form,
}

/// Heads of table 2's columns, both forms.
pub static DISCLOSURE_HEADS: LazyLock<Vocabulary<DisclosureHead>> = LazyLock::new(|| {
    use super::Form::{Form2019, Form2021};
    let head = |key, form| DisclosureHead { key, form };
    Vocabulary::new(&[
        (head("issued", Form2021), &["本年制发件数"]),
        (head("repealed", Form2021), &["本年废止件数"]),
        (head("in_force", Form2021), &["现行有效件数"]),
        (head("decisions", Form2021), &["本年处理决定数量"]),
        (head("amount_10k_yuan", Form2021), &["本年收费金额"]),
        (head("created", Form2019), &["本年新制作数量"]),
        (head("published", Form2019), &["本年新公开数量"]),
        (head("published_total", Form2019), &["对外公开总数量"]),
        (head("previous_items", Form2019), &["上一年项目数量"]),
        (head("change", Form2019), &["本年增减"]),
        (head("decisions", Form2019), &["处理决定数量"]),
        (head("items", Form2019), &["采购项目数量"]),
        (head("amount", Form2019), &["采购总金额"]),
    ])
    .with_wordings(&[
        (
            head("issued", Form2021),
            &[
                "制发件数",
                "本年制发",
                "本年制发件",
                "本年度制发",
                "本年制发数",
                "本年制发数量",
                "本年度制发数",
                "本年度制发件数",
                "本年度制发数量",
            ],
        ),
        (
            head("repealed", Form2021),
            &[
                "废止件数",
                "本年废止",
                "本年废止件",
                "本年度废止",
                "本年废止数",
                "本年废止数量",
                "本年度废止数",
                "本年度废止件数",
                "本年度废止数量",
            ],
        ),
        (
            head("in_force", Form2021),
            &[
                "现行有效",
                "现行有效件",
                "现行有效数",
                "现行有效数量",
                "现行有效总数",
            ],
        ),
        (
            head("decisions", Form2021),
            &[
                "本年处理决定",
                "本年处理决定数",
                "本年度处理决定数",
                "本年度处理决定数量",
            ],
        ),
        (
            head("amount_10k_yuan", Form2021),
            &["收费金额", "本年收费总金额", "本年度收费金额", "本年度收费总金额"],
        ),
        (head("created", Form2019), &["本年新制作数", "本年度新制作数量"]),
        (head("published", Form2019), &["本年新公开数", "本年度新公开数量"]),
        (head("published_total", Form2019), &["对外公开总数"]),
        (
            head("previous_items", Form2019),
            &["上年项目数量", "上年度项目数量", "上一年度项目数量"],
        ),
        (head("decisions", Form2019), &["处理决定数"]),
    ])
});

/// Lines of table 2 in the form's order, each with the keys of its values.
pub fn disclosure_shape(form: super::Form) -> &'static [(&'static str, &'static [&'static str])] {
    const FILES_2021: &[&str] = &["issued", "repealed", "in_force"];
    const FILES_2019: &[&str] = &["created", "published", "published_total"];
    const ITEMS_2019: &[&str] = &["previous_items", "change", "decisions"];
    match form {
        super::Form::Form2021 => &[
            ("regulations", FILES_2021),
            ("normative_documents", FILES_2021),
            ("licences", &["decisions"]),
            ("penalties", &["decisions"]),
            ("coercive_measures", &["decisions"]),
            ("fees", &["amount_10k_yuan"]),
        ],
        super::Form::Form2019 => &[
            ("regulations", FILES_2019),
            ("normative_documents", FILES_2019),
            ("licences", ITEMS_2019),
            ("other_services", ITEMS_2019),
            ("penalties", ITEMS_2019),
            ("coercive_measures", ITEMS_2019),
            ("fees", &["previous_items", "change"]),
            ("procurement", &["items", "amount"]),
        ],
    }
}

/// A label of table 4's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LitigationLabel {
    /// A third of the table, by its key.
    Group(&'static str),
    /// 行政诉讼, over two thirds.
    Suits,
    /// A column within a third, by its key.
    Column(&'static str),
}

/// Labels of table 4's head.
pub static LITIGATION_HEADS: LazyLock<Vocabulary<LitigationLabel>> = LazyLock::new(|| {
    use LitigationLabel::{Column, Group, Suits};
    Vocabulary::new(&[
        (Group("review"), &["行政复议"]),
        (Suits, &["行政诉讼"]),
        (Group("direct_suit"), &["未经复议直接起诉"]),
        (Group("suit_after_review"), &["复议后起诉"]),
        (Column("upheld"), &["结果维持"]),
        (Column("corrected"), &["结果纠正"]),
        (Column("other"), &["其他结果"]),
        (Column("pending"), &["尚未审结"]),
        (Column("total"), &["总计", "合计"]),
    ])
    .with_wordings(&[
        (Group("review"), &["行政复议情况", "行政复议案件"]),
        (Suits, &["行政诉讼情况", "行政诉讼案件", "行政应诉"]),
        (
            Group("direct_suit"),
            &[
                "直接起诉",
                "直接诉讼",
                "未经复议直接诉讼",
                "未经行政复议直接起诉",
                "未经复议直接提起诉讼",
                "行政诉讼未经复议直接起诉",
            ],
        ),
        (
            Group("suit_after_review"),
            &[
                "经复议后起诉",
                "行政复议后起诉",
                "经行政复议后起诉",
                "经复议起诉",
                "复议后诉讼",
                "复议后提起诉讼",
                "行政诉讼复议后起诉",
            ],
        ),
        (Column("upheld"), &["维持", "维持结果"]),
        (Column("corrected"), &["纠正", "纠正结果"]),
        (Column("other"), &["其他"]),
        (
            Column("pending"),
            &["未审结", "未结案", "审理中", "未办结", "尚未办结", "尚未结案"],
        ),
    ])
});

/// Groups of table 4 in the form's order.
pub const LITIGATION_GROUPS: [&str; 3] = ["review", "direct_suit", "suit_after_review"];

/// Columns of each group of table 4 in the form's order.
pub const LITIGATION_COLUMNS: [&str; 5] = ["upheld", "corrected", "other", "pending", "total"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_printed_several_times_over_is_that_label() {
        let column = |text: &str| REQUEST_COLUMNS.find(text);
        assert_eq!(
            column("科研机构科研机构科研机构"),
            Some(ColumnLabel::Leaf("research_institution"))
        );
        assert_eq!(
            column("自然人\n自然人"),
            Some(ColumnLabel::Leaf("natural_person"))
        );
        assert_eq!(
            REQUEST_ROWS.find("3.其他3.其他"),
            Some(RowLabel::Leaf("other.other"))
        );
        assert_eq!(column("科研机构科研"), None);
    }

    #[test]
    fn what_stands_behind_a_label_may_be_a_remark_but_no_other_label_and_no_other_quantity() {
        let column = |text: &str| REQUEST_COLUMNS.find(text);
        let social = Some(ColumnLabel::Leaf("social_organization"));
        assert_eq!(column("社会公益组织含基金会"), social);
        assert_eq!(column("社会公益组织法律服务机构"), None);
        let row = |text: &str| DISCLOSURE_ROWS.find(text);
        assert_eq!(row("行政事业性收费项目"), Some("fees"));
        assert_eq!(row("行政事业性收费减免"), None);
        assert_eq!(row("行政规范性文件解读材料"), None);
        assert_eq!(
            DISCLOSURE_HEADS.find("现行有效件数较上年增减").map(|h| h.key),
            None
        );
    }

    /// The wordings that another key has as well, or that are near a label of another key, or what is left of one whose lines
    /// were torn apart.
    fn disagreeing<K: Copy + PartialEq>(vocabulary: &Vocabulary<K>) -> Vec<&str> {
        let own = |wording: &str, key: &K| {
            let of_key = |entry: &&Entry<K>| {
                let chars: Vec<char> = wording.chars().collect();
                let is_piece = entry.label.starts_with(wording) || entry.label.ends_with(wording);
                is_piece || distance_within(&entry.chars, &chars, vocabulary.bound(entry)).is_some()
            };
            let other_label = vocabulary.entries.iter().filter(of_key).any(|e| e.key != *key);
            let mut worded = vocabulary.wordings.iter().filter(|(w, _)| *w == wording);
            !other_label && worded.all(|(_, k)| k == key)
        };
        let listed = vocabulary.wordings.iter();
        listed.filter(|(w, k)| !own(w, k)).map(|(w, _)| *w).collect()
    }

    /// The labels and wordings that normalising changes.
    fn not_normal<K>(vocabulary: &Vocabulary<K>) -> Vec<&str> {
        let labels = vocabulary.entries.iter().map(|e| e.label);
        let all = labels.chain(vocabulary.wordings.iter().map(|(w, _)| *w));
        all.filter(|text| normalise::label(text) != *text).collect()
    }

    #[test]
    fn labels_and_wordings_stand_as_they_are_compared() {
        assert_eq!(not_normal(&REQUEST_ROWS), [""; 0]);
        assert_eq!(not_normal(&REQUEST_COLUMNS), [""; 0]);
        assert_eq!(not_normal(&DISCLOSURE_ROWS), [""; 0]);
        assert_eq!(not_normal(&DISCLOSURE_HEADS), [""; 0]);
        assert_eq!(not_normal(&LITIGATION_HEADS), [""; 0]);
    }

    #[test]
    fn no_wording_is_near_the_label_of_another_key_or_a_piece_of_it() {
        assert_eq!(disagreeing(&REQUEST_ROWS), [""; 0]);
        assert_eq!(disagreeing(&REQUEST_COLUMNS), [""; 0]);
        assert_eq!(disagreeing(&LITIGATION_HEADS), [""; 0]);
        assert_eq!(disagreeing(&DISCLOSURE_HEADS), [""; 0]);
    }

    #[test]
    fn wordings_of_agencies_own_are_known_as_a_whole_only() {
        let row = |text: &str| REQUEST_ROWS.find(text);
        assert_eq!(row("一、本年新收"), Some(RowLabel::Leaf("received")));
        assert_eq!(
            row("5.三类内部事务信息"),
            Some(RowLabel::Leaf("denied.internal_affairs"))
        );
        assert_eq!(row("其他情形）"), None);
        assert_eq!(row("3.其它"), Some(RowLabel::Leaf("other.other")));
        assert_eq!(row("3 其他"), Some(RowLabel::Leaf("other.other")));
        assert_eq!(row("2023其他"), None);
        assert_eq!(row("本年新收增减"), None);
        assert_eq!(
            REQUEST_COLUMNS.find("公民"),
            Some(ColumnLabel::Leaf("natural_person"))
        );
        assert_eq!(REQUEST_COLUMNS.find("公民代表"), None);
        assert!(!REQUEST_ROWS.labels().any(|(_, label)| label == "本年新收"));
    }

    #[test]
    fn small_differences_in_wording_still_match() {
        let cases = [
            ("四、结转下一年继续办理", Some(RowLabel::Leaf("carried_forward"))),
            (
                "5.属于三类内容事务信息",
                Some(RowLabel::Leaf("denied.internal_affairs")),
            ),
            (
                "（二）部分公开（区分处理的，只计这一情况，不计其他情况",
                Some(RowLabel::Leaf("partly_granted")),
            ),
            ("3.其他", Some(RowLabel::Leaf("other.other"))),
            ("（六）其他处理", Some(RowLabel::Leaf("other"))),
            (
                "1.申请人无正当理由逾期不补正，行政机关不再处理",
                Some(RowLabel::Leaf("other.correction_overdue")),
            ),
            ("小计", None),
            ("其他主动公开文件", None),
            ("", None),
            ("0", None),
        ];
        for (printed, key) in cases {
            assert_eq!(REQUEST_ROWS.find(printed), key, "{printed}");
        }
    }

    #[test]
    fn no_printed_label_can_be_within_reach_of_two_keys() {
        let vocabulary = &*REQUEST_ROWS;
        for a in &vocabulary.entries {
            for b in vocabulary.entries.iter().filter(|b| b.key != a.key) {
                let near = distance_within(&a.chars, &b.chars, vocabulary.bound(a) + vocabulary.bound(b));
                assert_eq!(near, None, "{} and {}", a.label, b.label);
            }
        }
    }

    #[test]
    fn the_distance_counts_edits_and_stops_at_its_bound() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let distance = |a: &str, b: &str, most| distance_within(&chars(a), &chars(b), most);
        for (a, b, expect) in [
            ("", "", 0),
            ("甲", "", 1),
            ("", "甲乙", 2),
            ("甲乙丙", "甲丙", 1),
            ("甲乙丙", "乙丙丁", 2),
            ("kitten", "sitting", 3),
            ("aaaa", "aa", 2),
        ] {
            assert_eq!(distance(a, b, 9), Some(expect), "{a} {b}");
            assert_eq!(distance(a, b, expect), Some(expect), "{a} {b}");
            let (of_a, of_b) = (Signature::of(&chars(a)), Signature::of(&chars(b)));
            assert!(of_a.least_distance(of_b) <= expect, "{a} {b}");
            if expect > 0 {
                assert_eq!(distance(a, b, expect - 1), None, "{a} {b}");
            }
        }
    }

    #[test]
    fn heads_of_the_two_forms_are_told_apart() {
        let form = |printed: &str| DISCLOSURE_HEADS.find(printed).map(|h| (h.key, h.form));
        assert_eq!(
            form("本年处理决定数量"),
            Some(("decisions", super::super::Form::Form2021))
        );
        assert_eq!(
            form("处理决定\n数量"),
            Some(("decisions", super::super::Form::Form2019))
        );
        assert_eq!(
            form("本年收费金额（单位：万元）"),
            Some(("amount_10k_yuan", super::super::Form::Form2021))
        );
        assert_eq!(form("本年增/减"), Some(("change", super::super::Form::Form2019)));
    }
}

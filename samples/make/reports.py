"""The invented reports that the samples print.

Every agency, place, figure and sentence here is made up. The figures of a report obey the equations of its form unless the report
says otherwise (`misprints`), so that a sample can say which verdict is expected. Keys are those of the neutral truth form.
"""
import random
from dataclasses import dataclass, field

COLS = ["natural", "business", "research", "welfare", "legal", "other", "total"]
ROWS_2021 = [
    "new", "carried_in", "granted", "partial",
    "deny_secret", "deny_law", "deny_safety", "deny_third", "deny_internal", "deny_process", "deny_case", "deny_query",
    "unable_nothold", "unable_create", "unable_unclear",
    "refuse_petition", "refuse_repeat", "refuse_publication", "refuse_mass", "refuse_confirm",
    "other_correct", "other_fee", "other_else", "result_total", "carried_out",
]
ROWS_2019 = [r for r in ROWS_2021 if not r.startswith("other_")]
ROWS_2019.insert(ROWS_2019.index("result_total"), "other_2019")
TABLE2_2021 = {
    "regulation": ["made", "repealed", "valid"], "normative": ["made", "repealed", "valid"],
    "licence": ["n"], "penalty": ["n"], "coercion": ["n"], "fee": ["amount"],
}
TABLE2_2019 = {
    "regulation": ["made", "published", "total"], "normative": ["made", "published", "total"],
    "licence": ["prev", "delta", "n"], "service": ["prev", "delta", "n"],
    "penalty": ["prev", "delta", "n"], "coercion": ["prev", "delta", "n"],
    "fee": ["prev", "delta"], "procurement": ["count", "amount"],
}
TABLE4 = [f"{g}_{k}" for g in ("review", "direct", "after") for k in ("upheld", "corrected", "other", "pending", "total")]

HEADINGS = {
    1: "总体情况",
    2: "主动公开政府信息情况",
    3: "收到和处理政府信息公开申请情况",
    4: "政府信息公开行政复议、行政诉讼情况",
    5: "存在的主要问题及改进情况",
    6: "其他需要报告的事项",
}
NUMERALS = "零一二三四五六七八九十"


def rows_of(form):
    return ROWS_2021 if form == "2021" else ROWS_2019


def table2_of(form):
    return TABLE2_2021 if form == "2021" else TABLE2_2019


@dataclass
class Report:
    key: str
    agency: str
    year: int
    form: str
    table2: dict
    table3: dict
    table4: list
    overview: list
    problems: list
    others: list
    misprints: dict = field(default_factory=dict)

    @property
    def title(self):
        return f"{self.year}年政府信息公开工作年度报告"

    def heading(self, kind):
        if kind == 5 and self.form == "2019":
            return "政府信息公开工作存在的主要问题及改进情况"
        return HEADINGS[kind]


def table3(form, new, carried_in, leaves):
    """Fills the totals so that every equation holds; `leaves` gives the rows that are not all zero."""
    rows = {r: [0] * 6 for r in rows_of(form)}
    rows["new"], rows["carried_in"] = list(new), list(carried_in)
    for key, values in leaves.items():
        assert key in rows, key
        rows[key] = list(values)
    for column in range(6):
        done = sum(v[column] for k, v in rows.items() if k not in ("new", "carried_in", "result_total", "carried_out"))
        rows["result_total"][column] = done
        rows["carried_out"][column] = new[column] + carried_in[column] - done
        assert rows["carried_out"][column] >= 0, (column, new[column], carried_in[column], done)
    for values in rows.values():
        values.append(sum(values))
    return rows


def table4(*groups):
    return [v for g in groups for v in (*g, sum(g))]


def dense(form, seed, low, high):
    """A table 3 in which every one of the cells differs from every other, and all equations hold."""
    rng = random.Random(seed)
    leaves = [r for r in rows_of(form) if r not in ("new", "carried_in", "result_total", "carried_out")]
    for _ in range(20000):
        picks = rng.sample(range(low, high), 6 * len(leaves) + 12)
        body = {r: [picks.pop() for _ in range(6)] for r in leaves}
        carried_in, carried_out = [picks.pop() for _ in range(6)], [picks.pop() for _ in range(6)]
        new = [sum(v[c] for v in body.values()) + carried_out[c] - carried_in[c] for c in range(6)]
        rows = table3(form, new, carried_in, body)
        cells = [v for values in rows.values() for v in values]
        if len(set(cells)) == len(cells):
            return rows
    raise SystemExit("no dense table found")


def _requests(r):
    t = r.table3
    return t["new"][6], t["carried_in"][6], t["result_total"][6], t["carried_out"][6]


def build():
    out = {}

    def add(report, misprints=None):
        for (table, row, column), value in (misprints or {}).items():
            if table == "table3":
                report.table3[row][COLS.index(column)] = value
            else:
                report.table4[TABLE4.index(row)] = value
        report.misprints = misprints or {}
        out[report.key] = report

    add(Report(
        "qingyu_2022", "青榆县农业农村局", 2022, "2021",
        {"regulation": {"made": 0, "repealed": 0, "valid": 0}, "normative": {"made": 3, "repealed": 1, "valid": 12},
         "licence": {"n": 426}, "penalty": {"n": 17}, "coercion": {"n": 2}, "fee": {"amount": 0}},
        table3("2021", [9, 2, 0, 0, 1, 0], [1, 0, 0, 0, 0, 0],
               {"granted": [4, 1, 0, 0, 0, 0], "partial": [1, 0, 0, 0, 0, 0], "deny_third": [1, 0, 0, 0, 0, 0],
                "deny_query": [0, 1, 0, 0, 0, 0], "unable_nothold": [2, 0, 0, 0, 1, 0], "refuse_repeat": [1, 0, 0, 0, 0, 0]}),
        table4([1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]),
        ["2022年，青榆县农业农村局把公开摆在为农服务的前面，春耕补贴、动物防疫、农机购置三类事项全部上网，全年在县政府网站发布信息312条。",
         "依申请公开方面，全年新收申请12件，上年结转1件，办结12件，结转下年度1件，答复均在法定期限内作出。",
         "监督保障方面，局办公室每季度核对一次栏目更新，对两个股室的迟报作了提醒。"],
        ["乡镇农技站报送的信息偏少，个别补贴公示没有写明咨询电话。",
         "下一步将把公示模板发到各站，由专人逐条核对后再上网。"],
        ["本年度没有收取信息处理费。"]))

    # The year after, with two slips that only show beside the year before: a request carried over that was not carried forward,
    # and one document in force too many.
    add(Report(
        "qingyu_2023", "青榆县农业农村局", 2023, "2021",
        {"regulation": {"made": 0, "repealed": 0, "valid": 0}, "normative": {"made": 2, "repealed": 1, "valid": 14},
         "licence": {"n": 451}, "penalty": {"n": 23}, "coercion": {"n": 1}, "fee": {"amount": 0}},
        table3("2021", [7, 1, 0, 1, 0, 0], [1, 1, 0, 0, 0, 0],
               {"granted": [5, 1, 0, 1, 0, 0], "deny_process": [1, 0, 0, 0, 0, 0], "unable_create": [1, 0, 0, 0, 0, 0], "other_else": [0, 1, 0, 0, 0, 0]}),
        table4([0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
        ["2023年，青榆县农业农村局重新整理了公开目录，高标准农田和种业两项单列公布。",
         "依申请公开方面，全年新收申请9件，上年结转2件，办结10件，结转下年度1件。",
         "局里为各乡镇农技站印发了公开模板。"],
        ["两个乡镇的模板使用不规范。", "下一步将逐镇核对，限期改正。"],
        ["本年度没有收取信息处理费。"]))

    add(Report(
        "wangchuan_2023", "望川市人民政府", 2023, "2021",
        {"regulation": {"made": 2, "repealed": 1, "valid": 19}, "normative": {"made": 47, "repealed": 68, "valid": 531},
         "licence": {"n": 1206384}, "penalty": {"n": 873915}, "coercion": {"n": 15207}, "fee": {"amount": 40318.76}},
        table3("2021", [2816, 143, 6, 11, 27, 9], [74, 5, 0, 1, 2, 0],
               {"granted": [1034, 58, 3, 4, 9, 2], "partial": [217, 12, 0, 2, 3, 1], "deny_secret": [3, 0, 0, 0, 0, 0],
                "deny_law": [18, 1, 0, 0, 1, 0], "deny_safety": [2, 0, 0, 0, 0, 0], "deny_third": [41, 7, 0, 1, 0, 0],
                "deny_internal": [36, 2, 0, 0, 1, 0], "deny_process": [29, 1, 1, 0, 0, 0], "deny_case": [52, 4, 0, 0, 2, 0],
                "deny_query": [33, 0, 0, 0, 0, 1], "unable_nothold": [702, 31, 1, 2, 6, 3], "unable_create": [95, 6, 0, 0, 1, 0],
                "unable_unclear": [38, 1, 0, 0, 0, 0], "refuse_petition": [164, 3, 0, 0, 0, 0], "refuse_repeat": [121, 4, 0, 0, 1, 0],
                "refuse_publication": [7, 0, 0, 0, 0, 0], "refuse_mass": [26, 0, 0, 0, 0, 0], "refuse_confirm": [14, 2, 0, 0, 0, 0],
                "other_correct": [88, 5, 0, 1, 2, 1], "other_fee": [3, 0, 0, 0, 0, 0], "other_else": [65, 4, 0, 1, 1, 0]}),
        table4([187, 23, 41, 12], [64, 9, 11, 17], [38, 4, 6, 8]),
        ["2023年，望川市围绕重点项目、民生实事和营商环境推进公开，市县两级共建成政务公开专区26个。",
         "依申请公开方面，全市新收申请3012件，上年结转82件，共办结2980件，结转下年度114件。",
         "平台建设方面，全市政府网站集约到统一平台，政策文件库收录文件2315件，配套解读812篇。"],
        ["一些部门的解读仍以文字为主，群众看得懂、用得上的形式不多。",
         "对同一事项的答复口径在县区之间还有差别，明年将编印案例汇编。"],
        ["全市共收取信息处理费0.36万元，已全部上缴国库。"]))

    add(Report(
        "qiyun_2024", "栖云县自然资源局", 2024, "2021",
        {"regulation": {"made": 4, "repealed": 3, "valid": 26}, "normative": {"made": 38, "repealed": 15, "valid": 207},
         "licence": {"n": 30914}, "penalty": {"n": 5283}, "coercion": {"n": 619}, "fee": {"amount": 7156.482}},
        dense("2021", 24, 101, 998),
        table4([131, 24, 57, 68], [115, 9, 32, 43], [86, 5, 17, 29]),
        ["2024年，栖云县自然资源局以土地征收、不动产登记和规划许可为重点，全年公开征地批后材料158件。",
         "针对申请数量上升，局里设立了答复会商小组，每周三集中研究疑难申请。",
         "全年开展业务培训4次，参训人员220人次。"],
        ["历史档案电子化进度慢，查找时间偏长。",
         "将分批扫描2005年以前的用地档案，争取两年内完成。"],
        ["没有其他需要报告的事项。"]))

    add(Report(
        "songling_2021", "松岭区教育局", 2021, "2021",
        {"regulation": {"made": 0, "repealed": 0, "valid": 0}, "normative": {"made": 5, "repealed": 2, "valid": 21},
         "licence": {"n": 83}, "penalty": {"n": 6}, "coercion": {"n": 0}, "fee": {"amount": 212.5}},
        table3("2021", [36, 3, 0, 2, 0, 1], [2, 0, 0, 0, 0, 0],
               {"granted": [15, 2, 0, 1, 0, 0], "partial": [4, 0, 0, 0, 0, 0], "deny_law": [1, 0, 0, 0, 0, 0],
                "deny_third": [3, 0, 0, 0, 0, 0], "deny_internal": [2, 0, 0, 0, 0, 0], "unable_nothold": [7, 1, 0, 1, 0, 1],
                "unable_create": [2, 0, 0, 0, 0, 0], "refuse_petition": [1, 0, 0, 0, 0, 0], "other_else": [1, 0, 0, 0, 0, 0]}),
        table4([2, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
        ["2021年，松岭区教育局把招生入学、收费标准和校园安全列为必须公开的内容，全年发布信息486条。",
         "依申请公开方面，全年新收申请42件，上年结转2件。",
         "全年两次邀请家长代表到局里座谈，收集意见19条。"],
        ["民办园的收费公示更新不够及时。",
         "将把公示情况纳入年检，逾期不改的予以通报。"],
        ["无其他需要报告的事项。"]),
        {("table3", "unable_nothold", "natural"): 9, ("table3", "carried_out", "total"): 5})

    add(Report(
        "bailu_2022", "白鹭洲市水务局", 2022, "2021",
        {"regulation": {"made": 1, "repealed": 0, "valid": 4}, "normative": {"made": 6, "repealed": 3, "valid": 28},
         "licence": {"n": 1347}, "penalty": {"n": 258}, "coercion": {"n": 31}, "fee": {"amount": 9604.1}},
        table3("2021", [58, 14, 1, 0, 3, 0], [4, 1, 0, 0, 0, 0],
               {"granted": [21, 6, 1, 0, 1, 0], "partial": [8, 2, 0, 0, 0, 0], "deny_secret": [1, 0, 0, 0, 0, 0],
                "deny_process": [3, 1, 0, 0, 0, 0], "deny_case": [2, 0, 0, 0, 0, 0], "unable_nothold": [13, 3, 0, 0, 1, 0],
                "unable_unclear": [1, 0, 0, 0, 0, 0], "refuse_petition": [5, 0, 0, 0, 0, 0], "refuse_confirm": [1, 1, 0, 0, 0, 0],
                "other_correct": [2, 0, 0, 0, 0, 0]}),
        table4([6, 1, 2, 0], [3, 0, 1, 2], [1, 0, 0, 0]),
        ["2022年，白鹭洲市水务局公开供水水质、河道整治和防汛调度信息，全年发布各类信息967条。",
         "依申请公开方面，全年新收申请76件，上年结转5件，办理情况见后表。",
         "防汛期间每日八时公布水位，方便群众安排出行。"],
        ["工程类信息的公开深度不够，招标后续环节较少公布。",
         "下一步将把合同变更和竣工验收一并公开。"],
        ["全年未收取信息处理费。"]),
        {("table3", "granted", "total"): 39, ("table4", "direct_total", None): 7})

    add(Report(
        "shuangyu_2020", "双榆镇人民政府", 2020, "2019",
        {"regulation": {"made": 0, "published": 0, "total": 0}, "normative": {"made": 2, "published": 2, "total": 9},
         "licence": {"prev": 34, "delta": -6, "n": 128}, "service": {"prev": 51, "delta": 8, "n": 973},
         "penalty": {"prev": 12, "delta": 0, "n": 5}, "coercion": {"prev": 3, "delta": -1, "n": 0},
         "fee": {"prev": 7, "delta": -2}, "procurement": {"count": 16, "amount": 2487350}},
        table3("2019", [7, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0],
               {"granted": [3, 0, 0, 0, 0, 0], "partial": [1, 0, 0, 0, 0, 0], "deny_internal": [1, 0, 0, 0, 0, 0],
                "unable_nothold": [1, 1, 0, 0, 0, 0], "other_2019": [1, 0, 0, 0, 0, 0]}),
        table4([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
        ["2020年，双榆镇在疫情防控、低保救助和村级财务三个方面扩大公开，村务公开栏每月更新一次。",
         "依申请公开方面，全年新收申请8件，均已答复。",
         "镇里安排两名干部专门负责信息上网前的审核。"],
        ["村级公开内容不够细，账目说明偏少。",
         "将统一村级公开目录，逐项写清收支。"],
        ["无。"]))

    add(Report(
        "yuanchuan_2019", "远川省财政厅", 2019, "2019",
        {"regulation": {"made": 3, "published": 2, "total": 14}, "normative": {"made": 29, "published": 27, "total": 346},
         "licence": {"prev": 41, "delta": -9, "n": 5317}, "service": {"prev": 62, "delta": 13, "n": 8074},
         "penalty": {"prev": 35, "delta": 4, "n": 196}, "coercion": {"prev": 11, "delta": -3, "n": 58},
         "fee": {"prev": 23, "delta": -7}, "procurement": {"count": 412, "amount": 90263815.5}},
        dense("2019", 19, 12, 740),
        table4([71, 8, 22, 16], [39, 2, 13, 10], [25, 1, 6, 4]),
        ["2019年，远川省财政厅集中公开预决算、政府采购和地方债务信息，部门预算公开率继续提高。",
         "为便于查询，厅网站新设财政数据栏目，可按年份下载表格。",
         "全年回应群众咨询一千余次。"],
        ["预算说明专业术语多，读者不易理解。",
         "将为每项重点支出配一段通俗说明。"],
        ["没有其他需要报告的事项。"]))

    add(Report(
        "liuyuan_2025", "柳垣市市场监督管理局", 2025, "2021",
        {"regulation": {"made": 0, "repealed": 1, "valid": 2}, "normative": {"made": 4, "repealed": 0, "valid": 33},
         "licence": {"n": 18265}, "penalty": {"n": 2049}, "coercion": {"n": 371}, "fee": {"amount": 1530.04}},
        table3("2021", [203, 37, 2, 1, 14, 5], [11, 2, 0, 0, 1, 0],
               {"granted": [64, 10, 1, 0, 5, 1], "partial": [19, 4, 0, 1, 0, 0], "deny_law": [2, 0, 0, 0, 0, 0],
                "deny_third": [12, 6, 0, 0, 1, 0], "deny_internal": [5, 0, 0, 0, 0, 0], "deny_case": [27, 3, 0, 0, 4, 1],
                "deny_query": [8, 1, 0, 0, 0, 0], "unable_nothold": [31, 7, 1, 0, 2, 2], "unable_create": [6, 0, 0, 0, 0, 0],
                "unable_unclear": [4, 1, 0, 0, 0, 0], "refuse_petition": [10, 0, 0, 0, 0, 0], "refuse_repeat": [7, 2, 0, 0, 1, 0],
                "refuse_confirm": [1, 0, 0, 0, 0, 0], "other_correct": [6, 2, 0, 0, 0, 0], "other_else": [3, 0, 0, 0, 1, 0]}),
        table4([14, 3, 2, 1], [5, 0, 1, 4], [2, 1, 0, 0]),
        ["2025年，柳垣市市场监督管理局公开抽检结果、处罚决定和标准信息，方便经营者和消费者查询。",
         "依申请公开方面，全年新收申请262件，上年结转14件，办结262件，结转下年度14件。",
         "消费提示改用图解和短视频，全年制作43期。"],
        ["处罚文书上网前的隐名处理还有疏漏。",
         "将由法规科在上网前复核一遍。"],
        ["全年按规定收取信息处理费两笔，已上缴国库。"]))

    add(Report(
        "boqiao_2022", "泊桥区司法局", 2022, "2019",
        {"regulation": {"made": 0, "published": 0, "total": 0}, "normative": {"made": 1, "published": 1, "total": 6},
         "licence": {"prev": 4, "delta": 0, "n": 37}, "service": {"prev": 15, "delta": 2, "n": 640},
         "penalty": {"prev": 2, "delta": 0, "n": 1}, "coercion": {"prev": 0, "delta": 0, "n": 0},
         "fee": {"prev": 1, "delta": 0}, "procurement": {"count": 3, "amount": 186400}},
        table3("2019", [5, 0, 0, 0, 2, 0], [0, 0, 0, 0, 0, 0],
               {"granted": [2, 0, 0, 0, 1, 0], "unable_nothold": [2, 0, 0, 0, 0, 0], "deny_case": [0, 0, 0, 0, 1, 0]}),
        table4([0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]),
        ["2022年，泊桥区司法局公开法律援助指南和公证收费标准，窗口摆放纸质办事指南。",
         "依申请公开方面，全年新收申请7件，办结6件。",
         "公开工作由一名副局长分管。"],
        ["公开渠道较为单一。", "将开通公众号查询栏目。"],
        ["无其他需要报告的事项。"]))

    add(Report(
        "shiqiao_2023", "石桥街道办事处", 2023, "2021",
        {"regulation": {"made": 0, "repealed": 0, "valid": 0}, "normative": {"made": 0, "repealed": 0, "valid": 0},
         "licence": {"n": 0}, "penalty": {"n": 0}, "coercion": {"n": 0}, "fee": {"amount": 0}},
        table3("2021", [0] * 6, [0] * 6, {}),
        table4([0] * 4, [0] * 4, [0] * 4),
        ["2023年，石桥街道在社区公告栏和网格群里公开办事信息，全年张贴公告64张。",
         "本年度没有收到政府信息公开申请。",
         "街道每半年检查一次社区公开栏。"],
        ["工作人员更换较多，业务不够熟练。", "将组织新到岗人员参加培训。"],
        ["无其他需要报告的事项。"]))
    return out


REPORTS = build()

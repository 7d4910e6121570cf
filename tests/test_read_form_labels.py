"""Labels of official forms where, and in the words, that they stand in on forms that were reviewed."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.load.marks import of_reading
from etl.read.one import read_one
from etl.read.rows import PROJECT_YEAR, PUBLISH, REVIEW, FlatRow, Reading
from tests import sheets

Lines = list[list[object]]
HEAD: Lines = [
    ["项目支出绩效自评表"], ["（2022年度）"], ["项目名称", "", "供养经费"],
    ["主管部门", "", "云溪县民政局", "", "实施单位", "", "云溪县福利院"],
]  # fmt: skip
MONEY: Lines = [
    ["项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "", "年度资金总额", 100, 100, 80, 10, "80%", 8],
    ["", "", "其中：当年财政拨款", 100, 100, 80],
]
LINES: Lines = [
    sheets.FORM_INDICATORS,
    ["", "产出指标", "数量指标", "供养人数", "100人", "100人", 90, 90, ""],
]
TOTAL: list[object] = ["总分", "", "", "", "", "", 100, 98]
DEPARTMENT: Lines = [
    ["部门整体支出绩效自评表"], ["部门名称", "青云谱区审计局", "", "", "年度", 2023],
    ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "预算执行率", "≥95%", "97.67%", 20, 19],
    ["效益指标", "社会效益", "制度健全性", "100%", "100%", 80, 80],
]  # fmt: skip


def _read(folder: Path, rows: Lines, merges: tuple[str, ...] = ()) -> tuple[FlatRow, Reading]:
    found = read_one(sheets.xlsx(folder / "表.xlsx", rows, merges))
    return found.rows[0], found


def _wan(row: FlatRow) -> list[object]:
    amounts = (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan)
    return [None if v is None else v / 10_000 for v in amounts]


@pytest.mark.parametrize("total", ["合计", "总计"])
def test_a_rate_among_the_indicators_makes_no_money_of_their_points(total: str, tmp_path: Path) -> None:
    row, found = _read(tmp_path, [*DEPARTMENT, [total, "", "", "", "", 100, 99]], ("A6:E6",))
    assert (_wan(row), row.score) == ([None] * 3, 99)
    assert [line.project for line in found.rows[1:]] == ["#预算执行率", "#制度健全性"]


def test_income_of_the_year_is_named_and_its_execution_read(tmp_path: Path) -> None:
    income: list[object] = [
        "年度预算收入（万元）", "", "年度预算收入合计", 860, "年度预算执行（万元）", "", "年度预算执行合计", 840
    ]  # fmt: skip
    row, found = _read(tmp_path, [*DEPARTMENT[:2], income, *DEPARTMENT[2:], ["合计", "", "", "", "", 100, 99]])
    assert (_wan(row), row.score) == ([None, None, 840], 99)
    assert found.recognised[-1] == "表：没有用到的数字列：“年度预算收入合计”"


def test_money_below_the_indicators_is_named(tmp_path: Path) -> None:
    below: Lines = [["预算数（万元）", 100, "执行数（万元）", 80]]
    row, found = _read(tmp_path, [*HEAD, *LINES, TOTAL, *below])
    assert (_wan(row), row.score) == ([None] * 3, 98)
    assert found.recognised[-1] == "表：没有用到的数字列：“预算数（万元）”、“执行数（万元）”"


@pytest.mark.parametrize("name", [None, "", "—", "无"])
def test_a_project_without_a_name_is_no_department_and_is_sent_back(name: str | None, tmp_path: Path) -> None:
    named: Lines = [["项目名称", "", name]]
    row, found = _read(tmp_path, [*HEAD[:2], *named, *HEAD[3:], *MONEY, *LINES, TOTAL], ("A3:B3",))
    assert (row.kind, row.project, _wan(row)) == (PROJECT_YEAR, "", [100, 100, 80])
    assert {line.status for line in found.rows} == {REVIEW}
    assert [(mark.cell, mark.reason) for mark in of_reading([found])[0]] == [("表!C3", "没有项目名称")] * 2


def test_a_second_form_without_a_name_is_not_the_first(tmp_path: Path) -> None:
    second: Lines = [*HEAD[:2], ["项目名称", "", "", "项目编码", 12345], *HEAD[3:]]
    _, found = _read(tmp_path, [*HEAD, *MONEY, *LINES, TOTAL, *second, *MONEY, *LINES, TOTAL])
    wanted = [("供养经费", PUBLISH), ("供养经费#供养人数", PUBLISH), ("", REVIEW), ("#供养人数", REVIEW)]
    assert [(row.project, row.status) for row in found.rows] == wanted


def test_indicators_of_a_whole_department_need_no_project(tmp_path: Path) -> None:
    named: Lines = [["部门名称", "青云谱区审计局", "项目名称", "", "年度", 2023]]
    _, found = _read(tmp_path, [*DEPARTMENT[:1], *named, *DEPARTMENT[2:]])
    assert of_reading([found])[0] == []


@pytest.mark.parametrize(
    "label",
    [
        "未完成原因分析", "存在的问题及原因分析", "未完成绩效目标的原因", "偏差大或目标未完成原因分析",
        "五、存在问题、原因及下一步整改措施", "存在的问题、原因及下一步整改措施", "问题及原因", "存在的问题", "情况说明",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_below", [True, False])
def test_a_reason_beside_its_label_or_below_it(label: str, is_below: bool, tmp_path: Path) -> None:
    text = "施工单位进度滞后，款项未付"
    said: Lines = [[label], [text]] if is_below else [[label, "", "", text]]
    row, _ = _read(tmp_path, [*HEAD, *MONEY, *LINES, TOTAL, *said, ["填报人：", "张三"]])
    assert (row.reason_codes, row.reason_text, row.flags) == (["R14"], text, [])


def test_reasons_in_numbered_rows_below_their_label(tmp_path: Path) -> None:
    said: Lines = [
        ["未完成原因分析"],
        ["1.施工单位进度滞后"],
        ["2.受疫情影响，工期延后"],
        ["填报说明：一式两份"],
        ["3.不算"],
    ]
    row, _ = _read(tmp_path, [*HEAD, *MONEY, *LINES, TOTAL, *said])
    assert row.reason_text == "1.施工单位进度滞后；2.受疫情影响，工期延后"


@pytest.mark.parametrize(
    ("label", "text", "wanted"),
    [
        ("存在的问题", "支出进度慢", ("厂家缺货", ["R14"])),
        ("存在的问题", "厂家缺货，推迟安装", ("厂家缺货，推迟安装", ["R14"])),
        ("情况说明", "本项目为供养特困人员", ("厂家缺货", ["R14"])),
    ],
)
def test_problems_and_remarks_are_reasons_where_they_name_one(
    label: str, text: str, wanted: tuple[str, list[str]], tmp_path: Path
) -> None:
    lines: Lines = [LINES[0], [*LINES[1][:8], "厂家缺货"]]
    row, _ = _read(tmp_path, [*HEAD, *MONEY, *lines, TOTAL, [label, "", text]])
    assert (row.reason_text, row.reason_codes) == wanted


@pytest.mark.parametrize(
    "money",
    [
        ["年初预算数：100万元", "", "全年预算数：100 万元", "全年执行数：80万元", "执行率：80%"],
        ["项目资金（万元）", "年初预算数：100", "全年预算数：100", "全年执行数：80", "执行率：80%"],
        ["年初预算数：100万元，全年预算数：100万元，全年执行数：80万元，执行率：80%"],
        ["项目资金：年初预算1,000,000元，全年预算1,000,000元；全年执行800,000元；执行率80%"],
    ],
)
def test_money_in_the_cells_of_its_labels(money: list[object], tmp_path: Path) -> None:
    row, found = _read(tmp_path, [*HEAD, money, *LINES, TOTAL])
    assert (_wan(row), row.rate_stated_pct, row.flags) == ([100, 100, 80], 80, ["reason_missing"])
    assert not any("没有用到" in said for said in found.recognised)


def test_money_in_a_cell_with_other_words_is_named(tmp_path: Path) -> None:
    said: Lines = [["全年预算数：110万元"], ["全年执行数：80万元"], ["资金到位数：90万元（含上年结转）"]]
    row, found = _read(tmp_path, [*HEAD, *said, *MONEY, *LINES, TOTAL])
    assert _wan(row) == [100, 100, 80]
    assert found.recognised[-1] == "表：没有用到的数字列：“全年预算数”、“资金到位数”"


def test_pairs_without_a_unit_are_in_doubt(tmp_path: Path) -> None:
    row, _ = _read(tmp_path, [*HEAD, ["预算数", 100, "执行数", 800_000], *LINES, TOTAL])
    assert (_wan(row), row.flags, row.status) == ([None, None, 80], ["ambiguous"], REVIEW)


@pytest.mark.parametrize(
    "label", ["其他需要说明事项", "其他需说明的问题", "备注：", "填表说明", "附加说明", "说明", "存在的问题"]
)
def test_remarks_among_the_indicators_are_none(label: str, tmp_path: Path) -> None:
    remark: list[object] = [label, "", "", "", "年底收回指标20万元"]
    row, found = _read(tmp_path, [*HEAD, *MONEY, *LINES, remark, TOTAL], ("A10:D10", "E10:I10"))
    assert [line.project for line in found.rows[1:]] == ["供养经费#供养人数"]
    assert (row.score, row.flags) == (98, [] if label == "存在的问题" else ["reason_missing"])


def test_an_indicator_with_points_is_one_whatever_its_name(tmp_path: Path) -> None:
    line: list[object] = ["", "管理", "问题整改", "改进措施", "落实", "落实", 5, 5]
    _, found = _read(tmp_path, [*HEAD, *MONEY, *LINES, line, TOTAL])
    assert [row.project for row in found.rows[1:]] == ["供养经费#供养人数", "供养经费#改进措施"]


@pytest.mark.parametrize(
    ("above", "below", "merges", "is_doubtful"),
    [
        (["自评得分", 93], [], (), True),
        (["自评得分", 98], [], (), False),
        (["预算执行率", "80%", "自评得分", 8], [], (), False),
        ([], ["自评得分", "", "", 93], ("D12:I12",), True),
        ([], ["综合得分", "", 98], ("C12:I12",), False),
    ],
)
def test_two_scores_that_differ_are_in_doubt(
    above: list[object], below: list[object], merges: tuple[str, ...], is_doubtful: bool, tmp_path: Path
) -> None:
    row, _ = _read(tmp_path, [*HEAD, above, *MONEY, *LINES, TOTAL, below], merges)
    assert (row.score, "ambiguous" in row.flags) == (98, is_doubtful)


@pytest.mark.parametrize(
    "label", ["省级预算部门名称", "县级预算部门名称", "部门（单位）", "一级预算部门", "被评价单位"]
)
def test_the_office_of_a_department_form_under_other_labels(label: str, tmp_path: Path) -> None:
    row, _ = _read(
        tmp_path, [DEPARTMENT[0], [label, *DEPARTMENT[1][1:]], *DEPARTMENT[2:], ["总分", "", "", "", "", 100, 99]]
    )
    assert (row.department, row.status) == ("青云谱区审计局", PUBLISH)


@pytest.mark.parametrize(
    "label",
    ["项目责任单位", "责任单位", "资金主管部门", "牵头单位", "归口部门", "项目申报单位", "立项单位", "项目实施主体"],
)
def test_the_office_of_a_project_under_other_labels(label: str, tmp_path: Path) -> None:
    named: list[object] = [label, "", "云溪县民政局", "", "联系人", "", "张三"]
    row, _ = _read(tmp_path, [*HEAD[:3], named, *MONEY, *LINES, TOTAL])
    assert (row.department, row.status) == ("云溪县民政局", PUBLISH)


def test_who_carries_a_project_out_answers_before_who_approved_it(tmp_path: Path) -> None:
    named: list[object] = ["立项单位", "", "云溪县发改局", "", "实施单位", "", "云溪县福利院"]
    assert _read(tmp_path, [*HEAD[:3], named, *MONEY, *LINES, TOTAL])[0].department == "云溪县福利院"


@pytest.mark.parametrize(("caption", "is_suspect"), [("单位：万元", True), ("金额单位：元", False), ("", False)])
def test_two_units_over_one_table_are_suspect(caption: str, is_suspect: bool, tmp_path: Path) -> None:
    money: Lines = [["项目资金（元）", *MONEY[0][1:]], ["", "", "年度资金总额", 15_680, 15_680, 15_023]]
    row, _ = _read(tmp_path, [*HEAD, [caption], *money, *LINES, TOTAL])
    assert (str(row.budget), "unit_suspect" in row.flags) == ("15680.00", is_suspect)
    assert row.status == (REVIEW if is_suspect else PUBLISH)


@pytest.mark.parametrize(
    ("own", "years"), [([], [2022, 2022]), (["（2021年度）"], [2022, 2021]), (["（2020-2021年度）"], [2022, None])]
)
def test_a_caption_over_all_forms_of_a_sheet_is_of_each(own: list[object], years: list[object], tmp_path: Path) -> None:
    first: Lines = [HEAD[0], *HEAD[2:], *MONEY, *LINES, TOTAL]
    second: Lines = [HEAD[0], own, ["项目名称", "", "救助站运行"], HEAD[3], *MONEY, *LINES, TOTAL]
    _, found = _read(tmp_path, [["云溪县民政局2022年度项目支出绩效自评表汇编"], *first, *second])
    assert [row.year for row in found.rows if row.kind == PROJECT_YEAR] == years


@pytest.mark.parametrize("is_inside", [True, False])
def test_money_by_income_beside_money_by_use_is_named(is_inside: bool, tmp_path: Path) -> None:
    money: Lines = [
        ["年度预算申请（万元）", "", "年初预算数", "全年预算数", "全年执行数"], ["", "年度资金总额", 1500, 1620, 1600],
        ["", "按收入性质分：", "", "", "按支出性质分："], ["", "其中：一般公共预算：", 1620, "", "其中：基本支出：", 900],
        ["", "政府性基金拨款：", 0, "", "项目支出：", 700],
    ]  # fmt: skip
    merges: tuple[str, ...] = ("C6:D6", "C7:D7")
    if is_inside:
        money[3:] = [["", "其中：一般公共预算：1620", "", "", "其中：基本支出：900"], ["", "项目支出：700"]]
        merges = ("B6:D6", "B7:E7")
    row, found = _read(tmp_path, [*DEPARTMENT[:2], *money, *DEPARTMENT[2:], ["总分", "", "", "", "", 100, 99]], merges)
    assert (_wan(row), row.flags, row.funds, row.unread) == ([1500, 1620, 1600], [], [], [])
    assert found.recognised[-1] == "表：没有用到的数字列：“其中：一般公共预算”、“其中：基本支出”、“项目支出”"


def test_a_grade_with_its_range_and_a_line_without_a_third_level(tmp_path: Path) -> None:
    bonus: list[object] = ["", "加分项", "加分", "无", "无", "无", 5, 0]
    row, found = _read(tmp_path, [*HEAD, *MONEY, *LINES, bonus, TOTAL, ["自评等级", "", "优（90-100分）"]])
    assert row.grade_stated == "优"
    assert [line.project for line in found.rows[1:]] == ["供养经费#供养人数", "供养经费#加分"]

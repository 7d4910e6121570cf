"""Official forms of other provinces' layouts, made here; the expected figures are written by hand."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from etl.read import judge
from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets


def _read(path: Path) -> list[FlatRow]:
    rows = read_one(path).rows
    judge.mark_copies(rows)
    return rows


def _form(name: str, budget: object, executed: object, rate: object, reason: object = None) -> list[list[object]]:
    return [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", name, None, None, "项目编码", "4105"],
        ["主管部门", "云梯县民政局", None, None, "实施单位", "云梯县救助站"],
        ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", budget, budget, executed, 10, rate, 9],
        [None, "其中：当年财政拨款", budget, budget, executed],
        [None, "上年结转资金", 0, 0, 0],
        ["年度总体目标", "预期目标", None, None, "实际完成情况"],
        [None, "救助困难群众", None, None, "已救助"],
        sheets.FORM_INDICATORS,
        [None, "产出指标", "数量指标", "救助人数", "≥100人", "98人", 90, 88, reason],
        ["总分", None, None, None, None, None, 100, 97, None],
    ]


def test_a_form_of_a_whole_department(tmp_path: Path) -> None:
    rows = [
        ["部门整体支出绩效自评表"],
        ["（2023年度）"],
        ["部门名称", "青石区水利局"],
        [
            "年度预算执行情况（万元）",
            None,
            None,
            "年初预算数",
            "全年预算数（A）",
            "全年执行数（B）",
            "分值",
            "执行率（B/A）",
            "得分",
        ],
        [None, "部门整体支出总额", None, 1200, 1300.5, 1170.45, 10, 0.9, 9],
        [None, "其中：基本支出", None, 800, 800.5, 800.45],
        [None, "项目支出", None, 400, 500, 370],
        sheets.FORM_INDICATORS,
        [None, "产出指标(50分)", "数量指标", "完成任务数", "≥10项", "9项", 90, 85, "请说明未完成原因"],
        ["总分", None, None, None, None, None, 100, 94, None],
    ]
    row, indicator = _read(sheets.xlsx(tmp_path / "f.xlsx", rows, ["B3:I3", "A4:A7"], {"H5": "0.00%"}))
    assert (row.kind, row.department, row.district, row.year) == ("department_year", "青石区水利局", "青石区", 2023)
    assert row.amounts[:4] == (12_000_000, 13_005_000, None, 11_704_500)
    assert (row.rate_stated_pct, row.score, row.flags) == (90, 94, [])
    assert [(f.label, f.amounts["executed_yuan"]) for f in row.funds] == [
        ("其中：基本支出", Decimal("8004500.00")),
        ("项目支出", Decimal("3700000.00")),
    ]
    assert (indicator.project, indicator.score, indicator.reason_codes) == ("#完成任务数", 85, [])
    assert not indicator.reason_text, "an instruction left in the cell is no reason"


def test_extra_columns_received_money_and_yuan(tmp_path: Path) -> None:
    rows = [
        ["附件2"],
        ["2022年度项目支出绩效自评表"],
        ["填报单位（盖章）：云梯县教育局", None, None, None, None, None, None, "金额单位：元"],
        ["项目名称", "营养改善计划", None, "项目负责人", None, "联系电话", "123"],
        ["项目资金", None, "年初预算数（A）", "全年预算数(B)", "资金到位数(C)", "全年执行数（D）", "到位率（C/B）", "执行率(D/B)",
         "分值", "得分", "偏差原因"],
        [None, "年度资金总额", "1,200,000.00", "1,150,000.00", "1,150,000.00", "1,000,000.00", "100%", "86.96%", 10, 8.7,
         "中标价低于预算"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "完成值", "完成率", "分值", "得分", "未完成原因及改进措施"],
        [None, "产出指标", "数量指标", "受益学生数", "2000人", "2100人", "105%", 90, 90, "无"],
        ["合计", None, None, None, None, None, None, 100, 98.7],
        ["评价结论", "优☑ 良□ 中□ 差□"],
    ]  # fmt: skip
    row, indicator = _read(sheets.xlsx(tmp_path / "f.xlsx", rows))
    assert row.amounts == (1_200_000, 1_150_000, 1_150_000, 1_000_000, None)
    assert (row.rate_stated_pct, row.score, row.grade_stated) == (Decimal("86.96"), Decimal("98.7"), "优")
    assert (row.department, row.reason_codes, row.flags) == ("云梯县教育局", ["R06"], [])
    assert indicator.score == 90


def test_the_older_layout_of_labels_and_figures_in_turn(tmp_path: Path) -> None:
    rows = [
        ["项目支出绩效自评表（2021年度）"],
        ["项目名称", "城市绿化养护"],
        ["主管部门", "河湾市园林局", "实施单位", "河湾市园林管理处"],
        ["项目预算执行情况（万元）", "预算数：", 160, "执行数：", 124.8],
        [None, "其中：财政拨款", 160, "其中：财政拨款", 124.8],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年初目标值", "全年实际值"],
        [None, "产出指标", "数量指标", "养护面积", "20万平方米", "20万平方米"],
    ]
    row, indicator = _read(sheets.xlsx(tmp_path / "f.xlsx", rows))
    assert (row.year, row.budget_full_year_yuan, row.executed_yuan) == (2021, 1_600_000, 1_248_000)
    assert indicator.project == "城市绿化养护#养护面积"
    assert indicator.score is None


def test_forms_below_one_another_and_on_many_sheets(tmp_path: Path) -> None:
    stacked = [*_form("甲", 50, 45, "90%"), [], *_form("乙", 80, 80, "100%")]
    rows = _read(sheets.book(tmp_path / "f.xlsx", {"一": stacked, "二": _form("丙", 10, 9.5, "95%"), "空": []}))
    found = [(r.project, r.executed_yuan, r.locator) for r in rows if r.kind == "project_year"]
    assert found == [("甲", 450_000, "一!C6"), ("乙", 800_000, "一!C20"), ("丙", 95_000, "二!C6")]


def test_a_total_of_zero_over_parts_is_not_believed(tmp_path: Path) -> None:
    form = _form("甲", 75, 73.118, "0%")
    form[5][2:5] = [0, 0, 0]
    one = _read(sheets.xlsx(tmp_path / "one.xlsx", form))[0]
    assert "sum_mismatch" in one.flags
    assert (one.budget_initial_yuan, one.executed_yuan) == (750_000, 731_180)
    assert one.quote.startswith("其中：当年财政拨款")
    form[7][2:5] = [10, 10, 8]
    two = _read(sheets.xlsx(tmp_path / "two.xlsx", form))[0]
    assert (two.budget_initial_yuan, two.executed_yuan) == (None, None), "parts are not added up"


@pytest.mark.parametrize(
    "left",
    [
        "请说明偏差原因及改进措施",
        "（未完成的指标需说明原因）",
        "无",
        "—",
        "如未达标，应分析原因",
        "（未完成指标应分析原因，如疫情影响、资金未到位等）",
        "（必填）资金下达晚/政策调整/其他",
        "从资金下达晚、疫情影响项目推迟等方面分析未完成原因",
        "（疫情影响推迟、政策调整、人员不足等原因，据实填写）",
        "□受疫情影响 □资金下达晚",
        "说明：请填写偏差原因及改进措施，未完成的必填",
        "未完成的必填",
        "1.未完成原因；2.改进措施",
        "①偏差原因分析：②下一步改进措施：",
    ],
)
def test_instructions_are_no_reasons(left: str, tmp_path: Path) -> None:
    row = _read(sheets.xlsx(tmp_path / "f.xlsx", _form("甲", 50, 25, "50%", left)))[0]
    assert row.reason_codes == ["R90"]
    assert "reason_missing" in row.flags


def test_rate_and_points_left_of_the_amounts_lose_no_figure(tmp_path: Path) -> None:
    form = _form("甲", 50, 25, "50%")
    form[4][2:] = ["分值", "得分", "执行率", "全年执行数", "全年预算数", "年初预算数"]
    form[5] = [None, "年度资金总额", 10, 5, "50%", 25, 50, 40]
    form[6:8] = [[None, "其中：当年财政拨款", "—", "—", "—", 25, 50, 40]]
    row = _read(sheets.xlsx(tmp_path / "f.xlsx", form))[0]
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == (400000, 500000, 250000)
    assert row.rate_stated_pct == 50


def test_a_form_without_a_name_below_another_spoils_none(tmp_path: Path) -> None:
    below = _form("乙", 30, 12, "40%")
    below[2:4] = [["项目名称"], ["主管部门"]]
    below[-1][6] = 88
    rows = _read(sheets.xlsx(tmp_path / "f.xlsx", [*_form("甲", 50, 45, "90%"), [], *below]))
    mine = [r for r in rows if r.project.startswith("甲")]
    assert len(mine) == 2
    assert mine[0].score == 97


def test_a_project_without_a_name_is_not_the_whole_department(tmp_path: Path) -> None:
    form = _form("甲", 60, 45, "75%")
    form[2][1] = None
    row = _read(sheets.xlsx(tmp_path / "f.xlsx", form))[0]
    assert row.executed_yuan == 450_000
    assert (row.kind, row.project, row.status) == ("project_year", "", "review")


def test_a_budget_over_two_columns_is_both(tmp_path: Path) -> None:
    form = _form("甲", 50, 25, "50%")
    form[4][2:] = ["预算数", None, "执行数", "分值", "执行率", "得分"]
    form[5:8] = [[None, None, "年初", "调整后"], [None, "年度资金总额", 40, 50, 25, 10, "50%", 5]]
    row = _read(sheets.xlsx(tmp_path / "f.xlsx", form, ["C5:D5"]))[0]
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == (400000, 500000, 250000)
    assert "rate_mismatch" not in row.flags


@pytest.mark.parametrize(
    "given",
    [
        "需要说明的原因如下：受疫情影响，项目推迟",
        "从全年看，受疫情影响，项目推迟",
        "☑受疫情影响，项目推迟",
        "1.未完成原因：受疫情影响，项目推迟；2.改进措施：加快",
        "说明：受疫情影响，项目推迟",
    ],
)
def test_a_reason_worded_like_an_instruction_stays_one(given: str, tmp_path: Path) -> None:
    row = _read(sheets.xlsx(tmp_path / "f.xlsx", _form("甲", 50, 25, "50%", given)))[0]
    assert row.reason_codes == ["R01"]


def test_a_unit_slip_keeps_the_literal_value(tmp_path: Path) -> None:
    row = _read(sheets.xlsx(tmp_path / "f.xlsx", _form("慰问", 4.8, "4.8元", "100%")))[0]
    assert row.executed_yuan == Decimal("4.80")
    assert "unit_suspect" in row.flags
    assert row.status == "review"


def test_parts_of_the_score_that_do_not_add_up(tmp_path: Path) -> None:
    form = _form("甲", 50, 45, "90%")
    form[-1][7] = 99
    assert "score_sum_mismatch" in _read(sheets.xlsx(tmp_path / "f.xlsx", form))[0].flags


def test_the_same_form_twice_is_a_copy_and_with_other_figures_a_contradiction(tmp_path: Path) -> None:
    form = _form("甲", 50, 45, "90%")
    rows = _read(sheets.book(tmp_path / "f.xlsx", {"一": form, "二": form, "三": _form("甲", 50, 46, "92%")}))
    flags = [r.flags for r in rows if r.kind == "project_year"]
    assert flags == [["contradictory_values"], ["duplicate_row"], ["contradictory_values"]]


@pytest.mark.parametrize("suffix", ["xls", "ods", "et"])
def test_other_formats_give_the_same_form(suffix: str, tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "f.xlsx", _form("甲", 50, 39, 0.78), ["B3:D3", "A5:A8"], {"G6": "0.00%"})
    wanted = [(r.project, r.amounts, r.rate_stated_pct, r.score, r.quote, r.locator) for r in _read(path)]
    assert wanted[0][2] == 78
    if suffix == "et":
        made = path.rename(tmp_path / "f.et")
    else:
        program = shutil.which("soffice")
        assert program is not None
        command = [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", suffix]
        subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
        made = tmp_path / f"f.{suffix}"
    assert [(r.project, r.amounts, r.rate_stated_pct, r.score, r.quote, r.locator) for r in _read(made)] == wanted


def test_a_short_form_without_indicators_and_numbered_indicators(tmp_path: Path) -> None:
    short = [
        ["财政支出项目绩效自评表"],
        ["预算年度", "2023", None, "填报日期", "2024年3月1日"],
        ["项目名称", "信访维稳经费"],
        ["预算部门", "石桥镇人民政府"],
        ["资金情况", "预算数（万元）", "实际到位（万元）", "实际支出（万元）", "预算执行率"],
        [None, 30, 30, 21.5, "71.67%"],
        ["自评得分", 92, "自评等级", "优"],
        ["未完成原因分析", "受疫情影响，部分活动推迟"],
        ["改进措施", "加快进度"],
    ]
    (row,) = _read(sheets.xlsx(tmp_path / "a.xlsx", short))
    assert (row.year, row.budget, row.received_yuan, row.executed_yuan) == (2023, 300_000, 300_000, 215_000)
    assert (row.score, row.grade_stated, row.reason_codes, row.measure_text) == (92, "优", ["R01"], "加快进度")
    form = _form("甲", 50, 45, "90%")
    form[11][3] = "指标1：救助人数"
    form.insert(12, [None, None, None, "指标2：", "", "", "", ""])
    assert [r.project for r in _read(sheets.xlsx(tmp_path / "b.xlsx", form))] == ["甲", "甲#救助人数"]


def test_a_form_without_any_unit_gives_no_small_amount(tmp_path: Path) -> None:
    form = _form("甲", 50, 45, "90%")
    form[4][0] = "项目资金"
    row = _read(sheets.xlsx(tmp_path / "a.xlsx", form))[0]
    assert (row.budget, row.executed_yuan, row.rate_stated_pct) == (None, None, 90), "45 may be 元 or 万元"
    assert (row.flags, row.status) == (["ambiguous"], "review")
    large = _form("甲", 500_000, 450_000, "90%")
    large[4][0] = "项目资金"
    assert _read(sheets.xlsx(tmp_path / "b.xlsx", large))[0].executed_yuan == 450_000


@pytest.mark.parametrize(
    ("offices", "answering"),
    [
        ([("中央主管部门", "民政部"), ("地方主管部门", "云梯县民政局")], "云梯县民政局"),
        (
            [("中央主管部门", "民政部"), ("省级主管部门", "河南省民政厅"), ("市县主管部门", "云梯县民政局")],
            "云梯县民政局",
        ),
        ([("省级主管部门", "河南省民政厅"), ("实施单位", "河南省救助站")], "河南省民政厅"),
        ([("中央主管部门", "民政部"), ("资金使用单位", "云梯县民政局")], "云梯县民政局"),
    ],
)
def test_a_transfer_is_answered_for_where_it_is_spent(
    offices: list[tuple[str, str]], answering: str, tmp_path: Path
) -> None:
    lines = _form("困难群众救助补助", 100, 90, "90%")
    lines[0] = ["转移支付区域（项目）绩效自评表"]
    lines[3:4] = [[label, office] for label, office in offices]
    project, *_ = _read(sheets.xlsx(tmp_path / "f.xlsx", lines))
    assert (project.department, project.status) == (answering, "publish")

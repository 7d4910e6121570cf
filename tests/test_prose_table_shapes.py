"""Tables of odd shape: one thing a line, the unit below, no unit, shares of one project."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.inputs import InputError
from etl.read.prose.loaders import of_text
from etl.read.prose.model import TablePart, build
from etl.read.prose.read import read_document
from etl.read.rows import DEPARTMENT_YEAR, PROJECT_YEAR, PUBLISH, REVIEW, FlatRow, Reading
from tests.prose_pdf import cells

TITLE = "青石县水利局2022年度项目支出绩效自评报告"
OF_OFFICE = "青石县水利局2022年度绩效自评报告"
OF_ONE = "青石县水利局2022年度河道清淤项目绩效自评报告"


def _read(title: str, *parts: str | TablePart) -> Reading:
    return read_document(build([title, *parts]), "报告.docx")


def _table(text: str) -> TablePart:
    return TablePart(cells(text))


def _figures(row: FlatRow) -> tuple[Decimal | None, ...]:
    return row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan, row.rate_stated_pct


UPRIGHT = "{} | {}\n年初预算数 | 132.4{}\n全年预算数 | 141.9{}\n全年执行数 | 138.35{}\n预算执行率 | 97.5%"


@pytest.mark.parametrize(("title", "heading", "kind", "project"), [
    (OF_OFFICE, "二、部门整体预算执行", DEPARTMENT_YEAR, ""),
    ("青石县水利局2022年度部门整体支出绩效自评报告", "二、预算执行", DEPARTMENT_YEAR, ""),
    (OF_ONE, "二、资金情况", PROJECT_YEAR, "河道清淤项目"),
])  # fmt: skip
@pytest.mark.parametrize("table", [
    UPRIGHT.format("项目", "金额（万元）", "", "", ""), UPRIGHT.format("指标", "数额", *["万元"] * 3),
])  # fmt: skip
def test_a_table_that_says_one_thing_a_line(title: str, heading: str, kind: str, project: str, table: str) -> None:
    reading = _read(title, heading, _table(table))
    (row,) = reading.rows
    assert (row.kind, row.department, row.project) == (kind, "青石县水利局", project)
    assert _figures(row) == (1_324_000, 1_419_000, 1_383_500, Decimal("97.5"))
    assert row.quote in reading.text
    assert {reading.text[s.start : s.end] for s in row.spans} >= {"132.4", "141.9", "138.35"} or "万元" in row.quote


def test_nobody_is_guessed_for_such_a_table() -> None:
    with pytest.raises(InputError, match="没有写是谁的"):
        _read(OF_OFFICE, "二、有关情况", _table(UPRIGHT.format("项目", "金额（万元）", "", "", "")))


LIST = "项目名称 | 预算金额 | 支出金额 | 备注\n沟渠清淤项目 | 260 | 240.5 | 余款待验收后支付\n堤防除险项目 | 85 | 85 |"


def test_projects_of_a_table_without_a_unit_are_offered_without_amounts() -> None:
    reading = _read(TITLE, "一、主要项目", _table(LIST))
    assert [(row.project, row.status) for row in reading.rows] == [
        ("沟渠清淤项目", REVIEW),
        ("堤防除险项目", REVIEW),
    ]
    assert all(value is None for row in reading.rows for value in row.amounts)
    assert "没有写金额单位的表格，金额没有取" in reading.recognised


@pytest.mark.parametrize(
    "line", ["单位：万元", "（单位：万元）", "注：以上金额单位均为万元。", "说明：表中金额单位为万元"]
)
def test_a_line_right_below_a_table_says_its_unit(line: str) -> None:
    other = "注：会计核算以单位：元为准。"
    reading = _read(TITLE, "一、主要项目", _table(LIST), line, other, "二、其他", "报告单位：元山水库。")
    assert [(row.project, row.budget, row.status) for row in reading.rows] == [
        ("沟渠清淤项目", 2_600_000, PUBLISH),
        ("堤防除险项目", 850_000, PUBLISH),
    ]


def test_the_caption_of_the_next_table_is_no_unit_of_the_one_above() -> None:
    second = LIST.replace("沟渠", "河道").replace("堤防", "水库")
    rows = {
        r.project: r
        for r in _read(TITLE, "一、项目", _table(LIST), "单位：元", _table(second), "金额单位：万元。").rows
    }
    assert rows["沟渠清淤项目"].budget is None
    assert rows["河道清淤项目"].budget == 260


FUNDS = (
    "资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分\n年度资金总额 | 380 | 365 | 350.4 | 10 | 96% | 9.6\n"
    "其中：当年财政拨款 | 380 | 365 | 350.4 | - | 96% | -\n上年结转资金 | 0 | 0 | 0 | - | - | -"
)


def test_the_money_of_one_project_by_source_gives_its_total_and_no_score() -> None:
    (row,) = _read(OF_ONE, "一、项目资金情况", _table(FUNDS), "单位：万元").rows
    assert _figures(row) == (3_800_000, 3_650_000, 3_504_000, 96)
    assert row.score is None


SHARES = (
    "{} | 实施内容 | {}（万元） | 支付金额（万元） | 支付率\n城关一小 | 运动场改造 | 420 | 420 | 100%\n"
    "河口中学 | 实验室建设 | 340 | 272 | 80%\n合计 | | 760 | 692 | 91.05%"
)
FUND = [
    "松江县教育局2022年度专项资金绩效自评报告", "一、资金分配",
    "2022年我县薄弱环节改善与能力提升补助资金共计760万元，分配到2所学校。",
]  # fmt: skip
SPENT = [
    "二、资金执行",
    "补助资金全年预算760万元，实际支出692万元，预算执行率91.05%。",
    "三、自评结果",
    "自评得分96.2分。",
]


@pytest.mark.parametrize(
    ("recipient", "allotted"), [("学校", "分配金额"), ("受益乡镇", "分配资金"), ("单位名称", "下达资金")]
)
def test_shares_of_one_project_are_no_offices_rows(recipient: str, allotted: str) -> None:
    reading = _read(*FUND, _table(SHARES.format(recipient, allotted)), *SPENT)
    (row,) = reading.rows
    assert (row.kind, row.project) == (PROJECT_YEAR, "薄弱环节改善与能力提升补助资金")
    assert (row.budget, row.executed_yuan, row.score) == (7_600_000, 6_920_000, Decimal("96.2"))
    assert any("份额" in told for told in reading.recognised) or recipient == "受益乡镇"


def test_of_two_funds_in_the_text_none_is_the_reports() -> None:
    two = FUND[2] + "\n2022年我县校舍维修补助资金共计50万元，用于校舍维修。\n"
    text = "\n".join([*FUND[:2], two, *SPENT])
    rows = read_document(of_text(text), "报告.txt").rows
    assert not any("薄弱环节" in row.project or row.executed_yuan for row in rows)

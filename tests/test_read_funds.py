"""Fund tables of forms as offices fill them: what is no figure is told, what is blank over figures is flagged."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

HEADS = ("年初预算数", "全年预算数", "全年执行数")
INDICATORS: list[list[object]] = [
    list(sheets.FORM_INDICATORS), ["绩效指标", "产出指标", "数量指标", "培训人次", "≥100", "120", 100, 100],
]  # fmt: skip


def _read(
    tmp_path: Path, *lines: Sequence[object], heads: Sequence[object] = HEADS, side: str = "项目资金（万元）"
) -> FlatRow:
    return _reading(tmp_path, *lines, heads=heads, side=side).rows[0]


def _reading(
    tmp_path: Path, *lines: Sequence[object], heads: Sequence[object] = HEADS, side: str = "项目资金（万元）"
) -> Reading:
    rows = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "村道养护"], ["主管部门", "青石区交通局"],
        [side, None, *heads], *([None, *line] for line in lines), *INDICATORS,
    ]  # fmt: skip
    return read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))


def _money(row: FlatRow) -> tuple[Decimal | None, ...]:
    return row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan


@pytest.mark.parametrize("heading", ["全年执行数\n单位：元", "全年执行数 单位:元", "全年执行数，金额单位：元"])
def test_a_heading_with_a_line_that_names_its_unit_is_known(heading: str, tmp_path: Path) -> None:
    row = _read(tmp_path, ["年度资金总额", 12, 12, 90000.5], heads=("年初预算数", "全年预算数", heading))
    assert _money(row) == (120_000, 120_000, Decimal("90000.50"))


def test_a_unit_in_a_column_of_its_own_is_the_lines(tmp_path: Path) -> None:
    row = _read(tmp_path, ["年度资金总额", "万元", 60, 75, 57], ["其中：财政拨款", "元", 600000, 750000, 570000],
                heads=("单位", *HEADS), side="项目资金")  # fmt: skip
    assert _money(row) == (600_000, 750_000, 570_000)
    assert row.funds[0].amounts["executed_yuan"] == 570_000
    assert row.status == "publish"


@pytest.mark.parametrize("blank", [None, "—"])
def test_a_blank_total_over_parts_is_flagged_and_never_computed(blank: object, tmp_path: Path) -> None:
    row = _read(
        tmp_path, ["年度资金总额", blank, blank, blank], ["其中：财政拨款", 100, 100, 80], ["其他资金", 20, 20, 10]
    )
    assert _money(row) == (None, None, None)
    assert (row.flags, row.status) == (["sum_mismatch"], "review")
    alone = _read(tmp_path, ["年度资金总额", blank, blank, blank], ["其中：财政拨款", 100, 100, 80])
    assert (_money(alone), alone.flags) == ((None, None, None), ["sum_mismatch"])


def test_a_blank_total_over_blank_parts_is_nothing_to_flag(tmp_path: Path) -> None:
    row = _read(
        tmp_path, ["年度资金总额", None, 100, 100], ["其中：财政拨款", None, 100, 100], ["其他资金", None, 0, 0]
    )
    assert (_money(row), row.flags) == ((None, 1_000_000, 1_000_000), [])


def test_parts_without_a_total_are_for_a_person(tmp_path: Path) -> None:
    row = _read(tmp_path, ["财政拨款", 100, 100, 80], ["其他资金", 20, 20, 10])
    assert (_money(row), row.flags, row.status) == ((None, None, None), ["ambiguous"], "review")


@pytest.mark.parametrize("text", ["84.4（预计）", "84.4\n（其中结转3.2）", "80+4.4", "84.4/85"])
def test_an_amount_in_words_is_told_and_never_guessed(text: str, tmp_path: Path) -> None:
    reading = _reading(tmp_path, ["年度资金总额", 80, 85, text], ["其中：财政拨款", 80, 85, 84.4])
    row = reading.rows[0]
    assert (_money(row), row.flags, row.status) == ((800_000, 850_000, None), ["ambiguous"], "review")
    assert [cell.locator for cell in row.unread] == ["表!E6"]
    assert "没有读成数字" in reading.unread[0]
    part = _read(tmp_path, ["年度资金总额", 80, 85, 84.4], ["其中：财政拨款", 80, 85, text])
    assert (_money(part), part.flags, part.status) == ((800_000, 850_000, 844_000), ["ambiguous"], "review")


def test_an_amount_under_a_heading_nobody_knows_is_told_where_one_is_missing(tmp_path: Path) -> None:
    row = _read(tmp_path, ["年度资金总额", 80, 85, 84.4, "90%"], heads=(*HEADS[:2], "截至9月底支出", "执行率"))
    assert (_money(row), row.flags, row.status) == ((800_000, 850_000, None), ["ambiguous", "year_to_date"], "review")
    assert [cell.text for cell in row.unread] == ["84.4"]
    known = _read(tmp_path, ["年度资金总额", 80, 5, 85, 84.4], heads=("年初预算数", "预算追加", *HEADS[1:]))
    assert (_money(known), known.flags) == ((800_000, 850_000, 844_000), [])


def test_a_heading_that_ends_with_the_year_is_the_whole_year(tmp_path: Path) -> None:
    heads = ("年初预算数", "截至12月31日全年预算数", "截至2023年12月31日执行数")
    assert _money(_read(tmp_path, ["年度资金总额", 12, 12, 11], heads=heads)) == (120_000, 120_000, 110_000)


def test_a_fund_table_under_headings_nobody_knows_is_for_a_person(tmp_path: Path) -> None:
    row = _read(tmp_path, ["年度资金总额", 80, 85, 84.4], heads=("安排甲", "安排乙", "用掉"))
    assert (_money(row), row.flags, row.status) == ((None, None, None), ["ambiguous"], "review")


@pytest.mark.parametrize("parts", [(1_000_000, 200_000), (0.01, 0.002)])
def test_parts_in_another_unit_than_their_total_are_for_a_person(parts: tuple[float, float], tmp_path: Path) -> None:
    lines = [["其中：财政拨款", *[parts[0]] * 3], ["其他资金", *[parts[1]] * 3]]
    row = _read(tmp_path, ["年度资金总额", 120, 120, 120], *lines)
    assert _money(row) == (1_200_000, 1_200_000, 1_200_000)
    assert "unit_suspect" in row.flags
    assert row.status == "review"


def _form(name: str, amount: float, *, year: bool) -> list[list[object]]:
    caption = ["（2023年度）"] if year else []
    return [
        ["项目支出绩效自评表"], caption, ["项目名称", name, None], ["主管部门", "青石区财政局"],
        ["项目资金（万元）", None, *HEADS], [None, "年度资金总额", amount, amount, amount - 1],
    ]  # fmt: skip


@pytest.mark.parametrize("year", [True, False], ids=["each its caption", "one caption over both"])
def test_two_forms_side_by_side_are_two(year: bool, tmp_path: Path) -> None:
    left, right = _form("甲建设", 10, year=True), _form("乙建设", 20, year=year)
    rows = [[*a, *[None] * (6 - len(a)), *b] for a, b in zip(left, right, strict=True)]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert [(r.project, r.year, *_money(r)) for r in found] == [
        ("甲建设", 2023, 100_000, 100_000, 90_000), ("乙建设", 2023, 200_000, 200_000, 190_000),
    ]  # fmt: skip
    assert found[1].locator == "表!I6"


def test_a_heading_over_two_rows_is_read_as_one(tmp_path: Path) -> None:
    lines = [[None, "预算数", "预算数", "执行数"][1:], ["年度资金总额", 10, 11, 10.5]]
    rows = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "村道养护"], ["主管部门", "青石区交通局"],
        ["项目资金（万元）", None, "年初", "全年", "全年"], [None, None, *lines[0]], [None, *lines[1]], *INDICATORS,
    ]  # fmt: skip
    row = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0]
    assert _money(row) == (100_000, 110_000, 105_000)


def test_of_two_fund_tables_the_forms_year_counts(tmp_path: Path) -> None:
    lines = [["年度资金总额", 7, 7, 7]]
    second = [["2023年资金（万元）", None, *HEADS], [None, "年度资金总额", 10, 11, 10.5]]
    rows = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "村道养护"], ["主管部门", "青石区交通局"],
        ["2022年资金（万元）", None, *HEADS], [None, *lines[0]], *second, *INDICATORS,
    ]  # fmt: skip
    row = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0]
    assert (row.year, *_money(row)) == (2023, 100_000, 110_000, 105_000)


def test_the_score_below_the_funds_is_no_part_of_them(tmp_path: Path) -> None:
    row = _read(tmp_path, ["年度资金总额", 80, 85, 84], ["其中：财政拨款", 80, 85, 84], ["自评得分", 100, "等级", "优"])
    assert [part.label for part in row.funds] == ["其中：财政拨款"]
    assert (row.flags, row.unread) == ([], [])


def test_a_rate_where_an_amount_belongs_is_for_a_person(tmp_path: Path) -> None:
    row = _read(tmp_path, ["年度资金总额", 80, 85, "98.8%"], ["其中：财政拨款", 80, 85, 84])
    assert (_money(row), row.flags, row.status) == ((800_000, 850_000, None), ["ambiguous"], "review")


def test_a_blocks_name_that_sounds_like_a_budget_is_no_column(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["部门整体支出绩效自评表"],
        ["（2023年度）"],
        ["部门名称", "东湖区卫生健康委员会"],
        ["年度预算（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", 5000, 5200, 5100, 10, "98.08%", 9.8],
        [None, "基本支出", 3000, 3000, 3000],
        [None, "项目支出", 2000, 2200, 2100],
    ]
    (row,) = read_one(sheets.xlsx(tmp_path / "f.xlsx", rows)).rows
    assert row.amounts[:4] == (50_000_000, 52_000_000, None, 51_000_000)
    assert (row.flags, row.status) == ([], "publish")


@pytest.mark.parametrize(
    ("labels", "figures", "budget"),
    [
        (["预算金额（万元）", "调整后预算（万元）", "实际支出（万元）"], [310, 298, 283.1], 298),
        (["预算数（万元）", "调整预算数（万元）", "执行数（万元）"], [310, 298, 283.1], 298),
        (["调整后预算数（万元）", "预算数（万元）", "执行数（万元）"], [298, 310, 283.1], 298),
        (["预算数（万元）", "执行数（万元）", "全年预算数（万元）"], [310, 283.1, 298], 298),
        # Spent beyond it, and still no addition.
        (["预算数（万元）", "调整预算数（万元）", "执行数（万元）"], [310, 280, 283.1], 280),
        # What was added or taken is no budget.
        (["预算数（万元）", "调整预算数（万元）", "执行数（万元）"], [310, -12, 283.1], 310),
        (["预算数（万元）", "调整预算数（万元）", "执行数（万元）"], [310, 12, 283.1], 310),
    ],
)
@pytest.mark.parametrize("is_table", [False, True])
def test_an_unqualified_budget_gives_way_to_that_of_the_full_year(
    labels: list[str], figures: list[float], budget: int, is_table: bool, tmp_path: Path
) -> None:
    pairs = [[cell for pair in zip(labels, figures, strict=True) for cell in pair]]
    money = [["项目资金", *labels], ["年度资金总额", *figures]] if is_table else pairs
    lines = [["项目支出绩效自评表（2023年度）"], ["项目名称", "数据中台"], ["实施单位", "县数据局"], *money]
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*lines, ["", *sheets.FORM_INDICATORS]])).rows[0]
    assert (row.budget_full_year_yuan, row.executed_yuan) == (budget * 10_000, 2_831_000)
    assert row.is_budget_unqualified == (budget == 310)
    is_adjusted = budget != 310 and any("调整" in label for label in labels)
    assert row.budget_initial_yuan == (3_100_000 if is_adjusted else None)


@pytest.mark.parametrize("label", ["预算执行", "资金执行情况（10分）", "预算执行率", "预算资金使用情况"])
def test_the_line_of_the_points_of_execution_states_the_money(label: str, tmp_path: Path) -> None:
    heads = ("分值", "全年预算数", "全年执行数", "执行率", "得分")
    row = _read(tmp_path, [label, 10, 1268, 1217.28, "96%", 9.6], heads=heads, side="评价内容（万元）")
    assert _money(row) == (None, 12_680_000, 12_172_800)
    assert (row.rate_stated_pct, row.flags, row.status) == (96, [], "publish")


def test_expenditure_on_projects_above_the_total_is_a_part(tmp_path: Path) -> None:
    lines = (["基本支出", 100, 100, 90], ["项目支出", 20, 20, 10], ["合计", 120, 120, 100])
    assert _money(_read(tmp_path, *lines)) == (1_200_000, 1_200_000, 1_000_000)


def test_a_rate_below_amounts_without_a_total_is_none(tmp_path: Path) -> None:
    row = _read(tmp_path, ["救助", 10, 12, 9], ["培训", 10, 12, 9], ["预算执行率", "75%", "得分", 9])
    assert _money(row) == (None, None, None)
    assert row.status == "review"


@pytest.mark.parametrize("label", ["结转下年资金", "结转次年使用", "年末结转结余", "结余结转至2024年", "收回结余资金"])
def test_what_was_left_is_no_source(label: str, tmp_path: Path) -> None:
    row = _read(
        tmp_path, ["年度资金总额", 120, 120, 114], ["其中：当年财政拨款", 120, 120, 114], [label, 6, None, None]
    )
    assert (_money(row), row.flags) == ((1_200_000, 1_200_000, 1_140_000), [])
    assert [part.label for part in row.funds] == ["其中：当年财政拨款"]


def test_what_came_from_the_year_before_stays_a_source(tmp_path: Path) -> None:
    lines = (["年度资金总额", 120, 120, 114], ["当年财政拨款", 100, 100, 94], ["上年结转结余资金", 20, 20, 20])
    assert [part.label for part in _read(tmp_path, *lines).funds] == ["当年财政拨款", "上年结转结余资金"]


@pytest.mark.parametrize(("second", "year"), [("2023年执行数", 2023), ("2022年执行数", None)])
def test_the_year_that_all_headings_name_is_the_forms(second: str, year: int | None, tmp_path: Path) -> None:
    rows = [
        ["项目支出绩效自评表"], ["（2021-2023年）"], ["项目名称", "村道养护"], ["主管部门", "青石区交通局"],
        ["项目资金（万元）", None, "总投资", "2023年预算数", second], [None, "年度资金总额", 360, 120, 114], *INDICATORS,
    ]  # fmt: skip
    row = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0]
    assert row.year == year

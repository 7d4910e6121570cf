"""A bare 万 over money is 万元 and over persons it is none; a column of per cents is no amount."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one, suggest_profile
from etl.read.rows import FlatRow, Reading
from tests import sheets


def _list(folder: Path, heads: list[str], *figures: list[object], formats: dict[str, str] | None = None) -> Reading:
    names = [["养老站建设", "民政局"], ["消防站建设", "应急局"]]
    lines = [[*name, *row] for name, row in zip(names, figures, strict=True)]
    rows: list[list[object]] = [["花园区2024年项目资金台账"], ["项目", "主管部门", *heads], *lines]
    return read_one(sheets.xlsx(folder / "表.xlsx", rows, formats=formats))


def _money(row: FlatRow) -> tuple[object, ...]:
    return row.budget_full_year_yuan, row.executed_yuan, row.rate_stated_pct


@pytest.mark.parametrize(
    "heads",
    [
        ["预算（万）", "支出（万）", "执行率"],
        ["预算/万", "支出/万", "执行率"],
        ["预算(万)", "已花(万)", "花了多少"],
        ["预算数【万】", "花费（万）", "花了多少"],
        ["预算（A，万）", "支出（B，万）", "执行率"],
    ],
)
def test_a_bare_size_over_money_is_of_yuan(heads: list[str], tmp_path: Path) -> None:
    found = _list(tmp_path, heads, [66, 62.7, "95%"], [24, 24, "100%"])
    assert _money(found.rows[0]) == (660_000, 627_000, 95)
    assert found.rows[0].flags == []


@pytest.mark.parametrize("head", ["人数（万）", "受益群众（万人次）", "覆盖人口/万", "惠及户数（万户）"])
def test_a_size_over_persons_is_no_money(head: str, tmp_path: Path) -> None:
    found = _list(tmp_path, [head, "预算数（元）", "支出数（元）"], [66, 660_000, 627_000], [24, 240_000, 240_000])
    assert _money(found.rows[0]) == (660_000, 627_000, None)
    assert any(head in said for said in found.recognised)


@pytest.mark.parametrize("pairs", [False, True])
def test_a_form_may_say_only_the_size(pairs: bool, tmp_path: Path) -> None:
    table = [["项目资金", "全年预算数（万）", "全年执行数（万）"], ["年度资金总额", 66, 62.7]]
    money = [["全年预算数（万）", 66, "全年执行数（万）", 62.7]] if pairs else table
    lines = [["项目支出绩效自评表（2023年度）"], ["项目名称", "养老站"], ["实施单位", "县民政局"], *money]
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*lines, ["", *sheets.FORM_INDICATORS]])).rows[0]
    assert (*_money(row), row.flags) == (660_000, 627_000, None, [])


@pytest.mark.parametrize("is_number", [False, True])
@pytest.mark.parametrize("head", ["花了多少", "资金使用情况", "已支出额度"])
def test_a_column_of_per_cents_is_drafted_as_no_amount(head: str, is_number: bool, tmp_path: Path) -> None:
    rates = [0.95, 1] if is_number else ["95%", "100%"]
    formats = {"D3": "0%", "D4": "0%"} if is_number else None
    found = _list(
        tmp_path, ["预算（万）", head, "已花（万）"], [66, rates[0], 62.7], [24, rates[1], 24], formats=formats
    )
    assert _money(found.rows[0]) == (660_000, 627_000, 95)
    assert not found.unread
    draft = suggest_profile(tmp_path / "表.xlsx")
    assert f'[columns.rate_stated_pct]\nheaders = ["{head}"]' in draft


def test_a_known_amount_over_per_cents_is_told_and_not_taken(tmp_path: Path) -> None:
    found = _list(tmp_path, ["预算数（万元）", "支出数"], [66, "95%"], [24, "100%"])
    assert _money(found.rows[0]) == (660_000, None, None)
    assert any("没有用到的数字列：“支出数”" in said for said in found.recognised)

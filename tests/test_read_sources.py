"""Columns of one source or instalment of the money each: their sum is the budget, none of them is."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import profile
from etl.read.one import read_one, suggest_profile
from etl.read.rows import FlatRow
from tests import sheets

TITLE = ["2024年盘山县民政局项目预算表（单位：万元）"]


def _drafted(folder: Path, heads: list[object], *lines: list[object]) -> list[FlatRow]:
    """The rows of a table read by the profile that was drafted for it."""
    path = sheets.xlsx(folder / "表.xlsx", [TITLE, ["项目名称", *heads], *(["养老", *line] for line in lines)])
    draft = folder / "草稿.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    return read_one(path, profiles=profile.load_all(draft)).rows


@pytest.mark.parametrize(
    ("heads", "figures", "budget"),
    [
        (["总计", "一般公共预算", "政府性基金预算", "其他资金"], [58, 40, 8, 10], 58),
        (["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "上年结转"], [300, 180, 100, 20], 300),
        (["财政预算资金", "自筹资金", "总计"], [300, 200, 500], 500),
        (["资金合计", "中央预算内投资", "县级配套"], [80, 50, 30], 80),
        (["补助总额", "提前下达金额", "本次下达金额"], [80, 50, 30], 80),
        (["2023年提前下达", "2023年本次下达", "累计下达"], [50, 30, 80], 80),
        (["第一批下达", "第二批下达", "合计"], [50, 30, 80], 80),
        (["总投资", "县级预算", "省级预算"], [500, 300, 100], None),
        (["一般公共预算", "政府性基金预算"], [40, 8], None),
        (["年初预算数", "一般公共预算", "政府性基金预算"], [48, 40, 8], 48),
        (["预算合计", "一般公共预算", "政府性基金预算"], [48, 40, 8], 48),
    ],
)
def test_the_sum_of_the_sources_is_the_budget(
    heads: list[object], figures: list[object], budget: int | None, tmp_path: Path
) -> None:
    (row,) = _drafted(tmp_path, [*heads, "实际支出"], [*figures, 30])
    assert row.budget == (None if budget is None else budget * 10_000)
    assert (row.executed_yuan, row.amount_unspecified_yuan, row.flags) == (300_000, None, [])


def test_a_sum_that_one_line_denies_is_none(tmp_path: Path) -> None:
    heads: list[object] = ["合计", "一般公共预算", "政府性基金预算", "实际支出"]
    rows = _drafted(tmp_path, heads, [48, 40, 8, 30], [50, 40, 8, 30])
    assert [row.budget for row in rows] == [None, None]


def test_what_a_persons_own_profile_names_is_taken(tmp_path: Path) -> None:
    path = sheets.xlsx(
        tmp_path / "表.xlsx", [TITLE, ["项目名称", "合计", "一般公共预算", "政府性基金预算"], ["养老", 48, 40, 8]]
    )
    own = tmp_path / "自己.toml"
    columns = "[columns.project]\nheaders = ['项目名称']\n[columns.budget_full_year_yuan]\nheaders = ['一般公共预算']\n"
    own.write_text(f"name = 'own'\nkey = ['project']\n[match]\nall = ['project']\n{columns}", encoding="utf-8")
    (row,) = read_one(path, profiles=profile.load_all(own)).rows
    assert row.budget_full_year_yuan == 400_000


@pytest.mark.parametrize("heading", ["年度预算安排", "年度资金安排"])
def test_what_was_planned_for_the_year_is_the_budget_of_the_year(heading: str, tmp_path: Path) -> None:
    (row,) = _drafted(tmp_path, ["年初预算", heading, "支出", "执行率"], [480, 500, 450, "90%"])
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.flags) == (4_800_000, 5_000_000, [])


def test_companies_are_whose_the_lines_are(tmp_path: Path) -> None:
    rows = [["2023年度盘山县国有企业专项资金使用情况（万元）"], ["企业名称", "项目名称", "预算数", "支出数"]]
    path = sheets.xlsx(tmp_path / "表.xlsx", [*rows, ["盘山县水务集团", "管网", 500, 450]])
    draft = tmp_path / "草稿.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    (row,) = read_one(path, profiles=profile.load_all(draft)).rows
    assert (row.district, row.department, row.status) == ("盘山县", "盘山县水务集团", "publish")

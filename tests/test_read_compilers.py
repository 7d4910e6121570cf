"""A finance bureau that put a list of everybody's projects together is not the one that spent the money."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets

FINANCE = "玉川县财政局"
HEAD = ["序号", "项目名称", "全年预算数", "全年执行数", "得分"]
OTHERS = ["普法宣传", "非遗传承人补助", "知识产权质押贴息"]
OWN = ["财政信息系统运维", "政府采购业务经费", "办公用房维修"]


def _read(tmp_path: Path, title: str, over: str, projects: list[str]) -> tuple[list[FlatRow], list[str]]:
    lines = [[number, name, 100 + number, 90 + number, 95] for number, name in enumerate(projects)]
    rows: list[list[object]] = [[title], [over, None, None, "单位：万元"], HEAD, *lines]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    return reading.rows, reading.recognised


@pytest.mark.parametrize("label", ["填报单位", "编制单位", "填表单位（盖章）", "编制部门"])
@pytest.mark.parametrize("title", ["2023年度县级重点项目绩效自评汇总表", f"{FINANCE}2023年度县级项目绩效自评汇总表"])
def test_the_bureau_that_compiled_a_list_is_not_its_department(label: str, title: str, tmp_path: Path) -> None:
    rows, told = _read(tmp_path, title, f"{label}：{FINANCE}", OTHERS)
    assert {(row.department, row.status) for row in rows} == {("", "review")}
    assert any(f"“{FINANCE}”只是汇总这张表的单位" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("title", "over", "projects"),
    [
        ("2023年度项目绩效自评汇总表", f"预算单位：{FINANCE}", OTHERS),
        ("2023年度项目绩效自评汇总表", f"主管部门：{FINANCE}", OTHERS),
        ("2023年度项目绩效自评汇总表", f"项目单位：{FINANCE}", OTHERS),
        (f"{FINANCE}2023年度项目绩效自评汇总表", f"填报单位：{FINANCE}", OTHERS),
        ("2023年度项目绩效自评汇总表", f"填报单位：{FINANCE}", OWN),
    ],
    ids=["budget unit", "department", "project unit", "title", "its own projects"],
)
def test_a_finance_bureaus_own_list_stays_its_own(title: str, over: str, projects: list[str], tmp_path: Path) -> None:
    rows, _ = _read(tmp_path, title, over, projects)
    assert {(row.department, row.status) for row in rows} == {(FINANCE, "publish")}


def test_another_bureaus_list_is_that_bureaus(tmp_path: Path) -> None:
    rows, _ = _read(tmp_path, "2023年度项目绩效自评汇总表", "填报单位：玉川县司法局", OTHERS)
    assert {(row.department, row.status) for row in rows} == {("玉川县司法局", "publish")}


def test_a_project_that_names_another_bureau_is_not_the_finance_bureaus(tmp_path: Path) -> None:
    projects = ["玉川县司法局：普法宣传", "玉川县水利局—河道清淤", "办公楼维修（县公安局）", "财政局机房运维"]
    rows, _ = _read(tmp_path, f"{FINANCE}2023年度项目绩效自评汇总表", f"主管部门：{FINANCE}", projects)
    assert [(row.department, row.status) for row in rows] == [("", "review")] * 3 + [(FINANCE, "publish")]

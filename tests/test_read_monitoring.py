"""Forms of monitoring during the year are named and kept out; what stands beside them in the file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.read.one import read_one
from tests import sheets

NAMES = [["项目名称", "购买服务"], ["主管部门", "清河区交通局"]]
MONITORING = [
    ["部门项目支出绩效运行监控表"],
    ["（2023年度1—8月）"],
    *NAMES,
    ["", "项目资金（万元）", "年初预算数", "1—8月执行数", "1—8月执行率", "全年预计执行数"],
    ["", "年度资金总额", 110, 55, "50%", 110],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "1—8月执行情况"],
    ["", "产出指标", "数量指标", "维修面积", "≥767", "775"],
]
FORM = [
    ["项目支出绩效自评表"],
    ["（2023年度）"],
    *NAMES,
    ["项目资金（万元）", "", "全年预算数", "全年执行数"],
    ["", "年度资金总额", 110, 100],
]


@pytest.mark.parametrize("money", ["1—8月执行数", "全年执行数"])
def test_a_form_of_monitoring_is_one_sentence(money: str, tmp_path: Path) -> None:
    rows = [[money if cell == "1—8月执行数" else cell for cell in row] for row in MONITORING]
    with pytest.raises(InputError, match=r"^是绩效运行监控表，.*没有读。$"):
        read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))


def test_the_other_forms_of_its_file_are_read(tmp_path: Path) -> None:
    found = read_one(sheets.book(tmp_path / "t.xlsx", {"监控": MONITORING, "自评": FORM}))
    assert [(row.project, row.executed_yuan) for row in found.rows] == [("购买服务", 1_000_000)]
    assert [(refusal.locator, refusal.is_data) for refusal in found.refused] == [("监控!A1", True)]


def test_a_self_evaluation_that_speaks_of_monitoring_is_read(tmp_path: Path) -> None:
    rows = [*FORM, ["绩效运行监控情况表见附件"]]
    assert read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0].executed_yuan == 1_000_000

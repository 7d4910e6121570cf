"""Forms of monitoring during the year are named and kept out; what stands beside them in the file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.read import asof
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


@pytest.mark.parametrize(
    "title",
    [
        "项目支出绩效目标执行监控表",
        "项目支出绩效执行监控表",
        "项目绩效跟踪监控表（2023年上半年）",
        "2023年部门预算项目“双监控”情况表",
        "项目支出绩效监控情况及整改表",
        "项目绩效目标跟踪情况表",
        "项目支出情况表",
    ],
)
def test_a_form_of_monitoring_in_any_words(title: str, tmp_path: Path) -> None:
    rows = [["附件2", title], *MONITORING[1:]]
    with pytest.raises(InputError, match=r"^是绩效运行监控表，.*没有读。$"):
        read_one(sheets.xlsx(tmp_path / "t.xlsx", rows, sheet="自评表" if "监控" in title else "表"))


@pytest.mark.parametrize("title", ["视频监控项目支出绩效表", "治安监控情况表", "环境监测项目支出绩效情况表"])
def test_what_watches_streets_is_no_monitoring(title: str, tmp_path: Path) -> None:
    rows = [[title], *FORM[1:]]
    assert read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0].executed_yuan == 1_000_000


@pytest.mark.parametrize(
    ("title", "flags"),
    [
        ("清河区2023年项目支出绩效监控情况汇总表", [asof.FLAG]),
        ("清河区2023年项目支出绩效监控情况汇总表（截至12月31日）", []),
        ("清河区2023年视频监控项目情况表", []),
    ],
)
def test_a_list_of_monitoring_that_says_no_day_is_for_a_person(title: str, flags: list[str], tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数（万元）", "全年执行数（万元）"]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", [[title], heads, ["清河区教育局", "校舍维修", 600, 500]]))
    (row,) = reading.rows
    assert (row.executed_yuan, row.flags, row.status) == (5_000_000, flags, "review" if flags else "publish")

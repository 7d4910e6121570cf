"""Lists of indicators: one line an indicator of many projects; the expected figures are written by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read import bundle, profile
from etl.read.one import read_one, suggest_profile
from tests import sheets

HEAD = ["项目名称", "一级指标", "二级指标", "三级指标", "目标值", "实际完成值", "分值", "得分", "偏差原因分析"]
LINES = [
    ["河道清淤", "产出指标", "数量指标", "清淤长度", "≥12公里", "12.4公里", 20, 20, ""],
    [None, None, "时效指标", "完成时间", "12月底前", "次年3月", 10, 6.5, "受疫情影响，进场施工推迟"],
    [None, "效益指标", "社会效益", "受益村数", "8个", "8个", 30, 30, ""],
    ["水质监测", "产出指标", "数量指标", "监测点位", "40", "40", 50, 50, ""],
]


def _table(*lines: list[object]) -> list[list[object]]:
    return [["2022年度青石区水利局项目绩效指标完成情况表"], ["填报单位：青石区水利局"], HEAD, *lines]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_each_line_is_an_indicator_of_its_project(name: str, tmp_path: Path) -> None:
    """The project and the heads are written once for their group, as merged cells and exports leave them."""
    write = sheets.xlsx if name.endswith("xlsx") else sheets.text
    reading = read_one(write(tmp_path / name, _table(*LINES)))
    assert {r.kind for r in reading.rows} == {"indicator"}
    assert [r.project for r in reading.rows] == [
        "河道清淤#清淤长度", "河道清淤#完成时间", "河道清淤#受益村数", "水质监测#监测点位",
    ]  # fmt: skip
    late = reading.rows[1]
    assert (late.target_text, late.actual_text, late.weight, late.score) == ("12月底前", "次年3月", 10, Decimal("6.5"))
    assert late.levels == ["产出指标", "时效指标", "完成时间"]
    assert (late.reason_codes, late.year, late.department) == (["R01"], 2022, "青石区水利局")
    assert late.quote.startswith("时效指标 | 完成时间 | 12月底前")
    assert late.locator.endswith("D5")
    assert [r.score for r in reading.rows] == [20, Decimal("6.5"), 30, 50]
    assert late.status == "publish"


def test_merged_projects_and_a_heading_of_two_rows(tmp_path: Path) -> None:
    rows = [
        ["项目", "部门", "年度", "绩效指标", None, None, "完成情况", None, "自评", None],
        [None, None, None, "一级指标", "二级指标", "三级指标", "目标值", "实际完成值", "分值", "得分"],
        ["校舍维修", "云梯县教育局", 2023, "产出指标", "数量指标", "维修面积", "500平方米", "480平方米", 40, 38.4],
        [None, None, None, None, "质量指标", "验收合格率", "100%", "100%", 20, 20],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:H1", "I1:J1", "A3:A4", "B3:B4", "C3:C4", "D3:D4"]
    one, two = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows, merges)).rows
    assert (one.project, two.project) == ("校舍维修#维修面积", "校舍维修#验收合格率")
    assert (two.year, two.department, two.levels[0], two.score) == (2023, "云梯县教育局", "产出指标", 20)


def test_lines_that_are_no_indicators_are_refused_with_their_reason(tmp_path: Path) -> None:
    lines = [*LINES, ["合计", None, None, None, None, None, 110, 106.5], ["水质监测", "产出指标", None, None, "1", "1", 5, 5],
             [None], ["注：得分按完成率计算。"]]  # fmt: skip
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(*lines)))
    assert len(reading.rows) == 4
    assert [r.reason for r in reading.refused] == ["合计行", "没有指标名称", "说明行"]


def test_a_copy_is_marked_and_two_heads_of_one_name_are_not(tmp_path: Path) -> None:
    from etl.read import judge

    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(*LINES, LINES[3])))
    judge.mark_copies(reading.rows)
    assert [r.flags for r in reading.rows] == [[], [], [], [], ["duplicate_row"]]


def test_a_list_of_indicators_goes_to_its_contract_table(tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(*LINES)))
    counts = bundle.write([reading], tmp_path / "out")
    assert (counts["indicator_year"], counts["project"], counts["reason"]) == (4, 2, 1)


def test_a_draft_of_a_list_of_indicators_reads_it_the_same(tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", _table(*LINES))
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    made = profile.load(draft)
    assert made.kind == "indicator"
    assert read_one(path, (made,)).rows == read_one(path).rows


@pytest.mark.parametrize(("points", "flags"), [(9.5, []), (5, ["score_sum_mismatch"])])
def test_points_of_the_execution_below_the_indicators_are_none_of_them(
    points: float, flags: list[str], tmp_path: Path
) -> None:
    form: list[list[object]] = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "村道养护"], ["主管部门", "青石区交通局"],
        ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数"], [None, "年度资金总额", 50, 60, 57],
        list(sheets.FORM_INDICATORS), ["绩效指标", "产出指标", "数量指标", "预算执行率", "≥90%", "95%", 90, 90],
        ["预算执行率得分", None, None, None, None, None, 10, points], ["合计", None, None, None, None, None, 100, 99.5],
    ]  # fmt: skip
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", form, ["A9:F9", "A10:F10"])).rows
    assert [(r.project, r.score) for r in rows] == [("村道养护", 99.5), ("村道养护#预算执行率", 90)]
    assert rows[0].flags == flags

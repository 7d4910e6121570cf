"""Words of a list that the tenth hand found taken for others: each a small table written out, the truth beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.read import profile
from etl.read.one import read_one, suggest_profile
from etl.read.rows import DEPARTMENT_YEAR, FlatRow, Reading
from tests import sheets

TITLE = "东山县水利局2023年度项目支出情况表（单位：万元）"
HEAD = "项目名称|年初预算|支出|执行率"


def _read(folder: Path, *lines: str, is_drafted: bool = False) -> Reading:
    """A sheet of lines whose cells are parted by ``|``, with a drafted profile or without one."""
    rows = [[_value(text) for text in line.split("|")] for line in lines]
    path = sheets.xlsx(folder / "表.xlsx", rows)
    if not is_drafted:
        return read_one(path)
    draft = folder / "草稿.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    return read_one(path, profiles=profile.load_all(draft))


def _value(text: str) -> object:
    return (float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else text) or None


def _projects(reading: Reading) -> list[FlatRow]:
    return [row for row in reading.rows if row.kind != DEPARTMENT_YEAR]


@pytest.mark.parametrize("period", ["2023年上半年", "2023年三季度", "2023年1-9月"])
def test_a_unit_in_the_title_hides_no_period(period: str, tmp_path: Path) -> None:
    (row,) = _read(tmp_path, f"东山县水利局{period}项目支出情况表（单位：万元）", HEAD, "清淤|100|50|50%").rows
    assert (row.flags, row.status) == (["year_to_date"], "review")


@pytest.mark.parametrize(
    "word", ["合计金额", "合计数", "总额", "汇总", "计", "合计（大写）：壹佰壹拾万元整", "合计：壹佰壹拾万元整"]
)
def test_a_total_by_any_name_is_no_project(word: str, tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, HEAD, "清淤|100|50|50%", "堤防|10|5|50%", f"{word}|110|55|50%")
    assert [(row.project, row.executed_yuan) for row in _projects(found)] == [("清淤", 500_000), ("堤防", 50_000)]


@pytest.mark.parametrize("word", ["计算机采购", "汇总平台运维", "总额控制改革"])
def test_a_project_that_begins_like_a_total_is_one(word: str, tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, HEAD, "清淤|100|50|50%", f"{word}|10|5|50%")
    assert [row.project for row in _projects(found)] == ["清淤", word]


@pytest.mark.parametrize(
    ("title", "office"),
    [
        ("东山县财政局关于东山县水利局2023年度项目支出情况表", "东山县水利局"),
        ("东山县财政局对东山县水利局2023年度项目支出情况表", "东山县水利局"),
        ("东山县水利局报送东山县财政局2023年度项目支出情况表", "东山县水利局"),
        ("关于东山县水利局2023年度项目支出情况的汇总表", "东山县水利局"),
        ("东山县教育局东山县第一中学2023年度项目支出情况表", "东山县第一中学"),
        ("2023年度项目支出情况表——东山县水利局", "东山县水利局"),
        ("2023年度项目支出情况表（东山县水利局）", "东山县水利局"),
        ("东山县对外贸易局2023年度项目支出情况表", "东山县对外贸易局"),
        ("东山县教育局对外交流中心2023年度项目支出情况表", "东山县教育局对外交流中心"),
        ("东山县公安局城关镇分局2023年度项目支出情况表", "东山县公安局城关镇分局"),
        ("二、东山县水利局2023年度项目支出情况表", "东山县水利局"),
        ("附表3-2：东山县水利局2023年度项目支出情况表", "东山县水利局"),
        ("2023年度东山县水利局预算执行偏差分析表", "东山县水利局"),
    ],
)
def test_whose_the_table_is_by_its_title(title: str, office: str, tmp_path: Path) -> None:
    (row,) = _read(tmp_path, title, "金额单位：万元", HEAD, "清淤|100|50|50%").rows
    assert (row.district, row.department, row.status) == ("东山县", office, "publish")


@pytest.mark.parametrize("is_drafted", [False, True])
@pytest.mark.parametrize(
    ("head", "cells", "rate"),
    [
        ("全年预算|预计执行率|支出|实际执行率", "100|98%|90|90%", 90),
        ("全年预算|支出|年初预算执行率|全年预算执行率|资金使用率", "100|50|62.5%|50%|55%", 50),
    ],
)
def test_of_several_rates_that_of_the_years_budget(
    head: str, cells: str, rate: int, is_drafted: bool, tmp_path: Path
) -> None:
    (row,) = _read(tmp_path, TITLE, f"项目名称|{head}", f"清淤|{cells}", is_drafted=is_drafted).rows
    assert (row.rate_stated_pct, row.flags) == (rate, [])


@pytest.mark.parametrize("is_drafted", [False, True])
def test_a_grade_of_another_judgement_is_not_that_of_the_own_score(is_drafted: bool, tmp_path: Path) -> None:
    heads = "项目名称|全年预算|支出|自评分|财政复评分|最终得分|最终等级"
    (row,) = _read(tmp_path, TITLE, heads, "清淤|100|90|95|88|88|良", is_drafted=is_drafted).rows
    assert (row.score, row.grade_stated, row.flags) == (95, "", [])


def test_a_number_of_the_list_before_digits_is_no_part_of_a_name(tmp_path: Path) -> None:
    names = ["1.学前教育", "2.120急救系统", "3.12345热线", "（4）110联动", "1.5米绿化带"]
    found = _read(tmp_path, TITLE, HEAD, *(f"{name}|100|50|50%" for name in names))
    assert [row.project for row in found.rows] == ["学前教育", "120急救系统", "3.12345热线", "110联动", "1.5米绿化带"]


def test_numbers_in_a_row_are_numbers_whatever_follows(tmp_path: Path) -> None:
    names = ["1.110联动", "2.120急救系统", "3.12345热线"]
    found = _read(tmp_path, TITLE, HEAD, *(f"{name}|100|50|50%" for name in names))
    assert found.rows[1].project == "120急救系统"


@pytest.mark.parametrize(
    ("note", "flags"),
    [
        ("说明：90分（含）以上为优，75分（含）—90分为良，60分（含）—75分为中，60分以下为差。", []),
        ("说明：数据由业务科室提供。", ["grade_mismatch"]),
    ],
)
def test_grades_are_held_against_the_tables_own_scale(note: str, flags: list[str], tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, "项目名称|全年预算|支出|自评分|等级", "美展|45|40.5|78|良", note)
    assert found.rows[0].flags == flags


def test_the_unit_as_a_heading_is_no_office(tmp_path: Path) -> None:
    (row,) = _read(
        tmp_path, "2023年乌兰旗项目支出汇总表", "单位：万元|部门|项目名称|全年预算|支出", "1|乌兰旗教育局|教材|100|90"
    ).rows
    assert (row.department, row.executed_yuan) == ("乌兰旗教育局", 900_000)


def test_a_year_cell_of_months_is_a_part_of_the_year(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "东山县水利局项目支出表（单位：万元）",
        "年度|项目名称|全年预算|支出",
        "2023|清淤|100|90",
        "2023年1-6月|堤防|50|20",
    )
    assert [(row.year, row.flags) for row in found.rows] == [(2023, []), (2023, ["year_to_date"])]


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ("下一步将加快支付进度，严格按合同付款", []),
        ("因征地受阻，下一步将加快支付进度", ["R14"]),
        ("认真组织验收，尾款按合同及时支付", []),
        ("人员变动不大，工作开展顺利", []),
        ("招标节约情况无", []),
        ("节水器具招标节约", ["R06"]),
        ("疫情防控物资采购，采购价格下降", ["R06"]),
        ("规划调整，两个项目前期工作暂缓", ["R04"]),
        ("全年未发生符合救助条件的信访事项", ["R03"]),
    ],
)
def test_what_is_going_to_be_done_is_no_cause(stated: str, codes: list[str], tmp_path: Path) -> None:
    (row,) = _read(tmp_path, TITLE, "项目名称|全年预算|支出|偏差原因", f"清淤|100|50|{stated}").rows
    assert row.reason_codes == codes


@pytest.mark.parametrize(
    "stated", ["已按要求完成", "无未完成情况", "原因：无。措施：加强预算编制", "加强预算编制的精准性"]
)
def test_no_reason_in_words_is_a_reason_missing(stated: str, tmp_path: Path) -> None:
    (row,) = _read(tmp_path, TITLE, "项目名称|全年预算|支出|偏差原因", f"清淤|100|50|{stated}").rows
    assert (row.reason_codes, row.flags) == (["R90"], ["reason_missing"])

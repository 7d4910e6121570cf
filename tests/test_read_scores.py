"""The score of a form where no line of its tables says it: above them and in sentences, the grade with it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

WHO = [["项目名称", "水库移民"], ["主管部门", "北林区水利局"]]
FUNDS = [
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", 100, 100, 98, 10, "98%", 9.8],
]
INDICATORS = [sheets.FORM_INDICATORS, ["", "产出", "数量", "户数", 10, 10, 90, 88, ""]]
TOTAL = ["总分", "", "", "", "", "", 100, 97.8]


def _form(folder: Path, head: list[object], tail: list[list[object]] | None = None) -> Reading:
    rows = [["2023年度项目支出绩效自评表"], head, *WHO, *FUNDS, *INDICATORS, *(tail or [])]
    return read_one(sheets.xlsx(folder / "表.xlsx", rows))


def _row(reading: Reading) -> FlatRow:
    return next(row for row in reading.rows if row.kind != "indicator")


@pytest.mark.parametrize(
    ("head", "grade"),
    [
        (["总分：97.8"], ""),
        (["填报日期：2024年3月1日", "", "总分：97.8分"], ""),
        (["单位名称：北林区水利局   填报日期：2024年3月20日   总分：97.8分"], ""),
        (["填报日期：", "总 分： 97.8"], ""),
        (["总分", 97.8], ""),
        (["总分：", "", 97.8], ""),
        (["总分（100分）：97.8"], ""),
        (["总分", 100, "得分", 97.8], ""),
        (["总分：100", "自评得分：97.8"], ""),
        (["得分：97.8"], ""),
        (["项目总分：97.8", "等级：优"], "优"),
        (["总分：97.8（优）"], "优"),
        (["总分", "97.8（优）"], "优"),
        (["绩效综合评分", 97.8], ""),
    ],
)
def test_a_score_in_the_head_of_a_form_is_read(head: list[object], grade: str, tmp_path: Path) -> None:
    row = _row(_form(tmp_path, head))
    assert (row.score, row.grade_stated, row.flags, row.status) == (Decimal("97.8"), grade, [], "publish")
    assert "97.8" in next(said.text for said in row.statements if said.column == "score")


@pytest.mark.parametrize(
    ("head", "flags"),
    [(["总分：97.8"], []), (["总分：100"], []), (["总分", 100], []), (["总分：90"], ["ambiguous"]), (["得分：100"], ["ambiguous"])],
)  # fmt: skip
def test_the_head_and_the_line_below_must_agree(head: list[object], flags: list[str], tmp_path: Path) -> None:
    row = _row(_form(tmp_path, head, [TOTAL]))
    assert (row.score, row.flags) == (Decimal("97.8"), flags)


@pytest.mark.parametrize(
    "head", [["总分："], ["总分100分，得分见下表"], ["满分：100"], ["预算执行率", "98%", "得分", 9.8]]
)
def test_what_names_no_score_of_the_whole_is_none(head: list[object], tmp_path: Path) -> None:
    assert _row(_form(tmp_path, head)).score is None


def test_the_points_to_be_had_are_no_score_where_the_line_of_the_score_is_empty(tmp_path: Path) -> None:
    assert _row(_form(tmp_path, [], [[*TOTAL[:-1], ""]])).score is None


def test_the_points_to_be_had_beside_the_label_are_no_words_for_a_score(tmp_path: Path) -> None:
    rows = [["2023年度项目支出绩效自评表"], *WHO, *FUNDS, *INDICATORS, [*TOTAL[:-1], ""]]
    row = _row(read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, [f"A{len(rows)}:F{len(rows)}"])))
    assert (row.score, row.unread) == (None, [])


def test_a_department_has_its_score_in_the_head_too(tmp_path: Path) -> None:
    heads = [["部门整体绩效自评表"], ["（2023年度）", "", "总分：97.8"], ["单位名称", "北林区水利局"]]
    row = _row(read_one(sheets.xlsx(tmp_path / "表.xlsx", [*heads, *FUNDS, *INDICATORS])))
    assert (row.kind, row.score) == ("department_year", Decimal("97.8"))


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ("该项目自评得分93分，等级为优。", "优"),
        ("经自评，本项目自评得分为93分，评价等级为“优”。", "优"),
        ("自评得分93分（良）", "良"),
        ("自评得分：93分，结果为优秀；", "优秀"),
        ("自评得分93分，评定为优。", "优"),
        ("自评得分93分，其中产出指标完成良好，", ""),
        ("自评得分93分，中期调整后执行较好。", ""),
        ("自评得分93分，优良率100%。", ""),
    ],
)
def test_a_sentence_tells_score_and_grade(said: str, grade: str, tmp_path: Path) -> None:
    row = _row(_form(tmp_path, [], [["自评结论", said]]))
    assert (row.score, row.grade_stated) == (93, grade)


def test_the_grade_of_a_sentence_is_that_of_its_score(tmp_path: Path) -> None:
    same, other = ([TOTAL, ["自评结论", f"自评得分{score}分，等级为优。"]] for score in ("97.8", "93"))
    assert (_row(_form(tmp_path, [], same)).grade_stated, _row(_form(tmp_path, [], other)).grade_stated) == ("优", "")

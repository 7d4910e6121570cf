"""Another's judgement (a finance bureau's, a third party's) is never loaded as a self-evaluation."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from etl.read import bundle, judge
from etl.read.one import read_one
from tests import sheets

HEAD = ["序号", "被评价项目", "主管部门", "评价得分", "评价等级"]


def _list(path: Path, title: str, score: int = 86) -> Path:
    return sheets.xlsx(path, [[title], HEAD, [1, "校舍维修", "东湖区教育局", score, "良"]])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2023年度财政重点绩效评价结果汇总表", "finance"),
        ("2023年东湖区财政局重点评价结果", "finance"),
        ("2023年度第三方机构评价得分汇总表", "third_party"),
        ("2023年度部门评价项目得分表", "department"),
        ("2023年度项目支出绩效自评抽评前汇总表", "self"),
        ("2023年度财政支出绩效评价表", "self"),
    ],
)
def test_a_list_is_of_the_judgement_its_title_names(title: str, kind: str, tmp_path: Path) -> None:
    reading = read_one(_list(tmp_path / "t.xlsx", title))
    assert [(r.project, r.evaluation_kind) for r in reading.rows] == [("校舍维修", kind)]
    assert any("不记作自评" in told for told in reading.recognised) == (kind != "self")
    bundle.write([reading], tmp_path / "out")
    written = pl.read_csv(tmp_path / "out" / "project_year.csv")
    assert written.get_column("evaluation_kind").to_list() == [kind]


def test_a_project_called_by_an_evaluation_is_still_judged_by_its_own_office(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", "财政重点评价服务费"],
        ["主管部门", "东湖区财政局"],
        ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数"],
        [None, "年度资金总额", 10, 10, 9],
    ]
    project, *_ = read_one(sheets.xlsx(tmp_path / "f.xlsx", rows)).rows
    assert (project.project, project.evaluation_kind) == ("财政重点评价服务费", "self")


def test_two_judgements_of_one_project_contradict_nothing(tmp_path: Path) -> None:
    first = read_one(_list(tmp_path / "a.xlsx", "2023年度项目绩效自评汇总表", 89))
    other = read_one(_list(tmp_path / "b.xlsx", "2023年度财政重点绩效评价结果汇总表", 86))
    judge.mark_copies([*first.rows, *other.rows])
    assert [r.flags for r in (*first.rows, *other.rows)] == [[], []]


def test_a_report_of_the_finance_bureau_is_its_judgement(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text(
        "东湖区财政局2022年度校舍维修项目重点绩效评价报告\n一、基本情况\n校舍维修项目年初预算数100万元，全年执行数90万元，执行率90%。\n"
        "二、评价结论\n该项目得分86分，等级为良。\n",
        encoding="utf-8",
    )
    reading = read_one(path)
    assert {r.evaluation_kind for r in reading.rows} == {"finance"}

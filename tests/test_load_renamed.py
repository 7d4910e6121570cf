"""A corrected file under another name, another file under one name: a person is asked before any row is withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard import importing
from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.load.renamed import plain
from tests.test_load_said import Desk

FIRST = "徐水区教育局,2023,校舍,100,40\n徐水区教育局,2023,食堂,80,80\n徐水区水利局,2023,河道,30,15\n"
MENDED = FIRST.replace("100,40", "100,45")
FEW = "徐水区林业局,2023,护林一,10,5\n徐水区林业局,2023,护林二,11,6\n徐水区林业局,2023,护林三,13,6\n"
OTHER = "徐水区林业局,2023,护林三,13,6\n徐水区林业局,2023,护林四,11,6\n徐水区林业局,2023,护林五,13,6\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _shown(desk: Desk) -> dict[str, float]:
    rows = DuckDBEngine(in_service(desk.warehouse, "own")).run_sql("SELECT project, executed FROM project_year")
    return {project: float(executed) for project, executed in rows.iter_rows()}


@pytest.mark.parametrize(
    "name",
    ["汇总(1)", "汇总（2）", "汇总-副本", "汇总 修改稿", "汇总（最终版）", "汇总v2", "汇总_v2.1", "汇总最终版(1)",
     "副本汇总", "汇总20240315", "汇总2024年3月15日", "汇总-0315", "汇总第二稿", "【修改后】汇总", "Copy of 汇总"],
)  # fmt: skip
def test_marks_of_a_copy_are_no_part_of_a_name(name: str) -> None:
    assert plain(f"{name}.xlsx") == "汇总"


@pytest.mark.parametrize("name", ["附件3-1", "2023汇总", "汇总2023", "汇总表", "1-3月汇总", "新区汇总", "第二小学"])
def test_what_tells_files_apart_is_no_mark(name: str) -> None:
    assert plain(f"{name}.csv") == name


@pytest.mark.parametrize("name", ["汇总(1).csv", "a汇总.csv"])
def test_a_correction_under_another_name_is_asked_about(name: str, desk: Desk, tmp_path: Path) -> None:
    """By its name, or by its rows alone; until a person says so, the figures that were loaded first are shown, also
    where the new name sorts before."""
    desk.load(desk.file("汇总.csv", FIRST))
    path = desk.file(name, MENDED)
    said = desk.run("plan", path, "--json", tmp_path / "p.json")
    assert f"“{name}”像是已装的“汇总.csv”改过的一份（这次3行，其中3行是它已有的）" in said
    assert "--replaces 汇总" in said
    plan = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert [(one["name"], one["loaded"]) for one in plan["asked"]] == [("汇总", "汇总.csv")]
    # On the page it is asked once, by buttons.
    assert not any("像是" in told for told in plan["problems"])
    assert "--" not in plan["asked"][0]["sentence"]
    desk.run("load", path, "--yes")
    assert _shown(desk)["校舍"] == 400_000
    desk.run("rollback")
    assert "像是" not in desk.run("plan", path, "--beside", "汇总")
    said = desk.run("load", path, "--yes", "--replaces", "汇总")
    assert "像是" not in said
    assert _shown(desk) == {"校舍": 450_000, "食堂": 800_000, "河道": 150_000}
    assert "像是已装的" in desk.run("plan", desk.file("汇总(2).csv", FIRST)) or name == "a汇总.csv"


def test_one_file_of_a_load_of_several_is_replaced_alone(desk: Desk) -> None:
    one, two = desk.file("汇总.csv", FIRST), desk.file("林业.csv", FEW)
    desk.run("load", one, two, "--yes")
    path = desk.file("汇总(1).csv", MENDED)
    assert "--replaces 汇总.csv" in desk.run("plan", path)
    desk.run("load", path, "--yes", "--replaces", "汇总.csv")
    assert (len(_shown(desk)), _shown(desk)["校舍"]) == (6, 450_000)


def test_a_form_of_one_line_of_a_list_is_not_asked_about(desk: Desk) -> None:
    desk.load(desk.file("汇总.csv", FIRST))
    said = desk.run("plan", desk.file("校舍自评.csv", "徐水区教育局,2023,校舍,100,40\n"))
    assert ("像是" in said, "1行是别的文件已有的行" in said) == (False, True)


def test_another_file_of_one_name_withdraws_nothing_unasked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.load(desk.file("自评表.csv", FEW))
    path = desk.file("自评表.csv", OTHER)
    said = desk.run("load", path, "--yes", code=1)
    assert "与已装的同名文件只有1行相同（这次3行，原有3行）" in said
    assert ("--replaces 自评表" in said, "--beside 自评表" in said) == (True, True)
    assert set(_shown(desk)) == {"护林一", "护林二", "护林三"}
    desk.run("load", path, "--yes", "--replaces", "自评表")
    assert set(_shown(desk)) == {"护林三", "护林四", "护林五"}
    desk.run("rollback")
    desk.run("load", path, "--yes", "--beside", "自评表")
    assert len(_shown(desk)) == 5
    # Its own correction is told from its namesake, and nothing is asked or said of that one.
    path = desk.file("自评表.csv", OTHER.replace("11,6", "11,7"))
    said = desk.run("load", path, "--yes")
    assert ("同名" in said, "撤下0行" in said) == (False, True)
    assert (_shown(desk)["护林四"], len(_shown(desk))) == (70_000, 5)
    # The page shows the question with the preview: published as it is shown, both are kept.
    monkeypatch.setattr(importing, "DATA", desk.data)
    more = "徐水区林业局,2023,苗圃,1,1\n徐水区林业局,2023,育林,2,1\n"
    path = desk.file("自评表.csv", "徐水区林业局,2023,护林一,10,5\n" + more)
    shown = importing.preview([path], "own", desk.warehouse, tmp_path)
    assert {one["name"] for one in shown.plan["asked"]} == {"自评表"}
    assert importing.publish([path], "own", desk.warehouse, shown.plan["compared_with"]).is_done
    assert len(_shown(desk)) == 7


def test_a_correction_beside_its_namesake_is_not_told_to_replace_it(desk: Desk) -> None:
    desk.load(desk.file("汇总.csv", FEW.replace("2023", "2022")))
    path = desk.file("汇总.csv", FIRST)
    assert "没有一行相同：两份都保留，这次的记作“汇总（2）”" in desk.run("load", path, "--yes")
    said = desk.run("load", desk.file("汇总.csv", MENDED[: MENDED.rindex("徐水区水利局")]), "--yes")
    assert ("请选择替换" in said, "撤下1行" in said) == (False, True)
    assert len(_shown(desk)) == 5


def test_only_the_build_a_person_saw_is_taken_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.load(desk.file("甲.csv", FIRST))
    desk.load(desk.file("乙.csv", FEW))
    seen = in_service(desk.warehouse, "own").build_id
    desk.load(desk.file("丙.csv", FEW.replace("护林", "苗圃")))
    monkeypatch.setattr(importing, "DATA", desk.data)
    done = importing.undo("own", desk.warehouse, seen)
    assert (done.is_done, "没有撤回，什么也没有改动" in done.sentence) == (False, True)
    assert len(_shown(desk)) == 9
    assert importing.undo("own", desk.warehouse, in_service(desk.warehouse, "own").build_id).is_done
    assert len(_shown(desk)) == 6


def test_small_things_are_said_as_they_are(desk: Desk, tmp_path: Path) -> None:
    """A name like a formula; an unreadable file has no counts; what hangs on one refused line is one problem."""
    said = desk.run("load", desk.file("甲.csv", FIRST + "徐水区教育局,2023,\"=cmd|'/c calc'!A1\",5,5\n"), "--yes")
    assert "1行的名称以“=”开头，像是公式（甲.csv C5），只按文字照录" in said
    assert "新增0行" not in desk.run("plan", desk.file("乙.csv", "").rename(tmp_path / "乙.xlsx"), code=3)
    desk.run("load", desk.file("丙.csv", FEW + "西湖区教育局,2023,操场,5,5\n"), "--yes")
    assert "其他输入里原有1处问题" in desk.run("plan", desk.file("丁.csv", "徐水区司法局,2023,普法,5,4\n"))

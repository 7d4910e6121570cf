"""What is damaged, unreadable or there already: said in a sentence, nothing lost, nothing else held up."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import importing
from etl.load.plan import make_plan
from tests.conftest import NOW, long, quiet
from tests.test_load_said import LOW, SCHOOL, Desk

GARBAGE = (b"\x00\xff\xfe garbage", b"", b"nothing,of\nits,own\n")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("content", [GARBAGE[0], *long(*GARBAGE[1:])])
def test_a_damaged_load_is_one_sentence_and_repaired_by_its_own_file(content: bytes, desk: Desk) -> None:
    own = desk.file("低保.csv", LOW)
    desk.load(own)
    for table in ("project_year", "department", "evidence"):
        (desk.data / "own" / "loads" / "低保" / f"{table}.csv").write_bytes(content)
    other = desk.file("校舍.csv", SCHOOL)
    for command in ("plan", "load"):
        said = desk.run(command, other, code=1)
        assert "低保" in said
        assert "再装一次" in said
    assert "由这次的代替" in desk.run("load", own, "--yes")
    assert desk.projects() == {"低保"}
    desk.run("load", other, "--yes")
    assert desk.projects() == {"低保", "校舍"}


def test_a_damaged_tail_is_found(desk: Desk) -> None:
    own = desk.file("低保.csv", LOW)
    desk.load(own)
    with (desk.data / "own" / "loads" / "低保" / "reason.csv").open("ab") as file:
        file.write(b"\xff\xfe")
    assert "再装一次" in desk.run("plan", desk.file("校舍.csv", SCHOOL), code=1)


def test_a_damaged_load_of_two_files_is_repaired_by_both(desk: Desk) -> None:
    """They have one name but for the kind: one of them alone would take the other's rows along."""
    one, two = desk.file("汇总.csv", LOW), desk.file("汇总.txt", SCHOOL)
    desk.run("load", one, two, "--yes")
    (desk.data / "own" / "loads" / "汇总" / "evidence.csv").write_bytes(GARBAGE[0])
    assert "（汇总.csv、汇总.txt）一起再装一次" in desk.run("load", one, "--yes", code=1)
    desk.run("load", one, two, "--yes")
    assert desk.projects() == {"低保", "校舍"}


def test_another_damaged_input_is_named(desk: Desk) -> None:
    desk.load(desk.file("低保.csv", LOW))
    (desk.data / "own" / "measure.csv").write_bytes(b"text\n\xff\n")
    assert "measure.csv：读不出来" in desk.run("plan", desk.file("校舍.csv", SCHOOL), code=1)


def test_an_unreadable_file_is_not_lost_among_good_ones(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = desk.folder / "一坏.xlsx"
    bad.write_bytes(b"no zip")
    files = (desk.file("低保.csv", LOW), bad, desk.file("校舍.csv", SCHOOL))
    assert "有1个文件读不了，没有装载：一坏.xlsx" in desk.run("plan", *files, code=3)
    monkeypatch.setattr(importing, "DATA", desk.data)
    seen = importing.preview(files, "own", desk.warehouse, desk.folder)
    assert seen.is_done
    assert [bool(one["sentence"]) for one in seen.plan["files"]] == [False, True, False]
    done = importing.publish(files, "own", desk.warehouse, seen.plan["compared_with"])
    assert done.is_done
    assert done.sentence.startswith("有1个文件读不了，没有装载：一坏.xlsx")
    assert "已发布快照" in done.sentence
    assert [path.name for path in (desk.data / "own" / "loads").iterdir()] == ["低保等2个"]
    assert "什么也没有改动" in desk.run("load", *files, "--yes", code=3)


def test_a_copy_under_another_name_changes_nothing_and_hides_no_correction(desk: Desk) -> None:
    first = desk.file("水利.csv", LOW)
    desk.load(first)
    copy = desk.folder / "拷贝.csv"
    copy.write_bytes(first.read_bytes())
    said = "“拷贝.csv”与已装的“水利.csv”内容完全相同"
    assert said in desk.run("plan", copy)
    loaded = desk.run("load", copy, "--yes")
    assert said in loaded
    assert "什么也没有改动" in loaded
    # Beside another file it is left aside.
    assert said in desk.run("load", desk.file("校舍.csv", SCHOOL), copy, "--yes")
    assert {path.name for path in (desk.data / "own" / "loads").iterdir()} == {"校舍", "水利"}
    corrected = desk.file("水利.csv", LOW.replace(",90", ",60"))
    plan = make_plan([corrected], desk.data, desk.warehouse, "own", NOW, quiet)
    assert (plan.changed, len(plan.differences)) == (1, 1)


def test_a_name_that_says_what_the_file_does_not_makes_no_copy(desk: Desk) -> None:
    """The unit stands in the name alone: one file of 万元, the same bytes of 元."""
    text = "部门,年度,项目名称,预算数,执行数\n" + LOW
    for name in ("汇总（单位：万元）.csv", "汇总（单位：元）.csv"):
        (desk.folder / name).write_text(text, encoding="utf-8")
    desk.load(desk.folder / "汇总（单位：万元）.csv")
    assert "完全相同" not in desk.run("plan", desk.folder / "汇总（单位：元）.csv")


def test_a_correction_of_rows_nobody_could_place_is_of_its_own_file(desk: Desk) -> None:
    """Their offices have ids of the load: the names tell that it is the same file."""
    lines = "西湖区教育局,2023,校舍,50,40\n", "西湖区教育局,2023,操场,30,20\n"
    desk.load(desk.file("底数.csv", LOW))
    desk.run("load", desk.file("甲.csv", lines[0]), desk.file("乙.csv", lines[1]), "--yes")
    again = make_plan([desk.file("乙.csv", lines[1].replace("20", "25"))], desk.data, desk.warehouse, "own", NOW, quiet)
    assert not again.namesakes
    assert not [remark for remark in again.remarks if "乙" in remark]
    placed = desk.file("乙.csv", f"南昌市{lines[1]}")
    assert not make_plan([placed], desk.data, desk.warehouse, "own", NOW, quiet).namesakes
    other = make_plan([desk.file("乙.csv", LOW)], desk.data, desk.warehouse, "own", NOW, quiet)
    assert other.namesakes == ["乙等2个"], "another office's file stays another"


def test_sure_joins_are_listed_with_rule_and_score(desk: Desk) -> None:
    desk.load(desk.file("2023.csv", "徐水区安监局,2017,2017年河道清淤,100,90\n"))
    later = desk.file("2024.csv", "徐水区应急管理局,2024,2024年河道清淤项目,100,90\n")
    said = desk.run("plan", later)
    assert "“徐水区应急管理局”认作“徐水区安监局”（安全生产监督管理局更名为应急管理局，0.96）" in said
    assert "“2024年河道清淤项目”认作“2017年河道清淤”（去掉" in said

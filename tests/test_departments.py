"""Who is who among departments: spellings, renames, mergers, places, over pairs written by hand and loads made here."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.load import decisions, districts, offices, registers
from etl.load.identity import Known, Match, match_department
from etl.load.keep import load
from etl.load.registers import Placed
from etl.load.told import told
from etl.read import bundle as bundles
from etl.read.one import read_one
from tests.conftest import NOW, ROOT, quiet
from tests.test_load import HEAD, written

PAIRS = list(csv.DictReader((ROOT / "tests" / "department_pairs.csv").open(encoding="utf-8")))


def _match(pair: dict[str, str]) -> Match:
    years = [int(y) for y in pair["years"].split(";") if y]
    known = [Known("x", (pair["existing"],), pair["existing_code"])]
    return match_department(pair["name"], pair["code"], known, {}, years)


def test_pairs_of_departments_are_joined_rightly_and_mostly() -> None:
    """Precision 1: nothing is joined that a person keeps apart. Recall: most of what belongs together is."""
    true = [p for p in PAIRS if p["is_same"] == "1"]
    false = [p for p in PAIRS if p["is_same"] == "0"]
    assert len(true) >= 30
    assert len(false) >= 30
    assert not [p["name"] for p in false if _match(p).verdict == "same"]
    missed = [p for p in true if _match(p).verdict != "same"]
    assert len(missed) / len(true) <= 0.1
    assert all("a person is asked" in p["note"] for p in missed), missed


def test_what_the_notes_leave_to_a_person_is_asked() -> None:
    asked = [p for p in PAIRS if "a person is asked" in p["note"]]
    assert len(asked) >= 5
    assert {_match(p).verdict for p in asked} == {"doubtful"}


def test_a_match_says_why() -> None:
    known = [Known("x", ("西湖区应急管理局",), "360103")]
    assert match_department("西湖区安监局", "360103", known, {}, [2017]).rule == "安全生产监督管理局更名为应急管理局"
    late = match_department("西湖区安监局", "360103", known, {}, [2023])
    assert "2023年还用旧名" in late.rule


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("国家税务总局西湖区税务局", "西湖区税务局", True),
        ("中国共产党西湖区纪律检查委员会", "中共西湖区纪律检查委员会", True),
        ("共青团西湖区委员会", "中共西湖区委员会", False),
        ("共青团西湖区委员会", "中国人民政治协商会议西湖区委员会", False),
    ],
)
def test_bodies_of_the_whole_country_are_told_apart_in_one_district(one: str, other: str, is_one: bool) -> None:
    assert (offices.compare(one, "360103", other, "360103")[0] >= 0.95) == is_one
    assert [d.name for d in districts.candidates(one)] == ["西湖区"] * 2


def test_every_rule_names_divisions_of_the_list_and_offices_once() -> None:
    rules = offices._rules()
    assert all(before in districts.divisions() for before in districts._stated())
    assert all(after in districts.divisions() for after in districts._stated().values())
    parts = [name for m in rules.mergers for name in m.parts | m.into] + list(rules.renames)
    assert all(rules.official.get(name) == name for name in parts), "a rule names an office by its official spelling"
    for before, rename in rules.renames.items():
        assert rename.since <= rename.until, before


@pytest.mark.parametrize(
    ("name", "years", "codes"),
    [("徐水县财政局", [2013], ["130625"]), ("徐水区财政局", [2016], ["130609"]),
     ("西湖区教育局", [], ["330106", "360103"]), ("浙江省杭州市西湖区教育局", [], ["330106"]),
     ("没有区教育局", [], []), ("南昌市教育局", [], ["360100"])],
)  # fmt: skip
def test_divisions_a_name_can_mean(name: str, years: list[int], codes: list[str]) -> None:
    assert [d.code for d in districts.candidates(name, years)] == codes


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset that knows two departments and one project."""
    folder = tmp_path / "data" / "real"
    folder.mkdir(parents=True)
    (folder / "department.csv").write_text(
        "department_id,department,district_code,function\n"
        "360103-yjj,西湖区应急管理局,360103,应急管理\n360113-yjj,红谷滩区应急管理局,360113,应急管理\n",
        encoding="utf-8",
    )
    (folder / "project.csv").write_text("project_id,project,department_id\np1,安全检查,360103-yjj\n", encoding="utf-8")
    return tmp_path / "data"


def _placed(data: Path, name: str, *lines: str, head: str = HEAD) -> tuple[Placed, dict[str, list[dict[str, str]]]]:
    """A load placed and kept among the dataset's inputs, without building it: what was found, and its tables."""
    path = written(data.parent, head + "".join(f"{line}\n" for line in lines), f"{name}.csv")
    bundle, kept = data.parent / "bundle", data / "real" / "loads" / name
    shutil.rmtree(bundle, ignore_errors=True)
    bundles.write([read_one(path)], bundle)
    found = registers.place(bundle, data, "real", kept)
    registers.rewrite(bundle, found)
    registers.write_successors(bundle, found.successors)
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(bundle, kept)
    return found, {p.stem: list(csv.DictReader(p.open(encoding="utf-8"))) for p in kept.glob("*.csv")}


#: Of another city than the dataset's.
WUHAN = "武汉市东西湖区教育局,2023,校舍维修,10.00,10.00,100%,"


def test_an_old_name_joins_its_new_one(data: Path) -> None:
    found, tables = _placed(data, "2017", "南昌市西湖区安监局,2017,安全检查,10.00,10.00,100%,")
    assert not found.doubts
    assert (tables["department"], tables["project"]) == ([], [])
    (row,) = tables["project_year"]
    assert (row["department_id"], row["project_id"]) == ("360103-yjj", "p1")


def test_spellings_in_one_file_are_one_new_department(data: Path) -> None:
    _, tables = _placed(
        data, "历年", "红谷滩区卫计委,2017,乡医补助,10.00,10.00,100%,",
        "红谷滩区卫生健康委员会,2022,乡医补助,10.00,10.00,100%,", "红谷滩区卫健委,2023,乡医补助,10.00,10.00,100%,",
    )  # fmt: skip
    (department,) = tables["department"]
    assert (department["department"], department["function"]) == ("红谷滩区卫生健康委员会", "卫生健康")
    assert department["district_code"] == "360113"
    (project,) = tables["project"]
    assert {r["project_id"] for r in tables["project_year"]} == {project["project_id"]}
    assert [r["year"] for r in tables["project_year"]] == ["2017", "2022", "2023"]


def test_a_merger_is_a_relation_and_not_one_row(data: Path) -> None:
    _placed(
        data, "2016", "红谷滩区文化局,2016,送戏下乡,10.00,10.00,100%,", "红谷滩区旅游局,2016,景区标识,20.00,20.00,100%,"
    )
    for _ in range(2):
        # The same load again finds the same.
        found, tables = _placed(data, "2020", "红谷滩区文旅局,2020,送戏下乡,15.00,15.00,100%,")
        assert [s.sentence for s in found.successors] == [
            "红谷滩区文化局并入红谷滩区文旅局",
            "红谷滩区旅游局并入红谷滩区文旅局",
        ]
        (whole,) = tables["department"]
        assert {r["successor_id"] for r in tables["department_successor"]} == {whole["department_id"]}
        assert [r["year"] for r in tables["department_successor"]] == ["2018", "2018"]
        assert len(tables["project"]) == 1, "the money before the merger stays with its own department and project"
    decided = decisions.list_doubts([], data, "real")
    part = found.successors[0].department_id
    line = f"department,红谷滩区文旅局,360113,{part},红谷滩区文化局,0.00,,different\n"
    decided.write_text(decided.read_text(encoding="utf-8") + line, encoding="utf-8")
    found, _ = _placed(data, "2020", "红谷滩区文旅局,2020,送戏下乡,15.00,15.00,100%,")
    assert [s.sentence for s in found.successors] == ["红谷滩区旅游局并入红谷滩区文旅局"], "a person said no"


def test_an_office_that_went_into_one_of_an_old_name_is_told(data: Path) -> None:
    _placed(data, "2022", "红谷滩区农业农村局,2022,种业,9.00,9.00,100%,")
    _placed(data, "2021", "红谷滩区扶贫办,2020,小额信贷,10.00,10.00,100%,")
    found, tables = _placed(data, "2023", "红谷滩区乡村振兴局,2022,小额信贷,10.00,10.00,100%,")
    assert not found.doubts
    assert not tables["department"], "renamed from 扶贫办"
    found, tables = _placed(
        data,
        "2024",
        "青云谱区农业农村局,2024,种业,9.00,9.00,100%,",
        "青云谱区乡村振兴局,2023,小额信贷,10.00,10.00,100%,",
    )
    assert [s.sentence for s in found.successors] == ["青云谱区乡村振兴局并入青云谱区农业农村局"]
    assert [r["year"] for r in tables["department_successor"]] == ["2023"]


def test_projects_of_a_renamed_office_go_on_under_its_new_name(data: Path) -> None:
    _placed(data, "2022", "红谷滩区大数据局,2022,政务云平台租赁,10.00,10.00,100%,")
    found, tables = _placed(data, "2024", "红谷滩区数据局,2024,政务云平台租赁,11.00,11.00,100%,")
    assert (found.doubts, tables["department"], tables["project"]) == ((), [], [])


def test_the_part_may_come_after_the_whole(data: Path) -> None:
    _placed(data, "2020", "红谷滩区文旅局,2020,送戏下乡,15.00,15.00,100%,")
    found, _ = _placed(data, "2016", "红谷滩区文化局,2016,送戏下乡,10.00,10.00,100%,")
    assert [s.sentence for s in found.successors] == ["红谷滩区文化局并入红谷滩区文旅局"]
    other, _ = _placed(data, "2015", "青云谱区旅游局,2015,送戏下乡,10.00,10.00,100%,")
    assert not other.successors, "never across districts"


def test_a_person_places_a_district_and_the_next_load_knows(data: Path) -> None:
    """Two departments of a 西湖区 whose city nobody names are one line to decide, once a load: of several cities."""
    _placed(data, "别的", WUHAN)
    lines = ("西湖区教育局,2023,校舍维修,10.00,10.00,100%,", "西湖区民政局,2023,低保,20.00,20.00,100%,")
    found, tables = _placed(data, "2023", *lines)
    (doubt,) = found.doubts
    assert (doubt.kind, doubt.name, doubt.owner) == ("place", "西湖区", "2023")
    assert (doubt.match.id, doubt.match.name) == ("330106|360103", "浙江省杭州市西湖区|江西省南昌市西湖区")
    assert {r["district_code"] for r in tables["department"]} == {""}
    listed = decisions.list_doubts(found.doubts, data, "real")
    blank = listed.read_text(encoding="utf-8")
    assert decisions.list_doubts(found.doubts, data, "real").read_text(encoding="utf-8") == blank, "asked once"
    listed.write_text(blank.rstrip("\n") + "西湖\n", encoding="utf-8")
    (unread,) = _placed(data, "2023", *lines)[0].doubts
    assert "“西湖”不是区划代码" in unread.match.rule
    listed.write_text(blank.rstrip("\n") + "330106\n", encoding="utf-8")
    found, tables = _placed(data, "2023", *lines)
    assert not found.doubts
    assert {r["district_code"] for r in tables["department"]} == {"330106"}
    other, _ = _placed(data, "另一份", "西湖区司法局,2023,普法,10.00,10.00,100%,")
    assert [d.owner for d in other.doubts] == ["另一份"], "another file's 西湖区 may be the other one"


def test_offices_that_name_no_district_are_one_question_and_joined_by_the_next_load(data: Path) -> None:
    lines = "民政局,{0},低保,10.00,10.00,100%,", "教育局,{0},校舍维修,10.00,10.00,100%,"
    found, _ = _placed(data, "2022", *(line.format(2022) for line in lines))
    (doubt,) = found.doubts
    assert (doubt.kind, doubt.name, doubt.owner) == ("place", "没有写区划的部门", "2022")
    listed = decisions.list_doubts(found.doubts, data, "real")
    listed.write_text(listed.read_text(encoding="utf-8").rstrip("\n") + "330106\n", encoding="utf-8")
    found, tables = _placed(data, "2022", *(line.format(2022) for line in lines))
    assert not found.doubts
    assert {r["district_code"] for r in tables["department"]} == {"330106"}
    found, tables = _placed(data, "2023", *(line.format(2023) for line in lines))
    assert not found.doubts
    assert not tables["department"]


def test_a_line_written_by_hand_says_that_a_known_name_is_another_districts(data: Path) -> None:
    line = ("西湖区应急管理局,2023,安全检查,10.00,10.00,100%,",)
    assert "360103-yjj" in _placed(data, "2023", *line)[0].ids.values()
    decided = decisions.list_doubts([], data, "real")
    text = decided.read_text(encoding="utf-8") + "place,西湖区,2023,,,,,330106\n"
    decided.write_text(text, encoding="utf-8")
    found, tables = _placed(data, "2023", *line)
    assert not found.ids
    assert [r["district_code"] for r in tables["department"]] == ["330106"]


def test_two_offices_of_one_name_in_two_places_have_ids_of_their_own(data: Path) -> None:
    """Ids are made of names: the second of two namesakes gets another, and keeps it when it is loaded again."""
    line = "西湖区教育局,2023,校舍维修,10.00,10.00,100%,"
    listed = decisions.list_doubts([], data, "real")
    places = "place,西湖区,甲,,,,,330106\nplace,西湖区,乙,,,,,360103\n"
    listed.write_text(listed.read_text(encoding="utf-8") + places, encoding="utf-8")
    _, first = _placed(data, "甲", line)
    ids = [(row["department_id"], row["project_id"]) for row in first["project_year"]]
    for name in ("乙", "甲", "乙"):
        found, tables = _placed(data, name, line)
        assert not found.doubts
        assert [row["district_code"] for row in tables["department"]] == ["330106" if name == "甲" else "360103"]
        ids += [(row["department_id"], row["project_id"]) for row in tables["project_year"]]
    assert ids[0] == ids[2]
    assert ids[1] == ids[3]
    assert not {*ids[0]} & {*ids[1]}


def test_a_district_that_is_in_no_list_is_asked_about(data: Path) -> None:
    (doubt,) = _placed(data, "2023", "甲乙丙新区教育局,2023,校舍维修,10.00,10.00,100%,")[0].doubts
    assert (doubt.kind, doubt.match.id, doubt.match.rule) == ("place", "", "区划不在名单里")


def test_a_city_in_the_name_tells_the_district(data: Path) -> None:
    found, tables = _placed(data, "杭州", "杭州市西湖区应急管理局,2023,安全检查,10.00,10.00,100%,")
    assert (found.ids, found.doubts) == ({}, ()), "杭州's department and project never join 南昌's of the same name"
    assert [(r["district_code"], r["function"]) for r in tables["department"]] == [("330106", "应急管理")]


def test_a_load_publishes_the_relation_and_refuses_what_nobody_placed(home: tuple[Path, Path], tmp_path: Path) -> None:
    text = HEAD + ("红谷滩区文化局,2016,送戏下乡,10.00,10.00,100%,\n红谷滩区文旅局,2020,送戏下乡,15.00,15.00,100%,\n"
                   "西湖区教育局,2023,校舍维修,10.00,10.00,100%,\n")  # fmt: skip
    made, _ = load([written(tmp_path, text)], *home, "real", NOW + timedelta(minutes=1), quiet)
    assert told(made)["successors"] == ["红谷滩区文化局并入红谷滩区文旅局"]
    sql = """SELECT o.department AS part, n.department AS whole, s.year FROM department_successor s
             JOIN department o USING (department_id) JOIN department n ON n.department_id = s.successor_id"""
    rows = DuckDBEngine(in_service(home[1], "real")).run_sql(sql).rows()
    assert rows == [("红谷滩区文化局", "红谷滩区文旅局", 2018)]
    assert made.new == 2
    (sentence,) = {mark.reason for mark in made.marks}
    assert "data/identity/real.csv" in sentence
    assert "六位区划代码" in sentence
    assert [d.kind for d in made.doubts] == ["place"]


def test_an_office_under_its_old_name_is_a_peer_of_those_under_the_new(data: Path) -> None:
    _, old = _placed(data, "2016", "徐水区安监局,2016,安全生产专项,10.00,9.00,90%,")
    _, new = _placed(data, "2023", "新建区应急管理局,2023,安全生产专项,10.00,9.00,90%,")
    assert [r["function"] for one in (old, new) for r in one["department"]] == ["应急管理", "应急管理"]


WITH_PLACE = HEAD.replace("部门", "区县,部门", 1)


@pytest.mark.parametrize("place", ["西湖区", "南昌市西湖区", "江西省南昌市西湖区"])
@pytest.mark.parametrize("office", ["西湖区安监局", "南昌市西湖区应急管理局", "区应急局"])
def test_a_place_said_in_both_columns_is_one_place(place: str, office: str, data: Path) -> None:
    found, tables = _placed(data, "2017", f"{place},{office},2017,安全检查,10.00,10.00,100%,", head=WITH_PLACE)
    assert (found.doubts, tables["department"]) == ((), [])
    assert [(r["department_id"], r["project_id"]) for r in tables["project_year"]] == [("360103-yjj", "p1")]


def test_a_place_said_in_both_columns_hides_no_rename_merger_or_peer(data: Path) -> None:
    """Both 西湖区 stay apart, and each office has its function."""
    years = (("卫计委", 2017), ("卫健委", 2022), ("文化局", 2016), ("文旅局", 2020))
    lines = [f"南昌市西湖区,西湖区{office},{year},项目,10.00,10.00,100%," for office, year in years]
    lines.append("杭州市西湖区,西湖区应急管理局,2022,项目,10.00,10.00,100%,")
    found, tables = _placed(data, "历年", *lines, head=WITH_PLACE)
    assert not found.doubts
    assert {(r["department"], r["district_code"], r["function"]) for r in tables["department"]} == {
        ("南昌市西湖区卫计委", "360103", "卫生健康"), ("南昌市西湖区文化局", "360103", "文化"),
        ("南昌市西湖区文旅局", "360103", "文化和旅游"), ("杭州市西湖区应急管理局", "330106", "应急管理"),
    }  # fmt: skip
    assert [s.sentence for s in found.successors] == ["南昌市西湖区文化局并入南昌市西湖区文旅局"]


def test_a_bundle_that_nobody_placed_yet_has_the_function_too(tmp_path: Path) -> None:
    path = written(tmp_path, WITH_PLACE + "北京市朝阳区,朝阳区教育局,2022,项目,10.00,10.00,100%,\n")
    bundles.write([read_one(path)], tmp_path / "bundle")
    (row,) = csv.DictReader((tmp_path / "bundle" / "department.csv").open(encoding="utf-8"))
    assert (row["department"], row["district_code"], row["function"]) == ("北京市朝阳区教育局", "110105", "教育")


BARE = ("西湖区应急管理局,2023,安全检查,10.00,10.00,100%,", "西湖区教育局,2023,校舍维修,10.00,10.00,100%,")


def test_a_district_of_a_dataset_of_one_city_is_that_citys_and_a_person_can_say_no(data: Path) -> None:
    """It is said with the city, for each office, and stands in the list."""
    found, tables = _placed(data, "2023", *BARE)
    assert not found.doubts
    assert {(join.name, join.match.name) for join in found.joins} == {
        ("西湖区应急管理局", "南昌市西湖区应急管理局"), ("西湖区教育局", "南昌市西湖区教育局"),
    }  # fmt: skip
    assert [r["district_code"] for r in tables["department"]] == ["360103"]
    (line,) = found.assumed
    assert (line.kind, line.name, line.owner) == ("place", "西湖区", "2023")
    assert line.match.rule == "本数据集只有南昌市，认作江西省南昌市西湖区"
    listed = decisions.list_doubts(found.assumed, data, "real")
    text = listed.read_text(encoding="utf-8")
    for answer, codes in (("same", {"360103"}), ("different", {""}), ("330106", {"330106"})):
        listed.write_text(f"{text.rstrip()}{answer}\n", encoding="utf-8")
        found, tables = _placed(data, "2023", *BARE)
        assert {r["district_code"] for r in tables["department"]} == codes
        assert [d.kind for d in found.doubts] == ["place"] * (answer == "different")
        assert not found.assumed
        assert bool(found.ids) == (answer == "same"), "no office of Nanchang's is joined"


@pytest.mark.parametrize(
    ("name", "more"),
    [("2023", "杭州市西湖区财政局,2023,内网,10.00,10.00,100%,"), ("2023", WUHAN), ("杭州2023", ""), ("浙江省2023", "")],
)
def test_a_file_that_names_another_city_is_asked_which_district_it_means(name: str, more: str, data: Path) -> None:
    found, tables = _placed(data, name, *BARE, *[more] * bool(more))
    assert [(d.kind, d.name) for d in found.doubts] == [("place", "西湖区")]
    assert not found.assumed
    bare = [r for r in tables["department"] if r["department"].startswith("西湖区")]
    assert [r["district_code"] for r in bare] == ["", ""]


def test_in_a_dataset_of_several_cities_only_an_office_it_writes_without_a_city_is_taken_for_its_own(
    data: Path,
) -> None:
    _placed(data, "2022", "杭州市西湖区教育局,2022,校舍维修,10.00,10.00,100%,")
    found, tables = _placed(data, "2023", *BARE)
    assert [(d.kind, d.name) for d in found.doubts] == [("place", "西湖区")], "杭州's 教育局 is not joined by its name"
    assert [(r["department"], r["district_code"]) for r in tables["department"]] == [("西湖区教育局", "")]
    (join,) = (join for join in found.joins if join.kind == "department")
    assert (join.match.name, join.match.rule) == (
        "南昌市西湖区应急管理局", "数据集里同名的机构也没有写城市",
    )  # fmt: skip


def test_an_answer_about_a_district_says_nothing_of_names_that_state_its_city(data: Path) -> None:
    lines = [f"{place}西湖区教育局,2023,校舍维修,10.00,10.00,100%," for place in ("杭州市", "南昌市")]
    lines.append("西湖区财政局,2023,系统运维,10.00,10.00,100%,")
    found, _ = _placed(data, "省表", *lines)
    (doubt,) = found.doubts
    listed = decisions.list_doubts(found.doubts, data, "real")
    listed.write_text(listed.read_text(encoding="utf-8").rstrip("\n") + "360103\n", encoding="utf-8")
    found, tables = _placed(data, "省表", *lines)
    assert doubt.name == "西湖区"
    assert {(r["department"], r["district_code"]) for r in tables["department"]} == {
        ("杭州市西湖区教育局", "330106"), ("南昌市西湖区教育局", "360103"), ("西湖区财政局", "360103"),
    }  # fmt: skip
    assert len({r["project_id"] for r in tables["project_year"]}) == 3

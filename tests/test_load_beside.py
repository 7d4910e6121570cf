"""Two names that stand in one year of one file are two, whatever was said of them elsewhere; an answer about a
department is about all its spellings."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.load import decisions
from tests.test_load_said import Desk, desk
from tests.test_load_years import Line, Loads, loads

__all__ = ["desk", "loads"]
ROAD, DAILY = "农村公路养护", "农村公路日常养护"


def _roads(*lines: tuple[int, str]) -> list[Line]:
    return [(year, "徐水区交通局", name) for year, name in lines]


def _answered(loads: Loads) -> None:
    """农村公路日常养护 of 2022 is said to be 农村公路养护 of 2021."""
    loads.load("2021", ("2021.csv", _roads((2021, ROAD))))
    loads.decide(loads.load("2022", ("2022.csv", _roads((2022, DAILY)))).doubts, "same")
    assert not loads.load("2022", ("2022.csv", _roads((2022, DAILY)))).doubts
    assert len(loads.projects()) == 1


@pytest.mark.parametrize(
    ("lines", "kept"),
    [([(2023, ROAD), (2023, DAILY)], {(2023, ROAD)}),
     ([(2023, DAILY), (2023, f"2023年{ROAD}")], {(2023, f"2023年{ROAD}")}),
     ([(2022, DAILY), (2023, DAILY), (2023, ROAD)], {(2023, ROAD)})],
)  # fmt: skip
def test_an_answer_takes_no_id_from_the_project_of_that_name(
    lines: list[tuple[int, str]], kept: set[tuple[int, str]], loads: Loads
) -> None:
    _answered(loads)
    made = loads.load("2023", ("2023.csv", _roads(*lines)))
    assert not made.doubts
    (told,) = made.remarks
    assert f"“{DAILY}”就是“{ROAD}”" in told
    (first,) = (row["project_id"] for row in loads.rows("project_year") if row["year"] == "2021")
    own = {(int(r["year"]), r["project"]) for r in loads.rows("project_year") if r["project_id"] == first}
    assert own == {(2021, ROAD), (2022, DAILY), *kept}
    again = loads.load("2024", ("2024.csv", _roads((2024, DAILY))))
    assert not again.doubts
    assert len(loads.projects()) == 2, "the year after it is the one of its own name"


def test_an_answer_given_late_still_joins_what_never_stood_side_by_side(loads: Loads) -> None:
    loads.load("2021", ("2021.csv", _roads((2021, ROAD))))
    doubts = loads.load("2022", ("2022.csv", _roads((2022, DAILY)))).doubts
    loads.load("2023", ("2023.csv", _roads((2023, DAILY))))
    loads.decide(doubts, "same")
    for year in (2022, 2023):
        loads.load(str(year), (f"{year}.csv", _roads((year, DAILY))))
    assert len(loads.projects()) == 1


def test_of_two_names_said_to_be_one_in_one_file_a_person_is_asked_again(loads: Loads) -> None:
    loads.load("2021", ("2021.csv", _roads((2021, "桥梁检测"))))
    lines = _roads((2022, "桥梁检测项目"), (2022, "桥梁检测经费"))
    doubts = loads.load("2022", ("2022.csv", lines)).doubts
    loads.decide(doubts, "same")
    assert len(loads.load("2022", ("2022.csv", lines)).doubts) == 2
    path = loads.data / "identity" / "own.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("same", "different", 1), encoding="utf-8")
    assert not loads.load("2022", ("2022.csv", lines)).doubts
    assert sorted(map(len, loads.projects())) == [1, 2]


@pytest.mark.parametrize("other", ["乡村医生补助人员培训经费", "乡村医生补助"])
def test_projects_that_stand_side_by_side_in_another_year_are_two(other: str, loads: Loads) -> None:
    office, name = "徐水区卫健局", "乡村医生补助专项资金"
    years = {year: [(year, office, name), (year, office, other)] for year in (2022, 2023)}
    for year in (2023, 2022):
        loads.load(str(year), (f"{year}.csv", years[year]))
    before = loads.rows("project_year")
    (second,) = (row["project_id"] for row in loads.rows("project") if row["project"] == other)
    corrected = loads.load("2023", ("2023.csv", years[2023][:1]))
    assert not corrected.doubts
    said = f"project,{name},x,{second},{other},0.85,,same\n"
    path = decisions.list_doubts([], loads.data, "own")
    path.write_text(path.read_text(encoding="utf-8") + said, encoding="utf-8")
    loads.load("2023", ("2023.csv", years[2023]))
    loads.load("2022", ("2022.csv", years[2022]))
    assert loads.rows("project_year") == before, "whatever was said of them"


def test_what_is_only_near_to_a_name_of_its_own_file_is_not_asked_about(loads: Loads) -> None:
    loads.load("2021", ("2021.csv", _roads((2021, ROAD))))
    made = loads.load("2022", ("2022.csv", _roads((2022, ROAD), (2022, DAILY))))
    assert not made.doubts
    assert len(loads.projects()) == 2


def _offices(*lines: tuple[int, str]) -> list[Line]:
    return [(year, f"徐水区{name}", "河道整治") for year, name in lines]


def _departments(loads: Loads) -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for row in loads.rows("project_year"):
        found.setdefault(row["department_id"], set()).add(row["year"])
    return sorted(found.values(), key=lambda years: (min(years), len(years)))


def test_an_answer_joins_no_two_offices_of_one_file(loads: Loads) -> None:
    loads.load("2021", ("2021.csv", _offices((2021, "水利局"))))
    (doubt,) = loads.load("2022", ("2022.csv", _offices((2022, "水务局")))).doubts
    loads.decide([doubt], "same")
    loads.load("2022", ("2022.csv", _offices((2022, "水务局"))))
    made = loads.load("2023", ("2023.csv", _offices((2023, "水利局"), (2023, "水务局"))))
    assert not made.doubts
    assert len(made.remarks) == 1
    assert _departments(loads) == [{"2021", "2022", "2023"}, {"2023"}]


def test_offices_that_stand_side_by_side_in_another_year_are_two(loads: Loads) -> None:
    years = {year: _offices((year, "水利局"), (year, "水务局")) for year in (2022, 2023)}
    for year in (2023, 2022):
        assert not loads.load(str(year), (f"{year}.csv", years[year])).doubts
    assert not loads.load("2023", ("2023.csv", years[2023][:1])).doubts
    assert _departments(loads) == [{"2022"}, {"2022", "2023"}]


def _culture(year: int, *names: str) -> list[Line]:
    return [(year, f"徐水区{name}", f"送戏下乡{number}") for number, name in enumerate(names)]


def test_an_answer_about_one_spelling_is_about_the_office(loads: Loads) -> None:
    old, spellings = "文化广电和旅游局", ("文化和旅游局", "文旅局")
    loads.load("2023", ("2023.csv", _culture(2023, old)))
    (doubt,) = loads.load("2024", ("2024.csv", _culture(2024, *spellings))).doubts
    loads.decide([doubt], "same")
    assert not loads.load("2024", ("2024.csv", _culture(2024, *spellings))).doubts
    assert not loads.load("2025", ("2025.csv", _culture(2025, spellings[1]))).doubts, "also in another file"
    assert _departments(loads) == [{"2023", "2024", "2025"}]
    path = loads.data / "identity" / "own.csv"
    line = path.read_text(encoding="utf-8").splitlines()[1]
    other = line.replace("文化和旅游局", "文旅局", 1).replace("same", "different")
    path.write_text(path.read_text(encoding="utf-8") + other + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="两种写法"):
        loads.load("2025", ("2025.csv", _culture(2025, spellings[1])))


def test_the_money_of_a_file_is_published_whole_whatever_was_answered(desk: Desk, tmp_path: Path) -> None:
    """What the office saw: the sums of the file are those published, and the preview says what became of the answer."""
    line = "徐水区交通局,{},{},{},{}\n"
    desk.load(desk.file("2021.csv", line.format(2021, ROAD, 100, 90)))
    second = desk.file("2022.csv", line.format(2022, DAILY, 110, 95))
    desk.run("load", second, "--yes")
    path = desk.data / "identity" / "own.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "same\n", encoding="utf-8")
    text = line.format(2023, ROAD, 300, 250) + line.format(2023, DAILY, 20, 19)
    said = desk.run("load", desk.file("2023.csv", text), "--yes")
    assert "请核对这个决定" in said
    assert "是不是" not in said
    assert "2行成为表里的行" in said


def test_a_file_loaded_again_after_an_answer_is_itself(desk: Desk) -> None:
    """All its rows may have moved to another office: it is no correction and no other file."""
    line = "徐水区{},{},河道整治,40,30\n"
    desk.load(desk.file("2022.csv", line.format("水利局", 2022)))
    second = desk.file("2023.csv", line.format("水务局", 2023))
    desk.run("load", second, "--yes")
    path = desk.data / "identity" / "own.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "same\n", encoding="utf-8")
    said = desk.run("load", second, "--yes")
    assert "新增1行" in said
    assert "撤下1行" in said
    assert "只有年度或部门不同" not in said

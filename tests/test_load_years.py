"""Who is who inside one load: several years in one file, or several files of one command, are matched as one after the
other."""

from __future__ import annotations

import csv
import itertools
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from etl.load import decisions, registers
from etl.load.decisions import Decided, Doubt
from etl.load.identity import Known, match_project
from etl.load.projects import Named, Near
from etl.load.registers import Placed
from etl.read import bundle as bundles
from etl.read.one import read_one
from tests.conftest import ROOT

HEAD = "部门,年度,项目名称,预算数（万元）,执行数（万元）\n"
#: Year, department, project: two projects under five names of three spellings of an office.
YEARS = (
    (2020, "徐水区卫生健康局", "2020年疫苗采购专项经费"),
    (2021, "徐水区卫生健康局", "疫苗采购项目"),
    (2021, "徐水区卫生健康局", "2021年健康体检"),
    (2022, "徐水区卫健局", "疫苗采购"),
    (2022, "徐水区卫健局", "2022年健康体检"),
    (2023, "徐水区卫健委", "《健康体检》"),
)
Line = tuple[int, str, str]


class Loads:
    """A dataset that is only placed, never built."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        (self.data / "own").mkdir(parents=True)

    def load(self, name: str, *files: tuple[str, Sequence[Line]]) -> Placed:
        """Place files under a name and keep them among the inputs."""
        paths = []
        for file, lines in files:
            paths.append(self.folder / file)
            text = "".join(f"{office},{year},{project},10,9\n" for year, office, project in lines)
            paths[-1].write_text(HEAD + text, encoding="utf-8")
        bundle, kept = self.folder / "bundle", self.data / "own" / "loads" / name
        shutil.rmtree(bundle, ignore_errors=True)
        bundles.write([read_one(path) for path in paths], bundle, name)
        found = registers.place(bundle, self.data, "own", kept)
        registers.rewrite(bundle, found)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(bundle, kept)
        return found

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of a table in all loads."""
        paths = sorted(self.data.rglob(f"{table}.csv"))
        return [row for path in paths for row in csv.DictReader(path.open(encoding="utf-8"))]

    def projects(self) -> set[frozenset[tuple[str, str]]]:
        """Which years and names are one project."""
        found: dict[str, set[tuple[str, str]]] = {}
        for row in self.rows("project_year"):
            found.setdefault(row["project_id"], set()).add((row["year"], row["project"]))
        return {frozenset(names) for names in found.values()}

    def decide(self, doubts: Sequence[Doubt], decision: str) -> None:
        """Write one answer to all that is asked."""
        path = decisions.list_doubts(doubts, self.data, "own")
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([lines[0], *(f"{line}{decision}" for line in lines[1:])]) + "\n", encoding="utf-8")


@pytest.fixture
def loads(tmp_path: Path) -> Loads:
    return Loads(tmp_path)


def _files(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    years = sorted({year for year, _, _ in lines})
    return [(f"{year}.csv", [line for line in lines if line[0] == year]) for year in years]


def _one_by_one(folder: Path) -> set[frozenset[tuple[str, str]]]:
    loads = Loads(folder)
    for file, lines in _files(YEARS):
        loads.load(file[:4], (file, lines))
    assert len(loads.rows("department")) == 1
    return loads.projects()


def test_the_years_of_one_file_are_joined_as_if_loaded_one_after_the_other(loads: Loads, tmp_path: Path) -> None:
    made = loads.load("历年", ("历年.csv", YEARS))
    assert len(loads.projects()) == 2
    assert loads.projects() == _one_by_one(tmp_path / "single")
    assert len(loads.rows("department")) == 1
    assert ("疫苗采购项目", "2020年疫苗采购专项经费") in {(j.name, j.match.name) for j in made.joins}
    assert not made.doubts
    assert [row["project"] for row in loads.rows("project")] == ["2020年疫苗采购专项经费", "2021年健康体检"]


def test_the_files_of_one_command_are_joined_in_whatever_order_they_are_named(tmp_path: Path) -> None:
    expected = _one_by_one(tmp_path / "single")
    for number, files in enumerate(itertools.permutations(_files(YEARS))):
        loads = Loads(tmp_path / str(number))
        loads.load("历年", *files)
        assert loads.projects() == expected


def test_what_is_only_near_across_the_years_is_asked_and_an_answer_holds(loads: Loads) -> None:
    lines = [(2022, "徐水区林业局", "森林防火应急物资储备库建设"), (2023, "徐水区林业局", "森林防火物资储备库建设")]
    (doubt,) = loads.load("历年", ("历年.csv", lines)).doubts
    assert (doubt.name, doubt.match.name) == (lines[1][2], lines[0][2])
    assert len(loads.projects()) == 2
    loads.decide([doubt], "same")
    assert not loads.load("历年", ("历年.csv", lines)).doubts
    assert len(loads.projects()) == 1
    path = loads.data / "identity" / "own.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("same", "different"), encoding="utf-8")
    assert not loads.load("历年", ("历年.csv", lines)).doubts
    assert len(loads.projects()) == 2


@pytest.mark.parametrize(
    "lines",
    [[(2020, "甲"), (2021, "甲项目"), (2021, "甲经费")],
     [(2020, "甲"), (2022, "甲"), (2021, "甲项目"), (2022, "甲项目")],
     [(2022, "甲项目"), (2022, "甲经费"), (2023, "甲专项")], [(2021, "甲（第一批）"), (2022, "甲（第二批）")]],
)  # fmt: skip
def test_two_lines_of_one_year_of_a_file_stay_two_projects(lines: list[tuple[int, str]], loads: Loads) -> None:
    full = [(year, "徐水区教育局", name.replace("甲", "校舍维修")) for year, name in lines]
    made = loads.load("历年", ("历年.csv", full))
    assert len(loads.projects()) == len({name for _, name in lines})
    assert bool(made.doubts) == (not any("批" in name for _, name in lines))


def test_two_lines_of_one_year_in_two_files_are_one_after_the_other(loads: Loads) -> None:
    """The list and the form of one project, in one command or in two."""
    files = [
        (file, [(2022, "徐水区教育局", name)]) for file, name in (("甲.csv", "校舍维修"), ("乙.csv", "校舍维修项目"))
    ]
    loads.load("两份", *files)
    assert len(loads.projects()) == 1


def test_an_earlier_year_added_to_a_file_takes_nothing_from_what_other_loads_refer_to(loads: Loads) -> None:
    """The name that other loads know stays the one that is registered."""
    second = [(2022, "徐水区卫健委", "健康体检")]
    loads.load("甲", ("甲.csv", second))
    loads.load("乙", ("乙.csv", [(2023, "徐水区卫健委", "健康体检经费")]))
    loads.load("甲", ("甲.csv", [(2021, "徐水区卫生健康委员会", "健康体检项目"), *second]))
    assert len(loads.projects()) == 1
    assert len({row["department_id"] for row in loads.rows("project_year")}) == 1


def test_offices_of_several_years_are_asked_about_as_if_loaded_one_after_the_other(loads: Loads) -> None:
    lines = [(2019, "徐水区水利局", "河道"), (2020, "徐水区水务局", "河道")]
    (doubt,) = loads.load("历年", ("历年.csv", lines)).doubts
    assert (doubt.kind, doubt.match.rule) == ("department", "各地改法不同")
    loads.decide([doubt], "same")
    assert not loads.load("历年", ("历年.csv", lines)).doubts
    assert len(loads.projects()) == 1
    lines = [(2020, "徐水区科学技术局", "科普"), (2020, "徐水区科技和工业信息化局", "科普")]
    assert not loads.load("一年", ("一年.csv", lines)).doubts, "two lines of one list are two offices"
    lines = [(2023, "徐水区安全生产监督管理局", "巡查"), (2019, "徐水区应急管理局", "巡查")]
    assert "2023年还用旧名" in loads.load("安监", ("安监.csv", lines)).doubts[0].match.rule


def test_a_name_is_matched_as_if_it_were_compared_with_every_one() -> None:
    """Found by their forms, the known ones near a name are all that could be matched; whatever a person said."""
    pairs = list(csv.DictReader((ROOT / "tests" / "identity_pairs.csv").open(encoding="utf-8")))
    names = sorted({p[side] for p in pairs if p["kind"] == "project" for side in ("name", "existing")})
    known = [Known(f"p{number}", (name,), "d", {2021: {name}}) for number, name in enumerate(names)]
    said = {(names[0], "p7"): True, (names[1], "p1"): False, (names[2], "p2"): False}
    turned = {("project", "d", names[3], names[9]): True}
    for decided in (Decided({}, {}, {}), Decided({}, said, {}, turned)):
        near = Near({names[0]: {"p7"}, names[3]: {names[9]}})
        for one in known:
            near.add(one)
        for name in names:
            found = near.match(Named(name, "d", places={(2022, "x")}), decided, ())
            every = match_project(name, known, decided.of("project", name, "d", known), [2022])
            if every.verdict != "new":
                assert found == every
            else:
                assert found.verdict == "new"


def test_a_name_is_compared_with_few_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(name: str, known: Sequence[Known], *more: object) -> object:
        compared.append(len(known))
        return match_project(name, known, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("etl.load.projects.match_project", counted)
    near = Near({})
    words = ["".join(parts) for parts in itertools.product("甲乙丙丁戊", "山水林田湖", "堤坝路桥渠", "修建养护管")]
    for number, word in enumerate(words):
        near.add(Known(str(number), (f"2021年{word}专项经费",), "d"))
    for word in words:
        near.match(Named(f"{word}项目", "d", places={(2022, "x")}), Decided({}, {}, {}), ())
    assert max(compared) == 1
    assert len(compared) == len(words)

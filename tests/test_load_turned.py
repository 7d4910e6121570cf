"""Names a person is asked about: a pair once, whichever file is loaded again; one name after two codes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.load.identity import Known, match_project
from tests.test_load_said import Desk, desk

__all__ = ["desk"]
FIRST, SECOND = "徐水区民政局,2022,社工购买服务,40,30\n", "徐水区民政局,2023,社工购买服务（第二批）,40,30\n"


def _listed(desk: Desk) -> list[dict[str, str]]:
    with (desk.data / "identity" / "own.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("decision", ["different", ""])
def test_a_pair_is_not_asked_about_the_other_way_round(decision: str, desk: Desk, tmp_path: Path) -> None:
    first, second = desk.file("甲.csv", FIRST), desk.file("乙.csv", SECOND)
    desk.load(first)
    desk.run("load", second, "--yes")
    (line,) = _listed(desk)
    text = (desk.data / "identity" / "own.csv").read_text(encoding="utf-8")
    (desk.data / "identity" / "own.csv").write_text(text.rstrip() + decision + "\n", encoding="utf-8")
    said = desk.run("load", desk.file("甲.csv", FIRST.replace("30", "29")), "--yes")
    assert ("是不是" in said) == (not decision)
    assert _listed(desk) == [{**line, "decision": decision}]
    assert desk.projects() == {"社工购买服务", "社工购买服务（第二批）"}


def test_two_codes_before_one_name_are_a_question() -> None:
    known = [Known("x", ("360104220000000123-供养经费",), "d")]
    match = match_project("360104230000000456-供养经费", known, {})
    assert (match.verdict, match.rule) == ("doubtful", "项目代码不同")


def _by_department(desk: Desk) -> dict[str, set[int]]:
    rows = DuckDBEngine(in_service(desk.warehouse, "own")).run_sql("SELECT department_id, year FROM project_year")
    found: dict[str, set[int]] = {}
    for department, year in rows.iter_rows():
        found.setdefault(department, set()).add(year)
    return found


def test_departments_said_to_be_one_do_not_change_places(desk: Desk) -> None:
    """Two loads of the old name, one of the new, an answer: whichever is loaded again first, no year changes sides."""
    line = "徐水区{},{},河道整治,40,{}\n"
    old = [desk.file(f"{year}.csv", line.format("水利局", year, 30)) for year in (2021, 2022)]
    new = desk.file("2023.csv", line.format("水务局", 2023, 30))
    for path in old:
        desk.load(path)
    desk.run("load", new, "--yes")
    assert sorted(map(sorted, _by_department(desk).values())) == [[2021, 2022], [2023]]
    decided = desk.data / "identity" / "own.csv"
    decided.write_text(decided.read_text(encoding="utf-8").rstrip() + "same\n", encoding="utf-8")
    before = _by_department(desk)
    desk.load(desk.file("2022.csv", line.format("水利局", 2022, 29)))
    assert _by_department(desk) == before
    desk.load(new)
    (years,) = _by_department(desk).values()
    assert years == {2021, 2022, 2023}

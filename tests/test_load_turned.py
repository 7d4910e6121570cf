"""Names a person is asked about: a pair once, whichever file is loaded again; one name after two codes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

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

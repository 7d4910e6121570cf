"""An office that was renamed is shown under its last name, whichever of its years was loaded first."""

from __future__ import annotations

from itertools import permutations

import pytest

from etl.load.keep import undo
from tests.test_load_again import Office, empty, office

__all__ = ["empty", "office"]
FILES = {
    "2017": "2017,徐水区安监局,安全生产,100,90,\n2017,徐水区教育局,校舍,10,9,\n",
    "2022": "2022,徐水区应急管理局,安全生产,110,99,\n",
    "2023": "2023,徐水区应急管理局,安全生产,120,99,\n",
}


def _shown(office: Office) -> list[tuple[int, str]]:
    sql = "SELECT year, department FROM project_year JOIN department USING (department_id) WHERE project <> '校舍'"
    return sorted(office.ask(sql).rows())


@pytest.mark.parametrize("years", list(permutations(FILES)))
def test_the_last_name_is_shown_in_any_order_of_loading(years: tuple[str, ...], office: Office) -> None:
    told = [said for year in years for said in office.load((f"{year}.csv", FILES[year])).remarks]
    assert _shown(office) == [(year, "徐水区应急管理局") for year in (2017, 2022, 2023)]
    assert office.ask("SELECT * FROM quarantine").is_empty()
    is_first = years[0] == "2017"
    assert told == ["“徐水区安监局”更名为“徐水区应急管理局”，各年都以后者显示。"] * is_first


def test_it_stays_when_the_first_years_file_is_corrected_and_goes_with_the_load_that_brought_it(office: Office) -> None:
    office.load(("2017.csv", FILES["2017"]))
    assert _shown(office) == [(2017, "徐水区安监局")]
    office.load(("2022.csv", FILES["2022"]))
    made = office.load(("2017.csv", FILES["2017"].replace("90", "91")))
    assert (made.changed, made.gone) == (1, 0)
    assert {name for _, name in _shown(office)} == {"徐水区应急管理局"}
    assert office.load(("2017.csv", FILES["2017"].replace("90", "91"))).changes_nothing
    undo(*office.home, "own")
    undo(*office.home, "own")
    assert _shown(office) == [(2017, "徐水区安监局")]

"""Of two files on one row the first stated figure stands, in whatever order they came; a blank says nothing."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.conftest import long
from tests.test_load_again import Office, empty, office

__all__ = ["empty", "office"]
#: 河道清淤 as four files state it: without what was spent, without the budget, with another budget, and whole.
FILES = {
    "1.csv": "2023,徐水区水利局,河道清淤,80,,\n",
    "2.csv": "2023,徐水区水利局,河道清淤,,70,招标推迟\n",
    "3.csv": "2023,徐水区水利局,河道清淤,90,,\n",
    "4.csv": "2023,徐水区水利局,河道清淤,80,70,\n",
}
ORDERS = list(permutations(("1.csv", "2.csv", "3.csv")))
FACTS = "SELECT budget_full_year::DOUBLE, executed::DOUBLE, budget_basis FROM project_year"
SHOWN = (
    "SELECT column_name, value::DOUBLE, origin FROM evidence JOIN source USING (source_id) WHERE is_shown "
    "AND column_name IN ('budget_full_year', 'executed') ORDER BY column_name"
)


def _first(column: int, names: tuple[str, ...]) -> tuple[float, str]:
    """The first of these files, in the order of loading, that states a figure: what it says and its name."""
    cells = ((FILES[name].split(",")[column], name) for name in names)
    return next((float(cell) * 10_000, name) for cell, name in cells if cell)


@pytest.mark.parametrize("names", [("1.csv", "4.csv"), ORDERS[0], ORDERS[3], *long(*ORDERS[1:3], *ORDERS[4:])])
def test_the_first_stated_figure_stands(names: tuple[str, ...], office: Office) -> None:
    for name in names:
        made = office.load((name, FILES[name]))
        assert [*made.problems, *made.marks, *made.elsewhere] == []
    (budget, budget_of), (executed, executed_of) = _first(3, names), _first(4, names)
    assert office.ask(FACTS).rows() == [(budget, executed, "full_year")]
    assert office.ask(SHOWN).rows() == [
        ("budget_full_year", budget, budget_of),
        ("executed", executed, executed_of),
    ]
    found = office.ask("SELECT 1 FROM finding WHERE code = 'contradictory_values'").height
    assert found == ("3.csv" in names), "90 beside 80 is said, a blank contradicts nothing"


def test_what_a_second_file_adds_is_said_and_shown_as_a_change(office: Office) -> None:
    office.load(("1.csv", FILES["1.csv"]))
    made = office.load(("4.csv", FILES["4.csv"]), beside=["1"])
    assert made.remarks == ["1行是别的文件已有的行，记作另一处陈述，1行补上了别的文件没有写的数。"]
    assert (made.new, made.changed, made.gone) == (0, 1, 0)
    assert [(d.column, d.before, d.after) for d in made.differences] == [("executed", "", "700000.00")]
    assert office.load(("4.csv", FILES["4.csv"])).changes_nothing


def test_a_blank_in_the_first_file_takes_nothing_out_of_service(office: Office) -> None:
    office.load(("0.csv", FILES["1.csv"]))
    office.load(("4.csv", FILES["4.csv"]))
    made = office.load(("0.csv", FILES["1.csv"].replace("80", "80.0")))
    assert made.remarks == ["1行里这次空着的数，别的文件写了，照别的文件显示。"]
    assert (made.changed, made.differences) == (0, [])
    assert office.ask("SELECT executed::DOUBLE FROM project_year").rows() == [(700_000.0,)]


def test_a_file_that_says_the_same_is_said_to(office: Office) -> None:
    office.load(("1.csv", FILES["4.csv"]))
    made = office.load(("4.csv", FILES["1.csv"]), beside=["1"])
    assert made.remarks == ["1行是别的文件已有的行，记作另一处陈述，数字都相同。"]
    assert made.changed == 0


def test_two_lines_of_one_file_complete_each_other(office: Office) -> None:
    office.load(("1.csv", FILES["1.csv"] + FILES["2.csv"]))
    assert office.ask("SELECT budget_full_year::DOUBLE, executed::DOUBLE FROM project_year").rows() == [(8e5, 7e5)]
    read, kept, stated = office.ask(
        "SELECT sum(rows_read)::INT, sum(rows_published)::INT, sum(rows_as_statement)::INT FROM load_run "
        "WHERE table_name = 'project_year'"
    ).row(0)
    assert (read, kept, stated) == (2, 2, 1)


def test_a_budgets_basis_is_of_the_row_that_gives_the_budget(office: Office) -> None:
    office.head = "年度,主管部门,项目名称,年初预算数（万元）,全年执行数（万元）,偏差原因\n"
    office.load(("1.csv", FILES["1.csv"]))
    office.head = "年度,主管部门,项目名称,全年预算数（万元）,全年执行数（万元）,偏差原因\n"
    office.load(("2.csv", "2023,徐水区水利局,河道清淤,100,70,\n"))
    row = office.ask("SELECT budget_initial::DOUBLE, budget_full_year::DOUBLE, budget_basis FROM project_year").row(0)
    assert row == (8e5, 1e6, "full_year")

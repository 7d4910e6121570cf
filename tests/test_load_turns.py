"""Of several statements of one figure that of the file first loaded is shown, wherever the file lies now."""

from __future__ import annotations

import pytest

from etl.inputs import ORDER
from etl.load.plan import LOADS
from tests.conftest import long
from tests.test_load_again import Home, Office, empty, office

__all__ = ["empty", "office"]
LINES = (
    "2023,徐水区教育局,甲项目建设,100,{},\n2023,徐水区教育局,乙项目运维,50,{},\n2023,徐水区教育局,丙设备购置,30,{},\n"
)
OWN = ("教育局.csv", LINES.format(90, 50, 28))
OTHER = ("民政局.csv", "2023,徐水区民政局,低保,10,9,\n")
SUMMARY = ("汇总.csv", LINES.format(90, 49, 28))


def _school(executed: float) -> str:
    return f"2023,徐水区教育局,校舍,100,{executed},\n"


def _shown(office: Office) -> float:
    return office.money()[2023, "校舍"]


@pytest.fixture
def loaded(office: Office) -> Office:
    """Two bureaus' files of one folder, then a summary that states otherwise what one of them states."""
    office.load(OWN, OTHER)
    office.load(SUMMARY)
    return office


def test_files_loaded_again_as_they_were_change_nothing(loaded: Office) -> None:
    for files in ([OWN], [SUMMARY], [OTHER, OWN]):
        made = loaded.load(*files)
        assert made.changes_nothing
        assert not [remark for remark in made.remarks if "同名" in remark]


def test_a_correction_of_one_file_of_a_folder_stands_and_nothing_else_changes(loaded: Office) -> None:
    made = loaded.load((OWN[0], LINES.format(85, 50, 28)))
    assert (made.new, made.changed, made.gone) == (0, 1, 0)
    money = loaded.money()
    assert (money[2023, "甲项目建设"], money[2023, "乙项目运维"]) == (850_000.0, 500_000.0)
    shown = "SELECT origin FROM evidence JOIN source USING (source_id) WHERE column_name = 'executed' AND is_shown"
    assert sorted(loaded.ask(shown)["origin"]) == ["教育局.csv"] * 3 + ["民政局.csv"]
    # The summary's correction is a second statement still.
    assert loaded.load((SUMMARY[0], LINES.format(80, 48, 28))).changed == 0


def test_a_correction_that_says_what_the_later_file_says_is_what_is_shown(loaded: Office) -> None:
    loaded.load((OWN[0], LINES.format(90, 49, 28)))
    shown = "SELECT origin FROM evidence JOIN source USING (source_id) WHERE column_name = 'executed' AND is_shown"
    assert sorted(loaded.ask(shown)["origin"]) == ["教育局.csv"] * 3 + ["民政局.csv"]


def test_files_of_one_folder_keep_their_turns_among_each_other(office: Office) -> None:
    """Whatever their names, and whichever of them is loaded again alone."""
    names = ("丙.csv", "乙.csv", "甲.csv")
    files = [(name, _school(executed)) for name, executed in zip(names, (91, 92, 93), strict=True)]
    office.load(*files)
    assert _shown(office) == 910_000.0
    for number in (1, 2, 0):
        assert office.load((names[number], files[number][1] + OTHER[1])).changed == 0
        assert _shown(office) == 910_000.0
    office.load((names[0], OTHER[1]), replaces=[names[0]])
    assert _shown(office) == 920_000.0


@pytest.mark.parametrize("names", [("丙.csv", "甲.csv", "乙.csv"), *long(("甲.csv", "乙.csv", "丙.csv"))])
def test_a_folder_of_old_and_new_files_gives_each_its_own_turn(office: Office, names: tuple[str, str, str]) -> None:
    one, two, three = names
    office.load((one, OTHER[1]))
    office.load((two, _school(91)))
    # With the first load's file comes one that is new: it stands behind the second load's.
    office.load((one, OTHER[1]), (three, _school(92)), beside=[two])
    assert _shown(office) == 910_000.0
    office.load((two, _school(93)), (one, OTHER[1]))
    assert _shown(office) == 930_000.0
    # What comes now comes last.
    assert office.load(("〇.csv", _school(94))).changed == 0


def test_a_file_that_a_person_says_corrects_one_of_a_folder_takes_its_turn(loaded: Office) -> None:
    loaded.load(
        ("定稿.csv", LINES.format(85, 50, 28)), ("司法局.csv", "2023,徐水区司法局,普法,1,1,\n"), replaces=[OWN[0]]
    )
    money = loaded.money()
    assert (money[2023, "甲项目建设"], money[2023, "乙项目运维"]) == (850_000.0, 500_000.0)


def test_what_an_older_version_noted_still_orders_the_loads(loaded: Office, empty: Home) -> None:
    """A number alone, and none of the files."""
    for path in (empty[0] / "own" / LOADS).glob(f"*/{ORDER}"):
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[0], encoding="ascii")
    made = loaded.load((OWN[0], LINES.format(85, 50, 28)))
    assert (made.changed, loaded.money()[2023, "乙项目运维"]) == (1, 500_000.0)


def test_of_two_years_files_of_one_name_and_figures_each_is_itself_when_it_is_loaded_again(office: Office) -> None:
    first, second = (("汇总.csv", _school(90).replace("2023", year)) for year in ("2022", "2023"))
    office.load(first)
    office.load(second, beside=["汇总"])
    for file in (first, second):
        made = office.load(file)
        assert (made.gone, made.remarks) == (0, [])
    assert set(office.money()) == {(2022, "校舍"), (2023, "校舍")}

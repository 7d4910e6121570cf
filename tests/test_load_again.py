"""What a load takes the place of: its own rows, whatever else was loaded beside or since, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from dashboard import importing
from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.inputs import InputError
from etl.load.keep import _alone, load, undo
from etl.load.plan import Plan, make_plan
from etl.load.replace import Answers
from etl.publish import BusyError
from tests.conftest import NOW, ROOT, quiet

HEAD = "年度,主管部门,项目名称,全年预算数（万元）,全年执行数（万元）,偏差原因\n"
Home = tuple[Path, Path]


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    """A dataset without anything in it yet."""
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    return tmp_path / "data", tmp_path / "warehouse"


class Office:
    """Loads texts as files, one minute after the other."""

    def __init__(self, home: Home) -> None:
        self.home, self.minute, self.head = home, 0, HEAD

    def load(self, *files: tuple[str, str], replaces: Sequence[str] = (), beside: Sequence[str] = ()) -> Plan:
        self.minute += 1
        folder = self.home[0].parent / f"in-{self.minute}"
        paths = []
        for number, (name, lines) in enumerate(files):
            path = folder / str(number) / name
            path.parent.mkdir(parents=True)
            path.write_text(self.head + lines, encoding="utf-8")
            paths.append(path)
        when = NOW + timedelta(minutes=self.minute)
        return load(paths, *self.home, "own", when, quiet, said=Answers(replaces, beside))[0]

    def money(self) -> dict[tuple[int, str], float]:
        rows = self.ask("SELECT year, project, executed FROM project_year").with_columns(pl.col("executed").cast(float))
        return {(year, project): executed for year, project, executed in rows.iter_rows()}

    def ask(self, sql: str) -> pl.DataFrame:
        return DuckDBEngine(in_service(self.home[1], "own")).run_sql(sql)


@pytest.fixture
def office(empty: Home) -> Office:
    return Office(empty)


def test_another_file_of_the_same_name_is_kept_beside_the_first(office: Office) -> None:
    office.load(("汇总.csv", "2023,徐水区教育局,校舍,100,90,\n"))
    made = office.load(("汇总.csv", "2023,徐水区民政局,低保,10,9,\n"))
    assert (made.name, made.new, made.gone) == ("汇总（2）", 1, 0)
    assert made.remarks
    office.load(("汇总.csv", "2023,徐水区民政局,低保,10,8,\n"))
    made = office.load(("汇总.csv", "2023,徐水区教育局,校舍,100,95,\n"))
    assert made.name == "汇总"
    assert office.money() == {(2023, "校舍"): 950_000.0, (2023, "低保"): 80_000.0}


def test_two_files_of_one_name_loaded_together_are_two_sources(office: Office) -> None:
    made = office.load(("汇总.csv", "2023,徐水区教育局,校舍,100,90,\n"), ("汇总.csv", "2023,徐水区民政局,低保,10,9,\n"))
    assert made.problems == []
    assert office.ask("SELECT count(DISTINCT source_id) AS n FROM project_year")["n"][0] == 2
    # One of them corrected alone leaves the other as it was.
    office.load(("汇总.csv", "2023,徐水区民政局,低保,10,8,\n"))
    assert office.money() == {(2023, "校舍"): 900_000.0, (2023, "低保"): 80_000.0}


def test_what_one_of_two_files_of_one_name_could_not_load_stays_when_the_other_is_corrected(office: Office) -> None:
    office.load(
        ("汇总.csv", "2023,徐水区教育局,校舍,100,90,\n待定,徐水区教育局,操场,5,4,\n"),
        ("汇总.csv", "2023,徐水区民政局,低保,10,9,\n待定,徐水区民政局,敬老,5,4,\n"),
    )
    office.load(("汇总.csv", "2023,徐水区民政局,低保,10,8,\n2023,徐水区民政局,敬老,5,4,\n"))
    (line,) = office.ask("SELECT raw FROM quarantine")["raw"].to_list()
    assert "操场" in line
    assert office.money() == {(2023, "校舍"): 900_000.0, (2023, "低保"): 80_000.0, (2023, "敬老"): 40_000.0}


def test_one_file_of_many_is_corrected_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "DATA", office.home[0])
    office.load(("甲.csv", "2023,徐水区教育局,校舍,100,90,\n"), ("乙.csv", "2023,徐水区民政局,低保,10,9,\n"))
    made = office.load(("乙.csv", "2023,徐水区民政局,低保,10,8,\n"))
    assert (made.new, made.changed, made.unchanged, made.gone) == (0, 1, 0, 0)
    assert office.money() == {(2023, "校舍"): 900_000.0, (2023, "低保"): 80_000.0}
    assert office.ask("SELECT code FROM finding WHERE code = 'contradictory_values'").is_empty()
    told = importing.loaded("own", in_service(office.home[1], "own").database.parent.name)
    assert (told["name"], told["changed"], told["files"]) == ("乙", 1, [{"file": "乙.csv", "rows": 1}])
    _, undone = undo(*office.home, "own")
    assert undone == ["乙"]
    assert office.money()[2023, "低保"] == 90_000.0


def test_a_correction_takes_nothing_from_what_other_loads_refer_to(office: Office) -> None:
    office.load(("2022.csv", "2022,徐水区民政局,低保,100,90,\n2022,徐水区司法局,普法,10,9,\n"))
    office.load(("2023.csv", "2023,徐水区民政局,低保,110,99,\n2023,徐水区民政局,高龄,10,9,\n"))
    made = office.load(("2022.csv", "2022,徐水区司法局,普法,10,8,\n"))
    assert (made.changed, made.gone) == (1, 1)
    assert set(office.money()) == {(2022, "普法"), (2023, "低保"), (2023, "高龄")}
    assert office.ask("SELECT * FROM quarantine").is_empty()


def test_a_corrected_reason_is_published(office: Office) -> None:
    line = "2023,徐水区民政局,低保,100,50,{}\n"
    office.load(("a.csv", line.format("财政资金未及时拨付")))
    made = office.load(("a.csv", line.format("参保人数减少，需求不足")))
    assert not made.changes_nothing
    assert office.ask("SELECT quote FROM reason")["quote"].to_list() == ["参保人数减少，需求不足"]
    assert office.load(("a.csv", line.format("参保人数减少，需求不足"))).changes_nothing


def test_lines_of_one_year_with_names_alike_stay_two_projects(office: Office) -> None:
    office.load(("2022.csv", "2022,徐水区民政局,信息化建设项目,100,90,\n2022,徐水区民政局,2022年农田建设项目,1,1,\n"))
    lines = (
        "2023,徐水区民政局,信息化建设项目,100,90,\n2023,徐水区民政局,信息化建设经费,70,60,\n"
        "2023,徐水区民政局,2022年农田建设项目,10,10,\n2023,徐水区民政局,2023年农田建设项目,40,30,\n"
    )
    made = office.load(("2023.csv", lines))
    assert {doubt.name for doubt in made.doubts} == {"信息化建设经费", "2023年农田建设项目"}
    assert sum(v for (year, _), v in office.money().items() if year == 2023) == 1_900_000.0


def test_names_of_different_years_in_two_files_of_one_year_stay_two_projects(office: Office) -> None:
    """Across years they are one: the same project under the name of each year."""
    office.load(("2021.csv", "2021,徐水区教育局,2021年农田建设,3,3,\n"))
    office.load(("甲.csv", "2022,徐水区教育局,2022年农田建设,10,9,\n2022,徐水区教育局,2021-2022学年奖学金,4,4,\n"))
    made = office.load(
        ("乙.csv", "2022,徐水区教育局,2020年农田建设,5,5,\n2022,徐水区教育局,2022-2023学年奖学金,6,6,\n")
    )
    assert {doubt.name for doubt in made.doubts} == {"2020年农田建设", "2022-2023学年奖学金"}
    assert sum(v for (year, _), v in office.money().items() if year == 2022) == 240_000.0
    assert office.ask("SELECT count(DISTINCT project_id) FROM project_year").item() == 4
    made = office.load(("丙.csv", "2022,徐水区教育局,2022年度农田建设,10,9,\n"))
    assert (made.new, made.doubts) == (0, ())
    made = office.load(("丁.csv", "2022,徐水区教育局,2021年农田建设,7,7,\n"))
    assert made.new == 1, "the id made of its name is the one of 2022年农田建设"


def test_lines_that_could_not_be_used_stay_in_quarantine(office: Office) -> None:
    lines = (
        "2023,徐水区民政局,低保,100,90,\n,徐水区民政局,无年度,1,1,\n2023,,无部门,1,1,\n2023,徐水区民政局,低保,100,90,\n"
    )
    made = office.load(("a.csv", lines))
    reasons = {refusal.reason for _, refusal in made.refused}
    assert reasons == {"没有年度", "没有部门", "与前一行完全相同"}
    kept = office.ask("SELECT sentence, raw FROM quarantine WHERE code = 'not_loaded'")
    assert kept.height == 3
    assert any("无部门" in raw for raw in kept["raw"])
    read, published, refused = office.ask(
        "SELECT sum(rows_read)::INT, sum(rows_published)::INT, sum(rows_quarantined)::INT FROM load_run"
    ).row(0)
    assert read == published + refused


def test_a_file_without_a_usable_line_is_replaced_by_its_own_correction_only(office: Office) -> None:
    good = ("好.csv", "2023,徐水区财政局,内控,7,6,\n")
    office.load(("自评表.csv", "2023,,校舍,100,83,\n2023,,操场,10,9,\n"), good)
    made = office.load(("自评表.csv", "2023,徐水区民政局,低保,10,9,\n"))
    assert made.namesakes == ["好等2个"]
    assert office.ask("SELECT 1 FROM quarantine").height == 2
    made = office.load(("自评表.csv", "2023,徐水区教育局,校舍,100,83,\n2023,徐水区教育局,操场,10,9,\n"), good)
    assert made.new == 2
    assert office.ask("SELECT 1 FROM quarantine").is_empty()
    assert office.money()[2023, "低保"] == 90_000.0


def test_a_second_load_at_the_same_time_is_told_to_wait(office: Office) -> None:
    office.load(("a.csv", "2023,徐水区民政局,低保,100,90,\n"))
    with _alone(office.home[0], "own"), pytest.raises(BusyError, match="另一次装载正在进行"):
        office.load(("b.csv", "2023,徐水区教育局,校舍,100,90,\n"))
    assert set(office.money()) == {(2023, "低保")}


def test_an_empty_folder_is_one_sentence(empty: Home) -> None:
    with pytest.raises(InputError, match="没有一个可读的文件"):
        make_plan([], *empty, "own", NOW, quiet)


def test_a_file_name_is_no_pattern_of_paths(office: Office) -> None:
    made = office.load(("[2023]汇总*.csv", "2023,徐水区民政局,低保,100,90,\n"))
    assert made.name == "_2023_汇总_"
    office.load(("2022.csv", "2022,徐水区民政局,低保,90,90,\n"))
    assert office.money() == {(2023, "低保"): 900_000.0, (2022, "低保"): 900_000.0}


def test_a_year_corrected_on_every_row_takes_the_place_of_the_first(office: Office) -> None:
    lines = "{0},徐水区民政局,低保,100,90,\n{0},徐水区民政局,养老,10,9,\n{0},徐水区民政局,高龄,5,{1},\n"
    office.load(("汇总.csv", lines.format(2022, 4)))
    made = office.load(("汇总.csv", lines.format(2023, 4)))
    assert (made.name, made.new, made.gone) == ("汇总", 3, 3)
    assert any("只有年度或部门不同，按改正处理" in remark for remark in made.remarks)
    assert {year for year, _ in office.money()} == {2023}
    # The next year's file of the same name has other figures: it stands beside.
    made = office.load(("汇总.csv", "2024,徐水区民政局,低保,100,91,\n2024,徐水区民政局,养老,10,8,\n"))
    assert (made.name, made.gone) == ("汇总（2）", 0)
    assert {year for year, _ in office.money()} == {2023, 2024}


def test_an_office_corrected_on_every_row_takes_the_place_of_the_first(office: Office) -> None:
    office.load(("汇总.csv", "2023,徐水区教育局,校舍,100,90,\n2023,徐水区教育局,操场,10,9,\n"))
    office.load(("汇总.csv", "2023,徐水区民政局,校舍,100,90,\n2023,徐水区民政局,操场,10,9,\n"))
    offices = office.ask("SELECT DISTINCT d.department FROM project_year JOIN department d USING (department_id)")
    assert offices["department"].to_list() == ["徐水区民政局"]


def test_a_person_can_say_what_a_file_corrects(office: Office) -> None:
    """Year and figures corrected on every row, or another file name: nothing tells it but a person."""
    office.load(("汇总.csv", "2022,徐水区民政局,低保,100,90,\n"), ("别的.csv", "2022,徐水区司法局,普法,1,1,\n"))
    office.load(("汇总.csv", "2023,徐水区民政局,低保,110,91,\n"))
    beside = office.load(("2023定稿.csv", "2023,徐水区民政局,低保,120,92,\n"), replaces=["汇总"])
    assert (beside.changed, beside.gone) == (1, 0)
    assert office.money() == {(2022, "低保"): 900_000.0, (2022, "普法"): 10_000.0, (2023, "低保"): 920_000.0}
    with pytest.raises(InputError, match="没有名为"):
        office.load(("x.csv", "2023,徐水区民政局,低保,120,92,\n"), replaces=["../real"])
    with pytest.raises(InputError, match="没有名为"):
        office.load(("x.csv", "2023,徐水区民政局,低保,120,92,\n"), replaces=["没有的"])


def test_two_files_on_one_project_are_two_statements_with_their_own_places(office: Office) -> None:
    """Each file numbers its statements from one: the second's count on, and nothing of it is refused."""
    first = "2023,徐水区教育局,校舍,100,60,招标推迟\n"
    office.load(("甲.csv", first))
    for name, line in (("乙.csv", "2023,徐水区教育局,校舍,100,61,设备到货较晚\n"), ("0.csv", first + ",,,,,\n")):
        made = office.load((name, line))
        assert not made.problems, "no statement is refused"
        assert not made.elsewhere, "no statement of the file before is refused"
        assert not made.marks
        assert not made.changes_nothing
    assert office.money() == {(2023, "校舍"): 600_000.0}
    said = office.ask(
        "SELECT value_text, locator, origin, is_shown FROM evidence JOIN source USING (source_id) "
        "WHERE column_name = 'executed' ORDER BY origin"
    )
    assert said.rows() == [("60", "E2", "0.csv", False), ("61", "E2", "乙.csv", False), ("60", "E2", "甲.csv", True)]
    reasons = office.ask("SELECT reason_code, quote FROM reason ORDER BY ordinal")
    assert sorted(reasons["quote"]) == ["招标推迟", "设备到货较晚"], "said twice counts once"


def test_a_statement_keeps_its_number_when_its_file_is_loaded_again(office: Office) -> None:
    line = "2023,徐水区教育局,校舍,100,60,招标推迟\n"
    office.load(("甲.csv", line))
    made = office.load(("癸.csv", line.replace("60,", "61,")), beside=["甲"])
    assert made.remarks == ["1行是别的文件已有的行，记作另一处陈述，其中1行有数字不同，显示的仍是原来的数。"]
    assert office.load(("甲.csv", line)).changes_nothing
    assert office.load(("癸.csv", line.replace("60,", "61,"))).changes_nothing


def test_two_spellings_of_one_department_in_one_file_lose_no_statement(office: Office) -> None:
    lines = "2023,徐水区卫健委,疫苗,100,60,招标推迟\n2023,徐水区卫生健康委员会,疫苗,100,61,设备到货较晚\n"
    made = office.load(("甲.csv", lines))
    assert [str(p) for p in (*made.problems, *made.marks, *made.elsewhere)] == []
    said = office.ask("SELECT value_text, is_shown FROM evidence WHERE column_name = 'executed' ORDER BY ordinal")
    assert said.rows() == [("60", True), ("61", False)]
    assert office.ask("SELECT quote FROM reason ORDER BY ordinal")["quote"].to_list() == ["招标推迟", "设备到货较晚"]


def test_a_reason_in_words_nobody_knows_is_no_missing_reason(office: Office) -> None:
    lines = "".join(
        f"2023,徐水区教育局,{name},100,10,{why}\n" for name, why in (("校舍", "天有不测风云"), ("操场", ""))
    )
    made = office.load(("甲.csv", lines))
    assert made.remarks == ["1条原因的说法没有归到类别，原话照录，暂记为“仅描述现象”。"]
    missing = office.ask(
        "SELECT project FROM finding JOIN project_year USING (project_id) WHERE code = 'reason_missing'"
    )
    assert missing["project"].to_list() == ["操场"]
    assert office.ask("SELECT reason_code, quote FROM reason").rows() == [("R99", "天有不测风云")]


def test_a_name_corrected_in_the_first_years_file_is_still_the_office_of_later_years(office: Office) -> None:
    office.load(("2022.csv", "2022,徐水区安监局,安全生产专项经费,100,90,\n2022,徐水区教育局,校舍,10,9,\n"))
    office.load(("2023.csv", "2023,徐水区应急管理局,2023年安全生产专项资金,110,99,\n"))
    office.load(("2022.csv", "2022,徐水区安全生产监督管理局,安全生产专项项目,100,95,\n2022,徐水区教育局,校舍,10,9,\n"))
    rows = office.ask("SELECT department_id, project_id, year, executed FROM project_year ORDER BY year, executed DESC")
    first, _, second = rows.rows()
    assert first[:2] == second[:2]
    assert [float(row[3]) for row in (first, second)] == [950_000.0, 990_000.0]
    assert office.ask("SELECT count(*) FROM department").item() == 2


def test_a_merger_is_stated_once_whichever_file_is_corrected(office: Office) -> None:
    office.load(("2017.csv", "2017,徐水区文化局,图书,100,90,\n"))
    office.load(("2019.csv", "2019,徐水区文化和旅游局,图书,100,90,\n"))
    office.load(("2020.csv", "2020,徐水区文旅局,图书,100,90,\n"))
    for name, lines in (
        ("2017.csv", "2017,徐水区文化局,图书,100,91,\n"),
        ("2019.csv", "2019,徐水区文旅局,图书,100,91,\n"),
    ):
        made = office.load((name, lines))
        assert (made.changed, made.elsewhere, made.standing) == (1, [], 0)
        assert office.ask("SELECT year FROM department_successor").rows() == [(2018,)]


def test_figures_of_the_whole_year_take_the_place_of_those_up_to_september(office: Office) -> None:
    """In either order of loading; what was said of September is set aside with its reason, and contradicts nothing."""
    september = ("九月.csv", "2023,徐水区教育局,校舍,100,60,\n注：数据截至9月30日\n")
    december = ("全年.csv", "2023,徐水区教育局,校舍,100,98,\n")
    facts = "SELECT executed::DOUBLE, as_of FROM project_year"
    office.load(september)
    assert [str(row) for row in office.ask(facts).row(0)] == ["600000.0", "2023-09-30"]
    for files in ([december], [september]):
        office.load(*files)
        assert office.ask(facts).rows() == [(980_000.0, None)]
        assert office.ask("SELECT 1 FROM finding WHERE code = 'contradictory_values'").is_empty()
        refused = office.ask("SELECT count(*) FROM quarantine WHERE code = 'outdated' AND table_name = 'project_year'")
        assert refused.row(0) == (1,)
        shown = office.ask("SELECT value_text FROM evidence WHERE column_name = 'executed' AND is_shown")
        assert shown.rows() == [("98",)]


def test_of_two_files_that_state_one_figure_otherwise_the_first_loaded_is_shown(office: Office) -> None:
    differing = "1行是别的文件已有的行，记作另一处陈述，其中1行有数字不同，显示的仍是原来的数。"
    first = "1行与别的文件写的数字不同：先装的文件为准，显示改用这次的数，原来的数记作另一处陈述。"
    found: list[tuple[str, list[str], float]] = []
    # Its name sorts before and behind the others; its correction keeps its place.
    for name, executed in (("乙.csv", 9.1), ("甲.csv", 9.5), ("丙.csv", 9.3), ("乙.csv", 9.2)):
        made = office.load((name, f"2023,徐水区民政局,低保,10,{executed},\n"))
        told = office.ask("SELECT sentence FROM finding WHERE code = 'contradictory_values' ORDER BY sentence")
        found.append(("".join(made.remarks[-1:]), told["sentence"].to_list(), office.money()[2023, "低保"]))
    assert found == [
        ("", [], 91_000.0),
        (differing, ["“低保”支出一处写9.1，另一处写9.5。"], 91_000.0),
        (differing, ["“低保”支出一处写9.1，另一处写9.3。", "“低保”支出一处写9.1，另一处写9.5。"], 91_000.0),
        (first, ["“低保”支出一处写9.2，另一处写9.3。", "“低保”支出一处写9.2，另一处写9.5。"], 92_000.0),
    ]


def test_a_preview_names_the_rows_that_the_reader_is_not_sure_of(office: Office) -> None:
    lines = [f"2023,徐水区教育局,校舍{number},约100,90,\n" for number in range(6)]
    made = office.load(("甲.csv", "2023,徐水区教育局,操场,100,90,\n" + "".join(lines)))
    places = "、".join(f"甲.csv C{number}" for number in range(3, 8))
    assert made.remarks == [f"6行读的时候拿不准：有的数字或名称看不准（{places}等），装载前请与原表核对。"]
    assert len(office.money()) == 7


@pytest.mark.parametrize(("name", "replaces"), [("甲.csv", ()), ("丙.csv", ("甲",))])
def test_a_figure_keeps_its_evidence_when_the_first_file_no_longer_states_it(
    office: Office, name: str, replaces: Sequence[str]
) -> None:
    """Every file marks the figures it shows; which mark counts is found anew in every build."""
    school, desks = "2023,徐水区教育局,校舍,100,83.00,\n", "2023,徐水区教育局,桌椅,10,9,\n"
    office.load(("甲.csv", school + desks))
    office.load(("乙.csv", school))
    office.load((name, desks), replaces=replaces)
    shown = office.ask("SELECT value_text, is_shown FROM evidence WHERE column_name = 'executed' ORDER BY value_text")
    assert shown.rows() == [("83.00", True), ("9", True)]


def test_of_two_files_grades_the_one_shown_is_the_rows(office: Office) -> None:
    office.head = HEAD.replace("偏差原因", "评价等级")
    office.load(("甲.csv", "2023,徐水区教育局,校舍,100,90,优\n"))
    office.load(("乙.csv", "2023,徐水区教育局,校舍,100,90,良\n"))
    said = "SELECT value_text, is_shown FROM evidence WHERE column_name = 'grade_stated' ORDER BY is_shown"
    assert office.ask(said).rows() == [("良", False), ("优", True)]
    assert office.ask("SELECT grade_stated FROM project_year").rows() == [("优",)]

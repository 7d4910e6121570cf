"""Large files are cut by DuckDB: what a build makes of them is what it makes of small ones."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl import extract, inputs
from etl.build import NothingGoodError, Report, build
from etl.bulk import in_utf8

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
_ROWS = """project_id,department_id,year,evaluation_kind,project,budget_full_year,executed,score,source_id
p1,d1,2021,self,　桥梁养护\t,100.00,97.50,95,s1
p2,d1,2021,self,"路灯
更换",50,,88.5,s1
p2,d1,2021,self,路灯更换,50,12.00,88.5,s1

p3,d1,2021,self,河道清淤,约30万,1.00,90,s1
p3,d1,2022,self,河道清淤,30,1.00,90,s1,多一格
p3,d1,2023,self,河道清淤
p3,d1,2024,self,河道清淤,  30.00 ,1.005,90,s1
p3,d1,2025,self,河道清淤, 30.00\t,1.00,90,s1
p1,d1,2021,self,桥梁养护,100.00,97.50,95,s1
p9,d1,2021,self,没有这个项目,1,1,1,s1
p3,d1,1800,self,河道清淤,30,1.00,90,s1
p3,d2,2020,self,河道清淤,30,1.00,90,s1
"""


def _dataset(folder: Path, rows: str, encoding: str = "utf-8") -> Path:
    (folder / "reference").mkdir(parents=True)
    own = folder / "own"
    own.mkdir()
    district = "district_code,level,district,province,edition\n360103,county,西湖区,江西省,2024\n"
    (folder / "reference" / "district.csv").write_text(district, encoding="utf-8")
    department = (
        "department_id,department,district_code,function\nd1,西湖区水利局,360103,水利\nd2,西湖区民政局,360103,民政\n"
    )
    (own / "department.csv").write_text(department, encoding="utf-8")
    (own / "project.csv").write_text(
        "project_id,project,department_id\np1,桥梁养护,d1\np2,路灯更换,d1\np3,河道清淤,d1\n", encoding="utf-8"
    )
    (own / "source.csv").write_text("source_id,source_group,title,kind\ns1,测试,表,table\n", encoding="utf-8")
    (own / "project_year.csv").write_bytes(rows.encode(encoding))
    return folder


def _build(data: Path, warehouse: Path) -> tuple[Report, dict[str, list[tuple[object, ...]]]]:
    report = build(data, warehouse, "own", NOW, lambda *_: None)
    database = warehouse / "own" / str(report.build_id) / "warehouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        found = {name: con.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall() for name in names}
    found["quarantine"] = [row[:4] for row in found["quarantine"]]
    return report, found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_large_file_gives_the_same_snapshot_as_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    data = _dataset(tmp_path / "data", _ROWS, encoding)
    small, expected = _build(data, tmp_path / "small")
    monkeypatch.setattr(extract, "BULK_BYTES", 0)
    large, found = _build(data, tmp_path / "large")
    assert found == expected
    for report in (small, large):
        counts = (report.rows_read, report.rows_published, report.rows_quarantined, len(report.findings))
        assert counts == (small.rows_read, small.rows_published, small.rows_quarantined, len(small.findings))


def test_empty_cells_behind_the_last_column_are_no_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "p3,d1,{},self,河道清淤,30,1.00,90,s1{}\n"
    tails = [(2019, ","), (2018, ",,"), (2017, ',""'), (2016, ", "), (2015, ",一格"), (2014, ",,一格")]
    data = _dataset(tmp_path / "data", _ROWS + "".join(line.format(*tail) for tail in tails))
    small, expected = _build(data, tmp_path / "small")
    monkeypatch.setattr(extract, "BULK_BYTES", 0)
    large, found = _build(data, tmp_path / "large")
    assert found == expected
    for report in (small, large):
        assert {p.row for p in report.problems if (p.row or 0) > 15} == {19, 20, 21}


def test_every_row_of_a_large_file_is_accounted_for_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "BULK_BYTES", 0)
    report, found = _build(_dataset(tmp_path / "data", _ROWS), tmp_path / "warehouse")
    # Lines counted by hand in _ROWS: a cell of two lines and an empty line stand before them.
    refused = {problem.row: problem.code for problem in report.problems if problem.row}
    assert refused == {
        7: "bad_value", 8: "wrong_cell_count", 9: "wrong_cell_count", 10: "bad_value", 12: "duplicate_row",
        13: "unknown_reference", 14: "bad_value", 15: "other_department",
    }  # fmt: skip
    # p1, p2 and p3 of 2025; the second row of p2 states another figure and is kept as evidence.
    assert len(found["project_year"]) == 3
    assert {row[1] for row in found["project_year"]} == {"p1", "p2", "p3"}
    assert [row[:2] for row in found["evidence"] if "12.00" in row] != []


def test_a_quotation_mark_never_closed_in_a_large_file_is_said_and_nothing_of_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = _ROWS + 'p3,d1,2019,self,"河道清淤,30,1.00,90,s1\n' + "p3,d1,2018,self,河道清淤,30,1.00,90,s1\n" * 50
    data = _dataset(tmp_path / "data", broken)
    (data / "own" / "department_year.csv").write_text(
        "department_id,year,scope,evaluation_kind,budget_full_year,executed,source_id\nd1,2021,department,self,1,1,s1\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(extract, "BULK_BYTES", 0)
    report, found = _build(data, tmp_path / "warehouse")
    assert found["project_year"] == []
    assert [str(p) for p in report.problems if p.code == "unreadable_file"] == [
        "own/project_year.csv：从第16行起引号不成对，无法分列。"
    ]


def test_a_large_file_with_a_wrong_column_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _dataset(tmp_path / "data", _ROWS.replace("executed", "excuted"))
    monkeypatch.setattr(extract, "BULK_BYTES", 0)
    with pytest.raises(Exception, match="没有一行可发布的数据") as caught:
        _build(data, tmp_path / "warehouse")
    said = [str(p) for p in caught.value.report.problems if p.code == "unknown_column"]  # type: ignore[attr-defined]
    assert said == [
        "own/project_year.csv “excuted”列：表“project_year”没有这一列，是否应为“executed”？整份文件未发布。"
    ]
    assert not list((tmp_path / "warehouse" / "own").glob("*.partial"))


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("年度\n".encode("gb18030") + b"\xff\xff\xff\n")
    with pytest.raises(inputs.InputError, match="GB18030"):
        in_utf8(path, tmp_path / "copy.csv")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (_ROWS.replace("\n", "\r"), "老式的换行"),
        (_ROWS.replace("source_id\n", "source_id,\n"), "第10列是空的"),
        (_ROWS.replace("source_id\n", "source_id,Project_ID\n"), "大小写不同"),
        (_ROWS.replace("source_id\n", "source_id,_record\n"), "不能作列名"),
    ],
)
def test_a_head_that_no_large_file_can_have_is_one_sentence(
    rows: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "BULK_BYTES", 100)
    with pytest.raises(NothingGoodError) as error:
        _build(_dataset(tmp_path / "data", rows), tmp_path / "warehouse")
    assert any(re.search(told, problem.sentence) for problem in error.value.report.problems)


_GOOD = ["p1", "d1", "2021", "self", "桥梁养护", "100.00", "97.50", "95", "s1"]
_PADDED = [f"　{cell} \t" for cell in _GOOD]
_WRONG = ["p2", "d1", "2021", "self", "路灯更换", "约50", "1", "88.5", "s1"]


@pytest.mark.parametrize("cells", [[_GOOD], [_PADDED], [_PADDED, _WRONG], [_GOOD, _WRONG], [_GOOD, _GOOD]])
def test_parquet_read_at_every_step_gives_what_a_kept_csv_gives(cells: list[list[str]], tmp_path: Path) -> None:
    head = _ROWS.splitlines()[0].split(",")
    rows = "".join(",".join(line) + "\n" for line in [head, *cells])
    expected, kept = _build(_dataset(tmp_path / "csv", rows), tmp_path / "kept")
    data = _dataset(tmp_path / "parquet", "")
    (data / "own" / "project_year.csv").unlink()
    pl.DataFrame(cells, schema=head, orient="row").write_parquet(data / "own" / "project_year.parquet")
    report, read = _build(data, tmp_path / "read")
    tables = read.keys() - {"load_run", "quarantine"}
    assert {name: read[name] for name in tables} == {name: kept[name] for name in tables}
    assert [problem.code for problem in report.problems] == [problem.code for problem in expected.problems]
    assert len(report.problems) == len(cells) - 1
    [row] = read["project_year"]
    assert {"p1", "桥梁养护", Decimal("97.50")} <= set(row)

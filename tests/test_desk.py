"""Decisions about the rows of a report: nothing enters before a person confirms it, and nothing is asked twice."""

from __future__ import annotations

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.inputs import InputError
from etl.load import desk
from etl.load.keep import load
from etl.load.plan import make_plan
from etl.read.one import read_one
from etl.read.rows import REVIEW, FlatRow, Reading, Span, Statement
from tests.conftest import NOW, quiet
from tests.test_load import projects

REPORT = """西湖区应急管理局2023年度项目支出绩效自评报告
一、项目概况
2023年我局组织实施项目2个。
二、项目资金情况
1. 应急广播终端运行维护项目：全年预算120万元，完成支付90万元，执行率75%。未完成原因：财政资金未及时拨付。自评得分92分。
2. 森林防灭火器材更新项目：全年预算80万元，完成支付80万元，执行率100%。自评得分98分。
三、改进措施
2024年底前完善预算编制。
"""


def _reading() -> Reading:
    text = "甲项目预算100万元，支出90万元。乙项目似有50万元。"
    rows = [
        FlatRow("project_year", "甲项目", "西湖区水利局", "西湖区", 2023, None, Decimal("1000000.00"), None,
                Decimal("900000.00"), quote="甲项目预算100万元，支出90万元", locator="字符0-16",
                spans=[Span("executed_yuan", 12, 16)],
                statements=[Statement("executed_yuan", "90", "万元", "字符12-16", Decimal("900000.00"))]),
        FlatRow("project_year", "乙项目", "西湖区水利局", "西湖区", 2023, amount_unspecified_yuan=Decimal("500000.00"),
                quote="乙项目似有50万元", status=REVIEW, rule="只有一个金额"),
    ]  # fmt: skip
    return Reading("报告.txt", rows, text=text, title="报告")


def _read(folder: Path, text: str) -> Reading:
    path = folder / "报告.txt"
    path.write_text(text, encoding="utf-8")
    return read_one(path)


def _told(reading: Reading, actions: list[tuple[str, dict[str, str]]], *, is_confirmed: bool = True) -> dict[str, Any]:
    keys = desk.row_keys(reading.rows)
    rows = [
        {"row": key, "project": row.project, "action": action, "changes": changes}
        for key, row, (action, changes) in zip(keys, reading.rows, actions, strict=True)
        if action
    ]
    return {"document": desk.document_key(reading), "file": reading.file, "rows": rows, "is_confirmed": is_confirmed}


def test_nothing_of_a_report_is_loaded_before_it_is_confirmed(tmp_path: Path) -> None:
    reading = _reading()
    left = desk.apply(reading, desk.decisions(tmp_path, "real"))
    assert left.rows == []
    assert left.sentence == desk.WAITING
    assert [r.raw for r in left.refused] == [row.quote for row in reading.rows]
    desk.decide(tmp_path, "real", _told(reading, [("accept", {}), ("accept", {})], is_confirmed=False), NOW)
    assert desk.apply(reading, desk.decisions(tmp_path, "real")).rows == []


def test_a_row_under_review_waits_even_in_a_confirmed_report(tmp_path: Path) -> None:
    reading = _reading()
    desk.decide(tmp_path, "real", _told(reading, [("", {}), ("", {})]), NOW)
    done = desk.apply(reading, desk.decisions(tmp_path, "real"))
    assert [row.project for row in done.rows] == ["甲项目"]
    assert ["还没有人决定" in r.reason for r in done.refused] == [True]


def test_accepted_corrected_and_rejected_rows(tmp_path: Path) -> None:
    reading = _reading()
    changes = {"executed_yuan": "91.5万元", "amount_unspecified_yuan": "", "project": "乙项目（二期）"}
    desk.decide(tmp_path, "real", _told(reading, [("reject", {}), ("edit", changes)]), NOW)
    done = desk.apply(reading, desk.decisions(tmp_path, "real"))
    (row,) = done.rows
    assert (row.project, row.executed_yuan, row.amount_unspecified_yuan) == (
        "乙项目（二期）",
        Decimal("915000.00"),
        None,
    )
    assert row.status == "publish"
    (said,) = row.statements
    assert (said.text, said.value, said.locator.endswith("人工改正")) == ("91.5万元", Decimal("915000.00"), True)
    assert ["决定不采用" in r.reason for r in done.refused] == [True]
    # What the reader found is not touched: the desk shows both.
    assert reading.rows[1].amount_unspecified_yuan == Decimal("500000.00")


def test_the_last_word_counts_and_a_correction_leaves_no_trace_of_an_earlier_one(tmp_path: Path) -> None:
    reading = _reading()
    desk.decide(tmp_path, "real", _told(reading, [("edit", {"score": "95"}), ("reject", {})]), NOW)
    desk.decide(tmp_path, "real", _told(reading, [("reject", {}), ("accept", {})]), NOW)
    done = desk.apply(reading, desk.decisions(tmp_path, "real"))
    assert [(row.project, row.score) for row in done.rows] == [("乙项目", None)]
    desk.decide(tmp_path, "real", _told(reading, [("edit", {"grade_stated": "良"}), ("reject", {})]), NOW)
    (row,) = desk.apply(reading, desk.decisions(tmp_path, "real")).rows
    assert (row.score, row.grade_stated) == (None, "良")


def test_decisions_hold_for_a_later_version_of_the_report_which_is_confirmed_anew(tmp_path: Path) -> None:
    reading = _reading()
    desk.decide(tmp_path, "real", _told(reading, [("accept", {}), ("reject", {})]), NOW)
    later = _reading()
    later.text += "补充：会计核算规范。"
    decided = desk.decisions(tmp_path, "real")
    assert desk.apply(later, decided).rows == []
    told = desk.told(later, decided)
    assert told["is_confirmed"] is False
    assert [row["action"] for row in told["rows"]] == ["accept", "reject"]


SAME = "一、项目完成情况\n1.物业管理费项目：年初预算10万元，支出10万元，执行率100%。\n"


@pytest.mark.parametrize(
    ("action", "changes"), [("edit", {"executed_yuan": "7万元"}), ("edit", {"department": "别的局"}), ("reject", {})]
)
@pytest.mark.parametrize(
    ("office", "other"),
    [("南昌市西湖区教育局", "南昌市西湖区民政局"), ("南昌市教育局", "九江市教育局"), ("", "我单位")],
)
def test_a_decision_is_of_one_office_and_no_other_report_has_it(
    tmp_path: Path, office: str, other: str, action: str, changes: dict[str, str]
) -> None:
    """The same sentence stands in the reports of two offices; nobody decided anything on the other one."""
    first, second = (_read(tmp_path, f"{name}2023年度项目绩效自评报告\n{SAME}") for name in (office, other))
    desk.decide(tmp_path, "real", _told(first, [(action, changes)]), NOW)
    desk.decide(tmp_path, "real", _told(second, [("accept" if not second.rows[0].department else "", {})]), NOW)
    (row,) = desk.apply(second, desk.decisions(tmp_path, "real")).rows
    assert (row.department, row.executed_yuan) == (second.rows[0].department, Decimal("100000.00"))


def test_a_corrected_report_finds_its_decisions_once_it_is_confirmed(tmp_path: Path) -> None:
    head = "南昌市西湖区教育局2023年度项目绩效自评报告\n"
    first, later = _read(tmp_path, head + SAME), _read(tmp_path, f"{head}{SAME}二、其他\n本报告经局办公会审议。\n")
    desk.decide(tmp_path, "real", _told(first, [("edit", {"executed_yuan": "7万元"})], is_confirmed=False), NOW)
    desk.decide(tmp_path, "real", {**_told(later, [("", {})]), "rows": []}, NOW)
    decided = desk.decisions(tmp_path, "real")
    assert [row.executed_yuan for row in desk.apply(later, decided).rows] == [Decimal("100000.00")], "not confirmed"
    desk.decide(tmp_path, "real", _told(first, [("", {})]), NOW)
    assert [row.executed_yuan for row in desk.apply(later, desk.decisions(tmp_path, "real")).rows] == [
        Decimal("70000.00")
    ]


def test_what_was_kept_before_offices_were_told_apart_holds_in_its_own_report_only(tmp_path: Path) -> None:
    first, second = (
        _read(tmp_path, f"南昌市西湖区{name}2023年度项目绩效自评报告\n{SAME}") for name in ("教育局", "民政局")
    )
    old = _told(first, [("edit", {"executed_yuan": "7万元"})])
    for row in old["rows"]:
        row["row"] = row["row"].partition("@")[0]
    desk.decide(tmp_path, "real", old, NOW)
    desk.decide(tmp_path, "real", _told(second, [("", {})]), NOW)
    decided = desk.decisions(tmp_path, "real")
    figures = [desk.apply(one, decided).rows[0].executed_yuan for one in (first, second)]
    assert figures == [Decimal("70000.00"), Decimal("100000.00")]


@pytest.mark.parametrize(
    ("column", "value"),
    [("executed_yuan", "很多"), ("executed_yuan", "5万美元"), ("year", "去年"), ("score", "优"), ("quote", "别的")],
)
def test_a_correction_that_is_no_value_is_refused_and_nothing_is_kept(tmp_path: Path, column: str, value: str) -> None:
    reading = _reading()
    with pytest.raises(InputError, match=r"不能作|不能改"):
        desk.decide(tmp_path, "real", _told(reading, [("accept", {}), ("edit", {column: value})]), NOW)
    assert not (tmp_path / "decisions").exists()


def test_a_correction_taken_back_is_gone_and_one_said_twice_is_one_line(tmp_path: Path) -> None:
    reading = _reading()
    both = {"executed_yuan": "91万元", "score": "95"}
    for changes in (both, both, {"score": "95"}):
        desk.decide(tmp_path, "real", _told(reading, [("edit", changes), ("reject", {})]), NOW)
    (row,) = desk.apply(reading, desk.decisions(tmp_path, "real")).rows
    assert (row.executed_yuan, row.score) == (Decimal("900000.00"), Decimal(95))
    lines = (tmp_path / "decisions" / "real.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[4] for line in lines[1:]] == [
        *("edit", "edit", "reject", "confirm"), "confirm", *("accept", "edit", "confirm")
    ]  # fmt: skip


def test_decisions_of_two_desks_at_once_are_all_kept(tmp_path: Path) -> None:
    def write(desk_name: str) -> None:
        for number in range(40):
            told = {"document": desk_name, "file": "报告.txt", "rows": [{"row": str(number), "action": "accept"}]}
            desk.decide(tmp_path, "real", told, NOW)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ("甲", "乙")))
    assert len(desk.decisions(tmp_path, "real").rows) == 80


def test_what_was_decided_can_be_read_by_a_person(tmp_path: Path) -> None:
    reading = _reading()
    desk.decide(tmp_path, "real", _told(reading, [("accept", {}), ("edit", {"executed_yuan": "0"})]), NOW)
    lines = list(csv.DictReader((tmp_path / "decisions" / "real.csv").open(encoding="utf-8")))
    assert [(x["file"], x["project"], x["action"], x["column"], x["value"]) for x in lines] == [
        ("报告.txt", "甲项目", "accept", "", ""),
        ("报告.txt", "乙项目", "edit", "executed_yuan", "0"),
        ("报告.txt", "", "confirm", "", ""),
    ]


def test_a_report_goes_from_file_to_warehouse_by_a_persons_word(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    path = tmp_path / "自评报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    with pytest.raises(InputError, match="还没有人确认"):
        load([path], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    made = make_plan([path], data, warehouse, "real", NOW + timedelta(minutes=2), quiet)
    (document,) = made.documents
    assert {row["project"] for row in document["rows"]} >= {"应急广播终端运行维护项目", "森林防灭火器材更新项目"}
    assert all(document["text"][a:b] for row in document["rows"] for _, a, b in row["spans"])
    rows = [
        {"row": row["row"], "project": row["project"],
         "action": "edit" if row["project"].startswith("森林") else "accept" if row["project"] else "reject",
         "changes": {"executed_yuan": "79万元"} if row["project"].startswith("森林") else {}}
        for row in document["rows"]
    ]  # fmt: skip
    told = tmp_path / "decided.json"
    told.write_text(json.dumps({**document, "rows": rows, "is_confirmed": True}), encoding="utf-8")
    done = CliRunner().invoke(app, ["decide", str(told), "--data", str(data)])
    assert done.exit_code == 0, done.output
    assert "已确认这份报告" in done.output
    load([path], data, warehouse, "real", NOW + timedelta(minutes=3), quiet)
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [900_000.0, 790_000.0]
    told.write_text("[]", encoding="utf-8")
    assert "不是一份决定" in CliRunner().invoke(app, ["decide", str(told), "--data", str(data)]).output
    told.write_text('{"names": [{"kind": "project", "name": "甲", "decision": "same"}]}', encoding="utf-8")
    assert "不是一份决定，缺existing_id。" in CliRunner().invoke(app, ["decide", str(told), "--data", str(data)]).output

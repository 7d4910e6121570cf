"""The bundle of a report is not built before a person looked at it: the same rule as for loading."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from typer.testing import CliRunner

from etl.__main__ import app
from tests.conftest import DATA

REPORT = """南昌市玄武区教育局2023年度项目绩效自评报告
一、项目完成情况
1.物业管理费项目：年初预算10万元，支出10万元，执行率100%。
2.保安服务费项目：年初预算约20万元，支出近18万元。
"""
LINES = "区县,部门,年度,项目名称,预算数（万元）,执行数（万元）\n西湖区,南昌市西湖区教育局,2023,物业管理费,10,10\n"


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_bundle_of_reports_waits_for_a_person(tmp_path: Path) -> None:
    data, bundle = tmp_path / "data", tmp_path / "data" / "x" / "rep"
    shutil.copytree(DATA / "reference", data / "reference")
    (tmp_path / "报告.txt").write_text(REPORT, encoding="utf-8")
    reading = ("read", str(tmp_path / "报告.txt"), "--csv", str(tmp_path / "out.csv"), "--bundle", str(bundle))
    building = ("build", "--data", str(data), "--dataset", "x", "--warehouse", str(tmp_path / "warehouse"))
    code, said = _run(*reading)
    assert code == 0
    assert "其中1行拿不准" in said
    assert "还没有人确认" in said
    code, said = _run(*building)
    assert code == 1
    assert "x/rep/unconfirmed.csv" in said
    assert "还没有人确认" in said
    assert not (tmp_path / "warehouse" / "x" / "current.json").exists()
    with (bundle / "unconfirmed.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["project"], row["status"]) for row in csv.DictReader(file)] == [
            ("物业管理费项目", "publish"), ("保安服务费项目", "review")
        ]  # fmt: skip
    (bundle / "unconfirmed.csv").unlink()
    code, said = _run(*building)
    assert code == 0, said


def test_a_bundle_of_tables_waits_for_nobody(tmp_path: Path) -> None:
    (tmp_path / "汇总.csv").write_text(LINES, encoding="utf-8")
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "unconfirmed.csv").write_text("of an earlier report", encoding="utf-8")
    csv_of = ("--csv", str(tmp_path / "out.csv"), "--bundle", str(tmp_path / "bundle"))
    code, said = _run("read", str(tmp_path / "汇总.csv"), *csv_of)
    assert (code, "没有人确认" in said) == (0, False), said
    assert not (tmp_path / "bundle" / "unconfirmed.csv").exists()

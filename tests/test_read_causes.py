"""Every row of a table that a person is asked about says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.read import causes
from etl.read.one import read_one
from tests import sheets

HEAD = ["部门", "项目名称", "全年预算数", "全年执行数"]
LINE: list[object] = ["青石区教育局", "校舍维修", 100, 60]


@pytest.mark.parametrize(
    ("name", "rows", "cause"),
    [
        ("2022年自评", [["单位：万元"], HEAD, LINE], "年度只写在文件名里（2022年）"),
        ("自评", [["单位：万元"], HEAD, LINE], "没有写是哪一年的"),
        ("自评", [["2022年度自评汇总表（单位：万元）"], HEAD[1:], LINE[1:]], "没有写是哪个部门的"),
        ("青石区教育局2022年度自评表", [["2022年度自评汇总表（单位：万元）"], HEAD[1:], LINE[1:]], "部门只写在文件名里（青石区教育局）"),
        ("自评", [["2022年度自评汇总表（单位：万元）"], [*HEAD[:3], "花掉的钱"], LINE], "表头“花掉的钱”的意思是推测的，还没有人看过"),
        ("自评", [["2022年度自评汇总表（单位：万元）"], HEAD, [*LINE[:3], "约60"]], "有的数字或名称看不准"),
        ("自评", [["截至2022年9月30日"], ["单位：万元"], HEAD, LINE], "是年中累计数"),
        ("自评", [["2022年度自评汇总表（单位：万元）"], [*HEAD, "得分"], [*LINE, 970]], "得分超过满分或小于0"),
    ],
)  # fmt: skip
def test_a_line_of_a_list_says_why(name: str, rows: list[list[object]], cause: str, tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / f"{name}.xlsx", rows)).rows
    assert causes.of(row) == [cause]
    assert causes.told([row]) == [f"1行读的时候拿不准：{cause}（{name}.xlsx {row.locator}）"]


@pytest.mark.parametrize(
    ("name", "change", "cause"),
    [
        ("2022年自评", {1: [""]}, "年度只写在文件名里（2022年），请核对"),
        ("自评", {1: [""]}, "没有写是哪一年的"),
        ("自评", {2: ["项目名称", ""]}, "没有写项目名称"),
        ("自评", {3: ["主管部门", ""]}, "没有写是哪个部门的"),
    ],
)
def test_a_form_says_why(name: str, change: dict[int, list[object]], cause: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["项目支出绩效自评表"], ["（2022年度）"], ["项目名称", "购买服务"], ["主管部门", "清河区交通局"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数"], ["", "年度资金总额", 110, 110, 100],
        sheets.FORM_INDICATORS, ["", "产出指标", "数量指标", "次数", "≥9", "9", 90, 90, ""],
    ]  # fmt: skip
    for line, said in change.items():
        rows[line] = said
    found = read_one(sheets.xlsx(tmp_path / f"{name}.xlsx", rows)).rows
    told = {cause for row in found for cause in causes.of(row)}
    assert any(cause in one for one in told)
    assert all(causes.of(row) for row in found if row.status == "review")


@pytest.mark.parametrize(("total", "is_told"), [([100, 60], False), ([100, 61], True)])
def test_a_total_is_in_doubt_where_it_is_another_sum(total: list[object], is_told: bool, tmp_path: Path) -> None:
    rows = [["2022年度自评汇总表（单位：万元）"], HEAD, LINE, ["合计", "", *total]]
    reading = read_one(sheets.xlsx(tmp_path / "自评.xlsx", rows))
    assert [told for told in causes.told(reading.rows) if "合计" in told] == (
        ["1行读的时候拿不准：合计与各行对不上（自评.xlsx 表!B4）"] if is_told else []
    )


def test_the_command_tells_it(tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "自评.xlsx", [["单位：万元"], HEAD, LINE, ["青石区民政局", "低保", 5, 5]])
    said = CliRunner().invoke(app, ["read", str(path), "--csv", str(tmp_path / "o.csv")]).output
    assert "2行读的时候拿不准：没有写是哪一年的" in said.replace("\n", "")

"""Web pages saved as ``.xls``, as business systems export them; and Excel's binary format."""

from __future__ import annotations

import random
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.read.one import read_one
from etl.read.pages import read_page
from etl.read.worker import answer
from tests import xlsb
from tests.test_read_flat import _table
from tests.test_read_fuzz import _mutated

LINES = """
<tr><th rowspan=2>主管部门</th><th rowspan=2>项目名称</th><th colspan=2>预算（万元）</th><th rowspan=2>全年执行数（万元）</th>
<th rowspan=2>执行率</th><th rowspan=2>偏差原因</th></tr>
<tr><th>年初预算数</th><th>全年预算数</th></tr>
<tr><td rowspan="2">云梯县民政局</td><td>低保&nbsp;补助</td><td>1,000.00</td><td>1,200.50</td><td>600.25</td><td>50%</td>
<td>尾款待验收后<br>支付</td></tr>
<tr><td>特困供养</td><td>300</td><td>300</td><td>300</td><td>100%</td><td></td></tr>
<tr><td>合计</td><td></td><td>1300</td><td>1500.5</td><td>900.25</td><td>60%</td><td></td></tr>
"""
PAGE = f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type
content="text/html; charset=gb2312"><style>td{{color:red}}</style><title>导出</title>
<!--[if gte mso 9]><xml><x:Name>Sheet1</x:Name></xml><![endif]--></head><body>
<h3>2022年度项目绩效自评情况表</h3><table border=1>{LINES}</table><p>打印时间：2023-05-01</p></body></html>"""


def _written(folder: Path, text: str, encoding: str = "gb18030", name: str = "导出.xls") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_page_is_read_like_the_workbook_it_pretends_to_be(encoding: str, tmp_path: Path) -> None:
    reading = read_one(_written(tmp_path, PAGE, encoding))
    one, two, total = reading.rows
    assert (one.project, two.project, total.department) == ("低保 补助", "特困供养", "合计")
    assert (one.budget_initial_yuan, one.budget_full_year_yuan, one.executed_yuan) == (
        10_000_000, 12_005_000, 6_002_500,
    )  # fmt: skip
    assert (one.year, two.department, two.district) == (2022, "云梯县民政局", "云梯县")
    assert (one.rate_stated_pct, "R08" in one.reason_codes) == (50, True)
    assert total.flags == []
    assert one.quote == "云梯县民政局 | 低保 补助 | 1,000.00 | 1,200.50 | 600.25 | 50% | 尾款待验收后 支付"
    assert reading.recognised[0].startswith("网页")


def test_title_and_unit_may_stand_in_a_table_above(tmp_path: Path) -> None:
    bare = LINES.replace("（万元）", "")
    page = f"<table><tr><td>2021年度项目绩效自评情况表</td></tr><tr><td>单位：元</td></tr></table><table>{bare}</table>"
    one = read_one(_written(tmp_path, page)).rows[0]
    assert (one.year, one.executed_yuan) == (2021, Decimal("600.25"))


def test_two_tables_are_two_sheets_and_a_table_in_a_cell_is_its_own(tmp_path: Path) -> None:
    page = f"<body><table><tr><td><table>{LINES}</table></td></tr></table><table>{LINES}</table></body>"
    reading = read_one(_written(tmp_path, page))
    assert len([r for r in reading.rows if r.project]) == 4
    assert {r.locator.partition("!")[0] for r in reading.rows} == {"表1", "表2"}


def test_what_is_left_open_is_closed() -> None:
    (grid,) = read_page("<table><tr><td>甲<td>乙<tr><td rowspan=9>丙<td>丁")
    assert grid.rows == [["甲", "乙"], ["丙", "丁"]]
    assert grid.merges == [(1, 0, 1, 0)]


def test_nothing_of_a_page_is_run_loaded_or_looked_up() -> None:
    page = """<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body><script>document.write("1")</script>
        <table><tr><td>&e;</td><td><img src="http://x/"><iframe src="http://x/"></iframe>乙</td></tr>
        <tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table></body></html>"""
    (grid,) = read_page(page)
    assert grid.rows[-3:] == [["&e;", "乙"], ["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><body>会话已过期，请重新登录</body></html>", "网页里没有表格"),
        ("<html><frameset><frame src='sheet001.htm'></frameset></html>", "另存为 xlsx"),
        ("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "另存为 xlsx"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n", "另存为 xlsx"),
        ("<table><tr><td colspan=9999999>1</td></tr></table>", "超出可读的范围"),
        ("<table><tr>" + "<td rowspan=60000 colspan=1000>1</td>" * 2 + "</tr></table>", "合并单元格的范围过大"),
    ],
)
def test_a_page_that_is_no_table_is_refused_with_one_sentence(page: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        read_one(_written(tmp_path, page))


def test_a_form_saved_as_a_page(tmp_path: Path) -> None:
    form = """<table><tr><td colspan=8>项目支出绩效自评表（2022年度）</td></tr>
    <tr><td>项目名称</td><td colspan=7>河堤加固</td></tr><tr><td>主管部门</td><td colspan=7>云梯县水利局</td></tr>
    <tr><td rowspan=2>项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>分值</td><td>执行率</td>
    <td>得分</td></tr><tr><td>年度资金总额</td><td>100</td><td>120</td><td>96</td><td>10</td><td>80%</td><td>8</td></tr>
    <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td>
    <td>偏差原因分析</td></tr><tr><td>产出指标</td><td>数量指标</td><td>加固长度</td><td>1公里</td><td>1公里</td><td>90</td><td>90</td>
    <td>财政资金未及时拨付</td></tr><tr><td colspan=5>总分</td><td>100</td><td>98</td><td></td></tr></table>"""
    row, line = read_one(_written(tmp_path, form)).rows
    assert (row.project, row.budget_full_year_yuan, row.executed_yuan, row.score) == (
        "河堤加固",
        1_200_000,
        960_000,
        98,
    )
    assert line.project == "河堤加固#加固长度"


def test_a_form_saved_as_a_page_without_head_and_with_sentences_in_it(tmp_path: Path) -> None:
    """Sentences of its goals make no report of what a business system exported."""
    cells = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "河道清淤"], ["主管部门", "青石区水利局"],
        ["项目资金（万元）", "全年预算数", "全年执行数"], ["年度资金总额", "12", "6"],
        ["年度总体目标", "完成清淤。保障行洪；改善水质。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"], ["产出指标", "数量指标", "清淤长度", "5公里", "5公里"],
    ]  # fmt: skip
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in line)}</tr>\n" for line in cells)
    page = f"<html><body><table>{rows}</table></body></html>"
    row, _ = read_one(_written(tmp_path, page, "utf-8", "导出.xls")).rows
    assert (row.project, row.department, row.executed_yuan) == ("河道清淤", "青石区水利局", 60_000)


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    table = _table([1, "青石区水利局", "河道清淤", 10, 12, 6, "50%", 81, "良", "中标价低于预算"])
    (row,) = read_one(xlsb.write(tmp_path / "t.xlsb", table)).rows
    assert (row.project, row.budget_full_year_yuan, row.executed_yuan, row.locator) == (
        "河道清淤",
        120_000,
        60_000,
        "表!C4",
    )


def test_mutated_pages_and_binary_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    """Seeded; every one a reading or one sentence, through the function the reading process answers with."""
    chance = random.Random(20261128)
    table = _table([1, "青石区水利局", "河道清淤", 10, 12, 6, "50%", 81, "良", "中标价低于预算"])
    book = xlsb.write(tmp_path / "seed.xlsb", table)
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number in range(300):
        if number % 3:
            path = tmp_path / "t.xls"
            path.write_bytes(_mutated(PAGE.encode("gb18030"), chance))
        else:
            path = tmp_path / "t.xlsb"
            with zipfile.ZipFile(path, "w") as archive:
                for name, part in parts.items():
                    archive.writestr(name, _mutated(part, chance) if "sheet1" in name else part)
        found = answer({"task": "read", "path": str(path), "profiles": []})
        assert found["rows"] or found["refused"] or found["recognised"] or found["sentence"].endswith("。"), number

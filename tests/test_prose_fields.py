"""Projects told in fields: numbered names, boxes of labels and values, a date line below the title."""

from __future__ import annotations

import pytest

from etl.read.prose.model import TablePart, build
from etl.read.prose.read import read_document
from etl.read.rows import PUBLISH
from tests.prose import by_name, read

TITLE = "云溪县园林所2023年度项目支出绩效自评报告"
FIELDS = "{first}行道树补植\n预算数：60万元\n支出数：54万元\n执行率：90%\n{second}公园灯饰\n预算数：40万元\n支出数：20万元\n执行率：50%\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [("1.项目名称：", "2.项目名称："), ("（一）项目名称：", "（二）项目名称："), ("项目一名称：", "项目二名称：")],
)
def test_numbered_names_in_fields_are_a_list(first: str, second: str) -> None:
    rows = by_name(f"{TITLE}\n" + FIELDS.format(first=first, second=second))
    assert [(r.executed_yuan, r.status) for r in rows.values()] == [(540_000, PUBLISH), (200_000, PUBLISH)]
    assert list(rows) == ["行道树补植", "公园灯饰"]


def test_a_box_of_labels_and_values_is_one_project() -> None:
    boxes = [
        TablePart(
            [
                ["项目名称", name, "实施单位", "云溪县园林所"],
                ["预算数（元）", budget, "支出数（元）", spent],
                ["执行率", rate, "自评得分", "95"],
            ]
        )
        for name, budget, spent, rate in (
            ("行道树补植", "600,000.00", "540,000.00", "90%"),
            ("公园灯饰", "400,000.00", "400,000.00", "100%"),
        )
    ]
    document = build([TITLE, "一、项目情况", boxes[0], "说明如上。", boxes[1]])
    rows = read_document(document, "报告.docx").rows
    assert [(r.project, r.budget, r.executed_yuan, r.score, r.status) for r in rows] == [
        ("行道树补植", 600_000, 540_000, 95, PUBLISH),
        ("公园灯饰", 400_000, 400_000, 95, PUBLISH),
    ]
    assert all(r.quote in document.text for r in rows)


def test_a_date_line_below_the_title_is_its_year_and_no_project() -> None:
    text = "云溪县园林局公园灯饰专项经费绩效自评报告\n（2022年1月1日—2022年12月31日）\n专项经费全年预算40万元，支出20万元，执行率50%。\n"
    reading = read(text)
    assert [(r.project, r.year, r.executed_yuan) for r in reading.rows] == [("公园灯饰专项经费", 2022, 200_000)]

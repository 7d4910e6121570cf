"""What is said of an office's projects together, or of some of them, is no project."""

from __future__ import annotations

import pytest

from etl.read.rows import DEPARTMENT_YEAR, PUBLISH, REVIEW
from tests import prose

_LINES = "1.河道清淤：预算60万元，支出57万元，执行率95%。\n2.管网检测：预算40万元，支出38万元，执行率95%。\n"


def _text(office: str, opening: str) -> str:
    return f"{office}2023年度项目支出绩效自评报告\n一、总体情况\n2023年，{opening}100万元，实际支出95万元，执行率95%。\n{_LINES}"


@pytest.mark.parametrize(
    ("office", "opening"),
    [
        ("柳溪县残疾人联合会", "县残联项目支出预算合计"),
        ("柳溪县科学技术协会", "县科协项目预算"),
        ("柳溪县委党校", "县委党校项目支出预算共2项，合计"),
        ("柳溪县人大办", "县人大办项目预算"),
        ("柳溪县委组织部", "县委组织部专项经费预算"),
        ("柳溪县水利局", "县水利局机关及所属事业单位项目预算合计"),
        ("柳溪县水利局", "所有项目预算合计"),
    ],
)
def test_the_total_of_an_office_is_the_offices(office: str, opening: str) -> None:
    rows = prose.by_name(_text(office, opening))
    assert rows.keys() == {"", "河道清淤", "管网检测"}
    assert (rows[""].budget, rows[""].executed_yuan, rows[""].status) == (1_000_000, 950_000, PUBLISH)


@pytest.mark.parametrize("opening", ["特定目标类项目年初预算", "重点项目预算", "南街改造和北街改造两个项目预算"])
def test_of_some_projects_a_person_says_whose_it_is(opening: str) -> None:
    rows = prose.by_name(_text("柳溪县水利局", opening))
    assert rows.keys() == {"", "河道清淤", "管网检测"}
    assert rows[""].status == REVIEW


def test_a_name_that_may_be_another_offices_wants_a_person() -> None:
    assert prose.by_name(_text("柳溪县水利局", "灌溉中心项目预算"))["灌溉中心项目"].status == REVIEW


_UNITS = "一、县水利局机关\n全年预算700万元，支出665万元，执行率95%。\n二、县灌区管理所\n全年预算300万元，支出285万元，执行率95%。\n"


def test_offices_inside_the_reporting_one_are_no_projects() -> None:
    rows = prose.read(f"柳溪县水利局2023年度部门整体支出绩效自评报告\n{_UNITS}").rows
    assert [(row.kind, row.department, row.executed_yuan, row.status) for row in rows] == [
        (DEPARTMENT_YEAR, "县水利局机关", 6_650_000, REVIEW), (DEPARTMENT_YEAR, "县灌区管理所", 2_850_000, REVIEW),
    ]  # fmt: skip


def test_a_sentence_of_an_office_inside_is_not_of_the_reporting_one() -> None:
    text = (
        "柳溪县水利局2023年度部门整体支出绩效自评报告\n本部门全年预算1000万元，支出950万元，执行率95%。\n"
        "县灌区管理所全年预算300万元，支出285万元，执行率95%；县水文站全年预算200万元，支出180万元，执行率90%。\n"
    )
    whole, *units = prose.read(text).rows
    assert (whole.budget, whole.executed_yuan, whole.flags, whole.status) == (10_000_000, 9_500_000, [], PUBLISH)
    assert [(row.department, row.status) for row in units] == [("县灌区管理所", REVIEW), ("县水文站", REVIEW)]


@pytest.mark.parametrize(
    "opening",
    [
        "景宁镇共实施预算项目2个，年初预算", "景宁镇共安排实施年初预算项目2个，预算", "景宁镇累计开展民生项目2个，全年预算",
        "景宁镇一共实施了两个项目，预算", "景宁镇合计承担财政项目2个，预算",
    ],
)  # fmt: skip
def test_what_an_office_did_with_its_projects_is_no_project(opening: str) -> None:
    rows = prose.by_name(_text("景宁镇人民政府", opening))
    assert rows.keys() == {"", "河道清淤", "管网检测"}
    assert (rows[""].budget, rows[""].executed_yuan) == (1_000_000, 950_000)


def test_public_management_is_a_name() -> None:
    text = "柳溪县城管局2023年度项目绩效自评报告\n城市公共管理，年初预算100万元，支出95万元，执行率95%。\n" + _LINES
    assert prose.by_name(text)["城市公共管理"].executed_yuan == 950_000

"""Items of a list that only their figures and their neighbours prove to be projects, and what is called as a part is."""

from __future__ import annotations

import pytest

from etl.inputs import InputError
from etl.read.rows import PUBLISH, REVIEW
from tests.prose import by_name, read

TITLE = "云溪县民政局2023年度项目支出绩效自评报告\n"
NEIGHBOURS = (
    "1.{name}：全年预算40万元，支出30万元，执行率75%。{more}\n"
    "2.养老院改造：全年预算80万元，支出80万元，执行率100%。\n"
    "3.殡葬服务补贴：全年预算20万元，支出12万元，执行率60%。\n"
)


@pytest.mark.parametrize(
    "name",
    [
        "路灯",
        "党建",
        "普法",
        "少数民族村寨改造",
        "部分老旧小区加装扶手",
        "其他优抚对象慰问",
        "问题楼栋排查整治",
        "自评工作经费",
        "绩效评价经费",
    ],
)
def test_a_clean_item_is_a_project_whatever_it_is_called(name: str) -> None:
    row = by_name(TITLE + NEIGHBOURS.format(name=name, more=""))[name]
    assert (row.budget, row.executed_yuan, row.status) == (400_000, 300_000, PUBLISH)


@pytest.mark.parametrize("name", ["上年结转资金", "人员经费", "本级项目"])
def test_what_may_be_a_part_is_offered_and_not_published(name: str) -> None:
    assert by_name(TITLE + NEIGHBOURS.format(name=name, more=""))[name].status == REVIEW


def test_an_item_of_two_characters_keeps_its_reason() -> None:
    rows = by_name(TITLE + NEIGHBOURS.format(name="路灯", more="因供货商断货，灯杆未能按期到货。"))
    assert rows["路灯"].reason_codes == ["R14"]
    assert not rows["养老院改造"].reasons
    assert "R14" not in rows["殡葬服务补贴"].reason_codes


def test_an_item_without_a_rate_and_an_odd_name_is_offered() -> None:
    text = TITLE + "1.路灯：预算40万元，支出30万元。\n2.养老院改造：预算80万元，支出80万元。\n"
    rows = by_name(text)
    assert (rows["路灯"].status, rows["养老院改造"].status) == (REVIEW, PUBLISH)


def test_an_item_that_is_not_read_is_told_and_nobody_owns_its_figures() -> None:
    reading = read(TITLE + NEIGHBOURS.format(name="其他项目", more=""))
    assert {row.project for row in reading.rows} == {"养老院改造", "殡葬服务补贴"}
    assert any("1项写有预算和支出但没有读成项目（“其他项目”等）" in note for note in reading.recognised)


def test_kinds_of_money_of_a_department_are_not_its_figures() -> None:
    text = "云溪县民政局2023年度部门整体支出绩效自评报告\n" + "".join(
        f"{n}.{name}：全年预算{n}0万元，支出{n}0万元，执行率100%。\n"
        for n, name in enumerate(("人员经费", "公用经费", "项目支出"), 1)
    )
    with pytest.raises(InputError, match="3项写有预算和支出"):
        read(text)


def test_lines_headed_by_short_names_are_a_list() -> None:
    text = (
        TITLE
        + "一、项目情况\n路灯：全年预算50万元，支出30万元，执行率60%。\n泵站：全年预算20万元，支出19万元，执行率95%。\n"
    )
    assert [by_name(text)[name].executed_yuan for name in ("路灯", "泵站")] == [300_000, 190_000]


def test_a_table_of_text_keeps_a_short_name() -> None:
    text = (
        TITLE
        + "（单位：万元）\n项目名称 年初预算 全年预算 全年执行 执行率\n养老助餐 500 520 500 96.15%\n校车 100 100 60 60%\n"
    )
    assert by_name(text)["校车"].executed_yuan == 600_000

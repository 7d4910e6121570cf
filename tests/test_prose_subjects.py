"""No label, office, trade or joint title is a project, and no project is given to an office that only tells of it."""

from __future__ import annotations

import pytest

from etl.inputs import InputError
from etl.read.prose.loaders import of_text
from etl.read.prose.read import read_document
from etl.read.rows import PUBLISH, REVIEW, FlatRow
from tests import prose

_LIST = "青禾县水务局2023年度项目支出绩效自评报告\n"
_TREASURY = "青禾县财政局关于2023年度项目支出绩效自评的报告\n"


def _told(row: FlatRow) -> tuple[object, ...]:
    return row.department, row.budget, row.executed_yuan, row.status


def test_lines_that_say_what_a_figure_is_are_no_projects() -> None:
    (row,) = prose.read(
        "青禾区水务局\n2023年度云溪河治理项目绩效自评报告\n项目名称：云溪河治理\n实施单位：青禾区水务局\n批复概算：9,600万元\n"
        "年度预算：2,600万元\n年度支出：1,820万元\n执行率：70%\n工程结算审核：送审金额1,900万元，核减80万元。\n"
    ).rows
    assert (row.project, row.budget, row.executed_yuan) == ("云溪河治理", 26_000_000, 18_200_000)
    assert row.amount_unspecified_yuan is None


def test_a_label_behind_a_name_without_a_mark_is_no_part_of_it() -> None:
    rows = prose.by_name(
        f"{_LIST}1.油菜轮作 预算:300万元 支出:285万元 执行率:95%\n2.防汛演练 预算:30万元 支出:0 执行率:0\n"
        "3.河道保洁 预算:50万元 支出:49万元 执行率:98%\n"
    )
    assert {name: (row.budget, row.executed_yuan) for name, row in rows.items()} == {
        "油菜轮作": (3_000_000, 2_850_000), "防汛演练": (300_000, 0), "河道保洁": (500_000, 490_000),
    }  # fmt: skip


def test_a_plan_of_money_is_no_plan_for_the_future() -> None:
    (row,) = prose.read(
        "青禾县林业局2023年度古树保护项目绩效自评报告\n一、资金计划、到位及使用\n1.资金计划。年初预算安排52万元，调整后预算数60万元。\n"
        "2.资金到位。到位60万元。\n3.资金使用。实际支出42万元，执行率70%。\n"
    ).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.flags) == (520_000, 600_000, ["reason_missing"])


@pytest.mark.parametrize(
    "text",
    [
        "一、县水利局（复核得分88分，等级良）\n河道清淤项目：预算120万元，执行114万元，执行率95%。\n"
        "二、县教育局（复核得分93分，等级优）\n校园安防项目：预算80万元，执行72万元，执行率90%。\n",
        "一、县水利局河道清淤项目。预算120万元，支出114万元，执行率95%。\n"
        "二、县教育局校园安防项目。预算80万元，支出72万元，执行率90%。\n",
        "一、水利局项目\n河道清淤项目预算120万元，支出114万元，执行率95%。\n"
        "二、教育局项目\n校园安防项目预算80万元，支出72万元，执行率90%。\n",
    ],
)
def test_a_treasury_reports_on_projects_of_the_offices_it_names(text: str) -> None:
    rows = prose.by_name(_TREASURY + text)
    assert _told(rows["河道清淤项目"]) == ("青禾县水利局", 1_200_000, 1_140_000, PUBLISH)
    assert _told(rows["校园安防项目"]) == ("青禾县教育局", 800_000, 720_000, PUBLISH)


def test_an_office_with_a_remark_in_brackets_is_an_office() -> None:
    title = "青禾县财政局关于2023年度部门预算绩效自评情况的报告\n"
    rows = prose.read(
        f"{title}县水利局：预算1,200万元，支出1,140万元，执行率95%。\n"
        "县教育局（含所属学校）：预算2,200万元，支出2,090万元，执行率95%。\n"
    ).rows
    assert [(row.kind, row.project, row.department) for row in rows] == [
        ("department_year", "", "县水利局"), ("department_year", "", "县教育局"),
    ]  # fmt: skip


def test_a_trade_is_no_project_and_the_treasury_has_its_own_row() -> None:
    rows = prose.read(
        "青禾县财政局关于2023年度部门预算绩效自评情况的报告\n教育系统预算18.3亿元，支出18.1亿元；卫生系统预算6.24亿元，支出5.93亿元。\n"
        "青禾县交通运输局预算3.2亿元，支出3.04亿元，执行率95%。青禾县林业局预算0.9亿元，支出0.855亿元，执行率95%。\n"
        "我局自身预算2,150万元，支出2,107万元，执行率98%。\n"
    ).rows
    assert {(row.project, row.department) for row in rows} == {
        ("", "青禾县交通运输局"), ("", "青禾县林业局"), ("", "青禾县财政局"),
    }  # fmt: skip


_JOINT = "青禾县水务局2023年度河道清淤、堤防加固项目绩效自评报告\n"


def test_a_title_of_two_projects_that_are_told_of_apart_is_of_two() -> None:
    rows = prose.by_name(
        f"{_JOINT}河道清淤预算120万元，支出114万元，执行率95%；堤防加固预算300万元，支出285万元，执行率95%。\n"
    )
    assert {name: row.budget for name, row in rows.items()} == {"河道清淤": 1_200_000, "堤防加固": 3_000_000}
    (row,) = prose.read(f"{_JOINT}项目预算420万元，支出399万元，执行率95%。完成河道清淤3公里、堤防加固2公里。\n").rows
    assert (row.project, row.budget) == ("河道清淤、堤防加固项目", 4_200_000)


def test_a_project_of_another_office_is_never_published_as_the_reporting_ones() -> None:
    rows = prose.by_name(
        f"{_LIST}1.河道清淤项目全年预算120万元，支出114万元，执行率95%。\n2.县住建局污水管网项目全年预算500万元，支出400万元，执行率80%。\n"
    )
    assert _told(rows["河道清淤项目"]) == ("青禾县水务局", 1_200_000, 1_140_000, PUBLISH)
    assert _told(rows["县住建局污水管网项目"]) == ("青禾县住建局", 5_000_000, 4_000_000, REVIEW)


def test_an_item_says_who_carries_it_out() -> None:
    rows = prose.by_name(
        f"{_LIST}1.小型水库维护。实施单位：县水库管理所。全年预算120万元，支出114万元，执行率95%。\n"
        "2.灌渠改造。实施单位：县水务局。全年预算300万元，支出285万元，执行率95%。\n"
        "3.闸门更新。实施单位：宏远建设公司。全年预算30万元，支出30万元，执行率100%。\n"
    )
    assert {name: row.department for name, row in rows.items()} == {
        "小型水库维护": "青禾县水库管理所", "灌渠改造": "青禾县水务局", "闸门更新": "青禾县水务局",
    }  # fmt: skip


def test_a_trade_alone_gives_no_row() -> None:
    with pytest.raises(InputError):
        read_document(
            of_text("青禾县财政局关于2023年度部门预算绩效自评情况的报告\n教育系统预算18.3亿元，支出18.1亿元。\n"),
            "a.txt",
        )

"""Figures dealt out over a row of names, and the two kinds of spending of a department that are not the whole of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.read.rows import PUBLISH
from tests import prose


def test_points_given_one_by_one_to_the_projects_of_the_list() -> None:
    text = prose.PLAIN.replace("三、改进", "上述三个项目分别得分98分、91.5分、76分。\n三、改进")
    scores = {name: row.score for name, row in prose.by_name(text).items() if name}
    assert scores == {"河道清淤": Decimal(98), "管网检测服务": Decimal("91.5"), "泵站维修": Decimal(76)}


def test_points_and_rates_of_as_many_offices_as_are_counted() -> None:
    text = (
        "青禾县财政局2023年重点部门绩效自评复核情况\n经复核，县民政局、县司法局两部门的整体自评得分分别为95.5分、88分；"
        "执行率分别为99%、90%。\n县民政局全年预算800万元，实际支出792万元。县司法局全年预算500万元，实际支出450万元。\n"
    )
    rows = {row.department: (row.score, row.rate_stated_pct, row.status) for row in prose.read(text).rows}
    assert rows == {"县民政局": (Decimal("95.5"), 99, PUBLISH), "县司法局": (Decimal(88), 90, PUBLISH)}
    other = {row.department: row.score for row in prose.read(text.replace("两部门", "等三部门")).rows}
    assert other == {"县民政局": None, "县司法局": None}


def test_a_name_that_ends_like_a_place_is_one_where_projects_are_counted() -> None:
    text = (
        "青禾县商贸局2023年度项目绩效自评报告\n年初预算安排散煤治理、企业奖励、电商进村三个项目，年初预算数分别为300万元、150万元、80万元，"
        "全年执行数分别为285万元、150万元、40万元。\n"
    )
    assert {name: row.executed_yuan for name, row in prose.by_name(text).items()} == {
        "散煤治理": 2_850_000, "企业奖励": 1_500_000, "电商进村": 400_000,
    }  # fmt: skip
    towns = text.replace("散煤治理、企业奖励、电商进村三个项目", "柳河镇、石桥乡、下河村").replace("商贸局", "民政局")
    assert not any("镇" in row.project for row in prose.read(towns + "全局预算530万元，支出475万元。\n").rows)


_WHOLE = "青禾县林业局2023年度部门整体支出绩效自评报告\n"


def test_one_kind_of_spending_is_not_the_department() -> None:
    (row,) = prose.read(
        f"{_WHOLE}一、支出情况\n（一）基本支出。基本支出预算812万元，执行803万元，执行率98.89%。\n"
        "（二）项目支出。项目支出预算368万元，执行294.4万元，执行率80%。\n二、自评结论：部门整体自评得分92分。\n"
    ).rows
    assert (row.budget, row.executed_yuan, row.rate_stated_pct, row.flags) == (None, None, None, [])
    (row,) = prose.read(
        f"{_WHOLE}基本支出年初预算430万元，决算446万元；项目支出年初预算1,200万元，决算960万元，执行率80%。\n"
        "部门整体支出年初预算1,630万元，决算1,406万元，执行率86.26%。\n"
    ).rows
    assert (row.budget, row.executed_yuan, row.rate_stated_pct) == (16_300_000, 14_060_000, Decimal("86.26"))


_SHARED = "产业发展资金850万元、小额信贷贴息120万元、致富带头人培训45万元、公益岗位补贴210万元、项目管理费30万元"


@pytest.mark.parametrize(
    ("title", "budgets"),
    [
        ("财政专项扶持资金", "我局管理的专项扶持资金共计5项，预算分别为"),
        ("项目支出", "我局共有5个项目，年初预算分别是"),
        ("项目支出", "我局5个项目全年预算分别为"),
        ("项目支出", "各项目预算安排依次为"),
        ("项目支出", "五个项目年初预算分别为："),
    ],
)
def test_a_label_before_a_list_of_names_and_amounts_is_of_each(title: str, budgets: str) -> None:
    text = (
        f"曲江县乡村振兴局2022年度{title}自评报告\n2022年，{budgets}{_SHARED}；支出分别为850万元、98.4万元、31.5万元、210万元、28.65万元。\n"
        "上述项目执行率分别为100%、82%、70%、100%和95.5%。\n"
    )
    rows = prose.by_name(text)
    read = {name: (row.budget, row.executed_yuan, str(row.rate_stated_pct)) for name, row in rows.items()}
    assert len(rows) == 5
    assert read["产业发展资金"] == (8_500_000, 8_500_000, "100")
    assert read["小额信贷贴息"] == (1_200_000, 984_000, "82")
    assert read["致富带头人培训"] == (450_000, 315_000, "70")
    assert read["公益岗位补贴"] == (2_100_000, 2_100_000, "100")
    assert rows["项目管理费"].executed_yuan == 286_500


def test_what_one_project_paid_for_is_no_list_of_projects() -> None:
    text = (
        "曲江县乡村振兴局2022年度公益岗位补贴项目绩效自评报告\n公益岗位补贴项目全年预算210万元，全年支出200万元，执行率95.24%。"
        "补贴分别为保洁员120万元、护林员80万元。支出分别为人员补贴180万元、保险费20万元。\n"
    )
    (row,) = prose.read(text).rows
    assert (row.project, row.budget, row.executed_yuan) == ("公益岗位补贴项目", 2_100_000, 2_000_000)


_TWO = (
    "云川县农业农村局2023年度项目绩效自评报告\n一、资金\n1.菌包厂二期项目。下达资金780万元，实际支出780万元，支出进度100%。\n"
    "2.蔬菜大棚项目。下达资金520万元，实际支出455万元，支出进度87.5%。\n二、做法\n{}\n三、自评结果\n两个项目自评得分分别为100分、97.5分。\n"
)


@pytest.mark.parametrize(
    "deeds",
    [
        "一是健全制度。印发管理暂行规定。二是公告公示。公示期不少于10天，公示率100%。三是动态监测。对412户逐户落实，风险消除率68.9%。",
        "一是联农带农。用工212户，其中70%是脱贫户。二是公告公示。公示率100%。三是资产管理。确权移交率100%。",
        "第一，公告公示。公示率100%。第二，动态监测。消除率68.9%。",
    ],
)
def test_deeds_told_in_between_take_no_points(deeds: str) -> None:
    rows = prose.by_name(_TWO.format(deeds))
    points = {name: str(row.score) for name, row in rows.items() if row.score is not None}
    assert points == {"菌包厂二期项目": "100", "蔬菜大棚项目": "97.5"}

"""Money told by its sources with their sum behind, and points by two judges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import prose

_REPORT = "凤山县水利局2023年农村饮水维修养护项目绩效自评报告\n一、资金\n{}全年实际支出475万元，执行率95%。\n"


@pytest.mark.parametrize(
    "said",
    [
        "项目资金由中央下达300万元、省级下达120万元、县级配套80万元组成，合计500万元。",
        "农村饮水维修养护资金由省财政下达300万元、县级配套200万元，共计500万元。",
        "2023年中央财政下达资金300万元，省财政下达资金120万元，县财政预算安排80万元，项目总资金500万元。",
        "资金来源为中央补助300万元，省补助120万元，县配套80万元，总额500万元。",
        "项目由上级补助420万元和本级财政安排80万元构成，总预算500万元。",
        "省级下达资金420万元，企业自筹80万元，项目资金总额500万元。",
        "本项目省级财政安排420万元，县级财政安排80万元，预算合计500万元。",
        "全年预算500万元，其中中央300万元、省级120万元、县级80万元。",
    ],
)
def test_the_sum_of_the_sources_is_the_budget(said: str) -> None:
    (row,) = prose.read(_REPORT.format(said)).rows
    assert (row.budget, row.executed_yuan, row.flags) == (5_000_000, 4_750_000, [])


@pytest.mark.parametrize(
    "said",
    [
        "中央资金300万元、省级资金120万元、县级资金80万元。",
        "中央财政下达300万元、省级财政下达120万元，共计500万元。",
        "项目资金由省财政下达300万元、县级配套200万元。",
    ],
)
def test_a_source_among_others_is_no_budget(said: str) -> None:
    (row,) = prose.read(_REPORT.format(said)).rows
    assert (row.budget, row.executed_yuan) == (None, 4_750_000)


_FUND = "凤山县水利局2023年农村饮水维修养护补助资金绩效自评报告\n一、资金\n{}\n"


@pytest.mark.parametrize(
    "said",
    [
        "2023年，中央和省级下达凤山县农村饮水维修养护补助资金420万元，县级配套80万元，合计500万元。全县饮水资金累计支出475万元，支出进度95%。",
        "省财政下达凤山县农村饮水维修养护补助资金300万元，市级配套120万元、县级配套80万元，共计500万元。全年支出475万元，执行率95%。",
        "中央、省下达凤山县农村饮水维修养护补助资金420万元，县级安排80万元，资金合计500万元。全县农村饮水补助资金支出475万元，执行率95%。",
        "上级财政下达饮水维修养护专款420万元，自筹资金80万元，总计500万元，当年支出475万元，执行率95%。",
        "上级和本级安排农村饮水维修养护经费420万元，企业自筹80万元，合计500万元。当年支付475万元，支付率95%。",
    ],
)
def test_a_source_that_says_what_for_is_a_part_too(said: str) -> None:
    (row,) = prose.read(_FUND.format(said)).rows
    assert (row.budget, row.executed_yuan, row.rate_stated_pct) == (5_000_000, 4_750_000, 95)
    assert row.status == "publish"


def test_a_fund_of_which_a_sum_is_not_said_has_no_budget() -> None:
    (row,) = prose.read(_FUND.format("省级下达农村饮水维修养护补助资金420万元，县级配套80万元。当年支出475万元。")).rows
    assert (row.budget, row.executed_yuan) == (None, 4_750_000)


@pytest.mark.parametrize(
    "said",
    [
        "县财政安排农村饮水维修养护补助资金500万元，拨付乡镇80万元，合计拨付580万元。全年支出475万元，执行率95%。",
        "县财政安排农村饮水维修养护补助资金500万元，支出475万元，结余25万元，合计500万元，执行率95%。",
        "县财政安排农村饮水维修养护补助资金500万元，全年支出475万元，执行率95%。全县教育资金支出900万元。",
    ],
)
def test_what_is_paid_on_is_no_source(said: str) -> None:
    (row,) = prose.read(_FUND.format(said)).rows
    assert (row.budget, row.executed_yuan, row.flags) == (5_000_000, 4_750_000, [])


def test_one_source_alone_is_all_there_is() -> None:
    (row,) = prose.read(_REPORT.format("县财政安排我局500万元。")).rows
    assert row.budget == 5_000_000


_INSPECTION = (
    "双桥区财政局2023年度绩效自评抽查情况报告\n一、抽查结果\n"
    "（一）区住房保障中心：公租房维修项目预算180万元，支出162万元，执行率90%，{0}87分；物业补贴项目预算64万元，支出64万元，执行率100%，{0}96分。\n"
    "（二）区园林绿化中心：公园绿地养护项目预算1,420万元，支出1,391.6万元，执行率98%，{0}94分。\n"
)


@pytest.mark.parametrize(
    "label",
    ["抽查得分", "复核得分", "核查得分为", "财政复核得分", "专家评审得分", "抽查复核综合得分", "第三方评价得分"],
)
def test_points_of_an_inspection_are_of_the_project_of_their_clause(label: str) -> None:
    scores = {name: row.score for name, row in prose.by_name(_INSPECTION.format(label)).items()}
    assert scores == {"公租房维修项目": 87, "物业补贴项目": 96, "公园绿地养护项目": 94}


def test_of_two_judges_the_one_the_report_is_about_counts_with_his_grade() -> None:
    text = (
        "北溪区财政局关于2023年度部门整体支出绩效自评复核情况的通报\n一、复核结果\n"
        "1.区教育局：全年预算48,620万元，全年支出47,890.7万元，预算执行率98.5%，自评得分96分，复核得分93.5分，等级为优。\n"
        "2.区卫生健康局：全年预算12,340万元，全年支出11,352.8万元，预算执行率92%，自评得分95分，复核得分88分，等级为良。\n"
    )
    found = [(row.score, row.grade_stated, row.flags) for row in prose.read(text).rows]
    assert found == [(Decimal("93.5"), "优", []), (88, "良", [])]


@pytest.mark.parametrize(
    ("said", "score", "grade"),
    [
        ("自评得分96分，财政复核得分84分，等级为良。", 96, ""),
        ("自评得分96分，等级为优。经区财政局复核，复核得分84分，等级为良。", 96, "优"),
        ("专家评审得分84分，等级为良。", 84, "良"),
        ("财政资金绩效自评得分96分。", 96, ""),
    ],
)
def test_in_an_offices_own_report_its_own_points_count(said: str, score: int, grade: str) -> None:
    text = f"双桥区民政局2023年度养老服务项目绩效自评报告\n一、资金\n全年预算180万元，支出171万元，执行率95%。\n二、得分\n{said}\n"
    (row,) = prose.read(text).rows
    assert (row.score, row.grade_stated, row.flags) == (score, grade, [])


_KINDS = "\n一、产业发展项目：支出1600万元，执行率88.89%。\n二、人居环境整治项目：支出1100万元，执行率91.67%。\n"


@pytest.mark.parametrize(
    ("said", "owner"),
    [
        ("2023年县财政下达我县乡村振兴补助资金3000万元，其中：", "乡村振兴补助资金"),
        ("2023年共下达我局乡村振兴补助资金3000万元，包括", "乡村振兴补助资金"),
        ("县财政安排乡村振兴补助资金3000万元（其中：", "乡村振兴补助资金"),
        ("2023年乡村振兴补助资金预算3000万元，其中：", "乡村振兴补助资金"),
        ("上级共安排资金3000万元，其中：", "乡村振兴补助资金"),
        ("全年预算3000万元，分别是：", "乡村振兴补助资金"),
        ("县财政安排我局项目资金3000万元，其中：", ""),
        ("我局2个项目预算3000万元，其中：", ""),
    ],
)
def test_of_a_fund_in_the_title_the_whole_is_the_funds(said: str, owner: str) -> None:
    title = "青石县农业农村局2023年度乡村振兴补助资金绩效自评报告\n"
    end = "）。" if "（" in said else "。"
    rows = prose.by_name(title + said + "产业发展项目1800万元，人居环境整治项目1200万元" + end + _KINDS)
    assert rows[owner].budget == 30_000_000
    assert {name for name, row in rows.items() if row.budget == 30_000_000} == {owner}
    assert (rows["产业发展项目"].budget, rows["人居环境整治项目"].budget) == (18_000_000, 12_000_000)


_DIRECTIONS = "".join(
    f"{name}方向安排{given}万元，支出{spent}万元，预算执行率{rate}%；\n"
    for name, given, spent, rate in (("水库养护", 1500, 1455, 97), ("山塘整治", 1200, 960, 80), ("白蚁防治", 200, 196, 98))
)  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "2023年市级水利专项资金预算安排2900万元，实际支出2611万元，预算执行率90.03%。分方向看：",
        "市级水利专项资金全年预算2900万元，全年支出2611万元，执行率90.03%。其中：",
        "全年下达市级水利专项资金2900万元，支出2611万元，执行率90.03%。具体为：",
    ],
)
def test_a_fund_whose_total_is_stated_is_told_beside_its_kinds(said: str) -> None:
    rows = prose.by_name(
        f"江陂市水利局2023年度市级水利专项资金绩效自评报告\n{said}\n{_DIRECTIONS}自评总得分为91.6分。\n"
    )
    fund = rows["市级水利专项资金"]
    assert (fund.budget, fund.executed_yuan, fund.score) == (29_000_000, 26_110_000, Decimal("91.6"))
    assert (rows["山塘整治方向"].budget, rows["山塘整治方向"].executed_yuan) == (12_000_000, 9_600_000)
    assert "" not in rows

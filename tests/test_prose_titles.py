"""What a title says of a report's subject: brackets of a cover, letters on one fund, results made public, offices, years."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.inputs import InputError
from etl.read.prose.title_names import in_brackets
from etl.read.rows import DEPARTMENT_YEAR, PUBLISH
from tests import prose

_MONEY = "一、预算执行\n2023年全年预算180万元，实际支出153万元，执行率85%。\n二、结论\n自评得分92分。\n"
_REMARKS = (
    "二〇二四年四月", "2024年4月10日", "2025年3月", "截至2023年12月31日", "盖章", "财政拨款部分", "填报时间：2024年4月",
    "联系人：张三 电话：0123-4567890", "自评时间：2023年3月", "局计划财务科编", "内部资料 注意保存", "一般公共预算",
    "经局党组会审议通过", "编制单位：区水利局",
)  # fmt: skip


@pytest.mark.parametrize("remark", _REMARKS)
def test_a_remark_in_brackets_on_the_cover_is_no_project(remark: str) -> None:
    (whole,) = prose.read(f"芙蓉区水利局2023年度部门整体支出绩效自评报告\n（{remark}）\n{_MONEY}").rows
    assert (whole.kind, whole.department, whole.status) == (DEPARTMENT_YEAR, "芙蓉区水利局", PUBLISH)
    (one,) = prose.read(f"芙蓉区水利局2023年度水库除险加固项目绩效自评报告\n（{remark}）\n{_MONEY}").rows
    assert (one.project, one.status) == ("水库除险加固项目", PUBLISH)


def test_a_name_in_brackets_is_one_where_it_ends_so_or_the_report_tells_of_it() -> None:
    title = "芙蓉区水利局2023年度项目支出绩效自评报告"
    (one,) = prose.read(f"{title}（水库除险加固项目）\n{_MONEY}").rows
    assert one.project == "水库除险加固项目"
    (told,) = prose.read(f"{title}（水库除险）\n{_MONEY}三、成效\n水库除险已完成。\n").rows
    assert told.project == "水库除险"
    assert in_brackets("自评报告(水库除险)", _MONEY) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("清渡市图书馆免费开放专项经费情况说明", "免费开放专项经费"),
        ("清渡市文化馆非遗保护专项资金使用情况说明", "非遗保护专项资金"),
        ("关于清渡市博物馆文物征集经费使用情况的报告", "文物征集经费"),
        ("清渡市民政局关于2023年困难群众救助补助资金管理使用情况的汇报", "困难群众救助补助资金"),
        ("清渡市水利局2023年山洪灾害防治项目实施及资金使用情况的函", "山洪灾害防治项目"),
    ],
)
def test_a_letter_on_one_fund_is_of_that_fund(title: str, name: str) -> None:
    text = f"{title}\n市财政局：\n2023年下达我单位资金80万元。截至年底，实际支出71.3万元，执行率89.13%。\n"
    assert {(row.project, row.executed_yuan) for row in prose.read(text).rows} == {(name, 713_000)}


def test_a_letter_on_the_money_of_an_office_names_no_project() -> None:
    text = "清渡市林业局2023年财务收支情况说明\n2023年部门预算80万元，支出71.3万元，执行率89.13%。\n"
    assert {row.project for row in prose.read(text).rows} == {""}


@pytest.mark.parametrize("kind", ["公告", "公示", "公开", "情况通报", "的公告"])
def test_results_made_public_are_read(kind: str) -> None:
    rows = prose.by_name(
        f"永济县2022年度财政重点项目绩效评价结果{kind}\n现将结果公告如下：\n"
        "一、县农业农村局——农业保险保费补贴项目\n项目全年预算860万元，实际支出844.52万元，预算执行率98.2%，评价得分91.4分。\n"
        "二、县水利局——小型水库维修养护项目\n项目全年预算132万元，实际支出132万元，预算执行率100%，评价得分93分。\n"
    )
    assert {(name, row.department, row.score) for name, row in rows.items()} == {
        ("农业保险保费补贴项目", "永济县农业农村局", Decimal("91.4")),
        ("小型水库维修养护项目", "永济县水利局", Decimal(93)),
    }


@pytest.mark.parametrize("title", ["永济县2023年度绩效评价服务采购结果公告", "永济县绩效评价项目中标公告"])
def test_the_result_of_a_tender_is_still_refused(title: str) -> None:
    with pytest.raises(InputError, match="不是绩效自评报告"):
        prose.read(f"{title}\n成交金额80万元，预算90万元。\n")


def test_a_project_behind_its_office_and_a_colon_is_not_the_office() -> None:
    (one,) = prose.read(
        "永济县财政局关于2023年度项目支出绩效评价结果的公告\n现公告如下：\n"
        "一、县农业农村局：农业保险保费补贴项目，全年预算860万元，实际支出844.52万元，预算执行率98.2%。\n"
        "二、县水利局：小型水库维修养护项目，全年预算132万元，实际支出132万元，预算执行率100%。\n"
    ).rows[:1]
    assert (one.project, one.department) == ("农业保险保费补贴项目", "永济县农业农村局")


@pytest.mark.parametrize(
    "office", ["公路养护管理处", "社会保险经办处", "湿地保护中心", "科协", "残联", "工商联", "市政工程管理处"]
)
def test_an_office_is_known_by_its_ending(office: str) -> None:
    (one,) = prose.read(f"临湖区{office}2023年度设施养护项目绩效自评报告\n{_MONEY}").rows
    assert (one.project, one.department, one.status) == ("设施养护项目", f"临湖区{office}", PUBLISH)


@pytest.mark.parametrize(
    ("said", "office"),
    [
        ("该项目由区文物保护中心组织实施。", "丹霞区文物保护中心"),
        ("项目由区住建局牵头组织实施，区财政局配合。", "丹霞区住建局"),
        ("资金由区公路管理处统筹使用。", "丹霞区公路管理处"),
        ("资金由区财政局统筹使用，工程由区交通局实施。", "丹霞区交通局"),
        ("项目由区城市建设投资有限公司承建。", ""),
        ("水质检测由区疾控中心组织开展，工程由区住建局实施，资金由区水利局统筹使用。", ""),
    ],
)
def test_whoever_carries_the_one_project_out_owns_it(said: str, office: str) -> None:
    (one,) = prose.read(f"2023年丹霞区古建筑群修缮工程绩效自评报告\n本报告如下。\n{said}\n{_MONEY}").rows
    assert (one.project, one.department) == ("古建筑群修缮工程", office)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("南汀市承办全省第九届老年人运动会项目绩效自评报告", "承办全省第九届老年人运动会项目"),
        ("南汀市举办第三届旅发大会项目2023年度绩效自评报告", "举办第三届旅发大会项目"),
        ("2023年南汀市高标准农田建设项目财政重点评价报告", "高标准农田建设项目"),
        ("南汀市2023年村医补助资金跟踪评价报告", "村医补助资金"),
        ("南汀市污水管网专项资金财政再评价报告", "污水管网专项资金"),
    ],
)
def test_an_event_is_no_office_and_the_kind_of_evaluation_no_part_of_a_name(title: str, name: str) -> None:
    (one,) = prose.read(f"{title}\n{_MONEY}").rows
    assert (one.project, one.department, one.district) == (name, "", "南汀市")


_YEARS = {2021: (516, 498), 2022: (548, 544), 2023: (570, 541)}


@pytest.mark.parametrize(
    ("title", "opening", "form"),
    [
        ("近三年部门整体支出情况说明", "现将我局2021年至2023年部门整体支出情况说明如下：\n", "{}年，我局年初预算{}万元，支出决算{}万元。\n"),
        ("历年部门整体支出绩效自评报告", "", "{}年，年初预算{}万元，支出决算{}万元。\n"),
        ("部门整体支出绩效总结", "一、总体\n", "{}年：年初预算{}万元，支出决算{}万元。"),
        ("近三年部门整体支出绩效自评报告", "一、总体\n", "（一）{}年\n年初预算{}万元，支出决算{}万元。\n"),
        ("近三年部门整体支出情况说明", "我局2021年、2022年和2023年支出情况如下：", "{}年年初预算{}万元，支出决算{}万元；"),
    ],
)  # fmt: skip
def test_each_year_of_an_office_has_its_row(title: str, opening: str, form: str) -> None:
    text = f"通渭区民政局{title}\n{opening}" + "".join(form.format(y, *money) for y, money in _YEARS.items())
    rows = {row.year: (row.budget_initial_yuan, row.executed_yuan) for row in prose.read(text).rows}
    assert rows == {year: (10_000 * given, 10_000 * spent) for year, (given, spent) in _YEARS.items()}


def test_a_report_of_one_year_stays_of_that_year() -> None:
    text = "通渭区民政局2023年部门整体支出绩效自评报告\n一、总体\n" + "".join(
        f"{y}年，我局年初预算{given}万元，支出决算{spent}万元。\n" for y, (given, spent) in _YEARS.items()
    )
    assert [row.year for row in prose.read(text).rows] == [2023]


@pytest.mark.parametrize(
    "said", ["2022年度部门决算绩效评价情况", "2022年度部门决算公开绩效自评情况说明", "2022年部门决算中项目绩效自评结果", "2022年度财政决算绩效自评报告"]
)  # fmt: skip
def test_the_accounts_are_no_project(said: str) -> None:
    text = f"凤冈区民政局{said}\n困难群众救助项目：项目自评得分为95分。全年预算数为1,200万元，执行数为1,180万元，完成预算的98.33%。\n"
    (row,) = prose.read(text).rows
    assert (row.project, row.executed_yuan) == ("困难群众救助项目", 11_800_000)


def test_money_for_the_accounts_is_one() -> None:
    title = "凤冈区民政局2022年度部门决算编制工作经费绩效自评报告"
    (row,) = prose.read(f"{title}\n{_MONEY.replace('2023', '2022')}").rows
    assert row.project == "部门决算编制工作经费"


@pytest.mark.parametrize(
    "tail", ["项目绩效自评综述", "绩效自评综述", "项目支出绩效自评概述", "项目绩效评价综述", "项目绩效自评小结"]
)
def test_that_a_piece_sums_up_is_no_part_of_the_name(tail: str) -> None:
    text = (
        f"凤冈区民政局2022年度部门决算公开说明\n（二）绩效自评情况\n1.困难群众救助{tail}：项目自评得分为95分。全年预算数为1,200万元，"
        f"执行数为1,180万元，完成预算的98.33%。\n2.养老服务{tail}：项目自评得分为92分。全年预算数为200万元，执行数为180万元，完成预算的90%。\n"
    )
    assert prose.by_name(text).keys() == {"困难群众救助", "养老服务"}

"""Which office owns a project where a treasury reports on several."""

from __future__ import annotations

import pytest

from etl.read.rows import DEPARTMENT_YEAR, PUBLISH, REVIEW
from tests import prose

_OFFICES = {"灌区渠道整修": "柳溪县水利局", "危桥加固": "柳溪县交通运输局"}
_TITLES = ("柳溪县财政局关于2023年度项目绩效自评的报告", "柳溪县2023年度重点项目绩效自评汇总报告\n柳溪县财政局")
_FIRST = "预算60万元，支出57万元，执行率95%"
_SECOND = "预算40万元，支出38万元，执行率95%"


@pytest.mark.parametrize("title", _TITLES)
@pytest.mark.parametrize(
    "body",
    [
        f"一、县水利局\n1.灌区渠道整修：{_FIRST}。\n二、县交通运输局\n1.危桥加固：{_SECOND}。\n",
        f"1.县水利局灌区渠道整修：{_FIRST}。\n2.县交通运输局危桥加固：{_SECOND}。\n",
        f"1.灌区渠道整修（县水利局）：{_FIRST}。\n2.危桥加固（县交通运输局）：{_SECOND}。\n",
        f"一、各部门情况\n县水利局有1个项目：灌区渠道整修{_FIRST}。县交通运输局有1个项目：危桥加固{_SECOND}。\n",
    ],
)
def test_a_project_is_of_the_office_above_or_beside_it(title: str, body: str) -> None:
    rows = prose.read(f"{title}\n{body}三、下一步打算\n一是加强调度。\n二是完善制度。\n三是强化考核。\n").rows
    assert {row.project: row.department for row in rows if row.project} == _OFFICES
    assert {row.status for row in rows if row.project} == {PUBLISH}


def test_where_others_have_an_office_one_without_wants_a_person() -> None:
    body = f"1.县水利局灌区渠道整修：{_FIRST}。\n2.县交通运输局危桥加固：{_SECOND}。\n3.路灯更换工程：{_SECOND}。\n"
    row = prose.by_name(f"{_TITLES[0]}\n{body}")["路灯更换工程"]
    assert (row.department, row.status) == ("", REVIEW)


@pytest.mark.parametrize("joint", ["；", "。\n"])
def test_offices_that_open_sentences_have_their_own_rows(joint: str) -> None:
    rows = prose.read(f"{_TITLES[0]}\n从执行看，县水利局全年{_FIRST}{joint}县交通运输局2023年全年{_SECOND}。\n").rows
    assert [(row.kind, row.department, row.executed_yuan) for row in rows] == [
        (DEPARTMENT_YEAR, "县水利局", 570_000), (DEPARTMENT_YEAR, "县交通运输局", 380_000),
    ]  # fmt: skip


def test_a_treasurys_own_projects_stay_its_own() -> None:
    rows = prose.by_name(f"{_TITLES[0]}\n1.预算一体化系统运维：{_FIRST}。\n2.县财政局办公楼改造：{_SECOND}。\n")
    assert {row.department for row in rows.values()} == {"柳溪县财政局"}

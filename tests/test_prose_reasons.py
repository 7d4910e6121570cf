"""Reasons find their project by whatever the text calls it; findings that sentences show; promises wherever they stand."""

from __future__ import annotations

import pytest

from etl.read import reasons
from tests import prose

_HEAD = (
    "青禾区水务局2023年度项目支出绩效自评总报告\n一、项目情况\n"
    "1.河道清淤：年初预算数60万元，全年执行数54万元，执行率90%。\n"
    "2.管网检测服务：年初预算数50万元，全年执行数30万元，执行率60%。\n"
    "3.泵站设备维修：年初预算数40万元，全年执行数40万元，执行率100%。\n二、偏差原因\n"
)


def _codes(sentence: str) -> dict[str, list[str]]:
    return {name: [c for c in row.reason_codes if c != "R90"] for name, row in prose.by_name(_HEAD + sentence).items()}


@pytest.mark.parametrize(
    ("sentence", "river", "pipes"),
    [
        ("管网检测因供应商缺货，未能按期完成。", [], ["R14"]),
        ("第二项执行率低，主要是两次流标。", [], ["R04"]),
        ("河道清淤和管网检测服务均因县财政库款紧张，未能足额拨付。", ["R09"], ["R09"]),
        ("河道清淤因验收尚未完成而未能支付，管网检测服务因招标流标而开工较晚。", ["R08"], ["R04"]),
        ("由于连续降雨无法施工，河道清淤未能完成。", ["R14"], []),
        ("泵站设备维修因中标价低于预算，形成结余。", [], []),
        ("并非因疫情影响，管网检测服务未完成主要是结算审计尚未完成。", [], ["R08"]),
        ("管网检测服务2022年因疫情影响推迟。", [], []),
    ],
)
def test_whose_a_reason_is(sentence: str, river: list[str], pipes: list[str]) -> None:
    codes = _codes(sentence)
    assert (codes["河道清淤"], codes["管网检测服务"]) == (river, pipes)
    assert codes["泵站设备维修"] == []


def test_a_project_that_was_explained_in_unknown_words_lacks_no_reason() -> None:
    rows = prose.by_name(_HEAD + "管网检测服务未完成，是因为街区里出现了意想不到的波折。")
    assert "reason_missing" not in rows["管网检测服务"].flags
    assert "reason_missing" in prose.by_name(_HEAD + "管网检测服务未完成的原因：无。")["管网检测服务"].flags


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("两次流标，第三次挂网才成交", ["R04"]), ("上级专款到得晚", ["R09"]), ("合同于12月中旬才签订", ["R04"]),
        ("服务合同跨年，尾数次年支付", ["R05"]), ("三家供应商议价后价格下浮12%", ["R06"]), ("来不及办理支付", ["R07"]),
        ("结算资料不完整，财政评审退回补正", ["R08"]), ("群众参与积极性不高", ["R12"]), ("辅警缺编15人", ["R13"]),
        ("征地拆迁受阻", ["R14"]), ("赛事停办", ["R16"]), ("当年风调雨顺，救灾资金没有用上", ["R03"]),
        ("全年未发生安全生产责任事故", []), ("审计未发现问题", []), ("成本控制在预算以内", []), ("全面落实过紧日子要求", []),
        ("因厂家断供，交货期推迟", ["R14"]), ("如遇重大疫情影响施工，将及时调整", []),
    ],
)  # fmt: skip
def test_ways_to_say_a_reason(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes


def test_two_statements_of_one_figure_are_near_each_other() -> None:
    report = _HEAD + "经核对台账，管网检测服务实际支出为28万元。\n三、其他\n无。\n"
    assert "contradictory_values" in prose.by_name(report)["管网检测服务"].flags
    far = _HEAD + "经核对台账，管网检测服务实际支出为3万元。\n三、其他\n无。\n"
    assert "contradictory_values" not in prose.by_name(far)["管网检测服务"].flags


@pytest.mark.parametrize(("project", "is_broken"), [("120", False), ("110", True)])
def test_parts_behind_a_total(project: str, is_broken: bool) -> None:
    text = (
        "青禾区水务局2023年度部门整体支出绩效自评报告\n一、收支情况\n"
        f"2023年全年预算数400万元，部门支出决算380万元，其中基本支出260万元，项目支出{project}万元，执行率95%。\n"
        "二、自评结论\n自评得分95分，等级为优。\n"
    )
    assert ("sum_mismatch" in prose.by_name(text)[""].flags) is is_broken


@pytest.mark.parametrize(("last", "is_broken"), [("30", False), ("27", True)])
def test_points_of_all_weights(last: str, is_broken: bool) -> None:
    text = (
        "青禾区水务局河道清淤项目2023年度绩效自评报告\n一、预算执行\n年初预算数60万元，全年执行数54万元，执行率90%。\n"
        "二、评分\n1.预算执行，权重10分，得9分。\n2.产出，权重60分，得58分。\n"
        f"3.效益，权重30分，得{last}分。\n三、结论\n自评得分97分，等级为优。\n"
    )
    flags = [flag for row in prose.read(text).rows for flag in row.flags]
    assert ("score_sum_mismatch" in flags) is is_broken


def test_promises_among_other_sentences() -> None:
    report = (
        _HEAD + "管网检测服务因流标开工较晚。下一步将于2024年6月底前完成剩余检测。\n三、规划\n"
        "《水务发展规划（2021—2025年）》按期推进，2023年自评结果将作为2024年预算安排的参考。\n"
    )
    measures = prose.read(report).measures
    assert [(m.due_year, "剩余检测" in m.text) for m in measures] == [(2024, True)]

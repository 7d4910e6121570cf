"""Brackets: one that tells two projects apart, one that goes on telling of an amount, and what is said when none is read."""

from __future__ import annotations

from etl.read.rows import PUBLISH
from tests import prose

_TITLE = "青禾县文化馆2023年度项目支出绩效自评报告\n"


def test_a_phase_in_brackets_tells_two_projects_apart() -> None:
    text = (
        f"{_TITLE}数字馆建设（一期）全年预算120万元，全年支出114万元，执行率95%；"
        "数字馆建设（二期）全年预算200万元，全年支出140万元，执行率70%，供应商交付延迟。\n"
    )
    rows = prose.by_name(text)
    assert {name: (row.budget, row.reason_codes) for name, row in rows.items()} == {
        "数字馆建设（一期）": (1_200_000, []), "数字馆建设（二期）": (2_000_000, ["R14"]),
    }  # fmt: skip


def test_a_bracket_behind_an_amount_goes_on_where_the_rate_closes() -> None:
    text = (
        f"{_TITLE}1.展厅维修项目：预算60万元（实际支出57万元，执行率95%）。\n"
        "2.送戏下乡项目：预算300万元，支出285万元（执行率95%）。\n"
        "3.古籍修复项目：预算40万元（已支付10万元，执行率95%），支出38万元。\n"
    )
    rows = prose.by_name(text)
    told = {name: (row.executed_yuan, row.rate_stated_pct) for name, row in rows.items()}
    assert told["展厅维修项目"] == (570_000, 95)
    assert told["送戏下乡项目"] == (2_850_000, 95)
    assert told["古籍修复项目"][0] == 380_000


def test_purchase_that_ends_a_name_is_no_label() -> None:
    rows = prose.by_name(
        f"{_TITLE}良种补贴项目到位资金96万元、支出96万元；防疫员补助到位资金132万元，支出127万元；"
        "畜禽标识采购到位资金21万元，支出18万元，中标价低于预算。\n"
    )
    assert rows["畜禽标识采购"].received_yuan == 210_000
    assert rows["防疫员补助"].reason_codes == []


def test_a_name_may_begin_like_a_phrase_on_some() -> None:
    rows = prose.by_name(
        f"{_TITLE}项目支出中，少数民族文艺汇演经费预算80万元、支出76万元，执行率95%；非遗培训费预算20万元、支出19万元，执行率95%。\n"
    )
    assert {name: row.status for name, row in rows.items()} == {"少数民族文艺汇演经费": PUBLISH, "非遗培训费": PUBLISH}


def test_a_sentence_of_money_given_and_used_that_is_nobodys_is_told() -> None:
    text = (
        f"{_TITLE}展厅维修项目预算60万元，支出57万元，执行率95%。老楼加固未列入年初预算，年中追加15万元，支出14万元。\n"
    )
    found = prose.read(text)
    assert [row.project for row in found.rows] == ["展厅维修项目"]
    assert any(note.startswith("有1处写有预算和支出但没有读成") for note in found.recognised)
    assert any(
        note.endswith("（“老楼加固未列入年初预算，年中追加15万元，支出14万元”等），请对照原文")
        for note in found.recognised
    )
    assert not any("没有读成" in note for note in prose.read(prose.PLAIN).recognised)

"""Whether a text of a form is a reason: columns of reasons beside the money, instructions that were left in a cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.reasons import codes, is_reason
from etl.read.rows import FlatRow
from tests import sheets


def _row(folder: Path, heading: str, said: str, *, spent: int = 80, deviation: str = "") -> FlatRow:
    """The project of a form with one more column beside its money."""
    rows: list[list[object]] = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "医疗救助"], ["主管部门", "青石区医保局"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率", "得分", heading],
        ["", "年度资金总额", 100, 100, spent, f"{spent}%", 8, said],
        sheets.FORM_INDICATORS, ["", "产出指标", "数量指标", "救助人次", "≥9", "9", 90, 90, deviation],
    ]  # fmt: skip
    return read_one(sheets.xlsx(folder / "表.xlsx", rows)).rows[0]


@pytest.mark.parametrize(
    "heading", ["原因", "差异原因", "扣分原因", "未用完原因说明", "说明", "执行情况说明", "预算执行情况说明", "支出较低情况说明"]
)  # fmt: skip
def test_a_reason_beside_the_money_is_one(heading: str, tmp_path: Path) -> None:
    row = _row(tmp_path, heading, "符合条件的救助对象减少")
    assert (row.reason_codes, row.flags) == (["R12"], [])


def test_under_remarks_only_what_surely_is_a_reason_goes_before_those_of_indicators(tmp_path: Path) -> None:
    told = _row(tmp_path, "说明", "含中央资金20万元", deviation="质保金未到期")
    alone = _row(tmp_path, "说明", "按进度支付，其余列入下期")
    assert told.reason_codes == ["R07"]
    assert (alone.reason_text, alone.flags) == ("按进度支付，其余列入下期", []), "perhaps a reason: none is not missing"
    assert _row(tmp_path, "说明", "符合条件的救助对象减少", spent=100).reason_text == "", "nothing was left"


@pytest.mark.parametrize(
    "left",
    [
        "填写偏离目标的原因及拟采取的措施", "填写未完成原因，并说明拟采取的措施", "说明偏离绩效目标的原因，并提出改进措施",
        "简要说明偏差情况", "对偏离目标的情况进行说明", "偏离绩效目标的原因及改进措施",
        "未完成的请填写原因", "未达标的填写", "未完成指标填写原因", "偏差率超过20%的需说明原因", "得分低于满分的填写扣分原因",
        "执行率低于90%的项目须填写未完成原因及改进措施", "实际完成值与目标值偏差较大的填写",
        "完成不填", "完成的不填", "（完成不需填写）", "若完成，不填", "100%完成的不用填写", "没有偏差的可不填", "无偏差填“无”",
        "未完成的填写原因，完成的不填",
    ],
)  # fmt: skip
def test_what_is_to_be_written_is_no_reason(left: str) -> None:
    assert not is_reason(left)


@pytest.mark.parametrize(
    "given",
    [
        "填写错误导致支付退回，次年支付", "项目未完成申报材料填写", "人员变动未完成申报资料填写", "分析原因为招标滞后",
        "未完成招标，未填写采购合同", "项目未完成可研分析", "预算测算不足，未列明细", "部分项目未完成，需要明年支付",
        "执行率低于预期，质保金未到期", "未完成验收的，不予支付", "说明会因疫情取消", "列出的采购清单价格上涨",
        "偏差较大，主要是预算编制不准确", "完成验收后才支付尾款",
    ],
)  # fmt: skip
def test_a_reason_with_words_of_instructions_stays_one(given: str) -> None:
    assert is_reason(given)


@pytest.mark.parametrize(
    "said",
    ["部分地块降雨偏多，虫害未发生", "鼠害没有暴发", "病虫害未大面积发生", "当年未发生虫害", "没有大规模爆发动物疫病"],
)
def test_pests_that_did_not_come_are_a_reason(said: str) -> None:
    assert codes(said) == ["R03"]


@pytest.mark.parametrize("said", ["病虫害防治工作按期完成", "虫害防治费用未发生支出"])
def test_work_against_pests_is_none(said: str) -> None:
    assert "R03" not in codes(said)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("粮权未划转，按合同分期付款", ["R05"]),
        ("项目并未取消", []),
        ("不存在资金未到位情况", []),
        ("没有受疫情影响", []),
        ("职能划转至市局", ["R16"]),
        ("受疫情影响，培训取消", ["R01"]),
        ("资金未及时到位", ["R09"]),
        ("尾款须待验收满一年后支付", ["R07"]),
    ],
)
def test_what_is_said_not_to_be_so_is_no_reason(said: str, named: list[str]) -> None:
    assert codes(said) == named

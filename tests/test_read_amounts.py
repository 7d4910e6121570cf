"""Figures as printed: every spelling by hand, and properties over all amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read import amounts, numerals, reasons

SPELLINGS = [
    ("86", "万元", "860000"), (92.5, "万元", "925000"), ("180万", "万元", "1800000"), ("12.5万元", "元", "125000"),
    ("约35万", "元", "350000"), ("￥120,000.00", "元", "120000"), ("(3,200.00)", "元", "-3200"), ("（3,200.00）", "元", "-3200"),
    ("６５，０００", "元", "65000"), ("28 000", "元", "28000"), ("'93500", "元", "93500"), ("93500.0", "元", "93500"),
    ("壹拾贰万元整", "元", "120000"), ("1.2亿", "元", "120000000"), ("0.3亿元", "元", "30000000"), ("-12000", "元", "-12000"),
    ("−5", "元", "-5"), ("3千元", "元", "3000"), ("7.80494万元", "元", "78049.40"), ("0", "万元", "0"), ("1.5E+3", "元", "1500"),
    ("人民币伍佰元整", "元", "500"), (0.1 + 0.2, "元", "0.30"), ("100元整", "万元", "100"), (".5", "万元", "5000"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "unit", "yuan"), SPELLINGS)
def test_spellings_of_amounts(cell: object, unit: str, yuan: str) -> None:
    found = amounts.money(cell, unit)
    assert found is not None
    assert found.value == Decimal(yuan)


@pytest.mark.parametrize("cell", ["", " ", "—", "－", "-", "无", "/", "待定", "详见附件", "1,23", "12.3.4", "86(含结转)", "50%", "1e99", None,
                                  True, float("1e300"), "#DIV/0!", "10-12", "2022年12月", "(5", "99999999999999999999亿元"])  # fmt: skip
def test_what_is_no_amount_is_nothing_and_never_zero(cell: object) -> None:
    assert amounts.money(cell, "元") is None


@pytest.mark.parametrize(
    ("text", "unit", "code"), [("£33.73", "£m", "GBP"), ("5万美元", "元", "USD"), ("12", "百万円", "JPY")]
)
def test_foreign_money_is_named(text: str, unit: str, code: str) -> None:
    found = amounts.money(text, unit)
    assert found is not None
    assert found.currency == code


@given(st.decimals(0, 10**10, places=2), st.sampled_from(["元", "千元", "万元"]))
def test_printed_and_read_again_is_the_same(value: Decimal, unit: str) -> None:
    wanted = (value * amounts.size(unit)).quantize(Decimal("0.01"))
    for text in (f"{value:.2f}", f"{value:,.2f}", f" {value:,.2f}{unit} ", f"￥{value:.2f}"):
        found = amounts.money(text, unit)
        assert found is not None
        assert found.value == wanted


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals(value: int) -> None:
    assert numerals.number(_spoken(value)) == value


def _spoken(value: int) -> str:
    if value == 0:
        return "零"
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾")):
        if value >= size:
            rest = value % size
            gap = "零" if rest and rest < size // 10 else ""
            return _spoken(value // size) + name + (gap + _spoken(rest) if rest else "")
    return "零壹贰叁肆伍陆柒捌玖"[value]


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    amounts.money(text, "元")
    amounts.rate(text)
    amounts.score(text)
    amounts.unit_in(text)
    reasons.codes(text)


@pytest.mark.parametrize(("text", "codes"), [
    ("☑征地拆迁受阻 □受疫情影响项目推迟 □资金下达晚", ["R14"]), ("受疫情影响□ 征地拆迁受阻☑", ["R14"]),
    ("尾款未到付款节点，已完工未支付", ["R07"]), ("受疫情影响，进场施工推迟", ["R01"]), ("疫情防控工作任务", []),
    ("供应商延迟供货，且年初测算偏高", ["R14", "R11"]), ("认真贯彻厉行节约的原则", []), ("未启动应急响应，无此类支出", ["R03"]),
    ("上级资金12月下旬才到位，来不及支付", ["R09"]), ("支付进度较慢", ["R99"]), ("请填写偏差原因", []), ("无", []), ("100%", []),
])  # fmt: skip
def test_reasons_by_their_phrases(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes

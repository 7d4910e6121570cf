"""Numbers as readers see them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats as f

_MONEY = st.decimals(min_value=-(10**13), max_value=10**13, places=2)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("78049.40", f.Unit.WAN, "7.80"),
        ("78049.40", f.Unit.YUAN, "78,049.40"),
        ("47861100", f.Unit.WAN, "4,786.11"),
        ("12345678900", f.Unit.YI, "123.46"),
        ("790000", f.Unit.YI, "0.0079"),
        ("0", f.Unit.YI, "0.00"),
        ("0", f.Unit.WAN, "0.00"),
        ("1", f.Unit.WAN, "<0.01"),
        ("-50000", f.Unit.WAN, "−5.00"),
        (None, f.Unit.WAN, "—"),
    ],
)
def test_money(value: str | None, unit: f.Unit, shown: str) -> None:
    assert f.money(Decimal(value) if value is not None else None, unit) == shown


@given(_MONEY)
def test_money_in_yuan_is_exact(value: Decimal) -> None:
    shown = f.money(value, f.Unit.YUAN).replace(",", "").replace("−", "-")
    assert Decimal(shown) == value


@given(_MONEY, st.sampled_from(list(f.Unit)))
def test_money_is_rounded_half_up_from_the_exact_amount(value: Decimal, unit: f.Unit) -> None:
    shown = f.money(value, unit)
    if "<" in shown:
        assert 0 < abs(value / unit.factor) < Decimal("0.005")
    else:
        exact = value / unit.factor
        assert abs(Decimal(shown.replace(",", "").replace("−", "-")) - exact) <= Decimal("0.005")
        assert (shown in ("0.00",)) is (value == 0)


@given(st.floats(0, 2), st.sampled_from([0.9, 0.95, 1.0]))
def test_a_rate_below_its_target_is_never_shown_at_it(rate: float, target: float) -> None:
    shown = Decimal(f.rate(rate, target).rstrip("%")) / 100
    if f.is_below(rate, target):
        assert shown < Decimal(str(target))
    else:
        assert shown >= Decimal(str(target))


@pytest.mark.parametrize(
    ("rate", "shown"), [(0.9497, "94.9%"), (0.95, "95.0%"), (0.9999, "100.0%"), (0.528227, "52.8%"), (None, "—")]
)
def test_rates(rate: float | None, shown: str) -> None:
    assert f.rate(rate) == shown


def test_printed_rates_keep_their_decimals() -> None:
    assert f.rate_as_printed(0.5282, 2) == "52.82%"
    assert f.rate_as_printed(0.85, 0) == "85%"


def test_changes_and_shares() -> None:
    assert f.points_change(-0.017) == "−1.7"
    assert f.points_change(0.0356, 2) == "+3.56"
    assert f.percent_change(Decimal(102), Decimal(100)) == "+2.0%"
    assert f.percent_change(Decimal(1), Decimal(0)) == "—"
    assert f.money_change(Decimal("-20000"), f.Unit.WAN) == "−2.00"
    assert f.share(0.9999) == "99%"
    assert f.share(Decimal(1)) == "100%"
    assert f.share(0.001) == "<1%"
    assert f.score(Decimal("96.85")) == "96.85"
    assert f.score(Decimal("97.00")) == "97"

"""Numbers as readers see them.

Belongs here: rounding, separators, signs, the unit a money column is shown in. Pure functions; money stays
``Decimal`` from the contract to the text. Does not belong here: sentences (``dashboard/strings``), null
handling of tables (``None`` simply becomes the dash), arithmetic over rows (``dashboard.metrics``).
"""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from dashboard.strings import Words

NULL = "—"
MINUS = "−"
HUNDRED = Decimal(100)
TARGET = 0.95


class Unit(StrEnum):
    """Money unit of a page; the value is what stands in the address."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"

    @property
    def factor(self) -> Decimal:
        """Yuan in one unit."""
        return _FACTORS[self]


_FACTORS = {Unit.YUAN: Decimal(1), Unit.WAN: Decimal(10_000), Unit.YI: Decimal(100_000_000)}


def unit_name(unit: Unit, w: Words) -> str:
    """元 / 万元 / 亿元 (yuan / CNY 10k / CNY 100m)."""
    return w(f"formats.unit_{unit.value}")


def scaled(value: Decimal, unit: Unit) -> Decimal:
    """``value`` yuan in ``unit``, exact (all three units are powers of ten)."""
    return value / unit.factor


def money(value: Decimal | None, unit: Unit) -> str:
    """``value`` yuan as 2 decimals of ``unit`` (4 below 0.1亿元) with thousands separators, no name; ``None`` → —.

    An amount that is not zero but rounds to 0.00 is shown as ``<0.01``: 0.00 is a statement of its own.
    """
    return NULL if value is None else _fixed_money(value, unit)


def money_with_unit(value: Decimal | None, unit: Unit, w: Words) -> str:
    """``41.73万元``; ``None`` → — (without a unit)."""
    return NULL if value is None else w("formats.with_unit", value=money(value, unit), unit=unit_name(unit, w))


def money_change(difference: Decimal | None, unit: Unit) -> str:
    """Signed difference of two amounts (yuan) in ``unit``: ``+3.56``, ``−0.20``, ``0.00``; ``None`` → —."""
    if difference is None:
        return NULL
    return ("+" if difference > 0 else "") + _fixed_money(difference, unit)


def is_below(rate: float, target: float) -> bool:
    """Whether ``rate`` misses ``target`` (both fractions).

    A quotient of two exact amounts is within 4 ulp of the true value, and two rates of amounts below 10^13
    yuan that really differ lie further apart, so a difference of up to 4 ulp is no difference.
    """
    return rate < target and target - rate > 4 * math.ulp(target)


def rate(value: float | None, target: float | None = TARGET, decimals: int = 1) -> str:
    """A fraction as per cent with its sign: 0.9361 → ``93.6%``; ``None`` → —.

    Below ``target`` the figure is floored, never rounded up to it (0.9497 → ``94.9%``); at or above it, or
    with ``target=None``, it is rounded half up. The default target is the scheme's default, 95 %.
    """
    return NULL if value is None else rate_number(value, target, decimals) + "%"


def rate_number(value: float | None, target: float | None = TARGET, decimals: int = 1) -> str:
    """``rate`` without the per cent sign, for columns whose head says %."""
    if value is None:
        return NULL
    percent = _decimal(value) * HUNDRED
    if target is None or not is_below(value, target):
        # A value a hair below its target by floating point only is the target.
        if target is not None and value < target:
            percent = _decimal(target) * HUNDRED
        return _fixed(percent, decimals, ROUND_HALF_UP)
    return _fixed(percent, decimals, ROUND_FLOOR)


def rate_as_printed(value: float | None, decimals: int) -> str:
    """A stated rate with the decimals its source printed: (0.5282, 2) → ``52.82%``, (0.85, 0) → ``85%``."""
    return NULL if value is None else _fixed(_decimal(value) * HUNDRED, decimals, ROUND_HALF_UP) + "%"


def points_change(difference: float | None, decimals: int = 1) -> str:
    """Difference of two rates (a fraction) in percentage points, signed, without the words: −0.017 → ``−1.7``."""
    return NULL if difference is None else _signed(_decimal(difference) * HUNDRED, decimals)


def gap(first: float | None, second: float | None, target: float | None = TARGET) -> str:
    """How far ``first`` lies above ``second`` in percentage points, signed: the difference of the two as they are
    printed (``rate``), so that a reader who subtracts finds it. ``None`` → —."""
    if first is None or second is None:
        return NULL
    above, below = (
        Decimal(rate_number(value, target).replace(MINUS, "-").replace(",", "")) for value in (first, second)
    )
    return _signed(above - below, 1)


def percent_change(after: Decimal | None, before: Decimal | None, decimals: int = 1) -> str:
    """Relative change of an amount: ``+2.2%``; — when either is missing or there is no positive base."""
    if after is None or before is None or before <= 0:
        return NULL
    return _signed((after - before) / before * HUNDRED, decimals) + "%"


def score(value: Decimal | float | None, decimals: int | None = None) -> str:
    """Points: as stated, at most 2 decimals, no trailing zeros (99.1, 96.85, 97); or with fixed ``decimals``."""
    if value is None:
        return NULL
    if decimals is not None:
        return _fixed(_decimal(value), decimals, ROUND_HALF_UP)
    text = _fixed(_decimal(value), 2, ROUND_HALF_UP)
    return text.rstrip("0").rstrip(".")


def count(value: int | None) -> str:
    """Whole number with thousands separators; ``None`` → —."""
    return NULL if value is None else f"{value:,}".replace("-", MINUS)


def share(value: Decimal | float | None, decimals: int = 0) -> str:
    """A part of a whole (fraction) as per cent: 0.49 → ``49%``; ``None`` → —.

    A part below the whole is never shown as 100 %, a part above nothing never as 0 % (``<1%``).
    """
    if value is None:
        return NULL
    exact = _decimal(value)
    step = Decimal(1).scaleb(-decimals)
    percent = exact * HUNDRED
    if 0 < percent < step / 2:
        return f"<{_fixed(step, decimals, ROUND_HALF_UP)}%"
    # Sums of floating-point shares may miss 1 by rounding; a real rest is far larger.
    is_whole = abs(exact - 1) < Decimal("1e-12")
    if percent < HUNDRED and not is_whole:
        percent = min(percent, HUNDRED - step)
    return _fixed(percent, decimals, ROUND_HALF_UP) + "%"


def _decimal(value: Decimal | float) -> Decimal:
    """The decimal a float is written as: 0.9497 is meant, not 0.94969999…"""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def _fixed(value: Decimal, decimals: int, rounding: str) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,}".replace("-", MINUS)


def _signed(value: Decimal, decimals: int) -> str:
    text = _fixed(value, decimals, ROUND_HALF_UP)
    is_zero = not text.strip("0.,")
    return text if value <= 0 or is_zero else "+" + text


def _fixed_money(value: Decimal, unit: Unit) -> str:
    amount = scaled(value, unit)
    # In 亿元 two decimals are a million yuan: small amounts take four.
    decimals = 4 if unit is Unit.YI and abs(amount) < Decimal("0.1") and amount != 0 else 2
    least = Decimal(1).scaleb(-decimals)
    if amount != 0 and abs(amount) < least / 2:
        return ("" if amount > 0 else MINUS) + f"<{least}"
    return _fixed(amount, decimals, ROUND_HALF_UP)

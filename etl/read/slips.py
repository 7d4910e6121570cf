"""Amounts whose own unit is smaller than the one every sign names: 4.8元 below 万元.

Belongs here: telling such a slip from an amount that is small. Does not belong here: rows whose amounts do not fit each
other (``judge``), which unit a column has.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from etl.read import amounts

#: Of its column's unit a true amount in a smaller one is mostly a tenth and more: 3500元 below 万元.
_LITTLE = Decimal("0.1")
#: Amounts so many times apart are of two sizes.
_APART = 5_000


class Sized(NamedTuple):
    """An amount in yuan, the unit its cell was read in, and the unit that headings or captions name."""

    value: Decimal
    own: str
    named: str


def is_in(row: Sequence[Sized]) -> bool:
    """Whether an amount of a row names so little in a smaller unit than its column's that the column's may be meant;
    not where an amount written in the column's unit is as small.

    >>> is_in([Sized(Decimal("4.8"), "元", "万元")]), is_in([Sized(Decimal(3500), "元", "万元")])
    (True, False)
    >>> is_in([Sized(Decimal(500), "元", "万元"), Sized(Decimal(500), "万元", "万元")])
    False
    """
    return any(_is_little(one) and not _has_equal(one, row) for one in row)


def _is_little(one: Sized) -> bool:
    if amounts.currency(one.own) != amounts.currency(one.named):
        return False
    size = amounts.size(one.named)
    return amounts.size(one.own) < size and 0 < abs(one.value) < size * _LITTLE


def _has_equal(one: Sized, row: Sequence[Sized]) -> bool:
    in_unit = (other for other in row if other.own == one.named and other.value)
    return any(abs(other.value / one.value) < _APART for other in in_unit)

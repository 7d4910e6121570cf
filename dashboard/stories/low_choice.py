"""What the reader asked the low-execution list for: the view's own part of the address.

Belongs here: names, defaults and meaning of these parameters, for the list and for 上一个 / 下一个 on the project page.
Does not belong here: widgets, figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from dashboard.address import Address
from dashboard.context import Context
from dashboard.metrics.projects import BINS, Controllable, Order
from dashboard.stories.limits import reason_threshold
from etl.contracts import CONTROLLABLE, DEFAULT_REASON_THRESHOLD

THRESHOLDS = ("60", "80", "90", "95")
ORDERS: tuple[Order, ...] = ("unspent", "rate")
ALL = "all"
CONTROLS = (ALL, *CONTROLLABLE)


def _percent(rate: float) -> str:
    return f"{rate * 100:g}"


@dataclass(frozen=True)
class LowChoice:
    """One list: everything but the shared filter. ``threshold`` is a fraction; ``in_bin``, a bin of the rate histogram,
    takes its place."""

    threshold: float
    order: Order
    text: str
    controllable: Controllable | None
    reason_code: str | None
    in_bin: str | None
    page: int

    @property
    def narrowing(self) -> dict[str, Any]:
        """Arguments of the ``low_*`` metrics that leave rows out."""
        return {
            "text": self.text,
            "controllable": self.controllable,
            "reason_code": self.reason_code,
            "in_bin": self.in_bin,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the threshold leaves rows out."""
        return any(self.narrowing.values())


def thresholds(context: Context) -> tuple[str, ...]:
    """The thresholds to choose from in per cent, the schemes' own among them."""
    own = _percent(reason_threshold(context))
    return tuple(sorted({*THRESHOLDS, own}, key=float))


def default_threshold(context: Context) -> str:
    """The threshold of a page without one in its address: the schemes' reason threshold."""
    return _percent(reason_threshold(context))


def choice_of(context: Context) -> LowChoice:
    """The list the reader's address asks for."""
    return low_choice(context.address, default_threshold(context), thresholds(context))


def low_choice(
    address: Address, default: str = _percent(DEFAULT_REASON_THRESHOLD), offered: tuple[str, ...] = THRESHOLDS
) -> LowChoice:
    """The list an address asks for; broken values become the default."""
    control = address.value("low_control", ALL, CONTROLS)
    page = address.value("low_page", "1")
    return LowChoice(
        threshold=float(address.value("low_threshold", default, offered)) / 100,
        order=cast("Order", address.value("low_order", ORDERS[0], ORDERS)),
        text=address.value("low_text").strip(),
        controllable=None if control == ALL else cast("Controllable", control),
        reason_code=address.value("low_reason") or None,
        in_bin=address.value("low_bin", "", BINS) or None,
        page=int(page) if page.isdecimal() and page.isascii() and int(page) > 0 else 1,
    )

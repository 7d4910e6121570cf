"""What the reader asked the low-execution list for: the view's own part of the address.

Belongs here: names, defaults and meaning of these parameters, for the list and for 上一个 / 下一个 on the project page.
Does not belong here: widgets, figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from dashboard.components.address import Address
from dashboard.metrics.projects import Controllable, Order
from etl.contracts import CONTROLLABLE, DEFAULT_REASON_THRESHOLD

THRESHOLDS = ("60", "80", "90", "95")
DEFAULT_THRESHOLD = f"{DEFAULT_REASON_THRESHOLD * 100:.0f}"
ORDERS: tuple[Order, ...] = ("unspent", "rate")
ALL = "all"
CONTROLS = (ALL, *CONTROLLABLE)


@dataclass(frozen=True)
class LowChoice:
    """One list: everything but the shared filter. ``threshold`` is a fraction."""

    threshold: float
    order: Order
    text: str
    controllable: Controllable | None
    reason_code: str | None
    page: int

    @property
    def narrowing(self) -> dict[str, Any]:
        """Arguments of the ``low_*`` metrics that leave rows out."""
        return {"text": self.text, "controllable": self.controllable, "reason_code": self.reason_code}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the threshold leaves rows out."""
        return any(self.narrowing.values())


def low_choice(address: Address) -> LowChoice:
    """The list an address asks for; broken values become the default."""
    control = address.value("low_control", ALL, CONTROLS)
    page = address.value("low_page", "1")
    return LowChoice(
        threshold=int(address.value("low_threshold", DEFAULT_THRESHOLD, THRESHOLDS)) / 100,
        order=cast("Order", address.value("low_order", ORDERS[0], ORDERS)),
        text=address.value("low_text"),
        controllable=None if control == ALL else cast("Controllable", control),
        reason_code=address.value("low_reason") or None,
        page=int(page) if page.isdecimal() and page.isascii() and int(page) > 0 else 1,
    )

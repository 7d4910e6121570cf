"""The basket: figures collected while browsing, as questions and not as figures, so that next year's data answer them.

Belongs here: the list, its order and its file. Does not belong here: keeping it (``components``), asking the questions
(``views.gather``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

MAX_ITEMS = 40
MAX_NAME = 60
#: A file larger than this holds no basket.
MAX_BYTES = 100_000
_FORMAT = "jixiao-basket"
_PAGE = re.compile(r"[a-z_]{1,32}")
_KEY = re.compile(r"[a-z0-9_]{1,64}")
_MAX_QUERY = 4_000
_YEARS = ("from", "to")


class BasketError(ValueError):
    """A file that is no basket."""


@dataclass(frozen=True)
class Item:
    """One figure: ``key`` of the chart on ``page`` under ``query`` (as in an address). ``name`` is its finding when it
    was collected, or the reader's own (``is_named``): only that stands on a slide, a finding is made anew."""

    page: str
    query: str
    key: str
    name: str
    is_named: bool = False


def clean_name(text: str) -> str:
    """One printable line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_NAME].strip()


def added(items: Sequence[Item], item: Item) -> tuple[Item, ...]:
    """The list with an item at its end; the same figure is not put in twice, a full basket takes no more."""
    same = {(one.page, one.query, one.key) for one in items}
    if (item.page, item.query, item.key) in same or len(items) >= MAX_ITEMS:
        return tuple(items)
    return (*items, replace(item, name=clean_name(item.name)))


def moved(items: Sequence[Item], place: int, by: int) -> tuple[Item, ...]:
    """The list with one item moved; one at the end stays where it is."""
    target = place + by
    if not (0 <= place < len(items) and 0 <= target < len(items)):
        return tuple(items)
    order = list(items)
    order.insert(target, order.pop(place))
    return tuple(order)


def renamed(items: Sequence[Item], place: int, name: str) -> tuple[Item, ...]:
    """The list with one item under another name; an empty name changes nothing."""
    name = clean_name(name)
    return tuple(
        replace(one, name=name, is_named=True) if i == place and name and name != one.name else one
        for i, one in enumerate(items)
    )


def shifted(items: Sequence[Item], years: int) -> tuple[Item, ...]:
    """The list with the chosen years of every figure moved on; figures without chosen years stay."""

    def moved_on(query: str) -> str:
        pairs = [(k, str(int(v) + years) if k in _YEARS and v.isdecimal() else v) for k, v in parse_qsl(query)]
        return urlencode(pairs)

    return tuple(replace(one, query=moved_on(one.query)) for one in items)


def without(items: Sequence[Item], place: int) -> tuple[Item, ...]:
    """The list without one item."""
    return tuple(one for i, one in enumerate(items) if i != place)


def to_file(items: Sequence[Item]) -> bytes:
    """The basket as a small JSON file. It holds questions only: no figure leaves with it."""
    rows = [{"page": i.page, "query": i.query, "key": i.key, "name": i.name, "is_named": i.is_named} for i in items]
    return json.dumps({"format": _FORMAT, "version": 1, "figures": rows}, ensure_ascii=False, indent=1).encode("utf-8")


def from_file(content: bytes) -> tuple[Item, ...]:
    """The items of a file. Raises BasketError where it is no basket; an entry that cannot be one is refused with it."""
    if len(content) > MAX_BYTES:
        raise BasketError("too large")
    try:
        told = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BasketError("not JSON") from error
    if not isinstance(told, dict) or told.get("format") != _FORMAT or not isinstance(told.get("figures"), list):
        raise BasketError("not a basket")
    items: tuple[Item, ...] = ()
    for row in told["figures"]:
        items = added(items, _item(row))
    return items


def _item(row: Any) -> Item:
    if not isinstance(row, dict) or not all(isinstance(row.get(k), str) for k in ("page", "query", "key", "name")):
        raise BasketError("an entry is not a figure")
    item = Item(row["page"], row["query"], row["key"], clean_name(row["name"]), row.get("is_named") is True)
    is_sound = _PAGE.fullmatch(item.page) and _KEY.fullmatch(item.key) and item.name
    if not is_sound or len(item.query) > _MAX_QUERY or not item.query.isprintable():
        raise BasketError("an entry is not a figure")
    return item

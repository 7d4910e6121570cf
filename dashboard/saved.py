"""Saved views: a name, a page and its whole query, carried as one text in the address.

Belongs here: reading, writing and checking these texts and lists of them. Does not belong here: the address itself
(``address``), the control (``views_menu``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

# An address has to pass every mail program and proxy: a Chinese character takes nine bytes in it.
MAX_VIEWS = 8
MAX_NAME = 20
_MAX_TEXT = 400
MAX_BYTES = 6_000
_PAGE = re.compile(r"[a-z_]{0,32}")
_MARK = "~"
_RESERVED = re.compile(r"[%&=+;#]")


@dataclass(frozen=True)
class SavedView:
    """One view: ``page`` by its name, ``query`` as it stands behind the ? of its address."""

    name: str
    page: str
    query: str

    @property
    def text(self) -> str:
        """The view as one value of the address: ``名称~page?query``."""
        return f"{self.name}{_MARK}{self.page}?{self.query}"

    @property
    def is_short(self) -> bool:
        """Whether it fits an address."""
        return len(self.text) <= _MAX_TEXT


def quote(text: str) -> str:
    """A name or value of a query, only as far encoded as reading it needs: it is encoded as a whole later."""
    return _RESERVED.sub(lambda found: f"%{ord(found[0]):02X}", text).replace(" ", "+")


def clean_name(name: str) -> str:
    """A name as it is kept: printable, one line, without the mark that ends it, at most ``MAX_NAME`` characters."""
    printable = "".join(c if c.isprintable() else " " for c in name.replace(_MARK, " "))
    return " ".join(printable.split())[:MAX_NAME].strip()


def read(texts: Sequence[str]) -> tuple[tuple[SavedView, ...], int]:
    """The views of an address, each name once, and how many texts were left out as broken, too long or too many."""
    views: dict[str, SavedView] = {}
    for text in texts:
        view = _read_one(text)
        if view is not None and view.name not in views and len(views) < MAX_VIEWS:
            views[view.name] = view
    return tuple(views.values()), len(texts) - len(views)


def _read_one(text: str) -> SavedView | None:
    name, mark, rest = text.partition(_MARK)
    page, question, query = rest.partition("?")
    if len(text) > _MAX_TEXT or not mark or not question or not _PAGE.fullmatch(page) or not query.isprintable():
        return None
    return SavedView(name, page, query) if name and name == clean_name(name) else None


def fits(views: Sequence[SavedView]) -> bool:
    """Whether the whole list may stand in one address: common proxies refuse more than 8 KB."""
    return len(urlencode([("saved", view.text) for view in views])) <= MAX_BYTES


def with_view(views: Sequence[SavedView], view: SavedView) -> tuple[SavedView, ...]:
    """The list with a view added at its end, or in the place of the one of the same name."""
    if view.name in {one.name for one in views}:
        return tuple(view if one.name == view.name else one for one in views)
    return (*views, view)


def renamed(views: Sequence[SavedView], old: str, new: str) -> tuple[SavedView, ...]:
    """The list with one view under another name; unchanged where the new name is empty or taken."""
    name = clean_name(new)
    if not name or name in {one.name for one in views}:
        return tuple(views)
    return tuple(SavedView(name, one.page, one.query) if one.name == old else one for one in views)


def without(views: Sequence[SavedView], name: str) -> tuple[SavedView, ...]:
    """The list without one view."""
    return tuple(one for one in views if one.name != name)

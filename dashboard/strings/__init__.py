"""All user-facing words, zh and en side by side in one TOML file per view.

Belongs here: loading and looking words up. Does not belong here: formatting of numbers (``dashboard.formats``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Words = Callable[..., str]

_FOLDER = Path(__file__).parent


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All entries: ``"view.key" -> {"zh": …, "en": …}``."""
    return {
        f"{path.stem}.{key}": entry
        for path in sorted(_FOLDER.glob("*.toml"))
        for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def entry(key: str) -> dict[str, str] | None:
    """Both languages of a key, or None: for names that come from data and may be unknown here."""
    return catalogue().get(key)


def words(language: Language) -> Words:
    """Return the look-up ``w(key, **values) -> str`` for one language; KeyError for an unknown key."""
    entries = catalogue()

    def look_up(key: str, **values: Any) -> str:
        return entries[key][language].format(**values)

    return look_up

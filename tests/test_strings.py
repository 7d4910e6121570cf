"""Words: both languages complete, used keys exist, no words left over."""

from __future__ import annotations

import re
import string

from dashboard.strings import catalogue
from tests.conftest import ROOT

_USED = re.compile(r"""w\(\s*f?["']([a-z_]+\.[A-Za-z0-9_{}.\[\]'"]+)["']""")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_values() -> None:
    for key, entry in catalogue().items():
        assert set(entry) == {"zh", "en"}, key
        assert _fields(entry["zh"]) == _fields(entry["en"]), key
        assert entry["zh"].strip() or not entry["en"].strip(), key


def test_no_space_between_chinese_and_digits() -> None:
    for key, entry in catalogue().items():
        assert not re.search(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]", entry["zh"]), (key, entry["zh"])


def test_every_literal_key_exists() -> None:
    known = catalogue()
    for path in (ROOT / "dashboard").rglob("*.py"):
        for key in _USED.findall(path.read_text(encoding="utf-8")):
            if "{" not in key:
                assert key in known, f"{path.name}: {key}"


def test_no_entry_is_unused() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "dashboard").rglob("*.py"))
    literal = set(re.findall(r"[\"']((?:[a-z_]+\.)?[a-z0-9_]+)[\"']", code))
    prefixes = tuple(p for p in re.findall(r"[\"']([a-z_]+\.[a-z0-9_]*)\{", code))
    for key in catalogue():
        view, _, name = key.partition(".")
        is_used = key in literal or key.startswith(prefixes) or (view == "charts" and name in literal)
        assert is_used, key

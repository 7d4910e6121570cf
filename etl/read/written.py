"""What a person wrote into a TOML file, section by section: texts, lists of words, patterns.

Belongs here: finding out what is written wrongly and saying where, in words. Does not belong here: what a profile means
(``profile``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.problems import why

_LINE = re.compile(r"line (\d+)")


def read(path: Path) -> dict[str, Any]:
    """The values of a TOML file. Raises InputError that names the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        place = f"第{line[1]}行" if line else "末尾"
        raise InputError(
            f"{path.name}：{place}不合 TOML 的写法（引号、括号要成对，文字要加引号，键不能重复）。"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}：不是 UTF-8 编码的文字，请另存为 UTF-8。") from error
    except OSError as error:
        raise InputError(f"{path.name}：读不出来（{why(error)}）。") from error


class Section:
    """One section; every question raises ValueError where what is written is not what is asked for."""

    def __init__(self, found: Any, place: str, known: Collection[str]) -> None:
        if not isinstance(found, dict):
            raise ValueError(f"{place} 要写成一节")
        if unknown := set(found) - set(known):
            raise ValueError(f"{place + ' 下' if place else ''}不认识的键：{'、'.join(sorted(unknown))}")
        self._found, self._place = found, place

    def place(self, name: str) -> str:
        """Where a key of the section stands, as it is told."""
        return f"{self._place} 的 {name}" if self._place else name

    def within(self, name: str, known: Collection[str]) -> Section:
        """A section of this one; empty where it is not written."""
        return Section(self._found.get(name, {}), f"{self._place}.{name}" if self._place else name, known)

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        found = self._found.get(name, default)
        if not isinstance(found, str):
            raise ValueError(f"{self.place(name)} 要写成加引号的文字")
        return found

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts."""
        found = self._found.get(name, default)
        if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
            raise ValueError(f'{self.place(name)} 要写成列表，如 {name} = ["…"]')
        return tuple(found)

    def names(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """A list of names, each one of those known."""
        found = self.words(name)
        if unknown := set(found) - set(known):
            raise ValueError(f"{self.place(name)} 里不认识的字段：{'、'.join(sorted(unknown))}")
        return found

    def patterns(self, name: str) -> tuple[re.Pattern[str], ...]:
        """A list of regular expressions."""
        return tuple(self._compiled(name, word) for word in self.words(name))

    def pattern(self, name: str) -> re.Pattern[str] | None:
        """A regular expression; None where it is not written."""
        return self._compiled(name, self.text(name)) if name in self._found else None

    def _compiled(self, name: str, word: str) -> re.Pattern[str]:
        try:
            return re.compile(word)
        except re.error as error:
            where = "" if error.pos is None else f"，错在第{error.pos + 1}个字符"
            raise ValueError(f"{self.place(name)} 里的“{word}”不是可用的正则表达式{where}") from error

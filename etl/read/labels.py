"""The words of forms: which label means what, looked up in ``labels.toml``.

Belongs here: cleaning a label, one table of roles each. Does not belong here: where a label stands, what is beside it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from etl.read.amounts import fold

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、.)]|[①-⑳]|[*★☆●▲■]+)+")
_TAIL = re.compile(r"(?:[:：、,，。;；*/]|(?<=[\u4e00-\u9fff])[A-Ga-g](?:[/÷][A-Ga-g])?|[①-⑳])+$")
#: A unit written behind a label without brackets; a bare 元 may belong to the word.
_UNIT = re.compile(
    r"(?<=..)(?:[,，]?(?:金额)?单位[:为]?(?:人民币)?(?:百万元|万元|亿元|千元|元)|百万元|万元|亿元|千元|/[万亿]|%)$"
)
#: What a pivot table puts before the heading whose lines it adds up: amounts have sums, rates and scores have none.
_ADDED_UP = re.compile(r"^求和项:(?!.*(?:率|比|得分|评分|总分|分数|进度))")
_LONGEST = 40


@lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """A label without what varies: blanks, brackets, numbering, 其中, colon, column letters, 求和项 of a pivot table.

    >>> clean("  其中：当年财政拨款"), clean("项目资金（万元）"), clean("执行率（B/A）"), clean("一、项目名称：")
    ('当年财政拨款', '项目资金', '执行率', '项目名称')
    >>> clean("求和项:全年执行数（元）"), clean("求和项:执行率")
    ('全年执行数', '求和项:执行率')
    """
    flat = re.sub(r"\s+", "", fold(text)).replace("：", ":")
    flat = _ADDED_UP.sub("", flat)
    for _ in range(2):
        flat = _BRACKETS.sub("", flat)
    flat = _NUMBERING.sub("", flat)
    flat = _UNIT.sub("", re.sub(r"^其中[:,、]?", "", flat))
    return _TAIL.sub("", flat)


@dataclass(frozen=True)
class Roles:
    """One group of ``labels.toml``: role → its labels and patterns, asked in the order of the file."""

    labels: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def of(self, text: str) -> str | None:
        """The role of a label, or None. Long texts are no labels."""
        if not text or len(text) > 2 * _LONGEST:
            return None
        label = clean(text)
        if not label or len(label) > _LONGEST:
            return None
        if label in self.labels:
            return self.labels[label]
        return next((role for pattern, role in self.patterns if pattern.fullmatch(label)), None)

    def rank(self, text: str) -> int:
        """How sure a label is of its role: its place in the file, patterns after all labels."""
        return list(self.labels).index(clean(text)) if clean(text) in self.labels else len(self.labels)


@cache
def roles(group: str) -> Roles:
    """The roles of a group: identity, fund_column, fund_beside, fund_row, section, indicator_column, total_row."""
    found = _file()[group]
    labels: dict[str, str] = {}
    for role, words in found.items():
        for label in words.get("labels", ()):
            labels.setdefault(label, role)
    patterns = [(re.compile(p), role) for role, words in found.items() for p in words.get("patterns", ())]
    return Roles(labels, tuple(patterns))


@cache
def _file() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((Path(__file__).parent / "labels.toml").read_text(encoding="utf-8"))

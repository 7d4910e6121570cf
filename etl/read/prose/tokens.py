"""What is printed: amounts, per cents and points of a half-sentence, each a figure without a role yet.

Belongs here: numbers, units, numerals, what is no figure (thresholds, targets). Does not belong here: roles
(``figures``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from etl.read import amounts, numerals

_MONEY = re.compile(
    r"(?<![\d.])(?P<sign>-)?(?P<number>\d{1,13}(?:\.\d{1,8})?)(?P<more>[余多来几])?(?P<unit>万亿元|亿元|千万元|百万元|十万元|万元|千元|元|万亿|亿|万)"
    r"(?P<over>[余多])?"
)
_SPOKEN = re.compile(
    r"([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}|[一二三四五六七八九十百千]{1,6}(?:万|亿)?)(元|万元|亿元)整?"
)
_PERCENT = re.compile(r"(?<![\d.])(\d{1,6}(?:\.\d{1,8})?)%|百分之(?P<said>[一二三四五六七八九十百零点]+)")
#: 年初预算数(万元):60.00 — the unit stands in the label.
_IN_LABEL = re.compile(
    r"\((?:单位:)?(?P<unit>亿元|万元|千元|元|%|分)\)(?:为|是|:|=)*(?P<number>\d{1,13}(?:\.\d{1,8})?)(?![\d.]|万|亿|元|%|分)"
)
_SCORE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)分(?![之钟别项类期批局公司行级档值数布以支包配立解工流段及])")
#: 自评得分：93.5 — points without 分.
_BARE_SCORE = re.compile(r"(?:得分|总分|评分|自评分|分数)(?:为|是|:)*(\d{2,3}(?:\.\d+)?)(?=[，。;、)]|$)")
#: 万 and 亿 without 元 count people and acres as well.
_BARE = re.compile(r"[，。;、)%]|$|(?:资金|经费|预算|已|，|的)")
_BOUND = re.compile(r"(?:不低于|不少于|不小于|大于|高于|≥|>)=?$")
#: 分别为60、54和48万元: one unit behind a list.
_ONE_UNIT = re.compile(
    r"(?:分别|依次)[^，。;\d]{0,6}(?P<first>\d{1,13}(?:\.\d{1,8})?)(?:[、和及]\d{1,13}(?:\.\d{1,8})?){1,20}"
    r"(?P<unit>亿元|万元|千元|元|%|分)"
)
_ENUMERATED = re.compile(r"\d+(?:\.\d+)?(?=[、和及])")
_UNITLESS = re.compile(r"(?<=[预算支出行数额付计排复达位用])(?:为|是|:|共)?(\d{1,13}(?:\.\d{1,8})?)(?=[，。;、)]|$)")


@dataclass
class Figure:
    """One figure; places are in the segment's folded text. ``prefix`` is what stands before its label in the clause."""

    kind: str
    role: str
    value: Decimal | None
    text: str
    unit: str
    start: int
    end: int
    half: tuple[int, int]
    sentence: tuple[int, int]
    clause_start: int = 0
    at: int = -1
    prefix: str = ""
    label: str = ""
    year: int | None = None
    lead_year: int | None = None
    is_part: bool = False
    is_bracketed: bool = False
    is_approximate: bool = False
    rule: str = ""
    inner: str = ""
    #: Place in a list dealt out by 分别为, and the list's length.
    deal: tuple[int, int] | None = None
    is_foreign: bool = False


def tokens(text: str, half: tuple[int, int], sentence: tuple[int, int], declared: str = "") -> list[Figure]:
    """All figures of a half-sentence in reading order, money in yuan; ``declared``: the unit of amounts without one."""
    found = _money(text, half, sentence)
    start, end = half
    found += _rates(text, half, sentence)
    for m in _SCORE.finditer(text, start, end):
        found.append(Figure("score", "", Decimal(m[1]), m[0], "分", m.start(), m.end(), half, sentence))
    for m in _BARE_SCORE.finditer(text, start, end):
        found.append(Figure("score", "", Decimal(m[1]), m[1], "分", m.start(1), m.end(1), half, sentence))
    for m in _IN_LABEL.finditer(text, start, end):
        unit, number = m["unit"], Decimal(m["number"])
        kind = {"%": "rate", "分": "score"}.get(unit, "money")
        value = (number * amounts.size(unit)).quantize(Decimal("0.01")) if kind == "money" else number
        found.append(Figure(kind, "", value, m["number"], unit, m.start("number"), m.end("number"), half, sentence))
    for m in _ONE_UNIT.finditer(text, start, end):
        found += _sharing_a_unit(text, m, half, sentence)
    for m in _UNITLESS.finditer(text, start, end) if declared else ():
        value = (Decimal(m[1]) * amounts.size(declared)).quantize(Decimal("0.01"))
        found.append(Figure("money", "", value, m[1], declared, m.start(1), m.end(1), half, sentence))
    found.sort(key=lambda f: f.start)
    return found


def _sharing_a_unit(
    text: str, listed: re.Match[str], half: tuple[int, int], sentence: tuple[int, int]
) -> Iterator[Figure]:
    """分别为60、54和48万元: all but the last, which is read by itself."""
    unit = listed["unit"]
    kind = {"%": "rate", "分": "score"}.get(unit, "money")
    for m in _ENUMERATED.finditer(text, listed.start("first"), listed.start("unit")):
        value = Decimal(m[0])
        if kind == "money":
            value = (value * amounts.size(unit)).quantize(Decimal("0.01"))
        yield Figure(kind, "", value, m[0], unit, m.start(), m.end(), half, sentence)


def _money(text: str, half: tuple[int, int], sentence: tuple[int, int]) -> list[Figure]:
    found: list[Figure] = []
    start, end = half
    for m in _MONEY.finditer(text, start, end):
        unit = m["unit"]
        follow = text[m.end() : end]
        if unit in ("万", "亿", "万亿") and not _BARE.match(follow):
            continue
        if unit == "元" and re.match(r"(?:/|每|一)", follow):
            continue
        if re.match(r"(?:\(含\))?(?:及|\(含\))?(?:以上|以下|以内|起)|(?:-|至|到)\d", follow):
            # A threshold is nobody's money.
            continue
        unit = unit if unit.endswith("元") else unit + "元"
        value = (Decimal(m["number"]) * amounts.size(unit)).quantize(Decimal("0.01"))
        figure = Figure("money", "", -value if m["sign"] else value, m[0], unit, m.start(), m.end(), half, sentence)
        figure.is_approximate = bool(m["more"] or m["over"])
        if m["sign"] and m.start() > start and text[m.start() - 1].isdigit():
            continue
        found.append(figure)
    for m in _SPOKEN.finditer(text, start, end):
        money = amounts.money(m[0], "元")
        if money is not None and not any(f.start <= m.start() < f.end for f in found):
            found.append(Figure("money", "", money.value, m[0], "元", m.start(), m.end(), half, sentence))
    return found


def _rates(text: str, half: tuple[int, int], sentence: tuple[int, int]) -> list[Figure]:
    found: list[Figure] = []
    start, end = half
    for m in _PERCENT.finditer(text, start, end):
        if _BOUND.search(text[max(start, m.start() - 4) : m.start()]):
            # A target, not a result.
            continue
        if re.match(
            r"(?:到|至|-|及|\(含\))*(?:\d|以上|以下|以内|之间)|的(?:有|共)|的(?:项目|专项)(?:共|有|为|:)*\d",
            text[m.end() : end],
        ):
            continue
        value = Decimal(m[1]) if m[1] else numerals.percent(m["said"])
        if value is None:
            continue
        found.append(Figure("rate", "", value, m[0], "%", m.start(), m.end(), half, sentence))
    return found

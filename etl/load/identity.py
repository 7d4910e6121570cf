"""Who is who: departments and projects of a loaded file against those a dataset already has.

Belongs here: the rules for projects with their score, the verdict, what a person decided. Does not belong here: files,
tables, what names of offices mean (``offices``).

A sure match joins, a doubtful one is listed for a person and stays apart until decided, everything else is new.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz

from etl.load.offices import compare, fold

SURE, DOUBTFUL = 0.95, 0.80
#: The best that is not sure.
_NEAR = 0.94
#: The rule of a match that a person decided.
DECIDED = "人工认定"
Verdict = Literal["same", "doubtful", "new"]
_YEAR = re.compile(r"(?:19|20)\d{2}(?:[-—~至](?:19|20)\d{2})?(?:年度|年)?")
_FOUR = re.compile(r"\d{4}")
#: Not the month of 3.15 and 5.15, which are days with projects of their own.
_NUMBER = re.compile(
    r"^[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[）)、:：]|[.．](?!\d)|[.．](?=(?:19|20)\d{2}))+"
)
#: A project's code before its name: 360104220000000123-供养经费, [360104]供养经费; 20220308妇女节活动 has none.
_CODE = re.compile(
    r"^[\[【(（]?((?=\d*[A-Za-z]?\d{9})[\dA-Za-z]{9,30}|\d{6,8}(?=[\]】)）\-—_]))[\]】)）]?[\s\-—_:：]*(?=\D)"
)
_BATCH = re.compile(r"第?([一二三四五六七八九十\d]+)(?:批次?|期)")
_TAIL = re.compile(r"(?:专项)?(?:工作)?(?:项目)?(?:补助|补贴)?(?:资金|经费|专项|项目|费用)$")
_MARKS = re.compile(r"[\s\W_]+")
#: Words that make a different thing of otherwise equal names.
_DISTINGUISHING = ("中央", "省级", "市级", "区级", "县级", "一标段", "二标段", "东区", "西区", "南区", "北区")


@dataclass(frozen=True)
class Known:
    """A department or project of the dataset: its id, its names, and whom it belongs to (district code, department);
    of a project ``used`` holds the names it has in each year, ``places`` the years and files its facts stand in."""

    id: str
    names: tuple[str, ...]
    owner: str
    used: Mapping[int, Collection[str]] = field(default_factory=dict)
    places: Collection[tuple[int, str]] = ()


@dataclass(frozen=True)
class Match:
    """The best known one for a name: ``id`` is empty where there is none near. ``rule`` says why, for a person;
    ``score`` is by the rules, also of what a person decided."""

    verdict: Verdict
    id: str
    name: str
    score: float
    rule: str


def project_form(name: str) -> tuple[str, str, str]:
    """What is compared of a project's name: the bare form (no code, year, list number, marks), the form without its
    tail (专项、经费 …), and the batch."""
    text = _NUMBER.sub("", _CODE.sub("", fold(name)))
    # 一期第二批 and 一期第三批 differ in the second.
    batches = "|".join(_digit(found) for found in _BATCH.findall(text))
    text = _BATCH.sub("", _YEAR.sub("", text))
    bare = _MARKS.sub("", text)
    return bare, _TAIL.sub("", bare) or bare, batches


def _digit(text: str) -> str:
    order = "一二三四五六七八九十"
    return str(order.index(text) + 1) if text in order else text


def match_project(
    name: str, known: Iterable[Known], decided: dict[tuple[str, str], bool], years: Collection[int] = ()
) -> Match:
    """The known project a name means; ``known`` are those of its department. ``decided`` holds (name, id) → same;
    ``years`` are those the name is used for."""
    scored = []
    for one in known:
        is_another = _is_of_another_year(name, one, years)
        for other in one.names:
            score, rule, _ = _project_score(name, other)
            if score >= SURE and is_another:
                score, rule = _NEAR, "同一年度里名称的年份不同"
            elif score >= SURE and _have_two_codes(name, other):
                score, rule = _NEAR, "项目代码不同"
            elif score >= SURE and _mean_other_years(name, years, other, _used_in(one, other)):
                score, rule = _NEAR, "名称里的年份不同"
            scored.append((score, rule, other, one))
    return _verdict(name, scored, decided)


def _is_of_another_year(name: str, one: Known, years: Collection[int]) -> bool:
    """Whether a project has another year in its name in one of these years: 2021年X of 2021 is 2022年X of 2022, but two
    such lines of 2022 are two."""
    own = _years_in(name)
    stated = [[_years_in(other) for other in one.used.get(year, ())] for year in years if own]
    return any(any(others) and own not in others for others in stated)


def _mean_other_years(name: str, years: Collection[int], other: str, used: Collection[int]) -> bool:
    """Whether the years in two names are a part of what they mean: 2035规划 is not 2025规划, two years are not one. The
    year a name is used in, and those next to it (what is left of last year's money), only say when."""
    own, others = set(_years_in(name)), set(_years_in(other))
    if own == others:
        return False
    return (bool(own and others) and len(own) != len(others)) or _meant(own, years) != _meant(others, used)


def _meant(stated: set[str], years: Collection[int]) -> set[str]:
    return {one for one in stated if years and all(abs(int(one) - year) > 1 for year in years)}


def _used_in(one: Known, name: str) -> Collection[int]:
    """The years a known project has this name in; of an alias, all it is there in."""
    return [year for year, names in one.used.items() if name in names] or list(one.used)


def _have_two_codes(name: str, other: str) -> bool:
    return len({found[1] for text in (name, other) if (found := _CODE.match(fold(text)))}) > 1


def _years_in(name: str) -> tuple[str, ...]:
    return tuple(_FOUR.findall("".join(_YEAR.findall(fold(name)))))


def _project_score(name: str, other: str) -> tuple[float, str, str]:
    if fold(name) == fold(other):
        return 1.0, "名称相同", other
    (bare, short, batch), (bare2, short2, batch2) = project_form(name), project_form(other)
    if any((word in bare) != (word in bare2) for word in _DISTINGUISHING):
        return 0.0, "", other
    if batch != batch2:
        # Two batches are two projects; where one names none, nobody can tell.
        near = 0.85 if short == short2 and not (batch and batch2) else 0.0
        return near, "只有一边写了批次", other
    if bare == bare2:
        return 0.99, "去掉年份、序号、标点后相同", other
    if short == short2 and len(short) >= 3:
        return 0.96, "去掉专项、经费等词尾后相同", other
    ratio = fuzz.ratio(short, short2) / 100
    inside = min(len(short), len(short2)) >= 6 and (short in short2 or short2 in short)
    return min(max(ratio, 0.85 if inside else 0.0), _NEAR), "名称相近", other


def match_department(
    name: str,
    district_code: str,
    known: Iterable[Known],
    decided: dict[tuple[str, str], bool],
    years: Collection[int] = (),
) -> Match:
    """The known department a full name means; ``years`` are those it is used for. Another district is another
    department, whatever its name."""
    scored = []
    for one in known:
        for other in one.names:
            score, rule = compare(name, district_code, other, one.owner, years)
            scored.append((score, rule, other, one))
    return _verdict(name, scored, decided)


def _verdict(name: str, scored: Sequence[tuple[float, str, str, Known]], decided: dict[tuple[str, str], bool]) -> Match:
    said = [s for s in scored if decided.get((fold(name), s[3].id)) is True]
    if said:
        score, _, other, one = max(said, key=lambda s: (s[0], s[3].id))
        return Match("same", one.id, other, score, DECIDED)
    open_ = [s for s in scored if decided.get((fold(name), s[3].id)) is not False]
    if not open_:
        return Match("new", "", "", 0.0, "")
    score, rule, other, one = max(open_, key=lambda s: (s[0], s[3].id))
    rivals = {s[3].id for s in open_ if s[0] >= SURE}
    if score >= SURE and len(rivals) > 1 and score < 1.0:
        return Match("doubtful", one.id, other, score, f"有{len(rivals)}个都像")
    if score >= SURE:
        return Match("same", one.id, other, score, rule)
    return Match("doubtful" if score >= DOUBTFUL else "new", one.id if score >= DOUBTFUL else "", other, score, rule)

"""Stated reasons → codes, by the phrases of ``reasons.toml``.

Belongs here: whether a text is a reason, and which. Does not belong here: whether one was due (``judge``), whose it is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.contracts import SYMPTOM_ONLY
from etl.read.amounts import fold, is_missing

_STATEMENT = re.compile(r"[；;。\n]+|(?<=[^\d])\d[.、）)](?=\D)")
#: What came of a cause is no reason beside it: the epidemic explains the delay, the delay the unpaid bill.
_LEADS_TO = {
    "R01": {"R04", "R05", "R07", "R08", "R12", "R13", "R14", "R16"},
    "R02": {"R04", "R05", "R07", "R08", "R14", "R16"},
    "R03": {"R05", "R07", "R12", "R16"},
    "R04": {"R05"},
    "R08": {"R04", "R05", "R07"},
    "R09": {"R04", "R05", "R07", "R08", "R14", "R16"},
    "R10": {"R12", "R16"},
    "R12": {"R05", "R07", "R16"},
    "R13": {"R04", "R05", "R08", "R14", "R16"},
    "R14": {"R04", "R05"},
    "R16": {"R05", "R07", "R12"},
}
#: The same without a word of cause between them.
_PLAINLY = {
    "R01": {"R04", "R12", "R14", "R16"},
    "R03": {"R06", "R12", "R16"},
    "R09": {"R04", "R05", "R07"},
    "R08": {"R04"},
    "R12": {"R16"},
    "R13": {"R04", "R12"},
    "R14": {"R04", "R13"},
}
#: Of two codes named by the same words the first stands: a builder's late start is the builder's.
_RANK = re.findall("...", "R01R03R06R09R13R14R02R08R07R11R10R12R16R05R15R17R04")
_THRIFT = ("R06", "R10")
_PRINCIPLE = re.compile(r"(坚持|落实|贯彻|树立|严格|本着).{0,12}(厉行节约|过紧日子|八项规定)|(原则|理念|意识)")
#: 油料支出压减较多: what the principle came to.
_CUT_BY = re.compile(
    r"(?:支出|开支|经费|费用?)[^，。；]{0,4}(?:压减|压缩|缩减|削减|减少)(?:了)?(?:较多|较大|明显|\d)"
    r"|(?:压减|压缩|缩减|削减)(?:了)?[^，。；]{0,12}(?:支出|开支|经费|费用?|预算)(?:了|共|约|合计)*\d"
)
_BOX_FIRST = re.compile(r"\s*[□☐☑☒√■✓✔]")
_UNTICKED = re.compile(r"[□☐][^□☐☑☒√■✓✔]*")
_UNTICKED_BEFORE = re.compile(r"[^□☐☑☒√■✓✔]*[□☐]")
_CAUSE = re.compile(
    r"由于|因(?!此|而|素|地|材|公|病|子|果|人)|鉴于|受(?=[^，,]{1,24}(?:影响|制约|限制))|原因(?:[是为:：]|在于|主要)|主要(?:是|系|为)|[为是]?系(?!统|列|数)|源于"
)
_OUTCOME = re.compile(r"导致|致使|造成|使得|以致|因此|因而|所以|从而")
_AGAIN = re.compile(
    r"^(?:另|此外|同时|还有|且|并且|以及|加之|再加上|[一二三四五六]是|[一二三四]、|其[一二三四]"
    r"|再者|二来|其次|也)"
)


@dataclass(frozen=True)
class Named:
    """A code and the stretch of the text that names it."""

    code: str
    start: int
    end: int
    is_weak: bool = False


@dataclass(frozen=True)
class _Phrases:
    """The data file, compiled."""

    exact: frozenset[str]
    instructions: tuple[re.Pattern[str], ...]
    scope: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]
    stems: dict[str, list[str]]


_OF_NO_CODE = ("none", "parts", "scope", "boilerplate", "weak", "stems")


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
    return found


@cache
def _phrases() -> _Phrases:
    words = _words()
    return _Phrases(
        frozenset(words["none"]["exact"]),
        _compiled(words["none"]["instructions"]),
        _compiled([*words["scope"]["patterns"], *words["boilerplate"]["patterns"]]),
        _compiled(words["weak"]["patterns"]),
        words["stems"],
    )


@cache
def _coded() -> dict[str, tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]]:
    """A code's patterns and their exceptions: hundreds, which a file without a reason does not wait for."""
    return {
        code: (_compiled(words["patterns"]), _compiled(words.get("except", [])))
        for code, words in _words().items()
        if code not in _OF_NO_CODE
    }


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_whole(p, _words()["parts"])) for p in patterns)


def _whole(pattern: str, parts: dict[str, str]) -> str:
    """``{NAME}`` put in; a part may hold others."""
    while (found := re.search(r"\{([A-Z]\w*)\}", pattern)) is not None:
        pattern = pattern.replace(found[0], parts[found[1]])
    return pattern


def is_reason(text: str) -> bool:
    """False for an empty cell, a mark of nothing, a word of success and an instruction the form left there."""
    flat = re.sub(r"\s+", "", fold(text)).strip("。.;；")
    phrases = _phrases()
    if is_missing(flat) or flat in phrases.exact or not re.search(r"[\u4e00-\u9fff]", flat):
        return False
    return not any(p.search(flat) for p in phrases.instructions)


def codes(text: str) -> list[str]:
    """Codes of the reasons a text names, in the order named; none where no phrase is sure.

    >>> codes("中标价低于预算；质保金未到期"), codes("受疫情影响，进场施工推迟"), codes("无")
    (['R06', 'R07'], ['R01'], [])
    >>> codes("并非因疫情影响，而是结算审计尚未完成"), codes("因厂家缺货，推迟安装")
    (['R08'], ['R14'])
    """
    return list(dict.fromkeys(one.code for one in named(text)))


def is_told(text: str) -> bool:
    """Whether a text surely names a reason, not only what came of one.

    >>> is_told("施工单位进度滞后"), is_told("支出进度慢"), is_told("无")
    (True, False, False)
    """
    return any(code != SYMPTOM_ONLY for code in codes(text))


def is_cut_by(text: str) -> bool:
    """Whether thrift is said with what it came to.

    >>> is_cut_by("压减一般性支出38.6万元"), is_cut_by("坚持过紧日子，压减一般性支出")
    (True, False)
    """
    return bool(_CUT_BY.search(text))


def named(text: str) -> list[Named]:
    """The reasons a text names with their places in it, blanks left out."""
    if not is_reason(text):
        return []
    flat = re.sub(r"(?<!\d),|,(?!\d{3}(?!\d))", "，", re.sub(r"[ \t\u3000]+", "", fold(text)))
    found: list[Named] = []
    place = 0
    for stop in [*_STATEMENT.finditer(flat), None]:
        end = stop.start() if stop is not None else len(flat)
        known = {one.code for one in found}
        found += [
            Named(one.code, one.start + place, one.end + place, one.is_weak)
            for one in _of_statement(flat[place:end])
            if one.code not in known
        ]
        place = stop.end() if stop is not None else end
    certain = [one for one in found if one.code != SYMPTOM_ONLY]
    return certain or found


def likeliest(text: str) -> Named | None:
    """The code that most single words of a text speak for, where the text is known to explain something.

    >>> likeliest("两名技术骨干被抽调，工作没人接手").code, likeliest("各项工作按计划推进")
    ('R13', None)
    """
    flat = _in_scope(text)
    found = {code: [w for w in words if w in flat] for code, words in _phrases().stems.items()}
    ranked = sorted(found, key=lambda code: -len(found[code]))
    best, second = found[ranked[0]], found[ranked[1]]
    if not best or len(best) == len(second):
        return None
    places = [(flat.index(w), flat.index(w) + len(w)) for w in best]
    return Named(ranked[0], min(a for a, _ in places), max(b for _, b in places))


def _of_statement(statement: str) -> list[Named]:
    spans = _by_rank(_matches(_in_scope(statement)))
    weak = {code for code, places in spans.items() if all(_is_weak(statement[a:b]) for a, b in places)}
    if spans.keys() - weak - {SYMPTOM_ONLY}:
        spans = {code: places for code, places in spans.items() if code not in weak}
    outcome = _outcomes(statement)
    causes = {code for code, places in spans.items() if any(not outcome[a] for a, _ in places)}
    led_to = set().union(*(_LEADS_TO.get(code, set()) for code in causes)) if causes else set()
    plain = _plainly(statement, spans)
    kept = [
        Named(code, *min(places), code in weak)
        for code, places in spans.items()
        if code not in plain and not (code in led_to and all(outcome[a] for a, _ in places))
    ]
    kept = [one for one in kept if one.code != SYMPTOM_ONLY] or kept
    return sorted(kept, key=lambda one: (one.start, one.code))


def _plainly(statement: str, spans: dict[str, list[tuple[int, int]]]) -> set[str]:
    """Codes that say what came of another beside them; 且, 二是 begin something else."""
    points: list[int] = []
    for clause in re.split(r"(?<=[，,])", statement):
        last = points[-1] if points else 0
        points += [last + bool(points and _AGAIN.match(clause))] * len(clause)
    where = {code: {points[a] for a, _ in places} for code, places in spans.items()}
    return {
        led
        for code, beside in where.items()
        for led in _PLAINLY.get(code, set()) & where.keys()
        if where[led] <= beside
    }


def _is_weak(words: str) -> bool:
    """Whether a phrase is as often the outcome of another cause: put off to next year, taken back at its end."""
    return any(p.search(words) for p in _phrases().weak)


def _in_scope(statement: str) -> str:
    """The statement with what speaks of no cause of its own blotted out, places kept: of boxes to tick, what is not
    ticked, whether the box stands before its words or behind them."""
    unticked = _UNTICKED if _BOX_FIRST.match(statement) else _UNTICKED_BEFORE
    for pattern in (unticked, *_phrases().scope):
        statement = pattern.sub(lambda m: "※" * len(m[0]), statement)
    return statement


def _matches(statement: str) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for code, (patterns, exceptions) in _coded().items():
        no = [m.span() for p in exceptions for m in p.finditer(statement)]
        if code in _THRIFT and _PRINCIPLE.search(statement):
            # 坚持过紧日子，压减一般性支出 is said by all, a cause only where one is named.
            is_told = _CAUSE.search(statement) or (code == "R10" and _CUT_BY.search(statement))
            no += [m.span() for m in _PRINCIPLE.finditer(statement)] if is_told else [(0, len(statement))]
        places = [m.span() for p in patterns for m in p.finditer(statement)]
        places = [(a, b) for a, b in places if not any(a < y and x < b for x, y in no)]
        if places:
            found[code] = places
    return found


def _by_rank(spans: dict[str, list[tuple[int, int]]]) -> dict[str, list[tuple[int, int]]]:
    """Without codes named by no words but those of a code before them."""
    kept: dict[str, list[tuple[int, int]]] = {}
    taken: list[tuple[int, int]] = []
    for code in sorted(spans, key=lambda c: _RANK.index(c) if c in _RANK else len(_RANK)):
        free = [(a, b) for a, b in spans[code] if not any(a < y and x < b for x, y in taken)]
        if free or code == SYMPTOM_ONLY:
            kept[code] = free or spans[code]
            taken += free
    return kept


def _outcomes(statement: str) -> list[bool]:
    """For each character whether it stands in what came of a cause that the statement names."""
    flags: list[bool] = []
    has_cause = bool(_CAUSE.search(statement)) or bool(_OUTCOME.search(statement))
    # 尾款未付，主要是审计未完: what is explained goes first.
    is_outcome = has_cause and not _OUTCOME.search(statement.partition("，")[0])
    is_behind = False
    for clause in re.split(r"(?<=[，,])", statement):
        cause, outcome = _CAUSE.search(clause), _OUTCOME.search(clause)
        if is_behind and _AGAIN.match(clause):
            is_outcome = is_behind = False
        elif is_behind:
            is_outcome = True
        for place in range(len(clause)):
            if cause and place == cause.start():
                is_outcome, is_behind = False, True
            if outcome and place == outcome.start():
                is_outcome, is_behind = True, True
            flags.append(is_outcome)
    return [*flags, is_outcome]

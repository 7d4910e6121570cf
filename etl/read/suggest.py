"""Drafts a profile for a table: ``python -m etl profile suggest FILE``.

Belongs here: guessing what each heading means and writing that down as TOML. Does not belong here: reading rows; a
person looks at the draft before it is trusted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from etl.read import amounts, groups, profile, years
from etl.read.columns import Headings
from etl.read.grid import Grid, Value, printed
from etl.read.headings import NUMBERING, find, name_to_draft, paths, told_unused, unused
from etl.read.labels import roles
from etl.read.profile import FIELDS, INDICATOR_FIELDS, LIST_FIELDS, MONEY_FIELDS, TEXT_FIELDS, Heading, Profile
from etl.read.rows import DEPARTMENT_YEAR, INDICATOR, KEY
from etl.read.section import unit_of

_SAMPLE = 200
#: What is said of a line; a guess among these may miss words, and makes no figure another's.
_SAID = ("grade_stated", "reason", "measure")

#: What a person is asked for where no heading is known.
_ASKED = ("department", "year", "project", "budget_full_year_yuan", "executed_yuan")


@dataclass(frozen=True)
class _Guess:
    field: str
    pattern: re.Pattern[str]
    exception: re.Pattern[str] | None


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "suggest.toml").read_text(encoding="utf-8"))


@cache
def _aggregate() -> re.Pattern[str]:
    return re.compile(_file()["aggregate"])


@cache
def _guesses() -> tuple[_Guess, ...]:
    return tuple(
        _Guess(g["field"], re.compile(g["pattern"]), re.compile(g["not"]) if "not" in g else None)
        for g in _file()["guess"]
    )


@cache
def broad() -> _Broad:
    """Every heading the shipped profiles know, and behind them the guesses: fits more tables, each less surely."""
    return _broad(LIST_FIELDS, ("project", "department"))


@cache
def _broad_of_indicators() -> _Broad:
    fields = tuple(f for f in FIELDS if f in INDICATOR_FIELDS or f in (*TEXT_FIELDS, "score"))
    made = _broad(fields, ("target", "actual", "weight", "score"))
    return replace(made, match_all=("project", "indicator"))


def _broad(fields: tuple[str, ...], match_any: tuple[str, ...]) -> _Broad:
    known = [p for p in profile.shipped() if (p.kind == INDICATOR) == ("indicator" in fields)]
    headings = []
    for name in fields:
        same = [h for p in known for h in p.headings if h.field == name]
        headers = tuple(dict.fromkeys(text for h in same for text in h.headers))
        headings.append(Heading(name, headers, tuple(p for h in same for p in h.patterns)))
    rank = max(len(h.headers) + len(h.patterns) for h in headings)
    return _Broad("suggested", "按表头推测", tuple(headings), match_any=match_any, first_rank=rank)


@dataclass(frozen=True)
class _Broad(Profile):
    first_rank: int = 0

    def fields_of(self, header: str) -> tuple[str, int, int | None] | None:
        known = super().fields_of(header)
        if known is not None:
            return known
        if _aggregate().match(header):
            return None
        year, bare = years.undated(header)
        for number, guess in enumerate(_guesses()):
            is_asked = any(h.field == guess.field for h in self.headings)
            if is_asked and guess.pattern.search(bare) and not (guess.exception and guess.exception.search(bare)):
                return guess.field, self.first_rank + number, year
        return None


def headings_of(grid: Grid) -> Headings | None:
    """Where the headings of the sheet seem to stand, and what each seems to mean; None where no money is found."""
    listed = find(grid, _broad_of_indicators())
    if listed is not None:
        return listed
    found = find(grid, broad())
    if found is None or not found.fields & {*MONEY_FIELDS, "rate_stated_pct", "score"}:
        return None
    # Two headings are too few to guess by; a shipped profile knows them.
    if len(found.columns) < 3 and all(find(grid, p) is None for p in profile.shipped()):
        return None
    return _believable(grid, found)


def is_sure(found: Headings, used: Container[int]) -> bool:
    """Whether every column ``used`` that says whose, of which year or how much has a heading that a shipped profile
    knows."""
    made = _broad_of_indicators() if found.of("indicator") is not None else broad()
    return all(c.rank < made.first_rank for c in found.columns if c.field not in _SAID and c.index in used)


def _believable(grid: Grid, found: Headings) -> Headings | None:
    """Drop money columns that hold no figures and name columns that hold nothing else."""
    kept = []
    for column in found.columns:
        lines = range(found.last + 1, min(len(grid.rows), found.last + 1 + _SAMPLE))
        values = [v for r in lines if (v := grid.value(r, column.index)) is not None]
        is_figure = column.field in (*MONEY_FIELDS, "rate_stated_pct", "score")
        figures = sum(_is_figure(v) or (is_figure and amounts.graded(printed(v)) is not None) for v in values)
        if (
            not values
            or (is_figure and figures > 0)
            or (not is_figure and (figures < len(values) or column.field == "year"))
        ):
            kept.append(column)
    found.columns = kept
    return found if {"project", "department"} & found.fields else None


def _is_figure(value: Value) -> bool:
    return amounts.money(value, "元") is not None or amounts.rate(value) is not None


#: Characters of a person's name: 负责人 differs on every line as well.
PERSON = 3


def draft(grid: Grid, found: Headings, name: str) -> Profile:
    """The profile that says exactly what was found; of a kind of table that a shipped profile is sure of (a foreign
    register) it takes over unit, marks of nothing and years."""
    headings = []
    known = _sure_profile(grid)
    words = paths(grid, found.first, found.last)
    for column in found.columns:
        key = name_to_draft(words[column.index])
        unit = column.unit or _unit_of(known, column.field) if column.field in MONEY_FIELDS else ""
        headings.append(Heading(column.field, (key,), (), unit))
    merged: dict[str, Heading] = {}
    for heading in headings:
        other = merged.get(heading.field)
        merged[heading.field] = replace(other, headers=(*other.headers, *heading.headers)) if other else heading
    subject = next(f for f in (("project", "indicator"), ("project",), ("department",)) if set(f) <= found.fields)
    kind = {("project", "indicator"): INDICATOR, ("department",): DEPARTMENT_YEAR}.get(subject)
    return Profile(
        name,
        f"由表头推测：{name}",
        tuple(merged.values()),
        subject,
        unit=_noted_unit(grid, found) or (known.unit if known else ""),
        constants={"kind": kind} if kind else {},
        missing=known.missing if known else (),
        year_from_header=known.year_from_header if known else None,
        year_from_file=known.year_from_file if known and known.year_from_file else re.compile(r"(20\d\d)"),
        key=KEY,
    )


def asking(grid: Grid, found: Headings, made: Profile) -> tuple[Profile, list[str]]:
    """A draft of offices beside whose names another text stands that differs on every line: perhaps the lines are
    projects. It fits no table until a person has said so; what to say stands in the sentence."""
    names = strange_names(grid, found, made.kind)
    if not names:
        return made, []
    headings = (*made.headings, Heading("project", ()))
    said = "、".join(f"“{text}”" for text in names)
    told = f"{said}每行都不同，认不出是不是项目名称：是就填进 [columns.project] 的 headers"
    told += '，不是就删去这一节并写 all = ["department"]'
    return replace(made, headings=headings, match_all=("project",), constants={}), [told]


def strange_names(grid: Grid, found: Headings, kind: str, beyond: int = 0) -> list[str]:
    """Headings of columns before the figures of a list of offices that hold another text on every line, on average
    longer than ``beyond`` characters: perhaps its lines are projects."""
    if kind != DEPARTMENT_YEAR:
        return []
    figures = [c.index for c in found.columns if c.field in (*MONEY_FIELDS, "rate_stated_pct", "score")]
    taken = {c.index for c in found.columns}
    return [
        text
        for index, text in sorted(found.texts.items())
        if index < min(figures, default=0) and index not in taken and _is_of_names(grid, index, text, found, beyond)
    ]


def _is_of_names(grid: Grid, index: int, heading: str, found: Headings, beyond: int) -> bool:
    """Whether a column holds a text on every line with an office, each time another, longer than so many characters."""
    office, below = found.of("department"), range(found.last + 1, min(len(grid.rows), found.last + 1 + _SAMPLE))
    lines = [r for r in below if len([*grid.cells(r)]) > 2 and (office is None or grid.text(r, office.index))]
    lines = [r for r in lines if not any(groups.role(text) == "total" for _, text in grid.cells(r))]
    texts = [grid.text(line, index) for line in lines]
    is_told = NUMBERING.search(heading) is None and roles("identity").of(heading) in (None, "project")
    is_text = not any(not text or _is_figure(grid.value(line, index)) for line, text in zip(lines, texts, strict=True))
    is_long = sum(map(len, texts)) > beyond * len(texts)
    return is_told and is_text and is_long and len(texts) > 1 and len({*texts}) == len(texts)


def to_fill_in(grid: Grid, name: str) -> tuple[Profile, list[str]] | None:
    """A draft without headings for a table of which none is known, and the headings to be filled in; None without any:
    words alone over a line with figures."""
    for row in range(len(grid.rows) - 1):
        texts = [text for _, text in grid.cells(row)]
        is_heading = len(texts) > 2 and not any(_is_figure(grid.value(row, column)) for column, _ in grid.cells(row))
        if is_heading and any(_is_figure(grid.value(row + 1, column)) for column, _ in grid.cells(row + 1)):
            headings = tuple(Heading(field, ()) for field in _ASKED)
            made = Profile(name, f"待填写：{name}", headings, ("project",), year_from_file=re.compile(r"(20\d\d)"))
            said = "、".join(f"“{text}”" for text in texts)
            return made, [f"没有一列的表头认得出（{said}），请填进下面各节的 headers，用不着的节删去"]
    return None


def _sure_profile(grid: Grid) -> Profile | None:
    """The shipped profile that asks for headings by their words and finds them."""
    fitting = [p for p in profile.shipped() if p.match_headers and find(grid, p) is not None]
    return fitting[0] if len(fitting) == 1 else None


def _unit_of(known: Profile | None, name: str) -> str:
    return next((h.unit for h in known.headings if h.field == name), "") if known else ""


def _noted_unit(grid: Grid, found: Headings) -> str:
    """The unit a caption above the headings names."""
    captions = (text for row in range(found.first) for _, text in grid.cells(row))
    return unit_of(captions) or ""


def notes(grid: Grid, found: Headings, made: Profile) -> list[str]:
    """What a person should look at in a draft."""
    money = [h for h in made.headings if h.field in MONEY_FIELDS]
    is_unstated = money and not made.unit and any(not h.unit for h in money)
    unit = ["表里没有写金额单位，请在 [units] 的 default 里写明"] if is_unstated else []
    left_out = [f"{told}；它们不会读入，是金额就填进相应一节的 headers" for told in told_unused(unused(grid, found))]
    return [*found.notes, *unit, *left_out]


def to_toml(drafts: list[tuple[Profile, list[str]]], encoding: str) -> str:
    """Drafts as the text of one file, one ``[[table]]`` each where there are several, with what a person should look at
    as comments."""
    lines = ["# 由 python -m etl profile suggest 起草，请核对后使用。"]
    for made, told in drafts:
        lines += _lines(made, encoding, told, "table." if len(drafts) > 1 else "")
    return "\n".join(lines) + "\n"


def _lines(made: Profile, encoding: str, told: list[str], prefix: str) -> list[str]:
    lines = ["", "[[table]]"] if prefix else []
    lines += [f"# 注意：{' '.join(n.split())}。" for n in told]
    lines += [f"name = {_quoted(made.name)}", f"title = {_quoted(made.title)}"]
    if encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"):
        lines.append(f"encoding = {_quoted(encoding)}")
    lines += [f"key = {_list(made.key)}", "", f"[{prefix}match]", f"all = {_list(made.match_all)}"]
    for heading in made.headings:
        lines += ["", f"[{prefix}columns.{heading.field}]", f"headers = {_list(heading.headers)}"]
        if heading.unit:
            lines.append(f"unit = {_quoted(heading.unit)}")
    if made.unit:
        lines += ["", f"[{prefix}units]", f"default = {_quoted(made.unit)}"]
    if made.constants:
        lines += ["", f"[{prefix}constants]", *(f"{k} = {_quoted(str(v))}" for k, v in made.constants.items())]
    if made.missing:
        lines += ["", f"[{prefix}missing]", f"patterns = {_list(p.pattern for p in made.missing)}"]
    years = {"from_header": made.year_from_header, "from_file": made.year_from_file}
    return [*lines, "", f"[{prefix}year]", *(f"{k} = {_quoted(p.pattern)}" for k, p in years.items() if p)]


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'

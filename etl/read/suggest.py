"""Drafts a profile for a table: ``python -m etl profile suggest FILE``.

Belongs here: guessing what each heading means and writing that down as TOML. Does not belong here: reading rows; a
person looks at the draft before it is trusted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from etl.read import amounts, profile
from etl.read.grid import Grid
from etl.read.headings import Headings, find, paths
from etl.read.profile import FIELDS, MONEY_FIELDS, Heading, Profile
from etl.read.rows import DEPARTMENT_YEAR

_SAMPLE = 200


@dataclass(frozen=True)
class _Guess:
    field: str
    pattern: re.Pattern[str]
    exception: re.Pattern[str] | None


@cache
def _guesses() -> tuple[_Guess, ...]:
    found = tomllib.loads((Path(__file__).parent / "suggest.toml").read_text(encoding="utf-8"))
    return tuple(
        _Guess(g["field"], re.compile(g["pattern"]), re.compile(g["not"]) if "not" in g else None)
        for g in found["guess"]
    )


@cache
def broad() -> Profile:
    """Every heading the shipped profiles know, and behind them the guesses: fits more tables, each less surely."""
    known = {name: [h for p in profile.shipped() for h in p.headings if h.field == name] for name in FIELDS}
    headings = []
    for name in FIELDS:
        headers = tuple(dict.fromkeys(text for h in known[name] for text in h.headers))
        patterns = tuple(p for h in known[name] for p in h.patterns)
        headings.append(Heading(name, headers, patterns))
    rank = max(len(h.headers) + len(h.patterns) for h in headings)
    return _Broad("suggested", "按表头推测", tuple(headings), match_any=("project", "department"), first_rank=rank)


@dataclass(frozen=True)
class _Broad(Profile):
    first_rank: int = 0

    def fields_of(self, header: str) -> tuple[str, int, int | None] | None:
        known = super().fields_of(header)
        if known is not None:
            return known
        for number, guess in enumerate(_guesses()):
            if guess.pattern.search(header) and not (guess.exception and guess.exception.search(header)):
                return guess.field, self.first_rank + number, None
        return None


def headings_of(grid: Grid) -> Headings | None:
    """Where the headings of the sheet seem to stand, and what each seems to mean; None where no money is found."""
    found = find(grid, broad())
    if found is None or not found.fields & {*MONEY_FIELDS, "rate_stated_pct", "score"} or len(found.columns) < 3:
        return None
    return _believable(grid, found)


def _believable(grid: Grid, found: Headings) -> Headings | None:
    """Drop money columns that hold no figures and name columns that hold nothing else."""
    kept = []
    for column in found.columns:
        lines = range(found.last + 1, min(len(grid.rows), found.last + 1 + _SAMPLE))
        values = [v for r in lines if (v := grid.value(r, column.index)) is not None]
        figures = sum(amounts.money(v, "元") is not None or amounts.rate(v) is not None for v in values)
        is_figure = column.field in (*MONEY_FIELDS, "rate_stated_pct", "score")
        if (
            not values
            or (is_figure and figures > 0)
            or (not is_figure and (figures < len(values) or column.field == "year"))
        ):
            kept.append(column)
    found.columns = kept
    return found if {"project", "department"} & found.fields else None


def draft(grid: Grid, found: Headings, name: str) -> Profile:
    """The profile that says exactly what was found."""
    headings = []
    for column in found.columns:
        key = profile.heading_key(_own_name(grid, found, column.index))
        unit = column.unit if column.field in MONEY_FIELDS else ""
        headings.append(Heading(column.field, (key,), (), unit))
    merged: dict[str, Heading] = {}
    for heading in headings:
        other = merged.get(heading.field)
        merged[heading.field] = replace(other, headers=(*other.headers, *heading.headers)) if other else heading
    is_list = "project" in found.fields
    constants = {} if is_list else {"kind": DEPARTMENT_YEAR}
    return Profile(name, f"由表头推测：{name}", tuple(merged.values()), ("project" if is_list else "department",),
                   year_from_file=re.compile(r"(20\d\d)"), constants=constants)  # fmt: skip


def _own_name(grid: Grid, found: Headings, index: int) -> str:
    return "".join(paths(grid, found.first, found.last)[index])


def to_toml(made: Profile, encoding: str, notes: list[str]) -> str:
    """The draft as the text of its file, with what a person should look at as comments."""
    lines = [
        "# 由 python -m etl profile suggest 起草，请核对后使用。",
        *(f"# 注意：{' '.join(n.split())}。" for n in notes),
    ]
    lines += [f"name = {_quoted(made.name)}", f"title = {_quoted(made.title)}"]
    if encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"):
        lines.append(f"encoding = {_quoted(encoding)}")
    lines += [
        'key = ["department", "year", "project"]',
        "",
        "[match]",
        f"all = [{', '.join(map(_quoted, made.match_all))}]",
    ]
    for heading in made.headings:
        lines += ["", f"[columns.{heading.field}]", f"headers = [{', '.join(map(_quoted, heading.headers))}]"]
        if heading.unit:
            lines.append(f"unit = {_quoted(heading.unit)}")
    if made.constants:
        lines += ["", "[constants]", *(f"{k} = {_quoted(str(v))}" for k, v in made.constants.items())]
    if made.year_from_file is not None:
        lines += ["", "[year]", f"from_file = {_quoted(made.year_from_file.pattern)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'

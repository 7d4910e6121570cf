"""部门对比: rate, unspent money and score over the years, one scale for all departments of a figure.

Belongs here: these three charts and their sentences. Does not belong here: figures (``compare_data``), the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.stories.names import Row
from dashboard.views.common import show, sources_of
from dashboard.views.compare_data import Compared


def draw(compared: Compared, beside: Callable[[], None]) -> None:
    """Panels two by two, those with nothing known left out (the table says so); ``beside`` fills the last place."""
    context, chosen = compared.context, compared.filter

    def panel(spec: specs.CompareLines, page: str, table: str, columns: tuple[str, ...]) -> Callable[[], None]:
        sources = sources_of(context, table, columns, chosen=chosen)
        return lambda: show(context, spec, sources=sources, on_click=_opening(page))

    panels = [
        panel(spec, page, table, columns)
        for spec, page, table, columns in (
            (rates(compared), "execution", "project_year", ("executed",)),
            (unspent(compared), "low", "project_year", ("executed",)),
            (scores(compared), "scores", "department_year", ("score", "score_text")),
        )
        if not spec.is_empty
    ]
    places = [*panels, beside]
    for pair in zip_longest(places[::2], places[1::2]):
        for column, draw_panel in zip(st.columns(2, gap="large"), pair, strict=True):
            if draw_panel is not None:
                with column:
                    draw_panel()


def _opening(page: str) -> Callable[[str], None]:
    def open_cell(cell: str) -> None:
        department, year = specs.cell_key(cell)
        go(page, departments=(department,), year_from=year, year_to=year, id=None, row=None)

    return open_cell


def _series(compared: Compared, rows: pl.DataFrame, column: str) -> tuple[specs.Series, ...]:
    """One series a department, also where nothing is known, so that each keeps its colour in all figures."""
    return tuple(
        specs.Series(
            one,
            compared.short_names[one],
            tuple(
                specs.YearValue(r["year"], r[column])
                for r in rows.filter(pl.col("department_id") == one).sort("year").to_dicts()
            ),
        )
        for one in compared.ids
    )


def _coverage(compared: Compared, series: tuple[specs.Series, ...], kind: str) -> list[str]:
    """Who is missing, and that single years stay dots."""
    w = compared.context.w
    missing = [s.label for s in series if not s.known]
    notes = []
    if missing and len(missing) < len(series):
        notes.append(w(f"compare.missing_{kind}", names=w("common.pause").join(missing)))
    if any(len(s.known) == 1 for s in series):
        notes.append(w("compare.dots"))
    return notes


def rates(compared: Compared) -> specs.CompareLines:
    """Execution rates over the years."""
    w, target = compared.context.w, compared.target
    series = _series(compared, compared.by_year, "rate")
    known = _ranked(compared, series)
    below = [s for s in known if f.is_below(_last(s), target)]
    always = [s for s in known if len(s.known) > 1 and all(f.is_below(_number(p), target) for p in s.known)]
    said: Row = {"n": len(known), "low": len(below), "target": f.share(target)}
    if not known:
        title = _none_known(compared, series, "rate")
    elif len(known) == 1:
        last = known[0].known[-1]
        key = "compare.rate_title_single" if len(compared.ids) == 1 else "compare.rate_title_one"
        title = w(key, name=known[0].label, year=last.year, rate=f.rate(_number(last), target))
    else:
        title = w("compare.rate_title" if below else "compare.rate_title_met", **said)
    if always and len(known) > 1:
        names = w("common.pause").join(s.label for s in always)
        key = "compare.rate_always" if len(always) < len(known) else "compare.rate_always_all"
        title = w("common.semicolon").join((title, w(key, names=names)))
    return specs.CompareLines(
        key="compare_rate",
        title=compared.aside(title) if _ranked(compared, series) else title,
        caption=w("compare.rate_caption", target=f.share(target)),
        unit_label="%",
        notes=tuple(_coverage(compared, series, "rate")),
        series=series,
        everyone=compared.everyone,
        measure="rate",
        target=target,
        years=compared.years,
    )


def unspent(compared: Compared) -> specs.CompareLines:
    """Unspent money over the years; overspending stands below 0."""
    w, unit = compared.context.w, compared.unit
    series = _series(compared, compared.by_year, "unspent")
    lasts = [(s.known[-1], s) for s in _ranked(compared, series)]
    if lasts:
        point, most = max(lasts, key=lambda pair: (pair[0].value or 0, pair[1].id))
        said = {"name": most.label, "year": point.year}
        amount = f.money_with_unit(_decimal(compared, most.id, point.year), unit, w)
        title = w(f"compare.unspent_title{_ending(lasts, series)}", **said, money=amount)
    else:
        title = _none_known(compared, series, "unspent")
    return specs.CompareLines(
        key="compare_unspent",
        title=compared.aside(title) if _ranked(compared, series) else title,
        caption=w("compare.unspent_caption", unit=f.unit_name(unit, w)),
        unit_label=f.unit_name(unit, w),
        notes=tuple(_coverage(compared, series, "unspent")),
        series=series,
        everyone=compared.everyone,
        measure="money",
        money_unit=unit,
        target=None,
        years=compared.years,
    )


def scores(compared: Compared) -> specs.CompareLines:
    """Self-evaluation scores over the years, as reported."""
    w = compared.context.w
    series = _series(compared, compared.scores, "score")
    lasts = [(_last(s), s) for s in _ranked(compared, series)]
    if lasts:
        (low, _), (high, top) = min(lasts, key=lambda x: x[0]), max(lasts, key=lambda x: (x[0], x[1].id))
        said = {"n": len(lasts), "low": f.score(low), "high": f.score(high), "name": top.label}
        title = w(f"compare.score_title{_ending(lasts, series)}", **said)
        if len(lasts) > 1 and mixed_schemes(compared):
            title = w("common.semicolon").join((title, w("compare.score_not_ranked")))
    else:
        title = _none_known(compared, series, "score")
    return specs.CompareLines(
        key="compare_score",
        title=compared.aside(title) if _ranked(compared, series) else title,
        caption=w("compare.score_caption"),
        unit_label=w("compare.points"),
        notes=tuple(_coverage(compared, series, "score")),
        series=series,
        everyone=compared.everyone,
        measure="score",
        target=None,
        years=compared.years,
    )


def _ranked(compared: Compared, series: Sequence[specs.Series]) -> list[specs.Series]:
    """The series with figures that a sentence may set against each other: no public cases."""
    return [s for s in series if s.known and s.id not in compared.cases]


def _none_known(compared: Compared, series: Sequence[specs.Series], kind: str) -> str:
    is_case = any(s.known for s in series)
    return compared.context.w("compare.title_cases" if is_case else f"compare.{kind}_title_none")


def _ending(known: Sequence[object], series: Sequence[object]) -> str:
    """Which sentence: several have the figure, one of several has it, or only one department is shown."""
    return "" if len(known) > 1 else "_single" if len(series) == 1 else "_one"


def mixed_schemes(compared: Compared) -> bool:
    """Whether the latest scores rest on several schemes, or on any that is unknown."""
    used = [r["score_row"]["scheme_id"] for r in compared.latest if r["score_row"] and r["score_row"]["score"]]
    return None in used or len(set(used)) > 1


def _number(point: specs.YearValue) -> float:
    return float(point.value or 0)


def _last(series: specs.Series) -> float:
    return _number(series.known[-1])


def _decimal(compared: Compared, department: str, year: int) -> Any:
    row = compared.of(compared.by_year, department, year)
    return row["unspent"] if row else None

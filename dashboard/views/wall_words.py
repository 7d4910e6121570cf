"""The wall's slides 低执行 and 原因: which projects left money, and why.

Belongs here: these slides and their sentences. Does not belong here: what several slides share (``wall_facts``), the
room on the sheet (``wall_sheet``).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.kpi import Kpi
from dashboard.metrics import projects, reasons
from dashboard.views.common import Row, reason_name
from dashboard.views.low_choice import reason_threshold
from dashboard.views.low_rows import wide_unit
from dashboard.views.reasons_bars import Answers
from dashboard.views.reasons_sums import PARTS, part_share, threshold_of
from dashboard.views.wall_facts import Facts, rate_spread, said_of
from dashboard.views.wall_quotes import low_rows, quote_lines
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    HALF,
    WIDE,
    draw_chart,
    draw_lines,
    lines_that_fit,
    nothing,
    reach,
    rows_that_fit,
    start,
)
from etl.contracts import DEFAULT_REASON_THRESHOLD, NO_REASON

_BARS = 8
_BESIDE = 648
#: Unscaled pixels of a name, of a bar of reasons and of what is round the bars.
_NAME, _NAME_FEW = 260, 310
_ROW, _AROUND = 25, 28
_LEAST_PANEL = 260
#: Type of the projects: their names are long, larger type would leave no room for the bars.
_TYPE = 1.7


def low_slide(facts: Facts) -> None:
    """Draw the slide 低执行."""
    if facts.is_empty:
        nothing(facts)
        return
    w, threshold = facts.w, DEFAULT_REASON_THRESHOLD
    rows = low_rows(facts)
    told = facts.ask(projects.summary, facts.chosen, threshold, threshold).row(0, named=True)
    if rows.is_empty():
        _all_above(facts, w("wall.low_none", threshold=f.share(threshold)))
        return
    height = start(
        w("wall.low", threshold=f.share(threshold), low=f.count(told["missed"]), n=f.count(told["computable"]),
          unspent=f.money_with_unit(told["missed_unspent"], facts.unit, w)),
    )  # fmt: skip
    left, right = st.columns([0.62, 0.38], gap="large")
    with left:
        spec = _projects(facts, rows.head(_BARS), threshold)
        upper = min(height, reach(facts, spec, WIDE, _TYPE))
        lower = height - upper - GAP
        is_full = lower < _LEAST_PANEL
        draw_chart(facts, spec, WIDE, height if is_full else upper, most=_TYPE)
        if not is_full:
            draw_chart(facts, rate_spread(facts), WIDE, lower)
    with right:
        quotes = quote_lines(facts)
        lines = lines_that_fit(quotes.lines, _BESIDE, height)
        draw_lines(lines, quotes.title(len(lines)), w("wall.quotes_caption"), _BESIDE, height)


def _all_above(facts: Facts, headline: str) -> None:
    """No project is low: how far above they all are."""
    draw_chart(facts, rate_spread(facts), FULL, start(headline))


def _projects(facts: Facts, rows: pl.DataFrame, threshold: float) -> specs.BudgetBars:
    w, unit = facts.w, facts.context.unit
    known = rows.filter(pl.col("unspent").is_not_null()).height
    said = {"n": rows.height, "known": known}
    return specs.BudgetBars(
        key="wall_low",
        title=w("wall.low_title" if known == rows.height else "wall.low_title_some", **said),
        caption=w("wall.low_caption", unit=f.unit_name(unit, w), threshold=f.share(threshold)),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.BudgetRow(r["row_id"], r["project"], r["budget"], r["executed"], under=_whose(facts, r))
            for r in rows.to_dicts()
        ),
        money_unit=unit,
        target=threshold,
        label_room=_NAME_FEW if facts.is_few else _NAME,
    )


def _whose(facts: Facts, row: Row) -> str:
    """The department, with its year where several years are shown."""
    names = {d.department_id: d.label for d in facts.context.choices.departments}
    name = names.get(row["department_id"], row["department"])
    return facts.w("common.subject", name=name, year=row["year"]) if facts.is_few else str(name)


def reasons_slide(facts: Facts) -> None:
    """Draw the slide 原因: the same project-years as the page."""
    if facts.is_empty:
        nothing(facts)
        return
    w, threshold = facts.w, threshold_of(facts.context)
    told = Answers(
        facts.context,
        facts.ask(reasons.reason_money, facts.chosen, threshold=threshold),
        facts.ask(reasons.reason_mentions, facts.chosen, threshold=threshold),
        threshold,
    )
    if told.mentions.is_empty() and told.money.is_empty():
        _all_above(facts, w("wall.reasons_none"))
        return
    money = told.with_money
    by_mentions = told.mentions.sort("mentions", "code", descending=[True, False])
    most = next((r for r in by_mentions.to_dicts() if r["code"] != NO_REASON), None)
    name = reason_name(facts.context, most) if most else w("wall.reason_nobody")
    limit = f.share(reason_threshold(facts.context))
    headline = w("wall.reasons_counted", name=name)
    if money.height:
        amount = f.money_with_unit(told.totals["unspent"], wide_unit(facts.context, told.totals["unspent"]), w)
        key = "wall.reasons" if threshold is None else "wall.reasons_asked"
        headline = w(key, said=said_of(facts, money), money=amount, threshold=limit)
    height = start(headline, _shares(facts, told))
    fitting = rows_that_fit(height, _ROW, _AROUND)
    counts = specs.CountBars(
        key="wall_mentions",
        title=w("wall.mentions_title", name=name, n=f.count(most["mentions"])) if most else w("wall.mentions_nobody"),
        caption=w("wall.mentions_caption", n=f.count(int(told.mentions["mentions"].sum()))),
        unit_label=w("wall.mentions_unit"),
        rows=tuple(
            specs.CountRow(r["code"], reason_name(facts.context, r), r["mentions"], r["controllable"] == "unknown")
            for r in by_mentions.head(fitting).to_dicts()
        ),
        is_compact=True,
    )
    if money.is_empty():
        draw_chart(facts, counts, FULL, height)
        return
    left, right = st.columns(2, gap="large")
    with left:
        spec = _money(facts, told, fitting, limit)
        upper = min(height, reach(facts, spec, HALF))
        lower = height - upper - GAP
        is_full = lower < _LEAST_PANEL or not counts.rows
        draw_chart(facts, spec, HALF, height if is_full else upper)
        if not is_full:
            _quotes(facts, HALF, lower)
    with right:
        upper = min(height, reach(facts, counts, HALF))
        lower = height - upper - GAP
        draw_chart(facts, counts, HALF, height if lower < _LEAST_PANEL else upper)
        if lower >= _LEAST_PANEL:
            draw_chart(facts, rate_spread(facts), HALF, lower)


def _quotes(facts: Facts, width: int, height: int) -> None:
    quotes = quote_lines(facts)
    lines = lines_that_fit(quotes.lines, width, height)
    draw_lines(lines, quotes.title(len(lines)), facts.w("wall.quotes_caption"), width, height)


def _shares(facts: Facts, told: Answers) -> list[Kpi]:
    """The four kinds of reason that share out the unspent money."""
    w, totals = facts.w, told.totals
    figures = []
    for part in PARTS:
        n, known = totals[f"{part}_projects"], totals[f"{part}_with_amount"]
        share = part_share(totals, part)
        note = w("wall.part_none")
        if n:
            amount = f.money_with_unit(totals[f"{part}_unspent"], told.unit, w) if known else w("wall.part_unknown")
            note = w("wall.part_note", money=amount, n=f.count(n), total=f.count(totals["projects"]))
        value = f.share(share) if share is not None else f.NULL
        figures.append(Kpi(w(f"wall.part_{part}"), value, note, is_missed=part == "silent" and n > 0))
    return figures


def _money(facts: Facts, told: Answers, most: int, limit: str) -> specs.ReasonBars:
    w, unit, rows = facts.w, told.unit, told.with_money
    first = rows.row(0, named=True)
    base = told.totals["unspent"]
    return specs.ReasonBars(
        key="wall_reasons",
        title=w("wall.money_title", name=reason_name(facts.context, first), share=f.share(first["unspent"] / base)),
        caption=w(
            "wall.money_caption" if told.threshold is None else "wall.money_caption_asked",
            unit=f.unit_name(unit, w),
            n=f.count(told.totals["with_amount"]),
            threshold=limit,
        ),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.ReasonRow(r["code"], reason_name(facts.context, r), r["unspent"], r["controllable"])
            for r in rows.head(most).to_dicts()
        ),
        money_unit=unit,
        column="share",
        total=base,
        is_compact=True,
    )

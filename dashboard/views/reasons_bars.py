"""原因分析 by reason: money at the left, mentions at the right, in one order.

Belongs here: these two panels and their sentences. Does not belong here: sums (``metrics.reasons``), the page around.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import change
from dashboard.components.panel import Sources
from dashboard.context import Context
from dashboard.metrics import reasons
from dashboard.stories.limits import reason_threshold, total
from dashboard.stories.names import Row, reason_name, short_reason
from dashboard.stories.reason_sums import threshold_of
from dashboard.stories.reasons import Answers
from dashboard.views.common import quotes, show, sources_of
from etl.contracts import NO_REASON

CUT = 0.8
#: From this many reasons on, the rows are set close.
_CLOSE = 13


def ask(context: Context) -> Answers:
    """Put the page's questions."""
    chosen, threshold = context.main_filter, threshold_of(context)
    return Answers(
        context,
        context.warehouse.ask(reasons.reason_money, chosen, threshold=threshold),
        context.warehouse.ask(reasons.reason_mentions, chosen, threshold=threshold),
        threshold,
    )


def things(context: Context, n: int, totals: Row) -> str:
    """How many projects; project-years where a project counts in several years."""
    kind = "project_year" if totals["is_by_year"] else "project"
    return context.w(f"reasons.{kind}" if n == 1 else f"reasons.{kind}s", n=f.count(n))


def choose(code: str) -> None:
    """Show the projects of a reason; the lists start at their first page."""
    change(code=code, reasons_page=None, reasons_other=None)


def draw(answers: Answers) -> None:
    """Both panels, or the mentions alone where no amount is known."""
    context, money = answers.context, money_bars(answers)
    if money.is_empty:
        # Without any amount the mentions stand alone, with the reason for it in their caption.
        show(context, count_bars(answers, money), sources=_said(context), on_click=choose)
        return
    left, right = st.columns([0.6, 0.4], gap="large")
    with left:
        show(context, money, sources=sources_of(context, "project_year", chosen=context.main_filter), on_click=choose)
    with right:
        show(context, count_bars(answers, money), sources=_said(context), on_click=choose)


def _label(context: Context, row: Row) -> str:
    """The reason beside a bar: the English names are too long for it."""
    return short_reason(context, row) if context.language == "en" else reason_name(context, row)


def _is_close(answers: Answers) -> bool:
    return answers.mentions.height >= _CLOSE


def _is_aligned(answers: Answers) -> bool:
    """Whether each mentioned reason has a bar of money, so that the rows of both panels line up."""
    return answers.mentions.height == answers.with_money.height


def money_bars(answers: Answers) -> specs.ReasonBars:
    """Unspent money by first reason, with the running share and the cut at 80 %."""
    context, w, unit, rows = answers.context, answers.context.w, answers.unit, answers.with_money
    base = total(rows, "unspent")
    names = {r["code"]: reason_name(context, r) for r in rows.to_dicts()}
    labels = {r["code"]: _label(context, r) for r in rows.to_dicts()}
    if rows.is_empty():
        title = w("reasons.money_title_none")
    else:
        first = rows.row(0, named=True)
        said = {
            "reason": names[first["code"]],
            "money": f.money_with_unit(first["unspent"], unit, w),
            "share": f.share(first["unspent"] / base),
        }
        title = w("reasons.money_title" if rows.height > 1 else "reasons.money_title_one", **said)
    spec = specs.ReasonBars(
        key="reasons_money",
        title=title,
        caption=w("reasons.money_caption", unit=f.unit_name(unit, w)),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.ReasonRow(r["code"], labels[r["code"]], r["unspent"], r["controllable"]) for r in rows.to_dicts()
        ),
        money_unit=unit,
        column="cumulative",
        cut=CUT,
        is_compact=_is_close(answers),
    )
    notes = list(_money_notes(answers))
    if spec.cut_after is not None:
        notes.insert(0, w("reasons.money_cut", cut=f.share(CUT)))
    return replace(spec, notes=tuple(notes))


def range_note(answers: Answers) -> str:
    """Which project-years count on the page."""
    context = answers.context
    share = f.share(reason_threshold(context))
    return context.w("reasons.range_note_all" if answers.threshold is None else "reasons.range_note", threshold=share)


def _money_notes(answers: Answers) -> list[str]:
    context, w, totals = answers.context, answers.context.w, answers.totals
    notes = [w("reasons.money_rule")]
    if totals["projects"]:
        all_of_them = things(context, totals["projects"], totals)
        notes.append(w("reasons.money_coverage", n=f.count(totals["with_amount"]), total=all_of_them))
    without = answers.money.filter(pl.col("with_amount") == 0).height
    if without:
        notes.append(w("reasons.money_missing", n=without))
    if totals["beside_n"]:
        amount = f.money_with_unit(totals["beside_unspent"], answers.unit, w)
        notes.append(w("reasons.money_beside", n=f.count(totals["beside_n"]), money=amount))
    return notes


def count_bars(answers: Answers, money: specs.ReasonBars) -> specs.CountBars:
    """Mentions of each reason in the order of the money, then by number."""
    context, w, rows = answers.context, answers.context.w, answers.in_order
    most = rows.filter(pl.col("mentions") == rows["mentions"].max()).to_dicts()
    said = {"n": f.count(most[0]["mentions"]), "k": len(most), "reason": reason_name(context, most[0])}
    key = "_one" if rows.height == 1 else "_tie" if len(most) > 1 else ""
    notes = [w("reasons.count_only")] if money.is_empty else []
    general = sum(rows["general"].to_list())
    if general:
        notes.append(w("reasons.count_general", n=f.count(general)))
    silent = rows.filter(pl.col("code") == NO_REASON).to_dicts()
    if silent:
        notes.append(w("reasons.count_silent", reason=reason_name(context, silent[0])))
    is_aligned = _is_aligned(answers)
    return specs.CountBars(
        key="reasons_count",
        title=w(f"reasons.count_title{key}", **said),
        caption=w("reasons.count_caption"),
        unit_label=w("reasons.count_unit"),
        notes=tuple(notes),
        rows=tuple(
            specs.CountRow(r["code"], short_reason(context, r), r["mentions"], r["controllable"] == "unknown")
            for r in rows.to_dicts()
        ),
        is_beside=is_aligned,
        cut_after=money.cut_after if is_aligned else None,
        is_compact=_is_close(answers),
    )


def _said(context: Context) -> Callable[[], Sources]:
    """The quotes of the stated reasons, looked up when the reader opens 来源."""

    def look_up() -> Sources:
        rows = context.warehouse.ask(reasons.reasons_list, context.main_filter)
        said = [
            {**r, "subject": r["project"] or r["department"], "title": r["department"]}
            for r in rows.to_dicts()
            if r["explains"] == "under_execution"
        ]
        return quotes(said)()

    return look_up

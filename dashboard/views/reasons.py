"""原因分析: why money was not spent, by money and by mention, and where each reason stands.

Belongs here: the page's headline, its control, the three totals. Does not belong here: the panels (``reasons_bars``,
``reasons_groups``, ``reasons_rows``), the counting rule (``metrics.reasons``).
"""

from __future__ import annotations

from typing import cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import bind
from dashboard.components.header import Chip, Crumb
from dashboard.components.kpi import Kpi, kpi_row
from dashboard.components.notice import nothing_found
from dashboard.context import Context
from dashboard.metrics import reasons
from dashboard.metrics.places import register
from dashboard.views import reasons_bars, reasons_groups, reasons_rows
from dashboard.views.common import NO_FILTER, finding, head, nothing, reason_name
from dashboard.views.reasons_bars import Answers, things
from dashboard.views.reasons_groups import part_share
from dashboard.views.scope import period, reporting, where
from etl.contracts import DEFAULT_REASON_THRESHOLD, NO_REASON

_BY = ("reason", "district_code", "function", "year")
#: From this many reasons with money on, the headline names the few that make most of it.
_MANY = 5


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    code, name = _chosen(context)
    chips = []
    if code:
        changes = {"code": None, "reasons_page": None, "reasons_other": None}
        chips.append(Chip("code", w("reasons.chip", reason=name), changes))
    head(context, [where(context), Crumb(w("app.reasons"))], chips=chips)
    answers = reasons_bars.ask(context)
    counts = context.warehouse.ask(reasons.other_counts, context.main_filter, code)
    others = int(counts.filter(pl.col("explains") != "under_execution")["reasons"].sum())
    if answers.mentions.is_empty() and not others and not code:
        _none(context)
        reasons_rows.cases(context, code)
        return
    finding(_code_headline(answers, code, name, others) if code else _headline(answers, others))
    if answers.mentions.height:
        _by_control(context)
        by = context.address.value("reasons_by", _BY[0], _BY)
        if by == _BY[0]:
            reasons_bars.draw(answers)
        else:
            reasons_groups.draw(answers, cast("reasons_groups.By", by))
        if code:
            reasons_rows.projects_of(answers, code, name)
        st.space("small")
        kpi_row(_totals(answers))
        st.space("small")
    reasons_rows.others(context, code)
    reasons_rows.cases(context, code)


def _none(context: Context) -> None:
    """No reason to show: no report under the filter, or reports that give none."""
    w = context.w
    if not reporting(context):
        nothing(context, "reasons")
        return
    finding(w("reasons.none_found"))
    nothing_found(
        key="reasons",
        looked_for=w("reasons.none_looked_for"),
        nearest=w("reasons.none_found_nearest"),
        button=w("common.widen"),
        **NO_FILTER,
    )


def _chosen(context: Context) -> tuple[str | None, str]:
    """The reason chosen in the address and its name; None for no reason or an unknown code."""
    code = context.address.value("code")
    known = {r["code"]: r for r in context.warehouse.ask(register, "reason_code").to_dicts()}
    return (code, reason_name(context, known[code])) if code in known else (None, "")


def _by_control(context: Context) -> None:
    w = context.w
    st.segmented_control(
        w("reasons.by"),
        _BY,
        format_func=lambda value: w(f"reasons.by_{value}"),
        required=True,
        width="content",
        label_visibility="collapsed",
        **bind("reasons_by", _BY[0], _BY),
    )


def _headline(answers: Answers, others: int) -> str:
    context, w, totals = answers.context, answers.context.w, answers.totals
    if answers.mentions.is_empty():
        return w("reasons.headline_only_others", n=f.count(others))
    if not totals["projects"]:
        return w("reasons.headline_general", n=f.count(int(answers.mentions["mentions"].sum())))
    parts = []
    explained = totals["projects"] - totals["silent_projects"]
    rows = answers.with_money
    if rows.height >= _MANY:
        spec = reasons_bars.money_bars(answers)
        k = min(spec.cut_after or rows.height, _MANY)
        share = f.share(spec.cumulative[k - 1])
        parts.append(w("reasons.headline_top", period=period(context), k=k, share=share))
    elif explained:
        parts.append(_explained(answers, explained))
    if totals["silent_projects"]:
        parts.append(_silent(answers))
    elif rows.height >= _MANY:
        parts.append(w("reasons.headline_all_explained"))
    return w("common.semicolon").join(parts)


def _explained(answers: Answers, explained: int) -> str:
    """The projects that give a reason, where there are few kinds of it."""
    context, w, totals = answers.context, answers.context.w, answers.totals
    said = {"things": things(context, explained, totals)}
    rows = answers.with_money.filter(pl.col("code") != NO_REASON)
    if rows.is_empty():
        is_known = totals["with_amount"] > totals["silent_with_amount"]
        return w("reasons.headline_few_none_left" if is_known else "reasons.headline_few_without", **said)
    first, money = rows.row(0, named=True), totals["unspent"] - (totals["silent_unspent"] or 0)
    return w(
        "reasons.headline_few_one" if explained == 1 else "reasons.headline_few",
        **said,
        m=f.count(totals["with_amount"] - totals["silent_with_amount"]),
        money=f.money_with_unit(money, answers.unit, w),
        reason=reason_name(context, first),
        share=f.share(first["unspent"] / money),
    )


def _silent(answers: Answers) -> str:
    """The projects without a reason, and how many of them are low enough to owe one."""
    context, w, totals = answers.context, answers.context.w, answers.totals
    return w(
        "reasons.headline_silent_asked" if totals["silent_asked"] else "reasons.headline_silent",
        things=things(context, totals["silent_projects"], totals),
        money=f.money_with_unit(totals["silent_unspent"], answers.unit, w),
        asked=f.count(totals["silent_asked"]),
        threshold=f.share(DEFAULT_REASON_THRESHOLD),
    )


def _code_headline(answers: Answers, code: str, name: str, others: int) -> str:
    context, w, totals = answers.context, answers.context.w, answers.totals
    mention, money = answers.mention(code), answers.money_row(code)
    if mention is None:
        return w(f"reasons.headline_code_{'others' if others else 'none'}", reason=name, n=f.count(others))
    said = {"reason": name, "mentions": f.count(mention["mentions"])}
    if money is None:
        return w("reasons.headline_code_general", **said)
    said["things"] = things(context, money["projects"], totals)
    if money["unspent"] is None:
        return w("reasons.headline_code_without", **said)
    share = f.share(money["unspent"] / totals["unspent"] if totals["unspent"] else None)
    key = "reasons.headline_code"
    if code == NO_REASON:
        key = "reasons.headline_code_silent"
        said |= {"asked": f.count(totals["silent_asked"]), "threshold": f.share(DEFAULT_REASON_THRESHOLD)}
    return w(key, **said, money=f.money_with_unit(money["unspent"], answers.unit, w), share=share)


def _totals(answers: Answers) -> list[Kpi]:
    """The three totals below the bars: share of the money, with money and projects."""
    context, w, totals = answers.context, answers.context.w, answers.totals
    no_reason = answers.mentions.filter(pl.col("controllable") == "unknown")
    remarks = {"without": int(no_reason["general"].sum())}
    figures = []
    for part in ("within", "without", "blameless"):
        n, known = totals[f"{part}_projects"], totals[f"{part}_with_amount"]
        share = part_share(totals, part)
        said = {"things": things(context, n, totals), "n": f.count(known)}
        if not n:
            general = remarks.get(part, 0)
            note = w("reasons.total_note_general" if general else "reasons.total_note_none", n=f.count(general))
        elif not known:
            note = w("reasons.total_note_unknown", **said)
        else:
            money = f.money_with_unit(totals[f"{part}_unspent"], answers.unit, w)
            note = w("reasons.total_note" if known == n else "reasons.total_note_partly", **said, money=money)
        counted = w("reasons.total_count", n=f.count(n), total=f.count(totals["projects"]))
        figures.append(
            Kpi(
                w(f"reasons.total_{part}"),
                counted if share is None else f.share(share),
                note,
                is_missed=part == "without" and n > 0,
                explanation=w("reasons.total_explanation"),
            )
        )
    return figures

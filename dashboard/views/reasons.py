"""原因分析: why money was not spent, by money and by mention, and where each reason stands.

Belongs here: the page's headline, its control, the three totals. Does not belong here: the panels (``reasons_bars``,
``reasons_groups``, ``reasons_rows``), the counting rule (``metrics.reasons``).
"""

from __future__ import annotations

from itertools import accumulate
from typing import cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import bind, forget
from dashboard.components.header import Crumb
from dashboard.components.kpi import kpi_row
from dashboard.components.notice import nothing_found
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.labels import Chip
from dashboard.metrics import reasons
from dashboard.metrics.places import register
from dashboard.stories.limits import reason_threshold, total
from dashboard.stories.names import reason_name
from dashboard.stories.reason_sums import PARTS, RANGES, part_share
from dashboard.stories.reasons import Answers
from dashboard.views import reasons_bars, reasons_groups, reasons_of_one, reasons_rows
from dashboard.views.common import NO_FILTER, finding, head, nothing
from dashboard.views.reasons_bars import range_note, things
from dashboard.views.record_rows import choice_of
from dashboard.views.scope import period, reporting, where
from etl.contracts import NO_REASON

_BY = ("reason", "district_code", "function", "year")
_OTHERS = "others"
#: Up to this many other statements stand below the bars.
_INLINE = 12
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
    by_kind = {r["explains"]: int(r["reasons"]) for r in counts.to_dicts()}
    others = sum(n for kind, n in by_kind.items() if kind != "under_execution")
    if answers.mentions.is_empty() and not others and not code:
        _none(context)
        reasons_rows.cases(context, code)
        return
    finding(_code_headline(answers, code, name, others) if code else _headline(answers, others))
    by = _controls(context, sum(by_kind.values()))
    if answers.mentions.height and by != _OTHERS:
        st.markdown(f":gray[:small[{escape_markdown(range_note(answers))}]]")
        if code:
            reasons_rows.projects_of(answers, code, name)
        else:
            # Those are of all reasons: beside one reason they would be read as its own.
            kpi_row(_totals(answers))
        if by == _BY[0]:
            reasons_bars.draw(answers)
        else:
            groups = cast("reasons_groups.By", by)
            if code:
                reasons_of_one.draw(answers, groups, code, name)
            else:
                reasons_groups.draw(answers, groups)
    # A long list of other matters has a view of its own; a short one stands below.
    if by_kind and (by == _OTHERS or sum(by_kind.values()) <= _INLINE):
        st.space("small")
        reasons_rows.others(context, code, by_kind)
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
    if code in known:
        return code, reason_name(context, known[code])
    if code:
        forget("code")
    return None, ""


def _controls(context: Context, others: int) -> str:
    """What to see and which project-years count; returns the first."""
    w = context.w
    offered = (*_BY, _OTHERS) if others > _INLINE else _BY
    names = {value: w(f"reasons.by_{value}", n=f.count(others)) for value in offered}
    shares = {"threshold": _limit(context)}
    with st.container(horizontal=True, gap="medium", key="reasons-controls"):
        st.segmented_control(
            w("reasons.by"),
            offered,
            format_func=lambda value: names[value],
            required=True,
            width="content",
            **bind("reasons_by", _BY[0], offered),
        )
        st.segmented_control(
            w("reasons.range"),
            RANGES,
            format_func=lambda value: w(f"reasons.range_{value}", **shares),
            required=True,
            width="content",
            **bind("reasons_range", RANGES[0], RANGES),
        )
    choice_of(context, "reasons_range", RANGES[0], RANGES)
    return choice_of(context, "reasons_by", _BY[0], offered)


def _headline(answers: Answers, others: int) -> str:
    context, w, totals = answers.context, answers.context.w, answers.totals
    if answers.mentions.is_empty():
        return w("reasons.headline_only_others", n=f.count(others))
    if not totals["projects"]:
        return w("reasons.headline_general", n=f.count(int(answers.mentions["mentions"].sum())))
    parts = []
    explained = totals["projects"] - totals["silent_projects"]
    rows = answers.with_money
    stated = rows.filter(~pl.col("code").is_in(reasons.UNEXPLAINED))
    if rows.height >= _MANY and stated.height:
        amounts, base = stated["unspent"].to_list(), total(rows, "unspent")
        shares = [part / base for part in accumulate(amounts)]
        k = next((n for n, share in enumerate(shares[:_MANY], 1) if share >= reasons_bars.CUT), min(len(shares), _MANY))
        said = {"period": period(context), "k": k, "share": f.share(shares[k - 1])}
        limit = _limit(context)
        asked = answers.threshold is not None
        parts.append(w("reasons.headline_top_asked" if asked else "reasons.headline_top", **said, threshold=limit))
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
    """The projects of the range without a reason."""
    context, w, totals = answers.context, answers.context.w, answers.totals
    return w(
        "reasons.headline_silent",
        things=things(context, totals["silent_projects"], totals),
        money=f.money_with_unit(totals["silent_unspent"], answers.unit, w),
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
        key = "reasons.headline_code_silent" if answers.threshold is None else "reasons.headline_code_silent_asked"
        said["threshold"] = _limit(context)
    return w(key, **said, money=f.money_with_unit(money["unspent"], answers.unit, w), share=share)


def _totals(answers: Answers) -> list[Kpi]:
    """The four kinds that share out the whole: share of the money, with money and projects."""
    context, w, totals = answers.context, answers.context.w, answers.totals
    symptoms = answers.mentions.filter((pl.col("controllable") == "unknown") & (pl.col("code") != NO_REASON))
    remarks = {"symptom": int(symptoms["general"].sum())}
    asked = "" if answers.threshold is None else "_asked"
    figures = []
    for part in PARTS:
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
                w(f"reasons.total_{part}{asked if part == 'silent' else ''}", threshold=_limit(context)),
                counted if share is None else f.share(share),
                note,
                is_missed=part == "silent" and n > 0,
                explanation=w("reasons.total_explanation"),
            )
        )
    return figures


def _limit(context: Context) -> str:
    return f.share(reason_threshold(context))

"""The badge in the title row: how many findings touch the figures of this page.

Belongs here: which checks concern which page, the badge and its popover. Does not belong here: the list of findings
(``findings``).
"""

from __future__ import annotations

from typing import cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import here, page_link
from dashboard.components.badges import Severity, badge_text
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import answers
from etl.contracts import SEVERITIES

_WIDTH = 300
_AMOUNTS = (
    "sum_mismatch", "sum_incomplete", "components_mismatch", "balance_mismatch", "contradictory_values",
    "over_execution", "unit_suspect", "scope_mismatch", "year_jump",
)  # fmt: skip
_RATES = ("rate_mismatch", "rate_basis_received")
_SCORES = (
    "grade_mismatch", "score_sum_mismatch", "score_rate_mismatch", "high_score_low_execution", "contradictory_values",
    "count_mismatch", "scope_mismatch",
)  # fmt: skip
_LINES = ("components_mismatch", "balance_mismatch", "contradictory_values", "unit_suspect", "name_alias")
#: Page → the checks whose findings touch a figure on it. A page that is not here shows no badge: its findings stand in
#: its own text (project), or it has no figures of departments.
TOUCHED: dict[str, tuple[str, ...]] = {
    "overview": (*_AMOUNTS, *_RATES, "reason_missing"),
    "execution": (*_AMOUNTS, *_RATES),
    "scores": _SCORES,
    "low": (*_LINES, *_RATES, "reason_missing"),
    "reasons": (*_LINES, "reason_missing"),
    "compare": tuple(dict.fromkeys((*_AMOUNTS, *_RATES, *_SCORES, "reason_missing"))),
    "measures": (*_RATES, "contradictory_values", "over_execution", "unit_suspect"),
}


def codes_of(page: str) -> tuple[str, ...]:
    """The checks that concern a page, in the order of the contract; none for an unknown page."""
    return TOUCHED.get(page, ())


#: Pages whose key figures are of the latest year while other figures show all years: the badge names its years.
_SPANNING = ("overview", "execution")


def touched_badge(context: Context, year: int | None) -> None:
    """The badge of the page of this run; nothing where no finding touches it. ``year``: the only one the page shows."""
    page = here()
    codes = codes_of(page)
    if not codes:
        return
    # One answer for all pages under one filter: each picks its checks.
    chosen = context.filter if year is None else context.filter.years(year)
    counts = context.warehouse.ask(answers.finding_counts, chosen, "code", "severity")
    rows = counts.filter(pl.col("code").is_in(codes))
    if rows.height:
        with st.container(width="content"):
            _popover(context, page, rows, year)


def _years(context: Context, page: str) -> str:
    """The years counted, where the page's headline speaks of one only."""
    first, last = context.choices.years[0], context.choices.years[-1]
    if page not in _SPANNING or first == last or context.filter.year_from is not None:
        return ""
    return context.w("header.years", first=first, last=context.filter.year_to or last)


@st.fragment
def _popover(context: Context, page: str, rows: pl.DataFrame, year: int | None) -> None:
    """A fragment: opening the popover draws only this."""
    w = context.w
    by_severity = dict(rows.group_by("severity").agg(pl.col("findings").sum()).iter_rows())
    gravest = cast("Severity", next(s for s in SEVERITIES if by_severity.get(s)))
    said = {"n": f.count(sum(by_severity.values())), "high": f.count(by_severity.get("high", 0))}
    label = _years(context, page) + w("touched.label_high" if gravest == "high" else "touched.label", **said)
    popover = st.popover(badge_text(label, gravest), type="tertiary", key=f"touched-{page}", on_change="rerun")
    if not popover.open:
        return
    with popover, st.container(width=_WIDTH):
        st.markdown(w("touched.intro_high" if gravest == "high" else "touched.intro", **said))
        order = {severity: place for place, severity in enumerate(SEVERITIES)}
        listed = sorted(rows.to_dicts(), key=lambda r: (order[r["severity"]], -r["findings"], r["code"]))
        lines = (
            "- "
            + badge_text(w(f"findings.name_{r['code']}"), r["severity"])
            + " "
            + escape_markdown(w("touched.count", n=f.count(r["findings"])))
            for r in listed
        )
        st.markdown("\n".join(lines))
        page_link(
            escape_markdown(w("touched.open")), "findings",
            findings_view=page, findings_severity=None, findings_code=None, findings_page=None,
            **({} if year is None else {"year_from": year, "year_to": year}),
        )  # fmt: skip

"""得分分布: how scores spread over the grades, where points are lost, and whether execution bears them out.

One evaluation kind at a time. Two shapes of one page. Many department-years: one year, one scope, one scheme, as
distributions. A dozen or fewer: each report's score on its own line; nothing ranked across schemes.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.components.address import bind
from dashboard.components.header import Crumb
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.metrics.score_spread import score_groups
from dashboard.views import scores_few, scores_many
from dashboard.views.common import head, nothing

#: Up to this many department-years each has its own line.
FEW = 12
KINDS = ("self", "department", "finance", "third_party")


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    everything = context.main_filter.with_(evaluation_kind="")
    groups = context.warehouse.ask(score_groups, everything)
    if groups.is_empty() and context.main_filter != context.filter:
        everything = context.filter.with_(evaluation_kind="")
        groups = context.warehouse.ask(score_groups, everything)
    spoken = set(groups.filter(pl.col("scored") + pl.col("said") > 0).get_column("evaluation_kind"))
    kinds = tuple(kind for kind in KINDS if kind in spoken) or KINDS[:1]
    kind = context.address.value("score_kind", kinds[0], kinds)
    chosen = everything.with_(evaluation_kind=kind)
    groups = groups.filter(pl.col("evaluation_kind") == kind)
    years = context.warehouse.ask(execution.execution_by, chosen, "year")
    is_few = years.get_column("departments").sum() <= FEW
    # Where no department has a score the years of its projects are shown.
    year = None if is_few else max((years if groups.is_empty() else groups).get_column("year"))
    crumb = scores_few.crumb(context, years) if year is None else scores_many.crumb(context, year)
    head(context, [crumb, Crumb(w("app.scores"))], year=year)
    if years.is_empty():
        nothing(context, "scores")
    elif year is None:
        scores_few.draw(context, chosen, lambda: kind_control(context, kinds))
    else:
        scores_many.draw(context, chosen, groups, year, lambda: kind_control(context, kinds))


def kind_control(context: Context, kinds: tuple[str, ...]) -> None:
    """The choice between evaluation kinds; nothing where there is only one."""
    w = context.w
    if len(kinds) > 1:
        st.segmented_control(
            w("scores.kind"),
            kinds,
            format_func=lambda kind: w(f"scores.kind_{kind}"),
            required=True,
            width="content",
            **bind("score_kind", kinds[0], kinds),
        )

"""得分分布 with many departments: one year, one scope, one scheme, as distributions.

Belongs here: this shape of the page. Does not belong here: a dozen department-years or fewer (``scores_few``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import bind, change
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import score_spread
from dashboard.metrics.filters import Filter
from dashboard.metrics.places import register
from dashboard.metrics.score_spread import Scope
from dashboard.stories.grouping import Grouping, GroupKey
from dashboard.stories.names import Row
from dashboard.stories.scores import credibility_chart, scheme_name
from dashboard.views.common import finding, show, sources_of
from dashboard.views.scores_parts import draw_losses, draw_points
from dashboard.views.scores_strips import draw_strips
from dashboard.views.scores_zone import draw_zone, open_department

_SCOPES: tuple[Scope, ...] = ("department", "project")
_IN_BIN = 12
_GROUPS: tuple[GroupKey, ...] = ("district_code", "function", "department_id")


def crumb(context: Context, year: int) -> str:
    """Where one is: place and the year shown."""
    w, address = context.w, context.address
    places = dict(context.choices.districts_in(address.province, address.city))
    districts = address.districts or tuple(places)
    place = places[districts[0]] if len(districts) == 1 else w("execution.places", n=len(districts))
    return w("scores.crumb_many", place=place, year=year)


def draw(
    context: Context, kind_filter: Filter, groups: pl.DataFrame, year: int, kind_control: Callable[[], None]
) -> None:
    """The page below its title row. ``groups``: what there is of this kind (``score_spread.score_groups``)."""
    w, ask = context.w, context.warehouse.ask
    groups = groups.filter(pl.col("year") == year)
    scored = groups.filter(pl.col("scored") > 0)
    if scored.is_empty():
        finding(w("scores.many_none", year=year))
        kind_control()
        return
    scopes = tuple(s for s in _SCOPES if s in set(scored["scope"]))
    scope = cast("Scope", context.address.value("score_scope", scopes[0], scopes))
    of_scope = scored.filter(pl.col("scope") == scope).sort("scored", "scheme_id", descending=[True, False])
    options = of_scope.to_dicts()
    schemes = tuple(r["scheme_id"] for r in options)
    scheme_id = context.address.value("score_scheme", schemes[0], schemes)
    group = next(r for r in options if r["scheme_id"] == scheme_id)
    chosen = kind_filter.years(year)
    scheme = next((r for r in ask(register, "scheme").to_dicts() if r["scheme_id"] == scheme_id), None)
    points = ask(score_spread.credible, chosen, scope, scheme_id)
    grades = _grades(scheme, points) if scheme else None
    grouping = Grouping(context, "score_by", _GROUPS, has_choice=True)
    credibility = credibility_chart(context, grouping, points, scheme, group)
    finding(_headline(context, group, grades, credibility))
    with st.container(horizontal=True, gap="medium", key="scores-controls"):
        kind_control()
        _choose("score_scope", w("scores.scope"), scopes, {s: w(f"scores.scope_{s}") for s in scopes})
        names = {r["scheme_id"]: scheme_name(context, r) for r in options}
        _choose("score_scheme", w("scores.scheme"), schemes, names)
    if len(options) > 1:
        rest = sum(r["scored"] for r in options) - group["scored"]
        st.markdown(f":gray[:small[{w('scores.one_scheme', scheme=names[scheme_id], n=f.count(rest))}]]")
    sources = sources_of(context, "department_year", ("score",), chosen=chosen)
    left, right = st.columns(2, gap="large")
    with left:
        _draw_histogram(context, scope, group, grades, points, sources)
        draw_strips(context, grouping, chosen, scheme_id, scheme)
        draw_losses(context, chosen, scheme_id)
        if scope == "department":
            draw_points(context, chosen, points)
    with right:
        if credibility.points:
            show(context, credibility, sources=sources, on_click=open_department)
        else:
            st.markdown(f":gray[:small[{w('scores.credibility_empty', n=f.count(group['scored']))}]]")
        draw_zone(context, chosen, scheme_id, credibility, points)


def _grades(scheme: Row, points: pl.DataFrame) -> Row:
    """How many of the scores fall in each grade of the scheme, with its lower limits (included)."""
    limits = [scheme[f"grade_{g}"] for g in ("excellent", "good", "fair")]
    above = [points.filter(pl.col("score") >= limit).height for limit in limits]
    excellent, good, fair = above[0], above[1] - above[0], above[2] - above[1]
    poor = points.height - above[2]
    return {**scheme, "excellent": excellent, "good": good, "fair": fair, "poor": poor}


def _choose(name: str, label: str, options: tuple[str, ...], texts: dict[str, str]) -> None:
    if len(options) > 1:
        st.segmented_control(
            label, options, format_func=lambda o: texts[o], required=True, width="content",
            **bind(name, options[0], options),
        )  # fmt: skip


def _headline(context: Context, group: Row, grades: Row | None, credibility: specs.Credibility) -> str:
    w = context.w
    said: dict[str, Any] = {"n": f.count(group["scored"]), "year": group["year"]}
    if group["scored"] == 1 and len(credibility.points) == 1:
        first = w("scores.many_one", year=group["year"], score=f.score(credibility.points[0].score))
    elif grades is None:
        first = w("scores.many_no_grades", **said)
    else:
        share = f.share(grades["excellent"] / group["scored"])
        first = w("scores.many_share", **said, share=share, limit=f.score(grades["grade_excellent"]))
    zone = sum(credibility.is_in_zone(p) for p in credibility.points)
    low = {"zone": zone, "rate": f.share(credibility.zone_rate)}
    key = "many_zone" if zone else "many_no_zone" if credibility.points else "many_no_rate"
    second = w(f"scores.{key}", **low)
    return w("common.semicolon").join((first, second))


def _draw_histogram(
    context: Context, scope: Scope, group: Row, grades: Row | None, points: pl.DataFrame, sources: Any
) -> None:
    w = context.w
    bins = specs.score_bins((score, 1) for score in points["score"])
    shown: tuple[specs.GradeCount, ...] = ()
    if grades is None:
        title = w("scores.histogram_no_grades")
    else:
        limits = {"excellent": grades["grade_excellent"], "good": grades["grade_good"], "fair": grades["grade_fair"]}
        shown = (
            *(specs.GradeCount(w(f"scores.{g}"), float(limit), grades[g]) for g, limit in limits.items()),
            specs.GradeCount(w("scores.poor"), 0.0, grades["poor"]),
        )
        most = max(shown, key=lambda g: g.count)
        title = w("scores.histogram_title", share=f.share(most.count / group["scored"]), grade=most.grade)
    rest = group["department_years"] - group["scored"]
    said = {"what": w(f"scores.what_{scope}"), "n": f.count(group["scored"]), "rest": f.count(rest)}
    show(
        context,
        specs.ScoreHistogram(
            key="scores_histogram",
            title=title,
            caption=w("scores.histogram_caption" if rest else "scores.histogram_caption_all", **said),
            unit_label=w("scores.unit"),
            bins=bins,
            grades=shown,
        ),
        sources=sources,
        on_click=lambda bin_id: change(score_bin=bin_id),
    )
    _draw_bin(context, points, bins)


def _draw_bin(context: Context, points: pl.DataFrame, bins: tuple[specs.ScoreBin, ...]) -> None:
    """The departments of the column that was clicked."""
    w = context.w
    lower = context.address.value("score_bin", "", {b.id for b in bins})
    if not lower:
        return
    low = int(lower)
    high = 100.01 if low == 99 else low + 1
    score = pl.col("score").cast(pl.Float64)
    inside = points.filter((score >= low) & (score < high)).sort("score", "row_id", descending=[True, False])
    names = w("common.pause").join(
        w("scores.name_score", name=r["department"], score=f.score(r["score"])) for r in inside.head(_IN_BIN).to_dicts()
    )
    said = {"low": low, "high": low + 1, "n": f.count(inside.height), "names": names}
    key = "scores.in_bin" if inside.height <= _IN_BIN else "scores.in_bin_more"
    with st.container(horizontal=True, wrap=False):
        st.markdown(f":small[{escape_markdown(w(key, **said))}]", width="stretch")
        st.button(w("scores.close_bin"), type="tertiary", on_click=change, kwargs={"score_bin": None})

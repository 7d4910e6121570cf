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
from dashboard.components.address import bind, change, go
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import score_spread
from dashboard.metrics.filters import Filter
from dashboard.metrics.places import register
from dashboard.metrics.score_spread import Scope
from dashboard.views.common import Row, finding, open_project, show, sources_of
from dashboard.views.grouping import Grouping, GroupKey
from dashboard.views.scores_parts import HIGH_SCORE, LOW_EXECUTION, draw_losses, draw_points, scheme_name
from etl.contracts import DEFAULT_EXECUTION_TARGET

_SCOPES: tuple[Scope, ...] = ("department", "project")
#: Dots drawn per strip; quartiles, median and n are of all scores.
_DOTS = 40
_STRIPS = 12
_IN_BIN = 12


def crumb(context: Context, groups: pl.DataFrame) -> str:
    """Where one is: place and the year shown."""
    w, address = context.w, context.address
    places = dict(context.choices.districts_in(address.province, address.city))
    districts = address.districts or tuple(places)
    place = places[districts[0]] if len(districts) == 1 else w("execution.places", n=len(districts))
    return w("scores.crumb_many", place=place, year=_year(groups))


def draw(context: Context, kind_filter: Filter, groups: pl.DataFrame, kind_control: Callable[[], None]) -> None:
    """The page below its title row. ``groups``: what there is of this kind (``score_spread.score_groups``)."""
    w, ask, year = context.w, context.warehouse.ask, _year(groups)
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
    grades = next(iter(ask(score_spread.grade_counts, chosen, scope, scheme_id).to_dicts()), None)
    points = ask(score_spread.credible, chosen, scope, scheme_id)
    grouping = Grouping(context, "score_by", ("district_code", "department_id", "function"))
    credibility = _credibility(context, grouping, points, scheme, group)
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
        _draw_histogram(context, chosen, scope, scheme_id, group, grades, points, sources)
        _draw_strips(context, chosen, scheme_id, scheme)
        draw_losses(context, chosen, scheme_id)
    with right:
        if credibility.points:
            show(context, credibility, sources=sources, on_click=lambda row_id: _open_department(row_id, year))
            _draw_zone(context, points, credibility)
        else:
            st.markdown(f":gray[:small[{w('scores.credibility_empty', n=f.count(group['scored']))}]]")
        if scope == "department":
            draw_points(context, chosen, points)


def _year(groups: pl.DataFrame) -> int:
    latest: int = max(groups.get_column("year"))
    return latest


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
    context: Context, chosen: Filter, scope: Scope, scheme_id: str, group: Row, grades: Row | None,
    points: pl.DataFrame, sources: Any,
) -> None:  # fmt: skip
    w = context.w
    counts = context.warehouse.ask(score_spread.department_scores, chosen, scope, scheme_id)
    bins = specs.score_bins(zip(counts["score"], counts["rows"], strict=True))
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


def _draw_strips(context: Context, chosen: Filter, scheme_id: str, scheme: Row | None) -> None:
    w, ask = context.w, context.warehouse.ask
    grouping = Grouping(context, "score_by", ("district_code", "department_id"))
    key = cast("score_spread.Key", grouping.key)
    quartiles = ask(score_spread.quartiles, chosen, key, scheme_id=scheme_id).sort(
        "median", key, descending=[True, False]
    )
    bands = ask(score_spread.bands, chosen, key, scheme_id)
    if quartiles.is_empty() and bands.is_empty():
        st.markdown(f":gray[:small[{w('scores.strips_none')}]]")
        return
    points: dict[str, list[specs.StripPoint]] = {}
    for r in ask(score_spread.score_sample, chosen, _DOTS, key, scheme_id=scheme_id).to_dicts():
        points.setdefault(r[key], []).append(specs.StripPoint(r["row_id"], r["project"], r["score"]))
    rows = [
        specs.StripRow(
            r[key], grouping.name(r[key]), tuple(points[r[key]]), r["n"], r["median"], r["q1"], r["q3"]
        )
        for r in quartiles.tail(_STRIPS).to_dicts()
    ]  # fmt: skip
    banded = list(dict.fromkeys(bands[key]))
    for code in banded[: max(1, _STRIPS - len(rows))]:
        own = bands.filter(pl.col(key) == code).to_dicts()
        boxes = tuple(specs.Band(float(b["lower"]), float(b["upper"]), int(b["project_count"])) for b in own)
        name = grouping.name(code)
        is_both = code in set(quartiles[key])
        label = w("scores.band_label", name=name) if is_both else name
        rows.append(specs.StripRow(f"{code}|bands" if is_both else code, label, bands=boxes))
    limits = (
        tuple(float(scheme[f"grade_{g}"]) for g in ("excellent", "good", "fair") if scheme[f"grade_{g}"] is not None)
        if scheme
        else ()
    )
    ends = {"n": quartiles.height, "what": grouping.what}
    if quartiles.height > 1:
        top, bottom = quartiles.row(0, named=True), quartiles.row(-1, named=True)
        title = w(
            "scores.strips_title" if top["median"] != bottom["median"] else "scores.strips_title_same",
            **ends,
            high=grouping.short(top[key]),
            high_score=f.score(top["median"], 1),
            low=grouping.short(bottom[key]),
            low_score=f.score(bottom["median"], 1),
        )
    elif quartiles.height:
        only = quartiles.row(0, named=True)
        said = {"name": grouping.name(only[key]), "n": f.count(only["n"]), "median": f.score(only["median"], 1)}
        title = w("scores.strips_title_one", **said)
    else:
        title = w("scores.strips_title_bands", n=len(banded), what=grouping.what)
    notes = [w("scores.strips_bands", n=len(banded))] if banded and quartiles.height else []
    left_out = quartiles.height + len(banded) - len(rows)
    notes += [w("scores.strips_rest", n=len(rows), total=len(rows) + left_out)] if left_out > 0 else []
    show(
        context,
        specs.Strips(
            key="scores_strips",
            title=title,
            caption=w("scores.strips_caption", n=f.count(int(quartiles["n"].sum()))),
            unit_label=w("scores.points"),
            notes=tuple(notes),
            rows=tuple(rows),
            grade_limits=limits,
        ),
        sources=sources_of(context, "project_year", ("score",), chosen=chosen),
        on_click=lambda row_id: _open_strip(grouping, row_id),
    )


def _credibility(
    context: Context, grouping: Grouping, points: pl.DataFrame, scheme: Row | None, group: Row
) -> specs.Credibility:
    w = context.w
    high = float(scheme["high_score"]) if scheme and scheme["high_score"] is not None else HIGH_SCORE
    low = float(scheme["low_execution"]) if scheme and scheme["low_execution"] is not None else LOW_EXECUTION
    target = float(scheme["execution_target"]) if scheme else DEFAULT_EXECUTION_TARGET
    weight = float(scheme["weight_execution"]) if scheme and scheme["weight_execution"] is not None else None
    known = points.filter(pl.col("rate").is_not_null()).to_dicts()
    drawn = tuple(
        specs.CredibilityPoint(
            r["row_id"], r["department"], grouping.short(r["department_id"], "department_id"), r["rate"], r["score"]
        )
        for r in known
    )
    zone = sum(float(p.score) >= high and f.is_below(p.rate, low) for p in drawn)
    said = {"zone": zone, "score": f.score(high), "rate": f.share(low), "n": f.count(len(drawn))}
    return specs.Credibility(
        key="scores_credibility",
        title=w("scores.credibility_title" if zone else "scores.credibility_title_none", **said),
        caption=w(
            "scores.credibility_caption",
            n=f.count(len(drawn)),
            total=f.count(group["department_years"]),
        ),
        unit_label=w("scores.points"),
        notes=(w("scores.credibility_mean"),) if group["scope"] == "project" and weight is not None else (),
        points=drawn,
        zone_score=high,
        zone_rate=low,
        target=target,
        ceiling_weight=weight,
        grade_label=w("scores.grade_label", score=f.score(high), grade=w("scores.excellent"))
        if scheme and scheme["grade_excellent"] == scheme["high_score"] else "",
    )  # fmt: skip


def _draw_zone(context: Context, points: pl.DataFrame, chart: specs.Credibility) -> None:
    """High scores over low execution by name, lowest rate first."""
    w = context.w
    inside = {p.id for p in chart.points if chart.is_in_zone(p)}
    with st.container(gap=None):
        for r in points.filter(pl.col("row_id").is_in(list(inside))).head(8).to_dicts():
            due = (
                w("scores.zone_due", due=f.score(r["due"], 2), weight=f.score(r["weight_execution"]))
                if r["due"] is not None
                else ""
            )
            said = w("scores.zone_line", score=f.score(r["score"]), rate=f.rate(r["rate"], chart.target), due=due)
            st.markdown(f":small[**{escape_markdown(r['department'])}**　{escape_markdown(said)}]")


def _open_department(row_id: str, year: int) -> None:
    go("low", departments=(row_id.split("|", maxsplit=1)[0],), year_from=year, year_to=year)


def _open_strip(grouping: Grouping, row_id: str) -> None:
    """A dot opens its project, a band the departments behind it."""
    parts = row_id.split("|")
    if len(parts) > 2:
        open_project(row_id)
    key: GroupKey = grouping.key
    go("scores", **grouping.narrowed(parts[0], key))

"""执行率, side by side: departments of one function across districts, or first against last year.

Belongs here: the panel with both and the choice between them. Does not belong here: the course of all years (总览).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.choices import DepartmentOption
from dashboard.components.address import bind, go
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.metrics.filters import Filter
from dashboard.stories.grouping import Grouping
from dashboard.stories.names import Row, function_name
from dashboard.views.common import show
from dashboard.views.execution_parts import rate_sources

_PARAMETER = "execution_beside"
_KINDS: tuple[Literal["peers", "slope"], ...] = ("peers", "slope")
#: Lines of a slope; more labels do not fit below each other.
_LINES = 30
#: More dots than this are a smear in a row and a burden for the browser: ranges take their place.
_DOTS = 2_000
#: Rows of a ranking; more no longer fit two screens.
_RANKED = 60


def beside(context: Context, grouping: Grouping, year: int, years: Sequence[int], target: float) -> None:
    """The panel: peers of ``year``, or the slope over ``years``, as the address says."""
    if context.address.value(_PARAMETER, "peers", _KINDS) == "slope":
        _slope(context, grouping, years, target)
    else:
        peers(context, grouping.departments, year, target, has_choice=True)


def _choice(context: Context) -> None:
    w = context.w
    st.segmented_control(
        w("execution.beside_label"),
        _KINDS,
        format_func=lambda kind: w(f"execution.beside_{kind}"),
        required=True,
        width="content",
        label_visibility="collapsed",
        **bind(_PARAMETER, "peers", _KINDS),
    )


def _said(context: Context, text: str, *, has_choice: bool) -> None:
    """A sentence in place of the figure, with the way to the other one."""
    if has_choice:
        _choice(context)
    st.markdown(f":gray[:small[{escape_markdown(text)}]]")


# --- peers -----------------------------------------------------------------------------------------------------------


def everyone(chosen: Filter, functions: Sequence[str]) -> Filter:
    """The filter without its districts and departments: who has the same function in the same province and city."""
    return chosen.with_(districts=(), departments=(), functions=tuple(sorted(functions)))


def peers(
    context: Context, departments: Sequence[DepartmentOption], year: int, target: float, *, has_choice: bool = False
) -> None:
    """Departments of the shown functions in ``year``: those in the filter, and pale the others they compare with."""
    w = context.w
    functions = {d.function for d in departments if d.function}
    reach = everyone(context.main_filter.years(year), sorted(functions))
    rows = context.warehouse.ask(execution.execution_by, reach, "department_id", "function")
    groups = _groups(context, rows, [d.department_id for d in departments])
    compared = [g for g in groups if len(g.rates) > 1]
    if not compared:
        _said(context, w("execution.peers_none", year=year), has_choice=has_choice)
        return
    known = sum(len(g.rates) for g in groups)
    spec: specs.PeerDots | specs.PeerRanks
    caption = {"known": f.count(known), "total": f.count(rows.height), "target": f.share(target), "year": year}
    outside = any(not d.is_chosen for g in groups for d in g.dots)
    notes = (w("execution.peers_outside"),) if outside else ()
    if len(groups) == 1:
        spec = specs.PeerRanks(
            key="execution_peers",
            title=_ranks_title(context, groups[0], year),
            caption=w("execution.peers_caption_one", **caption),
            unit_label="%",
            notes=(*notes, *_unlisted(context, groups[0])),
            group=groups[0],
            target=target,
        )
    else:
        ordered = tuple(sorted(groups, key=lambda g: (-g.spread, g.id)))
        is_dense = any(g.others for g in groups)
        spec = specs.PeerDots(
            key="execution_peers",
            title=_peers_title(context, compared, year),
            caption=w(f"execution.peers_caption{'_dense' if is_dense else ''}", **caption),
            unit_label="%",
            notes=() if is_dense else notes,
            rows=ordered,
            target=target,
        )
    show(
        context,
        spec,
        sources=rate_sources(context, reach),
        on_click=lambda department: go("department", dept=department),
        remark=(lambda: _choice(context)) if has_choice else None,
    )


def _groups(context: Context, rows: pl.DataFrame, own: Sequence[str]) -> list[specs.PeerRow]:
    """The functions of the ``own`` departments with all departments that have a rate."""
    known = rows.select(pl.col("function").fill_null(""), "department_id", "rate").drop_nulls("rate")
    known = known.sort("rate", "department_id")
    known = known.with_columns(is_chosen=pl.col("department_id").is_in(list(own)))
    known = known.filter(pl.col("is_chosen").any().over("function"))
    is_lowest = pl.int_range(pl.len()).over("function") == 0
    if known.get_column("function").n_unique() == 1:
        # The chosen before the others, of each the lowest.
        is_dot = (~pl.col("is_chosen")).rank("ordinal") <= _RANKED
    elif known.height <= _DOTS:
        is_dot = pl.lit(value=True)
    else:
        is_dot = is_lowest | (pl.col("is_chosen") & (pl.col("is_chosen").sum() <= _DOTS))
    parts = known.with_columns(is_dot=is_dot | is_lowest).partition_by("function", as_dict=True)
    return [_row(context, str(function), part) for (function,), part in sorted(parts.items())]


def _row(context: Context, function: str, part: pl.DataFrame) -> specs.PeerRow:
    options, places = context.choices.department, dict(context.choices.districts_in(None, None))
    dots = tuple(
        specs.PeerDot(code, options[code].label, places[options[code].district_code], rate, is_chosen)
        for code, rate, is_chosen in part.filter("is_dot").select("department_id", "rate", "is_chosen").iter_rows()
    )
    others = part.filter(~pl.col("is_dot")).get_column("rate")
    return specs.PeerRow(function, function_name(context, function), dots, tuple(others))


def _unlisted(context: Context, group: specs.PeerRow) -> tuple[str, ...]:
    """What is said where not every department has a row."""
    if not group.others:
        return ()
    return (context.w("execution.peers_shown", n=len(group.dots), total=f.count(len(group.rates))),)


def _peers_title(context: Context, groups: Sequence[specs.PeerRow], year: int) -> str:
    """The function whose departments lie furthest apart, and who is lowest in it."""
    widest = min(groups, key=lambda g: (-g.spread, g.id))
    return context.w(
        "execution.peers_title",
        year=year,
        function=widest.label,
        spread=f.points_change(widest.spread).lstrip("+"),
        place=widest.lowest.place,
        rate=f.rate(widest.lowest.rate),
    )


def _ranks_title(context: Context, group: specs.PeerRow, year: int) -> str:
    """How far the chosen department stands from its peers, or who is lowest where several are chosen."""
    w = context.w
    chosen = [d for d in group.dots if d.is_chosen]
    said = {"year": year, "n": len(group.rates), "function": group.label, "median": f.rate(group.median)}
    if len(chosen) == 1:
        place = 1 + sum(rate > chosen[0].rate for rate in group.rates)
        apart = f.gap(chosen[0].rate, group.median)
        return w("execution.ranks_title_own", **said, name=chosen[0].label, place=place, apart=apart)
    low = group.lowest
    spread = f.points_change(group.spread).lstrip("+")
    return w("execution.ranks_title", **said, place=low.place, rate=f.rate(low.rate), spread=spread)


# --- slope -----------------------------------------------------------------------------------------------------------


def _slope(context: Context, grouping: Grouping, years: Sequence[int], target: float) -> None:
    w = context.w
    if len(years) < 2:
        _said(context, w("execution.slope_one_year", year=years[0]), has_choice=True)
        return
    ends = (years[0], years[-1])
    sums = context.warehouse.ask(execution.execution_by, context.main_filter, grouping.key, "year")
    spec = slope_of(context, sums.to_dicts(), grouping, ends, target)
    if spec is None:
        _said(context, w("execution.slope_none", first=ends[0], last=ends[1]), has_choice=True)
        return
    show(
        context,
        spec,
        sources=rate_sources(context, context.main_filter),
        on_click=lambda code: (
            go("department", dept=code)
            if grouping.key == "department_id"
            else go("execution", **grouping.narrowed(code))
        ),
        remark=lambda: _choice(context),
    )


def slope_of(
    context: Context, sums: Sequence[Row], grouping: Grouping, ends: tuple[int, int], target: float
) -> specs.Slope | None:
    """The slope of the groups that have a rate in both years, lowest last year first; None where none has."""
    w, key = context.w, grouping.key
    rates = {(r[key], r["year"]): r["rate"] for r in sums}
    codes = sorted({r[key] for r in sums})
    both = [
        specs.RateChange(code, grouping.short(code), rates[code, ends[0]], rates[code, ends[1]])
        for code in codes
        if rates.get((code, ends[0])) is not None and rates.get((code, ends[1])) is not None
    ]
    if not both:
        return None
    rose = sum(r.change > 0 for r in both)
    fell = sum(r.change < 0 for r in both)
    shown = tuple(sorted(both, key=lambda r: (r.after, r.id))[:_LINES])
    notes = []
    if len(codes) > len(both):
        notes.append(w("execution.slope_rest", n=len(codes) - len(both)))
    if len(both) > len(shown):
        notes.append(w("execution.slope_shown", n=len(shown), total=len(both)))
    said = {"n": len(both), "what": grouping.whats(len(both)), "first": ends[0], "last": ends[1]}
    if len(both) == 1:
        title = w("execution.slope_title_one", **said, name=both[0].label, change=f.points_change(both[0].change))
    else:
        short = sum(f.is_below(r.after, target) for r in both)
        title = w("execution.slope_title", **said, rose=rose, fell=fell, short=short, target=f.share(target))
    return specs.Slope(
        key="execution_slope",
        title=title,
        caption=w("execution.slope_caption", target=f.share(target)),
        unit_label="%",
        notes=tuple(notes),
        rows=shown,
        years=ends,
        target=target,
    )

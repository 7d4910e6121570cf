"""总览 below its first screen: what changed. The course of each district, and the departments that moved most.

Belongs here: these two figures, and the sentence that stands for them where a dozen rows are shown. Does not belong
here: the first screen (``overview_many``, ``overview_few``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.metrics.movers import HELD, movers
from dashboard.stories.change import trend
from dashboard.stories.names import Row
from dashboard.views.common import show
from dashboard.views.execution_parts import rate_sources

_MOVERS = 5
_NAMED = 3
#: Less than half of the last decimal printed is no change.
_STILL = 0.0005


def trends(
    context: Context,
    rows: pl.DataFrame,
    key: execution.Key,
    years: Sequence[int],
    name: Callable[[str], str],
    target: float,
) -> None:
    """A frame for each group of ``rows`` (sums by ``key`` and year), lowest last year first. A click on a frame opens
    the group's 执行率."""
    spec = trend(context, rows, key, years, name, target)
    if isinstance(spec, str):
        _sentence(spec)
        return
    show(
        context,
        spec,
        sources=rate_sources(context, context.main_filter),
        on_click=lambda cell: _open_panel(key, cell),
    )


def _open_panel(key: str, cell: str) -> None:
    """The group of a frame, whichever year in it was hit: a dot is too small to mean one."""
    field = {"district_code": "districts", "department_id": "departments", "function": "functions"}[key]
    go("execution", **{field: (cell.partition("|")[0],)})


def biggest_movers(context: Context, year: int, target: float) -> None:
    """The departments that fell and rose most against the year before, among those with enough money to tell."""
    # Single departments: the page's 亿元 would leave four decimals here.
    w, unit = context.w, context.unit
    rows = context.warehouse.ask(movers, context.main_filter, year)
    if rows.height < 2:
        _sentence(_mover_sentence(context, rows, year))
        return
    counted = rows.filter("is_counted")
    fallen = counted.filter(pl.col("change") <= -_STILL).head(_MOVERS)
    risen = counted.filter(pl.col("change") >= _STILL).sort("change", "department_id", descending=[True, False])
    names = context.choices.department_labels
    first = rows.row(0, named=True)
    spec = specs.RateChanges(
        key="overview_movers",
        title=_mover_title(context, fallen, risen, year, names),
        caption=w(
            "overview.movers_caption",
            unit=f.unit_name(unit, w),
            year=year,
            counted=first["counted"],
            share=f.share(float(HELD)),
            floor=f.money_with_unit(first["floor"], unit, w),
            both=first["with_both"],
            total=first["departments"],
        ),
        unit_label=f.unit_name(unit, w),
        fallen=_changes(fallen, names),
        risen=_changes(risen.head(_MOVERS), names),
        year=year,
        money_unit=unit,
        target=target,
    )
    show(
        context,
        spec,
        sources=rate_sources(
            context, context.main_filter.with_(departments=spec.row_ids, year_from=year - 1, year_to=year)
        ),
        on_click=lambda department: go("department", dept=department),
    )


def _changes(rows: pl.DataFrame, names: Mapping[str, str]) -> tuple[specs.RateChange, ...]:
    return tuple(
        specs.RateChange(
            r["department_id"], names[r["department_id"]], r["rate_before"], r["rate"], r["budget"], r["unspent"]
        )
        for r in rows.to_dicts()
    )


def _mover_title(
    context: Context, fallen: pl.DataFrame, risen: pl.DataFrame, year: int, names: Mapping[str, str]
) -> str:
    w = context.w
    parts = [
        w(f"overview.movers_{key}", name=names[r["department_id"]], change=f.points_change(r["change"]))
        for key, rows in (("fell", fallen), ("rose", risen))
        for r in rows.head(1).to_dicts()
    ]
    if not parts:
        return w("overview.movers_still", year=year)
    return w("overview.movers_title", year=year, moved=w("common.comma").join(parts))


def _mover_sentence(context: Context, rows: pl.DataFrame, year: int) -> str:
    w = context.w
    if rows.is_empty():
        return w("overview.movers_none", year=year, before=year - 1)
    r = rows.row(0, named=True)
    return w(
        "overview.movers_one",
        name=context.choices.department_labels[r["department_id"]],
        first=year - 1,
        last=year,
        before=f.rate(r["rate_before"]),
        after=f.rate(r["rate"]),
        change=f.points_change(r["change"]),
    )


def few_change(context: Context, rows: Sequence[Row], target: float) -> None:
    """One sentence in place of both figures where a dozen rows are shown: what changed, or why nobody can say.
    ``rows``: sums per department and year."""
    w, names = context.w, context.choices.department_labels
    known: dict[str, list[Row]] = {}
    for r in sorted(rows, key=lambda r: int(r["year"])):
        if r["rate"] is not None:
            known.setdefault(r["department_id"], []).append(r)
    spans = [(own[-1]["rate"] - own[0]["rate"], own[0], own[-1]) for own in known.values() if len(own) > 1]
    if not spans:
        one = len({r["department_id"] for r in rows}) == 1
        _sentence(w("overview.few_no_change_one" if one else "overview.few_no_change", n=len(known)))
        return
    spans.sort(key=lambda s: -abs(s[0]))
    said = [
        w(
            "overview.few_changed",
            name=names[last["department_id"]],
            first=first["year"],
            last=last["year"],
            before=f.rate(first["rate"], target),
            after=f.rate(last["rate"], target),
            change=f.points_change(change),
        )
        for change, first, last in spans[:_NAMED]
    ]
    if len(spans) > _NAMED:
        said.append(w("overview.few_changed_rest", n=len(spans) - _NAMED))
    _sentence(w("common.semicolon").join(said) + w("overview.full_stop"))


def _sentence(text: str) -> None:
    st.markdown(f":gray[:small[{escape_markdown(text)}]]")

"""What both shapes of 得分分布 say the same way: where points were lost, execution points recomputed, names of schemes.

Belongs here: these lists. Does not belong here: distributions.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics.filters import Filter
from dashboard.metrics.score_spread import losses
from dashboard.stories.limits import total
from dashboard.stories.names import Row
from dashboard.strings import entry
from dashboard.views.common import csv_of, sources_of

_LOSS_WIDTHS = (1.2, 1.6, 1.4, 0.8, 0.9, 0.9)
_POINTS_WIDTHS = (3.0, 1.5, 1.2, 1.2, 1.6)
_LISTED = 4


def draw_losses(context: Context, chosen: Filter, scheme_id: str, whose: str | None = None) -> None:
    """First-level indicators by points lost, of one scheme: weights differ between schemes, so a mean over several is
    nobody's. ``whose``: the one department they belong to, if there is one only."""
    w = context.w
    found = context.warehouse.ask(losses, chosen, scheme_id)
    rows = found.filter(pl.col("part").is_null())
    parts = found.filter(pl.col("part").is_not_null())
    lost = total(rows, "lost")
    records = rows.to_dicts()
    title = _loss_title(context, records, lost, whose)
    labels = [w(f"scores.loss_{name}") for name in ("indicator", "rate", "points", "lost", "share", "n")]
    data = found.select("indicator", "part", "rate", "score", "weight", "lost", "n")
    with frame(
        w,
        key="scores-losses",
        title=title,
        caption=w("scores.loss_caption", n=f.count(max((r["n"] for r in records), default=0))) if records else "",
        stamp=context.stamp(),
        sources=sources_of(context, "indicator_year", ("score",), chosen=chosen) if records else None,
        csv=(lambda: csv_of(context, data, title)) if records else None,
    ):
        if records:
            _heads(_LOSS_WIDTHS, labels)
        for r in records:
            _loss(context, r, lost)
        if parts.height:
            with st.expander(w("scores.loss_second", n=parts.height)):
                _heads(_LOSS_WIDTHS, labels)
                for r in parts.to_dicts():
                    _loss(context, r, lost)


def _indicator(context: Context, name: str) -> str:
    """A first-level indicator in the page's language; as printed where it is not one of the usual four."""
    known = entry(f"scores.indicator_{name}")
    return known[context.language] if known else name


def _loss_title(context: Context, records: list[Row], lost: Decimal, whose: str | None) -> str:
    w = context.w
    if not records:
        return w("scores.loss_none_reported")
    if not lost:
        return w("scores.loss_none")
    top = records[0]
    said: dict[str, Any] = {
        "name": _indicator(context, top["indicator"]),
        "share": f.share(top["lost"] / lost),
        "lost": f.score(lost),
        "department": whose or "",
    }
    if top["lost"] == lost:
        return w("scores.loss_title_all_of" if whose else "scores.loss_title_all", **said)
    worst = min(records, key=lambda r: r["rate"])
    if worst is top:
        return w("scores.loss_title_same", **said, rate=f.rate(worst["rate"], 1.0))
    return w(
        "scores.loss_title", **said, worst=_indicator(context, worst["indicator"]), rate=f.rate(worst["rate"], 1.0)
    )


def _loss(context: Context, r: Row, lost: Decimal) -> None:
    name, bar, points, gone, share, number = st.columns(_LOSS_WIDTHS, gap="small", vertical_alignment="center")
    name.markdown(f":small[{escape_markdown(r['part'] or _indicator(context, r['indicator']))}]")
    bar.progress(min(max(r["rate"] or 0.0, 0.0), 1.0))
    n = r["n"]
    # One report is quoted as printed; a mean has fixed decimals.
    decimals = 2 if n > 1 else None
    points.markdown(f":small[{f.score(r['score'] / n, decimals)} / {f.score(r['weight'] / n)}]")
    mean = f.score(r["lost"] / n, decimals)
    gone.markdown(f":small[:orange[**{mean}**]]" if r["lost"] else f":small[{mean}]")
    share.markdown(f":small[{f.share(r['lost'] / lost) if lost else f.NULL}]")
    number.markdown(f":small[{f.count(n)}]")


def draw_points(context: Context, chosen: Filter, points: pl.DataFrame) -> None:
    """Execution points as reported against rate × weight: those that differ, or all where there are few. ``points``:
    rows of ``score_spread.credible`` of departments as a whole."""
    w = context.w
    known = points.filter(pl.col("excess").is_not_null())
    rows = known.sort(pl.col("excess").abs(), "row_id", descending=[True, False]).to_dicts()
    if not rows:
        st.markdown(f":gray[:small[{w('scores.points_none')}]]")
        return
    off = [r for r in rows if not r["agrees"]]
    listed = (off or rows if len(rows) <= _LISTED else off)[:_LISTED]
    said = {"n": f.count(len(rows)), "off": f.count(len(off))}
    fits = "points_title_fit" if len(rows) > 1 else "points_title_fit_one"
    title = w("scores.points_title" if off else f"scores.{fits}", **said)
    labels = [w(f"scores.points_{name}") for name in ("department", "rate", "due", "reported", "gap")]
    data = pl.DataFrame(
        [
            {
                labels[0]: r["department"],
                labels[1]: r["rate"],
                labels[2]: r["due"],
                labels[3]: r["reported"],
                labels[4]: r["excess"],
            }
            for r in (off or rows)
        ]
    )
    ids = tuple(r["row_id"] for r in listed)
    with frame(
        w,
        key="scores-points",
        title=title,
        caption=w("scores.points_caption", n=len(listed), total=f.count(len(off))) if len(off) > len(listed)
        else w("scores.points_caption_all"),
        stamp=context.stamp(),
        sources=sources_of(context, "department_year", row_ids=ids, chosen=chosen) if ids else None,
        csv=lambda: csv_of(context, data, title),
    ):  # fmt: skip
        if listed:
            _heads(_POINTS_WIDTHS, labels)
        for r in listed:
            _points_row(context, r, r["department"])


def _points_row(context: Context, r: Row, name: str) -> None:
    w = context.w
    columns = st.columns(_POINTS_WIDTHS, gap="small", vertical_alignment="center")
    gap = w("scores.points_fit")
    if not r["agrees"]:
        key = "scores.points_more" if r["excess"] > 0 else "scores.points_less"
        gap = f":orange[{w(key, points=f.score(abs(r['excess']), 2))}]"
    said = w("scores.name_year", name=name, year=r["year"])
    rate, due, own = f.rate(r["rate"], None, 2), f.score(r["due"], 2), f.score(r["reported"], 2)
    cells = (f"**{escape_markdown(said)}**", rate, due, own, gap)
    for column, text in zip(columns, cells, strict=True):
        column.markdown(f":small[{text}]")


def _heads(widths: tuple[float, ...], labels: list[str]) -> None:
    for column, label in zip(st.columns(widths, gap="small"), labels, strict=True):
        column.markdown(f":gray[:small[{escape_markdown(label)}]]")

"""得分分布: project scores of each district, function or department as strips, bands where only bands are stated.

Belongs here: this figure, its choice of groups and its sentences. Does not belong here: the page around, quartiles
(``metrics.score_spread``).
"""

from __future__ import annotations

from typing import Any, cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.context import Context
from dashboard.metrics import score_spread
from dashboard.metrics.filters import Filter
from dashboard.stories.grouping import MAX_DEPARTMENTS, Grouping
from dashboard.stories.names import Row
from dashboard.views.common import open_project, show, sources_of
from dashboard.views.grouping import grouping_control

#: Dots drawn per strip, and where there are many strips; quartiles, median and n are of all scores.
_DOTS, _DOTS_CLOSE = 40, 15
_CLOSE = 15
#: Groups with bands only that are drawn even where the strips fill the figure.
_LEAST_BANDS = 5


def draw_strips(context: Context, grouping: Grouping, chosen: Filter, scheme_id: str, scheme: Row | None) -> None:
    """The control and the figure below it."""
    w, ask = context.w, context.warehouse.ask
    key = cast("score_spread.Key", grouping.key)
    is_close = grouping.key == "department_id" and len(grouping.departments) > _CLOSE
    drawn = ask(score_spread.strips, chosen, _DOTS_CLOSE if is_close else _DOTS, key, scheme_id=scheme_id)
    bands = ask(score_spread.bands, chosen, key, scheme_id)
    groups = drawn.unique(key, keep="first").sort("median", key, descending=[True, False])
    if groups.is_empty() and bands.is_empty():
        st.markdown(f":gray[:small[{w('scores.strips_none')}]]")
        return
    shown = _most_different(groups, key)
    points: dict[str, list[specs.StripPoint]] = {}
    for r in drawn.filter(pl.col(key).is_in(shown[key].to_list())).to_dicts():
        points.setdefault(r[key], []).append(specs.StripPoint(r["row_id"], r["project"], r["score"]))
    rows = [
        specs.StripRow(
            r[key], grouping.short(r[key]), tuple(points[r[key]]), r["n"], r["median"], r["q1"], r["q3"]
        )
        for r in shown.to_dicts()
    ]  # fmt: skip
    banded = list(dict.fromkeys(bands[key]))
    boxed = banded[: max(_LEAST_BANDS, MAX_DEPARTMENTS - len(rows))]
    for code in boxed:
        own = bands.filter(pl.col(key) == code).to_dicts()
        boxes = tuple(specs.Band(float(b["lower"]), float(b["upper"]), int(b["project_count"])) for b in own)
        is_both = code in set(groups[key])
        label = w("scores.band_label", name=grouping.short(code)) if is_both else grouping.short(code)
        rows.append(specs.StripRow(f"{code}|bands" if is_both else code, label, bands=boxes))
    limits = (
        tuple(float(scheme[f"grade_{g}"]) for g in ("excellent", "good", "fair") if scheme[f"grade_{g}"] is not None)
        if scheme
        else ()
    )
    key_bands = "scores.strips_bands" if len(boxed) == len(banded) else "scores.strips_bands_some"
    notes = [w(key_bands, n=len(boxed), total=len(banded))] if banded and groups.height else []
    if shown.height < groups.height:
        said = {"n": shown.height, "total": groups.height, "what": grouping.what}
        notes.insert(0, w("scores.strips_rest", **said, median=f.score(_middle(groups), 1)))
    grouping_control(grouping)
    show(
        context,
        specs.Strips(
            key="scores_strips",
            title=_title(context, grouping, groups, len(banded)),
            caption=w("scores.strips_caption", n=f.count(int(groups["n"].sum()))),
            unit_label=w("scores.points"),
            notes=tuple(notes),
            rows=tuple(rows),
            grade_limits=limits,
        ),
        sources=sources_of(context, "project_year", ("score",), chosen=chosen),
        on_click=lambda row_id: _open(grouping, row_id),
    )


def _middle(groups: pl.DataFrame) -> float:
    """The median of the groups' medians: what the others are set against."""
    return float(cast("float", groups["median"].median()))


def _most_different(groups: pl.DataFrame, key: str) -> pl.DataFrame:
    """All groups where there is room, else those whose median lies farthest from the middle one; highest first."""
    if groups.height <= MAX_DEPARTMENTS:
        return groups
    far = groups.with_columns(far=(pl.col("median") - _middle(groups)).abs())
    far = far.sort("far", "n", key, descending=[True, True, False]).head(MAX_DEPARTMENTS).drop("far")
    return far.sort("median", key, descending=[True, False])


def _title(context: Context, grouping: Grouping, groups: pl.DataFrame, banded: int) -> str:
    w, key = context.w, grouping.key
    if groups.is_empty():
        return w("scores.strips_title_bands", n=banded, what=grouping.whats(banded))
    top, bottom = groups.row(0, named=True), groups.row(-1, named=True)
    if groups.height == 1:
        said = {"name": grouping.name(top[key]), "n": f.count(top["n"]), "median": f.score(top["median"], 1)}
        return w("scores.strips_title_one", **said)
    printed = [f.score(median, 1) for median in groups["median"]]

    def whose(row: Row) -> str:
        """The group at one end; as a number where several are printed alike."""
        tied = printed.count(f.score(row["median"], 1))
        return grouping.short(row[key]) if tied == 1 else w("scores.strips_tied", n=tied, what=grouping.what)

    ends: dict[str, Any] = {
        "n": groups.height,
        "what": grouping.what,
        "high": whose(top),
        "high_score": printed[0],
        "low": whose(bottom),
        "low_score": printed[-1],
    }
    return w("scores.strips_title" if printed[0] != printed[-1] else "scores.strips_title_same", **ends)


def _open(grouping: Grouping, row_id: str) -> None:
    """A dot opens its project, a band the departments behind it."""
    parts = row_id.split("|")
    if len(parts) > 2:
        open_project(row_id)
    if grouping.key == "department_id":
        go("department", dept=parts[0])
    go("scores", **grouping.narrowed(parts[0]))

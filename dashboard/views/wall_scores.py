"""The wall's slide 得分: how scores spread, what they are worth against execution, or what each report says.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``).
"""

from __future__ import annotations

from collections import Counter
from typing import cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.metrics import execution, score_spread, scores
from dashboard.metrics.places import register
from dashboard.views.common import Row
from dashboard.views.grouping import Grouping
from dashboard.views.scores_many import credibility_chart
from dashboard.views.wall_facts import Facts
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    HALF,
    Line,
    draw_chart,
    draw_lines,
    lines_that_fit,
    nothing,
    reach,
    rows_that_fit,
    start,
)

#: Histogram and strips share their type, so that their axes line up.
_TYPE = 1.5
#: Unscaled pixels of a strip, and of what is round the strips.
_ROW, _AROUND = 27, 26
_DOTS = 40
_LEAST_PANEL = 260
#: Share of the height for the totals, above what the reports say.
_UPPER = 0.56


def scores_slide(facts: Facts) -> None:
    """Draw the slide."""
    if facts.is_empty:
        nothing(facts)
        return
    groups = facts.ask(score_spread.score_groups, facts.chosen)
    scored = groups.filter(pl.col("scored") > 0).sort("scored", "scope", "scheme_id", descending=[True, False, False])
    if scored.is_empty() or facts.is_few:
        _few(facts, int(groups["scored"].sum() or 0))
        return
    w, group = facts.w, scored.row(0, named=True)
    scheme = next((r for r in facts.ask(register, "scheme").to_dicts() if r["scheme_id"] == group["scheme_id"]), None)
    points = facts.ask(score_spread.credible, facts.chosen, group["scope"], group["scheme_id"])
    histogram = _histogram(facts, points, group, scheme, scored.height - 1)
    said = {"year": facts.year, "n": f.count(group["scored"]), "total": f.count(group["department_years"])}
    headline = w("wall.scores_plain", **said)
    if histogram.grades:
        most = max(histogram.grades, key=lambda g: g.count)
        headline = w("wall.scores_graded", **said, share=f.share(most.count / group["scored"]), grade=most.grade)
    height = start(headline)
    grouping = Grouping(facts.context, "score_by", ("district_code", "function", "department_id"))
    credibility = credibility_chart(facts.context, grouping, points, scheme, group)
    strips = _strips(facts, grouping, group["scheme_id"], histogram, rows_that_fit(height * 0.6, _ROW, _AROUND, _TYPE))
    if strips is None and not credibility.points:
        draw_chart(facts, histogram, FULL, height)
        return
    left, right = st.columns(2, gap="large")
    with left:
        if strips is None:
            draw_chart(facts, histogram, HALF, height)
        else:
            lower = max(min(reach(facts, strips, HALF, _TYPE), round(height * 0.6)), _LEAST_PANEL)
            draw_chart(facts, histogram, HALF, height - GAP - lower, most=_TYPE)
            draw_chart(facts, strips, HALF, lower, most=_TYPE)
    with right:
        if credibility.points:
            draw_chart(facts, credibility, HALF, height, most=1.7)
        else:
            _lines(facts, _stated(facts), HALF, height)


def _histogram(facts: Facts, points: pl.DataFrame, group: Row, scheme: Row | None, rest: int) -> specs.ScoreHistogram:
    w = facts.w
    counts = Counter(float(score) for score in points.get_column("score").to_list())
    said = {"n": f.count(group["scored"]), "total": f.count(group["department_years"])}
    return specs.ScoreHistogram(
        key="wall_scores",
        title=w("wall.scores_title", low=f.score(min(counts)), high=f.score(max(counts))),
        caption=w("wall.scores_caption", **said, scheme=group["scheme"] or w("wall.scheme_unknown"),
                  what=w(f"wall.scope_{group['scope']}")),
        unit_label=w("wall.scores_unit"),
        notes=(w("wall.scores_rest", n=rest),) if rest else (),
        bins=specs.score_bins(counts.items()),
        grades=_grades(facts, counts, scheme) if scheme else (),
    )  # fmt: skip


def _grades(facts: Facts, counts: Counter[float], limits: Row) -> tuple[specs.GradeCount, ...]:
    """How many scores have each grade of the scheme, best first; none where the scheme states no limits."""
    names = ("excellent", "good", "fair")
    if any(limits[f"grade_{name}"] is None for name in names):
        return ()
    lowest = [*(float(limits[f"grade_{name}"]) for name in names), 0.0]
    uppers = [float("inf"), *lowest]
    return tuple(
        specs.GradeCount(
            facts.w(f"wall.grade_{name}"), lower, sum(n for score, n in counts.items() if lower <= score < upper)
        )
        for name, lower, upper in zip((*names, "poor"), lowest, uppers, strict=False)
    )


def _strips(
    facts: Facts, grouping: Grouping, scheme_id: str, histogram: specs.ScoreHistogram, most: int
) -> specs.Strips | None:
    """The projects' scores of each group, lowest median first where not all fit; none where no project has a score."""
    w, key = facts.w, cast("score_spread.Key", grouping.key)
    drawn = facts.ask(score_spread.strips, facts.chosen, _DOTS, key, scheme_id=scheme_id)
    groups = drawn.unique(key, keep="first").sort("median", key)
    if groups.is_empty():
        return None
    points: dict[str, list[specs.StripPoint]] = {}
    for r in drawn.to_dicts():
        points.setdefault(r[key], []).append(specs.StripPoint(r["row_id"], r["project"], r["score"]))
    low, high = groups.row(0, named=True), groups.row(-1, named=True)
    shown = groups.head(most)
    return specs.Strips(
        key="wall_strips",
        title=w(
            "wall.strips_title" if groups.height > 1 else "wall.strips_title_one",
            low=grouping.short(low[key]),
            low_score=f.score(low["median"], 1),
            high=grouping.short(high[key]),
            high_score=f.score(high["median"], 1),
        ),
        caption=w(f"wall.strips_caption{'' if shown.height < groups.height else '_all'}", n=shown.height,
                  total=groups.height, what=grouping.what,
                  projects=f.count(int(groups["n"].sum()))),
        unit_label=w("wall.scores_unit"),
        rows=tuple(
            specs.StripRow(r[key], grouping.short(r[key]), tuple(points[r[key]]), r["n"], r["median"], r["q1"], r["q3"])
            for r in shown.to_dicts()
        ),
        grade_limits=tuple(g.lower for g in histogram.grades if g.lower),
        axis=min([55.0, *(float(b.lower) for b in histogram.bins)]),
    )  # fmt: skip


def _few(facts: Facts, scored: int) -> None:
    """Each report's own words, and its totals and bands on one axis. Schemes differ, so nothing is ranked."""
    w = facts.w
    key = {0: "wall.scores_none", 1: "wall.scores_one"}.get(scored, "wall.scores_few")
    height = start(w(key, n=scored, span=facts.span()))
    stated, spec = _stated(facts), _totals(facts, rows_that_fit(height * _UPPER, _ROW, _AROUND))
    upper = min(reach(facts, spec, FULL), round(height * _UPPER)) if not spec.is_empty else 0
    if upper:
        draw_chart(facts, spec, FULL, upper)
    _lines(facts, stated, FULL, height - upper - (GAP if upper else 0))


def _lines(facts: Facts, lines: list[Line], width: int, height: int) -> None:
    shown = lines_that_fit(lines, width, height)
    caption = facts.w("wall.scores_few_caption", n=len(shown), total=len(lines))
    draw_lines(shown, facts.w("wall.scores_few_title"), caption, width, height)


def _name(facts: Facts, row: Row) -> str:
    names = {d.department_id: d.label for d in facts.context.choices.departments}
    return facts.w("common.subject", name=names.get(row["department_id"], row["department"]), year=row["year"])


def _rows(facts: Facts) -> list[Row]:
    rows: list[Row] = facts.ask(execution.stated_years, facts.chosen).sort("year", "department_id", "scope").to_dicts()
    return rows


def _bands(facts: Facts, row: Row) -> list[Row]:
    bands = facts.ask(scores.score_bands, facts.chosen).to_dicts()
    return [b for b in bands if (b["department_id"], b["year"]) == (row["department_id"], row["year"])]


def _totals(facts: Facts, most: int) -> specs.Strips:
    """One row a department-year: its total as a dot, or its bands as boxes; the first ``most``."""
    w = facts.w
    grouping = Grouping(facts.context, "score_by", ("department_id",))
    rows: list[specs.StripRow] = []
    for row in _rows(facts):
        bands = tuple(
            specs.Band(float(b["lower"]), float(b["upper"]), int(b["project_count"])) for b in _bands(facts, row)
        )
        label = w("scores.name_year", name=grouping.short(row["department_id"], "department_id"), year=row["year"])
        if any(r.label == label for r in rows):
            continue
        if row["score"] is not None:
            dot = specs.StripPoint(row["row_id"], label, row["score"])
            rows.append(specs.StripRow(row["row_id"], label, (dot,), 1, float(row["score"])))
        elif bands:
            rows.append(specs.StripRow(row["row_id"], label, bands=bands))
    dots, boxes = sum(bool(r.points) for r in rows), sum(bool(r.bands) for r in rows)
    parts = [w(f"wall.totals_{name}", n=n) for name, n in (("dots", dots), ("boxes", boxes)) if n]
    return specs.Strips(
        key="wall_totals",
        title=w("common.comma").join(parts),
        caption=w("wall.totals_caption", n=min(len(rows), most), total=len(rows)),
        unit_label=w("wall.scores_unit"),
        rows=tuple(rows[:most]),
    )


def _stated(facts: Facts) -> list[Line]:
    """What each report says of its score."""
    w = facts.w
    lines = []
    for row in _rows(facts):
        bands = _bands(facts, row)
        if row["score"] is not None:
            value = w("wall.points", score=f.score(row["score"]))
        elif bands:
            value = w("wall.bands", counts=" / ".join(str(b["project_count"]) for b in bands))
        else:
            value = row["score_text"] or w("common.not_stated")
        grade = w("wall.grade", grade=row["grade_stated"]) if row["grade_stated"] else ""
        who = w("wall.scope_of", who=_name(facts, row), scope=w(f"wall.scope_{row['scope']}"))
        lines.append(Line(who, w("common.comma").join(filter(None, (value, grade)))))
    return lines

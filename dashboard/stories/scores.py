"""Scores: how they spread over the grades, by group, against execution, or what each report says.

Belongs here: these specifications and sentences. Does not belong here: drawing, points lost by indicator.
"""

from __future__ import annotations

from collections import Counter
from typing import cast

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.context import Context
from dashboard.metrics import execution, score_spread, scores
from dashboard.metrics.places import register
from dashboard.metrics.score_spread import UNKNOWN_SCHEME
from dashboard.stories.facts import Facts
from dashboard.stories.grouping import Grouping
from dashboard.stories.names import Row
from dashboard.stories.quotes import Line
from etl.contracts import DEFAULT_EXECUTION_TARGET

#: What counts as a high score (points) over low execution where no scheme says it.
HIGH_SCORE, LOW_EXECUTION = 90.0, 0.8


def scheme_name(context: Context, row: Row) -> str:
    """A scheme by its weights (10+50+30+10), or that it is not known."""
    if row["scheme_id"] in (None, UNKNOWN_SCHEME):
        return context.w("scores.scheme_unknown")
    names = ("weight_execution", "weight_output", "weight_benefit", "weight_satisfaction")
    return "+".join(f.score(row[name]) for name in names if row[name])


def credibility_chart(
    context: Context, grouping: Grouping, points: pl.DataFrame, scheme: Row | None, group: Row
) -> specs.Credibility:
    """Score against execution rate. ``group``: a row of ``score_spread.score_groups``."""
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


_DOTS = 40


def score_histogram(
    facts: Facts, points: pl.DataFrame, group: Row, scheme: Row | None, rest: int
) -> specs.ScoreHistogram:
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


def score_strips(
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


def _name(facts: Facts, row: Row) -> str:
    names = facts.context.choices.department_labels
    return facts.w("common.subject", name=names.get(row["department_id"], row["department"]), year=row["year"])


def _rows(facts: Facts) -> list[Row]:
    rows: list[Row] = facts.ask(execution.stated_years, facts.chosen).sort("year", "department_id", "scope").to_dicts()
    return rows


def _bands(facts: Facts, row: Row) -> list[Row]:
    bands = facts.ask(scores.score_bands, facts.chosen).to_dicts()
    return [b for b in bands if (b["department_id"], b["year"]) == (row["department_id"], row["year"])]


def stated_totals(facts: Facts, most: int) -> specs.Strips:
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


def stated_lines(facts: Facts) -> list[Line]:
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


def scored_groups(facts: Facts) -> pl.DataFrame:
    """Scopes and schemes that have scores, most of them first (``score_spread.score_groups``)."""
    groups = facts.ask(score_spread.score_groups, facts.chosen).filter(pl.col("scored") > 0)
    return groups.sort("scored", "scope", "scheme_id", descending=[True, False, False])


def scheme_of(facts: Facts, group: Row) -> Row | None:
    """The scheme of a group of scores; None where it is not known."""
    return next((r for r in facts.ask(register, "scheme").to_dicts() if r["scheme_id"] == group["scheme_id"]), None)


def scores_headline(facts: Facts, group: Row, histogram: specs.ScoreHistogram) -> str:
    """How many are scored, and the grade most of them have."""
    w = facts.w
    said = {"year": facts.year, "n": f.count(group["scored"]), "total": f.count(group["department_years"])}
    if not histogram.grades:
        return w("wall.scores_plain", **said)
    most = max(histogram.grades, key=lambda g: g.count)
    return w("wall.scores_graded", **said, share=f.share(most.count / group["scored"]), grade=most.grade)


def few_scores_headline(facts: Facts, scored: pl.DataFrame) -> str:
    """Of a few reports: how many state a score."""
    n = int(scored["scored"].sum() or 0)
    key = {0: "wall.scores_none", 1: "wall.scores_one"}.get(n, "wall.scores_few")
    return facts.w(key, n=n, span=facts.span())

"""The wall's slide 数据核对: how many findings of which kind, and the gravest.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.kpi import Kpi
from dashboard.context import Context
from dashboard.metrics import answers
from dashboard.views.common import Row
from dashboard.views.finding_rows import name_of
from dashboard.views.wall_facts import Facts
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    NARROW,
    Line,
    draw_chart,
    draw_lines,
    lines_that_fit,
    nothing,
    reach,
    rows_that_fit,
    start,
)
from etl.contracts import FINDING_CODES

_SEVERITIES = ("high", "medium", "info")
_BESIDE = 942
#: Unscaled pixels of a bar and of what is round the bars; the type where every rule has a bar.
_ROW, _AROUND, _DENSE = 25, 8, 1.35
_LEAST_PANEL = 260
#: Findings looked at; the sheet holds fewer.
_MOST = 16


def findings_slide(facts: Facts) -> None:
    """Draw the slide."""
    w, context = facts.w, facts.context
    found = facts.ask(answers.finding_counts, context.main_filter, "code", "severity")
    whole = int(found["findings"].sum() or 0)
    passed = int(facts.ask(answers.passed_counts, context.main_filter)["checks"][0])
    if not whole and not passed:
        nothing(facts)
        return
    by_severity = {s: int(found.filter(pl.col("severity") == s)["findings"].sum() or 0) for s in _SEVERITIES}
    high = by_severity["high"]
    key = "wall.findings_high" if high else "wall.findings" if whole else "wall.findings_none"
    height = start(
        w(key, n=f.count(whole), high=f.count(high)),
        [
            Kpi(w("wall.kpi_findings"), f.count(whole), w("wall.kpi_findings_note", n=found["code"].n_unique())),
            *(
                Kpi(w(f"findings.severity_{s}"), f.count(n),
                    w("wall.kpi_share", share=f.share(n / whole) if whole else f.NULL), is_missed=s == "high" and n > 0)
                for s, n in by_severity.items()
            ),
            Kpi(w("wall.kpi_passed"), f.count(passed), w("wall.kpi_passed_note")),
        ],
    )  # fmt: skip
    if not whole:
        draw_chart(facts, _passed(facts, rows_that_fit(height, _ROW, _AROUND)), FULL, height)
        return
    left, right = st.columns([0.45, 0.55], gap="large")
    counts = found.group_by("code").agg(pl.col("findings").sum()).sort("findings", "code", descending=[True, False])
    with left:
        said = w("wall.findings_title", name=name_of(context, counts["code"][0]), n=f.count(counts["findings"][0]),
                 kinds=counts.height)  # fmt: skip
        spec = _bars(facts, counts, said, "wall_findings")
        upper = min(height, reach(facts, spec, NARROW))
        lower = height - upper - GAP
        is_full = lower < _LEAST_PANEL or not passed
        draw_chart(facts, spec, NARROW, height if is_full else upper, least=_DENSE)
        if not is_full:
            draw_chart(facts, _passed(facts, rows_that_fit(lower, _ROW, _AROUND)), NARROW, lower)
    with right:
        gravest = facts.ask(answers.findings, context.main_filter, limit=_MOST).to_dicts()
        lines = lines_that_fit([_line(context, r) for r in gravest], _BESIDE, height)
        said = w("wall.gravest_title", n=len(lines), total=f.count(whole))
        draw_lines(lines, said, w("wall.gravest_caption"), _BESIDE, height)


def _passed(facts: Facts, most: int) -> specs.CountBars:
    """What was checked and agreed, by rule."""
    counts = facts.ask(answers.passed_counts, facts.context.main_filter, "code")
    counts = counts.rename({"checks": "findings"}).sort("findings", "code", descending=[True, False])
    return _bars(facts, counts.head(most), facts.w("wall.passed_title", kinds=counts.height), "wall_passed")


def _bars(facts: Facts, counts: pl.DataFrame, title: str, key: str) -> specs.CountBars:
    return specs.CountBars(
        key=key,
        title=title,
        caption=facts.w("wall.findings_caption", kinds=len(FINDING_CODES)),
        unit_label=facts.w("wall.findings_unit"),
        rows=tuple(
            specs.CountRow(r["code"], name_of(facts.context, r["code"]), r["findings"]) for r in counts.to_dicts()
        ),
        is_compact=True,
    )


def _line(context: Context, row: Row) -> Line:
    subject = context.w("common.subject", name=row["department"] or row["title"] or "", year=row["year"])
    return Line(name_of(context, row["code"]), row["sentence" if context.language == "zh" else "sentence_en"], subject)

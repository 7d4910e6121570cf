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
from dashboard.views.wall_sheet import NARROW, Line, draw_chart, draw_lines, lines_that_fit, nothing, start
from etl.contracts import FINDING_CODES

_SEVERITIES = ("high", "medium", "info")
_BESIDE = 942
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
        _passed(facts, height)
        return
    left, right = st.columns([0.45, 0.55], gap="large")
    counts = found.group_by("code").agg(pl.col("findings").sum()).sort("findings", "code", descending=[True, False])
    with left:
        _bars(
            facts,
            counts,
            w("wall.findings_title", name=name_of(context, counts["code"][0]), n=f.count(counts["findings"][0]),
              kinds=counts.height),
            w("wall.findings_caption", kinds=len(FINDING_CODES)),
            NARROW,
            height,
        )  # fmt: skip
    with right:
        gravest = facts.ask(answers.findings, context.main_filter, limit=_MOST).to_dicts()
        lines = lines_that_fit([_line(context, r) for r in gravest], _BESIDE, height)
        said = w("wall.gravest_title", n=len(lines), total=f.count(whole))
        draw_lines(lines, said, w("wall.gravest_caption"), _BESIDE, height)


def _passed(facts: Facts, height: int) -> None:
    """Nothing to check: what was checked instead."""
    w = facts.w
    counts = facts.ask(answers.passed_counts, facts.context.main_filter, "code")
    counts = counts.rename({"checks": "findings"}).sort("findings", "code", descending=[True, False])
    said = w("wall.passed_title", kinds=counts.height)
    _bars(facts, counts, said, w("wall.findings_caption", kinds=len(FINDING_CODES)), 2 * NARROW, height)


def _bars(facts: Facts, counts: pl.DataFrame, title: str, caption: str, width: int, height: int) -> None:
    draw_chart(
        facts,
        specs.CountBars(
            key="wall_findings",
            title=title,
            caption=caption,
            unit_label=facts.w("wall.findings_unit"),
            rows=tuple(
                specs.CountRow(r["code"], name_of(facts.context, r["code"]), r["findings"]) for r in counts.to_dicts()
            ),
            is_compact=True,
        ),
        width,
        height,
    )


def _line(context: Context, row: Row) -> Line:
    subject = context.w("common.subject", name=row["department"] or row["title"] or "", year=row["year"])
    return Line(name_of(context, row["code"]), row["sentence" if context.language == "zh" else "sentence_en"], subject)

"""Findings: how many of which kind, and the gravest.

Belongs here: these specifications and lists. Does not belong here: the checks (``etl.checks``), drawing.
"""

from __future__ import annotations

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import answers
from dashboard.stories.facts import Facts
from dashboard.stories.names import Row, check_name
from dashboard.stories.quotes import Line
from etl.contracts import FINDING_CODES

_SEVERITIES = ("high", "medium", "info")


#: Findings looked at; the sheet holds fewer.
MOST = 16


def passed_bars(facts: Facts, most: int) -> specs.CountBars:
    """What was checked and agreed, by rule."""
    counts = facts.ask(answers.passed_counts, facts.context.main_filter, "code")
    counts = counts.rename({"checks": "findings"}).sort("findings", "code", descending=[True, False])
    return finding_bars(facts, counts.head(most), facts.w("wall.passed_title", kinds=counts.height), "wall_passed")


def finding_bars(facts: Facts, counts: pl.DataFrame, title: str, key: str) -> specs.CountBars:
    return specs.CountBars(
        key=key,
        title=title,
        caption=facts.w("wall.findings_caption", kinds=len(FINDING_CODES)),
        unit_label=facts.w("wall.findings_unit"),
        rows=tuple(
            specs.CountRow(r["code"], check_name(facts.context, r["code"]), r["findings"]) for r in counts.to_dicts()
        ),
        is_compact=True,
    )


def finding_line(context: Context, row: Row) -> Line:
    subject = context.w("common.subject", name=row["department"] or row["title"] or "", year=row["year"])
    return Line(
        check_name(context, row["code"]), row["sentence" if context.language == "zh" else "sentence_en"], subject
    )


class Checks:
    """What was checked under the filter, asked once: findings by code and severity, and what agreed."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.found = facts.ask(answers.finding_counts, facts.context.main_filter, "code", "severity")
        self.whole = int(self.found["findings"].sum() or 0)
        self.passed = int(facts.ask(answers.passed_counts, facts.context.main_filter)["checks"][0])
        self.by_severity = {
            s: int(self.found.filter(pl.col("severity") == s)["findings"].sum() or 0) for s in _SEVERITIES
        }

    @property
    def headline(self) -> str:
        """How many findings, and how many change a conclusion."""
        high = self.by_severity["high"]
        key = "wall.findings_high" if high else "wall.findings" if self.whole else "wall.findings_none"
        return self.facts.w(key, n=f.count(self.whole), high=f.count(high))

    @property
    def kpis(self) -> list[Kpi]:
        """Findings in all, by severity, and checks that agreed."""
        w, whole = self.facts.w, self.whole
        return [
            Kpi(w("wall.kpi_findings"), f.count(whole), w("wall.kpi_findings_note", n=self.found["code"].n_unique())),
            *(
                Kpi(
                    w(f"findings.severity_{s}"),
                    f.count(n),
                    w("wall.kpi_share", share=f.share(n / whole) if whole else f.NULL),
                    is_missed=s == "high" and n > 0,
                )
                for s, n in self.by_severity.items()
            ),
            Kpi(w("wall.kpi_passed"), f.count(self.passed), w("wall.kpi_passed_note")),
        ]

    @property
    def bars(self) -> specs.CountBars:
        """Findings by check, most first."""
        counts = self.found.group_by("code").agg(pl.col("findings").sum())
        counts = counts.sort("findings", "code", descending=[True, False])
        context, w = self.facts.context, self.facts.w
        title = w("wall.findings_none")
        if counts.height:
            title = w("wall.findings_title", name=check_name(context, counts["code"][0]),
                      n=f.count(counts["findings"][0]), kinds=counts.height)  # fmt: skip
        return finding_bars(self.facts, counts, title, "wall_findings")

    def gravest(self, most: int) -> list[Row]:
        """The first findings: those that change a conclusion, latest year first."""
        rows: list[Row] = self.facts.ask(answers.findings, self.facts.context.main_filter, limit=most).to_dicts()
        return rows

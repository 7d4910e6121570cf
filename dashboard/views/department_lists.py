"""The lists of a department profile: projects with the most unspent money, findings, promises.

Belongs here: these three panels, each with the way to the whole list. Does not belong here: figures
(``department_panels``).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import link, page_link
from dashboard.components.badges import Severity, badge_text
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.components.text import escape_markdown
from dashboard.stories.names import Row, reason_name
from dashboard.views.common import csv_of, open_project, quotes, sources_of
from dashboard.views.department_subject import Subject
from dashboard.views.project_words import code_name
from etl.contracts import SEVERITIES

_PROJECTS = 5
_FINDINGS = 4
_GRAVEST = 2
_MEASURES = 3
_LONGEST = 64


def projects(subject: Subject) -> None:
    """The latest year's projects with the most unspent money, each with its reason and a link to its page."""
    context, row = subject.context, subject.latest
    w = context.w
    rows, shown = subject.unspent, subject.unspent[:_PROJECTS]
    with frame(
        w,
        key="department-projects",
        title=_projects_title(subject, rows, shown),
        caption=w("department.projects_caption", unit=f.unit_name(context.unit, w)) if shown else "",
        stamp=context.stamp(),
        sources=sources_of(
            context, "project_year", row_ids=tuple(r["row_id"] for r in shown), chosen=subject.filter
        ) if shown else None,
        csv=(lambda: csv_of(context, _projects_file(subject, rows), _projects_title(subject, rows, shown)))
        if shown
        else None,
    ):  # fmt: skip
        if not shown:
            return
        record_list(
            key="department-projects-rows",
            alt=_projects_title(subject, rows, shown),
            heads=[w(f"department.col_{name}") for name in ("project", "budget", "unspent", "rate", "reason")],
            widths=(3.6, 1.25, 1.25, 1.1, 5),
            rows=[_project(subject, r) for r in shown],
            on_open=open_project,
        )
        if len(rows) > len(shown):
            year = {"year_from": row["year"], "year_to": row["year"]}
            page_link(f":small[{w('department.more_projects')}]", "low", dept=None, **{**subject.link, **year})


def _projects_title(subject: Subject, rows: list[Row], shown: list[Row]) -> str:
    w, row = subject.context.w, subject.latest
    said = {"year": row["year"], "n": len(shown), "total": len(rows)}
    if not rows:
        return w("department.projects_none" if row["n"] else "department.projects_unknown", **said)
    amounts = [r["unspent"] for r in shown if r["unspent"] is not None and r["unspent"] > 0]
    if not amounts:
        return w("department.projects_words", **said)
    if len(rows) == 1:
        return w("department.projects_one", **said)
    whole = row["shortfall"]
    share = None if not whole or row["is_stated"] else sum(amounts, Decimal(0)) / whole
    if len(shown) == len(rows) or share is None:
        return w("department.projects_all", **said)
    return w("department.projects_title", **said, share=f.share(share))


def _project(subject: Subject, row: Row) -> list[Cell]:
    context = subject.context
    w = context.w
    address = link("project", dept=None, id=row["project_id"], row=row["row_id"])
    quote = w("panel.quote", quote=row["reason_quote"]) if row["reason_quote"] else ""
    known = row["rate"] is not None
    return [
        Cell(row["project"], link=address, target=row["row_id"]),
        Cell(f.money(row["budget"], context.unit)),
        Cell(f.money(row["unspent"], context.unit) if row["unspent"] is not None else w("common.not_computable")),
        Cell(
            f.rate(row["rate"], subject.target) if known else w("common.not_computable"),
            tone="missed" if known and f.is_below(row["rate"], subject.target) else "",
        ),
        Cell(reason_name(context, row), under=_cut(quote), tone="small", hint=quote if len(quote) > _LONGEST else ""),
    ]


def _projects_file(subject: Subject, rows: list[Row]) -> pl.DataFrame:
    w = subject.context.w
    return pl.DataFrame(
        {
            w("department.col_project"): [r["project"] for r in rows],
            w("compare.file_budget"): pl.Series([r["budget"] for r in rows], dtype=pl.Decimal(38, 2)),
            w("compare.file_executed"): pl.Series([r["executed"] for r in rows], dtype=pl.Decimal(38, 2)),
            w("compare.file_unspent"): pl.Series([r["unspent"] for r in rows], dtype=pl.Decimal(38, 2)),
            w("department.col_rate"): pl.Series([r["rate"] for r in rows], dtype=pl.Float64),
            w("department.col_reason"): [reason_name(subject.context, r) for r in rows],
            w("project.finding_quote"): pl.Series([r["reason_quote"] for r in rows], dtype=pl.String),
        }
    )


def findings(subject: Subject) -> None:
    """Findings of all years: how many of each check, the gravest in full."""
    context = subject.context
    w, rows = context.w, subject.findings
    high = [r for r in rows if r["severity"] == "high"]
    # A handful is shown whole; of many what changes a conclusion, else the gravest.
    shown = rows[:_FINDINGS] if len(rows) <= _FINDINGS else high[:_FINDINGS] or rows[:_GRAVEST]
    title = w(
        "department.findings_title" if high else "department.findings_mild" if rows else "department.findings_none",
        n=f.count(len(rows)), high=f.count(len(high)),
    )  # fmt: skip
    with frame(
        w,
        key="department-findings",
        title=title,
        caption=w("department.findings_caption", shown=len(shown), n=len(rows)) if rows else "",
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": _sentence(subject, r)} for r in rows]) if rows else None,
        csv=(lambda: csv_of(context, _findings_file(subject), title)) if rows else None,
    ):
        if not rows:
            return
        counts = Counter((r["severity"], r["code"]) for r in rows)
        order = sorted(counts, key=lambda key: (SEVERITIES.index(key[0]), -counts[key], key[1]))
        st.markdown(
            " ".join(
                badge_text(
                    w("department.finding_count", name=code_name(context, code), n=f.count(counts[severity, code])),
                    cast("Severity", severity),
                )
                for severity, code in order
            )
        )
        lines = [
            f"- :small[{escape_markdown(w('common.subject', name=_sentence(subject, r), year=r['year']))}]"
            for r in shown
        ]
        if lines:
            st.markdown("\n".join(lines))
        if len(rows) > len(shown):
            page_link(f":small[{w('department.more_findings')}]", "findings", dept=None, **subject.link)


def _sentence(subject: Subject, row: Row) -> str:
    return str(row["sentence"] if subject.context.language == "zh" else row["sentence_en"])


def _findings_file(subject: Subject) -> pl.DataFrame:
    w, rows = subject.context.w, subject.findings
    return pl.DataFrame(
        {
            w("compare.col_year"): [r["year"] for r in rows],
            w("project.finding_code"): [code_name(subject.context, r["code"]) for r in rows],
            w("project.finding_sentence"): [_sentence(subject, r) for r in rows],
            w("project.finding_quote"): pl.Series([r["quote"] for r in rows], dtype=pl.String),
        }
    )


def measures(subject: Subject) -> None:
    """What was promised and what the figures of the year due say about it."""
    context = subject.context
    w, rows = context.w, subject.measures
    shown = rows[:_MEASURES]
    counts = Counter(r["verdict"] for r in rows)
    judged = counts["rose"] + counts["flat"] + counts["fell"]
    said = {"n": f.count(len(rows)), "judged": f.count(judged)}
    said |= {name: f.count(counts[name]) for name in ("rose", "flat", "fell")}
    key = "measures_known" if judged else "measures_unknown" if rows else "measures_none"
    title = w(f"department.{key}", **said)
    with frame(
        w,
        key="department-measures",
        title=title,
        caption=w("department.measures_caption") if rows else "",
        stamp=context.stamp(),
        sources=quotes([{**r, "title": r["title"] or "", "subject": str(r["year"])} for r in rows]) if rows else None,
        csv=(lambda: csv_of(context, _measures_file(subject), title)) if rows else None,
    ):
        if not shown:
            return
        record_list(
            key="department-measures-rows",
            alt=title,
            heads=[w(f"department.col_{name}") for name in ("promise", "due", "outcome")],
            widths=(4.6, 1.2, 2.2),
            rows=[_measure(subject, r) for r in shown],
        )
        if len(rows) > len(shown):
            page_link(f":small[{w('department.more_measures')}]", "measures", dept=None, **subject.link)


def _measure(subject: Subject, row: Row) -> list[Cell]:
    w = subject.context.w
    outcome = w(f"measures.verdict_{row['verdict']}")
    rates = ""
    if row["change"] is not None:
        then, after = (f.rate(row[name], subject.target) for name in ("rate_then", "rate_after"))
        rates = w("department.then_after", then=then, after=after)
    where = w("department.promised", year=row["year"], scope=row["project"] or w("measures.whole"))
    return [
        Cell(_cut(row["text"]), under=where, tone="small", hint=row["text"] if len(row["text"]) > _LONGEST else ""),
        Cell(str(row["due"]), under=w("measures.due_assumed") if row["is_due_assumed"] else ""),
        Cell(outcome, under=rates, tone="missed" if row["verdict"] == "fell" else ""),
    ]


def _measures_file(subject: Subject) -> pl.DataFrame:
    w, rows = subject.context.w, subject.measures
    return pl.DataFrame(
        {
            w("compare.col_year"): [r["year"] for r in rows],
            w("department.col_promise"): [r["text"] for r in rows],
            w("department.col_due"): [r["due"] for r in rows],
            w("department.col_outcome"): [w(f"measures.verdict_{r['verdict']}") for r in rows],
            w("measures.file_then"): pl.Series([r["rate_then"] for r in rows], dtype=pl.Float64),
            w("measures.file_after"): pl.Series([r["rate_after"] for r in rows], dtype=pl.Float64),
        }
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

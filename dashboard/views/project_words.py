"""The words of a project page: reasons, promised measures, findings, the document.

Belongs here: what the report says, quoted with its place. Does not belong here: amounts and comparisons.
"""

from __future__ import annotations

from typing import Literal, cast

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import page_link
from dashboard.components.badges import finding_badge, info_badge
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import answers, evidence
from dashboard.metrics.filters import Filter, Id, Year
from dashboard.stories.names import Row, reason_name
from dashboard.strings import entry
from dashboard.views.common import csv_of, quotes
from dashboard.views.project_subject import Subject

_SHOWN = 2


def reasons(subject: Subject) -> None:
    """The project's reasons with their quotes, and what the department says in general where more is to explain."""
    context = subject.context
    w = context.w
    own = [r for r in subject.reasons if r["is_own"]]
    general = [r for r in subject.reasons if not r["is_own"] and r["explains"] == "under_execution"]
    stated = subject.stated_reasons
    if not own and not subject.is_low:
        return
    with frame(
        w,
        key="project-reasons",
        title=_reasons_title(subject, own, stated),
        caption="" if own else w("project.reasons_none_caption"),
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": ""} for r in subject.reasons]),
    ):
        for row in own:
            _reason(context, row, is_named=len(own) > 1 or row not in stated)
        if subject.is_low and general:
            st.markdown(f":gray[:small[{w('project.reasons_general')}]]")
            for row in general:
                _general_reason(context, row)


def _reasons_title(subject: Subject, own: list[Row], stated: list[Row]) -> str:
    w = subject.context.w
    if stated:
        names = dict.fromkeys(_with_control(subject.context, r) for r in stated)
        return w("project.reasons_title", names=w("common.pause").join(names))
    if subject.has_symptom_only:
        return w("project.reasons_symptom")
    if own and not subject.is_low:
        return w("project.reasons_other", names=subject.reason_names(own))
    return w("project.reasons_none")


def _with_control(context: Context, row: Row) -> str:
    return context.w(
        "project.reason_control",
        name=reason_name(context, row),
        control=context.w(f"low.control_{row['controllable']}"),
    )


def _reason(context: Context, row: Row, *, is_named: bool) -> None:
    w = context.w
    with st.container(gap="xsmall"):
        label = w("common.semicolon").join(
            filter(
                None,
                (
                    _with_control(context, row) if is_named else None,
                    w(f"project.explains_{row['explains']}") if row["explains"] != "under_execution" else None,
                    row["locator"],
                ),
            )
        )
        if row["is_inferred"]:
            with st.container(horizontal=True, wrap=False, gap="small"):
                info_badge(w("project.inferred"))
                st.markdown(f":gray[:small[{escape_markdown(label)}]]", width="stretch")
        else:
            st.markdown(f":gray[:small[{escape_markdown(label)}]]")
        if row["quote"]:
            with st.container(border=True):
                st.markdown(w("panel.quote", quote=escape_markdown(row["quote"])))
        else:
            st.markdown(f":gray[:small[{w('project.inferred_without_quote')}]]")


def _general_reason(context: Context, row: Row) -> None:
    name, quote = escape_markdown(reason_name(context, row)), escape_markdown(row["quote"] or "")
    text = context.w("panel.quote", quote=quote) if quote else ""
    mark = context.w("project.inferred_mark") if row["is_inferred"] else ""
    st.markdown(f":small[{name}{mark} :gray[{text}]]")


def measures(subject: Subject) -> None:
    """What was promised for this project or for the whole department, and what became of it."""
    context, row = subject.context, subject.row
    w = context.w
    chosen = Filter(departments=(row["department_id"],), evaluation_kind=row["evaluation_kind"]).years(row["year"])
    found = context.warehouse.ask(answers.measures, chosen).to_dicts()
    own = [r for r in found if r["project_id"] == row["project_id"]]
    rows = own + [r for r in found if r["project_id"] is None]
    shown = max(len(own), _SHOWN)
    if not rows:
        return
    known = sum(1 for r in rows if r["rate_after"] is not None)
    if len(rows) == 1:
        key = "project.measure_known" if known else "project.measure_unknown"
        title = w(key, due=rows[0]["due"], rate=f.rate(rows[0]["rate_after"], subject.target))
    else:
        title = w("project.measures_known" if known else "project.measures_unknown", n=len(rows), known=known)
    with frame(
        w, key="project-measures", title=title, caption="", stamp=context.stamp(),
        sources=quotes([{**r, "title": row["department"], "subject": ""} for r in rows]),
    ):  # fmt: skip
        for measure in rows[:shown]:
            _measure(subject, measure)
        if len(rows) > shown:
            page_link(
                w("project.more_measures", n=len(rows) - shown),
                "measures",
                departments=(row["department_id"],),
                year_from=row["year"],
                year_to=row["year"],
            )


def _measure(subject: Subject, row: Row) -> None:
    w = subject.context.w
    scope = w("project.measure_own" if row["project_id"] else "project.measure_general")
    with st.container(gap="xsmall"):
        text = w("header.path_separator").join(filter(None, (scope, row["locator"])))
        st.markdown(f":gray[:small[{escape_markdown(text)}]]")
        with st.container(border=True):
            st.markdown(escape_markdown(row["text"]))
        said = {"due": row["due"], "year": row["year"], "after": f.rate(row["rate_after"], subject.target)}
        with st.container(horizontal=True, wrap=False, gap="small"):
            due = "" if row["due_year"] else w("project.measure_without_due", due=row["due"])
            if row["rate_after"] is None:
                info_badge(w("project.not_knowable"))
                status = w("project.measure_open", due=row["due"])
            else:
                info_badge(w("project.measure_due", due=row["due"]))
                then = f.rate(row["rate_then"], subject.target)
                key = "project.measure_after" if row["rate_then"] is not None else "project.measure_after_only"
                status = w(key, **said, then=then)
            st.markdown(f":gray[:small[{escape_markdown(due + status)}]]", width="stretch")
        st.space("xxsmall")


def findings_of(subject: Subject) -> list[Row]:
    """Findings on the project and on its department that year."""
    row = subject.row
    found = subject.context.warehouse.ask(
        answers.findings_about, Id(row["project_id"]), Id(row["department_id"]), Year(row["year"])
    )
    return list(found.to_dicts())


def findings(subject: Subject, rows: list[Row]) -> None:
    """What the checks found, or that they found nothing."""
    context = subject.context
    w, year = context.w, subject.row["year"]
    own = sum(1 for r in rows if r["is_own"])
    near = len(rows) - own
    if own:
        title = w("project.findings_own", n=own, near=near) if near else w("project.findings_only_own", n=own)
    else:
        title = w("project.findings_near", n=near, year=year) if near else w("project.findings_none", year=year)
    table = pl.DataFrame(
        {
            w("project.finding_code"): [code_name(context, r["code"]) for r in rows],
            w("project.finding_sentence"): [_sentence(context, r) for r in rows],
            w("project.finding_quote"): [r["quote"] for r in rows],
        },
        schema_overrides={w("project.finding_quote"): pl.String},
    )
    with frame(
        w,
        key="project-findings",
        title=title,
        caption=w("project.findings_caption") if near else "",
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": _sentence(context, r)} for r in rows]) if rows else None,
        csv=(lambda: csv_of(context, table, title)) if rows else None,
    ):
        for row in rows:
            severity = cast("Literal['high', 'medium', 'info']", row["severity"])
            with st.container(horizontal=True, wrap=False, gap="small"):
                finding_badge(code_name(context, row["code"]), severity)
                st.markdown(f":small[{escape_markdown(_sentence(context, row))}]", width="stretch")


def code_name(context: Context, code: str) -> str:
    """A check's name in the page's language."""
    known = entry(f"findings.name_{code}")
    return known[context.language] if known else code


def _sentence(context: Context, row: Row) -> str:
    return str(row["sentence"] if context.language == "zh" else row["sentence_en"])


def document(subject: Subject) -> None:
    """The file the page rests on: where it is from, and the check sum that proves it is unchanged."""
    context = subject.context
    w = context.w
    found = context.warehouse.ask(evidence.document, Id(subject.row["source_id"])).to_dicts()
    if not found:
        return
    row = found[0]
    lines = [
        w("project.document_origin", origin=row["origin"] or w("common.not_stated")),
        w("project.document_published", date=row["published_on"].isoformat())
        if row["published_on"]
        else w("project.document_undated"),
        w("project.document_hash", sha256=row["sha256"])
        if row["sha256"]
        else w(f"project.document_no_hash_{'generated' if row['kind'] == 'generated' else 'extract'}"),
        row["note"],
    ]
    with st.container(gap=None, key="project-document"):
        st.markdown(f"##### {w('project.document_title', title=escape_markdown(row['title']))}")
        for line in filter(None, lines):
            st.markdown(f":gray[:small[{escape_markdown(line)}]]")

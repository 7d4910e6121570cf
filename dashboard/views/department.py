"""部门档案: one department on one page at one address (``?dept=…``).

Belongs here: which department, its head, headline and key figures, the order of the panels. Does not belong here: the
panels (``department_panels``, ``department_lists``), the figures (``department_subject``).
"""

from __future__ import annotations

import streamlit as st

from dashboard import formats as f
from dashboard.components.address import page_link
from dashboard.components.badges import info_badge
from dashboard.components.header import Crumb
from dashboard.components.kpi import kpi_row
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.stories.names import Row, reason_name
from dashboard.stories.successions import ties
from dashboard.views import department_lists, department_panels
from dashboard.views.common import finding, head
from dashboard.views.department_subject import Subject, subject_of

#: The lists behind the profile, as links.
_PAGES = ("execution", "low", "findings", "measures")
_COLUMNS = (0.5, 0.5)


def render(context: Context) -> None:
    """Draw the page."""
    department_id = context.address.value("dept")
    subject = subject_of(context, department_id) if department_id else None
    if subject is None:
        _unknown(context, department_id)
        return
    _head(subject)
    _ties(subject)
    if not subject.years:
        _without_years(subject)
        return
    _profile(subject)


def _profile(subject: Subject) -> None:
    finding(headline(subject))
    _below(subject)
    kpi_row(_figures(subject))
    left, right = st.columns(_COLUMNS, gap="large")
    with left:
        # A single dot without peers says no more than the key figure: the table takes its place.
        (department_panels.rates if subject.has_course else department_panels.years)(subject)
    with right:
        department_panels.reasons(subject)
    if subject.has_course:
        department_panels.years(subject)
    department_lists.projects(subject)
    left, right = st.columns(_COLUMNS, gap="large")
    with left:
        department_lists.findings(subject)
    with right:
        department_lists.measures(subject)


def _head(subject: Subject) -> None:
    context, card = subject.context, subject.card
    w = context.w
    has_cities = len(context.choices.cities_in(None)) > 1
    name = w("places.with_city", name=subject.name, city=card["city"]) if has_cities and card["city"] else subject.name
    head(context, [Crumb(w("app.compare"), "compare", {"dept": None}), name])


def _ties(subject: Subject) -> None:
    """A quiet line: what it was put together of or went into; their figures are not added to its own."""
    found = ties(subject.context, subject.id)
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="department-ties"):
        for tie in found:
            page_link(f":small[{escape_markdown(tie.text)}]", "department", dept=tie.department_id)


def _below(subject: Subject) -> None:
    """What the page covers, and the way to the lists behind it."""
    context = subject.context
    w, years = context.w, [r["year"] for r in subject.years]
    if len(years) == 1:
        text = w("department.covers_one", year=years[0])
    else:
        text = w("department.covers", first=years[0], last=years[-1], n=len(years))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="department-links"):
        if subject.card["is_case"]:
            info_badge(w("project.case"))
        st.markdown(f":gray[:small[{escape_markdown(text)}]]", width="content")
        for page in _PAGES:
            page_link(f":small[{w(f'app.{page}')}]", page, dept=None, **subject.link)


def headline(subject: Subject) -> str:
    """The latest year in one sentence: rate, place among the peers, what was not spent and why."""
    w, row = subject.context.w, subject.latest
    said = {"name": subject.name, "year": row["year"]}
    if row["rate"] is None:
        parts = [w(f"department.headline_{_missing(row)}", **said)]
        printed = subject.stated_rates(row["year"])
        if printed:
            parts.append(w("department.headline_stated", rates=w("compare.or").join(printed)))
        score = subject.score_text(row["year"])
        if score:
            parts.append(w("department.headline_score", score=score))
        return w("common.semicolon").join(parts)
    is_short = f.is_below(row["rate"], subject.target)
    key = "short" if is_short else "met"
    parts = [w(f"department.headline_{key}", **said, rate=_rate(subject, row), target=f.share(subject.target))]
    standing = subject.standings[row["year"]]
    if standing.n:
        parts.append(w("department.headline_place", n=standing.n + 1, place=standing.place))
    if row["unspent"] is not None and row["unspent"] > 0:
        parts.append(_unspent(subject, row))
    return w("common.semicolon").join(parts)


def _missing(row: Row) -> str:
    """Why no rate can be computed."""
    if row["initial_n"]:
        return "initial"
    if row["budget_only_n"] and not row["executed_only_n"]:
        return "budget_only"
    if row["executed_only_n"] and not row["budget_only_n"]:
        return "executed_only"
    return "no_amounts"


def _unspent(subject: Subject, row: Row) -> str:
    w = subject.context.w
    money = subject.money(row, "unspent")
    first = department_panels.leading_reason(subject, row["year"])
    if first is None:
        return w("department.headline_unspent", money=money)
    return w("department.headline_reason", money=money, reason=reason_name(subject.context, first))


def _rate(subject: Subject, row: Row) -> str:
    return f.rate(row["rate"], subject.target)


def _figures(subject: Subject) -> list[Kpi]:
    """Five figures of the latest year."""
    w, row = subject.context.w, subject.latest
    year = row["year"]
    return [_rate_figure(subject), _place_figure(subject), _unspent_figure(subject), _score_figure(subject, year),
            Kpi(w("department.kpi_findings"), f.count(len(subject.findings)), _severities(subject))]  # fmt: skip


def _rate_figure(subject: Subject) -> Kpi:
    w, row = subject.context.w, subject.latest
    label = w("department.kpi_rate", year=row["year"])
    coverage = w("department.coverage", n=f.count(int(row["n"])), total=f.count(int(row["rows_total"])))
    if row["rate"] is None:
        return Kpi(label, w("common.not_computable"), coverage)
    before = next((r for r in subject.years if r["year"] == row["year"] - 1 and r["rate"] is not None), None)
    note = coverage
    if before is not None:
        change = f.points_change(row["rate"] - before["rate"])
        note = w("common.comma").join((w("department.change", change=change), coverage))
    return Kpi(label, _rate(subject, row), note, is_missed=f.is_below(row["rate"], subject.target))


def _place_figure(subject: Subject) -> Kpi:
    w, standing = subject.context.w, subject.standings[subject.latest["year"]]
    label = w("department.kpi_place")
    if not standing.n or standing.place is None:
        return Kpi(label, f.NULL, w("department.no_peers" if not standing.n else "department.no_place"))
    value = w("department.place", place=standing.place, n=standing.n + 1)
    return Kpi(label, value, w("department.peer_median", median=f.rate(standing.median, subject.target), n=standing.n))


def _unspent_figure(subject: Subject) -> Kpi:
    w, row = subject.context.w, subject.latest
    label = w("department.kpi_unspent", unit=f.unit_name(subject.unit, w))
    if row["unspent"] is None:
        return Kpi(label, w("common.not_computable"), w("department.no_amounts"))
    budget = w("department.of_budget", budget=f.money(row["budget"], subject.unit))
    is_missed = row["rate"] is not None and f.is_below(row["rate"], subject.target)
    return Kpi(label, f.money(row["unspent"], subject.unit), budget, is_missed=is_missed)


def _score_figure(subject: Subject, year: int) -> Kpi:
    w = subject.context.w
    label, own = w("department.kpi_score"), subject.scores.get(year)
    text = subject.score_text(year)
    if own is None or text is None:
        return Kpi(label, f.NULL, w("department.no_score"))
    scheme = subject.scheme(year)
    if scheme and own["scheme_id"] is not None:
        scheme = w("department.scheme", scheme=scheme)
    scope = w(f"department.scope_{own['scope']}")
    if own["score"] is None:
        return Kpi(label, text, w("common.comma").join(filter(None, (scope, scheme))))
    grade = w("department.grade", grade=own["grade_stated"]) if own["grade_stated"] else None
    return Kpi(label, f.score(own["score"]), w("common.comma").join(filter(None, (grade, scope, scheme))))


def _severities(subject: Subject) -> str:
    w = subject.context.w
    if not subject.findings:
        return w("department.no_findings")
    high = sum(r["severity"] == "high" for r in subject.findings)
    return w("department.high_findings", n=f.count(high))


def _without_years(subject: Subject) -> None:
    w = subject.context.w
    with st.container(key="notice-department", width=640):
        st.markdown(f"## {escape_markdown(w('department.single_title', name=subject.name))}")
        st.markdown(f":gray[{w('department.single_text')}]")
        page_link(w("department.to_projects"), "low", dept=None, **subject.link)


def _unknown(context: Context, department_id: str) -> None:
    w = context.w
    head(context, [Crumb(w("app.compare"), "compare", {"dept": None}), w("app.department")])
    with st.container(key="notice-department", width=640):
        st.markdown(f"## {w('department.unknown_title' if department_id else 'department.none_title')}")
        text = w("department.unknown_text", id=department_id) if department_id else w("department.none_text")
        st.markdown(f":gray[{escape_markdown(text)}]")
        page_link(w("department.to_compare"), "compare", dept=None)

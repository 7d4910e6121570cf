"""项目页: one project and year at one address (``?id=…&row=…``), every figure with its sentence.

Belongs here: which project, its head, the order of the panels. Does not belong here: the panels (``project_money``,
``project_words``, ``project_beside``).
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import formats as f
from dashboard.components.address import change, page_link
from dashboard.components.badges import info_badge
from dashboard.components.header import Crumb
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import projects
from dashboard.metrics.filters import Id
from dashboard.stories.low_choice import choice_of
from dashboard.stories.names import Row
from dashboard.strings import Words
from dashboard.views import project_alike, project_beside, project_money, project_words
from dashboard.views.common import finding, head
from dashboard.views.project_subject import Subject, subject_of
from etl.contracts import CASES_GROUP

_COLUMNS = (0.52, 0.48)


def render(context: Context) -> None:
    """Draw the page."""
    address, permitted = context.address, context.filter.permitted
    project_id, row_id = address.value("id"), address.value("row")
    cards = context.warehouse.ask(projects.project_card, Id(project_id), permitted).to_dicts() if project_id else []
    if not cards:
        _unknown(context, project_id)
        return
    history = context.warehouse.ask(projects.project_history, Id(project_id), permitted)
    if history.is_empty():
        _family_only(context, cards[0])
        return
    subject = subject_of(context, cards[0], history, row_id)
    _head(context, subject)
    finding(subject.row["project"])
    _remarks(context, subject, row_id)
    findings = project_words.findings_of(subject)
    project_money.money(subject, findings)
    left, right = st.columns(_COLUMNS, gap="large")
    with left:
        project_words.reasons(subject)
        project_words.measures(subject)
        project_money.afterwards(subject)
        project_money.funding(subject)
        project_words.findings(subject, findings)
    with right:
        project_beside.years(subject)
        project_beside.department(subject)
        project_beside.family(subject)
        project_beside.indicators(subject)
        project_beside.aliases(subject)
        project_words.document(subject)
    project_alike.others(subject)


def _to_list(w: Words) -> Crumb:
    return Crumb(w("app.low"), "low", {"id": None, "row": None})


def _head(context: Context, subject: Subject) -> None:
    w, row = context.w, subject.row
    is_case = row["source_group"] == CASES_GROUP
    # The list the reader came from: the reports', or the one of public cases that stands below it where they are shown.
    listed = context.filter.with_(source_groups=(CASES_GROUP,)) if is_case else context.main_filter
    choice = choice_of(replace(context, filter=context.main_filter))
    place = [] if is_case and not context.address.has_cases else context.warehouse.ask(
        projects.low_place, listed, choice.threshold, Id(row["row_id"]), order=choice.order, **choice.narrowing
    ).to_dicts()  # fmt: skip

    def neighbours() -> None:
        here = place[0]
        said = w("project.place", place=f.count(here["place"]), n=f.count(here["low"]))
        st.markdown(f":gray[{said}]", width="content")
        for name in ("previous", "next"):
            target = here[f"{name}_id"]
            st.button(
                w(f"project.{name}"),
                key=f"project-{name}",
                disabled=target is None,
                help=w("project.neighbours_help") if target else None,
                on_click=_turn,
                args=(target,),
            )

    crumbs: list[Crumb | str] = [
        _to_list(w),
        _profile(context, subject.card),
        w("header.year", year=row["year"]),
    ]
    head(context, crumbs, actions=neighbours if place else None)


def _turn(row_id: str) -> None:
    change(id=row_id.split("|", maxsplit=1)[0], row=row_id)


def _profile(context: Context, card: Row) -> Crumb:
    changes = {"dept": card["department_id"], "id": None, "row": None}
    return Crumb(_department(context, card), "department", changes)


def _department(context: Context, card: Row) -> str:
    name, has_cities = str(card["department"]), len(context.choices.cities_in(None)) > 1
    return context.w("places.with_city", name=name, city=card["city"]) if has_cities and card["city"] else name


def _remarks(context: Context, subject: Subject, row_id: str) -> None:
    """What a reader must know before the first figure."""
    w, row = context.w, subject.row
    remarks = []
    if row["source_group"] == CASES_GROUP:
        remarks.append((w("project.case"), w("project.case_text")))
    if row["fund_year"] is not None and row["fund_year"] != row["year"]:
        remarks.append((w("low.mark_fund_year", year=row["fund_year"]), w("project.fund_year_text", year=row["year"])))
    if row_id and row_id != row["row_id"]:
        remarks.append((w("header.year", year=row["year"]), w("project.other_row")))
    for label, text in remarks:
        with st.container(horizontal=True, wrap=False, gap="small"):
            info_badge(label)
            st.markdown(f":gray[:small[{escape_markdown(text)}]]", width="stretch")


def _unknown(context: Context, project_id: str) -> None:
    w = context.w
    head(context, [_to_list(w), w("app.project")])
    with st.container(key="notice-project", width=640):
        st.markdown(f"## {w('project.unknown_title' if project_id else 'project.none_title')}")
        text = w("project.unknown_text", id=project_id) if project_id else w("project.none_text")
        st.markdown(f":gray[{escape_markdown(text)}]")
        page_link(w("project.to_list"), "low", id=None, row=None)


def _family_only(context: Context, card: Row) -> None:
    """A family of projects has no figures of its own, only members and sometimes a stated total."""
    w = context.w
    years = context.choices.years
    held = [(year, project_beside.family_rows(context, card["project_id"], year)) for year in reversed(years)]
    held = [(year, rows) for year, rows in held if any(r["row_id"] or r["family_total"] is not None for r in rows)]
    head(context, [_to_list(w), _profile(context, card)])
    finding(card["project"])
    if not held:
        st.markdown(f":gray[{escape_markdown(w('project.family_empty'))}]")
        return
    year, rows = held[0]
    st.markdown(f"#### {escape_markdown(w('project.family_only', year=year))}")
    project_beside.draw_family(context, rows, card["project"], None)

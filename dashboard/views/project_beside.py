"""What stands beside a project: its other years, its department's other projects, its family, its indicators.

Belongs here: comparisons and lists on the project page. Does not belong here: its own amounts and words.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import projects
from dashboard.metrics.evidence import printed_rates
from dashboard.metrics.filters import Filter, Id, Ids, Year
from dashboard.stories.names import Row
from dashboard.views.common import csv_of, open_project, quotes, show, sources_of
from dashboard.views.low_rows import shown_rate
from dashboard.views.project_subject import Subject

_SHOWN_INDICATORS = 8
#: From this many years with a rate on, a line may be drawn and a course be named.
_COURSE = 3


def years(subject: Subject) -> None:
    """One frame a year; the years of the dataset without this project are dotted."""
    context, now = subject.context, subject.row
    w = context.w
    by_year: dict[int, Row] = {}
    for row in subject.history:
        if row["evaluation_kind"] != now["evaluation_kind"]:
            continue
        kept = by_year.get(row["year"])
        is_plain = row["fund_year"] in (None, row["year"])
        if row["row_id"] == now["row_id"] or kept is None or (is_plain and kept["row_id"] != now["row_id"]):
            by_year[row["year"]] = row
    span = range(min(*context.choices.years, *by_year), max(*context.choices.years, *by_year) + 1)
    notes = []
    initial = [str(y) for y, r in sorted(by_year.items()) if r["rate_basis"] == "initial"]
    if initial and len(initial) < len(by_year):
        notes.append(w("project.years_initial", years=w("common.pause").join(initial)))
    to_date = [str(y) for y, r in sorted(by_year.items()) if r["as_of"] is not None]
    if to_date:
        notes.append(w("project.years_to_date", years=w("common.pause").join(to_date)))
    row_ids = Ids(r["row_id"] for r in by_year.values())
    printed = context.warehouse.ask(printed_rates, context.filter, row_ids).to_dicts()
    texts = {r["row_id"]: r["rate_text"] for r in printed}
    frames = tuple(_year_frame(subject, year, by_year.get(year), texts) for year in span)
    show(
        context,
        specs.YearFrames(
            key="project_years",
            title=_years_title(subject, frames),
            caption=w("project.years_caption"),
            unit_label="%",
            notes=tuple(notes),
            frames=frames,
            target=subject.target,
        ),
        sources=sources_of(
            context,
            "project_year",
            ("execution_rate_stated", "executed"),
            row_ids=row_ids,
            chosen=context.filter.with_(
                year_from=None, year_to=None, departments=(), districts=(), functions=(), province=None, city=None,
                source_groups=(),
            ),
        ),
        on_click=open_project,
    )  # fmt: skip


def _year_frame(subject: Subject, year: int, row: Row | None, texts: dict[str, str | None]) -> specs.YearFrame:
    if row is None:
        return specs.YearFrame(f"missing|{year}", year, "missing")
    is_now = row["row_id"] == subject.row["row_id"]
    rate = row["rate"] if row["as_of"] is None else None
    if rate is None:
        return specs.YearFrame(row["row_id"], year, "no_rate", is_current=is_now)
    text = shown_rate(row, texts.get(row["row_id"]), subject.target)
    return specs.YearFrame(row["row_id"], year, "rate", rate, text, is_current=is_now)


def _years_title(subject: Subject, frames: tuple[specs.YearFrame, ...]) -> str:
    w = subject.context.w
    held = [frame for frame in frames if frame.state != "missing"]
    rated = [frame for frame in held if frame.rate is not None]
    if len(held) == 1:
        return w("project.years_only", year=held[0].year)
    if not rated:
        return w("project.years_none", held=len(held))
    said: dict[str, str | int] = {"n": len(rated), "held": len(held)}
    first, last = rated[0], rated[-1]
    lowest = min(rated, key=lambda one: one.rate or 0.0)
    for name, one in (("first", first), ("last", last), ("lowest", lowest)):
        said |= {name: one.rate_text or f.rate(one.rate, subject.target), f"{name}_year": one.year}
    if len(rated) < _COURSE:
        return w(f"project.years_{len(rated)}", **said)
    has_dip = lowest.year not in (first.year, last.year)
    return w("project.years_course_low" if has_dip else "project.years_course", **said)


def department(subject: Subject) -> None:
    """The department's projects of the year on one rate axis."""
    context, row = subject.context, subject.row
    w = context.w
    lines = context.warehouse.ask(
        projects.department_lines, Id(row["department_id"]), Year(row["year"]), row["evaluation_kind"]
    ).to_dicts()
    usable = [r for r in lines if r["rate"] is not None and r["as_of"] is None and r["rate_basis"] != "received"]
    others = [r for r in usable if r["row_id"] != row["row_id"]]
    if not others:
        return
    mine = next((r for r in usable if r["row_id"] == row["row_id"]), None)
    notes = [w("project.department_coverage", n=len(usable), total=len(lines))]
    initial = sum(1 for r in usable if r["rate_basis"] == "initial")
    if initial:
        notes.append(w("project.department_initial", n=initial))
    show(
        context,
        specs.DotStrip(
            key="project_department",
            title=_department_title(subject, others, mine),
            caption=w("project.department_caption", target=f.share(subject.target)),
            unit_label="%",
            notes=tuple(notes),
            points=tuple(
                specs.DotPoint(r["row_id"], r["project"], r["rate"], r["row_id"] == row["row_id"]) for r in usable
            ),
            target=subject.target,
            self_text=shown_rate(row, subject.printed("execution_rate_stated"), subject.target),
        ),
        sources=sources_of(
            context,
            "project_year",
            ("executed",),
            row_ids=tuple(r["row_id"] for r in usable),
            chosen=Filter(evaluation_kind=""),
        ),
        on_click=open_project,
    )


def _department_title(subject: Subject, others: list[Row], mine: Row | None) -> str:
    w = subject.context.w
    missed = sum(1 for r in others if f.is_below(r["rate"], subject.target))
    said = {"n": len(others), "missed": missed, "target": f.share(subject.target)}
    if all(r["rate"] == others[0]["rate"] for r in others):
        key = "project.department_one" if len(others) == 1 else "project.department_same"
        return w(key, **said, rate=f.rate(others[0]["rate"], subject.target, 0 if others[0]["rate"] == 1 else 1))
    if mine is None:
        return w("project.department_without", **said)
    if not f.is_below(mine["rate"], subject.target):
        return w("project.department_others", **said)
    lower = sum(1 for r in others if r["rate"] < mine["rate"])
    return w("project.department_title" if lower else "project.department_lowest", **said, lower=lower)


def family(subject: Subject) -> None:
    """The family a project belongs to and its other members, each a link."""
    parent_id = subject.card["parent_project_id"] or subject.card["project_id"]
    rows = family_rows(subject.context, parent_id, subject.row["year"])
    if len(rows) > 1:
        draw_family(subject.context, rows, subject.card["parent"] or subject.card["project"], subject.row["row_id"])


def family_rows(context: Context, family_id: str, year: int) -> list[Row]:
    """The parent and its members with their figures of the year."""
    return list(context.warehouse.ask(projects.project_family, Id(family_id), Year(year)).to_dicts())


def draw_family(context: Context, rows: list[Row], name: str, now: str | None) -> None:
    """Members with one amount each; ``now`` is the row of the page, which is no link."""
    w = context.w
    members = [r for r in rows if not r["is_parent"]]
    total = next((r["family_total"] for r in rows if r["family_total"] is not None), None)
    title = w("project.family_title", name=name, n=len(members))
    with frame(
        w,
        key="project-family",
        title=title,
        caption=w("project.family_total", total=f.money_with_unit(total, context.unit, w))
        if total is not None
        else w("project.family_caption"),
        stamp=context.stamp(),
    ):
        for r in rows:
            if r["is_parent"] and r["row_id"] is None:
                continue
            text = escape_markdown(r["project"])
            figure = f":gray[:small[{escape_markdown(_figure(context, r))}]]"
            left, right = st.columns([0.64, 0.36], vertical_alignment="center")
            with left:
                if r["row_id"] is None or r["row_id"] == now:
                    st.markdown(f":small[**{text}**]" if r["row_id"] else f":small[{text}]")
                else:
                    st.button(
                        f":small[{text}]",
                        key=f"project-family-{r['row_id']}",
                        type="tertiary",
                        on_click=open_project,
                        args=(r["row_id"],),
                    )
            right.markdown(figure)


def _figure(context: Context, row: Row) -> str:
    """The one figure that says most about a member."""
    w, unit = context.w, context.unit
    if row["row_id"] is None:
        return w("project.family_no_year")
    if row["rate"] is not None:
        return w("project.family_rate", rate=f.rate(row["rate"]))
    for column in ("executed", "budget", "amount_unspecified"):
        if row[column] is not None:
            return w(f"project.family_{column}", amount=f.money_with_unit(row[column], unit, w))
    return w("project.family_silent")


def indicators(subject: Subject) -> None:
    """Targets and what was reached, in the report's order."""
    context, row = subject.context, subject.row
    w = context.w
    rows = context.warehouse.ask(
        projects.project_indicators, Id(row["project_id"]), Year(row["year"]), row["evaluation_kind"]
    ).to_dicts()
    if not rows:
        return
    judged = [r for r in rows if r["is_met"] is not None]
    met = sum(1 for r in judged if r["is_met"])
    key = "project.indicators_title" if judged else "project.indicators_title_unjudged"
    title = w(key, n=len(rows), judged=len(judged), met=met, missed=len(judged) - met)
    table = pl.DataFrame(
        {
            w("project.indicator_level"): [r["level1"] for r in rows],
            w("project.indicator_name"): [r["level3"] or r["level2"] or r["level1"] for r in rows],
            w("project.indicator_target"): [r["target_text"] for r in rows],
            w("project.indicator_actual"): [r["actual_text"] for r in rows],
            w("project.indicator_state"): [_state(context, r) for r in rows],
            w("project.indicator_deviation"): [r["deviation"] for r in rows],
        },
        schema=dict.fromkeys(
            (
                w(f"project.indicator_{name}")
                for name in ("level", "name", "target", "actual", "state", "deviation")
            ),
            pl.String,
        ),
    )  # fmt: skip
    with frame(
        w,
        key="project-indicators",
        title=title,
        caption=w("project.indicators_caption"),
        stamp=context.stamp(),
        csv=lambda: csv_of(context, table, title),
    ):
        _indicator_table(context, rows[:_SHOWN_INDICATORS])
        if len(rows) > _SHOWN_INDICATORS:
            with st.expander(w("project.more_indicators", n=len(rows) - _SHOWN_INDICATORS)):
                _indicator_table(context, rows[_SHOWN_INDICATORS:])


def _state(context: Context, row: Row) -> str:
    if row["is_met"] is None:
        return f.NULL
    return context.w("project.indicator_met" if row["is_met"] else "project.indicator_missed")


def _indicator_table(context: Context, rows: list[Row]) -> None:
    w = context.w
    # A column without a single entry would only be a column of dashes.
    has_target = any(r["target_text"] for r in rows)
    has_state = any(r["is_met"] is not None for r in rows)
    names = ("name", *(("target",) if has_target else ()), "actual", *(("state",) if has_state else ()))
    heads = [f":small[{w(f'project.indicator_{name}')}]" for name in names]
    lines = ["|" + "|".join(heads) + "|", "|" + "---|" * len(heads)]
    for r in rows:
        state = escape_markdown(_state(context, r))
        deviation = f" :gray[{escape_markdown(r['deviation'])}]" if r["deviation"] else ""
        cells = {
            "name": escape_markdown(r["level3"] or r["level2"] or r["level1"] or f.NULL),
            "target": escape_markdown(r["target_text"] or f.NULL),
            "actual": escape_markdown(r["actual_text"] or f.NULL) + deviation,
            "state": f":orange[{state}]" if r["is_met"] is False else state,
        }
        lines.append("|" + "|".join(f":small[{cells[name]}]" for name in names) + "|")
    st.markdown("\n".join(lines))


def aliases(subject: Subject) -> None:
    """The spellings a project goes by, with where each stands."""
    context = subject.context
    w = context.w
    rows = context.warehouse.ask(projects.of_project, "project_alias", Id(subject.row["project_id"])).to_dicts()
    if len(rows) < 2:
        return
    rows.sort(key=lambda r: (r["alias"] != subject.row["project"], r["alias"]))
    with frame(
        w,
        key="project-aliases",
        title=w("project.aliases_title", n=len(rows)),
        caption=w("project.aliases_caption"),
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": r["alias"]} for r in rows]),
    ):
        for r in rows:
            place = escape_markdown(r["locator"] or "")
            st.markdown(f":small[{escape_markdown(r['alias'])} :gray[{place}]]")

"""承诺跟踪: what departments promised to do better, and what the figures of the year due say about it.

Belongs here: headline, counts, choice of what is listed, the outcome by year due. Does not belong here: the rows
(``measure_rows``), the verdict (``metrics.answers``).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import change
from dashboard.components.header import Crumb
from dashboard.components.kpi import kpi_row
from dashboard.components.notice import nothing_found
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.labels import Chip
from dashboard.metrics import answers
from dashboard.stories.names import Row
from dashboard.views.common import NO_FILTER, finding, head, nothing, show
from dashboard.views.counted_choice import ALL, counted, counted_choice, department_choice
from dashboard.views.measure_rows import VERDICTS, draw, measure_quotes
from dashboard.views.record_rows import choice_of

_SHOWN = 9


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    verdict = choice_of(context, "measures_verdict", ALL, VERDICTS)
    due = _due(context)
    head(context, [Crumb(w("app.measures"))], chips=_chips(context, verdict, due))
    totals = _totals(context)
    if not totals["measures"]:
        _nothing(context)
        return
    finding(_headline(context, totals))
    kpi_row(_kpis(context, totals))
    left, right = st.columns([0.54, 0.46], gap="large")
    with left:
        _by_due(context)
    if totals["fell"]:
        with right:
            _by_department(context)
    reached = totals if due is None else _totals(context, due)
    _controls(context, verdict, reached)
    listed = reached["measures"] if verdict == ALL else reached[verdict]
    if listed:
        draw(context, None if verdict == ALL else verdict, due, listed, reached)
    else:
        nothing_found(
            key="measures-verdict",
            looked_for=w("measures.none"),
            nearest=w("measures.none_nearest", n=f.count(totals["measures"])),
            button=w("measures.none_button"),
            measures_verdict=None,
            measures_due=None,
        )


def _due(context: Context) -> int | None:
    """The year due that is asked for; None for a year in which no promise of these data falls due. One that only
    the filters leave empty stays: the reader made that choice."""
    if not context.address.value("measures_due"):
        return None
    every = context.warehouse.ask(answers.measure_totals, context.filter.with_(**NO_FILTER))
    known = {str(due) for due in every["due"].unique().to_list()}
    chosen = choice_of(context, "measures_due", "", known)
    return int(chosen) if chosen else None


def _chips(context: Context, verdict: str, due: int | None) -> list[Chip]:
    w, chips = context.w, []
    if verdict != ALL:
        label = w("measures.chip_verdict", label=w(f"measures.verdict_{verdict}"))
        chips.append(Chip("measures_verdict", label, {"measures_verdict": None}))
    if due is not None:
        chips.append(Chip("measures_due", w("measures.chip_due", due=due), {"measures_due": None}))
    return chips


def _every(context: Context) -> pl.DataFrame:
    every: pl.DataFrame = context.warehouse.ask(answers.measure_totals, context.filter)
    return every


def _totals(context: Context, due: int | None = None) -> Row:
    """The whole, or what is due in one year, as counts."""
    rows = _every(context)
    rows = rows if due is None else rows.filter(pl.col("due") == due)
    departments = rows["department_id"].n_unique()
    counts = rows.select(pl.exclude("due", "department_id").sum()).row(0, named=True)
    return {**{name: int(n) for name, n in counts.items()}, "departments": departments}


def _groups(context: Context, key: str) -> pl.DataFrame:
    """The counts by year due or by department."""
    other = "department_id" if key == "due" else "due"
    return _every(context).drop(other).group_by(key).agg(pl.all().sum()).sort(key)


def _nothing(context: Context) -> None:
    w = context.w
    n = int(context.warehouse.ask(answers.measure_counts, context.filter.with_(**NO_FILTER))["measures"][0])
    if not n:
        nothing(context, "measures")
        return
    nothing_found(
        key="measures",
        looked_for=w("measures.headline_none"),
        nearest=w("measures.headline_none_nearest", n=f.count(n)),
        button=w("common.widen"),
        **NO_FILTER,
    )


def _headline(context: Context, totals: Row) -> str:
    said = {name: f.count(n) for name, n in totals.items()}
    if not totals["knowable"]:
        return context.w("measures.headline_unknown", **said)
    return context.w("measures.headline_known", **said, share=f.share(totals["rose"] / totals["knowable"]))


def _kpis(context: Context, totals: Row) -> list[Kpi]:
    w, known = context.w, totals["knowable"]

    def share(name: str) -> str:
        if not known:
            return w("measures.kpi_share_none")
        return w("measures.kpi_share", share=f.share(totals[name] / known))

    return [
        Kpi(
            w("measures.kpi_measures"),
            f.count(totals["measures"]),
            w("measures.kpi_measures_note", n=f.count(totals["departments"])),
        ),
        Kpi(
            w("measures.kpi_knowable"),
            f.count(known),
            w(
                "measures.kpi_knowable_note",
                unknown=f.count(totals["unknown"]),
                no_base=f.count(totals["no_base"]),
            ),
            explanation=w("measures.why_unknown"),
        ),
        *(
            Kpi(
                w(f"measures.kpi_{name}"),
                f.count(totals[name]) if known else f.NULL,
                share(name),
                is_missed=name == "fell" and totals[name] > 0,
                explanation=w(f"measures.why_{name}"),
            )
            for name in ("rose", "flat", "fell")
        ),
    ]


def _controls(context: Context, verdict: str, totals: Row) -> None:
    w = context.w
    shown = [v for v in VERDICTS if totals[v] or v == verdict]
    by_department = context.warehouse.ask(
        answers.measure_counts, context.filter.with_(departments=()), "department_id"
    ).sort("measures", "department_id", descending=[True, False])
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        if len(shown) > 1:
            counted_choice(
                "measures-verdict",
                w("measures.verdict"),
                {ALL: counted(context, w("records.all"), totals["measures"])}
                | {v: counted(context, w(f"measures.verdict_{v}"), totals[v]) for v in shown},
                verdict,
                lambda v: change(measures_verdict=None if v == ALL else v),
            )
        department_choice(
            context, "measures-department", dict(by_department.select("department_id", "measures").iter_rows())
        )


def _by_due(context: Context) -> None:
    """Promises by the year they fall due, with what became of them."""
    w = context.w
    rows = _groups(context, "due").to_dicts()
    bars = tuple(
        specs.OutcomeRow(str(r["due"]), str(r["due"]), tuple(r[name] for name in specs.OUTCOMES)) for r in rows
    )
    spec = specs.OutcomeBars(
        key="measures_due",
        title=_due_title(context, bars),
        caption=w("measures.due_caption"),
        unit_label=w("measures.by_unit"),
        rows=bars,
    )
    show(context, spec, sources=measure_quotes(context), on_click=lambda due: change(measures_due=due))


def _due_title(context: Context, rows: Sequence[specs.OutcomeRow]) -> str:
    w = context.w
    known = [(r.share, r.label) for r in rows if r.share is not None]
    if not known:
        years = [r.label for r in rows]
        key = "due_title_unknown" if len(years) > 1 else "due_title_unknown_one"
        return w(f"measures.{key}", first=min(years), last=max(years))
    share, due = max(known)
    key = "due_title" if len(known) > 1 else "due_title_one"
    return w(f"measures.{key}", due=due, share=f.share(share))


def _by_department(context: Context) -> None:
    """The departments with the most promises after which the rate fell."""
    w = context.w
    rows = (
        _groups(context, "department_id")
        .filter(pl.col("fell") > 0)
        .sort("fell", "department_id", descending=[True, False])
    )
    names = context.choices.department_labels
    shown = rows.head(_SHOWN).to_dicts()
    is_alone = len(shown) == 1 or shown[0]["fell"] > shown[1]["fell"]
    spec = specs.CountBars(
        key="measures_by_department",
        title=w(
            "measures.by_title",
            department=names.get(shown[0]["department_id"], shown[0]["department_id"]),
            n=f.count(shown[0]["fell"]),
        )
        if is_alone
        else w("measures.by_title_tied", n=f.count(int(rows["fell"].sum())), m=f.count(rows.height)),
        caption=w("measures.by_caption", n=len(shown)),
        unit_label=w("measures.by_unit"),
        rows=tuple(
            specs.CountRow(r["department_id"], names.get(r["department_id"], r["department_id"]), r["fell"])
            for r in shown
        ),
    )
    said = measure_quotes(context)
    fell = "fell"
    show(context, spec, sources=said, on_click=lambda d: change(departments=(d,), measures_verdict=fell))

"""The figures of a department profile: rate among its peers, reasons, the years in a table.

Belongs here: these three panels and their sentences. Does not belong here: lists of projects, findings and promises
(``department_lists``), the figures themselves (``department_subject``).
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.components.text import escape_markdown
from dashboard.metrics.projects import Controllable
from dashboard.stories.names import Row, reason_name
from dashboard.views.common import csv_of, show, sources_of
from dashboard.views.department_subject import Subject

_SHOWN_REASONS = 6
#: Years side by side; the file has all of them.
_SHOWN_YEARS = 8
#: From this many years with a rate on, a course may be named.
_COURSE = 3
_LABEL_WIDTH = 1.3
#: A table of one year would be drawn over the whole width: at least so many columns have their place.
_LEAST_YEARS = 2
#: Codes that give no reason.
_NO_REASON: Controllable = "unknown"


def rates(subject: Subject) -> None:
    """The rate of every year over the range and median of the departments of its function."""
    context = subject.context
    w = context.w
    places = [(row, subject.standings[row["year"]]) for row in subject.years]
    numbers = [standing.n for _, standing in places]
    fewest, most = min(numbers), max(numbers)
    notes = []
    if most:
        key = "peers_note" if fewest == most else "peers_note_range"
        notes.append(w(f"department.{key}", n=most, fewest=fewest))
    rated = sum(row["rate"] is not None for row, _ in places)
    notes.append(w("department.rate_coverage", n=rated, total=len(places)))
    show(
        context,
        specs.PeerRates(
            key="department_rates",
            title=_rates_title(subject),
            caption=w("department.rate_caption", target=f.share(subject.target)),
            unit_label="%",
            notes=tuple(notes),
            years=tuple(
                specs.PeerYear(
                    id=str(row["year"]),
                    year=row["year"],
                    rate=row["rate"],
                    low=standing.rates[0] if standing.n else None,
                    median=standing.median,
                    high=standing.rates[-1] if standing.n else None,
                    peers=standing.n,
                )
                for row, standing in places
            ),
            target=subject.target,
        ),
        sources=sources_of(context, "project_year", ("executed",), chosen=subject.filter),
        on_click=lambda year: go(
            "execution", **{**subject.link, "year_from": int(year), "year_to": int(year), "dept": None}
        ),
    )  # fmt: skip


def _rates_title(subject: Subject) -> str:
    w = subject.context.w
    rated = [r for r in subject.years if r["rate"] is not None]
    if not rated:
        return w("department.rates_none", n=len(subject.years))
    last = rated[-1]
    standing = subject.standings[last["year"]]
    said = {"year": last["year"], "rate": f.rate(last["rate"], subject.target), "n": len(rated)}
    if len(rated) < _COURSE:
        first = w("department.rates_one" if len(rated) == 1 else "department.rates_two", **said)
    else:
        met = sum(not f.is_below(r["rate"], subject.target) for r in rated)
        first = w("department.rates_course", **said, met=met, target=f.share(subject.target))
    median = standing.median
    if median is None:
        return w("common.comma").join((first, w("department.rates_alone")))
    gap = f.gap(last["rate"], median, subject.target)
    side = "level" if not gap.strip("+−0.") else "above" if last["rate"] > median else "below"
    return w("common.comma").join((first, w(f"department.rates_{side}", gap=gap.lstrip("+−"))))


def leading_reason(subject: Subject, year: int) -> Row | None:
    """The real reason with the most unspent money of a year (without amounts: the most projects)."""
    rows = [r for r in subject.reasons if r["year"] == year and r["controllable"] != _NO_REASON]
    return min(rows, key=_weight) if rows else None


def _weight(row: Row) -> tuple[bool, Decimal, int, str]:
    return row["unspent"] is None, -(row["unspent"] or Decimal(0)), -row["projects"], row["code"]


def reasons(subject: Subject) -> None:
    """Why money was not spent in the latest year that says so: bars by money, without amounts a list."""
    context = subject.context
    w = context.w
    years = [r["year"] for r in subject.reasons]
    if not years:
        with frame(
            w, key="department-reasons", title=w("department.reasons_none"),
            caption=w("department.reasons_none_caption"), stamp=context.stamp(),
        ):  # fmt: skip
            st.space("xxsmall")
        return
    year = max(years)
    rows = sorted((r for r in subject.reasons if r["year"] == year), key=_weight)
    amounts = [r for r in rows if r["unspent"]]
    if amounts:
        _reason_bars(subject, year, rows, amounts)
        return
    caption = w("department.reasons_counted", n=sum(r["projects"] for r in rows))
    real = [r for r in rows if r["controllable"] != _NO_REASON]
    title = (
        w("department.reasons_words", year=year, names=_names(subject, real))
        if real
        else w("department.reasons_words_none", year=year)
    )
    with frame(
        w, key="department-reasons", caption=caption, stamp=context.stamp(),
        title=title,
        sources=sources_of(context, "project_year", chosen=subject.filter.years(year)),
    ):  # fmt: skip
        lines = [
            f"- {escape_markdown(reason_name(context, r))}"
            f" :gray[:small[{w('department.reason_projects', n=r['projects'], control=_control(subject, r))}]]"
            for r in rows
        ]
        st.markdown("\n".join(lines))


def _reason_bars(subject: Subject, year: int, rows: list[Row], amounts: list[Row]) -> None:
    context = subject.context
    w = context.w
    total = sum((r["unspent"] for r in amounts), Decimal(0))
    within = sum((r["unspent"] for r in amounts if r["controllable"] in ("yes", "partly")), Decimal(0))
    title = _reasons_title(subject, year, amounts, total)
    if len(amounts) > 1 and within:
        title = w("common.comma").join((title, w("department.reasons_within", share=f.share(within / total))))
    counted, listed = sum(r["with_amount"] for r in rows), sum(r["projects"] for r in rows)
    notes = [w("department.reasons_coverage", n=counted, total=listed)]
    if len(amounts) > _SHOWN_REASONS:
        notes.append(w("department.reasons_more", n=len(amounts) - _SHOWN_REASONS))
    show(
        context,
        specs.ReasonBars(
            key="department_reasons",
            title=title,
            caption=w("department.reasons_caption", unit=f.unit_name(context.unit, w)),
            unit_label=f.unit_name(context.unit, w),
            notes=tuple(notes),
            rows=tuple(
                specs.ReasonRow(r["code"], reason_name(context, r), r["unspent"], r["controllable"])
                for r in amounts[:_SHOWN_REASONS]
            ),
            money_unit=context.unit,
            total=total,
        ),
        sources=sources_of(context, "project_year", chosen=subject.filter.years(year)),
        on_click=lambda code: go(
            "reasons", **{**subject.link, "year_from": year, "year_to": year, "dept": None, "code": code}
        ),
    )  # fmt: skip


def _reasons_title(subject: Subject, year: int, amounts: list[Row], total: Decimal) -> str:
    """The first reason; where most money has none, how much that is, then the first that is given."""
    w, top = subject.context.w, amounts[0]

    def said(row: Row) -> Row:
        return {"year": year, "name": reason_name(subject.context, row), "share": f.share(row["unspent"] / total)}

    if top["controllable"] != _NO_REASON:
        return w("department.reasons_title", **said(top))
    silent = sum((r["unspent"] for r in amounts if r["controllable"] == _NO_REASON), Decimal(0))
    if silent == total:
        return w("department.reasons_silent_all", year=year)
    first = next(r for r in amounts if r["controllable"] != _NO_REASON)
    rest = w("department.reasons_given", **said(first))
    return w("common.comma").join((w("department.reasons_silent", year=year, share=f.share(silent / total)), rest))


def _names(subject: Subject, rows: list[Row]) -> str:
    return subject.context.w("common.pause").join(reason_name(subject.context, r) for r in rows)


def _control(subject: Subject, row: Row) -> str:
    return subject.context.w(f"low.control_{row['controllable']}")


def years(subject: Subject) -> None:
    """The years side by side: money, rate, score, scheme."""
    context = subject.context
    w = context.w
    shown = subject.years[-_SHOWN_YEARS:]
    schemes = {text for row in shown if (text := subject.scheme(row["year"]))}
    is_whole = all(row["n"] == row["rows_total"] for row in shown)
    # What is the same in every year stands in the caption.
    said_once = {"coverage"} if is_whole else set()
    said_once |= {"scheme"} if len(schemes) == 1 and len(shown) > 1 else set()
    lines = {name: [cell(subject, row) for row in shown] for name, cell in _LINES.items() if name not in said_once}
    caption = [w("department.years_caption", unit=f.unit_name(subject.unit, w))]
    if is_whole:
        caption.append(w("department.years_whole"))
    if "scheme" in said_once:
        caption.append(w("department.years_scheme", scheme=schemes.pop()))
    if len(subject.years) > len(shown):
        caption.append(w("department.years_cut", n=len(shown), total=len(subject.years)))
    with frame(
        w,
        key="department-years",
        title=_years_title(subject),
        caption=w("common.semicolon").join(caption),
        stamp=context.stamp(),
        sources=sources_of(context, "department_year", chosen=subject.filter),
        csv=lambda: csv_of(context, _file(subject), _years_title(subject)),
    ):
        record_list(
            key="department-years-rows",
            alt=_years_title(subject),
            heads=["", *(w("header.year", year=r["year"]) for r in shown)],
            widths=(_LABEL_WIDTH, *(1 for _ in shown), *(1 for _ in range(_LEAST_YEARS - len(shown)))),
            rows=[
                [Cell(w(f"department.line_{name}"), tone="small"), *cells]
                for name, cells in lines.items()
                # A line without a single entry would be a line of dashes.
                if any(cell.text != f.NULL for cell in cells)
            ],
        )


def _years_title(subject: Subject) -> str:
    """The year with the most unspent money; how far the score moved."""
    w = subject.context.w
    known = [r for r in subject.years if r["unspent"] is not None]
    left = [r for r in known if r["unspent"] > 0]
    if len(subject.years) == 1:
        return w("department.years_single", year=subject.latest["year"])
    if not left:
        return w("department.years_plain", n=len(subject.years))
    most = max(left, key=lambda r: (r["unspent"], r["year"]))
    return w("department.years_title", year=most["year"], money=subject.money(most, "unspent"), n=len(known))


def _small(text: str | None, under: str = "") -> Cell:
    return Cell(text or f.NULL, under=under, tone="small")


def _budget(subject: Subject, row: Row) -> Cell:
    """The sum; else the year-start budget with its mark, or the one that is stated without spending."""
    if row["budget"] is None and row["initial_budget"] is not None:
        mark = subject.context.w("department.mark_initial")
        return _small(f.money(row["initial_budget"], subject.unit), mark)
    return _small(f.money(row["budget"] if row["budget"] is not None else row["budget_only"], subject.unit))


def _executed(subject: Subject, row: Row) -> Cell:
    names = ("executed",) if row["budget"] is not None else ("initial_executed", "executed_only")
    return _small(f.money(next((row[name] for name in names if row[name] is not None), None), subject.unit))


def _unspent(subject: Subject, row: Row) -> Cell:
    return _small(f.money(row["unspent"], subject.unit))


def _rate(subject: Subject, row: Row) -> Cell:
    """The computed rate; without one, what the report prints, marked as its own."""
    w = subject.context.w
    if row["rate"] is not None:
        is_missed = f.is_below(row["rate"], subject.target)
        return Cell(f.rate(row["rate"], subject.target), tone="missed" if is_missed else "strong")
    printed = subject.stated_rates(row["year"])
    under = w("compare.stated", rates=w("compare.or").join(printed)) if printed else ""
    return _small(w("common.not_computable"), under)


def _coverage(_subject: Subject, row: Row) -> Cell:
    return _small(f"{f.count(int(row['n']))} / {f.count(int(row['rows_total']))}")


def _median(subject: Subject, row: Row) -> Cell:
    standing = subject.standings[row["year"]]
    return _small(f.rate(standing.median, subject.target))


def _score(subject: Subject, row: Row) -> Cell:
    own = subject.scores.get(row["year"])
    if own is None or own["score"] is None:
        return _small(subject.score_text(row["year"]))
    return _small(f.score(own["score"]), own["grade_stated"] or "")


def _scheme(subject: Subject, row: Row) -> Cell:
    return _small(subject.scheme(row["year"]))


_LINES = {
    "budget": _budget, "executed": _executed, "unspent": _unspent, "rate": _rate, "median": _median,
    "coverage": _coverage, "score": _score, "scheme": _scheme,
}  # fmt: skip


def _file(subject: Subject) -> pl.DataFrame:
    """All years, a row each: money in yuan, rates as fractions."""
    w, rows = subject.context.w, subject.years
    money = {
        name: pl.Series([r[name] for r in rows], dtype=pl.Decimal(38, 2))
        for name in ("budget", "executed", "unspent", "initial_budget", "initial_executed", "budget_only",
                     "executed_only")
    }  # fmt: skip
    standings = [subject.standings[r["year"]] for r in rows]
    return pl.DataFrame(
        {
            w("compare.col_year"): [r["year"] for r in rows],
            **{w(f"compare.file_{name}"): column for name, column in money.items()},
            w("compare.file_rate"): pl.Series([r["rate"] for r in rows], dtype=pl.Float64),
            w("department.file_n"): pl.Series([int(r["n"]) for r in rows], dtype=pl.Int64),
            w("department.file_total"): pl.Series([int(r["rows_total"]) for r in rows], dtype=pl.Int64),
            w("department.file_place"): pl.Series([s.place for s in standings], dtype=pl.Int64),
            w("department.file_peers"): pl.Series([s.n for s in standings], dtype=pl.Int64),
            w("department.file_median"): pl.Series([s.median for s in standings], dtype=pl.Float64),
            w("department.line_score"): pl.Series([subject.score_text(r["year"]) for r in rows], dtype=pl.String),
            w("department.line_scheme"): pl.Series([subject.scheme(r["year"]) for r in rows], dtype=pl.String),
        }
    )  # fmt: skip

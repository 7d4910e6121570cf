"""The money of a project page: the sentence, the bar, six figures, fund sources, what became of the rest.

Belongs here: amounts of one project-year and the words about them. Does not belong here: reasons, other projects.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.metrics import projects
from dashboard.metrics.filters import Id, Year
from dashboard.stories.names import Row
from dashboard.strings import entry
from dashboard.views.common import quotes, show
from dashboard.views.low_rows import recomputed
from dashboard.views.project_subject import Subject

_AMOUNTS = ("budget_initial", "budget_full_year", "funds_received", "executed", "amount_unspecified")
_AFTER = ("carried_forward", "returned", "committed_unpaid")
_RATE_CODES = frozenset(("rate_mismatch", "rate_basis_received"))


def money(subject: Subject, findings: list[Row]) -> None:
    """The sentence, the bar and the six figures."""
    context, row = subject.context, subject.row
    w = context.w
    is_rate_disputed = any(r["code"] in _RATE_CODES and r["fact_row_id"] == row["row_id"] for r in findings)
    sentence = summary(subject, is_rate_disputed=is_rate_disputed)
    if row["budget"] is None and row["executed"] is None:
        with frame(
            w, key="project-amounts", title=sentence, caption=_caption(subject, has_bar=False), stamp=context.stamp(),
            sources=quotes(subject.quoted()),
        ):  # fmt: skip
            st.space("small")
    else:
        bar = specs.AmountBar(
            key="project_amounts",
            title=sentence,
            caption=_caption(subject, has_bar=True),
            unit_label=f.unit_name(context.unit, w),
            id=row["row_id"],
            budget=row["budget"],
            executed=row["executed"],
            money_unit=context.unit,
            rate_text=None if is_rate_disputed else subject.printed("execution_rate_stated"),
            target=subject.target,
            marks=tuple(specs.AmountMark(w(f"project.amount_{name}"), row[name]) for name in _beside(row)),
            alt=sentence,
        )
        show(context, bar, sources=quotes(subject.quoted()))
    for column, cell in zip(st.columns(6), _cells(subject, is_rate_disputed=is_rate_disputed), strict=True):
        with column, st.container(gap=None):
            st.markdown(f":gray[:small[{escape_markdown(cell.label)}]]")
            value = escape_markdown(cell.value)
            st.markdown(f"#### :gray[{value}]" if cell.is_missing else f"#### {value}")
            st.markdown(f":gray[:small[{escape_markdown(cell.note)}]]")


def summary(subject: Subject, *, is_rate_disputed: bool) -> str:
    """One sentence: what was given, what was spent, why not the rest."""
    w, row = subject.context.w, subject.row
    said = {name: subject.money(name) for name in ("budget", *_AMOUNTS, "unspent")}
    said["rate"] = _rate_text(subject, is_rate_disputed=is_rate_disputed)
    kind = _kind(row)
    parts = [w(f"project.summary_{kind}", **said, words=_words(subject))]
    names = subject.reason_names(subject.stated_reasons)
    if kind == "both":
        unspent = row["unspent"]
        if unspent < 0:
            parts.append(w("project.rest_over", over=f.money_with_unit(-unspent, subject.context.unit, w)))
        elif unspent == 0:
            parts.append(w("project.rest_none"))
        elif names:
            parts.append(w("project.rest_reasons", unspent=said["unspent"], reasons=names))
        else:
            ending = "symptom" if subject.has_symptom_only else "silent" if subject.is_low else "plain"
            parts.append(w(f"project.rest_{ending}", unspent=said["unspent"]))
    elif names:
        parts.append(w("project.because", reasons=names))
    text = w("common.semicolon").join(parts)
    if row["as_of"] is not None:
        return w("project.to_date", date=row["as_of"].isoformat(), text=text)
    return w("project.initial", text=text) if row["rate_basis"] == "initial" else text


def _kind(row: Row) -> str:
    """Which amounts the report gives, the most telling first."""
    has = {name: row[name] is not None for name in ("unspent", "budget", "executed", "funds_received", "rate")}
    kinds = (
        (has["unspent"], "both"),
        (has["budget"] and has["rate"], "budget_rate"),
        (has["budget"], "budget"),
        (row["is_without_spending"], "no_spending"),
        (has["executed"] and has["funds_received"], "received"),
        (has["executed"], "executed"),
        (row["amount_unspecified"] is not None, "unspecified"),
        (has["rate"], "rate"),
        (bool(row["progress_text"]), "progress"),
    )
    return next((kind for test, kind in kinds if test), "silent")


def _words(subject: Subject) -> str:
    """What the report says in words in place of a number."""
    printed = subject.printed("executed") if subject.row["is_without_spending"] else subject.row["progress_text"]
    return printed or ""


def _rate_text(subject: Subject, *, is_rate_disputed: bool) -> str:
    printed = subject.printed("execution_rate_stated")
    if printed and not is_rate_disputed:
        return printed
    return recomputed(subject.row["rate"], subject.target)


def _caption(subject: Subject, *, has_bar: bool) -> str:
    w, context = subject.context.w, subject.context
    key = "project.bar_caption" if has_bar else "project.no_bar_caption"
    caption = w(key, unit=f.unit_name(context.unit, w), target=f.share(subject.target))
    row = subject.row
    parts = [caption]
    if has_bar and _beside(row):
        parts.append(w("project.marks_caption"))
    if row["as_of"] is not None:
        parts.append(w("project.to_date_caption"))
    return w("common.semicolon").join(parts)


def _beside(row: Row) -> list[str]:
    """The stated amounts that are neither the bar's budget nor its execution."""
    names = ("budget_initial", "funds_received", "amount_unspecified")
    return [name for name in names if row[name] is not None and row[name] not in (row["budget"], row["executed"])]


@dataclass(frozen=True)
class _Cell:
    label: str
    value: str
    note: str
    is_missing: bool = False


def _cells(subject: Subject, *, is_rate_disputed: bool) -> list[_Cell]:
    w, row = subject.context.w, subject.row
    return [
        _budget_cell(subject),
        _amount_cell(subject, "funds_received"),
        _amount_cell(subject, "executed"),
        _unspent_cell(subject),
        _stated_cell(subject),
        _Cell(w("project.cell_recomputed"), w("common.not_computable"), w("project.note_no_base"), is_missing=True)
        if row["execution_rate_computed"] is None
        else _Cell(
            w("project.cell_recomputed"),
            recomputed(row["execution_rate_computed"], subject.target),
            _agreement(subject, is_rate_disputed=is_rate_disputed),
        ),
    ]


def _missing(subject: Subject, label: str) -> _Cell:
    w = subject.context.w
    return _Cell(label, w("common.not_stated"), w("project.note_not_stated"), is_missing=True)


def _budget_cell(subject: Subject) -> _Cell:
    context, row = subject.context, subject.row
    w, label = context.w, context.w("project.cell_budget")
    if row["budget"] is None:
        if row["amount_unspecified"] is None:
            return _missing(subject, label)
        value = f.money(row["amount_unspecified"], context.unit)
        return _Cell(w("project.cell_unspecified"), value, w("project.note_unspecified"))
    note = w(f"project.basis_{row['budget_basis'] or 'unspecified'}")
    has_both = row["budget_full_year"] is not None and row["budget_initial"] is not None
    if has_both and row["budget_initial"] != row["budget_full_year"]:
        note = w("project.basis_changed", initial=f.money(row["budget_initial"], context.unit))
    return _Cell(label, f.money(row["budget"], context.unit), note)


def _amount_cell(subject: Subject, column: str) -> _Cell:
    context, value = subject.context, subject.row[column]
    label = context.w(f"project.cell_{column}")
    if value is None:
        return _missing(subject, label)
    printed = subject.printed(column)
    note = context.w("project.note_printed", text=printed) if printed else context.w("project.note_stated")
    others = subject.other_statements(column)
    if others:
        note = context.w("project.note_elsewhere", note=note, text=context.w("common.pause").join(others))
    return _Cell(label, f.money(value, context.unit), note)


def _unspent_cell(subject: Subject) -> _Cell:
    context, row = subject.context, subject.row
    w, unit = context.w, context.unit
    if row["unspent"] is None:
        return _Cell(
            w("project.cell_unspent"), w("common.not_computable"), w("project.note_no_amounts"), is_missing=True
        )
    note = w("project.note_difference", budget=f.money(row["budget"], unit), executed=f.money(row["executed"], unit))
    return _Cell(w("project.cell_unspent"), f.money(row["unspent"], unit), note)


def _stated_cell(subject: Subject) -> _Cell:
    w = subject.context.w
    label, printed = w("project.cell_stated"), subject.printed("execution_rate_stated")
    if printed is None:
        words = subject.printed("executed") if subject.row["is_without_spending"] else None
        if words and not any(c.isdigit() for c in words):
            return _Cell(label, words, w("project.note_in_words"))
        return _missing(subject, label)
    others = subject.other_statements("execution_rate_stated")
    note = w("project.note_stated")
    if others:
        note = w("project.note_elsewhere", note=note, text=w("common.pause").join(others))
    return _Cell(label, printed, note)


def _agreement(subject: Subject, *, is_rate_disputed: bool) -> str:
    w, row = subject.context.w, subject.row
    if row["execution_rate_stated"] is None:
        return w("project.note_basis", basis=w(f"low.basis_{row['rate_basis']}"))
    return w("project.note_disagrees" if is_rate_disputed else "project.note_agrees")


def afterwards(subject: Subject) -> None:
    """Where the unspent money is, and how far the project got, where the report says so."""
    context, row = subject.context, subject.row
    w = context.w
    amounts = [w(f"project.after_{name}", amount=subject.money(name)) for name in _AFTER if row[name] is not None]
    progress = row["progress_text"] or (w(f"project.progress_{row['progress']}") if row["progress"] else None)
    if amounts:
        title = w("project.after_title", amounts=w("common.comma").join(amounts))
    elif progress:
        title = w("project.progress_title", progress=progress)
    else:
        return
    said = subject.quoted((*_AFTER, "balance_stated", "progress_text", "progress"))
    notes = [w("project.progress_title", progress=progress)] if amounts and progress else []
    if row["balance_stated"] is not None:
        notes.append(w("project.after_balance", amount=subject.money("balance_stated")))
    with frame(
        w,
        key="project-after",
        title=title,
        caption=w("common.semicolon").join(notes),
        stamp=context.stamp(),
        sources=quotes(said) if said else None,
    ):
        st.space("xxsmall")


def funding(subject: Subject) -> None:
    """Fund sources; subtotals are marked, as they are not to be added to their parts."""
    context, row = subject.context, subject.row
    w = context.w
    rows = [
        r
        for r in context.warehouse.ask(
            projects.of_project, "funding_year", Id(row["project_id"]), Year(row["year"])
        ).to_dicts()
        if (r["fund_year"] or r["year"]) == (row["fund_year"] or row["year"])
        and r["evaluation_kind"] == row["evaluation_kind"]
    ]
    if not rows:
        return
    rows.sort(key=lambda r: r["ordinal"])
    parts = [r for r in rows if not r["is_subtotal"]] or rows
    columns = [name for name in _AMOUNTS if any(r[name] is not None for r in rows)]
    names = [_fund_name(subject, r) for r in rows]
    title = (
        w("project.funding_one", name=_fund_name(subject, parts[0]))
        if len(parts) == 1
        else w(
            "project.funding_many", n=len(parts), names=w("common.pause").join(_fund_name(subject, r) for r in parts)
        )
    )
    head = "|".join((w("project.funding_source"), *(w(f"project.amount_{name}") for name in columns)))
    lines = [f"|{head}|", "|---" + "|---:" * len(columns) + "|"]
    for name, r in zip(names, rows, strict=True):
        amounts = "|".join(f.money(r[column], context.unit) for column in columns)
        lines.append(f"|{escape_markdown(name)}|{amounts}|")
    with frame(
        w,
        key="project-funding",
        title=title,
        caption=w("project.funding_caption", unit=f.unit_name(context.unit, w)),
        stamp=context.stamp(),
    ):
        st.markdown("\n".join(lines))


def _fund_name(subject: Subject, row: Row) -> str:
    """Level, type and kind of one source, as far as they are stated."""
    w = subject.context.w
    parts = []
    for value in (row["fund_level"], row["fund_type"], row["budget_kind"]):
        known = entry(f"fund.{value}") if value else None
        if value:
            parts.append(known[subject.context.language] if known else value)
    name = w("project.fund_separator").join(parts) or w("project.fund_unnamed")
    return w("project.fund_subtotal", name=name) if row["is_subtotal"] else name

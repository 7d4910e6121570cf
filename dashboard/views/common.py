"""What every view does the same way: the header, a figure with its sources and files, names of things.

Belongs here: wiring between context, charts and components. Does not belong here: figures, sentences of one view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard.basket import Item
from dashboard.charts.palette import Palette, palette
from dashboard.charts.plotly import config, figure
from dashboard.charts.specs import Chart
from dashboard.components.address import go, here, link, query_here
from dashboard.components.csv_file import csv_bytes
from dashboard.components.figure_menu import FigureFiles
from dashboard.components.header import Crumb, header
from dashboard.components.notice import nothing_found
from dashboard.components.panel import Evidence, Sources, panel
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.formats import Unit
from dashboard.labels import Chip
from dashboard.metrics.evidence import evidence_of
from dashboard.metrics.filters import Filter
from dashboard.stories.names import Row, caption_of, still_caption
from dashboard.stories.section import Section
from dashboard.views.export_menu import export_menu, marking
from dashboard.views.touched import touched_badge

#: Where the charts of a page are collected instead of drawn (``views.gather``); None where they are drawn.
COLLECTED: ContextVar[list[Chart] | None] = ContextVar("collected", default=None)
#: What 清除 does to the address.
NO_FILTER: dict[str, Any] = {
    "province": None, "city": None, "districts": (), "departments": (), "functions": (), "year_from": None,
    "year_to": None,
}  # fmt: skip


def head(
    context: Context,
    crumbs: Sequence[Crumb | str],
    *,
    chips: Sequence[Chip] = (),
    year: int | None = None,
    **options: Any,
) -> None:
    """The title row with the shared filters and the findings that touch the page (``year``: the only one it shows)."""
    header(
        context.w, context.address, context.choices, crumbs=crumbs, chips=chips,
        remark=lambda: touched_badge(context, year), export=lambda: export_menu(context), **options,
    )  # fmt: skip


def finding(sentence: str) -> None:
    """The page's headline: what the data say, one sentence."""
    st.markdown(f"## {escape_markdown(sentence)}")


def colours() -> Palette:
    """The palette of the reader's theme."""
    return palette(st.context.theme.type)


def show(
    context: Context,
    spec: Chart,
    *,
    sources: Callable[[], Sources] | None = None,
    on_click: Callable[[str], None] | None = None,
    remark: Callable[[], None] | None = None,
) -> None:
    """A chart in its panel: finding, caption with notes, figure, 来源, 下载. Where specifications are collected it is
    kept instead of drawn."""
    kept = COLLECTED.get()
    if kept is not None:
        kept.append(spec)
        return
    panel(
        context.w,
        key=spec.key.replace("_", "-"),
        title=spec.title,
        caption=caption_of(context, spec),
        figure=figure(spec, colours(), w=context.w),
        alt=spec.alt or spec.title,
        config=config(context.language),
        stamp=context.stamp(unit=spec.unit_label),
        sources=sources,
        csv=lambda: csv_of(context, spec.table(context.w), spec.title, spec.notes),
        on_click=on_click,
        remark=remark,
        rows=lambda: spec.table(context.w),
        files=FigureFiles(
            slide=partial(_slide, context, spec, marking(context)),
            sheet=partial(_sheet, context, spec, marking(context)),
            item=lambda: Item(here(), query_here(), spec.key, spec.title),
        ),
    )


def _section(context: Context, spec: Chart) -> Section:
    return Section("figure", spec.title, still_caption(context.w, spec), figure=spec, unit=spec.unit_label)


def _slide(context: Context, spec: Chart, mark: str) -> bytes:
    """This chart as a deck of one slide. The Office libraries are read when a file is made."""
    from dashboard.exports.deck import figures_deck  # noqa: PLC0415
    from dashboard.exports.frame import frame_of  # noqa: PLC0415

    frame = frame_of(context, mark)
    return figures_deck([(_section(context, spec), frame)], frame)


def _sheet(context: Context, spec: Chart, mark: str) -> bytes:
    """The chart's data with the chart, as a workbook."""
    from dashboard.exports.frame import frame_of  # noqa: PLC0415
    from dashboard.exports.workbook import figure_sheet  # noqa: PLC0415

    section = _section(context, spec)
    return figure_sheet(section, spec.table(context.w), frame_of(context, mark, Unit.YUAN))


def csv_of(context: Context, rows: pl.DataFrame, title: str, notes: Sequence[str] = ()) -> bytes:
    """A table as CSV with title, notes, filters, source and dataset below it; the columns name their units."""
    return csv_bytes(rows.columns, rows.iter_rows(), (title, *notes, *context.stamp(unit="").lines(context.w)))


def sources_of(
    context: Context,
    table: str,
    columns: tuple[str, ...] = (),
    *,
    row_ids: tuple[str, ...] = (),
    chosen: Filter | None = None,
) -> Callable[[], Sources]:
    """A look-up, made only when the reader opens 来源, of the statements behind a figure."""

    def look_up() -> Sources:
        rows = context.warehouse.ask(evidence_of, chosen or context.filter, table, columns, row_ids=row_ids)
        found = [
            Evidence(
                title=r["title"] or "",
                place=r["locator"] or "",
                quote=r["quote"],
                subject=context.w("common.subject", name=r["subject"], year=r["year"]),
            )
            for r in rows.to_dicts()
        ]
        return Sources(found, int(rows["total"][0]) if found else 0)

    return look_up


def quotes(rows: Sequence[Row], *, total: int | None = None) -> Callable[[], Sources]:
    """Sources from rows that carry their own quote (reasons, measures, findings): title, locator, quote, subject."""

    def look_up() -> Sources:
        found = [
            Evidence(r.get("title") or "", r.get("locator") or "", r["quote"], r.get("subject") or "")
            for r in rows
            if r.get("quote")
        ]
        return Sources(found, total if total is not None else len(found))

    return look_up


def nothing(context: Context, key: str) -> None:
    """The state of a page whose filters let no row through: what there would be, and one way back."""
    w, choices = context.w, context.choices
    nearest = {"first": choices.years[0], "last": choices.years[-1], "departments": len(choices.departments)}
    nothing_found(
        key=key,
        looked_for=w("common.nothing_title"),
        nearest=w("common.nothing_nearest", **nearest),
        button=w("common.widen"),
        **NO_FILTER,
    )


def project_link(row_id: str) -> str:
    """Address of the page of the project a ``project_year`` row belongs to, at that row."""
    return link("project", id=row_id.split("|", maxsplit=1)[0], row=row_id)


def open_project(row_id: str) -> None:
    """Open the page of the project a ``project_year`` row belongs to, at that row."""
    go("project", id=row_id.split("|", maxsplit=1)[0], row=row_id)

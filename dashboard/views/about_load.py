"""版本与装载 on the page 数据说明: which build this is, what was read, and every row that was set aside.

Belongs here: the load in service. Does not belong here: loading (``etl``).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.kpi import kpi_row
from dashboard.components.panel import frame
from dashboard.components.table import table
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import places
from dashboard.views.common import csv_of
from dashboard.views.record_rows import PAGE, heads, page_of, pager, reach, row, two_lines

_REFUSED_WIDTHS = (3.0, 4.0, 5.0)
_MAX_RAW = 160


def draw(context: Context) -> None:
    """Version, counts, files, refused rows."""
    load = {k: int(v or 0) for k, v in context.warehouse.ask(places.load_totals).row(0, named=True).items()}
    _version(context, load)
    st.space("small")
    _files(context)
    st.space("small")
    _refused(context, load["rows_quarantined"])


def _version(context: Context, load: dict[str, int]) -> None:
    w, snapshot = context.w, context.warehouse.snapshot
    editions = context.warehouse.ask(places.editions)
    in_force = w("common.pause").join(
        w("about.edition", edition=r["edition"], n=f.count(int(r["in_force"])))
        for r in editions.to_dicts()
        if r["in_force"]
    )
    said = w(
        "about.version_line",
        time=f"{snapshot.built_at:%Y-%m-%d %H:%M:%S}",
        contract=snapshot.manifest()["contract_version"],
        edition=editions["edition"][0],
    )
    date = f"{snapshot.built_at:%Y-%m-%d}"
    with st.container(gap=None):
        title = w("about.version_title", build_id=context.build_id, date=date)
        st.markdown(f"##### {escape_markdown(title)}")
        st.markdown(f":gray[:small[{escape_markdown(said)}]]")
    share = f.share(load["rows_published"] / load["rows_read"]) if load["rows_read"] else f.NULL
    kpi_row(
        [
            Kpi(w("about.kpi_read"), f.count(load["rows_read"]), w("about.kpi_read_note", n=f.count(load["files"]))),
            Kpi(w("about.kpi_published"), f.count(load["rows_published"]), w("about.kpi_published_note", share=share)),
            Kpi(
                w("about.kpi_quarantined"),
                f.count(load["rows_quarantined"]),
                w("about.kpi_quarantined_note"),
                is_missed=load["rows_quarantined"] > 0,
            ),
            Kpi(w("about.kpi_editions"), f.count(int(editions["in_force"].sum())), in_force),
        ]
    )


def _files(context: Context) -> None:
    w = context.w
    rows = context.warehouse.ask(places.register, "load_run").sort("file")
    counted = ("rows_read", "rows_published", "rows_as_statement", "rows_quarantined")
    data = rows.select("file", "table_name", *counted, "sha256")
    bad = rows.filter(pl.col("rows_read") != pl.col("rows_published") + pl.col("rows_quarantined")).height
    title = w("about.files_title_not" if bad else "about.files_title", n=rows.height, bad=bad)
    caption = w("about.files_caption")
    words = ("file", "table", "read", "published_rows", "statement", "quarantined", "sha")
    names = dict(zip(data.columns, (w(f"about.col_{c}") for c in words), strict=True))
    with frame(
        w,
        key="about-files",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, data.rename(names), title, (caption,)),
    ):
        number, text = st.column_config.NumberColumn, st.column_config.TextColumn
        table(
            data,
            key="about-files-rows",
            columns={
                "file": text(names["file"], width=330),
                "table_name": text(names["table_name"], width=170),
                **{c: number(names[c], width=96, alignment="right") for c in counted},
                "sha256": text(names["sha256"], width=300),
            },
            alt=title,
            max_rows=8,
            texts=dict.fromkeys(counted, f.count),
        )


def _refused(context: Context, total: int) -> None:
    """Every row that was set aside, a page at a time."""
    w = context.w
    if not total:
        st.markdown(f"##### {w('about.refused_none')}")
        return
    page = page_of(context, "about_refused", total)
    rows = context.warehouse.ask(places.refused, PAGE, (page - 1) * PAGE).to_dicts()
    title = w("about.refused_title", n=f.count(total))
    caption = w("common.semicolon").join((reach(context, page, total), w("about.refused_caption")))
    with frame(
        w,
        key="about-refused",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, context.warehouse.ask(places.register, "quarantine"), title),
    ):
        heads(_REFUSED_WIDTHS, [w(f"about.col_{c}") for c in ("where", "why", "raw")])
        for record in rows:
            where, why, raw = row(_REFUSED_WIDTHS)
            place = w("about.where", file=record["file"], row=f.count(record["row_number"]))
            two_lines(where, place, record["column_name"] or "", is_small=True)
            two_lines(why, record["sentence"], record["code"], is_small=True)
            raw.markdown(f":gray[:small[{escape_markdown(record['raw'][:_MAX_RAW])}]]")
        pager("about_refused", page, total)

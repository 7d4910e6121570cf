"""来源, 方案与原因代码 on the page 数据说明.

Belongs here: the documents, the scoring schemes and the reason codes as published. Does not belong here: figures.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.notice import nothing_found
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import places
from dashboard.stories.names import Row, reason_name
from dashboard.strings import entry
from dashboard.views.common import NO_FILTER, csv_of
from dashboard.views.record_rows import PAGE, heads, page_of, pager, reach, row, two_lines

_SOURCE_WIDTHS = (5.2, 1.1, 1.1, 0.8, 4.0)
_SOURCE_COLUMNS = ("title", "kind", "published", "statements", "origin")
_SCHEME_WIDTHS = (3.6, 2.6, 1.5, 1.2, 1.2, 1.7)
_SCHEME_COLUMNS = ("scheme", "weights", "grades", "target", "threshold", "high")
_REASON_WIDTHS = (0.7, 3.2, 1.4, 6.5)
_REASON_COLUMNS = ("code", "reason", "control", "cues")
_SHA_SHOWN = 12


def sources(context: Context) -> None:
    """The documents behind the filtered rows, with their placing notes; a page at a time."""
    w = context.w
    every = context.warehouse.ask(places.source_list, context.filter)
    if every.is_empty():
        nothing_found(
            key="about-sources",
            looked_for=w("about.sources_none"),
            nearest=None,
            button=w("common.widen"),
            **NO_FILTER,
        )
        return
    page = page_of(context, "about_page", every.height)
    shown = every.slice((page - 1) * PAGE, PAGE)
    quoted = every.filter(pl.col("statements") > 0).height
    title = w("about.sources_title", n=f.count(every.height), quoted=f.count(quoted))
    caption = w("common.semicolon").join((reach(context, page, every.height), w("about.sources_caption")))
    with frame(
        w,
        key="about-sources",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, _sources_file(context, every), title),
    ):
        heads(_SOURCE_WIDTHS, [w(f"about.col_{c}") for c in _SOURCE_COLUMNS])
        for record in shown.to_dicts():
            name, kind, published, statements, origin = row(_SOURCE_WIDTHS)
            two_lines(name, record["title"], record["note"] or "", is_bold=True)
            two_lines(kind, w(f"about.kind_{record['kind']}"), _group(context, record["source_group"]), is_small=True)
            published.markdown(f":small[{record['published_on'] or f.NULL}]")
            statements.markdown(f":small[{f.count(record['statements'])}]")
            checksum = f"SHA-256 {record['sha256'][:_SHA_SHOWN]}…" if record["sha256"] else ""
            two_lines(origin, record["origin"] or f.NULL, checksum, is_small=True)
        pager("about_page", page, every.height)


def _sources_file(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    w = context.w
    return pl.DataFrame(
        {
            w("about.file_id"): rows["source_id"],
            w("about.col_title"): rows["title"],
            w("about.col_kind"): [w(f"about.kind_{k}") for k in rows["kind"]],
            w("about.file_group"): [_group(context, group) for group in rows["source_group"]],
            w("about.col_published"): rows["published_on"],
            w("about.col_statements"): rows["statements"],
            w("about.col_origin"): rows["origin"],
            w("about.file_sha"): rows["sha256"],
            w("about.file_note"): rows["note"],
        }
    )


def _group(context: Context, group: str) -> str:
    """The source group in the page's language; a group of the reader's own by its own name."""
    known = entry(f"about.group_{group}")
    return known[context.language] if known else group


def schemes(context: Context) -> None:
    """The scoring schemes and the reason codes."""
    _schemes(context)
    st.space("small")
    _reasons(context)


def _schemes(context: Context) -> None:
    w = context.w
    rows = context.warehouse.ask(places.register, "scheme").sort("scheme_id")
    targets = sorted(set(rows["execution_target"].to_list()))
    title = w("about.schemes_title", n=rows.height, target=w("common.pause").join(f.share(t) for t in targets))
    caption = w("about.schemes_caption")
    with frame(
        w,
        key="about-schemes",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, rows, title, (caption,)),
    ):
        heads(_SCHEME_WIDTHS, [w(f"about.col_{c}") for c in _SCHEME_COLUMNS])
        for record in rows.to_dicts():
            cells = row(_SCHEME_WIDTHS)
            two_lines(cells[0], record["scheme"], record["locator"] or "", is_bold=True, is_small=True)
            for cell, text in zip(cells[1:], _scheme_texts(context, record), strict=True):
                cell.markdown(f":small[{escape_markdown(text)}]")


def _scheme_texts(context: Context, record: Row) -> tuple[str, ...]:
    weights = ("weight_execution", "weight_output", "weight_benefit", "weight_satisfaction")
    grades = ("grade_excellent", "grade_good", "grade_fair")
    return (
        " / ".join(f.score(record[c]) for c in weights),
        " / ".join(f.score(record[c]) for c in grades),
        f.share(record["execution_target"]),
        f.share(record["reason_threshold"]),
        context.w("about.high_low", score=f.score(record["high_score"]), rate=f.share(record["low_execution"])),
    )


def _reasons(context: Context) -> None:
    w = context.w
    rows = context.warehouse.ask(places.register, "reason_code").sort("code")
    own = rows.filter(pl.col("controllable").is_in(["yes", "partly"])).height
    title, caption = w("about.reasons_title", n=rows.height, own=own), w("about.reasons_caption")
    with frame(
        w,
        key="about-reasons",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, rows, title, (caption,)),
    ):
        heads(_REASON_WIDTHS, [w(f"about.col_{c}") for c in _REASON_COLUMNS])
        for record in rows.to_dicts():
            cells = row(_REASON_WIDTHS)
            cues = (record["cue_phrases"] or "").replace("|", w("common.pause"))
            control = w(f"charts.control_{record['controllable']}")
            texts = (record["code"], reason_name(context, record), control, cues or f.NULL)
            for cell, text in zip(cells, texts, strict=True):
                cell.markdown(f":small[{escape_markdown(text)}]")

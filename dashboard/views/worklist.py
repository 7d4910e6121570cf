"""督办清单: the button that makes the work list's files for what is filtered.

Belongs here: the popover and the wiring to the exports. Does not belong here: which rows (``metrics.worklist``), the
files (``dashboard.exports``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboard import formats as f
from dashboard.components.figure_export import file_stem
from dashboard.context import Context
from dashboard.exports.worklist import Frame, Worklist, worklist
from dashboard.metrics import worklist as metrics
from dashboard.stories.limits import reason_threshold, target_of

_WIDTH = 320
_FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Asked:
    """What narrows the list besides the shared filter, with its ``labels`` for the reader of the file: a severity and
    checks (then only findings are listed), or the arguments of ``metrics.worklist_low`` (then only those projects)."""

    labels: tuple[str, ...] = ()
    severity: str | None = None
    codes: tuple[str, ...] = ()
    low: Mapping[str, Any] | None = None


@st.fragment
def worklist_button(context: Context, asked: Asked) -> None:
    """The popover with both files. Nothing is asked or made before a click."""
    w = context.w
    popover = st.popover(w("worklist.name"), key="worklist", on_change="rerun", type="primary")
    if not popover.open:
        return
    with popover, st.container(width=_WIDTH):
        kind = "offer_low" if asked.low is not None else "offer_chosen" if asked.severity or asked.codes else "offer"
        text = w(f"worklist.{kind}", threshold=f.share(reason_threshold(context)))
        st.markdown(f":gray[:small[{text}]]")
        stem = file_stem(w("worklist.name"), context.stamp().dataset_label, context.build_id)
        for form, mime in _FORMS.items():
            st.download_button(
                w(f"worklist.{form}"),
                partial(_file, form, context, asked),
                file_name=f"{stem}.{form}",
                mime=mime,
                key=f"worklist-{form}",
                on_click="ignore",
                width="stretch",
            )
        st.markdown(f":gray[:small[{context.stamp().dataset_label}]]")


def content(context: Context, asked: Asked) -> Worklist:
    """The list for the filter of the page, public cases included only where the reader added them."""
    stamp, ask = context.stamp(), context.warehouse.ask
    chosen: dict[str, Any] = {"severity": asked.severity, "codes": asked.codes}
    threshold = reason_threshold(context)
    matters = ask(metrics.worklist_matters, context.filter, **chosen)
    if asked.low is None:
        projects = ask(metrics.worklist_projects, context.filter, threshold, **chosen)
    else:
        projects = ask(metrics.worklist_low, context.filter, **asked.low)
        threshold = asked.low["threshold"]
        matters = matters.join(projects, left_on="fact_row_id", right_on="row_id", how="semi", maintain_order="left")
    frame = Frame(
        dataset_label=stamp.dataset_label,
        filters=context.w("header.list_separator").join((stamp.filters, *asked.labels)),
        source=stamp.source,
        build_id=context.build_id,
        unit=context.unit,
        language=context.language,
        # A build's id begins with its day: no clock in the list, the same data give the same file.
        since=date.fromisoformat(context.build_id[:8]),
        target=target_of(context),
        threshold=threshold,
    )
    return worklist(projects, matters, frame, context.w)


def _file(form: str, context: Context, asked: Asked) -> bytes:
    """The Office libraries are read when a file is made: the pages do not wait for them."""
    listed = content(context, asked)
    if form == "xlsx":
        from dashboard.exports.worklist_xlsx import worklist_xlsx  # noqa: PLC0415

        return worklist_xlsx(listed, context.w)
    from dashboard.exports.worklist_docx import worklist_docx  # noqa: PLC0415

    return worklist_docx(listed, context.w)

"""导出: the meeting pack of what is shown, from every page.

Belongs here: the popover's buttons, progress and sentences. Does not belong here: the files (``exports.pack``).
"""

from __future__ import annotations

import logging
from functools import partial

import streamlit as st

from dashboard.components.address import page_link
from dashboard.components.figure_export import file_stem
from dashboard.components.figure_menu import SHEET_TYPE, SLIDE_TYPE, basket
from dashboard.context import Context
from dashboard.exports.frame import clean_marking, default_marking

_LOG = logging.getLogger(__name__)
_MADE = "export-made"
_MARKING = "marking"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Kind, ending and media type of what is made on one click.
_QUICK = (("deck", "pptx", SLIDE_TYPE), ("brief", "docx", DOCUMENT_TYPE))
#: What takes longer is made with a bar first: kind, ending, media type.
_LONG = (
    ("workbook", "xlsx", SHEET_TYPE),
    ("deck", "pdf", "application/pdf"),
    ("brief", "pdf", "application/pdf"),
)


def marking(context: Context) -> str:
    """The marking line of this session, as it stands when a page is drawn."""
    return clean_marking(st.session_state.get(_MARKING, default_marking(context.w)))


def export_menu(context: Context) -> None:
    """Draw the content of the popover. Nothing is asked or made before a click."""
    w = context.w
    st.markdown(f":gray[:small[{w('export.intro')}]]")
    marking_field(context, "menu")
    for kind, ending, mime in _QUICK:
        st.download_button(
            w(f"export.{kind}_{ending}"),
            partial(_file, kind, context, marking(context)),
            file_name=_name(kind, ending, context),
            mime=mime,
            key=f"export-{kind}-{ending}",
            on_click="ignore",
            width="stretch",
        )
    for kind, ending, mime in _LONG:
        if st.button(w(f"export.{kind}_{ending}"), key=f"export-{kind}-{ending}", width="stretch"):
            _make(kind, ending, mime, context)
    _offer(context)
    n = len(basket())
    page_link(w("export.basket", n=n), "basket")


def marking_field(context: Context, place: str) -> None:
    """The line every page of a file carries; empty for none. ``place`` tells two fields on one page apart."""
    key = f"export-marking-{place}"
    if st.session_state.get(key) != marking(context):
        st.session_state[key] = marking(context)

    def keep() -> None:
        st.session_state[_MARKING] = st.session_state[key]

    st.text_input(
        context.w("export.marking"),
        key=key,
        max_chars=30,
        placeholder=context.w("export.default_marking"),
        on_change=keep,
    )


def _choice(context: Context) -> tuple[object, ...]:
    """What a file depends on."""
    return (context.build_id, context.filter, context.unit, context.language, context.dataset, marking(context))


def _name(kind: str, ending: str, context: Context) -> str:
    stamp = context.stamp()
    return (
        f"{file_stem(context.w(f'export.name_{kind}'), stamp.dataset_label, stamp.filters, context.build_id)}.{ending}"
    )


def _file(kind: str, context: Context, mark: str) -> bytes:
    """The Office libraries are read when a file is made: the pages do not wait for them."""
    from dashboard.exports.pack import pack_file  # noqa: PLC0415

    return pack_file(kind, context, mark)  # type: ignore[arg-type]


def _make(kind: str, ending: str, mime: str, context: Context) -> None:
    """Make a file behind a bar and keep it for the button below."""
    from dashboard.exports.pack import pack_file  # noqa: PLC0415
    from dashboard.exports.pdf import NoPdfError, office_program  # noqa: PLC0415

    w, is_pdf = context.w, ending == "pdf"
    if is_pdf and office_program() is None:
        st.markdown(f":orange[{w('export.no_pdf')}]")
        return
    bar = st.progress(0.0, text=w("export.working", part=0))

    def report(part: float) -> None:
        bar.progress(min(part, 1.0), text=w("export.working", part=round(part * 100)))

    try:
        made = pack_file(kind, context, marking(context), report, is_pdf=is_pdf)  # type: ignore[arg-type]
    except NoPdfError:
        _LOG.exception("no PDF of the %s", kind)
        st.markdown(f":orange[{w('export.pdf_failed')}]")
        return
    finally:
        bar.empty()
    st.session_state[_MADE] = (_choice(context), kind, ending, mime, _name(kind, ending, context), made)


def _offer(context: Context) -> None:
    """The file that was made last, as long as it is of what is shown."""
    if _MADE not in st.session_state:
        return
    choice, kind, ending, mime, name, made = st.session_state[_MADE]
    if choice != _choice(context):
        del st.session_state[_MADE]
        return
    label = context.w("export.ready", name=context.w(f"export.{kind}_{ending}"), kb=f"{len(made) / 1024:,.0f}")
    st.download_button(label, made, file_name=name, mime=mime, key="export-ready", type="primary", on_click="ignore",
                       width="stretch")  # fmt: skip

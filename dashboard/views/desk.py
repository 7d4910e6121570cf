"""The review desk of 数据导入: a report with its marked figures on one side, the rows read from it on the other.

Belongs here: this part of the page. Does not belong here: reading reports and keeping decisions (``etl``, run by
``dashboard.importing``). Nothing is decided for good before the report is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.components.marked_text import marked_text
from dashboard.components.record_list import Cell, Tone, record_list
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.strings import Words

Row = Mapping[str, Any]
Confirm = Callable[[dict[str, Any]], None]
_WORDS = ("project", "department", "district", "year")
_FIGURES = (
    "budget_initial_yuan", "budget_full_year_yuan", "received_yuan", "executed_yuan", "amount_unspecified_yuan",
    "rate_stated_pct", "score", "grade_stated",
)  # fmt: skip
_ACCEPT, _EDIT, _REJECT = "accept", "edit", "reject"
_REVIEW = "review"


@dataclass
class _Desk:
    """One report under review: what it holds, and what was decided on this page so far (row → action, changes)."""

    document: Mapping[str, Any]
    decided: dict[str, tuple[str, dict[str, str]]]

    @property
    def rows(self) -> list[Row]:
        return list(self.document["rows"])

    @property
    def key(self) -> str:
        return f"desk-{self.document['document']}"

    @property
    def at(self) -> int:
        return min(int(st.session_state.get(f"{self.key}-at", self._first_open())), len(self.rows) - 1)

    def go(self, at: int) -> None:
        """Make another row the current one."""
        st.session_state[f"{self.key}-at"] = max(0, min(at, len(self.rows) - 1))

    def state(self, row: Row) -> str:
        """What will become of a row: a decision, or what its reader proposes."""
        return self.decided.get(row["row"], (row["status"], {}))[0]

    @property
    def open(self) -> int:
        """Rows a person must decide on."""
        return sum(self.state(row) == _REVIEW for row in self.rows)

    def decide(self, row: Row, action: str, changes: dict[str, str]) -> None:
        """Note a decision and go to the next row that is open, else to the next row."""
        self.decided[row["row"]] = (action, changes)
        after = [n for n, one in enumerate(self.rows) if n > self.at and self.state(one) == _REVIEW]
        self.go(after[0] if after else self.at + 1)

    def _first_open(self) -> int:
        return next((n for n, row in enumerate(self.rows) if self.state(row) == _REVIEW), 0)


def review(context: Context, documents: list[Mapping[str, Any]], confirm: Confirm) -> None:
    """Draw the desk for the first report that is not confirmed; ``confirm`` gets the decisions, in a callback."""
    w = context.w
    for document in documents:
        if document["is_confirmed"] and not _is_reopened(document):
            _confirmed(w, document)
    waiting = [one for one in documents if one["rows"] and (not one["is_confirmed"] or _is_reopened(one))]
    if not waiting:
        return
    chosen = waiting[0]
    if len(waiting) > 1:
        by_file = {one["file"]: one for one in waiting}
        chosen = by_file[st.selectbox(w("desk.document"), list(by_file), key="desk-document")]
    desk = _desk(chosen)
    said = w("desk.headline", n=len(desk.rows), open=desk.open)
    st.markdown(f"##### {escape_markdown(w('desk.title', title=chosen['title']))}")
    st.markdown(escape_markdown(said if desk.open else w("desk.headline_done", n=len(desk.rows))))
    left, right = st.columns([11, 9], gap="large")
    with left:
        _text(w, desk)
    with right:
        _row(w, desk)
    _rows(w, desk)
    _confirm(w, desk, confirm)


def _is_reopened(document: Mapping[str, Any]) -> bool:
    return bool(st.session_state.get(f"desk-{document['document']}-again"))


def _confirmed(w: Words, document: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":gray[{escape_markdown(w('desk.confirmed', title=document['title'], n=_loaded(document)))}]")
        if st.button(w("desk.again"), type="tertiary", key=f"desk-{document['document']}-reopen"):
            st.session_state[f"desk-{document['document']}-again"] = True
            st.rerun()


def _desk(document: Mapping[str, Any]) -> _Desk:
    key = f"desk-{document['document']}-decided"
    if key not in st.session_state:
        st.session_state[key] = {
            row["row"]: (row["action"], dict(row["changes"])) for row in document["rows"] if row["action"]
        }
    return _Desk(document, st.session_state[key])


def _loaded(document: Mapping[str, Any]) -> int:
    return sum(row["action"] in (_ACCEPT, _EDIT) or (not row["action"] and row["status"] != _REVIEW)
               for row in document["rows"])  # fmt: skip


def _text(w: Words, desk: _Desk) -> None:
    by_row = {row["row"]: number for number, row in enumerate(desk.rows)}
    spans = [(start, end, row["row"]) for row in desk.rows for _, start, end in row["spans"]]
    marked_text(
        key=f"{desk.key}-text", alt=w("desk.text_alt"), text=str(desk.document["text"]), spans=spans,
        current=str(desk.rows[desk.at]["row"]), on_pick=lambda row: desk.go(by_row[row]),
    )  # fmt: skip


def _row(w: Words, desk: _Desk) -> None:
    row, at = desk.rows[desk.at], desk.at
    state = desk.state(row)
    known = {_REVIEW: "desk.unsure", "publish": "desk.sure"}
    place = w("desk.place", at=at + 1, n=len(desk.rows))
    st.markdown(f":gray[{place} · {w(known.get(state, f'desk.state_{state}'))}]")
    how = "；".join(part for part in (row["subject_evidence"], row["rule"]) if part)
    if how:
        st.markdown(f":gray[:small[{escape_markdown(w('desk.rule', rule=how))}]]")
    # Above the fields, though it needs what is typed there: the buttons stay in sight.
    buttons = st.container(horizontal=True)
    typed = _fields(w, desk, row)
    changes = {name: text for name, text in typed.items() if text != row[name]}
    word = "desk.save" if changes else "desk.accept"
    action = _EDIT if changes else _ACCEPT
    with buttons:
        st.button(w(word), type="primary", key=f"{desk.key}-accept", shortcut="a", on_click=desk.decide,
                  args=(row, action, changes))  # fmt: skip
        st.button(
            w("desk.reject"), key=f"{desk.key}-reject", shortcut="x", on_click=desk.decide, args=(row, _REJECT, {})
        )
        st.button(w("desk.previous"), key=f"{desk.key}-previous", shortcut="k", on_click=desk.go, args=(at - 1,))
        st.button(w("desk.next"), key=f"{desk.key}-next", shortcut="j", on_click=desk.go, args=(at + 1,))
    st.markdown(f":gray[:small[{w('desk.keys')}]]")


def _fields(w: Words, desk: _Desk, row: Row) -> dict[str, str]:
    """The row's fields as they stand or were corrected; empty ones of figures stay typable."""
    changes = desk.decided.get(row["row"], ("", {}))[1]
    typed: dict[str, str] = {}
    names = [*_WORDS, *_FIGURES]
    for pair in zip(names[::2], names[1::2], strict=True):
        for name, column in zip(pair, st.columns(2, gap="small"), strict=True):
            with column:
                value = changes.get(name, row[name])
                text = st.text_input(w(f"desk.{name}"), value, key=f"{desk.key}-{row['row']}-{name}")
                typed[name] = (text or "").strip()
    return typed


def _rows(w: Words, desk: _Desk) -> None:
    tones: dict[str, Tone] = {
        _REVIEW: "badge high",
        _EDIT: "badge medium",
        _REJECT: "badge info",
        _ACCEPT: "badge good",
    }
    cells = []
    for number, row in enumerate(desk.rows):
        state, changes = desk.decided.get(row["row"], (row["status"], {}))
        shown = {name: changes.get(name, row[name]) for name in (*_WORDS, *_FIGURES)}
        budget = shown["budget_full_year_yuan"] or shown["budget_initial_yuan"]
        cells.append([
            Cell(w(f"desk.state_{state}"), tone=tones.get(state, "")),
            Cell(shown["project"] or w("desk.whole"), f"{shown['department']} {shown['year']}", link="#",
                 target=str(number)),
            Cell(budget or "—"), Cell(shown["executed_yuan"] or "—"), Cell(shown["rate_stated_pct"] or "—"),
            Cell(shown["score"] or "—"),
        ])  # fmt: skip
    heads = [w(f"desk.{name}") for name in ("head_state", "head_row", "head_budget", "head_executed", "rate_stated_pct",
                                             "score")]  # fmt: skip
    record_list(
        key=f"{desk.key}-rows", alt=w("desk.rows_alt"), heads=heads, widths=(9, 40, 15, 15, 12, 9), rows=cells,
        figures=(2, 3, 4, 5), on_open=lambda target: desk.go(int(target)),
    )  # fmt: skip


def _confirm(w: Words, desk: _Desk, confirm: Confirm) -> None:
    if desk.open:
        st.markdown(f":gray[{w('desk.confirm_note', open=desk.open)}]")
    told = {
        "document": desk.document["document"],
        "file": desk.document["file"],
        "is_confirmed": True,
        "rows": [
            {"row": row["row"], "project": row["project"], "action": action, "changes": changes}
            for row in desk.rows
            if row["row"] in desk.decided
            for action, changes in [desk.decided[row["row"]]]
        ],
    }
    st.button(
        w("desk.confirm"), type="primary", key=f"{desk.key}-confirm", shortcut="ctrl+enter", disabled=desk.open > 0,
        on_click=confirm, args=(told,),
    )  # fmt: skip

"""The review desk of 数据导入: a report with its marked figures on one side, the rows read from it on the other.

Belongs here: this part of the page. Does not belong here: reading reports and keeping decisions (``etl``, run by
``dashboard.importing``). Each decision is kept at once, and what is typed never lost.
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
#: Takes what was decided; why it could not be kept, or nothing.
Keep = Callable[[dict[str, Any]], str]
_WORDS = ("project", "department", "district", "year")
_FIGURES = (
    "budget_initial_yuan", "budget_full_year_yuan", "received_yuan", "executed_yuan", "amount_unspecified_yuan",
    "rate_stated_pct", "score", "grade_stated",
)  # fmt: skip
_ACCEPT, _EDIT, _REJECT = "accept", "edit", "reject"
_REVIEW = "review"
#: Which report is on the desk.
_CHOSEN = "desk-document"


@dataclass
class _Desk:
    """One report under review: what it holds, and what was decided on it so far (row → action, changes)."""

    document: Mapping[str, Any]
    decided: dict[str, tuple[str, dict[str, str]]]
    keep: Keep

    @property
    def rows(self) -> list[Row]:
        return list(self.document["rows"])

    @property
    def key(self) -> str:
        return f"desk-{self.document['document']}"

    @property
    def at(self) -> int:
        return min(int(st.session_state[f"{self.key}-at"]), len(self.rows) - 1)

    def go(self, at: int) -> None:
        """Make another row the current one, once what is typed into this one is kept."""
        if self.take():
            self._turn(at)

    def take(self) -> bool:
        """Keep what stands in the current row's fields as its correction; whether it could be."""
        row = self.rows[self.at]
        changes = self._typed(row)
        if changes == self.decided.get(row["row"], ("", {}))[1]:
            return True
        return self._note(row, _EDIT if changes else _ACCEPT, changes)

    def stay_or_leave(self) -> None:
        """Another report was chosen: this one stays where what is typed cannot be kept."""
        if not self.take():
            st.session_state[_CHOSEN] = self.document["document"]

    def state(self, row: Row) -> str:
        """What will become of a row: a decision, or what its reader proposes."""
        return self.decided.get(row["row"], (row["status"], {}))[0]

    @property
    def open(self) -> int:
        """Rows a person must decide on."""
        return sum(self.state(row) == _REVIEW for row in self.rows)

    def accept(self) -> None:
        """Use the current row as it stands in its fields."""
        row = self.rows[self.at]
        changes = self._typed(row)
        if self._note(row, _EDIT if changes else _ACCEPT, changes):
            self._go_on()

    def reject(self) -> None:
        """Leave the current row out; its fields show again what was read."""
        row = self.rows[self.at]
        if self._note(row, _REJECT, {}):
            for name in (*_WORDS, *_FIGURES):
                st.session_state[self.field(row, name)] = row[name]
            self._go_on()

    def confirm(self) -> None:
        """Confirm the report as it was decided on."""
        if self.take() and not self.open:
            decided = [(row, *self.decided[row["row"]]) for row in self.rows if row["row"] in self.decided]
            self._keep(decided, is_confirmed=True)

    def field(self, row: Row, name: str) -> str:
        """The key of one of a row's fields."""
        return f"{self.key}-{row['row']}-{name}"

    def shown(self, row: Row, name: str) -> str:
        """A value of a row as read or as corrected."""
        return str(self.decided.get(row["row"], ("", {}))[1].get(name, row[name]))

    def _typed(self, row: Row) -> dict[str, str]:
        fields = {name: st.session_state.get(self.field(row, name)) for name in (*_WORDS, *_FIGURES)}
        typed = {name: (self.shown(row, name) if text is None else text).strip() for name, text in fields.items()}
        return {name: text for name, text in typed.items() if text != row[name].strip()}

    def _note(self, row: Row, action: str, changes: dict[str, str]) -> bool:
        if self.decided.get(row["row"]) == (action, changes):
            return True
        is_kept = self._keep([(row, action, changes)], is_confirmed=False)
        if is_kept:
            self.decided[row["row"]] = (action, changes)
        return is_kept

    def _keep(self, decided: list[tuple[Row, str, dict[str, str]]], *, is_confirmed: bool) -> bool:
        rows = [
            {"row": row["row"], "project": row["project"], "action": action, "changes": changes}
            for row, action, changes in decided
        ]
        head = {name: self.document[name] for name in ("document", "file")}
        st.session_state[f"{self.key}-said"] = said = self.keep({**head, "is_confirmed": is_confirmed, "rows": rows})
        return not said

    def _turn(self, at: int) -> None:
        st.session_state[f"{self.key}-at"] = max(0, min(at, len(self.rows) - 1))

    def _go_on(self) -> None:
        """To the next row that is open, else to the next row."""
        after = [n for n, one in enumerate(self.rows) if n > self.at and self.state(one) == _REVIEW]
        self._turn(after[0] if after else self.at + 1)


def review(context: Context, documents: list[Mapping[str, Any]], keep: Keep) -> None:
    """Draw the desk for one of the reports that are not confirmed; ``keep`` gets each decision, in a callback."""
    w = context.w
    for document in documents:
        if document["is_confirmed"] and not _is_reopened(document):
            _confirmed(w, document)
    waiting = [one for one in documents if one["rows"] and (not one["is_confirmed"] or _is_reopened(one))]
    if not waiting:
        return
    by_key = {one["document"]: one for one in waiting}
    if st.session_state.get(_CHOSEN) not in by_key:
        st.session_state.pop(_CHOSEN, None)
    desk = _desk(by_key.get(st.session_state.get(_CHOSEN), waiting[0]), keep)
    if len(waiting) > 1:
        # Numbered: two reports may have one name.
        names = {key: f"{number}. {one['file']}" for number, (key, one) in enumerate(by_key.items(), 1)}
        st.selectbox(
            w("desk.document"), list(names), format_func=names.__getitem__, key=_CHOSEN, on_change=desk.stay_or_leave
        )
    said = w("desk.headline", n=len(desk.rows), open=desk.open)
    st.markdown(f"##### {escape_markdown(w('desk.title', title=desk.document['title']))}")
    st.markdown(escape_markdown(said if desk.open else w("desk.headline_done", n=len(desk.rows))))
    left, right = st.columns([11, 9], gap="large")
    with left:
        _text(w, desk)
    with right:
        _row(w, desk)
    _rows(w, desk)
    _confirm(w, desk)


def _is_reopened(document: Mapping[str, Any]) -> bool:
    return bool(st.session_state.get(f"desk-{document['document']}-again"))


def _confirmed(w: Words, document: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":gray[{escape_markdown(w('desk.confirmed', title=document['title'], n=_loaded(document)))}]")
        if st.button(w("desk.again"), type="tertiary", key=f"desk-{document['document']}-reopen"):
            st.session_state[f"desk-{document['document']}-again"] = True
            st.rerun()


def _desk(document: Mapping[str, Any], keep: Keep) -> _Desk:
    key = f"desk-{document['document']}-decided"
    if key not in st.session_state:
        st.session_state[key] = {
            row["row"]: (row["action"], dict(row["changes"])) for row in document["rows"] if row["action"]
        }
    desk = _Desk(document, st.session_state[key], keep)
    first_open = next((n for n, row in enumerate(desk.rows) if desk.state(row) == _REVIEW), 0)
    st.session_state.setdefault(f"{desk.key}-at", first_open)
    return desk


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
    said = st.session_state.pop(f"{desk.key}-said", "")
    if said:
        st.markdown(f":orange[{escape_markdown(said)}]")
    is_changed = _fields(w, desk, row)
    word = "desk.save" if is_changed else "desk.accept"
    with buttons:
        st.button(w(word), type="primary", key=f"{desk.key}-accept", shortcut="a", on_click=desk.accept)
        st.button(w("desk.reject"), key=f"{desk.key}-reject", shortcut="x", on_click=desk.reject)
        st.button(w("desk.previous"), key=f"{desk.key}-previous", shortcut="k", on_click=desk.go, args=(at - 1,))
        st.button(w("desk.next"), key=f"{desk.key}-next", shortcut="j", on_click=desk.go, args=(at + 1,))
    st.markdown(f":gray[:small[{w('desk.keys')}]]")


def _fields(w: Words, desk: _Desk, row: Row) -> bool:
    """The row's fields as they stand or were corrected, and whether one differs from what was read; empty ones of
    figures stay typable."""
    is_changed = False
    names = [*_WORDS, *_FIGURES]
    for pair in zip(names[::2], names[1::2], strict=True):
        for name, column in zip(pair, st.columns(2, gap="small"), strict=True):
            with column:
                text = st.text_input(w(f"desk.{name}"), desk.shown(row, name), key=desk.field(row, name))
                is_changed |= (text or "").strip() != row[name].strip()
    return is_changed


def _rows(w: Words, desk: _Desk) -> None:
    tones: dict[str, Tone] = {
        _REVIEW: "badge high",
        _EDIT: "badge medium",
        _REJECT: "badge info",
        _ACCEPT: "badge good",
    }
    cells = []
    for number, row in enumerate(desk.rows):
        state = desk.state(row)
        shown = {name: desk.shown(row, name) for name in (*_WORDS, *_FIGURES)}
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


def _confirm(w: Words, desk: _Desk) -> None:
    if desk.open:
        st.markdown(f":gray[{w('desk.confirm_note', open=desk.open)}]")
    st.button(
        w("desk.confirm"), type="primary", key=f"{desk.key}-confirm", shortcut="ctrl+enter", disabled=desk.open > 0,
        on_click=desk.confirm,
    )  # fmt: skip

"""数据导入: what some files would do, before anything is published; then publishing, and taking it back.

Belongs here: this page. Does not belong here: the commands (``dashboard.importing``), reading files (``etl``).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import cache, importing
from dashboard import formats as f
from dashboard.components.header import Crumb
from dashboard.components.kpi import kpi_row
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.importing import Outcome
from dashboard.kpi import Kpi
from dashboard.labels import dataset_label
from dashboard.strings import entry
from dashboard.views.common import finding, head
from dashboard.views.desk import review
from dashboard.views.doubts import doubts
from etl import contracts

_FILES, _OUTCOME, _SAID, _FOLDER = "imports-files", "imports-outcome", "imports-said", "imports-folder"
#: The uploads that were previewed: of others nothing is shown or published.
_SEEN = "imports-seen"
#: What a person said of loads: that these files correct them, or stand beside them.
_ANSWERED = "imports-answered"
#: The build whose last load is shown: what was published since is not taken back.
_UNDOABLE = "imports-undoable"
_TYPES = ("xlsx", "xls", "et", "ods", "csv", "tsv", "txt", "parquet", "docx", "pdf", "doc", "wps")
_SHOWN = 30
#: Invented data and the project's own reports are not a place for a bureau's files.
_FIXED = ("demo",)


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    head(context, [Crumb(w("app.imports"))])
    if context.dataset in _FIXED:
        finding(w("imports.fixed"))
        return
    said: Outcome | None = st.session_state.pop(_SAID, None)
    finding(w("imports.headline", dataset=dataset_label(w, context.dataset)))
    if said is not None:
        colour = "gray" if said.is_done else "orange"
        st.markdown(f":{colour}[{escape_markdown(said.sentence or w('imports.failed'))}]")
    st.markdown(f":gray[{w('imports.how')}]")
    with st.container(key="imports-load"):
        given = st.file_uploader(w("imports.files"), type=list(_TYPES), accept_multiple_files=True, key=_FILES)
    if st.button(w("imports.preview"), type="primary", disabled=not given, key="imports-preview"):
        _preview(context, given or [])
    outcome: Outcome | None = st.session_state.get(_OUTCOME)
    if outcome is not None and _ids(given) == st.session_state[_SEEN]:
        _show(context, outcome)
    st.space("small")
    st.markdown(f"##### {w('imports.undo_title')}")
    st.markdown(f":gray[{w('imports.undo_note')}]")
    _last(context)
    shown = st.session_state.get(_UNDOABLE, context.build_id)
    st.session_state[_UNDOABLE] = context.build_id
    if st.button(w("imports.undo"), key="imports-undo"):
        _finish(importing.undo(context.dataset, cache.folder(), shown))


def _last(context: Context) -> None:
    """What the load that made this snapshot changed: its files and rows."""
    told = importing.loaded(context.dataset, context.build_id)
    if told:
        w, counts = context.w, {name: f.count(told[name]) for name in ("new", "changed", "gone")}
        lines = [
            escape_markdown(w("imports.undo_file", file=one["file"], n=f.count(one["rows"]))) for one in told["files"]
        ]
        _lines(w("imports.undo_last", name=told["name"], **counts), lines, w("imports.more", n=len(lines)))


def _folder() -> Path:
    """This session's folder for what it uploads."""
    if _FOLDER not in st.session_state:
        st.session_state[_FOLDER] = tempfile.TemporaryDirectory(prefix="jixiao-import-")
    return Path(st.session_state[_FOLDER].name)


def _preview(context: Context, given: Any) -> None:
    folder = _folder()
    for old in folder.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    paths = [importing.kept(file.name, file.getvalue(), folder) for file in given]
    with st.spinner(context.w("imports.working")):
        st.session_state[_OUTCOME] = importing.preview(paths, context.dataset, cache.folder(), folder)
    st.session_state["imports-paths"], st.session_state[_ANSWERED], st.session_state[_SEEN] = paths, [], _ids(given)


def _ids(given: Any) -> list[str]:
    return [file.file_id for file in given or ()]


def _again(context: Context) -> None:
    """Preview the same files with what a person decided since."""
    paths, answered = st.session_state["imports-paths"], st.session_state[_ANSWERED]
    st.session_state[_OUTCOME] = importing.preview(paths, context.dataset, cache.folder(), _folder(), answered)


def _decide(context: Context, told: dict[str, Any]) -> str:
    """Keep decisions about a report, or say why not; preview again once it is confirmed or, confirmed, open again."""
    done = importing.decide(told, context.dataset, _folder())
    if not done.is_done:
        return done.sentence or context.w("imports.failed")
    documents = st.session_state[_OUTCOME].plan["documents"]
    was_confirmed = any(one["is_confirmed"] for one in documents if one["document"] == told["document"])
    if told["is_confirmed"]:
        st.session_state.pop(f"desk-{told['document']}-again", None)
    if told["is_confirmed"] or was_confirmed:
        _again(context)
    return ""


def _settle(context: Context, names: list[dict[str, str]]) -> str:
    """Keep what was decided about names and preview again, or say why not."""
    with st.spinner(context.w("imports.working")):
        done = importing.decide({"names": names}, context.dataset, _folder())
        if not done.is_done:
            return done.sentence or context.w("imports.failed")
        _again(context)
    return ""


def _finish(outcome: Outcome) -> None:
    """Show what was done on a page of the new snapshot."""
    st.session_state[_SAID] = outcome
    st.session_state.pop(_OUTCOME, None)
    st.rerun()


def _show(context: Context, outcome: Outcome) -> None:
    w, plan = context.w, outcome.plan
    if not plan:
        st.markdown(f":orange[{escape_markdown(outcome.sentence or w('imports.failed'))}]")
        return
    for one in plan["files"]:
        if one["sentence"]:
            st.markdown(
                f":orange[{escape_markdown(w('imports.unreadable', file=one['file'], sentence=one['sentence']))}]"
            )
    review(context, plan["documents"], lambda told: _decide(context, told))
    refused = plan["refused"] + plan["quarantined"]
    kpi_row(
        [
            Kpi(w("imports.new"), f.count(plan["new"]), w("imports.new_note")),
            Kpi(w("imports.changed"), f.count(plan["changed"]), w("imports.changed_note")),
            Kpi(w("imports.unchanged"), f.count(plan["unchanged"]), w("imports.unchanged_note")),
            Kpi(w("imports.gone"), f.count(plan["gone"]), w("imports.gone_note"), is_missed=plan["gone"] > 0),
            Kpi(w("imports.refused"), f.count(refused), w("imports.refused_note"), is_missed=refused > 0),
        ]
    )
    if plan["lines"]:
        counts = {name: f.count(n) for name, n in plan["lines"].items()}
        st.markdown(f":gray[:small[{escape_markdown(w('imports.lines', **counts))}]]")
    if any(plan["pending"].values()):
        counts = {name: f.count(n) for name, n in plan["pending"].items()}
        st.markdown(f":orange[:small[{escape_markdown(w('imports.pending', **counts))}]]")
    left, right = st.columns(2, gap="large")
    with left:
        _files(context, plan)
        _joins(context, plan)
        _findings(context, plan)
    with right:
        _differences(context, plan)
        _withdrawn(context, plan)
        _successors(context, plan)
        doubts(context, plan["doubts"], lambda names: _settle(context, names))
    _refused(context, plan, outcome.refused)
    _namesakes(context, plan)
    if plan["is_empty"]:
        st.markdown(f":orange[{w('imports.nothing')}]")
    elif plan["changes_nothing"]:
        st.markdown(f":gray[{w('imports.same')}]")
    elif st.button(w("imports.publish"), type="primary", key="imports-publish"):
        paths, answered = st.session_state["imports-paths"], st.session_state[_ANSWERED]
        if importing.digests(paths) != outcome.digests:
            _finish(Outcome(False, w("imports.changed_since"), {}))
        with st.spinner(w("imports.working")):
            done = importing.publish(paths, context.dataset, cache.folder(), plan["compared_with"], answered)
        _finish(done)


def _namesakes(context: Context, plan: Mapping[str, Any]) -> None:
    """Another file of the same name, or one these files may be the correction of, stays beside unless a person says
    that it is replaced."""
    w = context.w
    for one in plan["asked"]:
        st.markdown(f":orange[{escape_markdown(one['sentence'])}]")
    names = dict.fromkeys([*plan["namesakes"], *(one["name"] for one in plan["asked"])])
    for number, name in enumerate(names):
        replace, keep = st.columns(2)
        if replace.button(w("imports.replaces", name=name), key=f"imports-replaces-{number}"):
            _answer(context, "replaces", name)
        if keep.button(w("imports.beside", name=name), key=f"imports-beside-{number}"):
            _answer(context, "beside", name)


def _answer(context: Context, answer: str, name: str) -> None:
    """Preview again with what a person said of a load."""
    st.session_state[_ANSWERED] = [*st.session_state[_ANSWERED], (answer, name)]
    with st.spinner(context.w("imports.working")):
        _again(context)
    st.rerun()


def _lines(title: str, lines: list[str], rest: str) -> None:
    st.markdown(f"##### {escape_markdown(title)}")
    st.markdown("\n".join(f"- :small[{line}]" for line in lines[:_SHOWN]) or "—")
    if len(lines) > _SHOWN:
        st.markdown(f":gray[:small[{rest}]]")


def _files(context: Context, plan: Mapping[str, Any]) -> None:
    w = context.w
    lines = [
        f"**{escape_markdown(one['file'])}** " + escape_markdown("；".join(one["recognised"]))
        for one in plan["files"]
        if not one["sentence"]
    ]
    _lines(w("imports.recognised"), lines, w("imports.more", n=len(lines)))


def _joins(context: Context, plan: Mapping[str, Any]) -> None:
    """Names that are surely those of something known, with the rule: a wrong one is seen here."""
    w = context.w
    lines = [escape_markdown(w("imports.join", **one)) for one in plan["joins"]]
    if lines:
        _lines(w("imports.joins"), lines, w("imports.more", n=len(lines)))


def _findings(context: Context, plan: Mapping[str, Any]) -> None:
    w = context.w
    lines = [
        w(f"imports.finding_{kind}", name=_check(context, code), n=n)
        for kind in ("new", "gone")
        for code, n in sorted(plan[f"findings_{kind}"].items())
    ]
    _lines(w("imports.findings"), lines, "")


def _check(context: Context, code: str) -> str:
    known = entry(f"findings.name_{code}")
    return known[context.language] if known else code


def _differences(context: Context, plan: Mapping[str, Any]) -> None:
    w = context.w
    lines = [
        escape_markdown(
            w("imports.difference", row=d["subject"], column=_column(context, d), before=d["before"] or f.NULL,
              after=d["after"] or f.NULL)
        )
        for d in plan["differences"]
    ]  # fmt: skip
    _lines(w("imports.differences"), lines, w("imports.more", n=len(lines)))


def _withdrawn(context: Context, plan: Mapping[str, Any]) -> None:
    if plan["withdrawn"]:
        lines = [escape_markdown(row) for row in plan["withdrawn"]]
        _lines(context.w("imports.withdrawn"), lines, context.w("imports.more", n=f.count(plan["gone"])))


def _column(context: Context, difference: Mapping[str, Any]) -> str:
    """The contract's name of the column."""
    column = contracts.table(difference["table"]).column(difference["column"])
    return column.zh if context.language == "zh" else column.en


def _successors(context: Context, plan: Mapping[str, Any]) -> None:
    joined = [escape_markdown(sentence) for sentence in plan.get("successors", ())]
    if joined:
        _lines(context.w("imports.successors"), joined, context.w("imports.more", n=len(joined)))


def _refused(context: Context, plan: Mapping[str, Any], refused: bytes) -> None:
    w = context.w
    if plan["standing"]:
        st.markdown(f":gray[:small[{escape_markdown(w('imports.standing', n=f.count(plan['standing'])))}]]")
    if plan["problems"]:
        _lines(w("imports.refused_title"), [escape_markdown(p) for p in plan["problems"]],
               w("imports.more", n=len(plan["problems"])))  # fmt: skip
    if not plan["refused"] + plan["quarantined"] + plan["marked"]:
        return
    st.markdown(f":gray[:small[{escape_markdown(w('imports.refused_how'))}]]")
    st.download_button(w("imports.refused_file"), refused, file_name=w("imports.refused_name"), key="imports-refused",
                       on_click="ignore")  # fmt: skip

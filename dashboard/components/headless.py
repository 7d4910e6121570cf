"""A run of a page that nobody sees: what a view would draw is dropped, what it asks for is answered.

Belongs here: setting up such a run. Does not belong here: what is taken from it (``views.gather``).

Streamlit has no public way to run a view without drawing it; its own test runner sets up the same context. The version
is pinned by the lock, and the tests of the basket fail when it no longer fits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, ThreadState
from streamlit.runtime.state import SafeSessionState, SessionState

T = TypeVar("T")


def _drop(_: ForwardMsg) -> None:
    """Nobody looks."""


def run_unseen(work: Callable[[], T], **session: object) -> T:
    """The result of ``work`` run with a session of its own that begins with ``session``; its error is raised here."""
    outer = get_script_run_ctx()
    if outer is None:
        raise RuntimeError("a page runs inside a session only")
    own = ScriptRunContext(
        session_id=outer.session_id,
        _enqueue=_drop,
        query_string="",
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=outer.uploaded_file_mgr,
        main_script_path=outer.main_script_path,
        user_info=outer.user_info,
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=outer.pages_manager,
        context_info=outer.context_info,
    )
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        ThreadState.initialize(active_script_hash=outer.pages_manager.main_script_hash)
        try:
            for name, value in session.items():
                st.session_state[name] = value
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="unseen")
    add_script_run_ctx(thread, own)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]

"""Where a run of a page spends its time on the server; ``timed_app`` and ``timed_floor`` put it into their process.

Every run adds one line of JSON to the file ``JIXIAO_TIMES`` names: ``total`` seconds of the run, ``processor`` time of
the process and its major page ``faults`` meanwhile, the parts below, and ``before``: packing of the run before.

Seconds: ``queries`` (questions to the warehouse, answered or remembered), ``figures`` (specification to Plotly),
``serialisation`` (figures and tables into messages); ``messages`` is packing for the wire, after the script has run.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.web.server.starlette import starlette_websocket

from dashboard import cache
from dashboard.charts import plotly


class _Own(threading.local):
    """What the thread of one run has spent; ``inside`` is the time of timed functions within the present one."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.inside = 0.0


OWN = _Own()
WIRE: defaultdict[str, float] = defaultdict(float)


def _timed(name: str, function: Callable[..., Any], into: defaultdict[str, float] | None = None) -> Callable[..., Any]:
    """The same function; its time, without that of timed functions inside it, is added to ``name``."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        outer, OWN.inside = OWN.inside, 0.0
        started = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            elapsed = time.perf_counter() - started
            spent = into if into is not None else OWN.spent
            spent[name] += elapsed - OWN.inside
            spent[f"{name}_n"] += 1
            OWN.inside = outer + elapsed

    return run


def noted(draw: Callable[[], object]) -> None:
    """Draw one run and note what it cost."""
    OWN.spent = defaultdict(float)
    before = dict(WIRE)
    WIRE.clear()
    started, busy, faults = time.perf_counter(), time.process_time(), _major_faults()
    try:
        draw()
    finally:
        own = {
            "total": time.perf_counter() - started,
            "processor": time.process_time() - busy,
            "faults": _major_faults() - faults,
        }
        with Path(os.environ["JIXIAO_TIMES"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps({**own, **OWN.spent, "before": before}) + "\n")


def _major_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_majflt


def put_in() -> None:
    """Wrap what is timed; called once, when the module is first imported."""
    cache.Warehouse.ask = _timed("queries", cache.Warehouse.ask)  # type: ignore[method-assign]
    for kind, renderer in plotly._RENDERERS.items():
        plotly._RENDERERS[kind] = _timed("figures", renderer)
    st.plotly_chart = _timed("serialisation", st.plotly_chart)
    st.dataframe = _timed("serialisation", st.dataframe)
    pack = "serialize_forward_msg"
    setattr(starlette_websocket, pack, _timed("messages", getattr(starlette_websocket, pack), WIRE))


put_in()

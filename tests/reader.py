"""One reader of the dashboard without a browser: Streamlit's own messages over a real websocket.

Belongs here: the protocol, as a recorded Chromium speaks it (cookies of the first page, the state of every widget that
was drawn, the hashes of the messages it holds), and what is checked in every answer. Does not belong here: how many
readers there are, what they choose and how long they think (``tests.bench.crowd``).
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from types import TracebackType
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_PATIENCE = 60.0
_BUILD = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
_POPOVER = "-header-filter"
Value = bool | str | list[str] | None


class ReaderError(Exception):
    """What came back is not what this reader asked for."""


@dataclass
class Run:
    """What one answer drew. ``charts``: figures, ``builds``: the snapshots it names, ``chips``: the filters it says are
    active, ``size``: bytes received."""

    charts: int = 0
    size: int = 0
    builds: set[str] = field(default_factory=set)
    chips: tuple[str, ...] = ()
    failures: list[str] = field(default_factory=list)


class Reader:
    """A session. Each of ``open``, ``look``, ``choose`` and ``turn`` returns its run and the seconds from the message
    sent to the last message of the answer; they raise ReaderError, or ConnectionClosed where the session is lost.
    ``session``: its id, ``icon``: the address of a file that lives in the memory of its process."""

    def __init__(self, address: str, query: str = "") -> None:
        self._address = urlsplit(address)
        self._query = query
        self._path = "/"
        self._pages: dict[str, str] = {}
        self._page = ""
        self._fragment = ""
        self._widgets: dict[str, tuple[str, Value]] = {}
        self._options: dict[str, list[str]] = {}
        self._held: set[str] = set()
        self._socket: ClientConnection | None = None
        self.cookies: dict[str, str] = {}
        self.session = ""
        self.icon = ""
        self.is_filter_open = False

    async def __aenter__(self) -> Reader:
        await asyncio.to_thread(self._first_page)
        where = self._address.netloc
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._socket = await connect(
            f"ws://{where}/_stcore/stream",
            origin=f"http://{where}",  # type: ignore[arg-type]
            additional_headers={"Cookie": cookies},
            subprotocols=["streamlit", self.cookies.get("_streamlit_xsrf", "none")],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    @property
    def options(self) -> dict[str, list[str]]:
        """What the open filter offers: parameter → labels."""
        return self._options

    def chosen(self, name: str) -> list[str]:
        """The labels this reader has chosen for a parameter."""
        value = self._widgets.get(name, ("", None))[1]
        return list(value) if isinstance(value, list) else [value] if isinstance(value, str) else []

    async def open(self, page: str) -> tuple[Run, float]:
        """The first run of the session."""
        self._path = f"/{'' if page == 'overview' else page}"
        state = ClientState(query_string=self._query, page_name=self._path.strip("/"))
        return await self._ask(state)

    async def look(self) -> tuple[Run, float]:
        """Open the popover with the filters."""
        self._widgets["filter"] = (self._widgets["filter"][0], True)
        self.is_filter_open = True
        return await self._ask(self._state(fragment=True))

    async def choose(self, name: str, value: str | list[str] | None) -> tuple[Run, float]:
        """Choose in the open popover: its fragment runs, then the page."""
        self._widgets[name] = (self._widgets[name][0], value)
        return await self._ask(self._state(fragment=True), is_page=True)

    async def turn(self, page: str) -> tuple[Run, float]:
        """Click a page in the navigation; the choice stays."""
        self._widgets.clear()
        self.is_filter_open = False
        state = self._state(fragment=False)
        state.ClearField("query_string")
        state.page_script_hash = self._pages[page]
        self._path = f"/{'' if page == 'overview' else page}"
        return await self._ask(state)

    def _first_page(self) -> None:
        connection = HTTPConnection(self._address.netloc, timeout=_PATIENCE)
        try:
            for path in (self._path, "/_stcore/health", "/_stcore/host-config"):
                sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
                connection.request("GET", path, headers={"Cookie": sent} if sent else {})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise ReaderError(f"{path}: {answer.status}")
                for header, value in answer.getheaders():
                    if header.lower() == "set-cookie":
                        name, _, rest = value.partition("=")
                        self.cookies[name] = rest.partition(";")[0]
        finally:
            connection.close()

    def _state(self, *, fragment: bool) -> ClientState:
        state = ClientState(query_string=self._query, page_script_hash=self._page)
        if fragment:
            state.fragment_id = self._fragment
        for widget, value in self._widgets.values():
            one = state.widget_states.widgets.add(id=widget)
            if isinstance(value, bool):
                one.bool_value = value
            elif isinstance(value, str):
                one.string_value = value
            elif value is not None:
                one.string_array_value.data.extend(value)
        state.cached_message_hashes.extend(self._held)
        return state

    async def _ask(self, state: ClientState, *, is_page: bool = False) -> tuple[Run, float]:
        """Send and read to the end of the run; with ``is_page`` a fragment's run is followed by the page's."""
        assert self._socket is not None
        state.context_info.timezone = "Asia/Shanghai"
        state.context_info.locale = "zh-CN"
        state.context_info.url = f"http://{self._address.netloc}{self._path}"
        state.context_info.color_scheme = "light"
        sent = BackMsg(rerun_script=state).SerializeToString()
        run, held = Run(), set()
        started = time.perf_counter()
        await self._socket.send(sent)
        async with asyncio.timeout(_PATIENCE):
            while True:
                data = await self._socket.recv(decode=False)
                message = ForwardMsg.FromString(data)
                run.size += len(data)
                kind = message.WhichOneof("type")
                if kind == "delta":
                    self._drawn(message, run)
                    if message.metadata.cacheable:
                        held.add(message.hash)
                elif kind == "ref_hash":
                    if message.ref_hash not in self._held:
                        raise ReaderError("the answer refers to a message this reader does not hold")
                    held.add(message.ref_hash)
                    run.charts += 1
                elif kind == "script_finished":
                    status = message.script_finished
                    if status in _DONE and not (is_page and status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY):
                        break
                    if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                        raise ReaderError("the script does not compile")
                else:
                    self._noted(message, kind)
        took = time.perf_counter() - started
        if not state.fragment_id or is_page:
            self._held = held
        if run.failures:
            raise ReaderError("; ".join(run.failures))
        return run, took

    def _noted(self, message: ForwardMsg, kind: str | None) -> None:
        if kind == "new_session":
            self._page = message.new_session.page_script_hash or self._page
            self.session = message.new_session.initialize.session_id
        elif kind == "page_config_changed":
            self.icon = message.page_config_changed.favicon
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            self._pages = {(p.url_pathname or "overview"): p.page_script_hash for p in message.navigation.app_pages}

    def _drawn(self, message: ForwardMsg, run: Run) -> None:
        delta = message.delta
        if delta.WhichOneof("type") == "add_block":
            block = delta.add_block
            if block.popover.id.endswith(_POPOVER):
                self._fragment = delta.fragment_id
                self._widgets.setdefault("filter", (block.popover.id, None))
                self._widgets["filter"] = (block.popover.id, self._widgets["filter"][1])
            elif block.id.endswith("notice-failed"):
                run.failures.append("a page could not be drawn")
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "plotly_chart":
            run.charts += 1
        elif kind == "exception":
            run.failures.append(element.exception.message)
        elif kind == "html":
            run.builds |= set(_BUILD.findall(element.html.body))
        elif kind in ("multiselect", "selectbox"):
            widget = getattr(element, kind)
            if "address_" in widget.id:
                self._widget(widget.id.rpartition("address_")[2], widget, is_many=kind == "multiselect")
        elif kind == "button_group" and element.button_group.id.endswith("header-chips"):
            chips = element.button_group
            run.chips = tuple(option.content for option in chips.options)
            self._widgets["chips"] = (chips.id, list(run.chips))

    def _widget(self, name: str, widget: object, *, is_many: bool) -> None:
        self._options[name] = list(widget.options)  # type: ignore[attr-defined]
        value: Value = self._widgets.get(name, ("", [] if is_many else None))[1]
        if widget.set_value:  # type: ignore[attr-defined]
            value = list(widget.raw_values) if is_many else (widget.raw_value or None)  # type: ignore[attr-defined]
        self._widgets[name] = (widget.id, value)  # type: ignore[attr-defined]

"""The address bar: what the reader has chosen, complete in the address at any time.

Belongs here: reading, checking and writing the address, widgets tied to it, links that keep it. Does not belong here:
what a choice means for the figures (``dashboard.context.read_filter``).

One mechanism. The choice is kept in the session and written to the address after every change. The address is read
only where the browser is its author: at the first run of a session, on the back and forward buttons, and on a link to
another page that carries a query. On every other run the browser may still send an older address than the one just
written, so reading it would undo a quick second click; and a click on the top navigation sends an empty one.
``bind="query-params"`` of the widgets was rejected: it writes labels instead of codes, removes the
parameter of a widget that is not drawn (a closed popover), and cannot be set by a chart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.components import saved
from dashboard.components.choices import Choices
from dashboard.components.saved import SavedView
from dashboard.formats import Unit
from dashboard.strings import LANGUAGES, Language

DEFAULT_DATASET = "real"
_KEPT = "address"
_PAGE = "address_page"
_PAGES = "address_pages"
_NAME = "address_page_name"
# "embed" and "embed_options" are Streamlit's own.
_CORE = frozenset(
    (
        *("dataset", "lang", "unit", "province", "city", "district", "department", "function", "from", "to", "cases"),
        *("saved", "embed", "embed_options"),
    )
)
# The name of a folder in the warehouse, never a path.
_DATASET_NAME = re.compile(r"[\w-]{1,64}")
_PATH = re.compile(r"[^/\s]{1,80}")
_OWN_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
# Longer than any code, name or search text; a crafted link must not fill the session.
_MAX_TEXT = 120
_MAX_VALUES = 400
_MAX_OWN = 30


@dataclass(frozen=True)
class Address:
    """A parsed address. ``own`` holds the views' own parameters as (name, values), sorted by name; ``views`` the views
    the reader has saved."""

    dataset: str = DEFAULT_DATASET
    language: Language = "zh"
    unit: Unit = Unit.WAN
    province: str | None = None
    city: str | None = None
    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    has_cases: bool = False
    own: tuple[tuple[str, tuple[str, ...]], ...] = ()
    views: tuple[SavedView, ...] = ()
    #: Saved views of the link that could not be read; said once, never written.
    ignored_views: int = field(default=0, compare=False)

    def value(self, name: str, default: str = "", allowed: Collection[str] | None = None) -> str:
        """First value of a view's own parameter, or the default when absent or not allowed."""
        values = dict(self.own).get(name, ())
        return values[0] if values and (allowed is None or values[0] in allowed) else default

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a view's own parameter."""
        return dict(self.own).get(name, ())


def parse(query: Mapping[str, Sequence[str]]) -> Address:
    """Read a query. Unknown or broken values become the default; whether a code exists is ``restrict``'s matter."""
    clean = {name: _texts(values) for name, values in query.items()}

    def first(name: str) -> str | None:
        return next(iter(clean.get(name, ())), None)

    dataset, language, unit = first("dataset"), first("lang"), first("unit")
    own = sorted((name, values) for name, values in clean.items() if _is_own(name) and values)
    views, ignored_views = saved.read(query.get("saved", ())[:_MAX_VALUES])
    return Address(
        dataset=dataset if dataset and _DATASET_NAME.fullmatch(dataset) else DEFAULT_DATASET,
        language=language if language in LANGUAGES else "zh",
        unit=Unit(unit) if unit in set(Unit) else Unit.WAN,
        province=first("province"),
        city=first("city"),
        districts=clean.get("district", ()),
        departments=clean.get("department", ()),
        functions=clean.get("function", ()),
        year_from=_year(first("from")),
        year_to=_year(first("to")),
        has_cases=first("cases") == "1",
        own=tuple(own[:_MAX_OWN]),
        views=views,
        ignored_views=ignored_views,
    )


def to_query(address: Address) -> dict[str, list[str]]:
    """The query of an address, defaults left out, always in the same order."""
    core: dict[str, Sequence[str | int | None]] = {
        "dataset": (address.dataset,) if address.dataset != DEFAULT_DATASET else (),
        "lang": (address.language,) if address.language != "zh" else (),
        "unit": (address.unit.value,) if address.unit is not Unit.WAN else (),
        "province": (address.province,),
        "city": (address.city,),
        "district": address.districts,
        "department": address.departments,
        "function": address.functions,
        "from": (address.year_from,),
        "to": (address.year_to,),
        "cases": ("1",) if address.has_cases else (),
    }
    query = {name: [str(value) for value in values if value is not None] for name, values in core.items()}
    query.update({name: list(values) for name, values in address.own})
    query["saved"] = [view.text for view in address.views]
    return {name: values for name, values in query.items() if values}


def restrict(address: Address, choices: Choices) -> Address:
    """Drop what this dataset does not have or what contradicts a wider choice (a district outside the chosen city)."""
    province = address.province if address.province in dict(choices.provinces) else None
    city = address.city if address.city in dict(choices.cities_in(province)) else None
    in_reach = dict(choices.districts_in(province, city))
    districts = tuple(code for code in address.districts if code in in_reach)
    functions = tuple(code for code in address.functions if code in dict(choices.functions))
    departments = {
        option.department_id
        for option in choices.departments_in(frozenset(districts or in_reach), frozenset(functions))
    }
    year_from = address.year_from if address.year_from in choices.years else None
    year_to = address.year_to if address.year_to in choices.years else None
    if year_from is not None and year_to is not None and year_from > year_to:
        year_to = None
    return replace(
        address,
        province=province,
        city=city,
        districts=districts,
        functions=functions,
        departments=tuple(code for code in address.departments if code in departments),
        year_from=year_from,
        year_to=year_to,
        has_cases=address.has_cases and choices.has_cases,
    )


def unknown(address: Address, choices: Choices) -> tuple[str, ...]:
    """The filter values this dataset does not have at all, as the address names them. A value that only contradicts
    a wider choice is not among them: the reader made that choice."""
    places = {code for options in choices.districts.values() for code, _ in options}
    cities = {code for options in choices.cities.values() for code, _ in options}
    departments = {option.department_id for option in choices.departments}
    asked: tuple[tuple[Sequence[str | int | None], Collection[str | int]], ...] = (
        ((address.province,), dict(choices.provinces)),
        ((address.city,), cities),
        (address.districts, places),
        (address.departments, departments),
        (address.functions, dict(choices.functions)),
        ((address.year_from, address.year_to), choices.years),
    )
    values = [str(one) for some, known in asked for one in some if one is not None and one not in known]
    return tuple(dict.fromkeys(values))


def changed(address: Address, changes: Mapping[str, Any]) -> Address:
    """A copy with changed fields; a name that is no field is a view's own parameter (None removes it)."""
    fields = {name: value for name, value in changes.items() if name in Address.__dataclass_fields__}
    own = dict(address.own)
    for name, value in changes.items():
        if name in fields:
            continue
        if not _is_own(name):
            raise ValueError(f"{name!r} cannot be a parameter of the address")
        values = () if value is None else _texts([value] if isinstance(value, str) else [str(v) for v in value])
        own[name] = values
    fields["own"] = tuple(sorted((name, values) for name, values in own.items() if values))
    return replace(address, **fields)


# --- the running session -------------------------------------------------------------------------------------------


def load() -> Address:
    """The address of this run; call it once, first thing, before ``st.navigation``.

    Written before the navigation so that a page change leaves one entry in the browser's history and not two.
    """
    context = get_script_run_ctx()
    kept: Address | None = st.session_state.get(_KEPT)
    is_history = context is not None and context.is_history_navigation
    is_other_page = context is not None and st.session_state.get(_PAGE) != context.page_script_hash
    if kept is None or is_history or (is_other_page and len(st.query_params) > 0):
        kept = parse(_shown())
    store(kept)
    return kept


def asked_page() -> str:
    """The page the browser's path names; empty for the first page, for a path no page can have and where there is no
    browser. A click on the navigation still sends the path it was made on."""
    name = unquote(urlsplit(st.context.url or "").path).strip("/").rpartition("/")[2]
    return name if _PATH.fullmatch(name) else ""


def settle(pages: Mapping[str, Any], page: Any) -> None:
    """Remember the page of this run and the pages ``go`` can reach (name → ``st.Page``); call after the navigation."""
    context = get_script_run_ctx()
    st.session_state[_PAGES] = dict(pages)
    st.session_state[_NAME] = next((name for name, one in pages.items() if one is page), next(iter(pages)))
    st.session_state[_PAGE] = context.page_script_hash if context is not None else None


def current() -> Address:
    """The address as it stands now."""
    kept: Address = st.session_state.get(_KEPT, Address())
    return kept


def store(address: Address) -> None:
    """Keep an address and show it in the address bar."""
    st.session_state[_KEPT] = address
    query = to_query(address)
    if query != _shown():
        st.query_params.from_dict(query)


def change(**changes: Any) -> None:
    """Change fields of the address or a view's own parameters, staying on the page (in a callback)."""
    store(changed(current(), changes))


def forget(*names: str) -> None:
    """Drop views' own parameters from the address."""
    kept = tuple((name, values) for name, values in current().own if name not in names)
    store(replace(current(), own=kept))


def go(page: str, **changes: Any) -> NoReturn:
    """Open another page with the current choice plus changes. Works in the body of a view and in a callback."""
    store(changed(current(), changes))
    st.switch_page(st.session_state[_PAGES][page], query_params=to_query(current()))


def view_here(name: str) -> SavedView:
    """The present page and choice as a view of this name."""
    shown = replace(current(), views=())
    # Not percent-encoded: the whole text is encoded once more where it stands in the address.
    query = urlencode(to_query(shown), doseq=True, quote_via=lambda text, *_: saved.quote(text))
    return SavedView(saved.clean_name(name), here(), query)


def here() -> str:
    """Name of the page of this run."""
    return str(st.session_state[_NAME])


def open_view(view: SavedView) -> NoReturn:
    """Open a saved view: its page and choice take the place of the present ones, the list of views stays."""
    chosen = parse(parse_qs(view.query))
    store(replace(chosen, views=current().views, ignored_views=0))
    pages = st.session_state[_PAGES]
    # A page that no longer exists: the choice still says what was meant.
    page = pages.get(view.page) or next(iter(pages.values()))
    st.switch_page(page, query_params=to_query(current()))


def link(page: str, **changes: Any) -> str:
    """Relative address of a page with the current choice plus changes, for the links of a table."""
    query = urlencode(to_query(changed(current(), changes)), doseq=True)
    # The default page lives at the root only; its own name there answers "Page not found".
    path = st.session_state[_PAGES][page].url_path or "./"
    return f"{path}?{query}" if query else path


def page_link(label: str, page: str, **changes: Any) -> None:
    """A link inside the app that keeps the session. ``label`` is Markdown: escape names that come from data."""
    query = to_query(changed(current(), changes))
    st.page_link(st.session_state[_PAGES][page], label=label, query_params=query)


def bind(
    name: str,
    default: str | bool | tuple[str, ...] | None = "",
    allowed: Collection[str] | None = None,
    *,
    is_in_fragment: bool = False,
) -> dict[str, Any]:
    """Arguments that tie a widget to one parameter: ``st.text_input(label, **bind("q"))``.

    The type of ``default`` says the kind of widget: text or None (one choice), bool (a switch), tuple (many choices).
    Values are texts. A value that is not ``allowed`` counts as absent. Inside a fragment the whole page must follow.
    """
    values = to_query(current()).get(name, [])
    if allowed is not None:
        values = [value for value in values if value in allowed]
    state: str | bool | list[str] | None
    if isinstance(default, bool):
        state = values == ["1"] if values else default
    elif isinstance(default, tuple):
        state = values or list(default)
    else:
        state = values[0] if values else default
    key = f"address_{name}"
    # Only when it differs: a value set without need is sent to the browser and would overwrite what is being typed.
    if key not in st.session_state or st.session_state[key] != state:
        st.session_state[key] = state
    return {"key": key, "on_change": _take, "args": (name, key, default, is_in_fragment)}


def _take(name: str, key: str, default: str | bool | tuple[str, ...] | None, is_in_fragment: bool) -> None:
    state = st.session_state[key]
    values: list[str]
    if isinstance(default, bool):
        values = [] if state == default else ["1" if state else "0"]
    elif isinstance(default, tuple):
        values = [] if tuple(state) == default else list(state)
    else:
        values = [] if state is None or state == default else [str(state)]
    store(parse({**to_query(current()), name: values}))
    if is_in_fragment:
        st.rerun()


def _shown() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _is_own(name: str) -> bool:
    return name not in _CORE and name not in Address.__dataclass_fields__ and bool(_OWN_NAME.fullmatch(name))


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    """Values without doubles, control characters and excess, in their order."""
    # Blanks of any width become one kind: Chinese input types them as wide as a character.
    blanked = ("".join(" " if c.isspace() else c for c in value) for value in values[:_MAX_VALUES])
    texts = ("".join(c for c in value if c.isprintable()).strip()[:_MAX_TEXT] for value in blanked)
    return tuple(dict.fromkeys(text for text in texts if text))


def _year(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"(19|20)[0-9]{2}", text) else None

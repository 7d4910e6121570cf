"""低执行项目: which projects were not spent, with the reason in the report's own words.

Belongs here: the page's headline, its controls, and what became of the rows that are not in the list. Does not belong
here: the table itself (``low_rows``), one project (``project``).
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import formats as f
from dashboard.components.address import bind, change
from dashboard.components.badges import info_badge
from dashboard.components.header import Crumb
from dashboard.components.notice import nothing_found
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.labels import Chip
from dashboard.metrics import low_list
from dashboard.metrics.places import register
from dashboard.stories.limits import target_of, wide_unit
from dashboard.stories.low_choice import ALL, CONTROLS, ORDERS, LowChoice, choice_of, default_threshold, thresholds
from dashboard.stories.names import Row, reason_name
from dashboard.views.common import NO_FILTER, finding, head
from dashboard.views.low_rows import low_cases, low_table
from dashboard.views.worklist import Asked, worklist_button

_TEXT_WIDTH = 280
_TOP = 5
_SIGNATURE = "low-signature"


def render(context: Context) -> None:
    """Draw the page: what the reports state, then the public cases where the reader added them."""
    choice = _paged(context, choice_of(context))
    # Without the cases all the way: totals, target, sources and file say the same.
    _reported(replace(context, filter=context.main_filter), choice)
    low_cases(context, choice)


def _reported(context: Context, choice: LowChoice) -> None:
    w = context.w
    totals = context.warehouse.ask(
        low_list.low_summary, context.filter, choice.threshold, target_of(context), **choice.narrowing
    ).row(0, named=True)  # fmt: skip
    listed = totals["projects"]
    head(context, [_crumb(context, totals), Crumb(w("app.low"))], chips=_chips(context, choice))
    if not listed:
        nothing_found(
            key="low-projects",
            looked_for=w("low.no_projects"),
            nearest=w("low.no_projects_nearest"),
            button=w("common.widen"),
            **NO_FILTER,
        )
        return
    finding(_bin_headline(context, choice.in_bin, totals) if choice.in_bin else _headline(context, choice, totals))
    _controls(context, choice)
    if totals["low"]:
        low_table(context, choice, totals)
    elif choice.is_narrowed:
        nothing_found(
            key="low-search",
            looked_for=w("common.pause").join(chip.label for chip in _chips(context, choice)),
            nearest=w("low.none_found_nearest", n=f.count(totals["low_all"])),
            button=w("low.clear_search"),
            low_text=None,
            low_control=None,
            low_reason=None,
            low_bin=None,
        )
    if choice.in_bin:
        return
    st.space("small")
    left, right = st.columns(2, gap="large")
    with left:
        _elsewhere(context, choice, totals)
    with right:
        _reading(context, choice, totals)


def _paged(context: Context, choice: LowChoice) -> LowChoice:
    """The choice with its page, which starts again at 1 when what is listed changes within a session."""
    signature = (context.dataset, context.filter, choice.threshold, choice.order, *choice.narrowing.values())
    last = st.session_state.get(_SIGNATURE, signature)
    st.session_state[_SIGNATURE] = signature
    if last == signature or choice.page == 1:
        return choice
    change(low_page=None)
    return LowChoice(choice.threshold, choice.order, **choice.narrowing, page=1)


def _crumb(context: Context, totals: Row) -> str:
    """Where one is; departments are those that list projects."""
    if totals["departments"] == 1:
        return _department_name(context, totals["one_department"])
    names = dict(context.choices.districts_in(None, None))
    n = totals["districts"]
    place = names[totals["one_district"]] if n == 1 else context.w("reasons.places", n=n)
    return context.w("low.crumb", place=place, n=totals["departments"])


def _department_name(context: Context, department_id: str) -> str:
    return context.choices.department_labels[department_id]


def _chips(context: Context, choice: LowChoice) -> list[Chip]:
    w = context.w
    chips = []
    if choice.in_bin:
        chips.append(Chip("low_bin", _bin_text(context, choice.in_bin), {"low_bin": None}))
    elif choice.threshold != float(default_threshold(context)) / 100:
        label = w("low.chip_threshold", threshold=f.share(choice.threshold))
        chips.append(Chip("low_threshold", label, {"low_threshold": None}))
    if choice.text:
        chips.append(Chip("low_text", w("low.chip_text", text=choice.text), {"low_text": None}))
    if choice.controllable:
        label = w(f"low.control_{choice.controllable}")
        chips.append(Chip("low_control", w("low.chip_control", label=label), {"low_control": None}))
    if choice.reason_code:
        known = {r["code"]: r for r in context.warehouse.ask(register, "reason_code").to_dicts()}
        row = known.get(choice.reason_code)
        label = reason_name(context, row) if row else choice.reason_code
        chips.append(Chip("low_reason", w("low.chip_control", label=label), {"low_reason": None}))
    return chips


def _headline(context: Context, choice: LowChoice, totals: Row) -> str:
    w, listed = context.w, totals["projects"]
    if choice.is_narrowed and not totals["low"]:
        return w("low.none_found", threshold=f.share(choice.threshold))
    if totals["unknown"] == listed:
        return w("low.headline_unknown", total=f.count(listed), things=_things(context, totals))
    said = {
        "things": _things(context, totals),
        "total": f.count(listed),
        "low": f.count(totals["low"]),
        "below": f.count(totals["below"]),
        "threshold": f.share(choice.threshold),
        "unspent": f.money_with_unit(totals["unspent"], wide_unit(context, totals["unspent"]), w),
        "n": f.count(totals["low"] - totals["below"]),
    }
    kind = "found" if choice.is_narrowed else "one" if listed == 1 else "all"
    has_money = totals["below"] and totals["with_amount"]
    state = "below" if has_money else "below_without_amount" if totals["below"] else "none"
    first = w(f"low.headline_{kind}_{state}", **said)
    if totals["with_amount"] > _TOP and totals["unspent"]:
        # The few without a rate would make the sentence too long; they are told below the table.
        asked = low_list.largest_unspent, context.filter, choice.threshold, _TOP
        (largest,) = context.warehouse.ask(*asked, **choice.narrowing).get_column("unspent")
        return w("low.headline_top", first=first, share=f.share(largest / totals["unspent"]))
    if totals["low"] == totals["below"]:
        return first
    key = "low.headline_one_more" if listed == 1 else "low.headline_more"
    return w("common.semicolon").join((first, w(key, **said)))


def _bin_headline(context: Context, in_bin: str, totals: Row) -> str:
    w = context.w
    said = {"total": f.count(totals["projects"]), "things": _things(context, totals), "low": f.count(totals["low"])}
    first = w("low.headline_bin", range=_bin_text(context, in_bin), **said)
    if not totals["unspent"]:
        return first
    unspent = f.money_with_unit(totals["unspent"], wide_unit(context, totals["unspent"]), w)
    return w("common.comma").join((first, w("low.headline_bin_unspent", unspent=unspent)))


def _bin_text(context: Context, bin_id: str) -> str:
    """The bin in words: 执行率40%—50%."""
    if "-" not in bin_id:
        return context.w(f"low.bin_{bin_id}")
    lower, upper = bin_id.split("-")
    return context.w("low.bin_between", lower=lower, upper=upper)


def _things(context: Context, totals: Row) -> str:
    """Projects, or project-years where a project counts in several years, as 原因分析 says it."""
    (distinct,) = context.warehouse.ask(low_list.distinct_projects, context.filter).get_column("projects")
    return context.w("low.projects" if totals["projects"] == distinct else "low.project_years")


def _controls(context: Context, choice: LowChoice) -> None:
    w = context.w
    default, offered = default_threshold(context), thresholds(context)
    with st.container(horizontal=True, gap="medium", key="low-controls"):
        if not choice.in_bin:
            st.segmented_control(
                w("low.threshold"),
                offered,
                format_func=lambda value: f"{value}%",
                required=True,
                width="content",
                **bind("low_threshold", default, offered),
            )
        st.segmented_control(
            w("low.order"),
            ORDERS,
            format_func=lambda value: w(f"low.order_{value}"),
            required=True,
            width="content",
            **bind("low_order", ORDERS[0], ORDERS),
        )
        st.text_input(
            w("low.search"),
            placeholder=w("low.search_example"),
            max_chars=60,
            width=_TEXT_WIDTH,
            **bind("low_text", ""),
        )
        st.segmented_control(
            w("low.control"),
            CONTROLS,
            format_func=lambda value: w(f"low.control_{value}"),
            required=True,
            width="content",
            **bind("low_control", ALL, CONTROLS),
        )
        # Under a line as high as a label the button stands in line with the choices.
        with st.container(width="content", gap=None, key="files"):
            st.markdown(f":small[{w('findings.files')}]")
            labels = tuple(chip.label for chip in _chips(context, choice))
            worklist_button(context, Asked(labels, low={"threshold": choice.threshold, **choice.narrowing}))


def _elsewhere(context: Context, choice: LowChoice, rest: Row) -> None:
    """Where the other projects are: a short list leads one to think they had no figures."""
    w, left_out = context.w, rest["low_all"] - rest["low"]
    others = rest["met"] + rest["unknown"] + rest["to_date"] + left_out
    if not others:
        return
    with st.container(gap=None, key="low-elsewhere"):
        st.markdown(f"##### {w('low.rest_title', n=f.count(others), things=_things(context, rest))}")
        caption = "low.rest_caption_found" if left_out else "low.rest_caption"
        st.markdown(f":gray[:small[{w(caption, threshold=f.share(choice.threshold))}]]")
    if left_out:
        _line(w("low.rest_left_out", n=f.count(left_out)), w("low.rest_left_out_text"))
    if rest["met"]:
        _line(
            w("low.rest_met", threshold=f.share(choice.threshold), n=f.count(rest["met"])),
            _who(context, rest, "met") + w("low.detail", details=_met_details(context, rest)),
        )
    if rest["unknown"]:
        _line(
            w("low.rest_unknown", n=f.count(rest["unknown"])),
            _who(context, rest, "unknown") + w("low.detail", details=_unknown_details(context, rest)),
        )
    if rest["to_date"]:
        _line(w("low.rest_to_date", n=f.count(rest["to_date"])), w("low.rest_to_date_text"))


def _who(context: Context, rest: Row, kind: str) -> str:
    w = context.w
    if rest[f"{kind}_departments"] > 1:
        return w("low.departments", n=f.count(rest[f"{kind}_departments"]))
    return _department_name(context, rest[f"{kind}_department"])


def _met_details(context: Context, rest: Row) -> str:
    w, target = context.w, f.share(target_of(context))
    parts = []
    if rest["full"]:
        parts.append(w("low.met_full" if rest["full"] < rest["met"] else "low.met_all_full", n=f.count(rest["full"])))
    if rest["over"]:
        parts.append(w("low.met_over", n=f.count(rest["over"])))
    if rest["short"]:
        parts.append(w("low.met_short", n=f.count(rest["short"]), target=target))
    return w("common.comma").join(parts) or w("low.met_plain", target=target)


def _unknown_details(context: Context, rest: Row) -> str:
    w = context.w
    kinds = ("unspecified", "executed_only", "received_only", "budget_only", "silent")
    return w("common.comma").join(w(f"low.unknown_{kind}", n=f.count(rest[kind])) for kind in kinds if rest[kind])


def _reading(context: Context, choice: LowChoice, totals: Row) -> None:
    """Only what the rows of this list call for."""
    w = context.w
    kinds = {"without_rate": totals["low"] - totals["below"], **totals}
    order = ("without_rate", "instalments", "no_event", "initial_n", "stated_only")
    notes = [(kind, kinds[kind]) for kind in order if kinds[kind]]
    if not notes:
        return
    with st.container(gap=None, key="low-reading"):
        st.markdown(f"##### {w('low.reading_title')}")
        st.markdown(f":gray[:small[{w('low.reading_caption', threshold=f.share(choice.threshold))}]]")
    for kind, n in notes:
        _line(w(f"low.reading_{kind}", n=f.count(n)), w(f"low.reading_{kind}_text", n=f.count(n)))


def _line(label: str, text: str) -> None:
    with st.container(horizontal=True, wrap=False, gap="small"):
        info_badge(label)
        st.markdown(escape_markdown(text), width="stretch")

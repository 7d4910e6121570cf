"""部门对比: two to six departments side by side.

Belongs here: the page's headline, the choice of departments, what makes them hard to compare. Does not belong here: the
table (``compare_table``), the lines (``compare_lines``), the default choice (``compare_data``).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import bind, change
from dashboard.components.header import Crumb
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.stories.limits import target_of
from dashboard.stories.names import Row
from dashboard.views import compare_lines, compare_table
from dashboard.views.common import finding, head, nothing
from dashboard.views.compare_data import MOST, NAME, Choice, Compared, choose, label_of
from dashboard.views.scope import where

_SUGGESTED = 6


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    head(context, [where(context), Crumb(w("app.compare"))])
    choice = choose(context)
    compared = Compared(context, choice.ids, target_of(replace(context, filter=context.main_filter)))
    if not choice.ids or (not compared.latest and choice.why != "chosen"):
        nothing(context, "compare")
        return
    finding(_headline(compared))
    _select(context, choice)
    if not compared.latest:
        nothing(context, "compare")
        return
    compare_table.draw(compared)
    st.space("small")
    compare_lines.draw(compared, lambda: _beside(compared))


def _beside(compared: Compared) -> None:
    """The last place of the grid: why money was left, and what to know before comparing."""
    compare_table.profiles(compared)
    st.space("small")
    _notes(compared)


def _headline(compared: Compared) -> str:
    """The ranking of the reports; public cases only named as standing beside."""
    w = compared.context.w
    if not compared.latest:
        return w("compare.headline_nothing", n=len(compared.ids))
    if not compared.reports:
        return w("compare.headline_cases", n=len(compared.cases))
    first = _reported(compared)
    if not compared.cases:
        return first
    return w("common.semicolon").join((first, w("compare.headline_beside", n=len(compared.cases))))


def _reported(compared: Compared) -> str:
    w, rows = compared.context.w, compared.ranked
    n = len(compared.reports)
    known = [r for r in rows if r["rate"] is not None]
    if not rows:
        return w("compare.headline_nothing", n=n)
    if n == 1:
        row = rows[0]
        key = "compare.headline_single" if known else "compare.headline_single_none"
        return w(key, name=_name(compared, row), year=row["year"], rate=_rate(compared, row))
    if not known:
        return w("compare.headline_none", n=n)
    if len(known) == 1:
        row = known[0]
        return w("compare.headline_one", n=n, name=_name(compared, row), year=row["year"], rate=_rate(compared, row))
    return _ranked(compared, known)


def _ranked(compared: Compared, known: list[Row]) -> str:
    """Highest and lowest of one year; of different years only a list."""
    w, n = compared.context.w, len(compared.reports)
    same_year = _common_year(compared)
    if same_year is None:
        each = w("common.pause").join(
            w("compare.headline_each", name=_name(compared, r), year=r["year"], rate=_rate(compared, r)) for r in known
        )
        return w("compare.headline_years", n=n, k=len(known), each=each)
    best, worst = same_year[-1], same_year[0]
    gap = f.gap(best["rate"], worst["rate"], compared.target).lstrip("+")
    said = {"year": best["year"], "best": _name(compared, best), "best_rate": _rate(compared, best)}
    first = w(
        "compare.headline", **said, n=n, worst=_name(compared, worst), worst_rate=_rate(compared, worst), gap=gap
    )  # fmt: skip
    if len(same_year) == n:
        return first
    return w("common.semicolon").join((first, w("compare.headline_without", n=n - len(same_year), year=best["year"])))


def _common_year(compared: Compared) -> list[Row] | None:
    """The rows with a rate of the latest year in which two or more have one, lowest first."""
    known = compared.by_year.filter(pl.col("rate").is_not_null() & pl.col("department_id").is_in(compared.reports))
    for year in sorted(known["year"].unique().to_list(), reverse=True):
        rows = known.filter(pl.col("year") == year).sort("rate", "department_id")
        if rows.height > 1:
            return [dict(r) for r in rows.to_dicts()]
    return None


def _name(compared: Compared, row: Row) -> str:
    return compared.names[row["department_id"]]


def _rate(compared: Compared, row: Row) -> str:
    return f.rate(row["rate"], compared.target)


def _select(context: Context, choice: Choice) -> None:
    """The choice of departments, why these stand there, and more of the same function."""
    w = context.w
    names = {d.department_id: label_of(context, d) for d in choice.options}
    if len(context.address.values(NAME)) > MOST:
        # A list longer than the widget takes, from a link written by hand.
        change(**{NAME: choice.ids})
    with st.container(gap=None, key="compare-choice"):
        st.multiselect(
            w("compare.choose"),
            list(names),
            format_func=lambda code: names[code],
            max_selections=MOST,
            placeholder=w("compare.choose"),
            label_visibility="collapsed",
            **bind(NAME, choice.default, list(names)),
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(
                f":gray[:small[{w(f'compare.why_{choice.why}', n=len(choice.ids), most=MOST)}]]", width="content"
            )
            _peers(context, choice)


def _peers(context: Context, choice: Choice) -> None:
    """Departments of the first one's function that are not compared yet, as buttons that add them."""
    w = context.w
    functions = {d.department_id: d.function for d in choice.options}
    peers = [d for d in choice.options if d.function == functions[choice.ids[0]] and d.department_id not in choice.ids]
    is_alike = len({functions[i] for i in choice.ids}) == 1
    if not peers or (is_alike and len(choice.ids) >= MOST):
        return
    if len(choice.ids) >= MOST:
        alike = (choice.ids[0], *(d.department_id for d in peers))[:MOST]
        label = w("compare.peers_instead", function=functions[choice.ids[0]], n=len(alike))
        st.button(
            escape_markdown(label),
            key="compare-peers",
            type="tertiary",
            on_click=change,
            kwargs={NAME: alike},
        )
        return
    st.markdown(f":gray[:small[{w('compare.peers')}]]", width="content")
    for peer in peers[:_SUGGESTED]:
        st.button(
            escape_markdown(w("compare.peer", name=label_of(context, peer))),
            key=f"compare-peer-{peer.department_id}",
            type="tertiary",
            on_click=change,
            kwargs={NAME: (*choice.ids, peer.department_id)},
        )


def _notes(compared: Compared) -> None:
    """What keeps these figures from being set against each other as they stand."""
    w = compared.context.w
    notes = [text for text in (_years(compared), *_bases(compared), _scores(compared), _bands(compared)) if text]
    is_single = len(compared.ids) == 1
    if is_single and not notes:
        return
    alike = [] if notes else _alike(compared)
    title = "notes_title_single" if is_single else "notes_title" if notes else "notes_title_none"
    with st.container(gap=None, key="compare-notes"):
        st.markdown(f"##### {w(f'compare.{title}', n=len(notes))}")
        st.markdown(f":gray[:small[{w('compare.notes_caption')}]]")
        st.markdown("\n".join(f"- :small[{escape_markdown(text)}]" for text in notes or alike))


def _alike(compared: Compared) -> list[str]:
    """What was found to be the same."""
    w, rows = compared.context.w, compared.latest
    parts = [w("compare.same_year", year=rows[0]["year"])]
    parts.append(w("compare.same_level_stated" if rows[0]["is_stated"] else "compare.same_level"))
    scheme = next((compare_table.scheme_text(compared, r["score_row"]) for r in rows if r["score_row"]), None)
    if scheme:
        parts.append(w("compare.same_scheme", scheme=scheme))
    return parts


def _listed(compared: Compared, rows: list[Row]) -> str:
    return compared.context.w("common.pause").join(_name(compared, r) for r in rows)


def _years(compared: Compared) -> str | None:
    w, rows = compared.context.w, compared.latest
    by_year: dict[int, list[Row]] = {}
    for row in rows:
        by_year.setdefault(row["year"], []).append(row)
    if len(by_year) < 2:
        return None
    each = (
        w("compare.note_year", year=year, names=_listed(compared, own)) for year, own in sorted(by_year.items())
    )  # fmt: skip
    return w("compare.note_years", each=w("common.semicolon").join(each))


def _bases(compared: Compared) -> list[str]:
    """Stated rows beside sums of projects, the year-start budget, and how many projects could be added."""
    w, rows = compared.context.w, compared.latest
    stated, summed = [r for r in rows if r["is_stated"]], [r for r in rows if not r["is_stated"]]
    initial = [r for r in rows if r["initial_n"] and r["budget"] is None]
    partly = [r for r in summed if r["n"] < r["rows_total"]]
    notes = []
    if stated and summed:
        notes.append(w("compare.note_stated", stated=_listed(compared, stated), summed=_listed(compared, summed)))
    for row in rows:
        stated_rate = compare_table.stated_text(compared, row)
        if stated_rate:
            said = {"name": _name(compared, row), "year": row["year"], "stated": stated_rate}
            notes.append(w("compare.note_own_rate", **said))
    for row in initial:
        said = {"name": _name(compared, row), "year": row["year"]}
        notes.append(w("compare.note_initial", **said))
    if partly:
        each = w("common.pause").join(
            w("compare.note_coverage_each", name=_name(compared, r), n=int(r["n"]), total=int(r["rows_total"]))
            for r in partly
        )
        notes.append(w("compare.note_coverage", each=each))
    return notes


def _scores(compared: Compared) -> str | None:
    w = compared.context.w
    scored = [r for r in compared.latest if r["score_row"] and r["score_row"]["score"] is not None]
    if len(scored) < 2:
        return None
    parts = []
    if compare_lines.mixed_schemes(compared):
        each = (
            w(
                "compare.note_scheme",
                name=_name(compared, r),
                scheme=compare_table.scheme_text(compared, r["score_row"]),
            )
            for r in scored
        )
        parts.append(w("compare.note_schemes", each=w("common.pause").join(each)))
    scopes = {r["score_row"]["scope"] for r in scored}
    if len(scopes) > 1:
        projects = [r for r in scored if r["score_row"]["scope"] == "project"]
        parts.append(w("compare.note_scopes", names=_listed(compared, projects)))
    return w("common.semicolon").join(parts) or None


def _bands(compared: Compared) -> str | None:
    w = compared.context.w
    only = [
        r for r in compared.latest
        if r["score_row"] and r["score_row"]["score"] is None and r["score_row"]["band_projects"]
    ]  # fmt: skip
    return w("compare.note_bands", names=_listed(compared, only)) if only else None

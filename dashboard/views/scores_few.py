"""得分分布 with a dozen department-years or fewer: each report's score, bands or grade as it gives them.

Belongs here: this shape of the page. Does not belong here: distributions over departments (``scores_many``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import bind, go
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import answers, execution, score_spread, scores
from dashboard.metrics.filters import Filter
from dashboard.metrics.places import register
from dashboard.metrics.score_spread import UNKNOWN_SCHEME
from dashboard.stories.grouping import Grouping
from dashboard.stories.names import Row
from dashboard.stories.scores import HIGH_SCORE, LOW_EXECUTION, scheme_name
from dashboard.views.common import csv_of, finding, open_project, show, sources_of
from dashboard.views.execution_parts import printed_texts, year_and_city
from dashboard.views.record_rows import heads, row, two_lines
from dashboard.views.scores_parts import draw_losses, draw_points

_DOTS = 200
_WIDTHS = (2.2, 1.4, 1.1, 1.3, 1.5, 1.2, 2.2)
_COLUMNS = ("department", "scope", "score", "grade", "scheme", "rate", "remark")
_NAMED = 3
Key = tuple[str, int]


def crumb(context: Context, years: pl.DataFrame) -> str:
    """Where one is: how many departments, which years."""
    w = context.w
    if years.is_empty():
        return w("execution.crumb_none")
    first, last = years["year"].min(), years["year"].max()
    period = w("execution.year" if first == last else "execution.years", first=first, last=last)
    return w("scores.crumb_few", n=int(years["departments"].sum()), period=period)


def draw(context: Context, chosen: Filter, kind_control: Callable[[], None]) -> None:
    """The page below its title row; ``chosen`` holds the evaluation kind."""
    ask = context.warehouse.ask
    lines = ask(scores.said_lines, chosen).to_dicts()
    keys = _keys(context, chosen)
    schemes = {r["scheme_id"]: r for r in ask(register, "scheme").to_dicts()}
    used = {line["scheme_id"] for line in lines if line["score"] is not None}
    finding(_headline(context, lines, keys, used))
    kind_control()
    left, right = st.columns(2, gap="large")
    with left:
        _strips(context, chosen, lines, keys, schemes.get(next(iter(used))) if len(used) == 1 else None)
    with right:
        _losses(context, chosen)
        st.space("small")
        draw_points(context, chosen, ask(score_spread.credible, chosen, "department"))
    _table(context, chosen, lines, schemes)


def _losses(context: Context, chosen: Filter) -> None:
    """Points lost under one scheme, that of most departments first; the others a click away."""
    w = context.w
    options = context.warehouse.ask(score_spread.loss_schemes, chosen).to_dicts()
    ids = tuple(r["scheme_id"] for r in options) or (UNKNOWN_SCHEME,)
    scheme_id = context.address.value("score_scheme", ids[0], ids)
    own = next((r for r in options if r["scheme_id"] == scheme_id), None)
    if own and len(options) > 1:
        names = {r["scheme_id"]: scheme_name(context, r) for r in options}
        st.segmented_control(
            w("scores.scheme"), ids, format_func=lambda one: names[one], required=True, width="content",
            **bind("score_scheme", ids[0], ids),
        )  # fmt: skip
        rest = sum(r["department_years"] for r in options) - own["department_years"]
        own_n, total = own["department_years"], own["department_years"] + rest
        said = {"scheme": names[scheme_id], "own": own_n, "total": total, "n": rest}
        st.markdown(f":gray[:small[{escape_markdown(w('scores.loss_one_scheme', **said))}]]")
    is_one = own is not None and own["department_years"] == 1 and len(options) == 1
    draw_losses(
        context, chosen, scheme_id, context.choices.department_labels[own["department_id"]] if own and is_one else None
    )


def _name(context: Context, key: Key) -> str:
    return context.w("scores.name_year", name=context.choices.department_labels[key[0]], year=key[1])


def _keys(context: Context, chosen: Filter) -> list[Key]:
    """All department-years under the filter, scored or not, in the order of years."""
    rows = context.warehouse.ask(execution.execution_by, chosen, "department_id", "year")
    return [(r["department_id"], r["year"]) for r in rows.sort("year", "department_id").to_dicts()]


def _headline(context: Context, lines: list[Row], keys: list[Key], used: set[str | None]) -> str:
    w = context.w
    scored = [line for line in lines if line["score"] is not None and not line["is_project"]]
    said: dict[str, Any] = {"n": len(keys), "scored": len(scored)}
    if not scored:
        worded = {(line["department_id"], line["year"]) for line in lines}
        if len(keys) == 1 and worded:
            text = w("common.pause").join(str(line["score_text"] or line["grade_stated"]) for line in lines)
            return w("scores.few_words_one", name=_name(context, keys[0]), text=text)
        if len(keys) == 1:
            return w("scores.few_nothing_one", name=_name(context, keys[0]))
        key = "few_words" if len(worded) > 1 else "few_words_single" if worded else "few_nothing"
        return w(f"scores.{key}", **said, worded=len(worded))
    if len(keys) == 1 and len(scored) == 1:
        line = scored[0]
        name = _name(context, (line["department_id"], line["year"]))
        return w("scores.few_one", name=name, score=f.score(line["score"]), scope=_scope(context, line))
    each = w("common.pause").join(
        w(
            "scores.name_score",
            name=_name(context, (line["department_id"], line["year"])) if len(scored) <= 2 else _place(context, line),
            score=f.score(line["score"]),
        )
        for line in scored[:_NAMED]
    )
    values = [line["score"] for line in scored]
    first = (
        w("scores.few_known" if len(keys) > 1 else "scores.few_known_one", each=each, **said)
        if len(scored) <= _NAMED
        else w("scores.few_span", low=f.score(min(values)), high=f.score(max(values)), **said)
    )
    is_one_scheme = len(used) == 1 and None not in used
    if is_one_scheme or len(scored) == 1:
        return first
    key = "scores.few_schemes_unknown" if None in used else "scores.few_schemes_differ"
    return w("common.semicolon").join((first, w(key)))


def _place(context: Context, line: Row) -> str:
    return context.w("scores.name_year", name=line["district"], year=line["year"])


def _scope(context: Context, line: Row) -> str:
    return context.w("scores.scope_single" if line["is_project"] else f"scores.scope_{line['scope']}")


def _strips(context: Context, chosen: Filter, lines: list[Row], keys: list[Key], scheme: Row | None) -> None:
    """Dots are project scores where any department gives them, else the reports' totals; bands are boxes."""
    w, ask = context.w, context.warehouse.ask
    singles: dict[Key, list[specs.StripPoint]] = {}
    quartiles: dict[Key, Row] = {}
    for r in ask(score_spread.strips, chosen, _DOTS, "department_id", "year").to_dicts():
        own_key = (r["department_id"], r["year"])
        singles.setdefault(own_key, []).append(specs.StripPoint(r["row_id"], r["project"], r["score"]))
        quartiles[own_key] = r
    bands: dict[Key, list[specs.Band]] = {}
    for r in ask(scores.score_bands, chosen).to_dicts():
        bands.setdefault((r["department_id"], r["year"]), []).append(
            specs.Band(float(r["lower"]), float(r["upper"]), int(r["project_count"]))
        )
    has_projects = bool(singles)
    grouping = Grouping(context, "score_by", ("department_id",))
    rows = []
    for key in keys:
        own = [x for x in lines if (x["department_id"], x["year"]) == key and x["score"] is not None]
        dots = singles.get(key, []) if has_projects else [
            specs.StripPoint(x["row_id"], _scope(context, x), x["score"]) for x in own if not x["is_project"]
        ]  # fmt: skip
        q = quartiles.get(key, {})
        rows.append(
            specs.StripRow(
                f"{key[0]}|{key[1]}",
                w("scores.name_year", name=grouping.short(key[0], "department_id"), year=key[1]),
                tuple(dots),
                q.get("n", len(dots)),
                q.get("median", float(dots[0].score) if len(dots) == 1 else None),
                q.get("q1"),
                q.get("q3"),
                tuple(bands.get(key, ())) if not dots else (),
            )
        )
    spoken = sum(bool(r.points) for r in rows)
    boxed = sum(bool(r.bands) for r in rows)
    said = {"n": len(rows), "spoken": spoken, "boxed": boxed, "silent": len(rows) - spoken - boxed}
    one = "_one" if len(rows) == 1 and spoken else ""
    first = "few_strips_projects" if has_projects else "few_strips" if spoken else "few_strips_no_total"
    parts = [w(f"scores.{first}{one}", **said)]
    parts += [w("scores.few_strips_boxed", **said)] if boxed else []
    parts += [w("scores.few_strips_silent", **said)] if said["silent"] and len(rows) > 1 else []
    limits = (
        tuple(float(scheme[f"grade_{g}"]) for g in ("excellent", "good", "fair") if scheme[f"grade_{g}"] is not None)
        if scheme
        else ()
    )
    show(
        context,
        specs.Strips(
            key="scores_strips",
            title=w("common.comma").join(parts),
            caption=w("scores.few_strips_caption_projects" if has_projects else "scores.few_strips_caption"),
            unit_label=w("scores.points"),
            notes=() if scheme else (w("scores.few_no_grade_lines"),),
            rows=tuple(rows),
            grade_limits=limits,
        ),
        sources=sources_of(context, "department_year", ("score", "score_text", "grade_stated"), chosen=chosen),
        on_click=lambda row_id: _open(row_id, is_project=has_projects),
    )


def _table(context: Context, chosen: Filter, lines: list[Row], schemes: dict[str, Row]) -> None:
    """What each report says, with the execution rate beside it; below, apart and uncounted, the public cases where
    the reader added them."""
    ask = context.warehouse.ask
    everything = chosen.with_(source_groups=context.filter.source_groups)
    listed = ask(scores.said_lines, everything).to_dicts() if everything != chosen else lines
    printed = printed_texts(context)
    bands: dict[Key, list[int]] = {}
    for r in ask(scores.score_bands, everything).to_dicts():
        bands.setdefault((r["department_id"], r["year"]), []).append(int(r["project_count"]))
    disputed = {
        r["fact_row_id"]: r["sentence"] if context.language == "zh" else r["sentence_en"]
        for r in ask(answers.findings, everything, codes=("grade_mismatch",)).to_dicts()
    }
    for is_case in (False, True):
        own = [line for line in listed if _is_case(context, line) == is_case]
        if own or not (is_case or listed):
            cells = [_cells(context, line, printed, bands, disputed, schemes) for line in own]
            title = _table_title(context, own, schemes, is_case=is_case)
            name = "scores-cases" if is_case else "scores-table"
            _draw_table(context, everything if is_case else chosen, title, cells, key=name)


def _is_case(context: Context, line: Row) -> bool:
    return bool(context.main_groups) and line["source_group"] not in context.main_groups


def _table_title(context: Context, lines: list[Row], schemes: dict[str, Row], *, is_case: bool) -> str:
    """How many of the lines below combine a high score with low execution."""
    w = context.w
    both = [line for line in lines if line["score"] is not None and line["rate"] is not None]
    low = sum(_is_high_over_low(line, schemes.get(line["scheme_id"], {})) for line in both)
    if is_case:
        key = "cases_title_no_rate" if not both else "cases_title"
        return w(f"scores.{key}", n=len(both), low=low)
    key = "table_title_no_rate" if not both else "table_title" if low else "table_title_none"
    if len(both) == 1:
        key = "table_title_one" if low else "table_title_none_one"
    return w(f"scores.{key}", n=len(both), low=low)


def _draw_table(
    context: Context, chosen: Filter, title: str, cells: list[dict[str, tuple[str, str]]], *, key: str
) -> None:
    w = context.w
    labels = [w(f"scores.col_{name}") for name in _COLUMNS]
    data = pl.DataFrame(
        {label: [" ".join(filter(None, c[name])) for c in cells] for label, name in zip(labels, _COLUMNS, strict=True)}
    )
    with frame(
        w,
        key=key,
        title=title,
        caption=w("scores.table_caption"),
        stamp=context.stamp(),
        sources=sources_of(context, "department_year", ("score", "score_text", "grade_stated"), chosen=chosen),
        csv=lambda: csv_of(context, data, title),
    ):
        heads(_WIDTHS, labels)
        for c in cells:
            for column, name in zip(row(_WIDTHS), _COLUMNS, strict=True):
                two_lines(column, *c[name], is_small=True, is_bold=name in ("department", "score"))


def _is_high_over_low(line: Row, scheme: Row) -> bool:
    """By the scheme's own limits, or the usual ones where it is not known."""
    high, low = scheme.get("high_score") or HIGH_SCORE, scheme.get("low_execution") or LOW_EXECUTION
    return float(line["score"]) >= float(high) and f.is_below(line["rate"], float(low))


def _cells(
    context: Context, line: Row, printed: dict[tuple[str, int, str], list[str]], bands: dict[Key, list[int]],
    disputed: dict[str, str], schemes: dict[str, Row],
) -> dict[str, tuple[str, str]]:  # fmt: skip
    w = context.w
    texts = printed.get((line["department_id"], line["year"], line["scope"]), [])
    own_bands = bands.get((line["department_id"], line["year"])) if line["score_text"] else None
    score = f.score(line["score"]) if line["score"] is not None else line["score_text"] or w("common.not_stated")
    stated = w("common.pause").join(texts) or f.rate(line["rate"], None, 2)
    rate = ("", "")
    if line["rate"] is None:
        rate = (w("common.not_computable"), "")
    elif line["is_rate_stated"]:
        is_initial = line["rate_basis"] == "initial"
        rate = (stated, w("scores.as_stated_initial" if is_initial else "scores.as_stated"))
    else:
        rate = (f.rate(line["rate"]), w("scores.from_line" if line["is_project"] else "scores.from_totals"))
    scheme = schemes.get(line["scheme_id"], {"scheme_id": UNKNOWN_SCHEME})
    year = year_and_city(context, line["department_id"], line["year"])
    computed = line["grade_computed"]
    return {
        "department": (
            context.choices.department_labels[line["department_id"]],
            w("common.comma").join((year, w("execution.case"))) if _is_case(context, line) else year,
        ),
        "scope": (_scope(context, line), line["name"] or ""),
        "score": (score, (line["score_text"] or "") if line["score"] is not None else ""),
        "grade": (
            w("overview.grade_word", grade=line["grade_stated"]) if line["grade_stated"] else w("common.not_stated"),
            w("scores.by_scheme", grade=computed) if computed else "",
        ),
        "scheme": (scheme_name(context, scheme), ""),
        "rate": rate,
        "remark": (
            disputed.get(line["row_id"], "") or (w("scores.bands_text", counts=" / ".join(map(str, own_bands)))
                                                 if own_bands else ""),
            "",
        ),
    }  # fmt: skip


def _open(row_id: str, *, is_project: bool) -> None:
    parts = row_id.split("|")
    if is_project and len(parts) > 2:
        open_project(row_id)
    go("department", dept=parts[0])

"""部门对比: the table, one row a department with the figures of its latest year; each cell opens the list behind it.

Belongs here: columns, their words, where a cell leads. Does not belong here: figures (``compare_data``), charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard import formats as f
from dashboard.components.address import go, link
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.components.table import NULL
from dashboard.stories.names import Row, reason_name
from dashboard.strings import entry
from dashboard.views.common import csv_of, sources_of
from dashboard.views.compare_data import Compared

#: Page each column opens, narrowed to the row's department and year.
PAGES = {
    "name": "department", "year": "overview", "budget": "execution", "executed": "execution", "rate": "execution",
    "coverage": "execution", "unspent": "low", "score": "scores", "findings": "findings",
    "measures": "measures",
}  # fmt: skip
#: Shares of the width; at 15 px for the name and 13 px for the figures all fit a tablet and paper.
_WIDTHS = {
    "name": 190, "year": 54, "budget": 100, "executed": 100, "rate": 78, "coverage": 74, "unspent": 92, "score": 70,
    "findings": 56, "measures": 56,
}  # fmt: skip
_WEIGHTS = ("weight_execution", "weight_output", "weight_benefit", "weight_satisfaction")


def draw(compared: Compared) -> None:
    """The table in its frame."""
    context, w = compared.context, compared.context.w
    rows = compared.latest
    cells = [_cells(compared, row) for row in rows]
    title = compared.aside(_title(compared)) if compared.ranked else _title(compared)
    caption = w("compare.table_caption", unit=f.unit_name(compared.unit, w))
    with frame(
        w,
        key="compare-table",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(context, "department_year", chosen=compared.filter),
        csv=lambda: csv_of(context, _file(compared), title, (caption,)),
    ):
        _table(compared, cells, [(r["department_id"], r["year"]) for r in rows], title)


def _table(compared: Compared, cells: list[dict[str, str | None]], keys: Sequence[tuple[str, int]], title: str) -> None:
    w = compared.context.w

    def choice(position: int, column: str) -> tuple[str, dict[str, Any]]:
        (department, year), page = keys[position], PAGES[column]
        if page == "department":
            return page, {"dept": department}
        return page, {
            "departments": (department,), "year_from": year, "year_to": year, "code": None, "id": None, "row": None,
        }  # fmt: skip

    def cell(position: int, column: str) -> Cell:
        said = cells[position][column]
        if said is None or said == NULL:
            return Cell(NULL)
        page, changes = choice(position, column)
        return Cell(said, link=link(page, **changes), target=f"{position} {column}")

    def open_list(target: str) -> None:
        position, column = target.split()
        page, changes = choice(int(position), column)
        go(page, **changes)

    record_list(
        key="compare-cells",
        alt=title,
        heads=[w(f"compare.col_{name}") for name in _WIDTHS],
        widths=tuple(_WIDTHS.values()),
        figures=range(1, len(_WIDTHS)),
        rows=[[cell(position, name) for name in _WIDTHS] for position in range(len(cells))],
        on_open=open_list,
    )


def _cells(compared: Compared, row: Row) -> dict[str, str | None]:
    unit, key = compared.unit, (row["department_id"], row["year"])
    found, promised = compared.of(compared.findings, *key), compared.of(compared.measures, *key)
    budget, executed = _amounts(compared, row)
    return {
        "name": compared.names[row["department_id"]],
        "year": str(row["year"]),
        "budget": budget,
        "executed": executed,
        "rate": _rate(compared, row),
        "coverage": f"{f.count(int(row['n']))} / {f.count(int(row['rows_total']))}",
        "unspent": f.money(row["unspent"], unit),
        "score": _score(compared, row["score_row"]),
        "scheme": scheme_text(compared, row["score_row"]),
        "reasons": _reasons(compared, row),
        "findings": f.count(found["findings"]) if found else "0",
        "measures": f.count(promised["measures"]) if promised else "0",
    }


def _amounts(compared: Compared, row: Row) -> tuple[str | None, str | None]:
    """Budget and executed as printed: the sum; else the year-start pair with its mark, or the one that is stated."""
    w, unit = compared.context.w, compared.unit
    if row["budget"] is not None:
        return f.money(row["budget"], unit), f.money(row["executed"], unit)
    if row["initial_budget"] is not None:
        given = w("compare.initial", value=f.money(row["initial_budget"], unit))
        return given, w("compare.final", value=f.money(row["initial_executed"], unit))
    return f.money(row["budget_only"], unit), f.money(row["executed_only"], unit)


def _rate(compared: Compared, row: Row) -> str:
    if row["rate"] is not None:
        return f.rate(row["rate"], compared.target)
    return compared.context.w("common.not_computable")


def stated_text(compared: Compared, row: Row) -> str | None:
    """What the report prints as rate where none can be computed, marked as its own."""
    if row["rate"] is not None:
        return None
    w = compared.context.w
    printed = compared.printed.get((row["score_row"] or {}).get("row_id", ""), [])
    return w("compare.stated", rates=w("compare.or").join(printed)) if printed else None


def _score(compared: Compared, own: Row | None) -> str | None:
    if own is None:
        return None
    if own["score"] is None:
        return compared.context.w("compare.bands_only") if own["band_projects"] else None
    return f.score(own["score"])


def scheme_text(compared: Compared, own: Row | None) -> str | None:
    """The scheme as its weights (10/50/30/10); unknown in words; None without a score."""
    if own is None or own["score"] is None:
        return None
    if own["scheme_id"] is None:
        return compared.context.w("compare.scheme_unknown")
    return "/".join(f.score(own[name]) for name in _WEIGHTS if own[name] is not None)


def _reasons(compared: Compared, row: Row) -> str | None:
    """The first reasons in a few characters; None where none is stated for under-execution."""
    own = compared.leads.filter(
        (pl.col("department_id") == row["department_id"]) & (pl.col("year") == row["year"])
    ).to_dicts()  # fmt: skip
    return compared.context.w("compare.reason_separator").join(_short(compared, r) for r in own) or None


def _short(compared: Compared, row: Row) -> str:
    known = entry(f"reason_short.{row['code']}")
    return known[compared.context.language] if known else reason_name(compared.context, row)


def profiles(compared: Compared) -> None:
    """The departments with their first reasons and the money behind them; a name opens the department's profile."""
    context, w = compared.context, compared.context.w
    rows = compared.latest
    said = [_lead_cell(compared, r) for r in rows]
    counted = compared.ranked or rows
    explained = sum(_is_explained(compared, r) for r in counted)
    title = compared.aside(w("compare.profiles_title", n=len(counted), explained=explained))
    with frame(
        w,
        key="compare-profiles",
        title=title,
        caption=w("compare.profiles_caption", unit=f.unit_name(compared.unit, w)),
        stamp=context.stamp(),
        sources=sources_of(context, "project_year", ("executed",), chosen=compared.filter),
    ):
        record_list(
            key="compare-profiles-rows",
            alt=title,
            heads=[w("compare.col_name"), w("compare.col_reasons")],
            widths=(1, 1.6),
            rows=[
                [
                    Cell(
                        compared.names[r["department_id"]],
                        link=link("department", dept=r["department_id"]),
                        target=r["department_id"],
                    ),
                    cell,
                ]
                for r, cell in zip(rows, said, strict=True)
            ],
            on_open=lambda department: go("department", dept=department),
        )


def _is_explained(compared: Compared, row: Row) -> bool:
    """Whether the year's report gives any reason: 未说明 and 仅描述现象 are none."""
    found = compared.of(compared.leads, row["department_id"], row["year"])
    return bool(found and found["is_explained"])


def _lead_cell(compared: Compared, row: Row) -> Cell:
    own = compared.leads.filter(
        (pl.col("department_id") == row["department_id"]) & (pl.col("year") == row["year"])
    ).to_dicts()  # fmt: skip
    w = compared.context.w
    texts = [
        w("compare.reason_money", name=_short(compared, r), money=f.money(r["unspent"], compared.unit))
        if r["unspent"] is not None
        else _short(compared, r)
        for r in own
    ]
    return Cell(w("compare.reason_separator").join(texts) or NULL, tone="small")


def _title(compared: Compared) -> str:
    """Who has most unspent money and most findings in its latest year."""
    w, rows = compared.context.w, compared.ranked
    if not rows:
        return w("compare.title_cases")
    if len(compared.ids) == 1:
        return w("compare.table_one", name=compared.names[rows[0]["department_id"]], year=rows[0]["year"])
    known = [r for r in rows if r["unspent"] is not None and r["unspent"] > 0]
    found = {
        r["department_id"]: (compared.of(compared.findings, r["department_id"], r["year"]) or {"findings": 0})
        for r in rows
    }
    parts = []
    if known:
        most = max(known, key=lambda r: (r["unspent"], r["department_id"]))
        said = {"name": compared.names[most["department_id"]], "year": most["year"]}
        parts.append(w("compare.table_unspent", **said, money=f.money_with_unit(most["unspent"], compared.unit, w)))
    if found:
        worst = max(found, key=lambda i: (found[i]["findings"], i))
        n = found[worst]["findings"]
        if n:
            parts.append(w("compare.table_findings", name=compared.names[worst], n=f.count(n)))
    return w("common.semicolon").join(parts) or w("compare.table_plain", n=len(rows))


def _file(compared: Compared) -> pl.DataFrame:
    """The table with money in yuan and rates as fractions; year-start amounts in columns of their own."""
    w, rows = compared.context.w, compared.latest
    cells = [_cells(compared, r) for r in rows]
    scores = [r["score_row"] for r in rows]
    money = pl.Decimal(38, 2)
    plain = ("budget", "executed", "unspent", "initial_budget", "initial_executed", "budget_only", "executed_only")
    return pl.DataFrame(
        {
            w("compare.col_name"): [c["name"] for c in cells],
            w("compare.col_year"): [r["year"] for r in rows],
            **{w(f"compare.file_{name}"): pl.Series([r[name] for r in rows], dtype=money) for name in plain},
            w("compare.file_rate"): pl.Series([r["rate"] for r in rows], dtype=pl.Float64),
            w("compare.col_rate"): [c["rate"] for c in cells],
            w("compare.col_coverage"): [c["coverage"] for c in cells],
            w("compare.col_score"): pl.Series(
                [None if s is None or s["score"] is None else float(s["score"]) for s in scores], dtype=pl.Float64
            ),
            w("compare.col_scheme"): pl.Series([c["scheme"] for c in cells], dtype=pl.String),
            **{
                w(f"compare.col_{name}"): pl.Series([c[name] for c in cells], dtype=pl.String)
                for name in ("reasons", "findings", "measures")
            },
        }
    )

"""执行率, the money: from budget to executed as dumbbells, and how few projects hold what was not spent.

Belongs here: these two figures, for many departments and for few. Does not belong here: rates without amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.panel import Sources
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics.concentration import cumulative_unspent
from dashboard.metrics.filters import Filter
from dashboard.stories.limits import total
from dashboard.stories.names import Row
from dashboard.views.common import open_project, show, sources_of

_SHOWN = 8
_SHARE = "0.8"


def budget_to_executed(
    context: Context,
    rows: pl.DataFrame,
    name: Callable[[Row], str],
    target: float,
    *,
    sources: Callable[[], Sources],
    is_ranked: bool = True,
) -> None:
    """The departments with the largest budgets: ``rows`` are sums per department (and year), one mark each way.

    ``is_ranked`` False: rows of different years, all shown in the order given and not compared as shares of a whole.
    """
    w = context.w
    known = rows.filter(pl.col("budget").is_not_null() & pl.col("executed").is_not_null() & (pl.col("budget") > 0))
    if known.is_empty():
        st.markdown(f":gray[:small[{w('execution.dumbbells_none')}]]")
        return
    if is_ranked:
        known = known.sort("budget", "department_id", descending=[True, False])
    shown = known.head(_SHOWN) if is_ranked else known
    unit = context.unit
    low = sum(f.is_below(r, target) for r in shown.get_column("rate"))
    whole = total(known, "budget")
    said = {
        "n": shown.height,
        "low": low,
        "target": f.share(target),
        "share": f.share(total(shown, "budget") / whole),
        "unspent": f.money_with_unit(total(shown, "unspent"), unit, w),
        "name": name(shown.row(0, named=True)),
    }
    if not is_ranked:
        key = "dumbbells_title_each" if shown.height > 1 else "dumbbells_title_one"
    else:
        key = "dumbbells_title" if known.height > shown.height else "dumbbells_title_all"
    notes = []
    if not is_ranked and rows.height > known.height:
        notes.append(w("execution.dumbbells_rest", n=rows.height - known.height))
    elif rows.height > known.height:
        notes.append(w("execution.dumbbells_known", n=known.height, total=rows.height))
    many = "year" in shown.columns
    show(
        context,
        specs.Dumbbells(
            key="execution_dumbbells",
            title=w(f"execution.{key}", **said),
            caption=w("execution.dumbbells_caption", unit=f.unit_name(unit, w), target=f.share(target)),
            unit_label=f.unit_name(unit, w),
            notes=tuple(notes),
            rows=tuple(
                specs.BudgetRow(
                    f"{r['department_id']}|{r['year']}" if many else r["department_id"],
                    name(r),
                    r["budget"],
                    r["executed"],
                )
                for r in shown.to_dicts()
            ),
            money_unit=unit,
            target=target,
        ),
        sources=sources,
        on_click=lambda row_id: go("department", dept=row_id.partition("|")[0]),
    )


def few_hold_most(context: Context, chosen: Filter) -> None:
    """How few projects hold 80 % of what was not spent; a sentence where one project or none left anything."""
    w, unit = context.w, context.unit
    rows = context.warehouse.ask(cumulative_unspent, chosen, _SHARE).to_dicts()
    if len(rows) < 2:
        _too_few(context, rows)
        return
    first = rows[0]
    note = _notes(rows)
    spec = specs.CumulativeUnspent(
        key="execution_cumulative",
        title=w(
            "execution.cumulative_title",
            short=f.count(first["short"]),
            needed=f.count(first["needed"]),
            share=f.share(_held(rows, first["needed"])),
        ),
        caption=w(
            "execution.cumulative_caption",
            unit=f.unit_name(unit, w),
            computable=f.count(first["computable"]),
            total=f.count(first["rows_total"]),
        ),
        unit_label=f.unit_name(unit, w),
        projects=tuple(
            specs.UnspentProject(r["row_id"], r["project"], r["place"], r["unspent"], r["upto"], note(r)) for r in rows
        ),
        whole=first["whole"],
        count=first["short"],
        needed=first["needed"],
        money_unit=unit,
        cut=float(_SHARE),
    )
    ids = tuple(p.id for p in spec.listed)
    show(
        context,
        spec,
        sources=sources_of(context, "project_year", ("executed",), row_ids=ids, chosen=chosen),
        on_click=open_project,
    )


def _held(rows: Sequence[Row], needed: int) -> Decimal:
    """The share that the ``needed`` largest really hold: at least the one asked for."""
    row = next(r for r in rows if r["place"] == needed)
    return Decimal(row["upto"]) / Decimal(row["whole"])


def _notes(rows: Sequence[Row]) -> Callable[[Row], str]:
    """What tells projects of one name apart: the district and the year, each only where it differs."""
    differs = [name for name in ("district", "year") if len({r[name] for r in rows}) > 1]
    return lambda r: " ".join(str(r[name]) for name in differs)


def _too_few(context: Context, rows: Sequence[Row]) -> None:
    w = context.w
    if not rows:
        text = w("execution.cumulative_none")
    else:
        unspent = f.money_with_unit(rows[0]["unspent"], context.unit, w)
        text = w("execution.cumulative_one", project=rows[0]["project"], unspent=unspent)
    st.markdown(f":gray[:small[{escape_markdown(text)}]]")

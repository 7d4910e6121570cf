"""The low projects: which, and how much each left.

Belongs here: these specifications. Does not belong here: their reasons (``reasons``, ``quotes``), drawing.
"""

from __future__ import annotations

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.stories.facts import Facts
from dashboard.stories.names import Row

#: Unscaled pixels of a name, of a bar of reasons and of what is round the bars.
_NAME, _NAME_FEW = 260, 310


def low_bars(facts: Facts, rows: pl.DataFrame, threshold: float) -> specs.BudgetBars:
    w, unit = facts.w, facts.context.unit
    known = rows.filter(pl.col("unspent").is_not_null()).height
    said = {"n": rows.height, "known": known}
    return specs.BudgetBars(
        key="wall_low",
        title=w("wall.low_title" if known == rows.height else "wall.low_title_some", **said),
        caption=w("wall.low_caption", unit=f.unit_name(unit, w), threshold=f.share(threshold)),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.BudgetRow(r["row_id"], r["project"], r["budget"], r["executed"], under=_whose(facts, r))
            for r in rows.to_dicts()
        ),
        money_unit=unit,
        target=threshold,
        label_room=_NAME_FEW if facts.is_few else _NAME,
    )


def _whose(facts: Facts, row: Row) -> str:
    """The department, with its year where several years are shown."""
    names = facts.context.choices.department_labels
    name = names.get(row["department_id"], row["department"])
    return facts.w("common.subject", name=name, year=row["year"]) if facts.is_few else str(name)

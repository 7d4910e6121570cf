"""What a check must find: planted contradictions and conditions that arise by themselves.

Belongs here: row ids by finding code, computed from the generator's own arrays. Does not belong here: the product's
checks; this module never reads the written tables and shares no code with ``etl.checks``.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.contracts import FINDING_CODES
from etl.demo.city import City
from etl.demo.frames import NULL, Bools, Ints
from etl.demo.money import Lines
from etl.demo.reports import Reports, sum_by
from etl.demo.telling import Reasons
from etl.demo.world import World

_JUMP = 5


def findings(city: City, reasons: Reasons, families: list[str]) -> dict[str, list[str]]:
    """Sorted row ids by code, in the order of ``FINDING_CODES``; ``families`` are the totals that do not add up."""
    world, lines, reports, planted, keys = city.world, city.lines, city.reports, city.planted, city.keys
    found: dict[str, list[str]] = {code: [] for code in FINDING_CODES}
    grains = (
        (planted.lines, keys.line_row_id),
        (planted.project_reports, keys.dy_project_row_id),
        (planted.department_reports, keys.dy_department_row_id),
    )
    for chosen, row_ids in grains:
        for code, index in chosen.items():
            found[code] += row_ids.gather(index).to_list()
    found["components_mismatch"] += families
    found["name_alias"] += world.project_id.gather(planted.aliased).to_list()

    is_full_year = ~world.dy_is_as_of
    is_full_line = is_full_year[world.line_dy]
    _add(found, "reason_missing", keys.line_row_id, lines.is_below(90) & ~reasons.line_is_explained & is_full_line)
    is_over = lines.has_rate & (lines.executed > lines.denominator)
    _add(found, "over_execution", keys.line_row_id, is_over & is_full_line)
    is_glossy = (lines.score >= 9_000) & lines.is_below(80)
    _add(found, "high_score_low_execution", keys.line_row_id, is_glossy & is_full_line)
    previous = _previous(world.line_project, world.line_year, lines.budget)
    _add(found, "year_jump", keys.line_row_id, _jumps(previous, lines.budget) & is_full_line)

    for budget, executed, score, row_ids in (
        (reports.p_budget, reports.p_executed, reports.p_score, keys.dy_project_row_id),
        (reports.d_budget, reports.d_executed, reports.d_score, keys.dy_department_row_id),
    ):
        has_both = (budget > 0) & (executed != NULL) & is_full_year
        _add(found, "over_execution", row_ids, has_both & (executed > budget))
        _add(found, "high_score_low_execution", row_ids, has_both & (score >= 9_000) & (executed * 100 < budget * 80))
        before = _previous(world.dy_dept, world.dy_year, budget)
        _add(found, "year_jump", row_ids, _jumps(before, budget) & is_full_year)
    _add(found, "sum_incomplete", keys.dy_project_row_id, _incomplete(world, lines, reports))
    return {code: sorted(ids) for code, ids in found.items()}


def _add(found: dict[str, list[str]], code: str, row_ids: pl.Series, holds: Bools) -> None:
    found[code] += row_ids.filter(pl.Series(holds)).to_list()


def _previous(owner: Ints, year: Ints, values: Ints) -> Ints:
    """The owner's value of the year before, ``NULL`` where there is none."""
    order = np.lexsort((year, owner))
    is_next = (owner[order][1:] == owner[order][:-1]) & (year[order][1:] == year[order][:-1] + 1)
    out = np.full(values.size, NULL)
    out[order[1:][is_next]] = values[order[:-1][is_next]]
    return out


def _jumps(previous: Ints, current: Ints) -> Bools:
    is_known = (previous > 0) & (current > 0)
    return is_known & ((current >= _JUMP * previous) | (current * _JUMP <= previous))


def _incomplete(world: World, lines: Lines, reports: Reports) -> Bools:
    """A stated total over lines of which some lack that amount (a budget: full-year, else initial).

    Not where the known lines already exceed the total: that is a sum_mismatch.
    """
    is_open = np.zeros(world.dy_dept.size, bool)
    for total, values in ((reports.p_budget, lines.denominator), (reports.p_executed, lines.executed)):
        lacking = sum_by(world, (values == NULL).astype(np.int64)) > 0
        known = sum_by(world, np.where(values == NULL, 0, values))
        is_open |= (total != NULL) & lacking & (known <= total)
    return is_open

"""Identifiers of documents and rows, computed once and shared by every table.

Belongs here: ``source_id`` and ``row_id`` texts. Does not belong here: any figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.frames import Ints
from etl.demo.reports import Reports
from etl.demo.world import World

FINANCE, THIRD_PARTY = "finance", "third_party"


@dataclass(frozen=True)
class Keys:
    """Text columns by grain: ``line_*``, ``dy_*`` (department-year), ``again_*`` (re-evaluation)."""

    line_project_id: pl.Series
    line_department_id: pl.Series
    line_source_id: pl.Series
    line_row_id: pl.Series
    dy_department_id: pl.Series
    dy_project_source_id: pl.Series
    dy_department_source_id: pl.Series
    dy_project_row_id: pl.Series
    dy_department_row_id: pl.Series
    again_kind: pl.Series
    again_source_id: pl.Series
    again_row_id: pl.Series


def make_keys(world: World, reports: Reports) -> Keys:
    """Keys of a city; the row ids are those of ``etl.contracts.row_id_of``."""
    line_id = world.project_id.gather(world.line_project)
    line_year = _text(world.line_year)
    department = world.dept_id.gather(world.dy_dept)
    year = _text(world.dy_year)
    again_kind = pl.Series(np.where(reports.again_is_finance, FINANCE, THIRD_PARTY))
    again_department, again_year = department.gather(reports.again_dy), year.gather(reports.again_dy)
    project_source = department + "-" + year + "-project"
    return Keys(
        line_id,
        department.gather(world.line_dy),
        project_source.gather(world.line_dy),
        line_id + "|" + line_year + "|" + line_year + "|self",
        department,
        project_source,
        department + "-" + year + "-department",
        department + "|" + year + "|project|self",
        department + "|" + year + "|department|self",
        again_kind,
        again_department + "-" + again_year + "-" + again_kind,
        again_department + "|" + again_year + "|project|" + again_kind,
    )


def _text(values: Ints) -> pl.Series:
    return pl.Series(values).cast(pl.String)

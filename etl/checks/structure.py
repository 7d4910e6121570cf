"""Checks of what a report lists: numbers of projects, names, scope.

Belongs here: counts and labels. Does not belong here: money, scores.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from etl.checks.base import Tables, compared, fact

_KEY = ("department_id", "year", "evaluation_kind")


def project_counts(tables: Tables) -> ir.Table:
    """The stated number of projects, or the number in the score bands, against the projects listed."""
    listed = tables.project_year.group_by(*_KEY).agg(listed=tables.project_year.project_id.nunique().cast("int32"))
    years = tables.department_year.filter(
        (tables.department_year.scope == "project") & tables.department_year.project_count_stated.notnull()
    )
    stated = years.inner_join(listed, list(_KEY))
    bands = tables.score_band.group_by(*_KEY).agg(
        banded=tables.score_band.project_count.sum().cast("int32"),
        source_id=tables.score_band.source_id.min(),
        row_id=tables.score_band.row_id.min(),
    )
    scored = bands.inner_join(listed, list(_KEY))
    return ibis.union(
        _counted(stated, "department_year", "project_count_stated", stated.project_count_stated),
        _counted(scored, "score_band", "project_count", scored.banded),
    )


def _counted(rows: ir.Table, name: str, column: str, number: ir.Value) -> ir.Table:
    return compared(
        rows,
        "count_mismatch",
        **fact(name, rows, column),
        scope="project",
        is_failed=number != rows.listed,
        stated=number,
        computed=rows.listed,
        gap=number - rows.listed,
        gap_unit="count",
        detail="bands" if name == "score_band" else "stated",
    )


def aliases(tables: Tables) -> ir.Table:
    """One project under several names in the reports; one row per project."""
    spelling = tables.project_alias["alias"]  # .alias is a method of Ibis tables
    names = tables.project_alias.group_by("project_id").agg(
        n=spelling.nunique().cast("int32"),
        detail=spelling.collect(distinct=True).sort().join("、"),
        own_quote=tables.project_alias.quote.min(),
        own_locator=tables.project_alias.locator.min(),
        source_id=tables.project_alias.source_id.min(),
    )
    first_year = tables.project_year.group_by("project_id").agg(year=tables.project_year.year.min())
    project = tables.project.select("project_id", "department_id", subject=tables.project.project)
    rows = names.inner_join(project, "project_id").inner_join(first_year, "project_id")
    return compared(
        rows,
        "name_alias",
        table_name="project",
        fact_row_id=rows.project_id,
        column_name="project",
        is_failed=rows.n > 1,
        stated_text=rows.detail,
        computed_text=rows.subject,
        gap_unit="count",
    )


def scopes(tables: Tables) -> ir.Table:
    """The scope a title claims against what its report holds: raised when nothing of the claimed scope is there."""
    years = tables.department_year
    held = years.group_by("source_id").agg(
        has_department=(years.scope == "department").any(), has_project=(years.scope == "project").any()
    )
    with_lines = tables.project_year.group_by("source_id").agg(lines=tables.project_year.count())
    claimed = tables.source.filter(tables.source.title_scope.notnull()).select("source_id", "title", "title_scope")
    found = claimed.inner_join(held, "source_id").left_join(with_lines, "source_id")
    holds_project = found.has_project | found.lines.notnull()
    is_failed = ((found.title_scope == "project") & ~holds_project) | (
        (found.title_scope == "department") & ~found.has_department
    )
    verdict = found.mutate(is_failed=is_failed).select("source_id", "title", "title_scope", "is_failed")
    rows = years.inner_join(verdict, "source_id")
    return compared(
        rows,
        "scope_mismatch",
        **fact("department_year", rows, "scope"),
        is_failed=rows.is_failed,
        stated_text=rows.title_scope,
        computed_text=rows.scope,
        gap_unit="text",
        own_quote=rows.title,
    )


CHECKS = (project_counts, aliases, scopes)

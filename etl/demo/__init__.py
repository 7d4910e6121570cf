"""Generator of the demonstration dataset: one invented city, with contradictions planted and their truth beside it.

Belongs here: the order of the steps and the writing of files. Does not belong here: the command line, any drawing
of figures. Every step works on whole columns; the same seed gives the same tables, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl import contracts
from etl.demo import detail, facts, places, registers, statements, telling, truth
from etl.demo.city import City
from etl.demo.frames import conform
from etl.demo.keys import make_keys
from etl.demo.money import make_lines
from etl.demo.planting import plant_lines, plant_reports
from etl.demo.reports import make_reports
from etl.demo.world import make_world
from etl.generated import CITY, TRUTH_FILE

DEFAULT_SEED = 2026


@dataclass(frozen=True)
class Demo:
    """A generated dataset: input tables by name, and the row ids that each finding code must name (see ``truth``)."""

    tables: dict[str, pl.DataFrame]
    findings: dict[str, list[str]]


def make(
    seed: int = DEFAULT_SEED,
    *,
    districts: int = len(places.DISTRICTS),
    functions: int = len(places.FUNCTIONS),
    years: int = 8,
    lines_per_department_year: float = 21.5,
) -> Demo:
    """Make the dataset in memory. Raises ValueError when more districts, functions or years are asked for than are."""
    for name, value, most in (
        ("districts", districts, len(places.DISTRICTS)),
        ("functions", functions, len(places.FUNCTIONS)),
        ("years", years, 8),
    ):
        if not 1 <= value <= most:
            raise ValueError(f"{name}: {value}（1—{most}）")
    world = make_world(seed, districts, functions, years, lines_per_department_year)
    lines = make_lines(world)
    planted = plant_lines(world, lines)
    reports = make_reports(world, lines)
    plant_reports(world, lines, reports, planted)
    reasons = telling.make_reasons(world, lines, reports)
    keys = make_keys(world, reports)
    city = City(world, lines, planted, reports, keys)
    aliases = registers.aliases_of(world, planted.aliased)
    names = facts.project_names(world, planted, aliases)
    family_totals, wrong_families = facts.family_frame(world, lines, keys)
    reason = telling.reason_frame(world, lines, reasons, keys)
    tables = {
        "district": registers.district_frame(world),
        "source": registers.source_frame(world, reports, keys),
        "scheme": registers.scheme_frame(),
        "department": registers.department_frame(world),
        "project": registers.project_frame(world),
        "project_alias": registers.alias_frame(world, planted.aliased, aliases, keys),
        "department_year": facts.department_year_frame(world, lines, reports, keys),
        "department_amount": facts.department_amount_frame(world, reports, keys),
        "project_year": facts.project_year_frame(world, lines, names, keys),
        "project_family_total": family_totals,
        "funding_year": detail.funding_frame(world, lines, planted, keys),
        "indicator_year": detail.indicator_frame(world, reports, keys),
        "score_band": detail.band_frame(world, lines, keys),
        "reason": conform(reason.drop("row_id"), "reason"),
        "measure": telling.measure_frame(world, reasons, reason["row_id"], keys),
        "evidence": statements.evidence_frame(city, names),
    }
    return Demo(tables, truth.findings(city, reasons, wrong_families))


def generate(
    out: Path,
    seed: int = DEFAULT_SEED,
    *,
    districts: int = len(places.DISTRICTS),
    functions: int = len(places.FUNCTIONS),
    years: int = 8,
    lines_per_department_year: float = 21.5,
    progress: Callable[[str], None] | None = None,
) -> Demo:
    """Write ``out/city/<table>.parquet`` and ``out/truth.json``; return what was written.

    ``progress`` is called with each table's name before it is written. Other files in ``out`` are left alone.
    """
    demo = make(
        seed,
        districts=districts,
        functions=functions,
        years=years,
        lines_per_department_year=lines_per_department_year,
    )
    bundle = out / CITY
    bundle.mkdir(parents=True, exist_ok=True)
    for table in contracts.INPUT_TABLES:
        if table.name in demo.tables:
            if progress is not None:
                progress(table.name)
            demo.tables[table.name].write_parquet(bundle / f"{table.name}.parquet")
    text = json.dumps(demo.findings, ensure_ascii=False, indent=1)
    (out / TRUTH_FILE).write_text(text + "\n", encoding="utf-8")
    return demo

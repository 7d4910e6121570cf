"""Which names the projects of a dataset have in which year, and where their facts stand.

Belongs here: reading this, and where departments stand, from the facts. Does not belong here: what follows from two
names (``identity``), or from where they stand (``beside``).

A project is registered under the name of its first year; in the years after it has the names those files give it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from etl.load.beside import Place
from etl.load.identity import Known

_YEAR = r"^\d{4}$"
_OF_PROJECTS = ("project_year", "indicator_year")


def in_years(known: list[Known], data: Path, dataset: str, without: Path) -> list[Known]:
    """The known projects with the names they have in each year, and the years and files they stand in; the rows under
    ``without`` are left out."""
    named: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    places: dict[str, set[Place]] = defaultdict(set)
    names = {one.id: one.names[0] for one in known}
    columns = ("project_id", "year", "source_id", "project")
    facts = _facts(columns, sorted(names), data / dataset, without, _OF_PROJECTS)
    for project, year, source, name in facts.iter_rows():
        named[project][int(year)].add(name or names[project])
        if source:
            places[project].add((int(year), source))
    return [replace(one, used=named.get(one.id, {}), places=places.get(one.id, ())) for one in known]


def places_of(departments: Iterable[str], data: Path, dataset: str, without: Path) -> dict[str, set[Place]]:
    """The years and files in which these departments stand; the rows under ``without`` are left out."""
    found: dict[str, set[Place]] = defaultdict(set)
    columns = ("department_id", "year", "source_id")
    facts = _facts(columns, sorted(departments), data / dataset, without, ("department_year", *_OF_PROJECTS))
    for department, year, source in facts.iter_rows():
        if source:
            found[department].add((int(year), source))
    return found


def _facts(columns: Sequence[str], ids: list[str], inputs: Path, without: Path, tables: Sequence[str]) -> pl.DataFrame:
    """These columns of the facts, the first an id and one of these; lists of indicators give no name."""
    found = [pl.DataFrame(schema=dict.fromkeys(columns, pl.String))]
    for table in tables if ids else ():
        for path in sorted(inputs.rglob(f"{table}.*")):
            if without in path.parents or path.suffix not in (".csv", ".parquet"):
                continue
            rows = (
                pl.scan_csv(path, infer_schema=False, glob=False)
                if path.suffix == ".csv"
                else pl.scan_parquet(path, glob=False)
            )
            has = rows.collect_schema().names()
            cells = [(pl.col(c) if c in has else pl.lit(None)).cast(pl.String).alias(c) for c in columns]
            near = rows.select(cells).filter(pl.col("year").str.contains(_YEAR), pl.col(columns[0]).is_in(ids))
            found.append(near.unique().collect())
    return pl.concat(found)

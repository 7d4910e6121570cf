"""Which names the projects of a dataset have in which year.

Belongs here: reading them from the facts. Does not belong here: what follows from two names (``identity``).

A project is registered under the name of its first year; in the years after it has the names those files give it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import polars as pl

from etl.load.identity import Known

_YEAR = r"^\d{4}$"
_PARTS = ("project_id", "year", "project")


def in_years(known: list[Known], data: Path, dataset: str, without: Path) -> list[Known]:
    """The known projects with the names they have in each year; the rows under ``without`` are left out."""
    named: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    names = {one.id: one.names[0] for one in known}
    for project, year, name in _facts(sorted(names), data / dataset, without).iter_rows():
        named[project][int(year)].add(name or names[project])
    return [replace(one, used=named.get(one.id, {})) for one in known]


def _facts(ids: list[str], inputs: Path, without: Path) -> pl.DataFrame:
    """Id, year and name of these projects' facts; lists of indicators give no name."""
    found = [pl.DataFrame(schema=dict.fromkeys(_PARTS, pl.String))]
    for table in ("project_year", "indicator_year") if ids else ():
        for path in sorted(inputs.rglob(f"{table}.*")):
            if without in path.parents or path.suffix not in (".csv", ".parquet"):
                continue
            rows = (
                pl.scan_csv(path, infer_schema=False, glob=False)
                if path.suffix == ".csv"
                else pl.scan_parquet(path, glob=False)
            )
            has = rows.collect_schema().names()
            cells = [(pl.col(c) if c in has else pl.lit(None)).cast(pl.String).alias(c) for c in _PARTS]
            near = rows.select(cells).filter(pl.col("year").str.contains(_YEAR), pl.col("project_id").is_in(ids))
            found.append(near.unique().collect())
    return pl.concat(found)

"""Statements of a load counted on from those that other inputs make of the same thing.

Belongs here: the ordinals of reasons, measures and evidence. Does not belong here: ids of departments and projects
(``registers``), what a build makes of rows it knows already and which evidence is of the value shown (``etl.stage``):
a file says so of its own figures, whatever other files there are.

Every file numbers its statements from one. Two files on one project would state under one number, and the second would
be refused; so it counts on. So do two spellings of one name in one file, that are one only in the dataset. What it
says just as the other does keeps the other's number: the build takes it as said again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from etl import contracts
from etl.contracts import NULL_KEY_PART, Table

_KEPT, _SAME, _MOST = "_kept", "_same", "_most"


def count_on(bundle: Path, inputs: Path, loads: Path, gone: Mapping[str, set[str]]) -> None:
    """Renumber the statements of a bundle. ``gone``: load → the sources of it that the bundle replaces; what said the
    same in them keeps its number."""
    reasons: dict[str, str] = {}
    for table in (contracts.REASON, contracts.MEASURE, contracts.EVIDENCE):
        path = bundle / f"{table.name}.csv"
        rows = pl.read_csv(path, infer_schema=False, glob=False)
        if rows.is_empty():
            continue
        if table is contracts.MEASURE:
            rows = rows.with_columns(pl.col("reason_id").replace(reasons))
        others, earlier = _known(inputs, loads, table, rows, gone)
        numbered = _numbered(rows, others, earlier, table)
        if table is contracts.REASON:
            reasons = dict(zip(_ids(rows, table), _ids(numbered, table), strict=True))
        numbered.select(rows.columns).write_csv(path)


def _known(
    inputs: Path, loads: Path, table: Table, rows: pl.DataFrame, gone: Mapping[str, set[str]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What other inputs state of the same things, and what the replaced rows stated."""
    key = _part_of_key(table)
    plain = _plain(rows.lazy(), table).collect()
    wanted = plain.select(key).unique()
    others, earlier = [plain.clear()], [plain.clear()]
    for path in sorted(inputs.rglob(f"{table.name}.*")):
        if path.suffix == ".csv":
            every = pl.scan_csv(path, infer_schema=False, glob=False)
        elif path.suffix == ".parquet":
            every = pl.scan_parquet(path, glob=False).cast(pl.String)
        else:
            continue
        near = _plain(every, table).join(wanted.lazy(), on=key, how="semi", nulls_equal=True).collect()
        is_load = path.parent.parent == loads
        is_gone = pl.col("source_id").is_in(sorted(gone.get(path.parent.name, ())) if is_load else [])
        others.append(near.filter(~is_gone))
        earlier.append(near.filter(is_gone))
    return pl.concat(others, how="diagonal"), pl.concat(earlier, how="diagonal")


def _numbered(rows: pl.DataFrame, others: pl.DataFrame, earlier: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows with their ordinals, in their order."""
    key = _part_of_key(table)
    said = [c.name for c in table.inputs if c.name not in (*table.key, "source_id", "is_shown")]
    words = [name for name in said if name not in ("locator", "reason_id")]
    # Two places where one figure stands are two statements.
    same = others.clear() if table is contracts.EVIDENCE else others
    most = pl.concat([others, earlier]).group_by(key).agg(pl.col("ordinal").max().alias(_MOST))
    plain = _plain(rows.lazy(), table).collect()
    for more, by in (
        (_first(earlier, [*key, *said], _KEPT), [*key, *said]),
        (_first(same, [*key, *words], _SAME), [*key, *words]),
        (most, key),
    ):
        plain = plain.join(more, on=by, how="left", nulls_equal=True, maintain_order="left")
    fixed = pl.coalesce(_KEPT, _SAME)
    further = pl.col(_MOST).fill_null(0) + fixed.is_null().cum_sum().over(key)
    is_free = pl.col(_MOST).is_null() & (pl.col("ordinal").n_unique().over(key) == pl.len().over(key))
    number = pl.coalesce(fixed, pl.when(is_free).then("ordinal"), further).cast(pl.String)
    return rows.with_columns(plain.select(number.alias("ordinal")).to_series())


def _first(rows: pl.DataFrame, by: list[str], name: str) -> pl.DataFrame:
    return rows.group_by(by).agg(pl.col("ordinal").min().alias(name))


def _part_of_key(table: Table) -> list[str]:
    return [name for name in table.key if name != "ordinal"]


def _plain(rows: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    """Rows as they are compared: a missing fund year is the year, ordinals are numbers, absent columns null."""
    names = rows.collect_schema().names()
    absent = [pl.lit(None, pl.String).alias(c.name) for c in table.inputs if c.name not in names]
    rows = rows.with_columns(absent).with_columns(pl.col("ordinal").cast(pl.Int64, strict=False))
    if "fund_year" in table.names:
        rows = rows.with_columns(pl.coalesce("fund_year", "year").alias("fund_year"))
    return rows.select(c.name for c in table.inputs)


def _ids(rows: pl.DataFrame, table: Table) -> list[str]:
    """Row ids of natural keys (see ``contracts.row_id_of``)."""
    parts = [pl.col(name).cast(pl.String).fill_null(NULL_KEY_PART) for name in table.key]
    return _plain(rows.lazy(), table).select(pl.concat_str(parts, separator="|")).collect().to_series().to_list()

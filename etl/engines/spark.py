"""Builds on Apache Spark: from contract Parquet in a folder or object store to Parquet marts and a serving snapshot.

Belongs here: finding and reading the Parquet, writing the marts, handing them to the snapshot's database. Does not
belong here: the expressions, what is said about them; the session (``session``), its rows (``spark_relations``).

The cluster works on rows: checking, rules, computed columns, comparisons. What it makes lies as Parquet in a working
folder that cluster and this machine both see; the database holds rollups and registers and looks at the rest there.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import duckdb
import ibis
import polars as pl

from etl import checks, contracts, extract, inputs, model, publish
from etl.checks.base import COMPARISON
from etl.contracts import Table
from etl.engines import session as spark
from etl.engines.base import Found, Progress
from etl.engines.spark_relations import SparkRelations
from etl.extract import RECORD, RawFile
from etl.inputs import InputError
from etl.pointer import PARQUET
from etl.rules import N

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: As many rows as there are projects, years and figures: they stay in files beside the database.
ATTACHED: tuple[Table, ...] = (
    contracts.PROJECT, contracts.PROJECT_ALIAS, contracts.PROJECT_YEAR, contracts.FUNDING_YEAR,
    contracts.INDICATOR_YEAR, contracts.REASON, contracts.MEASURE, contracts.EVIDENCE, contracts.SEARCH_PAIR,
)  # fmt: skip
_YEAR = "year"
_SCRATCH = "scratch"
_CHECK = "check_number"


@dataclass
class Spark:
    """``source``: the folder or object-store address of the Parquet inputs (``<table>.parquet``, files or folders, at
    any depth); ``data``: where the shared reference tables are; ``folder``: the dataset's warehouse folder."""

    session: SparkSession
    source: str
    data: Path
    folder: Path
    _listed: pl.DataFrame = field(default_factory=pl.DataFrame)
    _work: Path = Path()
    _rows: SparkRelations | None = None

    def find(self) -> Found:
        root = _address(self.source)
        try:
            files = self.session.read.format("binaryFile").option("recursiveFileLookup", True)
            about = files.option("pathGlobFilter", "*.parquet").load(root).select("_metadata")
            about = about.select("_metadata.file_path", "_metadata.file_size", "_metadata.file_modification_time")
            listed = pl.DataFrame(about.toArrow())
        except Exception as error:
            raise InputError(f"{self.source}：Spark读不了这个文件夹（{spark.first_line(error)}）。") from error
        listed = listed.with_columns(
            table=pl.col("file_path").map_elements(_table_of, pl.String, skip_nulls=False),
            name=pl.col("file_path").map_elements(lambda path: _label(path, root), pl.String),
        ).sort("name")
        # Not its address: files that were moved as a whole are the same inputs.
        known = pl.struct("name", "file_size", "file_modification_time")
        listed = listed.with_columns(digest=known.map_elements(lambda one: _digest(*one.values()), pl.String))
        self._listed = listed.filter(pl.col("table").is_not_null()).with_row_index(N)
        if self._listed.is_empty():
            raise InputError(f"{self.source}：没有找到任何输入表（应为<表名>.parquet）。")
        digests = dict(self._listed.select("name", "digest").iter_rows())
        shared = {str(path): inputs.sha256(path) for path in self._references()}
        fingerprint = _digest(*digests.items(), *shared.items(), inputs.fingerprint(self.data, {}))
        self._work = self.folder / f"{fingerprint[:16]}.marts"
        return Found(fingerprint)

    def checked(self, con: duckdb.DuckDBPyConnection, scratch: Path, progress: Progress) -> SparkRelations:
        for other in self.folder.glob("*.marts"):
            if other != self._work:
                shutil.rmtree(other, ignore_errors=True)
        for name in (PARQUET, _SCRATCH):
            (self._work / name).mkdir(parents=True, exist_ok=True)
        con.execute("SET GLOBAL file_search_path = $folder", {"folder": str(self._work)})
        rows = SparkRelations(session=self.session, scratch=self._work / _SCRATCH)
        for path in self._references():
            number = self._listed.height + len(rows.files)
            raw = extract.read(con, path, self.data, number, inputs.sha256(path), scratch)
            cells = con.sql(f'SELECT * FROM "{raw.name}"').pl().with_columns(pl.lit(number, pl.Int32).alias(N))
            rows.add([raw], spark.registered(self.session, raw.name, cells))
        for (name,), files in self._listed.group_by("table", maintain_order=True):
            progress(f"读取 {name}", 0.1)
            rows.add(*self._read(contracts.table(str(name)), files))
        progress("读取", 0.2)
        rows.count_read()
        self._rows = rows
        return rows

    def _references(self) -> list[Path]:
        paths = [self.data / "reference" / f"{table.name}.csv" for table in contracts.REFERENCE_TABLES]
        return [path for path in paths if path.exists()]

    def _read(self, table: Table, files: pl.DataFrame) -> tuple[list[RawFile], DataFrame]:
        """All files of a table, columns that only some have filled with nulls."""
        from pyspark.sql import functions as f

        paths = files.get_column("file_path").map_elements(unquote, pl.String).to_list()
        try:
            cells = self.session.read.option("mergeSchema", True).parquet(*paths)
            columns = {column.name: column.dataType.simpleString() for column in cells.schema}
        except Exception as error:
            raise InputError(
                f"{table.name}.parquet：读不了，或各文件的列类型不一致（{spark.first_line(error)}）。"
            ) from error
        numbers = spark.registered(self.session, "listed", files.select(pl.col(N).cast(pl.Int32), "file_path"))
        cells = cells.select("*", f.col("_metadata.file_path"), f.col("_metadata.row_index").alias(RECORD))
        cells = cells.join(f.broadcast(numbers), "file_path").drop("file_path")
        raw = [
            RawFile(number, name, table, digest, columns, extract.counted, list, RECORD, False)
            for number, name, digest in files.select(N, "name", "digest").iter_rows()
        ]
        return raw, cells

    def publish(self, con: duckdb.DuckDBPyConnection, table: Table, order: tuple[str, ...]) -> int:
        if table in contracts.INPUT_TABLES and self._rows is not None and not self._rows.has(table):
            return self._publish_none(con, table)
        is_attached, by_year = table in ATTACHED, table in ATTACHED and _YEAR in table.names
        made = spark.frame(self.session, model.expression(table))
        target, kinds = self._work / PARQUET / table.name, ibis.schema(table.ibis_schema)
        if not target.exists():
            rows = _sorted(made, order) if is_attached else made
            spark.written(rows, kinds, target, self._work / _SCRATCH, _YEAR if by_year else None)
        count = _count(con, target)
        found = spark.read(self.session, target, kinds)
        found.select(*table.names).createOrReplaceTempView(table.name)
        if is_attached and count:
            publish.attach_table(con, table, _YEAR if by_year else None)
            return count
        publish.create_table(con, table)
        if count:
            columns = ", ".join(f'"{name}"' for name in table.names)
            ordered = ", ".join(f'"{name}"' for name in order)
            con.execute(
                f'INSERT INTO "{table.name}" SELECT {columns} FROM read_parquet($files) ORDER BY {ordered}',
                {"files": f"{target}/*.parquet"},
            )
        return count

    def _publish_none(self, con: duckdb.DuckDBPyConnection, table: Table) -> int:
        """An input table of which nothing was given: the cluster would take seconds to find that out."""
        publish.create_table(con, table)
        spark.registered(self.session, table.name, con.table(table.name).pl())
        self._written_beside(con, table.name)
        return 0

    def _written_beside(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        """A table of the database as a mart like those of the cluster."""
        target = self._work / PARQUET / name
        target.mkdir(exist_ok=True)
        con.table(name).write_parquet(str(target / "part-0.parquet"))

    def compare(self, con: duckdb.DuckDBPyConnection) -> None:
        from pyspark.sql import functions as f

        scratch = self._work / _SCRATCH
        compared = ibis.union(
            *(c.mutate(**{_CHECK: ibis.literal(i, "int32")}) for i, c in enumerate(checks.comparisons()))
        )
        numbered = spark.frame(self.session, compared).select("*", f.monotonically_increasing_id().alias("number"))
        kinds = ibis.schema({**COMPARISON, _CHECK: "int32", "number": "int64"})
        spark.written(numbered, kinds, scratch / "comparison", scratch, "is_failed")
        found = spark.read(self.session, scratch / "comparison", kinds)
        found.createOrReplaceTempView(checks.COMPARED)
        agreed = checks.agreeing(_CHECK)
        spark.written(spark.frame(self.session, agreed), agreed.schema(), scratch / "agreed", scratch, None)
        columns = ", ".join(f'"{name}"' for name in COMPARISON if name != "is_failed")
        for target, files, more in (("failed", "comparison/is_failed=true", ""), ("agreed", "agreed", ", check_count")):
            if any((scratch / files).glob("*.parquet")):
                con.execute(
                    f"INSERT INTO {target} BY NAME SELECT {columns}{more}, $failed AS is_failed "
                    "FROM read_parquet($files, hive_partitioning = false)",
                    {"files": f"{scratch / files}/*.parquet", "failed": target == "failed"},
                )

    def deliver(self, con: duckdb.DuckDBPyConnection, partial: Path) -> None:
        for name in ("finding", "passed_check", "load_run", "quarantine"):
            self._written_beside(con, name)
        shutil.rmtree(partial / PARQUET, ignore_errors=True)
        shutil.move(self._work / PARQUET, partial / PARQUET)
        # A server may still write for a build that was killed; the next build takes away what is left then.
        shutil.rmtree(self._work, ignore_errors=True)


def _count(con: duckdb.DuckDBPyConnection, target: Path) -> int:
    """The rows of the files as this machine reads them."""
    if not any(target.rglob("*.parquet")):
        return 0
    ((rows,),) = con.execute(
        "SELECT count(*) FROM read_parquet($files)", {"files": f"{target}/**/*.parquet"}
    ).fetchall()
    return int(rows)


def _sorted(made: DataFrame, order: tuple[str, ...]) -> DataFrame:
    """In the order of the database's tables, year by year, so that a reader skips what a filter leaves out."""
    near = [name for name in (_YEAR, "province_code") if name in made.columns] or order[:1]
    return made.repartition(*near).sortWithinPartitions(near[0], *order)


def _address(source: str) -> str:
    """The folder as Spark names it: a plain path is one of this machine."""
    return source.rstrip("/") if urlparse(source).scheme else unquote(Path(source).resolve().as_uri())


def _table_of(path: str) -> str | None:
    """The table a Parquet file belongs to: by its own name, or by the folder that a cluster wrote it as."""
    names = {table.name for table in contracts.INPUT_TABLES}
    parts = [part.removesuffix(".parquet") for part in reversed(unquote(path).split("/")[-2:])]
    return next((part for part in parts if part in names), None)


def _label(path: str, root: str) -> str:
    """A file's name from its folder on, as for files that this machine reads."""
    parts = [part for part in unquote(path).split("/") if part]
    above = [part for part in root.split("/") if part][:-1]
    return "/".join(parts[len(above) :])


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()

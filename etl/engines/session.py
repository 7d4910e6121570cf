"""Opens a Spark session and runs expressions on it.

Belongs here: the way to a cluster and what may be missing on it, compiling. Does not belong here: what is run. Spark
is imported when a session is opened: the default installation does not carry it.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse
from uuid import uuid4

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis.backends.sql.datatypes import PySparkType

from etl.inputs import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Spark's mark that a folder was written to its end.
_DONE = "_SUCCESS"
_PORT = 15002
_PATIENCE = 10


@contextmanager
def opened(remote: str | None) -> Iterator[SparkSession]:
    """A session (``_opened``), closed afterwards. What goes wrong on the cluster meanwhile becomes one sentence, raised
    as InputError."""
    session = None
    try:
        session = _opened(remote)
        yield session
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j", "grpc"):
            raise
        sentence = f"Spark没有做完（{first_line(error)}），什么也没有发布；写好的表留着，再运行时接着做。"
        raise InputError(sentence) from error
    finally:
        if session is not None:
            session.stop()


def _opened(remote: str | None) -> SparkSession:
    """A session on the Spark Connect server ``remote`` (sc://host:port), or one of this machine's own Spark, whose
    master and settings are Spark's usual (SPARK_CONF_DIR, PYSPARK_SUBMIT_ARGS). Raises InputError."""
    try:
        import pyspark.sql
    except ImportError as error:
        raise InputError("没有安装Spark：用make spark建好.venv-spark，再用其中的python运行。") from error
    if remote is not None:
        _reach(remote)
        session = pyspark.sql.SparkSession.builder.remote(remote).getOrCreate()
    else:
        home = os.environ.get("JAVA_HOME")
        if shutil.which("java") is None and not (home and shutil.which("java", path=f"{home}/bin")):
            raise InputError("没有找到Java：Spark要Java 17以上（apt install openjdk-17-jre-headless）。")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        session = pyspark.sql.SparkSession.builder.appName("jixiao").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session


def first_line(error: Exception) -> str:
    """What an error of the cluster says first; the rest is a stack of its own."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _reach(remote: str) -> None:
    """Spark's own client waits for minutes before it says that nobody answers."""
    address = urlparse(remote)
    if address.scheme != "sc" or not address.hostname:
        raise InputError(f"“{remote}”不是Spark Connect的地址，应如sc://主机:{_PORT}。")
    try:
        with socket.create_connection((address.hostname, address.port or _PORT), timeout=_PATIENCE):
            pass
    except (OSError, ValueError) as error:
        raise InputError(f"{remote}：连不上Spark Connect服务，什么也没有发布。") from error


def sql(expression: ir.Table) -> str:
    """An expression over unbound tables for Spark."""
    return str(ibis.pyspark.compile(expression))


def frame(session: SparkSession, expression: ir.Table) -> DataFrame:
    """An expression over the session's views."""
    return session.sql(sql(expression))


def rows(session: SparkSession, expression: ir.Table) -> pl.DataFrame:
    """The rows of an expression over the session's views, brought here."""
    return pl.DataFrame(frame(session, expression).toArrow())


def registered(session: SparkSession, name: str, brought: pl.DataFrame) -> DataFrame:
    """Rows of Python as a view of the session."""
    if brought.is_empty():
        made = session.createDataFrame([], _columns(ibis.Schema.from_polars(brought.schema)))
    else:
        made = session.createDataFrame(brought.to_arrow(compat_level=pl.CompatLevel.oldest()))
    made.createOrReplaceTempView(name)
    return made


def _columns(schema: ibis.Schema) -> str:
    return ", ".join(f"`{name}` {PySparkType.to_string(kind)}" for name, kind in schema.items())


def read(session: SparkSession, folder: Path, schema: ibis.Schema) -> DataFrame:
    """The Parquet of a folder with these columns, whatever files are there: Spark asks none what it holds."""
    return session.read.schema(_columns(schema)).parquet(folder.resolve().as_uri())


def written(made: DataFrame, schema: ibis.Schema, target: Path, scratch: Path, by: str | None) -> None:
    """Write Parquet into a folder that the workers and this machine both see: ``target`` is there when it is whole.
    Raises InputError where they do not see the same.

    In the types of ``schema``: a difference of amounts has one digit more in Spark than Ibis says.
    Written in ``scratch`` under a name of its own: a server goes on writing for a client that was killed, and must not
    write between the files of the one that came after.
    """
    begun = scratch / f"{target.name}.{uuid4().hex}"
    writer = made.selectExpr(
        *(f"CAST(`{name}` AS {PySparkType.to_string(kind)}) AS `{name}`" for name, kind in schema.items())
    ).write
    (writer.partitionBy(by) if by else writer).parquet(begun.resolve().as_uri())
    if not (begun / _DONE).exists():
        raise InputError(f"{target}：集群写了，本机却看不见；仓库文件夹要放在集群和本机共有的磁盘上。")
    if target.exists():
        shutil.rmtree(target)
    begun.rename(target)

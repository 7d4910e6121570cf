"""A Spark Connect server of our own on a real local cluster: a driver and two worker processes.

Belongs here: starting and stopping it, settings that suit a minute of work. Does not belong here: what is proved on it.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SETTINGS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}


@dataclass(frozen=True)
class Size:
    """How large a cluster is: its two workers' memory in MB, and Spark's settings that suit so many rows."""

    memory: int
    settings: dict[str, str]


#: Few rows, short lives: two shuffle partitions, no generated code, no optimising compiler.
SMALL = Size(
    1024,
    {
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    },
)
#: A million project-years: in 1 GB the workers collect garbage and do little else.
LARGE = Size(4096, {"spark.sql.shuffle.partitions": "8", "spark.driver.memory": "4g"})
#: An address that is no folder of any machine: Hadoop's own table of mounts, which only the cluster can read.
STORE = "viewfs://store/data"
_MOUNTED = "spark.hadoop.fs.viewfs.mounttable.store.link./data"
_PATIENCE = 120
_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


def submitted(size: Size, *more: str) -> list[str]:
    """Arguments of Spark's own launcher for a cluster of this size."""
    settings = (f"{name}={value}" for name, value in {**_SETTINGS, **size.settings}.items())
    options = (option for setting in settings for option in ("--conf", setting))
    return ["--master", f"local-cluster[2,1,{size.memory}]", *options, *more]


@contextmanager
def serving(log: Path, size: Size, stored: Path) -> Iterator[str]:
    """The address of a running server; ``log`` is what it wrote, ``stored`` what lies in the cluster at ``STORE``."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = (f"spark.connect.grpc.binding.port={port}", f"{_MOUNTED}={stored.as_uri()}")
    options = submitted(size, *(f"--conf={one}" for one in settings), "--class", _SERVER, "spark-internal")
    environment = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable}
    with log.open("wb") as written:
        server = subprocess.Popen(
            [home / "bin" / "spark-submit", *options], stdout=written, stderr=written, env=environment,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait(server, port, log)
            yield f"sc://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)


def workers(log: Path) -> set[str]:
    """The worker processes that joined, by their number."""
    return set(re.findall(r"Registered executor .* with ID (\d+)", log.read_text(encoding="utf-8", errors="replace")))


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    raise AssertionError(f"no Spark Connect server: {log.read_text(errors='replace')[-2000:]}")

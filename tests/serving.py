"""The dashboard served by several processes behind nginx, for tests and timings.

Belongs here: starting it as a user does, finding its processes, stopping it. Does not belong here: what is asserted.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser import ROOT, free_port

_END = 20


@dataclass(frozen=True)
class Served:
    """``address`` is nginx's; ``supervisor`` the process that looks after the others; ``log`` what they all logged."""

    address: str
    supervisor: subprocess.Popen[str]
    log: Path

    def traces(self) -> str:
        """What was logged from the first error on; empty where there was none."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        start = said.find("Traceback")
        return said[max(0, said.rfind("\n", 0, said.rfind("\n", 0, start))) :].strip() if start >= 0 else ""

    def workers(self) -> list[int]:
        """The dashboard's processes now, oldest first."""
        return [pid for pid in children(self.supervisor.pid) if "streamlit" in command(pid)]


@contextmanager
def served_by_many(workers: int, warehouse: Path | None = None, **environment: str) -> Iterator[Served]:
    """Serve with so many processes; raises RuntimeError with what was said where it does not come to serving."""
    port = free_port()
    own = {**os.environ, **environment}
    if warehouse is not None:
        own["JIXIAO_WAREHOUSE"] = str(warehouse)
    asked = [sys.executable, "tools/serve_many.py", "--workers", str(workers), "--port", str(port)]
    log = Path(tempfile.mkdtemp(prefix="jixiao-log-")) / "stderr"
    with log.open("wb") as errors:
        supervisor = subprocess.Popen(asked, cwd=ROOT, env=own, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert supervisor.stdout is not None
        said = ""
        for line in supervisor.stdout:
            said += line
            if f":{port}" in line:
                break
        else:
            raise RuntimeError(said or "nothing was said")
        yield Served(f"http://127.0.0.1:{port}", supervisor, log)
    finally:
        if supervisor.poll() is None:
            supervisor.send_signal(signal.SIGINT)
        supervisor.wait(_END)
        shutil.rmtree(log.parent)


def children(process: int) -> list[int]:
    """What a process has started and still runs."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def command(process: int) -> str:
    """The command line of a process; empty where it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def resident(process: int) -> float:
    """Megabytes of memory a process has in use."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_time(process: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

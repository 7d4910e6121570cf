"""How many readers this machine holds: ``python -m tests.bench.serving --readers 80 --seconds 120``.

The dashboard is served as ``make serve`` serves it, a crowd reads, and a build is published meanwhile. Belongs here:
putting the two together and what the machine spent. Does not belong here: what a reader does (``crowd``), limits and
the report of the bench (``__main__``).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from etl.pointer import DATABASE, MANIFEST, POINTER, current
from etl.publish import rollback
from tests.bench.crowd import THINK, Crowd, gather, told
from tests.conftest import DATA
from tests.serving import Served, children, processor_time, resident, served_by_many

#: As ``make serve`` starts them.
PROCESSES = (os.cpu_count() or 1) + 1
#: When the build is published, as a part of the time.
_PUBLISHED_AT = 0.6


@dataclass(frozen=True)
class Held:
    """What a crowd found. Seconds of processor time are those of the measured part: ``processes`` of the dashboard,
    ``proxy`` of nginx, ``others`` of everything else on the machine but the readers, ``idle`` nobody's; ``memory`` is
    megabytes of each process at the end; ``late``: readers whose last page was not of the build published meanwhile;
    ``traces``: what the processes logged as errors.
    """

    crowd: Crowd
    processes: float
    proxy: float
    others: float
    idle: float
    memory: tuple[float, ...]
    late: int
    traces: str

    @property
    def p95(self) -> float:
        """Seconds that 95 of 100 answers do not exceed."""
        return self.crowd.share(0.95)

    def told(self) -> str:
        """The run as lines of text."""
        measured = [s for s in self.crowd.steps if s.at >= self.crowd.settled]
        span = self.crowd.seconds - self.crowd.settled
        return "\n".join(
            (
                told(self.crowd),
                f"{len(measured) / span:.1f} steps a second; processor time of the measured {span:.0f} s on "
                f"{os.cpu_count()} cores: dashboard {self.processes:.1f} s "
                f"({self.processes / max(len(measured), 1) * 1000:.0f} ms a step), nginx {self.proxy:.1f} s, "
                f"other programs {self.others:.1f} s, idle {self.idle:.1f} s",
                "memory of each process, MB: " + ", ".join(f"{one:.0f}" for one in self.memory),
                f"a build was published meanwhile; readers not on it at the end: {self.late}",
                *([self.traces] if self.traces else []),
            )
        )


def held(
    readers: int,
    seconds: float,
    dataset: str = "demo",
    warehouse: Path = DATA / "warehouse",
    think: float = THINK,
) -> Held:
    """Serve a copy of the dataset's build, send the readers, publish another build meanwhile."""
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        folder = Path(scratch) / dataset
        _copy(warehouse / dataset, folder)
        with served_by_many(PROCESSES, Path(scratch)) as served:
            return asyncio.run(_held(served, folder, readers, seconds, think))


async def _held(served: Served, folder: Path, readers: int, seconds: float, think: float) -> Held:
    query = f"dataset={folder.name}"
    crowd = asyncio.create_task(gather([served.address], readers, seconds, query, think))
    published = asyncio.create_task(_published(folder, seconds * _PUBLISHED_AT))
    await asyncio.sleep(seconds * 0.4)
    before = _spent(served)
    await asyncio.sleep(seconds * 0.6 - 0.5)
    after = _spent(served)
    memory = tuple(resident(pid) for pid in served.workers())
    found, newest = await crowd, await published
    processes, proxy, idle, span = (now - then for now, then in zip(after, before, strict=True))
    own = found.own * 0.6
    others = max(0.0, span - processes - proxy - idle - own)
    late = sum(newest not in builds for builds in found.last_builds)
    return Held(found, processes, proxy, others, idle, memory, late, served.traces())


async def _published(folder: Path, after: float) -> str:
    """Publish the build in service once more under a later id, as a new file, and move the pointer to it."""
    await asyncio.sleep(after)
    return await asyncio.to_thread(_publish, folder)


def _publish(folder: Path) -> str:
    manifest = _manifest(folder)
    later = datetime.fromisoformat(manifest["built_at"]).astimezone(UTC) + timedelta(minutes=1)
    build_id = f"{later:%Y%m%dT%H%M%SZ}-{manifest['build_id'].rpartition('-')[2]}"
    partial = folder / f"{build_id}.partial"
    partial.mkdir()
    shutil.copy(folder / manifest["build_id"] / DATABASE, partial / DATABASE)
    manifest.update(build_id=build_id, built_at=later.isoformat())
    (partial / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    partial.rename(folder / build_id)
    rollback(folder, build_id)
    return build_id


def _copy(source: Path, target: Path) -> None:
    """The build in service and its pointer; nothing of the warehouse itself is touched."""
    build_id = _manifest(source)["build_id"]
    shutil.copytree(source / build_id, target / build_id)
    shutil.copy(source / POINTER, target)


def _manifest(folder: Path) -> dict[str, Any]:
    found = current(folder)
    if found is None:
        raise SystemExit(f"{folder}: nothing has been built here: make build")
    return found


def _spent(served: Served) -> tuple[float, float, float, float]:
    """Seconds of processor time so far: the dashboard's processes, nginx, idle, all there was."""
    workers = served.workers()
    proxies = [pid for pid in children(served.supervisor.pid) if pid not in workers]
    proxies += [pid for proxy in proxies for pid in children(proxy)]
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    return (
        sum(processor_time(pid) for pid in workers),
        sum(processor_time(pid) for pid in proxies),
        (ticks[3] + ticks[4]) / second,
        sum(ticks) / second,
    )


def main() -> None:
    """Print one run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readers", type=int, default=80)
    options.add_argument("--seconds", type=float, default=120.0)
    options.add_argument("--dataset", default="demo")
    options.add_argument("--warehouse", type=Path, default=DATA / "warehouse")
    asked = options.parse_args()
    print(held(asked.readers, asked.seconds, asked.dataset, asked.warehouse).told())


if __name__ == "__main__":
    main()

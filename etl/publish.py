"""Writes a new immutable snapshot and moves the pointer to it; the only code that touches the warehouse folder.

Belongs here: files, hashes, the pointer, retention. Does not belong here: what the tables mean.
A snapshot is a folder ``<warehouse>/<dataset>/<build_id>/`` with ``warehouse.duckdb`` and ``manifest.json``, and with
``parquet/<table>/`` where row-level tables are views of files beside the database; ``<dataset>/current.json`` names the
one in service. A served file is never written again.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from etl import contracts
from etl.inputs import sha256
from etl.pointer import DATABASE, MANIFEST, PARQUET, POINTER, SERVED, current, is_as_published, parquet_of, served

KEPT_BUILDS = 5
_PARTIAL = ".partial"
#: So much of a fingerprint names the folder of a build under way.
_NAMED = 16
#: In a manifest: the build that served until this one was published.
FOLLOWS = "follows"
#: In a manifest: the fingerprint of the inputs and code it was made of.
INPUTS = "inputs_sha256"
#: In what a step back returns: the broken builds it stepped over.
PASSED_OVER = "passed_over"
_SPILL = "spill"
_FULL = ("No space left on device", "failed to offload", "max_temp_directory_size", "Disk quota exceeded")
_TOO_LARGE = "File too large"
#: Bytes of memory the engine may take: so much for each row read, within these bounds. What is more spills to disk.
_MEMORY_OF_A_ROW, _LEAST_MEMORY = 300, 3_000_000_000
#: Of these texts a search reads a few rows here and there: packed ones are unpacked by the thousand, which takes five
#: times as long as everything else it does (docs/decisions/19-search-and-scale.md). Twice the bytes.
_LOOKED_INTO, _PLAIN = ("search_text",), " USING COMPRESSION uncompressed"


class SnapshotError(Exception):
    """A snapshot failed its own check and was not published."""


class BusyError(Exception):
    """Another build of the same dataset is under way."""


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the dataset's build lock; raises BusyError at once when another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"{folder}：另一次构建正在进行，请等它结束后再运行。") from error
        yield


@contextmanager
def begun(folder: Path, fingerprint: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A build's database, open for writing, and its folder. A killed build of the same inputs and code (their
    ``fingerprint``) is gone on with: the tables it had made are there. Gone again where the build fails.

    What outgrows memory spills into the folder. Raises SnapshotError where the disk is full.
    """
    with _partial(folder, fingerprint[:_NAMED]) as partial:
        partial.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial / _SPILL, ignore_errors=True)
        con = _opened(partial)
        try:
            yield con, partial
        finally:
            con.close()


def _opened(partial: Path) -> duckdb.DuckDBPyConnection:
    """The database of a build; a new one where a killed build left what cannot be read."""
    spill: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{_LEAST_MEMORY}B",
        "temp_directory": str(partial / _SPILL),
    }
    try:
        return duckdb.connect(str(partial / DATABASE), config=spill)
    except duckdb.Error:
        shutil.rmtree(partial)
        partial.mkdir()
        return duckdb.connect(str(partial / DATABASE), config=spill)


def clear(folder: Path) -> None:
    """Remove what killed builds left; one that is under way keeps its own."""
    if folder.is_dir():
        with suppress(BusyError), exclusive(folder):
            _clear(folder)


def _clear(folder: Path, kept: Path | None = None) -> None:
    for left in folder.glob(f"*{_PARTIAL}"):
        if left != kept:
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


@contextmanager
def _partial(folder: Path, name: str) -> Iterator[Path]:
    """Where a build stands until it is whole; gone again where it fails, left for the next one where it is stopped.
    What others left is cleared away."""
    partial = folder / (name + _PARTIAL)
    _clear(folder, kept=partial)
    try:
        yield partial
    except Exception as error:
        shutil.rmtree(partial, ignore_errors=True)
        if _is_disk_full(error):
            raise SnapshotError(f"{folder}：磁盘已满，没有发布，仍使用上一个快照；腾出空间后重新运行。") from error
        if _is_too_large(error):
            told = "文件超过系统允许的大小（ulimit -f），没有发布，仍使用上一个快照；放宽后重新运行。"
            raise SnapshotError(told) from error
        raise


def allow(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Let the engine take the memory so many rows need, at most half of the machine's: the joins of a country do not
    fit into what a bureau needs, and cannot all spill."""
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    con.execute(f"SET memory_limit = '{max(_LEAST_MEMORY, min(_MEMORY_OF_A_ROW * rows, most))}B'")


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # DuckDB's error carries no number; what outgrew its spill folder ends as out of memory.
    return isinstance(error, duckdb.Error) and any(word in str(error) for word in _FULL)


def _is_too_large(error: BaseException) -> bool:
    """Whether a file would have outgrown what the system lets this process write."""
    if isinstance(error, OSError):
        return error.errno == errno.EFBIG
    return isinstance(error, duckdb.Error) and _TOO_LARGE in str(error)


def made(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables that stand in a build's database: all that were made to their end before it was stopped."""
    return {
        str(name) for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
    }


@contextmanager
def whole(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is written meanwhile is written to its end or not at all."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


def create_table(con: duckdb.DuckDBPyConnection, table: contracts.Table) -> None:
    """Create one empty published table from the contract."""
    columns = ", ".join(
        f'"{c.name}" {c.type.value}{_PLAIN if c.name in _LOOKED_INTO else ""}'
        f"{' NOT NULL' if c.required or c.name == 'row_id' else ''}"
        for c in table.columns
    )
    con.execute(f'CREATE OR REPLACE TABLE "{table.name}" ({columns})')


def attach_table(con: duckdb.DuckDBPyConnection, table: contracts.Table, partitioned_by: str | None) -> None:
    """Create one published table as a view of the Parquet files in ``parquet/<table>/`` beside the database.

    The view names no folder: a connection says where the snapshot lies with ``file_search_path``, so that a snapshot
    may be moved, and a reader lets the engine look nowhere else.
    """
    columns = ", ".join(f'"{c.name}"::{c.type.value} AS "{c.name}"' for c in table.columns)
    files = f"{PARQUET}/{table.name}/{'*/' if partitioned_by else ''}*.parquet"
    hive = f", hive_partitioning = true, hive_types = {{'{partitioned_by}': INTEGER}}" if partitioned_by else ""
    con.execute(
        f'CREATE OR REPLACE VIEW "{table.name}" AS SELECT {columns} '
        f"FROM read_parquet(current_setting('file_search_path') || '/{files}'{hive})"
    )


def finish(con: duckdb.DuckDBPyConnection, partial: Path, manifest: dict[str, Any]) -> Path:
    """Close, check and publish the build; returns its folder. Raises SnapshotError and leaves the pointer alone."""
    con.execute("CHECKPOINT")
    con.close()
    shutil.rmtree(partial / _SPILL, ignore_errors=True)
    _verify(partial / DATABASE, manifest)
    manifest = {**manifest, "sha256": {DATABASE: sha256(partial / DATABASE)}}
    if files := parquet_of(partial):
        manifest[PARQUET] = files
    return _serve(partial, manifest)


def adopt(folder: Path, built: Path) -> Path:
    """Put a build that was published aside (``built`` is its folder, moved away) in service here, as it is; returns its
    folder. Raises BusyError, and SnapshotError where its file is not what was published or the disk is full."""
    with exclusive(folder):
        manifest: dict[str, Any] = json.loads((built / MANIFEST).read_text(encoding="utf-8"))
        _clear(folder)
        with _partial(folder, manifest["build_id"]) as partial:
            shutil.move(built, partial)
            (partial / SERVED).unlink()
            if sha256(partial / DATABASE) != manifest["sha256"][DATABASE]:
                raise SnapshotError(f"{partial.name}：搬动之后文件变了，未发布。")
            return _serve(partial, manifest)


def _serve(partial: Path, manifest: dict[str, Any]) -> Path:
    """Give a whole build its name and put it in service."""
    manifest = {**manifest, FOLLOWS: (current(partial.parent) or {}).get("build_id")}
    _write_json(partial / MANIFEST, manifest)
    final = partial.with_name(manifest["build_id"])
    os.replace(partial, final)
    pointer = {name: manifest[name] for name in ("build_id", "built_at")}
    _point(final.parent, {**pointer, "path": f"{final.name}/{DATABASE}"})
    _retire(final.parent, manifest)
    return final


def _point(folder: Path, pointer: dict[str, Any]) -> None:
    """Put a build in service and count it: where the pointer is broken later, the build put in service last serves. The
    pointer is written last: what fails before it has published nothing."""
    last, _ = max(served(path.parent) for path in folder.glob(f"*/{MANIFEST}"))
    (folder / pointer["build_id"] / SERVED).write_text(str(last + 1), encoding="ascii")
    _write_json(folder / POINTER, pointer)


def _verify(database: Path, manifest: dict[str, Any]) -> None:
    """Open the closed file as a reader would and compare every table with what the build said it wrote."""
    with duckdb.connect(str(database), read_only=True, config={"file_search_path": str(database.parent)}) as con:
        for name, expected in manifest["rows"].items():
            ((found,),) = con.execute(f'SELECT count(*) FROM "{contracts.table(name).name}"').fetchall()
            if found != expected:
                raise SnapshotError(f"{name}：写入{expected}行，读回{found}行，未发布。")


def _write_json(path: Path, content: dict[str, Any]) -> None:
    """Write and move into place, so that a reader sees the old file or the new one and never a part."""
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def rollback(
    folder: Path, to: str | None = None, before: Callable[[dict[str, Any]], None] = lambda _: None
) -> dict[str, Any]:
    """Put an earlier build back in service: the one that served before, or ``to``; its hash is checked first. Returns
    its manifest, with the names of the broken builds it stepped over (``PASSED_OVER``). A build that was taken back
    once lies between the two and is not the one before. ``before`` is told the manifest once the build was found
    whole, before the pointer moves.

    Raises BusyError, and SnapshotError where there is no such build or its file is not what was published.
    """
    with exclusive(folder):
        builds = _builds(folder)
        passed_over: list[str] = []
        if to is None:
            to, passed_over = _step_back(folder, builds)
        if to is None:
            raise SnapshotError(_not_put_back(passed_over[0]) if passed_over else "没有更早的快照可以退回。")
        if to not in builds:
            raise SnapshotError(f"没有快照“{to}”；现有{'、'.join(builds) or '无'}。")
        if not is_as_published(folder / to):
            raise SnapshotError(_not_put_back(to))
        manifest = _noted(folder / to)
        before(manifest)
        pointer = {"build_id": to, "path": f"{to}/{DATABASE}", "built_at": manifest["built_at"]}
        _point(folder, pointer)
        return {**manifest, PASSED_OVER: passed_over}


def _not_put_back(build: str) -> str:
    return f"快照“{build}”的清单或数据读不出来，或与发布时不一致，没有退回。"


def _step_back(folder: Path, builds: list[str]) -> tuple[str | None, list[str]]:
    """The whole build that served before, and the broken ones between. One made of the inputs of the build in service
    is no step either: it was made anew because it had been broken."""
    serving, passed_over = current(folder), []
    made_of = serving.get(INPUTS) if serving else None
    before, seen = _before(serving, builds), set[str]()
    while before is not None and before not in seen:
        seen.add(before)
        manifest = _noted(folder / before)
        if not is_as_published(folder / before):
            passed_over.append(before)
        elif made_of is None or manifest.get(INPUTS) != made_of:
            return before, passed_over
        before = _before(manifest, builds)
    return None, passed_over


def has_earlier(folder: Path) -> bool:
    """Whether a build that served before can be put back in service."""
    return _step_back(folder, _builds(folder))[0] is not None


def _builds(folder: Path) -> list[str]:
    return sorted(p.parent.name for p in folder.glob(f"*/{MANIFEST}") if not p.parent.name.endswith(_PARTIAL))


def _before(serving: dict[str, Any] | None, builds: list[str]) -> str | None:
    """The build that served before; the newest one where nothing tells what serves."""
    if serving is None:
        return builds[-1] if builds else None
    if serving.get(FOLLOWS):
        return str(serving[FOLLOWS]) if serving[FOLLOWS] in builds else None
    return max((name for name in builds if name < str(serving["build_id"])), default=None)


def _retire(folder: Path, serving: dict[str, Any]) -> None:
    """Keep the last builds for rollback; a reader that still has an older file open keeps reading it.

    Those that led to the build in service come first, however many were taken back since and whatever the clock said
    when they were named: step by step they are what undoing goes back to.
    """
    builds = _builds(folder)
    lineage = _lineage(folder, serving, builds)
    others = [name for name in builds if name not in lineage]
    for old in {*builds} - {*[*lineage, *reversed(others)][:KEPT_BUILDS]}:
        shutil.rmtree(folder / old)


def _lineage(folder: Path, serving: dict[str, Any], builds: list[str]) -> list[str]:
    """The build in service, the one that served before it, and so on as far as there are any."""
    found, manifest = [str(serving["build_id"])], serving
    while (before := _before(manifest, builds)) is not None and before not in found:
        found.append(before)
        manifest = _noted(folder / before)
    return found


def _noted(build: Path) -> dict[str, Any]:
    """The manifest of a build, with its name alone where nothing else can be read."""
    try:
        said = dict(json.loads((build / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        said = {}
    return {**said, "build_id": build.name}

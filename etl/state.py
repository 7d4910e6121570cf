"""What a command finds before its own work, each one sentence: a load that was killed, a broken pointer or snapshot.

Belongs here: these sentences. Does not belong here: taking loads back (``etl.load.keep``), finding what serves
(``etl.pointer``). Engines are imported only where there is a load to take back.
"""

from __future__ import annotations

from pathlib import Path

from etl.pointer import MANIFEST, POINTER, is_whole, serving


def taken_back(data: Path, warehouse: Path, dataset: str) -> list[str]:
    """Finish or take back what was killed half-way, and name it. Raises InputError, BusyError."""
    if not (data / ".undo" / dataset).is_dir():
        return []
    from etl.load.keep import recover

    killed = recover(data, warehouse, dataset)
    return [f"上次装载或撤回“{name}”没有做完，已撤下；要用的请重新装载。" for name in killed]


def finished(data: Path, warehouse: Path, dataset: str) -> list[str]:
    """The same, but a load that has not touched the inputs yet is left alone."""
    from etl.load.keep import is_interrupted

    return taken_back(data, warehouse, dataset) if is_interrupted(data, dataset) else []


def broken(folder: Path) -> list[str]:
    """Whether a dataset's pointer or the snapshot it names is broken, and what serves meanwhile."""
    was_built = (folder / POINTER).exists() or any(folder.glob(f"*/{MANIFEST}"))
    if not was_built or is_whole(folder):
        return []
    other = serving(folder)
    meanwhile = f"暂用快照 {other.parent.name}" if other is not None else "没有别的快照可用"
    return [f"{folder}：{POINTER} 或它所指的快照坏了，{meanwhile}；重新build、装载或退回即恢复。"]

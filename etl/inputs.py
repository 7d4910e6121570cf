"""Finds a dataset's input files and tells whether they changed.

Belongs here: paths, checksums, the fingerprint of a build. Does not belong here: reading rows. Standard library only,
so that an unchanged dataset is recognised without loading an engine.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from etl import contracts
from etl.problems import Problem

SUFFIXES = (".csv", ".parquet")
DATAPACKAGE = "datapackage.json"


class InputError(Exception):
    """Input that cannot be read at all; the message is one sentence for the user."""


def files_of(data: Path, dataset: str) -> list[Path]:
    """Input files of a dataset: the shared reference tables, then ``data/<dataset>/**/<table>.csv|parquet``.

    Raises InputError when the dataset's folder holds no table of the contract.
    """
    names = {t.name for t in contracts.INPUT_TABLES}
    own = sorted(p for p in (data / dataset).rglob("*") if p.suffix in SUFFIXES and p.stem in names)
    if not own:
        sentence = f"{data / dataset}：没有找到数据集“{dataset}”的任何输入表（应为 <表名>.csv 或 .parquet）。"
        raise InputError(sentence)
    shared = [p for t in contracts.REFERENCE_TABLES if (p := data / "reference" / f"{t.name}.csv").exists()]
    return shared + own


def absent_files(data: Path, dataset: str) -> list[Problem]:
    """Files that ``data/datapackage.json`` lists for the dataset or as reference and that are not there."""
    package = data / DATAPACKAGE
    if not package.exists():
        return []
    paths = [str(r["path"]) for r in json.loads(package.read_text(encoding="utf-8"))["resources"]]
    wanted = [p for p in paths if p.startswith((f"{dataset}/", "reference/"))]
    sentence = f"文件不存在（{DATAPACKAGE} 里列有它），其余文件照常装载。"
    return [Problem(p, None, None, "missing_file", sentence) for p in wanted if not (data / p).exists()]


def unknown_files(data: Path, dataset: str) -> list[Problem]:
    """Files in the dataset's folder whose name is no table of the contract: said, never passed over in silence."""
    names = {t.name for t in contracts.INPUT_TABLES}
    return [
        Problem(str(p.relative_to(data)), None, None, "unknown_table", f"“{p.stem}”不是约定中的表，未读入。")
        for p in sorted((data / dataset).rglob("*"))
        if p.suffix in SUFFIXES and p.stem not in names
    ]


def sha256(path: Path) -> str:
    """Hex digest of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(data: Path, dataset: str) -> str:
    """Hex digest over a dataset's input files and the code that turns them into a snapshot."""
    code = Path(__file__).parent
    digest = hashlib.sha256()
    modules = sorted((*code.rglob("*.py"), *code.rglob("*.toml")))
    for root, paths in ((data, files_of(data, dataset)), (code, modules)):
        for path in paths:
            digest.update(f"{path.relative_to(root)}\0{sha256(path)}\n".encode())
    return digest.hexdigest()

"""Finds a dataset's input files and tells whether they changed.

Belongs here: paths, checksums, the fingerprint of a build. Does not belong here: reading rows. Standard library only,
so that an unchanged dataset is recognised without loading an engine.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from etl import contracts
from etl.problems import Problem

SUFFIXES = (".csv", ".parquet")
#: Beside the tables of a load: its lines that are rows of none.
REFUSED = "refused.csv"
#: Beside the tables of a load: a number, greater in what was loaded later; below it a line for each of its files: the
#: number of the load in which it was first loaded, its place there, its source.
ORDER = "order"
#: Beside the tables of a bundle: its rows of reports that nobody confirmed.
UNCONFIRMED = "unconfirmed.csv"
_TABLE_LIKE = (*SUFFIXES, ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".et")
#: Folders of ``data`` that are no dataset.
_TAKEN = ("reference", "sources", "warehouse", "identity", "decisions")
_NAME = re.compile(r"[\w-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,18}")
DATAPACKAGE = "datapackage.json"


class InputError(Exception):
    """Input that cannot be read at all; the message is one sentence for the user."""


def checked_name(dataset: str) -> str:
    """The dataset's name if it is one: a folder's name, never a path. Raises InputError."""
    if not _NAME.fullmatch(dataset) or dataset in _TAKEN:
        raise InputError(f"“{dataset}”不能作数据集名：用字母、汉字、数字、下划线或短横，且不是{'、'.join(_TAKEN)}。")
    return dataset


def files_of(data: Path, dataset: str) -> list[Path]:
    """Input files of a dataset: the shared reference tables, then ``data/<dataset>/**/<table>.csv|parquet``, those of
    loads in the order in which they were first loaded.

    Raises InputError when the dataset's folder holds no table of the contract, or rows of reports nobody confirmed.
    """
    for waiting in sorted((data / dataset).rglob(UNCONFIRMED)):
        how = "请逐行核对后删去这个文件，或在“数据导入”里确认并装载。"
        raise InputError(f"{waiting.relative_to(data)}：同一文件夹里的行来自还没有人确认的报告；{how}")
    names = {t.name for t in contracts.INPUT_TABLES}
    found = (p for p in (data / dataset).rglob("*") if _is_input(p) and p.stem in names)
    own = sorted(found, key=lambda path: (order_of(path.parent), path))
    if not own:
        sentence = f"{data / dataset}：没有找到数据集“{dataset}”的任何输入表（应为 <表名>.csv 或 .parquet）。"
        raise InputError(sentence)
    # Lines a load could not use: counted and kept in quarantine.
    own += sorted((data / dataset).rglob(REFUSED))
    shared = [p for t in contracts.REFERENCE_TABLES if (p := data / "reference" / f"{t.name}.csv").exists()]
    return shared + own


def order_of(folder: Path) -> int:
    """The place of a load among the others: 0 of what was never numbered, and of tables that no load made."""
    path = folder / ORDER
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
    first = text.partition("\n")[0]
    return int(first) if _NUMBER.fullmatch(first) else 0


def turns_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Source → when its file was first loaded: the number of that load and the place in it; none where nothing is
    noted of it."""
    path, found = folder / ORDER, dict[str, tuple[int, int]]()
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n")[1:] if path.is_file() else ():
        number, _, rest = line.partition(" ")
        place, _, source = rest.partition(" ")
        if _NUMBER.fullmatch(number) and _NUMBER.fullmatch(place):
            found[source] = int(number), int(place)
    return found


def absent_files(data: Path, dataset: str) -> list[Problem]:
    """Files that ``data/datapackage.json`` lists for the dataset or as reference and that are not there."""
    package = data / DATAPACKAGE
    if not package.exists():
        return []
    try:
        paths = [str(r["path"]) for r in json.loads(package.read_text(encoding="utf-8"))["resources"]]
    except (ValueError, KeyError, TypeError):
        sentence = "不是可读的数据包说明，无法核对文件是否齐全；数据照常装载。"
        return [Problem(DATAPACKAGE, None, None, "unreadable_file", sentence)]
    wanted = [p for p in paths if p.startswith((f"{dataset}/", "reference/"))]
    sentence = f"文件不存在（{DATAPACKAGE} 里列有它），其余文件照常装载。"
    return [Problem(p, None, None, "missing_file", sentence) for p in wanted if not (data / p).exists()]


def unknown_files(data: Path, dataset: str) -> list[Problem]:
    """Files in the dataset's folder whose name is no table of the contract: said, never passed over in silence."""
    names = {t.name for t in contracts.INPUT_TABLES}
    return [
        Problem(
            str(p.relative_to(data)),
            None,
            None,
            "unknown_table",
            "不是约定中的表（<表名>.csv 或 .parquet），未读入。",
        )
        for p in sorted((data / dataset).rglob("*"))
        if p.suffix.lower() in _TABLE_LIKE and p.name != REFUSED and not (_is_input(p) and p.stem in names)
    ]


def _is_input(path: Path) -> bool:
    return path.suffix in SUFFIXES and path.is_file()


def sha256(path: Path) -> str:
    """Hex digest of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(data: Path, dataset: str) -> dict[Path, str]:
    """The hex digest of each of a dataset's input files."""
    return {path: sha256(path) for path in files_of(data, dataset)}


def fingerprint(data: Path, files: dict[Path, str]) -> str:
    """Hex digest over input files (with their ``digests``), what is noted of their order, and the code that turns them
    into a snapshot."""
    code = Path(__file__).parent
    modules = {path: sha256(path) for path in sorted((*code.rglob("*.py"), *code.rglob("*.toml")))}
    orders = {path: sha256(path) for path in sorted({file.parent / ORDER for file in files}) if path.is_file()}
    digest = hashlib.sha256()
    for root, paths in ((data, files), (data, orders), (code, modules)):
        for path, found in paths.items():
            digest.update(f"{path.relative_to(root)}\0{found}\n".encode())
    return digest.hexdigest()

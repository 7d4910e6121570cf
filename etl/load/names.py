"""What a department that was renamed is called: by its last name, whichever of its years was loaded first.

Belongs here: finding the later of two names and writing it into the register of the load that has it. Does not belong
here: whether two names are one department (``offices``, ``identity``).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from etl.load.offices import is_later
from etl.load.replace import referred, rows

_REGISTER = "department.csv"
Row = dict[str, str]


def said(bundle: Path, ids: Mapping[str, str]) -> list[Row]:
    """The departments of a bundle that the dataset has already, under its ids and with the names the bundle gives."""
    own = rows(bundle / _REGISTER)
    return [{**row, "department_id": ids[row["department_id"]]} for row in own if row["department_id"] in ids]


def keep(bundle: Path, old: Path, loads: Path) -> None:
    """Keep the later name in a bundle whose earlier self (``old``) has it of another load that is still there."""
    needed = referred(loads, old.name, "department") if old.is_dir() else set()
    _rename(bundle, [row for row in rows(old / _REGISTER) if row["department_id"] in needed])


def hand_on(names: list[Row], loads: Path, made: Path) -> list[str]:
    """Write later names into the registers of other loads, each as a whole folder in ``made``; a sentence for each."""
    told = []
    for folder in sorted(path for path in loads.glob("*") if path.is_dir()):
        target = made / folder.name
        source = target if target.is_dir() else folder
        changes = _later(source, names)
        if changes and source is folder:
            shutil.copytree(folder, target)
        told += _rename(target, names) if changes else []
    return told


def _later(folder: Path, names: list[Row]) -> dict[str, str]:
    """Department → its later name, where a load's register has the one before it."""
    given = {row["department_id"]: row["department"] for row in names}
    codes = {row["department_id"]: row["district_code"] for row in names}
    return {
        id_: given[id_]
        for row in rows(folder / _REGISTER)
        if (id_ := row["department_id"]) in given and is_later(given[id_], row["department"], codes[id_])
    }


def _rename(folder: Path, names: list[Row]) -> list[str]:
    changes, register = _later(folder, names), rows(folder / _REGISTER)
    if not changes:
        return []
    told = [
        f"“{row['department']}”更名为“{changes[row['department_id']]}”，各年都以后者显示。"
        for row in register
        if row["department_id"] in changes
    ]
    with (folder / _REGISTER).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(register[0]))
        writer.writeheader()
        writer.writerows(
            {**row, "department": changes.get(row["department_id"], row["department"])} for row in register
        )
    return told

"""Which cell of which file stands in the way of a row, in the file's own words: the reader's refusals and the build's.

Belongs here: from a refused line of a bundle back to the cell it was read from. Does not belong here: writing a
workbook (``annotate``), finding out what is bad.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.problems import Problem
from etl.read import bundle as bundles
from etl.read import judge
from etl.read.rows import FlatRow, Reading, Refusal, column_of, unread_sentence

_PLACE_OF = {"department_id": "department", "project_id": "project", "project": "project", "year": "year"}


@dataclass(frozen=True)
class Mark:
    """A row that is not loaded. ``reading`` is the number of its file in the plan; ``cell`` a locator in it."""

    reading: int
    file: str
    cell: str
    reason: str
    raw: str

    def __str__(self) -> str:
        return f"{self.file} {self.cell}：{self.reason}"


def of_reading(readings: Sequence[Reading]) -> tuple[list[Mark], list[tuple[int, Refusal]]]:
    """What could not be read as a row of data, as marks and as (number of the reading, refusal)."""
    found = [
        (number, one)
        for number, reading in enumerate(readings)
        for one in (*reading.refused, *bundles.left_out(reading))
        if one.is_data
    ]
    marks = [Mark(n, readings[n].file, one.cell or one.locator, one.reason, one.raw) for n, one in found]
    return marks, found


def of_loaded(readings: Sequence[Reading]) -> list[Mark]:
    """Cells of rows that are loaded: figures that were not read, and figures that no year has."""
    found: list[Mark] = []
    for number, reading in enumerate(readings):
        for row in reading.rows:
            bad = [(cell.locator, unread_sentence(cell)) for cell in row.unread]
            for name, wrong in judge.impossible(row):
                bad.append((_cell(reading, row, column_of(name)), f"{wrong}，照原样装载，请与原表核对。"))
            found += [Mark(number, reading.file, cell, reason, row.quote) for cell, reason in bad]
    return found


def of_build(readings: Sequence[Reading], problems: Sequence[Problem]) -> tuple[list[Mark], list[Problem]]:
    """What the build refuses of these files, each at the cell it was read from, and the problems that are of no cell.

    What only hangs on a refused row (its evidence, a project of a refused department) is not told again.
    """
    lines = bundles.origins(readings)
    causes = _causes(problems)
    marks: dict[Mark, None] = {}
    rest: list[Problem] = []
    for problem in problems:
        table, raw = Path(problem.file).stem, problem.raw if isinstance(problem.raw, Mapping) else {}
        if problem.row is None:
            rest.append(problem)
        elif table in lines and problem.row - 2 < len(lines[table]):
            number, row = lines[table][problem.row - 2]
            cause = causes.get((str(problem.column), str(raw.get(str(problem.column)))))
            column, reason = (cause.column, cause.sentence) if cause else (problem.column, problem.sentence)
            file, cell = readings[number].file, _cell(readings[number], row, str(column))
            marks[Mark(number, file, cell, reason, row.quote)] = None
        elif problem.code != "unknown_reference" and not _is_register(table):
            rest.append(problem)
    return list(marks), rest


def causes_of(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without those that only hang on another refused row."""
    causes = _causes(problems)
    return [problem for problem in problems if not _hangs(problem, causes)]


def _hangs(problem: Problem, causes: Mapping[tuple[str, str], Problem]) -> bool:
    """Whether a row lacks only what was refused elsewhere: its department, its project, the row it is evidence of."""
    raw, column = problem.raw if isinstance(problem.raw, Mapping) else {}, str(problem.column)
    is_of_refused = Path(problem.file).stem == "evidence" or (column, str(raw.get(column))) in causes
    return problem.code == "unknown_reference" and is_of_refused


def _causes(problems: Sequence[Problem]) -> dict[tuple[str, str], Problem]:
    """(column, id) → why that department or project was refused; of a project of a refused department, why that was."""
    found: dict[tuple[str, str], Problem] = {}
    for table in ("department", "project"):
        for problem in problems:
            raw = problem.raw if isinstance(problem.raw, Mapping) else {}
            if Path(problem.file).stem == table and problem.row is not None and raw:
                above = found.get(("department_id", str(raw.get("department_id")))) if table == "project" else None
                found[f"{table}_id", str(raw.get(f"{table}_id"))] = above or problem
    return found


def _is_register(table: str) -> bool:
    return table in ("department", "project")


def _cell(reading: Reading, row: FlatRow, column: str) -> str:
    """The cell a column of a table was read from; of a district's code that of its name."""
    if column == "district_code":
        return reading.cell(row, "district") or reading.cell(row, "department") or row.locator
    said = next((s.locator for s in row.statements if column_of(s.column) == column), "")
    return said or reading.cell(row, _PLACE_OF.get(column, "")) or row.locator

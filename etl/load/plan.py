"""What loading some files would do, found out by doing it aside: nothing in service is touched.

Belongs here: the trial build and the comparison with what is in service. Does not belong here: reading (``etl.read``),
publishing (``publish``).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from etl import contracts
from etl.build import build
from etl.inputs import InputError
from etl.load import desk, registers, replace
from etl.load.registers import Doubt, Successor
from etl.pointer import DATABASE, current
from etl.problems import Problem
from etl.read import bundle as bundles
from etl.read.rows import Reading, Refusal
from etl.read.run import read_files

LOADS = "loads"
#: Tables whose rows a person recognises as lines of a file.
_FACTS = ("department_year", "project_year", "indicator_year")
_SHOWN = ("budget_initial", "budget_full_year", "funds_received", "executed", "amount_unspecified",
          "execution_rate_stated", "score", "grade_stated")  # fmt: skip
#: A path's separators and control characters, what engines read as a pattern of paths, and bytes that are no text.
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\\[\]{}*?\ud800-\udfff]")
_LONGEST_NAME = 200
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Difference:
    """A figure that would change."""

    table: str
    row_id: str
    column: str
    before: str
    after: str


@dataclass
class Plan:
    """What loading would do. Counts are of rows of facts; ``findings_new`` and ``findings_gone`` by code."""

    name: str
    dataset: str
    readings: list[Reading] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    findings_new: Counter[str] = field(default_factory=Counter)
    findings_gone: Counter[str] = field(default_factory=Counter)
    doubts: tuple[Doubt, ...] = ()
    #: Reports as the review desk shows them, with every row that was read.
    documents: list[dict[str, Any]] = field(default_factory=list)
    successors: tuple[Successor, ...] = ()
    #: What a person should know of how the files were taken.
    remarks: list[str] = field(default_factory=list)
    #: Whether the rows this load would replace say the same already, reasons and places included.
    is_told: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether no row of any file could be used."""
        return not sum(self.rows.get(name, 0) for name in _FACTS)

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is in service already."""
        return self.is_told and not (self.new or self.changed or self.gone)


def load_name(files: Sequence[Path]) -> str:
    """Under which name files are kept: a corrected file of the same name takes the place of its earlier self.

    It becomes a folder: no part of a path (a file may be called ``...csv``), and not longer than a file system takes.
    """
    stems = sorted({path.stem for path in files})
    name = stems[0] if len(stems) == 1 else f"{stems[0]}等{len(stems)}个"
    plain = _UNFIT.sub("_", name).lstrip(".").strip() or "file"
    if len(plain.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME:
        return plain
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[: _LONGEST_NAME // 4]}-{mark}"


def make_plan(
    files: Sequence[Path],
    data: Path,
    warehouse: Path,
    dataset: str,
    now: datetime,
    progress: Progress,
    profiles: Sequence[Path] = (),
    keep: Path | None = None,
) -> Plan:
    """Read the files and build the dataset as it would be, aside. ``keep``: a folder the bundle is written to, for
    publishing. Raises InputError, NothingGoodError."""
    if not files:
        raise InputError("里面没有一个可读的文件。")
    plan = Plan(load_name(files), dataset)
    progress("读取文件", 0.0)
    decided = desk.decisions(data, dataset)
    found = read_files(files, profiles)
    plan.documents = [desk.told(reading, decided) for reading in found if reading.text]
    plan.readings = [desk.apply(reading, decided) for reading in found]
    plan.refused = [(r.file, one) for r in plan.readings for one in (*r.refused, *bundles.left_out(r)) if one.is_data]
    with tempfile.TemporaryDirectory(prefix="jixiao-plan-") as scratch:
        aside = Path(scratch)
        root = aside / "data"
        made, loads = aside / "loads", data / dataset / LOADS
        gone = _place(plan, made, data, dataset)
        if plan.is_empty:
            return plan
        plan.is_told = bool(gone) and replace.is_same(made / plan.name, loads, gone)
        for name in gone.keys() - {plan.name}:
            replace.cut(loads / name, gone[name], made / name)
        _mirror(data, root, dataset, {path.name for path in made.iterdir()})
        shutil.copytree(made, root / dataset / LOADS, dirs_exist_ok=True)
        if keep is not None:
            shutil.copytree(made, keep)
        bundle = made / plan.name
        report = build(root, aside / "warehouse", dataset, now, lambda step, done: progress(step, 0.1 + 0.8 * done))
        prefix = f"{dataset}/{LOADS}/{plan.name}/"
        plan.problems = [_told_how(p, dataset) for p in report.problems if p.file.startswith(prefix)]
        progress("比较", 0.92)
        sources = [row["source_id"] for row in replace.rows(bundle / "source.csv")]
        _compare(plan, aside / "warehouse" / dataset / str(report.build_id) / DATABASE, warehouse / dataset, sources)
    progress("完成", 1.0)
    return plan


def _place(plan: Plan, made: Path, data: Path, dataset: str) -> dict[str, set[str]]:
    """Write the bundle under its name, with the dataset's ids, and return which sources of which loads it replaces."""
    loads, base = data / dataset / LOADS, plan.name
    while True:
        bundle = made / plan.name
        plan.rows = bundles.write(plan.readings, bundle, plan.name)
        placed = registers.place(bundle, data, dataset, loads / plan.name)
        registers.rewrite(bundle, placed.ids)
        gone = replace.replaced(bundle, loads)
        name = replace.free_name(base, loads, gone)
        if name == plan.name:
            break
        shutil.rmtree(bundle)
        plan.name = name
    if name != base and not plan.is_empty:
        plan.remarks.append(f"“{base}”这个名字下另有别的行，与这次的没有一行相同；两份都保留，这次的记作“{name}”。")
    plan.doubts, plan.successors = placed.doubts, placed.successors
    registers.write_successors(bundle, placed.successors)
    replace.keep_registered(loads / name, bundle, loads)
    bundles.write_refused(bundle, plan.refused)
    return gone


def _told_how(problem: Problem, dataset: str) -> Problem:
    """The sentence of a department without a place says what a person can do about it."""
    if not problem.file.endswith("/department.csv") or problem.column != "district_code":
        return problem
    name = problem.raw.get("department", "") if isinstance(problem.raw, Mapping) else ""
    how = f"请在 data/identity/{dataset}.csv 的decision一列写六位区划代码，再装一次。"
    return changed(problem, sentence=f"“{name}”的区划不止一个或不在名单里；{how}")


def _mirror(data: Path, root: Path, dataset: str, without: set[str]) -> None:
    """The dataset's inputs and the reference tables as links, without the loads that are written anew."""
    aside = {data / dataset / LOADS / name for name in without}
    for folder in ("reference", dataset):
        for path in (data / folder).rglob("*") if (data / folder).is_dir() else ():
            if not path.is_file() or aside & {*path.parents}:
                continue
            target = root / path.relative_to(data)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, target)
            except OSError:
                # Another file system: a copy does as well.
                shutil.copy2(path, target)


def _compare(plan: Plan, trial: Path, folder: Path, sources: list[str]) -> None:
    """Facts and findings of the trial against the snapshot in service; all are new where there is none."""
    serving = current(folder)
    path = folder / str(serving["build_id"]) / DATABASE if serving else None
    with duckdb.connect(str(trial), read_only=True) as con:
        after = {name: _table(con, name) for name in (*_FACTS, "finding")}
    before = {name: frame.clear() for name, frame in after.items()}
    if path is not None and path.is_file():
        with duckdb.connect(str(path), read_only=True) as con:
            before = {name: _table(con, name) for name in (*_FACTS, "finding")}
    for name in _FACTS:
        _compare_facts(plan, name, before[name], after[name], sources)
    findings = before["finding"].select("row_id", "code"), after["finding"].select("row_id", "code")
    plan.findings_new.update(findings[1].join(findings[0], on="row_id", how="anti")["code"].to_list())
    plan.findings_gone.update(findings[0].join(findings[1], on="row_id", how="anti")["code"].to_list())


def _table(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    frame: pl.DataFrame = con.sql(f'SELECT * FROM "{contracts.table(name).name}"').pl()
    return frame


def _compare_facts(plan: Plan, name: str, before: pl.DataFrame, after: pl.DataFrame, sources: list[str]) -> None:
    """Rows new, changed and gone anywhere; unchanged ones only of what is loaded."""
    figures = [c for c in _SHOWN if c in after.columns]
    if name == "indicator_year":
        figures = [c for c in ("weight", "score", "target_text", "actual_text") if c in after.columns]
    plan.new += after.join(before, on="row_id", how="anti").height
    plan.gone += before.join(after, on="row_id", how="anti").height
    both = after.select("row_id", *figures).join(before.select("row_id", *figures), on="row_id", suffix="_before")
    differs = [pl.col(c).ne_missing(pl.col(f"{c}_before")) for c in figures]
    changed = both.filter(pl.any_horizontal(differs))
    plan.changed += changed.height
    own = after.filter(pl.col("source_id").is_in(sources)).join(before, on="row_id", how="semi")
    plan.unchanged += own.join(changed, on="row_id", how="anti").height
    for row in changed.to_dicts():
        plan.differences += [
            Difference(name, row["row_id"], c, _text(row[f"{c}_before"]), _text(row[c]))
            for c in figures
            if row[c] != row[f"{c}_before"]
        ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)

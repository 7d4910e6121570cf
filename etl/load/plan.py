"""What loading some files would do, found out by doing it aside: nothing in service is touched.

Belongs here: the trial build and the comparison with what is in service. Does not belong here: reading (``etl.read``),
publishing (``publish``).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import Any

from etl import inputs
from etl.build import NothingGoodError, Report, build
from etl.inputs import InputError
from etl.load import desk, marks, ordinals, registers, replace, turns
from etl.load.compare import FACTS, Difference, Lines, compare, compare_rows, quarantine
from etl.load.copies import read_once
from etl.load.damaged import loads_damaged, repaired
from etl.load.decisions import DECISIONS, Doubt
from etl.load.marks import Mark
from etl.load.registers import Successor
from etl.load.renamed import Question
from etl.load.replace import NOTHING_SAID, Answers
from etl.pointer import DATABASE, made_of, serving
from etl.problems import Problem
from etl.read import bundle as bundles
from etl.read import causes, versions
from etl.read.rows import Reading, Refusal
from etl.read.run import read_files
from etl.scratch import scratch

LOADS = "loads"
#: The trial build, kept to be published.
BUILT = "built"
#: A path's separators and control characters, what engines read as a pattern of paths, and bytes that are no text.
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\\[\]{}*?\ud800-\udfff]")
_HEAD = re.compile(r"^[\s.]+")
_LONGEST_NAME = 200
_PLACES = 5
Progress = Callable[[str, float], None]


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
    #: What becomes of the lines of the files; None without a trial build.
    lines: Lines | None = None
    #: The rows that would be gone, each in words: office, project or indicator, year.
    withdrawn: list[str] = field(default_factory=list)
    #: The build in service that all this is compared with; empty without.
    compared_with: str = ""
    #: What was read and is in no table, with the number of its reading.
    refused: list[tuple[int, Refusal]] = field(default_factory=list)
    #: Every row that is not loaded, at its cell: what was refused by the reader, then by the build.
    marks: list[Mark] = field(default_factory=list)
    #: What the build refuses of these files and of no cell.
    problems: list[Problem] = field(default_factory=list)
    #: Lines of other inputs that this load puts in quarantine, and how many are there anyway.
    elsewhere: list[Problem] = field(default_factory=list)
    standing: int = 0
    #: File → its version in service.
    seen: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    findings_new: Counter[str] = field(default_factory=Counter)
    findings_gone: Counter[str] = field(default_factory=Counter)
    doubts: tuple[Doubt, ...] = ()
    #: Reports as the review desk shows them, with every row that was read.
    documents: list[dict[str, Any]] = field(default_factory=list)
    successors: tuple[Successor, ...] = ()
    #: Names that are another name of what the dataset has.
    joins: tuple[Doubt, ...] = ()
    #: Places that were taken for one of several without a question, for a person to correct.
    assumed: tuple[Doubt, ...] = ()
    #: What a person should know of how the files were taken.
    remarks: list[str] = field(default_factory=list)
    #: A sentence for each file that is loaded already under another name.
    copies: list[str] = field(default_factory=list)
    #: Loads that hold another file of the same name, kept beside.
    namesakes: list[str] = field(default_factory=list)
    #: Loaded files that these may be the correction of, as nobody can tell but a person.
    asked: list[Question] = field(default_factory=list)
    #: What the trial build did, where files were read at all.
    report: Report | None = None
    #: Whether the dataset would have no good row at all: there is nothing to publish or to compare.
    is_barren: bool = False
    #: Rows new, changed and gone by changes of other inputs that are not in service yet: published with these files.
    pending: tuple[int, int, int] = (0, 0, 0)
    #: Whether the rows this load would replace say the same already, reasons and places included.
    is_told: bool = True

    @property
    def prefix(self) -> str:
        """How the files of this load begin among the inputs."""
        return f"{self.dataset}/{LOADS}/{self.name}/"

    @property
    def unreadable(self) -> list[Reading]:
        """The files that were refused as a whole."""
        return [reading for reading in self.readings if reading.sentence]

    @property
    def gone(self) -> int:
        """How many rows would be gone."""
        return len(self.withdrawn)

    @property
    def quarantined(self) -> int:
        """Rows of these files that the build refuses."""
        return len(self.marks) - len(self.refused) + sum(p.row is not None for p in self.problems)

    @property
    def is_empty(self) -> bool:
        """Whether no row of any file could be used."""
        return not sum(self.rows.get(name, 0) for name in FACTS)

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is in service already."""
        return self.is_told and not (self.new or self.changed or self.gone or any(self.pending))


def load_name(files: Sequence[str]) -> str:
    """Under which name files are kept: a corrected file of the same name takes the place of its earlier self.

    It becomes a folder: no part of a path (a file may be called ``...csv``), and not longer than a file system takes.
    """
    stems = sorted({Path(file).stem for file in files})
    name = stems[0] if len(stems) == 1 else f"{stems[0]}等{len(stems)}个"
    plain = _HEAD.sub("", _UNFIT.sub("_", name)).rstrip() or "file"
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
    said: Answers = NOTHING_SAID,
) -> Plan:
    """Read the files and build the dataset as it would be, aside. ``keep``: a folder the bundle is written to, and the
    build into ``BUILT`` beside it, for publishing. ``said``: which loads a person says these files correct, and which
    they stand beside. Raises InputError."""
    if not files:
        raise InputError("里面没有一个可读的文件。")
    replace.check(said, data / dataset / LOADS)
    progress("读取文件", 0.0)
    # Before the inputs are looked at: what is loaded meanwhile makes another build.
    served = serving(warehouse / dataset)
    damaged = loads_damaged(data / dataset, data / dataset / LOADS)
    plan = _recognised(files, data, dataset, profiles, is_known=not damaged)
    plan.compared_with = served.parent.name if served is not None else ""
    with scratch("jixiao-plan-") as aside:
        root = aside / "data"
        made, known = aside / "loads", _whole(plan, data, damaged, aside)
        loads = known / dataset / LOADS
        gone = _place(plan, made, known, dataset, said)
        _look_back(plan, loads, gone)
        if plan.is_empty:
            return plan
        plan.is_told = bool(gone) and replace.is_same(made / plan.name, loads, gone)
        for name in gone.keys() - {plan.name}:
            replace.cut(loads / name, gone[name], made / name)
            turns.keep(loads / name, made / name)
        _mirror(data, root, dataset, {path.name for path in made.iterdir()}, ("reference", dataset))
        shutil.copytree(made, root / dataset / LOADS, dirs_exist_ok=True)
        if keep is not None:
            shutil.copytree(made, keep)
        bundle = made / plan.name
        progress("与现在的输入比较", 0.1)
        # What a damaged load said is in service only.
        before = served if damaged else _before(data, aside / "before", dataset, now, served)
        try:
            report = build(root, aside / "warehouse", dataset, now, lambda step, done: progress(step, 0.1 + 0.8 * done))
        except NothingGoodError as error:
            # What a person has to decide is asked all the same: a first file without a district is most of all a
            # question.
            plan.is_barren = True
            _sort_problems(plan, error.report.problems, quarantine(before))
            return plan
        plan.report, trial = report, aside / "warehouse" / dataset / str(report.build_id)
        progress("比较", 0.92)
        _sort_problems(plan, report.problems, quarantine(before))
        sources = [row["source_id"] for row in replace.rows(bundle / "source.csv")]
        compare(plan, trial / DATABASE, before, sources)
        _count_pending(plan, before, served)
        _warn_of_originals(plan)
        if keep is not None:
            shutil.move(trial, keep.with_name(BUILT))
    progress("完成", 1.0)
    return plan


def _recognised(files: Sequence[Path], data: Path, dataset: str, profiles: Sequence[Path], *, is_known: bool) -> Plan:
    """What the files hold, as a person decided about them. Not ``is_known``: what is loaded cannot all be read."""
    decided = desk.decisions(data, dataset)
    loads = data / dataset / LOADS
    found, copies = read_once(files, loads, profiles) if is_known else (read_files(files, profiles), [])
    good = [reading.file for reading in found if not reading.sentence]
    plan = Plan(load_name(good or [reading.file for reading in found]), dataset, copies=copies, remarks=[*copies])
    # Two files of one text are one document.
    documents = {desk.document_key(reading): reading for reading in reversed(found) if reading.text}
    plan.documents = [desk.told(reading, decided) for reading in reversed(documents.values())]
    plan.readings = [desk.apply(reading, decided) for reading in found]
    plan.marks, plan.refused = marks.of_reading(plan.readings)
    plan.remarks += [sentence for reading in plan.readings for sentence in reading.unread]
    unclassified = sum(bundles.is_unclassified(row) for reading in plan.readings for row in reading.rows)
    if unclassified:
        plan.remarks.append(f"{unclassified:,}条原因的说法没有归到类别，原话照录，暂记为“仅描述现象”。")
    plan.remarks += [*_in_doubt(plan.readings), *_like_formulas(plan.readings)]
    return plan


def _before(data: Path, aside: Path, dataset: str, now: datetime, served: Path | None) -> Path | None:
    """The dataset of its inputs without these files: the build in service, or where that was made of others (after a
    step back, beside a broken snapshot) one made aside; None where there is nothing yet."""
    if served is not None and made_of(served) == inputs.fingerprint(data, inputs.digests(data, dataset)):
        return served
    try:
        report = build(data, aside, dataset, now, lambda _, __: None)
    except (NothingGoodError, InputError):
        return None
    return aside / dataset / str(report.build_id) / DATABASE


def _count_pending(plan: Plan, before: Path | None, served: Path | None) -> None:
    """What is published with these files and is not theirs."""
    if before == served:
        return
    others = Plan(plan.name, plan.dataset)
    if before is not None:
        compare_rows(others, before, served, [])
    elif served is not None:
        compare_rows(others, served, None, [])
    plan.pending = (others.new, others.changed, others.gone) if before is not None else (0, 0, others.new)


def _whole(plan: Plan, data: Path, damaged: dict[str, Path], aside: Path) -> Path:
    """The inputs that can be read: all, or a copy without the damaged loads. Raises InputError where a load is damaged,
    unless these files are the ones that repair it: they take its place whatever is in it."""
    if not damaged:
        return data
    name = repaired(damaged, plan.name, [reading.file for reading in plan.readings if not reading.sentence])
    plan.remarks.append(f"原来装的“{name}”读不出来了，整份由这次的代替。")
    _mirror(data, aside / "whole", plan.dataset, set(damaged), ("reference", plan.dataset, DECISIONS))
    return aside / "whole"


def _in_doubt(readings: Sequence[Reading]) -> list[str]:
    """Why the reader is not sure of rows of tables, with the places of the first: they are loaded all the same. Those
    of reports come to the review desk."""
    rows = [row for reading in readings if not reading.text for row in reading.rows if not row.is_total]
    return [f"{told}，装载前请与原表核对。" for told in causes.told(rows)]


def _like_formulas(readings: Sequence[Reading]) -> list[str]:
    """Names that a spreadsheet would run, with the places of the first: here they are text."""
    rows = [row for reading in readings for row in reading.rows]
    places = [
        f"{r.file} {r.locator}" for r in rows if any(n.lstrip().startswith("=") for n in (r.project, r.department))
    ]
    if not places:
        return []
    first = "、".join(places[:_PLACES]) + "等" * (len(places) > _PLACES)
    return [f"{len(places):,}行的名称以“=”开头，像是公式（{first}），只按文字照录。"]


def _look_back(plan: Plan, loads: Path, gone: dict[str, set[str]]) -> None:
    """Which version of each file is in service. Raises InputError where an annotated workbook would take back a newer
    one: it holds every line as it was when the workbook was made."""
    for name, sources in gone.items():
        for row in replace.rows(loads / name / "source.csv"):
            if row["source_id"] in sources:
                plan.seen[row["origin"]] = versions.named(row.get("sha256") or "", row.get("note") or "")
    for reading in plan.readings:
        now = plan.seen.get(reading.file, "")
        if reading.seen is not None and now and now not in (versions.version(reading), *reading.seen):
            raise InputError(f"“{reading.file}”在做这份批注之后又装过另一版；请重新预演它，下载新的批注再改。")


def _warn_of_originals(plan: Plan) -> None:
    """The file as it was before it was corrected would take the corrected rows out again."""
    for reading in plan.readings if plan.gone else ():
        if reading.seen is None and versions.is_corrected(plan.seen.get(reading.file, ""), reading.digest):
            plan.remarks.append(f"“{reading.file}”按批注改正过，这是改正前的原文件：照此装载会撤下改正的行。")


def _sort_problems(plan: Plan, problems: Sequence[Problem], standing: Counter[tuple[str, str]]) -> None:
    """What these files raise, at the cells they were read from; what they newly raise in other inputs; and how many
    lines of other inputs are in quarantine anyway."""
    own = [_told_how(p, plan.dataset) for p in problems if p.file.startswith(plan.prefix)]
    found, plan.problems = marks.of_build(plan.readings, own)
    plan.marks += found
    old: list[Problem] = []
    for problem in problems:
        if problem.file.startswith(plan.prefix):
            continue
        key = (problem.code, problem.raw_json)
        if problem.row is None or standing[key] > 0:
            standing[key] -= 1
            old.append(problem)
        else:
            plan.elsewhere.append(problem)
    plan.standing = len(marks.causes_of(old))


def _place(plan: Plan, made: Path, data: Path, dataset: str, said: Answers) -> dict[str, set[str]]:
    """Write the bundle under its name, with the dataset's ids, and return which sources of which loads it replaces."""
    loads, base = data / dataset / LOADS, plan.name
    while True:
        bundle = made / plan.name
        plan.rows = bundles.write(plan.readings, bundle, plan.name)
        placed = registers.place(bundle, data, dataset, loads / plan.name)
        names = replace.by_name(bundle)
        registers.rewrite(bundle, placed)
        found = replace.replaced(bundle, loads, names, said)
        gone = found.sources
        name = replace.free_name(base, loads, gone)
        if name == plan.name:
            break
        shutil.rmtree(bundle)
        plan.name = name
    if found.beside and not plan.is_empty:
        plan.namesakes = list(dict.fromkeys(found.beside))
        others = "、".join(f"“{one}”" for one in plan.namesakes)
        told = f"{others}里有同名的文件，与这次的没有一行相同：两份都保留，这次的记作“{name}”；若是改正它，请选择替换。"
        plan.remarks.append(told)
    if not plan.is_empty:
        plan.asked = found.asked
    for file in sorted(found.alike):
        told = f"“{file}”与已装的同名文件只有年度或部门不同，按改正处理，原来的行撤下；若是另一份，请改个文件名再装。"
        plan.remarks.append(told)
    ordinals.count_on(bundle, data / dataset, loads, gone)
    plan.doubts, plan.joins, plan.successors = placed.doubts, placed.joins, placed.successors
    plan.assumed = placed.assumed
    plan.remarks += placed.remarks
    for one in plan.assumed:
        how = f"若是另一个，请在 data/identity/{dataset}.csv 的decision一列写它的六位区划代码，再装一次。"
        plan.remarks.append(f"“{one.name}”没有写是哪个市的，{one.match.rule}；{how}")
    registers.write_successors(bundle, placed.successors)
    replace.keep_registered(loads / name, bundle, loads)
    turns.note(bundle, loads, found.takers)
    bundles.write_refused(bundle, plan.readings, plan.refused, plan.name)
    return gone


def _told_how(problem: Problem, dataset: str) -> Problem:
    """The sentence of a department without a place says what a person can do about it."""
    if not problem.file.endswith("/department.csv") or problem.column != "district_code":
        return problem
    name = problem.raw.get("department", "") if isinstance(problem.raw, Mapping) else ""
    how = f"请在“数据导入”里回答，或在 data/identity/{dataset}.csv 的decision一列写六位区划代码，再装一次。"
    return changed(problem, sentence=f"“{name}”的区划不止一个或不在名单里；{how}")


def _mirror(data: Path, root: Path, dataset: str, without: set[str], folders: Sequence[str]) -> None:
    """The dataset's inputs and other folders as links, without the loads that are written anew."""
    aside = {data / dataset / LOADS / name for name in without}
    for folder in folders:
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

"""What the commands print: a plan, readings, problems, a bar, one sentence why something could not be done.

Belongs here: these words on the terminal. Does not belong here: arguments (``__main__``), any step's work.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl import contracts
from etl.inputs import UNCONFIRMED, InputError
from etl.problems import Problem, why
from etl.read import causes
from etl.read.rows import REVIEW, Reading

if TYPE_CHECKING:
    from etl.build import Report
    from etl.load.marks import Mark
    from etl.load.plan import Plan

T = TypeVar("T")
#: Control and format characters (line feeds, escape sequences, changes of direction) and bytes that are no text.
_UNSEEN = ("Cc", "Cf", "Cs")


def visible(text: str) -> str:
    """A text on one line of the terminal that commands it nothing: names of files are anybody's.

    >>> visible("换\\n行\\x1b[31m")
    '换\\\\x0a行\\\\x1b[31m'
    """
    return "".join(c if unicodedata.category(c) not in _UNSEEN else f"\\x{ord(c):02x}" for c in text)


class _Plain(Console):
    """Prints one line a sentence, whatever is in it."""

    def print(self, *objects: Any, **options: Any) -> None:
        super().print(*(visible(o) if isinstance(o, str) else o for o in objects), **options)


console = _Plain(highlight=False, soft_wrap=True)
#: The exit code where all was done but for files that could not be read.
PARTLY = 3
#: Sentences printed in full; the rest is counted and stands in the quarantine table.
_SHOWN = 20


def print_published(report: Report, dataset: str, *, can_undo: bool) -> None:
    """What is in service now and how to take it back; the first build has nothing before it."""
    undoing = (
        f"撤回：python -m etl rollback --dataset {dataset}" if can_undo else "这是第一份快照，没有更早的可以退回。"
    )
    console.print(f"{dataset}：已发布快照 {report.build_id}。{undoing}")


def print_doubts(path: Path) -> None:
    """Where a person says what nobody can tell, and how."""
    console.print(f"  拿不准的在 {escape(str(path))}，请在decision一列写same或different，区划写六位代码。")


def print_plan(made: Plan) -> None:
    _print_recognised(made.readings)
    if len(made.unreadable) < len(made.readings):
        _print_counts(made)
    _print_details(made)


def _print_counts(made: Plan) -> None:
    """How many rows are new, changed, gone or refused, and what becomes of the lines of the files."""
    console.print(
        f"新增{made.new:,}行，变化{made.changed:,}行，不变{made.unchanged:,}行，撤下{made.gone:,}行；"
        f"没有读入{len(made.refused):,}行，隔离{made.quarantined:,}行。"
    )
    if made.lines is not None:
        told = made.lines
        console.print(
            f"这些文件共{told.read:,}行：{told.kept:,}行成为表里的行，{told.stated:,}行记作另一处陈述，"
            f"{told.refused:,}行没有装载，{told.totals:,}行是合计、小计。"
        )
    if any(made.pending):
        new, changed, gone = made.pending
        console.print(
            f"输入里另有还没有发布的改动，不是这些文件的：新增{new:,}行，变化{changed:,}行，撤下{gone:,}行；会一并发布。"
        )


def _print_details(made: Plan) -> None:
    """What a person should know, the rows that are not loaded, figures that change, rows withdrawn, names, problems."""
    for remark in (*made.remarks, *(f"{one.sentence}（{one.options}）" for one in made.asked)):
        console.print(f"  [bold]![/bold] {escape(remark)}")
    for same in _alike(made.marks)[:_SHOWN]:
        others = f"（同样的还有{len(same) - 1:,}行）" if len(same) > 1 else ""
        console.print(f"  [bold]![/bold] {escape(str(same[0]))}{others}")
    for change in made.differences[:_SHOWN]:
        before, after = change.before or "空", change.after or "空"
        column = contracts.table(change.table).column(change.column).zh
        console.print(f"  {escape(change.subject)} {column}：{escape(before)} → {escape(after)}")
    if len(made.differences) > _SHOWN:
        console.print(f"  … 共{len(made.differences):,}处")
    for word, counts in (("新发现", made.findings_new), ("消除", made.findings_gone)):
        if counts:
            said = "、".join(f"{code} {n}" for code, n in sorted(counts.items()))
            console.print(f"  {word}：{said}")
    for row in made.withdrawn[:_SHOWN]:
        console.print(f"  撤下：{escape(row)}")
    if made.gone > _SHOWN:
        console.print(f"  … 共撤下{made.gone:,}行")
    _print_names(made)
    print_problems([*made.problems, *made.elsewhere])
    if made.standing:
        console.print(f"其他输入里原有{made.standing:,}处问题，与这次的文件无关，见表 quarantine。")


def _print_names(made: Plan) -> None:
    """Which names are taken for others, which a person is asked about, which offices were put together."""
    for join in made.joins[:_SHOWN]:
        rule = f"{escape(join.match.rule)}，{join.match.score:.2f}"
        console.print(f"  “{escape(join.name)}”认作“{escape(join.match.name)}”（{rule}）")
    if len(made.joins) > _SHOWN:
        console.print(f"  … 共{len(made.joins):,}个名称认作已有的")
    for doubt in made.doubts[:_SHOWN]:
        other, rule = escape(doubt.match.name), f"{escape(doubt.match.rule)}，{doubt.match.score:.2f}"
        asked = f"是不是“{other}”" if doubt.kind != "place" else f"是哪一个（{other or '名单里没有'}）"
        console.print(f"  [bold]?[/bold] “{escape(doubt.name)}”{asked}？（{rule}）")
    for successor in made.successors[:_SHOWN]:
        console.print(f"  {escape(successor.sentence)}，各记各的，关系记在 department_successor。")


def tell_unreadable(readings: Sequence[Reading]) -> None:
    """The files that were refused as a whole, once more: they must not be lost among the good ones."""
    if readings:
        told = "；".join(f"{reading.file}：{reading.sentence.rstrip('。')}" for reading in readings)
        console.print(f"[bold]✗[/bold] 有{len(readings):,}个文件读不了，没有装载：{escape(told)}。")


def end(made: Plan) -> None:
    """Say in the exit code that a file could not be read, whatever became of the others."""
    if made.unreadable:
        raise typer.Exit(PARTLY)


def ask(made: Plan) -> None:
    """Show a plan and ask whether to publish it. Raises typer.Exit where the answer is anything but yes."""
    print_plan(made)
    console.print("照此发布？（是/否）", end=" ")
    try:
        answer = input().strip().casefold()
    except (EOFError, KeyboardInterrupt):
        answer = ""
    if answer not in ("是", "y", "yes"):
        console.print()
        raise failed("没有发布，什么也没有改动。")


def _alike(marks: list[Mark]) -> list[list[Mark]]:
    """Marks of one file and one reason together, in the order of the first."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        found.setdefault((mark.file, mark.reason), []).append(mark)
    return list(found.values())


def _print_recognised(readings: list[Reading]) -> None:
    for reading in readings:
        said = "；".join(reading.recognised[:_SHOWN])
        mark = "[bold]✗[/bold] " if reading.sentence else ""
        console.print(f"{mark}{escape(reading.file)}：{escape(reading.sentence or said)}")


def print_readings(readings: list[Reading]) -> None:
    for reading in readings:
        _print_recognised([reading])
        lost = [] if reading.sentence else [r for r in reading.refused if r.is_data]
        for refusal in lost[:3]:
            console.print(f"  [bold]![/bold] {escape(refusal.locator)}：{escape(refusal.reason)}")
        if len(lost) > 3:
            console.print(f"  … 共{len(lost):,}行没有读入")
        asked = [] if reading.text else [f"{told}，请核对。" for told in causes.told(reading.rows)]
        for sentence in (*reading.unread, *asked):
            console.print(f"  [bold]![/bold] {escape(sentence)}")


def print_written(readings: list[Reading], count: int, csv: Path, bundle: Path | None) -> None:
    """How many files and rows, how many of them a person should look at, and what keeps a bundle from a build."""
    read = sum(not reading.sentence for reading in readings)
    review = sum(row.status == REVIEW for reading in readings for row in reading.rows)
    doubtful = f"（其中{review:,}行拿不准，status一列是review，请核对）" if review else ""
    console.print(f"读入{read}个文件，写出{count:,}行{doubtful}：{escape(str(csv))}")
    if bundle is not None and (bundle / UNCONFIRMED).exists():
        console.print(f"  报告还没有人确认，核对后删去 {escape(str(bundle / UNCONFIRMED))} 才能build。")


def print_notices(sentences: Iterable[str]) -> None:
    """What a person should know before anything else."""
    for sentence in sentences:
        console.print(f"[bold]![/bold] {escape(sentence)}")


def print_problems(problems: list[Problem]) -> None:
    """One sentence for each kind of problem of a file and column; what hangs on refused rows comes last."""
    kinds: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: (p.code == "unknown_reference", p.file, p.row or 0)):
        kinds.setdefault((problem.file, problem.column, problem.code), []).append(problem)
    for same in list(kinds.values())[:_SHOWN]:
        others = f"（同样的还有{len(same) - 1}行）" if len(same) > 1 else ""
        console.print(f"[bold]![/bold] {escape(str(same[0]))}{others}")
    if len(kinds) > _SHOWN:
        console.print(f"… 另有{len(kinds) - _SHOWN:,}类，见表 quarantine。")


def failed(sentence: str) -> typer.Exit:
    console.print(f"[bold]✗[/bold] {escape(sentence)}")
    return typer.Exit(1)


def loading(work: Callable[[datetime, Callable[[str, float], None]], T], name: str = "装载") -> T:
    """Run a step of loading behind a bar; what cannot be done is one sentence. ``name``: what is being done."""
    from etl.build import NothingGoodError, utc_now
    from etl.publish import BusyError, SnapshotError

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(name, total=1.0)
            return work(utc_now(), lambda step, done: bar.update(task, description=step, completed=done))
    except NothingGoodError as error:
        print_problems(error.report.problems)
        raise failed(str(error)) from error
    except (InputError, BusyError, SnapshotError) as error:
        raise failed(str(error)) from error
    except OSError as error:
        raise failed(f"{error.filename or name}：读写不了（{why(error)}）。") from error

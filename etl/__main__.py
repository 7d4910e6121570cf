"""Command line of the ETL: ``python -m etl build|demo|cases|datapackage``.

Belongs here: arguments, progress, what is printed, exit codes. Does not belong here: any step's work.
Engines are imported inside the commands: an unchanged dataset is recognised in a blink.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl import contracts, inputs
from etl.problems import Problem

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="绩效数据的装载、核对与发布。"
)
console = Console(highlight=False, soft_wrap=True)

DataOption = Annotated[Path, typer.Option("--data", help="输入数据所在文件夹。")]
WarehouseOption = Annotated[Path, typer.Option("--warehouse", help="快照所在文件夹。")]
DEMO = "demo"
#: Sentences printed in full; the rest is counted and stands in the quarantine table.
_SHOWN_PROBLEMS = 20


@app.command()
def build(
    data: DataOption = Path("data"),
    warehouse: WarehouseOption = Path("data/warehouse"),
    dataset: Annotated[str, typer.Option("--dataset", help="real、demo 或 data/ 下的文件夹名。")] = "real",
) -> None:
    """读入一个数据集，校验、建模、核对，发布一个新快照。输入未变则不发布。"""
    try:
        if dataset == DEMO and not (data / DEMO).exists():
            _generate(data / DEMO)
        if _is_unchanged(data, warehouse, dataset):
            console.print(f"{dataset}：输入没有变化，仍使用现有快照。")
            return
    except inputs.InputError as error:
        raise _failed(str(error)) from error
    _build(data, warehouse, dataset)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹。")] = Path("data/demo"),
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同种子得到相同数据。")] = 2026,
) -> None:
    """生成演示数据（虚构的一市十区三十部门八年）。"""
    _generate(out, seed)


@app.command()
def cases(data: DataOption = Path("data")) -> None:
    """把公开案例的原始表转换为约定的输入表。"""
    from etl.cases import convert

    counts = convert(data / "sources" / "public_cases", data / "real" / "public_cases")
    console.print("，".join(f"{name} {count}行" for name, count in counts.items()))


@app.command()
def datapackage(data: DataOption = Path("data")) -> None:
    """由约定生成 data/datapackage.json。"""
    from etl.datapackage import write

    console.print(f"已写 {write(data)}")


def _generate(out: Path, seed: int = 2026) -> None:
    from etl.demo import generate

    with console.status("生成演示数据…"):
        generate(out, seed=seed)
    console.print(f"演示数据已生成：{out}")


def _is_unchanged(data: Path, warehouse: Path, dataset: str) -> bool:
    from etl.pointer import current, is_whole

    manifest = current(warehouse / dataset)
    same = manifest is not None and manifest["inputs_sha256"] == inputs.fingerprint(data, dataset)
    return same and is_whole(warehouse / dataset)


def _build(data: Path, warehouse: Path, dataset: str) -> None:
    from etl.build import NothingGoodError, Report, utc_now
    from etl.build import build as run
    from etl.publish import BusyError, SnapshotError

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(dataset, total=1.0)
            report: Report = run(
                data,
                warehouse,
                dataset,
                utc_now(),
                lambda step, done: bar.update(task, description=f"{dataset} {step}", completed=done),
            )
    except NothingGoodError as error:
        _print_problems(error.report.problems)
        raise _failed(str(error)) from error
    except (inputs.InputError, BusyError, SnapshotError) as error:
        raise _failed(str(error)) from error
    _print_problems(report.problems)
    console.print(
        f"{dataset}：读入{report.files}个文件{report.rows_read:,}行，发布{report.rows_published:,}行，"
        f"隔离{report.rows_quarantined:,}行。快照 {report.build_id}"
    )
    for code in contracts.FINDING_CODES:
        if report.findings[code]:
            console.print(f"  {code:<26}{report.findings[code]:>8,}")
    console.print(f"  核对发现共{report.findings.total():,}处。")


def _print_problems(problems: list[Problem]) -> None:
    for problem in problems[:_SHOWN_PROBLEMS]:
        console.print(f"[bold]![/bold] {escape(str(problem))}")
    if len(problems) > _SHOWN_PROBLEMS:
        console.print(f"… 另有{len(problems) - _SHOWN_PROBLEMS:,}处，见表 quarantine。")


def _failed(sentence: str) -> typer.Exit:
    console.print(f"[bold]✗[/bold] {escape(sentence)}")
    return typer.Exit(1)


if __name__ == "__main__":
    app()

"""Command line of the ETL: ``python -m etl build|plan|load|decide|rollback|read|profile|demo|cases|datapackage``.

Belongs here: arguments, progress, what is printed, exit codes. Does not belong here: any step's work.
Engines are imported inside the commands: an unchanged dataset is recognised in a blink.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl import contracts, generated, inputs, printed
from etl.options import BesideOption, DataOption, FilesArgument, ReplacesOption, WarehouseOption
from etl.printed import (
    ask,
    console,
    failed,
    loading,
    print_notices,
    print_plan,
    print_problems,
    print_readings,
    visible,
)
from etl.problems import why

if TYPE_CHECKING:
    from etl.engines.base import Engine
    from etl.load.plan import Plan

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="绩效数据的装载、核对与发布。"
)
profile_app = typer.Typer(no_args_is_help=True, help="平面表的读取配置（etl/profiles/*.toml）。")
app.add_typer(profile_app, name="profile")

DEMO = "demo"


@app.command()
def build(
    data: DataOption = Path("data"),
    warehouse: WarehouseOption = Path("data/warehouse"),
    dataset: Annotated[str, typer.Option("--dataset", help="real、demo 或 data/ 下的文件夹名。")] = "real",
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option("--engine", help="在哪里算：本机的DuckDB，或Spark集群。")
    ] = "duckdb",
    parquet: Annotated[
        str | None,
        typer.Option("--parquet", help="Spark的输入：装着<表名>.parquet的文件夹或对象存储地址，默认data/<数据集>。"),
    ] = None,
    spark_remote: Annotated[
        str | None, typer.Option("--spark-remote", help="Spark Connect的地址（sc://主机:端口）；不给则用本机的Spark。")
    ] = None,
) -> None:
    """读入一个数据集，校验、建模、核对，发布一个新快照。输入未变则不发布。"""
    from etl.state import taken_back

    try:
        inputs.checked_name(dataset)
        if engine == "spark":
            _build_on_spark(data, warehouse, dataset, parquet or str(data / dataset), spark_remote)
            return
        if parquet or spark_remote:
            raise inputs.InputError("--parquet和--spark-remote只用于--engine spark。")
        print_notices(loading(lambda _, __: taken_back(data, warehouse, dataset)))
        if dataset == DEMO and generated.is_due(data / DEMO):
            _generate(data / DEMO)
        if _is_unchanged(inputs.fingerprint(data, inputs.digests(data, dataset)), warehouse, dataset):
            print_problems(inputs.absent_files(data, dataset) + inputs.unknown_files(data, dataset))
            refused = (_manifest(warehouse, dataset) or {}).get("rows_quarantined", 0)
            note = f"上次隔离的{refused}行见“数据说明”或表 quarantine。" if refused else ""
            console.print(f"{dataset}：输入没有变化，仍使用现有快照。{note}")
            return
        _build(data, warehouse, dataset)
    except inputs.InputError as error:
        raise failed(str(error)) from error
    except OSError as error:
        raise failed(f"{error.filename or warehouse}：读写不了（{why(error)}）。") from error


@app.command()
def plan(
    files: FilesArgument,
    data: DataOption = Path("data"),
    warehouse: WarehouseOption = Path("data/warehouse"),
    dataset: Annotated[str, typer.Option("--dataset", help="装到哪个数据集。")] = "real",
    profiles: Annotated[list[Path] | None, typer.Option("--profile", help="先于自带配置试用的配置（可多次）。")] = None,
    replaces: ReplacesOption = None,
    beside: BesideOption = None,
    refused: Annotated[Path | None, typer.Option("--refused", help="把没有读入的行写成带批注的xlsx。")] = None,
    out: Annotated[Path | None, typer.Option("--json", help="把预演结果写成JSON。")] = None,
) -> None:
    """预演：这些文件装进去会怎样。什么也不改动；上次没有做完的装载先撤下。"""
    from etl.load.annotate import annotated
    from etl.load.plan import make_plan
    from etl.load.replace import Answers
    from etl.load.told import told

    paths, own, said = _files(files), profiles or (), Answers(replaces or (), beside or ())
    taken_back = _begin(data, warehouse, dataset)
    made = loading(lambda now, tell: make_plan(paths, data, warehouse, dataset, now, tell, own, said=said))
    print_plan(made)
    printed.tell_unreadable(made.unreadable)
    loading(lambda _, __: _list_doubts(made, data, dataset))
    if out is not None:
        made.remarks[:0] = taken_back
        loading(lambda _, __: out.write_text(json.dumps(told(made), ensure_ascii=False), encoding="utf-8"))
    if refused is not None:
        loading(lambda _, __: refused.write_bytes(annotated(made, own)))
        console.print(f"  没有读入的行：{escape(str(refused))}")
    printed.end(made)


@app.command()
def load(
    files: FilesArgument,
    data: DataOption = Path("data"),
    warehouse: WarehouseOption = Path("data/warehouse"),
    dataset: Annotated[str, typer.Option("--dataset", help="装到哪个数据集。")] = "real",
    profiles: Annotated[list[Path] | None, typer.Option("--profile", help="先于自带配置试用的配置（可多次）。")] = None,
    replaces: ReplacesOption = None,
    beside: BesideOption = None,
    is_sure: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    compared_with: Annotated[
        str | None, typer.Option("--compared-with", help="看过的预演对照的快照；服务中的已是别的，就不发布。")
    ] = None,
) -> None:
    """装载并发布；同一份文件再装一次什么也不变，改正后的文件只替换它自己原来的行。"""
    from etl.load.keep import Agreed
    from etl.load.keep import load as run
    from etl.load.plan import make_plan
    from etl.load.replace import Answers
    from etl.publish import has_earlier

    paths, own, said = _files(files), profiles or (), Answers(replaces or (), beside or ())
    agreed = None if compared_with is None else Agreed(compared_with)
    _begin(data, warehouse, dataset)
    if not is_sure:
        trial = loading(lambda now, tell: make_plan(paths, data, warehouse, dataset, now, tell, own, None, said))
        if not trial.is_barren:
            ask(trial)
        agreed = Agreed.to(trial)
    made, report = loading(lambda now, tell: run(paths, data, warehouse, dataset, now, tell, own, said, agreed))
    if report is None and not made.is_barren:
        print_notices(made.copies)
        printed.tell_unreadable(made.unreadable)
        console.print(f"{dataset}：这些内容已在使用，什么也没有改动。")
        printed.end(made)
        return
    print_plan(made)
    loading(lambda _, __: _list_doubts(made, data, dataset))
    if report is None:
        raise failed(f"{dataset}：没有一行可发布的数据，没有装载，什么也没有改动；请按上面的提示办好再装。")
    printed.tell_unreadable(made.unreadable)
    printed.print_published(report, dataset, can_undo=has_earlier(warehouse / dataset))
    printed.end(made)


def _list_doubts(made: Plan, data: Path, dataset: str) -> None:
    """Put what nobody can tell before a person, and say where and how."""
    from etl.load.decisions import list_doubts

    if asked := (*made.doubts, *made.assumed):
        printed.print_doubts(list_doubts(asked, data, dataset))


@app.command()
def decide(
    file: Annotated[Path, typer.Argument(help="决定（JSON：document、file、rows、is_confirmed；或names）。")],
    data: DataOption = Path("data"),
    dataset: Annotated[str, typer.Option("--dataset", help="数据集名。")] = "real",
) -> None:
    """记下对一份报告各行的决定（采用、改正、不采用）和确认，或对拿不准的名称和区划的；以后装载时照此办理，不再问。"""
    from etl.build import utc_now
    from etl.load.deciding import keep

    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        console.print(keep(told, data, inputs.checked_name(dataset), utc_now()))
    except inputs.InputError as error:
        raise failed(str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        lacking = f"，缺{error.args[0]}" if isinstance(error, KeyError) else ""
        raise failed(f"{file.name}：不是一份决定{lacking}。") from error
    except OSError as error:
        raise failed(f"{error.filename or file}：读写不了（{why(error)}）。") from error


def _begin(data: Path, warehouse: Path, dataset: str) -> list[str]:
    """Take back what was killed half-way and say so, and whether what serves is broken. Returns what was taken back."""
    from etl.state import broken, finished

    told = loading(lambda _, __: finished(data, warehouse, inputs.checked_name(dataset)))
    print_notices([*told, *broken(warehouse / dataset)])
    return told


def _files(files: list[Path]) -> list[Path]:
    from etl.read.run import files_in

    absent = [path for path in files if not os.path.lexists(path) and os.access(path.parent, os.X_OK)]
    if absent:
        raise failed(f"{absent[0]}：没有这个文件。")
    return files_in(files)


@app.command()
def rollback(
    data: DataOption = Path("data"),
    warehouse: WarehouseOption = Path("data/warehouse"),
    dataset: Annotated[str, typer.Option("--dataset", help="数据集名。")] = "real",
    to: Annotated[str | None, typer.Option("--to", help="退回到哪个快照；不写则退回上一个。")] = None,
    compared_with: Annotated[
        str | None, typer.Option("--compared-with", help="看到的快照；服务中的已是别的，就不撤回。")
    ] = None,
) -> None:
    """退回到较早的快照，连同其后的装载一起撤回；退回前核对文件。看板随即改用它。"""
    from etl.load.keep import undo
    from etl.publish import PASSED_OVER

    _begin(data, warehouse, dataset)
    manifest, undone = loading(lambda _, __: undo(data, warehouse, dataset, to, compared_with), "撤回")
    if broken := manifest[PASSED_OVER]:
        print_notices([f"快照{'、'.join(broken)}坏了，退到了再早的一个。"])
    loads = f"撤回装载：{'、'.join(dict.fromkeys(undone))}。" if undone else "下次build会按data/里的输入重新发布。"
    console.print(f"{dataset}：已退回快照 {manifest['build_id']}。{escape(loads)}")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹。")] = Path("data/demo"),
    seed: Annotated[int, typer.Option("--seed", min=0, help="随机种子；相同种子得到相同数据。")] = 2026,
    project_years: Annotated[
        int | None, typer.Option("--project-years", min=15, help="改为生成全国规模的虚构数据：这么多项目年度。")
    ] = None,
    indicators: Annotated[
        int, typer.Option("--indicators-per-project", min=0, max=50, help="全国规模时每个项目年度的指标数。")
    ] = 0,
) -> None:
    """生成演示数据：虚构的一市十区三十部门八年，或用 --project-years 生成全国所有县级区划的任意规模。"""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        if project_years is None:
            _generate(out, seed)
            return
        from etl.demo.country import generate

        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("生成全国规模的演示数据", total=1.0)
            counts = generated.replaced(
                out,
                lambda folder: generate(
                    folder, project_years, indicators, seed, lambda done: bar.update(task, completed=done)
                ),
            )
    except OSError as error:
        raise failed(f"{error.filename or out}：写不了（{why(error)}）。") from error
    console.print("，".join(f"{name} {rows:,}行" for name, rows in counts.items()) + f"：{escape(str(out))}")


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


@app.command()
def read(
    files: FilesArgument,
    csv: Annotated[Path, typer.Option("--csv", help="读出的行写到哪个CSV。")],
    bundle: Annotated[Path | None, typer.Option("--bundle", help="另把全部约定表写到这个文件夹。")] = None,
    profiles: Annotated[list[Path] | None, typer.Option("--profile", help="先于自带配置试用的配置（可多次）。")] = None,
) -> None:
    """读入自评表、平面表和自评报告，写成统一的行。每个读不了的文件给一句话。"""
    from etl.read.flat_csv import write as write_csv
    from etl.read.run import files_in, gave_nothing, read_files
    from etl.read.unconfirmed import write as write_bundle

    paths = files_in(files)
    if not paths:
        raise failed("里面没有一个可读的文件。")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("读入", total=len(paths))
        readings = read_files(
            paths, profiles or (), lambda path: bar.update(task, advance=1, description=escape(visible(path.name)))
        )
    try:
        count = write_csv([row for reading in readings for row in reading.rows], csv)
        if bundle is not None:
            write_bundle(readings, bundle)
    except OSError as error:
        raise failed(f"{error.filename or csv}：写不了（{why(error)}）。") from error
    print_readings(readings)
    printed.print_written(readings, count, csv, bundle)
    empty = [reading for reading in readings if gave_nothing(reading)]
    printed.print_notices(f"{reading.file}：认出了表，但没有一行读成，原因见上。" for reading in empty)
    if empty or any(reading.sentence for reading in readings):
        raise typer.Exit(1)


@profile_app.command("suggest")
def profile_suggest(
    file: Annotated[Path, typer.Argument(help="一个平面表。", readable=False)],
    out: Annotated[Path | None, typer.Option("--out", help="写到哪个文件；不给则打印。")] = None,
) -> None:
    """按表头起草一个读取配置，供人核对后使用。"""
    from etl.read.run import suggest

    try:
        text = suggest(file)
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
            console.print(f"已写 {escape(str(out))}，请核对。")
    except inputs.InputError as error:
        raise failed(f"{file.name}：{error}") from error
    except OSError as error:
        raise failed(f"{error.filename or out}：写不了（{why(error)}）。") from error


def _generate(out: Path, seed: int = 2026) -> None:
    from etl.demo import generate

    with console.status("生成演示数据…"):
        generated.replaced(out, lambda folder: generate(folder, seed=seed))
    console.print(f"演示数据已生成：{out}")


def _is_unchanged(fingerprint: str, warehouse: Path, dataset: str) -> bool:
    """Whether what serves was built of these inputs; said where it is broken. Then nobody will go on with what killed
    builds left, and it is cleared away."""
    from etl.publish import clear
    from etl.state import broken

    notices = broken(warehouse / dataset)
    print_notices(notices)
    is_unchanged = not notices and (_manifest(warehouse, dataset) or {}).get("inputs_sha256") == fingerprint
    if is_unchanged:
        clear(warehouse / dataset)
    return is_unchanged


def _build_on_spark(data: Path, warehouse: Path, dataset: str, source: str, remote: str | None) -> None:
    from etl.engines import session
    from etl.engines.spark import Spark

    with session.opened(remote) as opened:
        engine = Spark(opened, source, data, warehouse / dataset)
        if _is_unchanged(engine.find().fingerprint, warehouse, dataset):
            console.print(f"{dataset}：输入没有变化，仍使用现有快照。")
            return
        _build(data, warehouse, dataset, engine)


def _manifest(warehouse: Path, dataset: str) -> dict[str, Any] | None:
    from etl.pointer import current

    return current(warehouse / dataset)


def _build(data: Path, warehouse: Path, dataset: str, engine: Engine | None = None) -> None:
    from etl.build import build as run

    report = loading(
        lambda now, tell: run(data, warehouse, dataset, now, lambda step, done: tell(f"{dataset} {step}", done), engine)
    )
    print_problems(report.problems)
    console.print(
        f"{dataset}：读入{report.files}个文件{report.rows_read:,}行，发布{report.rows_published:,}行，"
        f"隔离{report.rows_quarantined:,}行。快照 {report.build_id}"
    )
    for code in contracts.FINDING_CODES:
        if report.findings[code]:
            console.print(f"  {code:<26}{report.findings[code]:>8,}")
    console.print(f"  核对发现共{report.findings.total():,}处。")


if __name__ == "__main__":
    app()

"""Turns checked files into one staged table each: duplicates, repeated keys, references, row ids.

Belongs here: what rows must satisfy together. A refused row always ends up in ``problems`` (nothing is dropped).
Does not belong here: computed columns (``etl.model``) and judgements about figures (``etl.checks``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from etl import contracts
from etl.contracts import NULL_KEY_PART, Table, Type
from etl.extract import FILE, ROW
from etl.problems import Problem
from etl.validate import empty

#: Tables whose key names one fact: a second row of it is a second statement. Elsewhere the key holds an ordinal,
#: and a repeated one is two facts under one number.
_STATED_FACTS = (
    contracts.DEPARTMENT_YEAR, contracts.DEPARTMENT_AMOUNT, contracts.PROJECT_YEAR, contracts.PROJECT_FAMILY_TOTAL,
)  # fmt: skip
_FIGURES = (Type.MONEY, Type.RATE, Type.SCORE, Type.NUMBER, Type.INTEGER)


@dataclass
class Staged:
    """Staged tables by name (input columns, ``row_id`` where the contract has one, ``_file``, ``_row``)."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: Rows published as a further statement of a figure, by file.
    statements: dict[str, int] = field(default_factory=dict)


def stage(checked: dict[str, pl.DataFrame]) -> Staged:
    """Stage all tables in the contract's order. ``checked`` holds the good rows of each table, all files together."""
    staged = Staged()
    repeats: list[pl.DataFrame] = []
    for table in contracts.INPUT_TABLES:
        rows = checked.get(table.name, empty(table))
        rows = _with_row_id(rows, table)
        rows = _refuse_duplicates(rows, table, staged)
        rows = _refuse_dangling(rows, table, staged)
        rows = _refuse_contradicting(rows, table, staged)
        if table is contracts.EVIDENCE:
            rows, _ = _split_repeated_keys(rows, table, staged)
            rows = _refuse_unfounded(_with_statements(rows, repeats), staged)
        else:
            rows, again = _split_repeated_keys(rows, table, staged)
            repeats += again
        staged.tables[table.name] = rows
    return staged


def key_text(table: Table) -> pl.Expr:
    """Expression for a table's natural key joined by ``|`` (see ``contracts.row_id_of``)."""
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null(NULL_KEY_PART) for name in table.key], separator="|")


def _with_row_id(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    if "fund_year" in table.names:
        rows = rows.with_columns(pl.col("fund_year").fill_null(pl.col("year")))
    return rows.with_columns(key_text(table).alias("row_id")) if table.has_row_id else rows


def _refuse(rows: pl.DataFrame, staged: Staged, column: str | None, code: str, sentence: str) -> None:
    for row in rows.iter_rows(named=True):
        cells = {k: v for k, v in row.items() if not k.startswith("_") and v is not None}
        text = sentence.format(**{k: row.get(k) for k in ("_value", "_first")})
        staged.problems.append(Problem(row[FILE], row[ROW], column, code, text, cells))


def _refuse_duplicates(rows: pl.DataFrame, table: Table, staged: Staged) -> pl.DataFrame:
    content = [c.name for c in table.inputs]
    first = rows.with_columns(
        pl.concat_str([pl.first(FILE).over(content), pl.lit(" 第"), pl.first(ROW).over(content), pl.lit("行")]).alias(
            "_first"
        ),
        (pl.int_range(pl.len()).over(content) > 0).alias("_again"),
    )
    _refuse(first.filter("_again"), staged, None, "duplicate_row", "与{_first}完全相同，只发布一次。")
    return first.filter(~pl.col("_again")).drop("_first", "_again")


def _refuse_dangling(rows: pl.DataFrame, table: Table, staged: Staged) -> pl.DataFrame:
    """Refuse rows whose reference (n:1) has no row in the table referred to; again until nothing hangs loose."""
    references = [(c.name, contracts.table(c.reference)) for c in table.inputs if c.reference is not None]
    while True:
        before = rows.height
        for name, target in references:
            known = (rows if target is table else staged.tables[target.name]).get_column(target.key[0])
            rows = _keep_known(rows, name, known, target, staged)
        if table is contracts.MEASURE:
            known = staged.tables[contracts.REASON.name].get_column("row_id")
            rows = _keep_known(rows, "reason_id", known, contracts.REASON, staged)
        if rows.height == before:
            return rows


def _keep_known(rows: pl.DataFrame, column: str, known: pl.Series, target: Table, staged: Staged) -> pl.DataFrame:
    dangling = pl.col(column).is_not_null() & ~pl.col(column).is_in(known.implode())
    if known.is_empty():
        sentence = f"表“{target.zh}”（{target.name}.csv）没有一行可用，“{{_value}}”无处可查；这张表是必需的。"
    else:
        sentence = f"“{{_value}}”在表“{target.zh}”（{target.name}）里没有，可能那一行也被隔离了。"
    lost = rows.filter(dangling).with_columns(pl.col(column).alias("_value"))
    _refuse(lost, staged, column, "unknown_reference", sentence)
    return rows.filter(~dangling)


def _refuse_contradicting(rows: pl.DataFrame, table: Table, staged: Staged) -> pl.DataFrame:
    """Refuse a merge of a project into itself, and a project-year of another department than its project's.

    The department of a project-year decides whose sum its money is in: with two departments named, nobody can say. A
    project that moved is a project of its own, tied to the old one by ``project_redirect``.
    """
    if table is contracts.PROJECT_REDIRECT:
        column, code = "project_id", "self_reference"
        sentence = "“{_value}”并入的是它自己，等于没有说并到哪里；合并要写另一个项目。"
        lost = pl.col("old_project_id") == pl.col("project_id")
        judged = rows.with_columns(pl.col("project_id").alias("_value"))
    elif table is contracts.PROJECT_YEAR:
        column, code = "department_id", "other_department"
        sentence = (
            "这个项目在表“项目”（project）里属于“{_first}”，这一行却写“{_value}”，钱该算在谁名下无法确定；"
            "项目划转到别的部门时另立项目，再在表“项目合并”（project_redirect）里登记。"
        )
        owner = staged.tables[contracts.PROJECT.name].select("project_id", pl.col("department_id").alias("_first"))
        judged = rows.join(owner, on="project_id", how="left", validate="m:1", maintain_order="left")
        judged = judged.with_columns(pl.col("department_id").alias("_value"))
        lost = pl.col("_first") != pl.col("department_id")
    else:
        return rows
    _refuse(judged.filter(lost), staged, column, code, sentence)
    return judged.filter(~lost).select(rows.columns)


def _split_repeated_keys(rows: pl.DataFrame, table: Table, staged: Staged) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The first row of a key is the one shown; a later one becomes statements of evidence, figures and words alike.

    A later row of any other table, and one that states nothing, is refused instead: it would be lost in silence.
    """
    again = pl.int_range(pl.len()).over(list(table.key)) > 0
    repeated = rows.filter(again)
    if repeated.is_empty():
        return rows, []
    first = rows.filter(~again)
    stating = [c for c in table.inputs if c.name not in (*table.key, "source_id", "scheme_id")]
    if table in _STATED_FACTS:
        is_silent = pl.all_horizontal(pl.col(c.name).is_null() for c in stating)
        _refuse(
            repeated.filter(is_silent),
            staged,
            table.key[0],
            "repeated_key",
            "同一标识在前面已有一行，这一行没有写任何数。",
        )
        repeated = repeated.filter(~is_silent)
    else:
        _refuse(repeated, staged, table.key[0], "repeated_key", "同一标识在前面已有一行，内容不同；只发布前一行。")
        return first, []
    for (file,), group in repeated.group_by(FILE):
        staged.statements[str(file)] = staged.statements.get(str(file), 0) + group.height
    shown = first.join(repeated.select("row_id"), on="row_id", how="semi")
    return first, [
        _statements(part, table, column.name, column.type, is_shown)
        for column in stating
        for part, is_shown in ((shown, True), (repeated, False))
    ]


def _with_statements(evidence: pl.DataFrame, repeats: list[pl.DataFrame]) -> pl.DataFrame:
    """Evidence plus the statements of repeated keys; the shown row gets one only where no evidence names it yet."""
    if not repeats:
        return evidence
    figure = ["table_name", "row_id", "column_name"]
    added = pl.concat(repeats).select(evidence.columns)
    shown = added.filter("is_shown").join(evidence.filter("is_shown"), on=figure, how="anti")
    return pl.concat([evidence, shown, added.filter(~pl.col("is_shown"))])


def _statements(rows: pl.DataFrame, table: Table, column: str, kind: Type, is_shown: bool) -> pl.DataFrame:
    """Evidence rows for one column of rows whose key is repeated; the place is the input file and row.

    They belong to no input row of their own, so ``_file`` is null: the row they stem from is counted once.
    """
    decimals = {Type.MONEY: 2, Type.SCORE: 2, Type.RATE: 2, Type.NUMBER: 6}.get(kind, 0)
    is_rate = kind is Type.RATE
    value = pl.col(column).cast(pl.Decimal(24, 6)) if kind in _FIGURES else pl.lit(None, pl.Decimal(24, 6))
    printed = ((value * 100).round(2).cast(pl.String) + "%") if is_rate else pl.col(column).cast(pl.String)
    return rows.filter(pl.col(column).is_not_null()).select(
        pl.lit(table.name).alias("table_name"),
        "row_id",
        pl.lit(column).alias("column_name"),
        (pl.int_range(pl.len(), dtype=pl.Int32).over("row_id") + (1000 if is_shown else 2000)).alias("ordinal"),
        printed.alias("value_text"),
        value.alias("value"),
        pl.lit(decimals, pl.Int32).alias("decimals"),
        pl.lit("%" if is_rate else None, pl.String).alias("unit"),
        "source_id",
        (pl.col(FILE) + " 第" + pl.col(ROW).cast(pl.String) + "行").alias("locator"),
        pl.lit(None, pl.String).alias("quote"),
        pl.lit(is_shown).alias("is_shown"),
        pl.lit(None, pl.String).alias(FILE),
        pl.lit(None, pl.Int64).alias(ROW),
    )


def _refuse_unfounded(rows: pl.DataFrame, staged: Staged) -> pl.DataFrame:
    """Refuse evidence for a table, row or column that is not there, and shown values that differ from the row's."""
    verdicts = [
        _verdict(group, str(table), str(column), staged)
        for (table, column), group in rows.group_by("table_name", "column_name", maintain_order=True)
    ]
    judged = pl.concat(verdicts) if verdicts else rows.with_columns(pl.lit(None, pl.String).alias("_verdict"))
    for code, sentence in _EVIDENCE_SENTENCES.items():
        _refuse(judged.filter(pl.col("_verdict") == code), staged, "row_id", code, sentence)
    return judged.filter(pl.col("_verdict").is_null()).drop("_verdict")


_EVIDENCE_SENTENCES = {
    "unknown_column": "所指的表或列在约定里没有。",
    "unknown_reference": "所指的行不在已发布的表里，可能那一行也被隔离了。",
    "evidence_differs": "标为采用值，但与主表的数值不同。",
}


def _verdict(group: pl.DataFrame, table_name: str, column_name: str, staged: Staged) -> pl.DataFrame:
    facts = staged.tables.get(table_name)
    if facts is None or column_name not in facts.columns or not contracts.table(table_name).has_row_id:
        return group.with_columns(pl.lit("unknown_column").alias("_verdict"))
    column_type = contracts.table(table_name).column(column_name).type
    fact = facts.select("row_id", pl.col(column_name).alias("_fact"), pl.lit(True).alias("_found"))
    joined = group.join(fact, on="row_id", how="left", validate="m:1", maintain_order="left")
    differs = pl.lit(False)
    if column_type in _FIGURES:
        gap = pl.col("_fact").cast(pl.Float64) - pl.col("value").cast(pl.Float64)
        differs = pl.col("is_shown") & (gap.abs().fill_null(1.0) > 1e-6)
    return joined.with_columns(
        pl.when(pl.col("_found").is_null())
        .then(pl.lit("unknown_reference"))
        .when(differs)
        .then(pl.lit("evidence_differs"))
        .alias("_verdict")
    ).drop("_fact", "_found")

"""What rows must satisfy together: duplicates, repeated keys, references, evidence.

Belongs here: these rules. A refused row always ends up in ``problems`` (nothing is dropped). Does not belong here:
where the rows are (``etl.relations``), computed columns (``etl.model``), judgements about figures (``etl.checks``).
"""

from __future__ import annotations

import duckdb
import polars as pl

from etl import contracts
from etl.contracts import Table
from etl.extract import RECORD, RawFile
from etl.inputs import InputError
from etl.problems import Problem
from etl.relations import FILE, ROW, STAGED_PREFIX, N, Relations
from etl.statements import FIGURES, statements, stating

#: Tables whose key names one fact: a second row of it is a second statement. Elsewhere the key holds an ordinal,
#: and a repeated one is two facts under one number.
_STATED_FACTS = (
    contracts.DEPARTMENT_YEAR, contracts.DEPARTMENT_AMOUNT, contracts.PROJECT_YEAR, contracts.PROJECT_FAMILY_TOTAL,
)  # fmt: skip
#: Figures nearer to each other are one.
_GAP = 1e-6
_EVIDENCE_SENTENCES = {
    "unknown_column": "所指的表或列在约定里没有。",
    "unknown_reference": "所指的行不在已发布的表里，可能那一行也被隔离了。",
    "evidence_differs": "标为采用值，但与主表的数值不同。",
}


def stage(con: duckdb.DuckDBPyConnection, files: list[RawFile]) -> Relations:
    """Stage all tables in the contract's order; afterwards ``staged_<table>`` is each one's usable rows."""
    rows = Relations(con)
    for raw in files:
        try:
            rows.add(raw)
        except InputError as error:
            rows.problems.append(Problem(raw.path, None, None, "unreadable_file", str(error)))
    added: list[pl.DataFrame] = []
    for table in contracts.INPUT_TABLES:
        rows.define(table)
        suspects = _refuse_duplicates(_repeated(rows, table), table, rows)
        _refuse_dangling(table, rows)
        _refuse_contradicting(table, rows)
        added += _split_repeated_keys(suspects, table, rows)
        if table is contracts.EVIDENCE:
            _add_statements(rows, added)
            _refuse_unfounded(rows)
        rows.define(table)
    return rows


def _repeated(rows: Relations, table: Table) -> pl.DataFrame:
    """All rows whose key occurs more than once, by its hash; an exact copy has the same key."""
    key = f"hash({', '.join(_quoted(name) for name in table.key)})"
    kept = f'"kept_{table.name}"'
    twice = f"SELECT {key} FROM {kept} GROUP BY 1 HAVING count(*) > 1"
    return rows.pull(f"SELECT * FROM {kept} WHERE {key} IN ({twice})")


def _refuse_duplicates(suspects: pl.DataFrame, table: Table, rows: Relations) -> pl.DataFrame:
    content = [c.name for c in table.inputs]
    first = pl.concat_str([pl.first(FILE).over(content), pl.lit(" 第"), pl.first(ROW).over(content), pl.lit("行")])
    judged = suspects.with_columns(first.alias("_first"), (pl.int_range(pl.len()).over(content) > 0).alias("_again"))
    rows.refuse(judged.filter("_again"), None, "duplicate_row", "与{_first}完全相同，只发布一次。")
    rows.define(table)
    return judged.filter(~pl.col("_again")).drop("_first", "_again")


def _refuse_dangling(table: Table, rows: Relations) -> None:
    """Refuse rows whose reference (n:1) has no row in the table referred to; again until nothing hangs loose."""
    references = [(c.name, contracts.table(c.reference)) for c in table.inputs if c.reference is not None]
    known = [(name, target, target.key[0]) for name, target in references]
    if table is contracts.MEASURE:
        known.append(("reason_id", contracts.REASON, "row_id"))
    if not known:
        return
    while True:
        lost = 0
        for name, target, key in known:
            dangling = rows.pull(
                f'SELECT g.*, g."{name}" AS _value FROM "kept_{table.name}" g WHERE g."{name}" IS NOT NULL '
                f'AND NOT EXISTS (SELECT 1 FROM "kept_{target.name}" k WHERE k."{key}" = g."{name}")'
            )
            if dangling.height:
                rows.refuse(dangling, name, "unknown_reference", _dangling_sentence(rows, target))
                rows.define(table)
                lost += dangling.height
        if not lost or all(target is not table for _, target, _ in known):
            return


def _dangling_sentence(rows: Relations, target: Table) -> str:
    if rows.number(f'SELECT count(*) FROM "kept_{target.name}"') == 0:
        return f"表“{target.zh}”（{target.name}.csv）没有一行可用，“{{_value}}”无处可查；这张表是必需的。"
    return f"“{{_value}}”在表“{target.zh}”（{target.name}）里没有，可能那一行也被隔离了。"


def _refuse_contradicting(table: Table, rows: Relations) -> None:
    """Refuse a merge of a project into itself, and a project-year of another department than its project's.

    The department of a project-year decides whose sum its money is in: with two departments named, nobody can say. A
    project that moved is a project of its own, tied to the old one by ``project_redirect``.
    """
    if table is contracts.PROJECT_REDIRECT:
        column, code = "project_id", "self_reference"
        sentence = "“{_value}”并入的是它自己，等于没有说并到哪里；合并要写另一个项目。"
        query = f'SELECT *, project_id AS _value FROM "kept_{table.name}" WHERE old_project_id = project_id'
    elif table is contracts.PROJECT_YEAR:
        column, code = "department_id", "other_department"
        sentence = (
            "这个项目在表“项目”（project）里属于“{_first}”，这一行却写“{_value}”，钱该算在谁名下无法确定；"
            "项目划转到别的部门时另立项目，再在表“项目合并”（project_redirect）里登记。"
        )
        query = (
            f'SELECT g.*, g.department_id AS _value, p.department_id AS _first FROM "kept_{table.name}" g '
            f'JOIN "kept_{contracts.PROJECT.name}" p USING (project_id) WHERE p.department_id <> g.department_id'
        )
    else:
        return
    rows.refuse(rows.pull(query), column, code, sentence)
    rows.define(table)


def _split_repeated_keys(suspects: pl.DataFrame, table: Table, rows: Relations) -> list[pl.DataFrame]:
    """The first row of a key is the one shown; a later one becomes statements of evidence, figures and words alike.

    A later row of any other table, and one that states nothing, is refused instead: it would be lost in silence.
    """
    if suspects.is_empty():
        return []
    aside = rows.con.sql("SELECT * FROM aside").pl()
    left = suspects.join(aside, on=[N, RECORD], how="anti", maintain_order="left")
    again = pl.int_range(pl.len()).over(list(table.key)) > 0
    repeated, first = left.filter(again), left.filter(~again)
    if table not in _STATED_FACTS:
        copies = _said_again(left, table)
        rows.set_aside(copies)
        rows.statements.update(copies.get_column(FILE).to_list())
        repeated = repeated.join(copies, on=[N, RECORD], how="anti")
        rows.refuse(repeated, table.key[0], "repeated_key", "同一标识在前面已有一行，内容不同；只发布前一行。")
        return []
    silent = pl.all_horizontal(pl.col(name).is_null() for name in stating(table))
    rows.refuse(repeated.filter(silent), table.key[0], "repeated_key", "同一标识在前面已有一行，这一行没有写任何数。")
    repeated = repeated.filter(~silent)
    if repeated.is_empty():
        return []
    rows.set_aside(repeated)
    rows.statements.update(repeated.get_column(FILE).to_list())
    shown = first.join(repeated.select("row_id"), on="row_id", how="semi", maintain_order="left")
    return [statements(shown, repeated, table)]


def _said_again(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Rows that say what the first of their key says, of another source: nothing is lost with them. Evidence is what
    tells sources apart, and is never one of them."""
    if table is contracts.EVIDENCE or "source_id" not in table.names:
        return rows.clear()
    words = [c.name for c in table.inputs if c.name not in (*table.key, "source_id", "locator", "reason_id")]
    if table is not contracts.REASON:
        words = [name for name in words if name != "quote"]
    same = [pl.col(name).eq_missing(pl.col(name).first().over(list(table.key))) for name in words]
    is_other = pl.col("source_id") != pl.col("source_id").first().over(list(table.key))
    return rows.filter(is_other & pl.all_horizontal(same))


def _add_statements(rows: Relations, added: list[pl.DataFrame]) -> None:
    """Add the statements of repeated keys; the shown row gets one only where no evidence names it yet, a later row
    only where its source has no evidence of its own."""
    rows.define(contracts.EVIDENCE)
    if not added:
        return
    every = pl.concat(added)
    rows.con.register("incoming_statements", every)
    turned = _shown_anew(rows)
    rows.define(contracts.EVIDENCE)
    figure = ["table_name", "row_id", "column_name"]
    known = rows.con.sql(
        f'SELECT {", ".join(figure)}, source_id, is_shown FROM "kept_{contracts.EVIDENCE.name}" '
        "WHERE row_id IN (SELECT row_id FROM incoming_statements)"
    ).pl()
    rows.con.unregister("incoming_statements")
    known = pl.concat([known, turned.select(known.columns)])
    shown = every.filter("is_shown").join(known.filter("is_shown"), on=figure, how="anti")
    later = every.filter(~pl.col("is_shown")).join(known, on=[*figure, "source_id"], how="anti")
    rows.con.register("statements_added", pl.concat([shown, later, turned.select(every.columns)]))
    rows.added[contracts.EVIDENCE.name] = "statements_added"
    rows.define(contracts.EVIDENCE)


def _shown_anew(rows: Relations) -> pl.DataFrame:
    """Evidence of figures stated twice whose mark as the value shown is wrong, taken out and marked anew: the first
    that says what the row says is, whichever file it is of."""
    evidence = rows.pull(
        f'SELECT e.* FROM "kept_{contracts.EVIDENCE.name}" e WHERE e.{N} IS NOT NULL '
        "AND e.row_id IN (SELECT row_id FROM incoming_statements)"
    )
    figure = ["table_name", "row_id", "column_name"]
    shown = pl.concat([_figures_shown(rows, table) for table in _STATED_FACTS])
    judged = evidence.join(shown, on=figure, maintain_order="left")
    judged = judged.sort(*figure, pl.col("is_shown").not_(), "ordinal")
    gap = (pl.col("value").cast(pl.Float64) - pl.col("_figure")).abs()
    is_same = (gap <= _GAP).fill_null(value=False)
    judged = judged.with_columns(_should=is_same & (is_same.cum_sum().over(figure) == 1))
    wrong = judged.filter(pl.col("_should") != pl.col("is_shown"))
    rows.set_aside(wrong)
    rows.statements.update(wrong.get_column(FILE).to_list())
    marked: pl.DataFrame = wrong.with_columns(is_shown="_should")
    return marked


def _figures_shown(rows: Relations, table: Table) -> pl.DataFrame:
    """The figures of a table's rows that are stated twice, one a row."""
    names = [c.name for c in table.inputs if c.type in FIGURES and c.name not in table.key]
    found = rows.con.sql(
        f"SELECT row_id, {', '.join(f'{_quoted(n)}::DOUBLE AS {_quoted(n)}' for n in names)} "
        f'FROM "{STAGED_PREFIX}{table.name}" WHERE row_id IN (SELECT row_id FROM incoming_statements)'
    ).pl()
    long: pl.DataFrame = found.unpivot(names, index="row_id", variable_name="column_name", value_name="_figure")
    return long.with_columns(table_name=pl.lit(table.name))


def _refuse_unfounded(rows: Relations) -> None:
    """Refuse evidence for a table, row or column that is not there, and shown values that differ from the row's."""
    evidence = f'"kept_{contracts.EVIDENCE.name}"'
    groups = rows.con.execute(
        f"SELECT DISTINCT table_name, column_name FROM {evidence} WHERE {N} IS NOT NULL ORDER BY ALL"
    ).fetchall()
    judged = [_verdicts(rows, evidence, str(table), str(column)) for table, column in groups]
    for code, sentence in _EVIDENCE_SENTENCES.items():
        for verdicts in judged:
            rows.refuse(verdicts.filter(pl.col("_verdict") == code), "row_id", code, sentence)


def _verdicts(rows: Relations, evidence: str, table_name: str, column_name: str) -> pl.DataFrame:
    """The unfounded rows of one figure's evidence."""
    of_figure = f"FROM {evidence} e WHERE e.{N} IS NOT NULL AND e.table_name = ? AND e.column_name = ?"
    table = next((t for t in contracts.INPUT_TABLES if t.name == table_name and t.has_row_id), None)
    if table is None or column_name not in ("row_id", *(c.name for c in table.inputs)):
        return rows.pull(f"SELECT e.*, 'unknown_column' AS _verdict {of_figure}", (table_name, column_name))
    differs = "false"
    if table.column(column_name).type in FIGURES:
        gap = f'abs(f."{column_name}"::DOUBLE - e."value"::DOUBLE)'
        differs = f"e.is_shown AND coalesce({gap}, 1) > {_GAP}"
    verdict = f"CASE WHEN f.row_id IS NULL THEN 'unknown_reference' WHEN {differs} THEN 'evidence_differs' END"
    return rows.pull(
        f"SELECT * FROM (SELECT e.*, {verdict} AS _verdict FROM (SELECT * {of_figure}) e "
        f'LEFT JOIN "{STAGED_PREFIX}{table.name}" f ON f.row_id = e.row_id) WHERE _verdict IS NOT NULL',
        (table_name, column_name),
    )


def _quoted(name: str) -> str:
    return f'"{name}"'

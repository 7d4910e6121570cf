"""What becomes of rows that break a rule: duplicates, repeated keys, references, evidence.

Belongs here: the order of the rules and their consequences. A refused row always ends up in ``problems`` (nothing is
dropped). Does not belong here: the rules (``etl.rules``), where the rows are (``etl.relations``), computed columns
(``etl.model``), judgements about figures (``etl.checks``).
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from etl import contracts, rules
from etl.contracts import Table
from etl.extract import RECORD
from etl.relations import Relations
from etl.rules import FILE, INCOMING, ROW, SAME, N, Rule
from etl.statements import NO_STATEMENTS, joined, statements, stating

#: Tables whose key names one fact: a second row of it is a second statement. Elsewhere the key holds an ordinal,
#: and a repeated one is two facts under one number.
_STATED_FACTS = (
    contracts.DEPARTMENT_YEAR, contracts.DEPARTMENT_AMOUNT, contracts.PROJECT_YEAR, contracts.PROJECT_FAMILY_TOTAL,
)  # fmt: skip
_FIGURE = ["table_name", "row_id", "column_name"]
_EVIDENCE_SENTENCES = {
    "unknown_column": "所指的表或列在约定里没有。",
    "unknown_reference": "所指的行不在已发布的表里，可能那一行也被隔离了。",
    "evidence_differs": "标为采用值，但与主表的数值不同。",
}
_ADDED, _COMPLETED = "statements_added", "completed_"
#: Rows of the build's own stand in no file.
_NOWHERE = (pl.lit(None, pl.Int32).alias(N), pl.lit(None, pl.Int64).alias(RECORD))


def stage(rows: Relations) -> None:
    """Stage all tables of the added files in the contract's order; afterwards ``staged_<table>`` is each one's usable
    rows."""
    with_files = {raw.table for raw in rows.files}
    added: list[pl.DataFrame] = []
    outdated: list[pl.DataFrame] = []
    twice: dict[Table, pl.DataFrame] = {}
    for table in contracts.INPUT_TABLES:
        rows.define(table)
        if table in with_files and rows.is_suspect(table):
            suspects = _refuse_duplicates(rows.pull(rules.repeated, table), table, rows)
            outdated.append(_refuse_outdated(suspects, table, rows))
            if table.has_row_id and not suspects.is_empty():
                twice[table] = suspects.select("row_id")
            suspects = suspects.join(outdated[-1], on=[N, RECORD], how="anti", maintain_order="left")
            _refuse_dangling(table, rows)
            _refuse_contradicting(table, rows)
            added += _split_repeated_keys(suspects, table, rows)
        if table is contracts.EVIDENCE:
            _add_statements(rows, added, outdated, twice)
            _refuse_unfounded(rows)
        rows.define(table)


def _refuse_duplicates(suspects: pl.DataFrame, table: Table, rows: Relations) -> pl.DataFrame:
    content = [c.name for c in table.inputs]
    first = pl.concat_str([pl.first(FILE).over(content), pl.lit(" 第"), pl.first(ROW).over(content), pl.lit("行")])
    judged = suspects.with_columns(first.alias("_first"), (pl.int_range(pl.len()).over(content) > 0).alias("_again"))
    rows.refuse(judged.filter("_again"), None, "duplicate_row", "与{_first}完全相同，只发布一次。")
    rows.define(table)
    return judged.filter(~pl.col("_again")).drop("_first", "_again")


def _refuse_outdated(suspects: pl.DataFrame, table: Table, rows: Relations) -> pl.DataFrame:
    """Refuse figures counted up to a day where the same key has some of the whole year, or up to a later day: they do
    not contradict each other. The refused rows: where they stand, table, row id, source and ``_value``, ``_first``."""
    kept = [N, RECORD, "table_name", "row_id", "source_id", "_value", "_first"]
    if "as_of" not in table.names or suspects.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(kept, pl.String) | {N: pl.Int32, RECORD: pl.Int64})
    day = pl.col("as_of").cast(pl.String).fill_null("年末")
    dated = suspects.with_columns(_value=day, _first=day.max().over(list(table.key)))
    outdated = dated.filter(pl.col("_value") < pl.col("_first"))
    rows.refuse(
        outdated,
        "as_of",
        "outdated",
        "数字只到{_value}；另一个文件里同一项目（部门）年度的数字到{_first}，只发布后者。",
    )
    rows.define(table)
    return outdated.with_columns(table_name=pl.lit(table.name)).select(kept)


def _refuse_dangling(table: Table, rows: Relations) -> None:
    """Refuse rows whose reference (n:1) has no row in the table referred to; again until nothing hangs loose."""
    known = rules.references(table)
    while known:
        # A row with several such references is refused for the first.
        lost = rows.pull(rules.dangling, table).sort("_reference", maintain_order=True)
        lost = lost.unique([N, RECORD], keep="first", maintain_order=True)
        for (number,), dangling in lost.group_by("_reference", maintain_order=True):
            column, target, _ = known[int(str(number))]
            rows.refuse(dangling, column, "unknown_reference", _dangling_sentence(rows, target))
        if lost.is_empty():
            return
        rows.define(table)
        if all(target is not table for _, target, _ in known):
            return


def _dangling_sentence(rows: Relations, target: Table) -> str:
    if rows.count(target) == 0:
        return f"表“{target.zh}”（{target.name}.csv）没有一行可用，“{{_value}}”无处可查；这张表是必需的。"
    return f"“{{_value}}”在表“{target.zh}”（{target.name}）里没有，可能那一行也被隔离了。"


def _refuse_contradicting(table: Table, rows: Relations) -> None:
    """Refuse a merge of a project into itself, and a project-year of another department than its project's.

    The department of a project-year decides whose sum its money is in: with two departments named, nobody can say. A
    project that moved is a project of its own, tied to the old one by ``project_redirect``.
    """
    rule: Rule
    if table is contracts.PROJECT_REDIRECT:
        column, code, rule = "project_id", "self_reference", rules.merged_into_itself
        sentence = "“{_value}”并入的是它自己，等于没有说并到哪里；合并要写另一个项目。"
    elif table is contracts.PROJECT_YEAR:
        column, code, rule = "department_id", "other_department", rules.of_other_department
        sentence = (
            "这个项目在表“项目”（project）里属于“{_first}”，这一行却写“{_value}”，钱该算在谁名下无法确定；"
            "项目划转到别的部门时另立项目，再在表“项目合并”（project_redirect）里登记。"
        )
    else:
        return
    rows.refuse(rows.pull(rule), column, code, sentence)
    rows.define(table)


def _split_repeated_keys(suspects: pl.DataFrame, table: Table, rows: Relations) -> list[pl.DataFrame]:
    """The first row of a key is the one shown, what it leaves blank as the first of the others states it; a later one
    becomes statements of evidence, figures and words alike.

    A later row of any other table, and one that states nothing, is refused instead: it would be lost in silence.
    """
    if suspects.is_empty():
        return []
    left = rows.in_turn(suspects.join(rows.aside(), on=[N, RECORD], how="anti", maintain_order="left"))
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
    said = left.join(repeated.select("row_id"), on="row_id", how="semi", maintain_order="left").filter(
        ~(again & silent)
    )
    shown = joined(said, table)
    _show(shown, first, table, rows)
    return [statements(said, shown, table)]


def _show(shown: pl.DataFrame, first: pl.DataFrame, table: Table, rows: Relations) -> None:
    """Put rows that others complete in the place of the first of their keys."""
    cells = [c.name for c in table.inputs]
    before = first.select(N, RECORD, *cells)
    completed = shown.select(N, RECORD, *cells).join(before, on=[N, RECORD, *cells], how="anti", nulls_equal=True)
    if completed.is_empty():
        return
    rows.set_aside(shown.join(completed, on=[N, RECORD], how="semi"))
    rows.added[table.name] = _COMPLETED + table.name
    rows.register(rows.added[table.name], completed)


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


def _add_statements(
    rows: Relations, added: list[pl.DataFrame], outdated: list[pl.DataFrame], twice: dict[Table, pl.DataFrame]
) -> None:
    """Add the statements of repeated keys; the shown row gets one only where no evidence names it yet, a later row
    only where its source has no evidence that says so. The evidence of outdated rows goes with them. ``twice``: ids of
    rows that were there more than once."""
    rows.define(contracts.EVIDENCE)
    if not twice:
        return
    every = pl.concat([NO_STATEMENTS, *added])
    rows.register(INCOMING, pl.concat(twice.values()).unique())
    theirs = rows.pull(rules.evidence_of_incoming).join(
        pl.concat(outdated).drop(N, RECORD), on=["table_name", "row_id", "source_id"], maintain_order="left"
    )
    rows.refuse(theirs, "row_id", "outdated", "它说的那一行数字只到{_value}，已由到{_first}的代替。")
    rows.define(contracts.EVIDENCE)
    turned = _shown_anew(rows, twice)
    rows.define(contracts.EVIDENCE)
    known = rows.answer(rules.known_of_incoming)
    known = pl.concat([known, turned.select(known.columns)])
    shown = every.filter("is_shown").join(known.filter("is_shown"), on=_FIGURE, how="anti")
    said = pl.col("value").cast(pl.Decimal(24, 6)).cast(pl.String).fill_null(pl.col("value_text")).alias("_said")
    later = every.filter(~pl.col("is_shown")).with_columns(said)
    later = later.join(known.with_columns(said), on=[*_FIGURE, "source_id", "_said"], how="anti").drop("_said")
    rows.register(_ADDED, pl.concat([shown, later, turned.select(every.columns)]).with_columns(_NOWHERE))
    rows.added[contracts.EVIDENCE.name] = _ADDED
    rows.define(contracts.EVIDENCE)


def _shown_anew(rows: Relations, twice: Iterable[Table]) -> pl.DataFrame:
    """Evidence of figures stated twice whose mark as the value shown is wrong, taken out and marked anew: every file
    marks its own, and the first that says what the row says is shown, whichever file it is of. Of words (a grade) that
    the row spells otherwise it is the first that its file marks."""
    shown = pl.concat([_shown_in(rows, table) for table in twice])
    evidence = rows.pull(rules.evidence_of_incoming).filter(pl.col("table_name").is_in([t.name for t in twice]))
    judged = evidence.join(shown, on=_FIGURE, how="left", maintain_order="left")
    gap = (pl.col("value").cast(pl.Float64) - pl.col("_said").cast(pl.Float64, strict=False)).abs()
    is_word = pl.col("value").is_null()
    fits = pl.when(is_word).then(pl.col("value_text") == pl.col("_said")).otherwise(gap <= SAME)
    judged = judged.with_columns(_fits=fits.fill_null(value=False))
    judged = rows.in_turn(judged.sort("ordinal", maintain_order=True))
    judged = judged.sort(*_FIGURE, pl.col("_fits").not_(), pl.col("is_shown").not_(), maintain_order=True)
    is_first = pl.int_range(pl.len()).over(_FIGURE) == 0
    judged = judged.with_columns(_should=is_first & (pl.col("_fits") | (is_word & pl.col("is_shown"))))
    wrong = judged.filter(pl.col("_should") != pl.col("is_shown"))
    rows.set_aside(wrong)
    rows.statements.update(wrong.get_column(FILE).to_list())
    marked: pl.DataFrame = wrong.with_columns(is_shown="_should")
    return marked


def _shown_in(rows: Relations, table: Table) -> pl.DataFrame:
    """What a table's rows that are stated twice say, one figure or word a row."""
    found = rows.answer(rules.cells_of_incoming, table)
    long: pl.DataFrame = found.unpivot(index="row_id", variable_name="column_name", value_name="_said")
    return long.with_columns(table_name=pl.lit(table.name))


def _refuse_unfounded(rows: Relations) -> None:
    """Refuse evidence for a table, row or column that is not there, and shown values that differ from the row's."""
    figures = rows.answer(rules.figures_named).iter_rows()
    judged = [rows.pull(rules.unfounded, table, column) for table, column in figures]
    for code, sentence in _EVIDENCE_SENTENCES.items():
        for verdicts in judged:
            rows.refuse(verdicts.filter(pl.col("_verdict") == code), "row_id", code, sentence)

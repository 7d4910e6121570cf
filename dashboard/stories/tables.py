"""The tables of the workbook: whole answers, a row a thing, figures as figures.

Belongs here: which columns a table has, in which order, of which kind. Does not belong here: what is told to a meeting
(``meeting``), cells and formats (``exports.workbook``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from dashboard import formats as f
from dashboard.metrics import answers, execution, places, projects, scores
from dashboard.stories import reasons
from dashboard.stories.facts import Facts
from dashboard.stories.names import check_name
from etl.contracts import DEFAULT_REASON_THRESHOLD

Kind = Literal["text", "wide", "money", "rate", "score", "count", "year"]
Head = tuple[str, str, Kind, float]


@dataclass(frozen=True)
class Column:
    """Head, kind and width in characters. Money is in the workbook's unit, rates are fractions."""

    head: str
    kind: Kind
    width: float


@dataclass(frozen=True)
class SheetTable:
    """One sheet: its name, the finding above the table, what the rows are, and the rows themselves."""

    key: str
    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: pl.DataFrame


def tables(facts: Facts) -> list[Callable[[], SheetTable]]:
    """One function a sheet, so that a caller can say how far it has come. Rows of every year under the filter."""
    parts = (_departments, _years, _low, _reasons, _scores, _projects, _findings, _sources)
    return [lambda part=part: part(facts) for part in parts]  # type: ignore[misc]


def _sheet(facts: Facts, key: str, heads: tuple[Head, ...], rows: pl.DataFrame, title: str) -> SheetTable:
    """``heads``: column of ``rows``, key of its word, kind, width."""
    w = facts.w
    unit = f.unit_name(facts.context.unit, w)
    factor = float(facts.context.unit.factor)
    chosen = [
        ((pl.col(name).cast(pl.Float64) / factor).round(10) if kind == "money" else pl.col(name)).alias(f"c{place}")
        for place, (name, _, kind, _) in enumerate(heads)
    ]
    columns = tuple(
        Column(w("tables.with_unit", head=w(f"tables.{word}"), unit=unit) if kind == "money" else w(f"tables.{word}"),
               kind, width)
        for _, word, kind, width in heads
    )  # fmt: skip
    return SheetTable(key, w(f"tables.sheet_{key}"), title, w(f"tables.note_{key}"), columns, rows.select(chosen))


def _named(facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the department's full name, its district and its function."""
    choices = facts.context.choices
    districts = dict(choices.districts_in(None, None))
    known = pl.DataFrame(
        [(d.department_id, d.label, districts.get(d.district_code, d.district_code), d.function)
         for d in choices.departments],
        schema={"department_id": pl.String, "who": pl.String, "where": pl.String, "what": pl.String}, orient="row",
    )  # fmt: skip
    return rows.join(known, on="department_id", how="left", maintain_order="left")


def _departments(facts: Facts) -> SheetTable:
    rows = _named(facts, facts.ask(execution.execution_by, facts.context.main_filter, "department_id", "year"))
    heads: tuple[Head, ...] = (
        ("who", "department", "text", 28), ("where", "district", "text", 12), ("what", "function", "text", 12),
        ("year", "year", "year", 8), ("budget", "budget", "money", 16), ("executed", "executed", "money", 16),
        ("unspent", "unspent", "money", 16), ("rate", "rate", "rate", 10), ("n", "summed", "count", 10),
        ("rows_total", "rows", "count", 10), ("mean_rate", "mean_rate", "rate", 14), ("mean_n", "mean_n", "count", 12),
        ("initial_budget", "initial_budget", "money", 16), ("initial_executed", "initial_executed", "money", 16),
        ("budget_only", "budget_only", "money", 16), ("executed_only", "executed_only", "money", 16),
    )  # fmt: skip
    # Beside the sums stand only amounts there are: none is no 0.
    beside = {"initial_budget": "initial_n", "initial_executed": "initial_n", "budget_only": "budget_only_n",
              "executed_only": "executed_only_n"}  # fmt: skip
    rows = rows.with_columns(pl.when(pl.col(n) > 0).then(pl.col(name)).alias(name) for name, n in beside.items())
    rows = rows.sort("year", "unspent", "department_id", descending=[True, True, False], nulls_last=True)
    low = facts.low(rows)
    title = facts.w("tables.title_departments", n=f.count(rows.height), low=f.count(low.height),
                    target=f.share(facts.target))  # fmt: skip
    return _sheet(facts, "departments", heads, rows, title)


def _years(facts: Facts) -> SheetTable:
    rows = facts.by_year.sort("year")
    heads: tuple[Head, ...] = (
        ("year", "year", "year", 8), ("departments", "departments", "count", 10), ("budget", "budget", "money", 18),
        ("executed", "executed", "money", 18), ("unspent", "unspent", "money", 18), ("rate", "rate", "rate", 10),
        ("n", "summed", "count", 12), ("rows_total", "rows", "count", 12), ("mean_rate", "mean_rate", "rate", 14),
    )  # fmt: skip
    key = "title_years_one" if rows.height == 1 else "title_years"
    return _sheet(facts, "years", heads, rows, facts.w(f"tables.{key}", n=rows.height))


_PROJECT_HEADS: tuple[Head, ...] = (
    ("project", "project", "wide", 34), ("who", "department", "text", 26), ("where", "district", "text", 12),
    ("year", "year", "year", 8), ("budget", "budget", "money", 14), ("executed", "executed", "money", 14),
    ("unspent", "unspent", "money", 14), ("rate", "rate", "rate", 10), ("reason", "reason", "text", 22),
    ("reason_quote", "quote", "wide", 60),
)  # fmt: skip


def _with_reason(facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
    """The reason's name; silence only where a reason is owed."""
    name = pl.col("reason_zh" if facts.context.language == "zh" else "reason_en")
    is_asked = pl.col("reason_quote").is_not_null() | (pl.col("rate") < DEFAULT_REASON_THRESHOLD)
    return _named(facts, rows.with_columns(pl.when(is_asked).then(name).alias("reason")))


def _low(facts: Facts) -> SheetTable:
    threshold = DEFAULT_REASON_THRESHOLD
    rows = facts.ask(projects.low_projects, facts.chosen, threshold)
    told = facts.ask(projects.summary, facts.chosen, threshold, threshold).row(0, named=True)
    title = facts.w("wall.low", threshold=f.share(threshold), low=f.count(told["missed"]),
                    n=f.count(told["computable"]),
                    unspent=f.money_with_unit(told["missed_unspent"], facts.context.unit, facts.w))  # fmt: skip
    if rows.is_empty():
        title = facts.w("wall.low_none", threshold=f.share(threshold))
    return _sheet(facts, "low", _PROJECT_HEADS, _with_reason(facts, rows), title)


def _projects(facts: Facts) -> SheetTable:
    rows = _with_reason(facts, facts.ask(projects.project_rows, facts.context.filter))
    rows = rows.sort("year", "department_id", "project_id", "fund_year", descending=[True, False, False, False])
    heads: tuple[Head, ...] = (
        *_PROJECT_HEADS[:8],
        ("score", "score", "score", 9), ("grade_stated", "grade", "text", 8), *_PROJECT_HEADS[8:],
    )  # fmt: skip
    if facts.context.address.has_cases:
        heads = (*heads, ("source_group", "source_group", "text", 12))
    return _sheet(facts, "projects", heads, rows, facts.w("tables.title_projects", n=f.count(rows.height)))


def _reasons(facts: Facts) -> SheetTable:
    told = reasons.asked(facts)
    money = told.money.select("code", "unspent", "projects", "with_amount")
    names = told.mentions.select("code", "reason_zh", "reason_en", "controllable", "mentions")
    rows = names.join(money, on="code", how="full", coalesce=True)
    extra = told.money.select("code", zh="reason_zh", en="reason_en", control="controllable")
    rows = rows.join(extra, on="code", how="left").with_columns(
        pl.coalesce("reason_zh", "zh").alias("reason_zh"),
        pl.coalesce("reason_en", "en").alias("reason_en"),
        pl.coalesce("controllable", "control").alias("controllable"),
    )
    rows = rows.sort("unspent", "mentions", "code", descending=[True, True, False], nulls_last=True)
    known = pl.col("unspent").cast(pl.Float64)
    whole = float(told.totals["unspent"] or 0)
    share = known / whole if whole else pl.lit(None, dtype=pl.Float64)
    words = {c: facts.w(f"charts.control_{c}") for c in ("yes", "partly", "no", "unknown")}
    name = pl.col("reason_zh" if facts.context.language == "zh" else "reason_en")
    rows = rows.with_columns(
        share.alias("share"),
        pl.when(known.is_not_null()).then(share.cum_sum()).alias("cumulative"),
        name.alias("reason"),
        pl.col("controllable").replace_strict(words, default=None, return_dtype=pl.String).alias("control"),
    )
    heads: tuple[Head, ...] = (
        ("code", "code", "text", 8), ("reason", "reason", "wide", 30), ("control", "control", "text", 12),
        ("unspent", "unspent", "money", 16), ("share", "share", "rate", 10), ("cumulative", "cumulative", "rate", 10),
        ("projects", "projects", "count", 10), ("with_amount", "with_amount", "count", 14),
        ("mentions", "mentions", "count", 10),
    )  # fmt: skip
    title = reasons.reasons_headline(facts, told) if rows.height else facts.w("wall.reasons_none")
    return _sheet(facts, "reasons", heads, rows, title)


def _scores(facts: Facts) -> SheetTable:
    rows = _named(facts, facts.ask(scores.said_lines, facts.context.main_filter))
    scope = {s: facts.w(f"wall.scope_{s}") for s in ("department", "project")}
    rows = rows.with_columns(pl.col("scope").replace_strict(scope, default=None, return_dtype=pl.String))
    heads: tuple[Head, ...] = (
        ("who", "department", "text", 28), ("where", "district", "text", 12), ("year", "year", "year", 8),
        ("scope", "scope", "text", 16), ("name", "project", "wide", 30), ("score", "score", "score", 9),
        ("score_text", "score_text", "text", 20), ("grade_stated", "grade", "text", 10),
        ("grade_computed", "grade_computed", "text", 12), ("bands", "bands", "text", 20), ("rate", "rate", "rate", 10),
        ("rate_is", "rate_is", "text", 12),
    )  # fmt: skip
    bands: dict[tuple[str, int], list[str]] = {}
    for r in facts.ask(scores.score_bands, facts.context.main_filter).to_dicts():
        bands.setdefault((r["department_id"], r["year"]), []).append(str(r["project_count"]))
    kinds = {True: facts.w("tables.rate_stated"), False: facts.w("tables.rate_computed")}
    rows = rows.with_columns(
        pl.Series("bands", [" / ".join(bands.get((r["department_id"], r["year"]), [])) or None
                            for r in rows.to_dicts()], dtype=pl.String),
        pl.when(pl.col("rate").is_not_null())
        .then(pl.col("is_rate_stated").replace_strict(kinds, default=None, return_dtype=pl.String))
        .alias("rate_is"),
    )  # fmt: skip
    known = rows["score"].drop_nulls().len()
    title = facts.w("tables.title_scores", n=f.count(known), total=f.count(rows.height))
    return _sheet(facts, "scores", heads, rows.sort("year", "department_id", descending=[True, False]), title)


def _findings(facts: Facts) -> SheetTable:
    rows = _named(facts, facts.ask(answers.findings, facts.context.main_filter))
    w, context = facts.w, facts.context
    codes = {code: check_name(context, code) for code in rows["code"].unique().to_list()}
    severities = {s: w(f"findings.severity_{s}") for s in ("high", "medium", "info")}
    sentence = pl.col("sentence" if context.language == "zh" else "sentence_en")
    rows = rows.with_columns(
        pl.col("severity").replace_strict(severities, default=None, return_dtype=pl.String),
        pl.col("code").replace_strict(codes, default=None, return_dtype=pl.String),
        sentence.alias("said"),
    )
    heads: tuple[Head, ...] = (
        ("severity", "severity", "text", 10), ("code", "check", "text", 16), ("who", "department", "text", 26),
        ("project", "project", "wide", 30), ("year", "year", "year", 8), ("stated", "stated", "text", 16),
        ("computed", "computed", "text", 16), ("said", "said", "wide", 60), ("quote", "quote", "wide", 50),
        ("title", "source", "wide", 40), ("locator", "locator", "text", 20),
    )  # fmt: skip
    title = facts.w("tables.title_findings", n=f.count(rows.height)) if rows.height else facts.w("wall.findings_none")
    return _sheet(facts, "findings", heads, rows, title)


def _sources(facts: Facts) -> SheetTable:
    rows = facts.ask(places.sources, facts.context.main_filter)
    heads: tuple[Head, ...] = (
        ("title", "source", "wide", 60), ("source_group", "source_group", "text", 14), ("kind", "kind", "text", 12),
        ("published_on", "published_on", "text", 14), ("origin", "origin", "wide", 50),
        ("statements", "statements", "count", 12),
    )  # fmt: skip
    title = facts.w("meeting.sources_title", n=f.count(rows.height))
    return _sheet(facts, "sources", heads, rows.with_columns(pl.col("published_on").cast(pl.String)), title)

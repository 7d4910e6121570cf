"""The brief: the meeting's findings as prose, in the order of the official summary report.

Belongs here: the chapters, their sentences, which figure and table stand where. Does not belong here: type, page
(``exports.brief``), the findings themselves (``meeting``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.metrics import answers, projects
from dashboard.stories import money
from dashboard.stories.facts import Facts
from dashboard.stories.ledger import ledger_table
from dashboard.stories.limits import reason_threshold
from dashboard.stories.meeting import low_table
from dashboard.stories.section import Column, Meeting, Table
from etl.contracts import DEFAULT_REASON_THRESHOLD

_LISTED = 4
_KINDS = 5
_REASONS = 6
_PROMISES = 2
_LONGEST_PROMISE = 50
_BARS = 6


@dataclass(frozen=True)
class Figure:
    """A chart with its finding, numbered in the file."""

    title: str
    spec: specs.Chart


@dataclass(frozen=True)
class Grid:
    """A table with its finding."""

    title: str
    table: Table


Block = str | Figure | Grid


@dataclass(frozen=True)
class Chapter:
    """一、… with its paragraphs, figures and tables in order."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Brief:
    """Title and chapters; ``who`` is told about."""

    who: str
    chapters: tuple[Chapter, ...]


def brief(facts: Facts, told: Meeting) -> Brief:
    """The brief of a meeting; without any row one chapter that says so."""
    w, context = facts.w, facts.context
    stamp = context.stamp()
    who = w("brief.everyone") if stamp.filters == w("header.no_filter") else stamp.filters
    if facts.is_empty:
        line = told.summary.lines[0].text if told.summary.lines else ""
        return Brief(who, (Chapter(w("brief.basics"), (told.summary.title + w("brief.stop"), line)),))
    chapters = (
        Chapter(w("brief.basics"), _basics(facts)),
        Chapter(w("brief.conclusion"), _conclusion(facts, told)),
        Chapter(w("brief.execution"), _execution(facts, told)),
        Chapter(w("brief.reasons"), _reasons(facts, told)),
        Chapter(w("brief.problems"), _problems(facts, told)),
    )
    return Brief(who, chapters)


def _basics(facts: Facts) -> tuple[Block, ...]:
    """Who reported, how many projects, how many of them can be computed, how much money."""
    w, told = facts.w, facts.summary
    departments = money.departments(facts)
    said = {
        "span": facts.span(),
        "departments": f.count(departments),
        "projects": f.count(told["projects"]),
        "computable": f.count(told["computable"]),
        "source": facts.context.stamp().source,
    }
    sentences = [w("brief.scope", **said)]
    if not facts.is_few and facts.now["budget"] is not None:
        now, unit = facts.now, facts.unit
        sentences.append(
            w(
                "brief.money",
                year=facts.year,
                budget=f.money_with_unit(now["budget"], unit, w),
                executed=f.money_with_unit(now["executed"], unit, w),
                unspent=f.money_with_unit(now["unspent"], unit, w),
                rate=f.rate(now["rate"], facts.target),
                n=f.count(now["n"]),
                total=f.count(now["rows_total"]),
            )
        )
    sentences.append(w("brief.rules", target=f.share(facts.target), threshold=f.share(reason_threshold(facts.context))))
    return (_joined(facts, sentences),)


def _joined(facts: Facts, sentences: list[str]) -> str:
    stop = facts.w("brief.stop")
    return facts.w("brief.between").join(s if s.endswith(stop) else s + stop for s in sentences if s)


def _conclusion(facts: Facts, told: Meeting) -> tuple[Block, ...]:
    """The headline, then one numbered sentence a subject."""
    w = facts.w
    ordinals = w("brief.ordinals").split()
    stop = w("brief.stop")
    lines = [line.text.removesuffix(stop) for line in told.summary.lines if line.text != told.summary.title]
    numbered = [w("brief.point", ordinal=o, text=text) for o, text in zip(ordinals, lines, strict=False)]
    return _joined(facts, [told.summary.title]), w("brief.semicolon").join(numbered) + w("brief.stop")


def _execution(facts: Facts, told: Meeting) -> tuple[Block, ...]:
    section = told.get("execution")
    if section is None or (section.figure is None and section.table is None):
        return (_joined(facts, [facts.w("wall.overview_none", year=facts.year)]),)
    if section.figure is None:
        assert section.table is not None  # noqa: S101 - a section has one of both
        return _joined(facts, [section.title]), Grid(section.subtitle, section.table)
    spec = section.figure
    shown = replace(spec, rows=spec.rows[:_BARS]) if isinstance(spec, specs.BudgetBars) else spec
    blocks: list[Block] = [_joined(facts, [section.title]), Figure(section.title, shown)]
    if isinstance(shown, specs.BudgetBars):
        blocks.append(Grid(facts.w("brief.table_execution", unit=shown.unit_label), _budget_table(facts, shown)))
    elif isinstance(shown, specs.Ledger):
        unit = f.unit_name(shown.money_unit, facts.w)
        blocks.append(Grid(facts.w("brief.table_ledger", unit=unit), ledger_table(facts.w, shown)))
    trend = told.get("trend")
    spread = told.get("spread")
    if trend is not None:
        blocks.append(_joined(facts, [trend.title]))
    if spread is not None:
        blocks.append(_joined(facts, [spread.title, _explained(facts)]))
    return tuple(blocks)


def _explained(facts: Facts) -> str:
    told = facts.summary
    if not told["to_explain"]:
        return ""
    return facts.w("brief.explained", asked=f.count(told["to_explain"]), n=f.count(told["explained"]))


def _budget_table(facts: Facts, spec: specs.BudgetBars) -> Table:
    w, unit = facts.w, spec.money_unit
    heads = (("charts.col_name", 3.2), ("tables.budget", 1.4), ("tables.executed", 1.4),
             ("tables.unspent", 1.4), ("charts.col_rate", 1.1))  # fmt: skip
    columns = tuple(Column(w(word), width, is_figure=place > 0) for place, (word, width) in enumerate(heads))
    rows = tuple(
        (r.label, f.money(r.budget, unit), f.money(r.executed, unit), f.money(r.unspent, unit),
         f.rate(r.rate, spec.target))
        for r in spec.rows
    )  # fmt: skip
    return Table(columns, rows)


def _reasons(facts: Facts, told: Meeting) -> tuple[Block, ...]:
    section, mentions = told.get("reasons"), told.get("mentions")
    first = section or mentions
    if first is None or first.figure is None:
        return (_joined(facts, [facts.w("wall.reasons_none")]),)
    parts = [facts.w("brief.part", label=k.label, share=k.value, note=k.note) for k in first.kpis]
    sentence = _joined(facts, [first.title, facts.w("brief.semicolon").join(parts)])
    blocks: list[Block] = [sentence, Figure(first.title, _fewer(first.figure))]
    if section is not None and mentions is not None:
        blocks.append(_joined(facts, [mentions.title]))
    rows = facts.ask(projects.low_projects, facts.chosen, DEFAULT_REASON_THRESHOLD, limit=_LISTED)
    if rows.height:
        whole = low_table(facts, rows)
        kept = (0, 3, 4, 5, 6)
        widths = (2.7, 1.15, 0.95, 1.35, 2.6)
        columns = tuple(replace(whole.columns[k], width=width) for k, width in zip(kept, widths, strict=True))
        cells = tuple(tuple(row[k] for k in kept) for row in whole.rows)
        title = facts.w("brief.table_low", n=rows.height, unit=f.unit_name(facts.context.unit, facts.w))
        blocks.append(Grid(title, Table(columns, cells)))
    return tuple(blocks)


def _fewer(spec: specs.Chart) -> specs.Chart:
    """As many columns as have a name under them on a page; the whole stays the base of the shares."""
    return replace(spec, rows=spec.ordered[:_REASONS], total=spec.base) if isinstance(spec, specs.ReasonBars) else spec


def _problems(facts: Facts, told: Meeting) -> tuple[Block, ...]:
    """What has to be answered, and what the departments promise."""
    w = facts.w
    blocks: list[Block] = []
    section = told.get("findings")
    if section is not None and isinstance(section.figure, specs.CountBars):
        kinds = w("common.pause").join(
            w("brief.kind", name=r.label, n=f.count(r.count)) for r in section.figure.rows[:_KINDS]
        )
        blocks.append(_joined(facts, [section.title, w("brief.kinds", kinds=kinds)]))
    else:
        blocks.append(_joined(facts, [w("wall.findings_none")]))
    zone = told.get("credibility")
    silent = facts.summary["to_explain"] - facts.summary["explained"]
    further = [zone.title if zone is not None else "", w("brief.silent", n=f.count(silent)) if silent else ""]
    if any(further):
        blocks.append(_joined(facts, further))
    blocks.append(_promises(facts))
    blocks.append(w("brief.next"))
    return tuple(blocks)


def _promises(facts: Facts) -> str:
    w = facts.w
    n = int(facts.ask(answers.measure_counts, facts.chosen)["measures"][0])
    if not n:
        return w("brief.no_promises")
    rows = facts.ask(answers.measures_page, facts.chosen, limit=_PROMISES).to_dicts()
    said = w("brief.semicolon").join(
        w("brief.promise", who=r["department"], text=_short(r["text"])) for r in rows
    )  # fmt: skip
    return w("brief.promises", n=f.count(n), said=said)


def _short(text: str) -> str:
    text = text.rstrip("。；;.")
    return text if len(text) <= _LONGEST_PROMISE else f"{text[:_LONGEST_PROMISE]}……"

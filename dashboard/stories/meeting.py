"""The meeting pack: what is told to a meeting about the current filters, in which order.

Belongs here: the sections, each with its finding, figure, table and quotes. Does not belong here: how a section looks
in a file (``dashboard.exports``), the figures themselves (the other stories).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.kpi import Kpi
from dashboard.metrics import execution, places, projects, score_spread
from dashboard.metrics import reasons as reason_metrics
from dashboard.metrics.evidence import evidence_of
from dashboard.stories import findings, low, money, reasons, scores
from dashboard.stories.change import trend
from dashboard.stories.facts import Facts, rate_spread
from dashboard.stories.grouping import Grouping
from dashboard.stories.ledger import ledger, ledger_table
from dashboard.stories.limits import reason_threshold
from dashboard.stories.names import Row, check_name, reason_name, still_caption
from dashboard.stories.quotes import Line
from dashboard.stories.section import Column, Meeting, Quote, Section, Table
from etl.contracts import DEFAULT_REASON_THRESHOLD

_BARS = 10
_REASONS = 9
_YEARS = 8
#: Projects and findings listed for a meeting; the workbook holds all of them.
LISTED_PROJECTS, LISTED_FINDINGS = 18, 12
_QUOTES = 8
_SOURCES = 20
#: Sections that add no sentence to the summary; of a few reports the headline says how many projects are low.
_FURTHER = ("map", "credibility", "mentions")
_REPEATED = (*_FURTHER, "spread")
_DEFINITIONS = ("rate", "basis", "null", "unspent", "target", "reason", "control", "score", "check", "stated")


def meeting(facts: Facts, report: Callable[[float], None] = lambda _: None) -> Meeting:
    """Everything there is to tell; ``report`` hears the part done (0 to 1). Without any row: the summary and the
    appendix say so."""
    if facts.is_empty:
        return Meeting((_nothing(facts), _appendix(facts)))
    parts: list[Callable[[Facts], Sequence[Section]]] = [
        _execution, _spread, _trend, _map, _scores, _credibility, _low, _reasons, _mentions, _findings,
    ]  # fmt: skip
    told: list[Section] = []
    for place, part in enumerate(parts, start=1):
        told += [s for s in part(facts) if not s.is_empty]
        report(place / (len(parts) + 1))
    return Meeting((_summary(facts, told), *told, _appendix(facts)))


def _nothing(facts: Facts) -> Section:
    w, choices = facts.w, facts.context.choices
    nearest = w("common.nothing_nearest", first=choices.years[0], last=choices.years[-1],
                departments=len(choices.departments))  # fmt: skip
    return Section("summary", w("common.nothing_title"), lines=(Line(w("meeting.instead"), nearest),))


def _summary(facts: Facts, told: Sequence[Section]) -> Section:
    """One sentence a subject, each the finding of its section."""
    w = facts.w
    is_few = facts.is_few
    seen: set[str] = set()
    lines = []
    for section in told:
        if section.key in seen or section.key in (_REPEATED if facts.is_few else _FURTHER):
            continue
        seen.add(section.key)
        lines.append(Line(w(f"meeting.subject_{section.key}"), section.title))
    if "trend" not in seen:
        lines.append(Line(w("meeting.subject_trend"), _no_trend(facts)))
    kpis = money.few_kpis(facts) if is_few else money.kpis(facts)
    return Section(
        "summary",
        money.few_headline(facts) if is_few else money.headline(facts),
        w("meeting.summary_subtitle", span=facts.span(), n=f.count(money.departments(facts))),
        kpis=tuple(kpis),
        lines=tuple(lines),
        unit=facts.unit_name,
    )


def _execution(facts: Facts) -> list[Section]:
    """By department: budget and spending, or what each report states."""
    columns: tuple[str, ...]
    if facts.is_few:
        spec: specs.Chart = ledger(facts.context, facts.chosen, facts.by_report, facts.target)
        kpis: list[Kpi] = []
        if isinstance(spec, specs.Ledger) and all(r.rate is None for r in spec.rows):
            unit = f.unit_name(spec.money_unit, facts.w)
            subtitle = facts.w("brief.table_ledger", unit=unit)
            return [Section("execution", spec.title, subtitle, table=ledger_table(facts.w, spec), unit=unit)]
        columns = ("execution_rate_stated", "executed")
    else:
        spec = money.who(facts, money.rates_known(facts), _BARS)
        shown = money.kpis(facts)
        kpis = [shown[2], shown[3], shown[4]]
        columns = ("executed",)
    said = _evidence(facts, "department_year", columns) or _evidence(facts, "project_year", ("executed",))
    return [_of_figure("execution", facts, spec, kpis, said)]


def _spread(facts: Facts) -> list[Section]:
    """The projects by rate; key figures of the very projects that are drawn."""
    w, spec, told = facts.w, rate_spread(facts), facts.summary
    whole, without = sum(spec.counts.values()), spec.counts.get("none", 0)
    if whole == without:
        return []
    low = sum(n for bin_id, n in spec.counts.items() if spec.is_short(bin_id))
    kpis = [
        Kpi(w("meeting.kpi_comparable"), f"{f.count(whole - without)} / {f.count(whole)}",
            w("meeting.kpi_comparable_note", n=f.count(without))),
        Kpi(w("meeting.kpi_missed", target=f.share(facts.target)), f.count(low),
            w("wall.kpi_share", share=f.share(low / (whole - without))), is_missed=bool(low)),
        Kpi(w("wall.kpi_explained"), f"{f.count(told['explained'])} / {f.count(told['to_explain'])}",
            w("wall.kpi_explained_note"), is_missed=told["explained"] < told["to_explain"]),
    ]  # fmt: skip
    return [_of_figure("spread", facts, spec, kpis, _evidence(facts, "project_year", ("executed",)))]


def _trend(facts: Facts) -> list[Section]:
    """The course of districts, functions or departments; nothing where there are not two years to join."""
    grouping = Grouping(facts.context, "execution_by", ("district_code", "function", "department_id"))
    rows = facts.ask(execution.execution_by, facts.context.main_filter, grouping.key, "year")
    years = sorted(rows.get_column("year").unique())[-_YEARS:]
    spec = trend(facts.context, rows, grouping.key, years, grouping.name, facts.target)
    if isinstance(spec, str) or not any(len(p.known) > 1 for p in spec.panels):
        return []
    last, label = min(
        ((p.known[-1], p.label) for p in spec.panels if p.known), key=lambda pair: float(pair[0].value or 0)
    )
    rate = float(last.value or 0)
    said = facts.w("meeting.trend_lowest", year=last.year)
    kpis = [Kpi(label, f.rate(rate, facts.target), said, is_missed=f.is_below(rate, facts.target))]
    subtitle = facts.w("meeting.trend_caption", n=len(spec.panels), target=f.share(facts.target))
    return [replace(_of_figure("trend", facts, spec, kpis, ()), subtitle=subtitle)]


def _no_trend(facts: Facts) -> str:
    years = facts.by_year.get_column("year").to_list()
    if len(years) == 1:
        chosen = facts.context.filter
        is_chosen = (chosen.year_from, chosen.year_to) != (None, None) and len(facts.context.choices.years) > 1
        return facts.w("meeting.one_year_chosen" if is_chosen else "meeting.one_year", year=years[0])
    return facts.w("meeting.no_trend")


def _map(facts: Facts) -> list[Section]:
    spec = None if facts.is_few else money.heat(facts, _YEARS)
    return [] if spec is None else [_of_figure("map", facts, spec, (), ())]


def _scores(facts: Facts) -> list[Section]:
    w, scored = facts.w, scores.scored_groups(facts)
    said = _evidence(facts, "department_year", ("score", "score_text", "grade_stated"))
    if scored.is_empty() or facts.is_few:
        spec = scores.stated_totals(facts, _BARS)
        lines = tuple(scores.stated_lines(facts))
        if not lines:
            return []
        subtitle = w("meeting.scores_few_caption", n=len(lines))
        section = replace(_of_figure("scores", facts, spec, (), said), subtitle=subtitle, unit=w("scores.points"))
        return [replace(section, title=scores.few_scores_headline(facts, scored), lines=lines)]
    group = scored.row(0, named=True)
    scheme = scores.scheme_of(facts, group)
    points = facts.ask(score_spread.credible, facts.chosen, group["scope"], group["scheme_id"])
    histogram = scores.score_histogram(facts, points, group, scheme, scored.height - 1)
    kpis = [
        Kpi(w("meeting.kpi_grade", grade=g.grade), f.count(g.count),
            w("wall.kpi_share", share=f.share(g.count / group["scored"])))
        for g in histogram.grades[:4]
    ]  # fmt: skip
    section = _of_figure("scores", facts, histogram, kpis, said)
    subtitle = w(
        "meeting.scores_caption",
        what=w(f"wall.scope_{group['scope']}"),
        scheme=group["scheme"] or w("wall.scheme_unknown"),
        n=f.count(group["scored"]),
        total=f.count(group["department_years"]),
    )
    if scored.height > 1:
        subtitle = w("common.semicolon").join((subtitle, w("wall.scores_rest", n=scored.height - 1)))
    return [replace(section, title=scores.scores_headline(facts, group, histogram), subtitle=subtitle)]


def _credibility(facts: Facts) -> list[Section]:
    scored = scores.scored_groups(facts)
    if scored.is_empty() or facts.is_few:
        return []
    group = scored.row(0, named=True)
    points = facts.ask(score_spread.credible, facts.chosen, group["scope"], group["scheme_id"])
    grouping = Grouping(facts.context, "score_by", ("district_code", "function", "department_id"))
    spec = scores.credibility_chart(facts.context, grouping, points, scores.scheme_of(facts, group), group)
    zone = sorted((p for p in spec.points if spec.is_in_zone(p)), key=lambda p: (p.rate, p.id))[:4]
    w = facts.w
    kpis = [Kpi(p.label, f.rate(p.rate, spec.target), w("wall.points", score=f.score(p.score)), is_missed=True)
            for p in zone]  # fmt: skip
    return [_of_figure("credibility", facts, spec, kpis, ())]


def _low(facts: Facts) -> list[Section]:
    """The projects that left most: bars of the first, then all listed ones with reason and quote."""
    w, threshold = facts.w, DEFAULT_REASON_THRESHOLD
    rows = facts.ask(projects.low_projects, facts.chosen, threshold, limit=LISTED_PROJECTS)
    told = facts.ask(projects.summary, facts.chosen, threshold, threshold).row(0, named=True)
    if rows.is_empty():
        has_rate = bool(told["computable"])
        said = w("wall.low_none" if has_rate else "meeting.low_unknown", threshold=f.share(threshold))
        note = w("meeting.low_none_note" if has_rate else "meeting.low_unknown_note")
        return [Section("low", said, lines=(Line(w("meeting.subject_low"), note),))]
    title = w("wall.low", threshold=f.share(threshold), low=f.count(told["missed"]), n=f.count(told["computable"]),
              unspent=f.money_with_unit(told["missed_unspent"], facts.unit, w))  # fmt: skip
    unit = facts.context.unit
    quotes = tuple(_project_quote(facts, r) for r in rows.to_dicts() if r["reason_quote"])
    subtitle = w("meeting.low_subtitle", n=rows.height, unit=f.unit_name(unit, w))
    bars = low.low_bars(facts, rows.head(_BARS), threshold)
    known = [r for r in bars.rows if r.budget is not None and r.executed is not None]
    sections = []
    if known:
        sections.append(replace(_of_figure("low", facts, replace(bars, rows=tuple(known)), (), quotes), title=title))
    table = Section("low", title, subtitle, table=low_table(facts, rows), quotes=quotes, unit=f.unit_name(unit, w))
    if sections:
        table = replace(table, title=w("meeting.low_reasons", n=rows.height, said=_explained(facts, rows)))
    return [*sections, table]


def _explained(facts: Facts, rows: pl.DataFrame) -> str:
    said = rows["reason_quote"].is_not_null().sum()
    if said == rows.height:
        return facts.w("meeting.all_explained")
    return facts.w("meeting.some_explained", n=said) if said else facts.w("meeting.none_explained")


def low_table(facts: Facts, rows: pl.DataFrame) -> Table:
    """Projects with amounts, reason and quote; the department and its year under the name."""
    w, unit = facts.w, facts.context.unit
    heads = (("project", 3.2, False), ("budget", 1.12, True), ("executed", 1.12, True), ("unspent", 1.18, True),
             ("rate", 0.95, True), ("reason", 1.5, False), ("quote", 3.6, False))  # fmt: skip
    cells = []
    for r in rows.to_dicts():
        reason = reason_name(facts.context, r) if r["reason_quote"] else w("wall.no_quote")
        cells.append(
            (
                f"{r['project']}\n{_whose(facts, r)}",
                f.money(r["budget"], unit),
                f.money(r["executed"], unit),
                f.money(r["unspent"], unit),
                f.rate(r["rate"], DEFAULT_REASON_THRESHOLD),
                reason,
                w("wall.quote", quote=r["reason_quote"]) if r["reason_quote"] else f.NULL,
            )
        )
    strong = frozenset((i, 3) for i, r in enumerate(rows.to_dicts()) if r["unspent"] is not None)
    columns = tuple(Column(w(f"meeting.col_{name}"), width, is_figure) for name, width, is_figure in heads)
    return Table(columns, tuple(cells), strong)


def _whose(facts: Facts, row: Row) -> str:
    names = facts.context.choices.department_labels
    return facts.w("common.subject", name=names.get(row["department_id"], row["department"]), year=row["year"])


def _project_quote(facts: Facts, row: Row) -> Quote:
    return Quote(f"{row['project']}　{_whose(facts, row)}", row["reason_quote"], reason_name(facts.context, row))


def _reasons(facts: Facts) -> list[Section]:
    """Pareto by unspent money; nothing where no amount is known."""
    told = reasons.asked(facts)
    if told.with_money.is_empty():
        return []
    spec = reasons.reason_bars(facts, told, _REASONS, is_short=True)
    said = _reason_quotes(facts)
    kpis = reasons.part_kpis(facts, told)
    wanted = [k for k in kpis if k.value not in (f.NULL, f.share(0))] or kpis
    section = _of_figure("reasons", facts, spec, wanted, said)
    if told.with_money.height > len(spec.rows):
        held = spec.cumulative[-1]
        cut = facts.w("meeting.reasons_cut", n=len(spec.rows), total=told.with_money.height, share=f.share(held))
        section = replace(section, subtitle=facts.w("common.semicolon").join((section.subtitle, cut)))
    return [replace(section, title=reasons.reasons_headline(facts, told))]


def _mentions(facts: Facts) -> list[Section]:
    told = reasons.asked(facts)
    if told.mentions.is_empty():
        return []
    spec = reasons.mention_bars(facts, told, _BARS + 2)
    said = _reason_quotes(facts)
    lines = tuple(Line(q.place, facts.w("wall.quote", quote=_short(q.text)), q.subject) for q in said[:3])
    return [replace(_of_figure("mentions", facts, spec, (), said), lines=lines)]


def _short(text: str, most: int = 56) -> str:
    return text if len(text) <= most else f"{text[:most]}……"


def _reason_quotes(facts: Facts) -> tuple[Quote, ...]:
    rows = facts.ask(reason_metrics.reasons_list, facts.chosen, limit=_QUOTES * 4).to_dicts()
    rows = [r for r in rows if r["explains"] == "under_execution" and r["quote"]][:_QUOTES]
    w = facts.w
    return tuple(
        Quote(
            w("common.subject", name=r["project"] or r["department"], year=r["year"]),
            r["quote"],
            reason_name(facts.context, r),
        )
        for r in rows
    )


def _findings(facts: Facts) -> list[Section]:
    """How many of which kind, then the gravest as a list to answer."""
    w, told = facts.w, findings.Checks(facts)
    if not told.whole:
        return []
    rows = told.gravest(LISTED_FINDINGS)
    language = facts.context.language
    heads = (("check", 1.6, False), ("about", 2.6, False), ("said", 6.4, False))
    cells = tuple(
        (
            check_name(facts.context, r["code"]),
            w("common.subject", name=r["project"] or r["department"] or r["title"] or "", year=r["year"]),
            r["sentence" if language == "zh" else "sentence_en"],
        )
        for r in rows
    )
    table = Table(tuple(Column(w(f"meeting.col_{name}"), width, is_figure) for name, width, is_figure in heads), cells)
    quotes = tuple(
        Quote(
            w("common.subject", name=r["project"] or r["department"] or "", year=r["year"]),
            r["quote"],
            "　".join(filter(None, (r["title"], r["locator"]))),
        )
        for r in rows
        if r["quote"]
    )
    chart = _of_figure("findings", facts, told.bars, told.kpis[1:4], quotes)
    listed = w("meeting.findings_listed", n=len(rows), total=f.count(told.whole))
    return [
        replace(chart, title=told.headline),
        Section(
            "findings", listed, w("wall.gravest_caption"), table=table, quotes=quotes, unit=w("meeting.unit_in_text")
        ),
    ]


def _appendix(facts: Facts) -> Section:
    """Definitions and sources."""
    w = facts.w
    lines = tuple(Line(w(f"about_how.{name}_title"), w(f"about_how.{name}")) for name in _DEFINITIONS)
    rows = facts.ask(places.sources, facts.chosen)
    cells = tuple(
        (r["title"], str(r["published_on"] or f.NULL), f.count(r["statements"])) for r in rows.head(_SOURCES).to_dicts()
    )
    columns = (
        Column(w("meeting.col_source"), 8.4),
        Column(w("meeting.col_published"), 1.6),
        Column(w("meeting.col_statements"), 1.2, is_figure=True),
    )
    threshold = f.share(reason_threshold(facts.context))
    subtitle = w("meeting.appendix_subtitle", target=f.share(facts.target), threshold=threshold)
    key = "sources_title" if rows.height <= _SOURCES else "sources_some"
    sources = w(f"meeting.{key}", n=f.count(rows.height), shown=len(cells))
    table = Table(columns, cells, title=sources)
    return Section(
        "appendix", w("meeting.appendix"), subtitle, lines=lines, table=table, unit=w("meeting.unit_in_text")
    )


def _evidence(facts: Facts, table: str, columns: tuple[str, ...]) -> tuple[Quote, ...]:
    """The statements behind a figure, largest shortfall first."""
    rows = facts.ask(evidence_of, facts.chosen, table, columns, limit=_QUOTES).to_dicts()
    w = facts.w
    return tuple(
        Quote(
            w("common.subject", name=r["subject"], year=r["year"]),
            r["quote"],
            "　".join(filter(None, (r["title"], r["locator"]))),
        )
        for r in rows
    )


def _of_figure(
    key: str, facts: Facts, spec: specs.Chart, kpis: Sequence[Kpi], quotes: Sequence[Quote]
) -> Section:  # fmt: skip
    subtitle = still_caption(facts.w, spec)
    return Section(key, spec.title, subtitle, figure=spec, kpis=tuple(kpis), quotes=tuple(quotes), unit=spec.unit_label)

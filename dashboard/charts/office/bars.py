"""Horizontal bars: money against the target, counts, ranges, rates by name.

Belongs here: these Office forms. Does not belong here: columns (``columns``), courses over years (``lines``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.charts.office.model import (
    COLOURS,
    Axis,
    Beside,
    OfficeChart,
    Series,
    Value,
    ceiling,
    computed,
    in_unit,
    money_format,
    plain,
)
from dashboard.charts.specs.base import is_short
from dashboard.charts.specs.units import UNIT_STATES
from dashboard.strings import Words

RATE = "0.0%"
#: Half the width of a target mark, as a share of the axis.
_MARK = 0.0022
#: Bars that can be read on a slide.
MOST = 24
_STATE_COLOURS = {
    "met": COLOURS.executed,
    "missed": COLOURS.shortfall,
    "no_spend": COLOURS.shortfall_pale,
    "share_only": COLOURS.neutral,
    "unknown": None,
}


def budget_bars(spec: specs.BudgetBars | specs.Dumbbells, w: Words) -> OfficeChart:
    """Budget, executed and the target mark, all native; rate and unspent beside them."""
    unit, rows = spec.money_unit, spec.rows
    short = [is_short(r.budget, r.executed, spec.target) for r in rows]
    rates = tuple(w("charts.not_computable") if r.rate is None else f.rate(r.rate, spec.target) for r in rows)
    missing = [
        w("charts.budget_unknown") if r.budget is None else w("charts.executed_unknown") if r.executed is None else ""
        for r in rows
    ]
    return _against_target(
        w,
        categories=tuple(f"{r.label}\n{r.under}" if r.under else r.label for r in rows),
        budget=tuple(in_unit(r.budget, unit) for r in rows),
        executed=tuple(in_unit(r.executed, unit) for r in rows),
        target=spec.target,
        number=money_format(unit),
        beside=(
            Beside(w("charts.head_rate"), tuple(m or r for m, r in zip(missing, rates, strict=True))),
            Beside(w("charts.head_unspent"), tuple(f.money(r.unspent, unit) for r in rows), tuple(short)),
        ),
        unit=spec.unit_label,
    )


def ledger(spec: specs.Ledger, w: Words) -> OfficeChart:
    """Each report's rate against 100; amounts, score and grade as it prints them beside it."""
    rows = spec.rows
    rates = tuple(plain(r.rate) for r in rows)

    def in_words(word: str) -> str:
        return w("tables.with_unit", head=w(f"tables.{word}"), unit=f.unit_name(spec.money_unit, w))

    said = tuple(
        f.rate(r.rate, spec.target) if r.rate is not None
        else " / ".join(f.rate_as_printed(s.value, s.decimals) for s in r.stated) or w("charts.not_computable")
        for r in rows
    )  # fmt: skip
    return _against_target(
        w,
        categories=tuple(f"{r.label}\n{r.sub_label}" for r in rows),
        budget=tuple(None if rate is None else 1.0 for rate in rates),
        executed=rates,
        target=spec.target,
        number=RATE,
        beside=(
            Beside(w("charts.head_rate"), said, tuple(r.is_short(spec.target) for r in rows)),
            Beside(in_words("budget"), tuple(f.money(r.budget, spec.money_unit) for r in rows)),
            Beside(in_words("executed"), tuple(f.money(r.executed, spec.money_unit) for r in rows)),
            Beside(w("charts.col_score"), tuple(r.score_text or f.NULL for r in rows)),
        ),
        unit="%",
    )


def _against_target(
    w: Words,
    *,
    categories: tuple[str, ...],
    budget: tuple[Value, ...],
    executed: tuple[Value, ...],
    target: float,
    number: str,
    beside: tuple[Beside, ...],
    unit: str,
) -> OfficeChart:
    """Overlaid bars: the budget as an outline, orange where the target is missed, the target a dark sliver in the
    orange, the executed part over them. The marks are formulas: they follow whoever edits budget or executed."""
    n, top = len(categories), ceiling((*budget, *executed), 1.01)
    mark = (top or 1.0) * _MARK

    def is_missed(i: int) -> bool:
        b, e = budget[i], executed[i]
        return b is not None and e is not None and b > 0 and f.is_below(e / b, target)

    def at(i: int, shift: float) -> Value:
        given = budget[i]
        return None if given is None else given * target + shift if is_missed(i) else 0.0

    def named(word: str) -> str:
        return w("tables.with_unit", head=w(f"tables.{word}"), unit=unit)

    missed = "AND(ISNUMBER({0}),ISNUMBER({1}),{1}<{0}*{target})"
    helper: dict[str, Any] = {"number": number, "is_named": False}
    series = (
        Series(named("budget"), budget, "data", number=number),
        Series(named("executed"), executed, "data", number=number),
        Series(
            named("unspent") if number != RATE else w("office.gap"),
            computed(n, lambda i: difference(budget[i], executed[i])),
            "data",
            number=number,
            formula='IF(AND(ISNUMBER({0}),ISNUMBER({1})),{0}-{1},"")',
        ),
        Series(
            w("office.target", target=f.share(target)),
            computed(n, lambda i: None if budget[i] is None else (budget[i] or 0) * target),
            "data",
            number=number,
            formula='IF(ISNUMBER({0}),{0}*{target},"")',
        ),
        Series(
            w("office.outline"),
            computed(n, lambda i: 0.0 if is_missed(i) else budget[i]),
            outline=COLOURS.ink2,
            formula=f"IF({missed},0,N({{0}}))",
            **helper,
        ),
        Series(
            w("office.missing"),
            computed(n, lambda i: budget[i] if is_missed(i) or budget[i] is None else 0.0),
            colour=COLOURS.shortfall,
            formula=f"IF({missed},{{0}},0)",
            **helper,
        ),
        Series(
            w("office.mark"),
            computed(n, lambda i: at(i, mark)),
            colour=COLOURS.ink,
            formula=f"IF({missed},{{0}}*{{target}}+{mark:.6g},0)",
            **helper,
        ),
        Series(
            w("office.before_mark"),
            computed(n, lambda i: at(i, -mark)),
            colour=COLOURS.shortfall,
            formula=f"IF({missed},{{0}}*{{target}}-{mark:.6g},0)",
            **helper,
        ),
        Series(
            w("office.spent"),
            executed,
            colour=COLOURS.executed,
            formula="N({1})",
            **helper,
        ),
    )
    return OfficeChart(
        kind="bar",
        category_head=w("charts.col_name"),
        categories=categories,
        series=series,
        value=Axis(title=unit, number=number, bottom=0, top=top, is_shown=False),
        grouping="overlay",
        gap=60,
        beside=beside,
        target=target,
        target_name=w("office.target_cell"),
    )


def difference(first: Value, second: Value) -> Value:
    return None if first is None or second is None else round(first - second, 10)


def amount_bar(spec: specs.AmountBar, w: Words) -> OfficeChart:
    """Every stated amount of one project as a bar."""
    unit = spec.money_unit
    amounts = [(w("tables.budget"), spec.budget), *((m.label, m.value) for m in spec.marks),
               (w("tables.executed"), spec.executed), (w("tables.unspent"), spec.unspent)]  # fmt: skip
    known = [(label, value) for label, value in amounts if value is not None]
    values = tuple(in_unit(value, unit) for _, value in known)
    series = Series(spec.unit_label, values, colour=COLOURS.executed, number=money_format(unit), has_labels=True)
    return one_series(w("office.amount"), tuple(label for label, _ in known), series, Axis(bottom=0, is_shown=False))


def count_bars(spec: specs.CountBars, w: Words) -> OfficeChart:
    """Counts by name; those that give no reason hatched."""
    shown = spec.rows[:MOST]
    said = tuple(None if r.is_unknown else float(r.count) for r in shown)
    silent = tuple(float(r.count) if r.is_unknown else None for r in shown)
    pale: dict[str, Any] = {"colour": COLOURS.executed_pale, "has_labels": True}
    series = [Series(spec.unit_label, said, **pale)]
    if any(silent):
        series.append(Series(w("office.silent"), silent, is_hatched=True, **pale))
    return OfficeChart(
        kind="bar",
        category_head=w("charts.col_name"),
        categories=tuple(r.label for r in shown),
        series=tuple(series),
        value=Axis(bottom=0, is_shown=False),
        grouping="overlay",
    )


def rate_dots(spec: specs.RateDots, w: Words) -> OfficeChart:
    """Rates by name, the year before pale beside it."""
    rows = [r for r in spec.rows if r.rate is not None][:MOST]
    return _rates(w, [r.label for r in rows], [r.rate for r in rows], [r.previous for r in rows], spec.target)


def rate_changes(spec: specs.RateChanges, w: Words) -> OfficeChart:
    """The rates of those that moved most, before and after."""
    rows = spec.rows
    return _rates(w, [r.label for r in rows], [r.after for r in rows], [r.before for r in rows], spec.target)


def peer_ranks(spec: specs.PeerRanks, w: Words) -> OfficeChart:
    """The departments of one function, lowest first."""
    rows = spec.ranked[:MOST]
    return _rates(w, [d.label for d in rows], [d.rate for d in rows], [], spec.target)


def dot_strip(spec: specs.DotStrip, w: Words) -> OfficeChart:
    """The page's project and those beside it, lowest first."""
    ranked = sorted(spec.points, key=lambda p: (p.rate, p.id))
    rows = [p for p in ranked if p.is_self] + [p for p in ranked if not p.is_self][: MOST - 1]
    rows.sort(key=lambda p: (p.rate, p.id))
    own = [p.rate if p.is_self else None for p in rows]
    others = [None if p.is_self else p.rate for p in rows]
    series = (
        Series(w("office.this_project"), tuple(own), colour=COLOURS.executed, number=RATE, has_labels=True),
        Series(w("office.other_projects"), tuple(others), colour=COLOURS.executed_pale, number=RATE, has_labels=True),
    )
    return OfficeChart(
        kind="bar",
        category_head=w("charts.col_project"),
        categories=tuple(p.label for p in rows),
        series=series,
        value=Axis(number="0%", bottom=0, is_shown=False),
        grouping="overlay",
    )


def _rates(
    w: Words, labels: Sequence[str], rates: Sequence[Value], before: Sequence[Value], target: float
) -> OfficeChart:
    """Short ones orange, so that the target is seen; the year before as a second, pale bar."""
    short = tuple(r if r is not None and f.is_below(r, target) else None for r in rates)
    met = tuple(None if s is not None else r for s, r in zip(short, rates, strict=True))
    below = w("office.below_target", target=f.share(target))
    series = [
        Series(w("charts.col_rate"), tuple(rates), "data", number=RATE),
        Series(
            below,
            short,
            colour=COLOURS.shortfall,
            number=RATE,
            has_labels=True,
            formula='IF(ISNUMBER({0}),IF({0}<{target},{0},""),"")',
        ),
        Series(
            w("office.met_target"),
            met,
            colour=COLOURS.executed,
            number=RATE,
            has_labels=True,
            formula='IF(ISNUMBER({0}),IF({0}<{target},"",{0}),"")',
        ),
    ]
    if any(v is not None for v in before):
        series.append(Series(w("office.before"), tuple(before), colour=COLOURS.neutral, number=RATE))
    return OfficeChart(
        kind="bar",
        category_head=w("charts.col_name"),
        categories=tuple(labels),
        series=tuple(series),
        value=Axis(number="0%", bottom=0, is_shown=False),
        # Without last year's bars both colours share one place.
        grouping="clustered" if len(series) > 3 else "overlay",
        has_legend=True,
        target=target,
        target_name=w("office.target_cell"),
    )


def unit_chart(spec: specs.UnitChart, w: Words) -> OfficeChart:
    """Projects of each report by state, stacked."""
    counts = [Counter(s.state for s in r.squares) for r in spec.rows]
    series = tuple(
        Series(
            w(f"charts.unit_{state}", target=f.share(spec.target)),
            tuple(float(c[state]) if c[state] else None for c in counts),
            colour=_STATE_COLOURS[state],
            outline=COLOURS.ink3 if _STATE_COLOURS[state] is None else None,
            has_labels=True,
        )
        for state in UNIT_STATES
        if state in spec.states
    )
    return OfficeChart(
        kind="bar",
        category_head=w("charts.col_name"),
        categories=tuple(r.label for r in spec.rows) if series else (),
        series=series,
        value=Axis(bottom=0, is_shown=False),
        grouping="stacked",
        has_legend=True,
    )


def one_series(head: str, labels: tuple[str, ...], series: Series, axis: Axis) -> OfficeChart:
    return OfficeChart(kind="bar", category_head=head, categories=labels, series=(series,), value=axis)

"""Reasons: what was asked of them, by money and by mentions.

Belongs here: these specifications and sentences. Does not belong here: sums (``reason_sums``), drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import reasons
from dashboard.stories.facts import Facts, said_of
from dashboard.stories.limits import reason_threshold, wide_unit
from dashboard.stories.names import Row, reason_name, short_reason
from dashboard.stories.reason_sums import PARTS, part_share, sums, threshold_of
from etl.contracts import NO_REASON


@dataclass(frozen=True)
class Answers:
    """What was asked once for the page: money and mentions by reason. ``threshold``: see ``reasons_sums``."""

    context: Context
    money: pl.DataFrame
    mentions: pl.DataFrame
    threshold: float | None

    @cached_property
    def totals(self) -> Row:
        """What the reasons add up to (``reasons_sums.sums``)."""
        return sums(self.money)

    @cached_property
    def with_money(self) -> pl.DataFrame:
        """Reasons with unspent money, most first."""
        rows = self.money.filter(pl.col("unspent") > 0)
        return rows.sort("unspent", "code", descending=[True, False])

    @cached_property
    def in_order(self) -> pl.DataFrame:
        """All mentioned reasons in the order of both panels: by money, then by mentions."""
        money = self.with_money.select("code", money="unspent")
        rows = self.mentions.join(money, on="code", how="left")
        return rows.sort("money", "mentions", "code", descending=[True, True, False], nulls_last=True)

    @property
    def unit(self) -> f.Unit:
        """One money unit for the page."""
        return wide_unit(self.context, self.totals["unspent"])

    def money_row(self, code: str) -> Row | None:
        """The money row of a reason."""
        return next(iter(self.money.filter(pl.col("code") == code).to_dicts()), None)

    def mention(self, code: str) -> Row | None:
        """The mentions row of a reason."""
        return next(iter(self.mentions.filter(pl.col("code") == code).to_dicts()), None)


def part_kpis(facts: Facts, told: Answers) -> list[Kpi]:
    """The four kinds of reason that share out the unspent money."""
    w, totals = facts.w, told.totals
    figures = []
    for part in PARTS:
        n, known = totals[f"{part}_projects"], totals[f"{part}_with_amount"]
        share = part_share(totals, part)
        note = w("wall.part_none")
        if n:
            amount = f.money_with_unit(totals[f"{part}_unspent"], told.unit, w) if known else w("wall.part_unknown")
            note = w("wall.part_note", money=amount, n=f.count(n), total=f.count(totals["projects"]))
        value = f.share(share) if share is not None else f.NULL
        figures.append(Kpi(w(f"wall.part_{part}"), value, note, is_missed=part == "silent" and n > 0))
    return figures


def reason_bars(facts: Facts, told: Answers, most: int, *, is_short: bool = False) -> specs.ReasonBars:
    """The unspent money by reason, most first; ``is_short``: names for the foot of a column."""
    name = short_reason if is_short else reason_name
    w, unit, rows = facts.w, told.unit, told.with_money
    first = rows.row(0, named=True)
    base = told.totals["unspent"]
    return specs.ReasonBars(
        key="wall_reasons",
        title=w("wall.money_title", name=reason_name(facts.context, first), share=f.share(first["unspent"] / base)),
        caption=w(
            "wall.money_caption" if told.threshold is None else "wall.money_caption_asked",
            unit=f.unit_name(unit, w),
            n=f.count(told.totals["with_amount"]),
            threshold=f.share(reason_threshold(facts.context)),
        ),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.ReasonRow(r["code"], name(facts.context, r), r["unspent"], r["controllable"])
            for r in rows.head(most).to_dicts()
        ),
        money_unit=unit,
        column="share",
        total=base,
        is_compact=True,
    )


def asked(facts: Facts) -> Answers:
    """Money and mentions by reason, of the same project-years as the page 原因."""
    threshold = threshold_of(facts.context)
    return Answers(
        facts.context,
        facts.ask(reasons.reason_money, facts.chosen, threshold=threshold),
        facts.ask(reasons.reason_mentions, facts.chosen, threshold=threshold),
        threshold,
    )


def reasons_headline(facts: Facts, told: Answers) -> str:
    """What was left and who could have helped it; the most frequent reason where no amount is known."""
    w = facts.w
    if not told.with_money.height:
        return w("wall.reasons_counted", name=_most_named(facts, told)[0])
    amount = f.money_with_unit(told.totals["unspent"], facts.unit, w)
    key = "wall.reasons" if told.threshold is None else "wall.reasons_asked"
    threshold = f.share(reason_threshold(facts.context))
    return w(key, said=said_of(facts, told.with_money), money=amount, threshold=threshold)


def _most_named(facts: Facts, told: Answers) -> tuple[str, int]:
    """The reason named most often and how often; silence is none."""
    rows = _by_mentions(told).filter(pl.col("code") != NO_REASON).to_dicts()
    return (reason_name(facts.context, rows[0]), rows[0]["mentions"]) if rows else (facts.w("wall.reason_nobody"), 0)


def _by_mentions(told: Answers) -> pl.DataFrame:
    return told.mentions.sort("mentions", "code", descending=[True, False])


def mention_bars(facts: Facts, told: Answers, most: int) -> specs.CountBars:
    """How often each reason is named, most often first."""
    w = facts.w
    name, n = _most_named(facts, told)
    return specs.CountBars(
        key="wall_mentions",
        title=w("wall.mentions_title", name=name, n=f.count(n)) if n else w("wall.mentions_nobody"),
        caption=w("wall.mentions_caption", n=f.count(int(told.mentions["mentions"].sum()))),
        unit_label=w("wall.mentions_unit"),
        rows=tuple(
            specs.CountRow(r["code"], reason_name(facts.context, r), r["mentions"], r["controllable"] == "unknown")
            for r in _by_mentions(told).head(most).to_dicts()
        ),
        is_compact=True,
    )

"""The project-year a project page is about, with all that several of its panels need.

Belongs here: looking it up once, its short texts. Does not belong here: drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard import formats as f
from dashboard.context import Context
from dashboard.metrics import evidence, reasons
from dashboard.metrics.filters import Id, Year
from dashboard.metrics.places import register
from dashboard.stories.names import Row, reason_name
from etl.contracts import DEFAULT_EXECUTION_TARGET, DEFAULT_REASON_THRESHOLD, SYMPTOM_ONLY


@dataclass(frozen=True)
class Subject:
    """One project-year. ``row`` is a row of ``projects.project_history``, ``said`` the statements of its figures,
    ``reasons`` rows of ``reasons.reasons_about``; target and threshold are its own scheme's (fractions)."""

    context: Context
    card: Row
    row: Row
    history: tuple[Row, ...]
    said: tuple[Row, ...]
    reasons: tuple[Row, ...]
    target: float
    threshold: float

    @property
    def is_low(self) -> bool:
        """Whether a reason is to be expected: below the threshold, or nothing spent, in the full year."""
        rate = self.row["rate"]
        if self.row["as_of"] is not None:
            return False
        return self.row["is_without_spending"] or (rate is not None and f.is_below(rate, self.threshold))

    @property
    def stated_reasons(self) -> list[Row]:
        """The report's own reasons for this project's unspent money; a mere symptom is none."""
        return [r for r in self._said_of_unspent if r["reason_code"] != SYMPTOM_ONLY]

    @property
    def has_symptom_only(self) -> bool:
        """Whether the report says that money was not spent and nothing about why."""
        return bool(self._said_of_unspent) and not self.stated_reasons

    @property
    def _said_of_unspent(self) -> list[Row]:
        return [r for r in self.reasons if r["is_own"] and r["explains"] == "under_execution" and not r["is_inferred"]]

    def printed(self, column: str) -> str | None:
        """A figure as the report prints it, the statement shown where there are several."""
        shown = [r["value_text"] for r in self.said if r["column_name"] == column and r["is_shown"]]
        return shown[0] if shown else None

    def quoted(self, columns: tuple[str, ...] = ()) -> list[Row]:
        """Statements of these columns (all without any) for 来源, a sentence that states several figures once."""
        rows = [r for r in self.said if r["quote"] and (not columns or r["column_name"] in columns)]
        return [{**r, "subject": ""} for r in {(r["locator"], r["quote"]): r for r in reversed(rows)}.values()][::-1]

    def other_statements(self, column: str) -> list[str]:
        """What the same report prints elsewhere for the same figure."""
        shown = self.printed(column)
        texts = (r["value_text"] for r in self.said if r["column_name"] == column and not r["is_shown"])
        return list(dict.fromkeys(text for text in texts if text != shown))

    def reason_names(self, rows: list[Row]) -> str:
        """Names of reasons in their order, each once."""
        return self.context.w("common.pause").join(dict.fromkeys(reason_name(self.context, r) for r in rows))

    def money(self, column: str) -> str:
        """An amount of the row with its unit."""
        return f.money_with_unit(self.row[column], self.context.unit, self.context.w)


def subject_of(context: Context, card: Row, history: pl.DataFrame, row_id: str) -> Subject:
    """The year an address names; without one, or with one that is not held, the latest self-evaluation."""
    rows = history.to_dicts()
    named = [r for r in rows if r["row_id"] == row_id]
    own = [r for r in rows if r["evaluation_kind"] == (context.filter.evaluation_kind or "self")]
    row = (named or own or rows)[-1]
    ask = context.warehouse.ask
    schemes = [s for s in ask(register, "scheme").to_dicts() if s["scheme_id"] == row["scheme_id"]]
    about = ask(
        reasons.reasons_about,
        Id(row["project_id"]),
        Id(row["department_id"]),
        Year(row["year"]),
        Year(row["fund_year"] or row["year"]),
    )
    return Subject(
        context=context,
        card=card,
        row=row,
        history=tuple(rows),
        said=tuple(ask(evidence.statements, "project_year", Id(row["row_id"])).to_dicts()),
        reasons=tuple(about.to_dicts()),
        target=schemes[0]["execution_target"] if schemes else DEFAULT_EXECUTION_TARGET,
        threshold=schemes[0]["reason_threshold"] if schemes else DEFAULT_REASON_THRESHOLD,
    )

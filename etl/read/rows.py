"""The flat row that every reader writes, what a file gave as a whole.

Belongs here: the columns, their order, their spelling as text. Does not belong here: how a value was found, the file
they are written to (``flat_csv``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from etl.contracts import EVALUATION_KINDS

AMOUNTS = (
    "budget_initial_yuan",
    "budget_full_year_yuan",
    "received_yuan",
    "executed_yuan",
    "amount_unspecified_yuan",
)
COLUMNS = (
    "kind", "district", "department", "year", "project", *AMOUNTS, "rate_stated_pct", "score", "grade_stated",
    "reason_codes", "flags", "quote", "locator", "status",
)  # fmt: skip
_COLUMN = {
    "budget_initial_yuan": "budget_initial",
    "budget_full_year_yuan": "budget_full_year",
    "received_yuan": "funds_received",
    "executed_yuan": "executed",
    "amount_unspecified_yuan": "amount_unspecified",
    "rate_stated_pct": "execution_rate_stated",
}
DEPARTMENT_YEAR, PROJECT_YEAR, INDICATOR = "department_year", "project_year", "indicator"
PUBLISH, REVIEW = "publish", "review"
#: What makes a row unique, where a profile does not say otherwise.
KEY = ("district", "department", "year", "project")
#: Between a project and its indicator: ``项目名#三级指标名``.
INDICATOR_MARK = "#"
_TOLD = 5


@dataclass
class Statement:
    """One printed figure: the column it went to, the text as it stood, its unit and its cell."""

    column: str
    text: str
    unit: str
    locator: str
    value: Decimal | None = None
    quote: str = ""


@dataclass
class Span:
    """A stretch of the document's text that a column's figure stands in."""

    column: str
    start: int
    end: int


@dataclass
class Reason:
    """A stated reason with its own quote and place. ``explains`` as in the contract."""

    code: str
    quote: str
    locator: str
    explains: str = "under_execution"


@dataclass
class Measure:
    """A promised improvement."""

    text: str
    locator: str
    due_year: int | None = None
    quote: str = ""


@dataclass
class Band:
    """A band of scores with the number of projects in it."""

    lower: Decimal | None
    upper: Decimal | None
    count: int
    quote: str
    locator: str


@dataclass
class Family:
    """Projects that differ by the source of their money only, with the total stated for them."""

    parent: str
    children: list[str] = field(default_factory=list)
    total: Decimal | None = None
    text: str = ""
    unit: str = ""
    quote: str = ""
    locator: str = ""


@dataclass
class Item:
    """An amount of the department that is in no column of its row: 政府采购预算, 收入决算 …"""

    item: str
    value: Decimal
    text: str
    unit: str
    quote: str
    locator: str


@dataclass
class Fund:
    """One line of a form's fund table below its total; ``is_inside`` where it must not be added to the others."""

    label: str
    amounts: dict[str, Decimal | None]
    locator: str
    quote: str
    is_inside: bool = False


@dataclass
class FlatRow:
    """One row of ``--csv``; what stands below ``status`` goes to the bundle only."""

    kind: str
    project: str = ""
    department: str = ""
    district: str = ""
    year: int | None = None
    budget_initial_yuan: Decimal | None = None
    budget_full_year_yuan: Decimal | None = None
    received_yuan: Decimal | None = None
    executed_yuan: Decimal | None = None
    amount_unspecified_yuan: Decimal | None = None
    rate_stated_pct: Decimal | None = None
    score: Decimal | None = None
    grade_stated: str = ""
    reason_codes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    quote: str = ""
    locator: str = ""
    status: str = PUBLISH
    file: str = ""
    reason_text: str = ""
    measure_text: str = ""
    levels: list[str] = field(default_factory=list)
    target_text: str = ""
    actual_text: str = ""
    weight: Decimal | None = None
    is_budget_unqualified: bool = False
    is_total: bool = False
    funds: list[Fund] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    key: list[str] = field(default_factory=lambda: list(KEY))
    spans: list[Span] = field(default_factory=list)
    rule: str = ""
    subject_evidence: str = ""
    reasons: list[Reason] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    scope: str = "department"
    score_text: str = ""
    #: Columns of a department's row that speak of the whole department where the row itself is of its projects.
    whole: list[str] = field(default_factory=list)
    project_count: int | None = None
    fund_year: int | None = None
    balance: Decimal | None = None
    #: The day (ISO) up to which the figures count, where the year was not over.
    as_of: str = ""
    #: Whose judgement the score is: one of the contract's evaluation kinds.
    evaluation_kind: str = EVALUATION_KINDS[0]
    #: Of a form: where its department, year and project stand, or would stand.
    places: dict[str, str] = field(default_factory=dict)
    #: One line of a list, not a form or a report.
    is_listed: bool = False
    #: Cells of figures whose words are none: 约三百, 待定. Their columns stay empty.
    unread: list[Statement] = field(default_factory=list)
    #: Why a person is asked, where neither flags nor blanks of the row say it.
    doubts: list[str] = field(default_factory=list)

    def flag(self, *codes: str) -> None:
        """Add finding codes, each once, in the order found."""
        self.flags += [c for c in dict.fromkeys(codes) if c not in self.flags]

    @property
    def amounts(self) -> tuple[Decimal | None, ...]:
        return tuple(getattr(self, name) for name in AMOUNTS)

    @property
    def budget(self) -> Decimal | None:
        """The budget a rate is taken of: full year, else initial."""
        return self.budget_full_year_yuan if self.budget_full_year_yuan is not None else self.budget_initial_yuan


@dataclass
class Refusal:
    """A row that is no row of the output, and why: a total, a footnote, a row without a year. ``cell`` is the one to
    correct, where one cell is to blame. ``is_sum``: its figures are those of other lines."""

    locator: str
    reason: str
    raw: str
    is_data: bool = False
    cell: str = ""
    is_sum: bool = False


@dataclass
class Added:
    """A heading that a table lacks, and the free cell it would stand in."""

    locator: str
    text: str


@dataclass
class Subjects:
    """Which columns of a list say what its lines (``first`` to ``last``, as printed) are about: field → letters."""

    sheet: str
    first: int
    last: int
    columns: dict[str, str]

    def holds(self, locator: str) -> bool:
        """Whether a locator stands in one of the columns."""
        return locator.rpartition("!")[2].rstrip("0123456789") in self.columns.values()

    def cell(self, locator: str, name: str) -> str:
        """The cell of a field in the line that a locator stands in; nothing where that is no line of this list."""
        sheet, mark, address = locator.rpartition("!")
        line = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        is_own = sheet == self.sheet and name in self.columns and line.isdigit()
        return f"{sheet}{mark}{self.columns[name]}{line}" if is_own and self.first <= int(line) <= self.last else ""


@dataclass
class Reading:
    """What one file gave. ``sentence`` is set where the file as a whole was refused."""

    file: str
    rows: list[FlatRow] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    recognised: list[str] = field(default_factory=list)
    sentence: str = ""
    #: The document's canonical text, where it is prose: spans and locators count its characters.
    text: str = ""
    title: str = ""
    published_on: str = ""
    title_scope: str = ""
    department: str = ""
    district: str = ""
    year: int | None = None
    evaluation_kind: str = EVALUATION_KINDS[0]
    general_reasons: list[Reason] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    #: Rows for the bundle only: points of indicators.
    aside: list[FlatRow] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    subjects: list[Subjects] = field(default_factory=list)
    #: Hex digest of the file; of one that came back annotated, of the file it was made of.
    digest: str = ""
    #: Of one that came back annotated: the versions it was made of and that was in service then ("" for none).
    seen: list[str] | None = None
    #: And the digest of what stands in it now.
    content: str = ""
    #: Where the file is, and which of the files in an annotated workbook it is.
    path: str = ""
    part: int = 0

    def cell(self, row: FlatRow, name: str) -> str:
        """Where a row's department, district, year or project stands, or would stand; nothing where nobody can say."""
        if not row.is_listed:
            return row.places.get(name, "")
        # Of lists side by side it is the one whose columns the row stands in.
        listed = sorted(self.subjects, key=lambda one: not one.holds(row.locator))
        return next((cell for one in listed if (cell := one.cell(row.locator, name))), "")

    @property
    def unread(self) -> list[str]:
        """A sentence for each cell of a figure that was left empty, the first few and how many others there are."""
        cells = [cell for row in self.rows for cell in row.unread]
        told = [f"{self.file} {c.locator}：{unread_sentence(c)}" for c in cells[:_TOLD]]
        return told + [f"{self.file} 另有{len(cells) - _TOLD:,}格没有读成数字。"] * (len(cells) > _TOLD)


def column_of(name: str) -> str:
    """The column of the contract that a column of the flat rows goes to."""
    return _COLUMN.get(name, name)


def unread_sentence(cell: Statement) -> str:
    """What is said of a figure's cell that holds words."""
    return f"“{cell.text}”没有读成数字，这一格留空，其余照常读入。"


def plain(value: Decimal) -> str:
    """A number without exponent and without trailing zeros behind the point.

    >>> plain(Decimal("1E+2")), plain(Decimal("97.20"))
    ('100', '97.2')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def record(row: FlatRow) -> dict[str, str]:
    """The row as the cells of the CSV."""
    cells: dict[str, str] = {}
    for name in COLUMNS:
        value = getattr(row, name)
        if name in AMOUNTS:
            cells[name] = "" if value is None else f"{value:.2f}"
        elif isinstance(value, Decimal):
            cells[name] = plain(value)
        elif isinstance(value, list):
            cells[name] = "|".join(value)
        else:
            cells[name] = "" if value is None else str(value)
    return cells


def to_json(reading: Reading) -> dict[str, Any]:
    """A reading as plain values, for the pipe between the reading process and ours."""
    return asdict(reading)


def from_json(found: dict[str, Any]) -> Reading:
    """The inverse of ``to_json`` after a trip through text, in which every Decimal became a string."""
    plain_ones = {
        name: found[name]
        for name in (
            "file",
            "sentence",
            "text",
            "title",
            "published_on",
            "title_scope",
            "department",
            "district",
            "year",
            "digest",
            "seen",
            "content",
        )
    }
    return Reading(
        **plain_ones,
        rows=[_row(r) for r in found["rows"]],
        refused=[Refusal(**r) for r in found["refused"]],
        recognised=list(found["recognised"]),
        general_reasons=[Reason(**r) for r in found["general_reasons"]],
        measures=[Measure(**m) for m in found["measures"]],
        bands=[Band(**{**b, "lower": _decimal(b["lower"]), "upper": _decimal(b["upper"])}) for b in found["bands"]],
        items=[Item(**{**i, "value": Decimal(i["value"])}) for i in found["items"]],
        families=[Family(**{**f, "total": _decimal(f["total"])}) for f in found["families"]],
        aside=[_row(r) for r in found["aside"]],
        added=[Added(**a) for a in found["added"]],
        subjects=[Subjects(**s) for s in found["subjects"]],
    )


def _row(found: dict[str, Any]) -> FlatRow:
    numbers = {name: _decimal(found[name]) for name in (*AMOUNTS, "rate_stated_pct", "score", "weight", "balance")}
    funds = [Fund(**{**f, "amounts": {k: _decimal(v) for k, v in f["amounts"].items()}}) for f in found["funds"]]
    statements = [Statement(**{**s, "value": _decimal(s["value"])}) for s in found["statements"]]
    unread = [Statement(**s) for s in found["unread"]]
    spans = [Span(**s) for s in found["spans"]]
    reasons, measures = [Reason(**r) for r in found["reasons"]], [Measure(**m) for m in found["measures"]]
    lists = {
        "funds": funds,
        "statements": statements,
        "unread": unread,
        "spans": spans,
        "reasons": reasons,
        "measures": measures,
    }
    return FlatRow(**{**found, **numbers, **lists})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

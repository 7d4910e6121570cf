"""The meeting pack's files from a context: what the button and the command line both call.

Belongs here: which content goes into which file. Does not belong here: content (``stories``), the forms of files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dashboard.context import Context
from dashboard.exports.brief import brief_docx
from dashboard.exports.deck import deck
from dashboard.exports.frame import frame_of
from dashboard.exports.pdf import to_pdf
from dashboard.exports.workbook import workbook
from dashboard.stories.brief import brief
from dashboard.stories.facts import Facts
from dashboard.stories.meeting import meeting
from dashboard.stories.tables import tables

Kind = Literal["deck", "workbook", "brief"]
ENDINGS: dict[Kind, str] = {"deck": ".pptx", "workbook": ".xlsx", "brief": ".docx"}
Report = Callable[[float], None]


def pack_file(
    kind: Kind, context: Context, marking: str, report: Report = lambda _: None, *, is_pdf: bool = False
) -> bytes:
    """One file of the pack for the current choice; ``report`` hears the part done (0 to 1). ``is_pdf``: of a deck or a
    brief; raises NoPdfError without LibreOffice."""
    facts = Facts(context)
    told = meeting(facts, lambda part: report(part * 0.5))
    if kind == "workbook":
        return workbook(told, tables(facts), frame_of(context, marking), lambda part: report(0.5 + part * 0.5))
    share = 0.2 if is_pdf else 0.5
    if kind == "deck":
        made = deck(told, frame_of(context, marking, facts.unit), lambda part: report(0.5 + part * share))
    else:
        made = brief_docx(brief(facts, told), frame_of(context, marking, facts.unit), lambda p: report(0.5 + p * share))
    if is_pdf:
        made = to_pdf(made, ENDINGS[kind])
    report(1.0)
    return made

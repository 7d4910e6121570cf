"""What a search in project names and reasons looks in: folded texts, and which projects have which pair of characters.

Belongs here: the searched text and its index. Does not belong here: a reader's words (the dashboard folds them by
``contracts.FOLDED`` too). Chinese has no blanks between words: every two neighbouring characters are an entry, and a
search for a longer word looks at the projects that have all its pairs.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from etl.contracts import FOLDED, TEXT_BREAK

_WIDE = f"[{FOLDED[0]}]"


def numbered(projects: ir.Table) -> ir.Table:
    """Add ``project_number``, from 0 in the order the tables are sorted by. One row per project."""
    number = ibis.row_number().over(order_by=[projects.department_id, projects.project_id])
    return projects.mutate(project_number=number)


def searched(rows: ir.Table, project: ir.Table) -> ir.Table:
    """Add ``project_number`` (of the project, n:1) and ``search_text``. One row per project-year."""
    numbers = project.select("project_number", numbered_id="project_id")
    joined = rows.left_join(numbers, rows.project_id == numbers.numbered_id)
    return joined.mutate(search_text=folded(joined.project + TEXT_BREAK + joined.reason_quote.fill_null("")))


def folded(text: Any) -> Any:
    """Small letters, and half-width where Chinese type sets letters and digits as wide as a character: few texts have
    such a letter, and to look for one costs a quarter of replacing each."""
    return text.re_search(_WIDE).ifelse(text.translate(*FOLDED), text).lower()


def search_pair(project_year: ir.Table) -> ir.Table:
    """One row per pair of neighbouring characters × project that has it in any year: pair, project_number."""
    texts = project_year.select("project_number", "search_text").distinct()
    pairs = ibis.range(0, texts.search_text.length() - 1).map(lambda place: texts.search_text.substr(place, 2))
    rows = texts.select("project_number", pair=pairs.unnest())
    return rows.filter(~rows.pair.contains(TEXT_BREAK)).distinct()

"""Points in the conclusion of a report that name nobody: 四、自评结论 自评得分93分.

Belongs here: when they are of all listed projects together, or of the only one. Does not belong here: the words
(``labels.toml``), points with an owner (``subject``), averages (``attach``).
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.read.prose import labels
from etl.read.prose.outline import head_of
from etl.read.prose.register import Project
from etl.read.prose.subject import FAIR, Place, Subject
from etl.read.prose.title import DEPARTMENT, Title


def owner(place: Place, lead: str, title: Title, told: Sequence[Project]) -> Subject | None:
    """Whose points are that a conclusion gives to nobody, for a person to look at: the only project's whose money was
    told, else the department's with all its projects."""
    head = head_of(place.node.path()[-1]) if place.node.path() else ""
    is_named = place.item is not None or bool(place.item_department) or bool(title.projects)
    if is_named or title.has_many_departments or not told or not title.department:
        return None
    if not labels.concluded("head").search(head) or not labels.concluded("lead").match(lead):
        return None
    is_of_one = len({id(project) for project in told}) == 1 and title.scope != DEPARTMENT
    evidence = f"“{head}”里不指名的得分"
    return Subject(told[0] if is_of_one else None, "", evidence, FAIR, scope="" if is_of_one else "project")

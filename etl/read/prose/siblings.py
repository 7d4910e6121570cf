"""Names that only their list proves: what an item with figures of its own may be called, among others that have theirs.

Belongs here: such names, how sure such an item is a project. Does not belong here: which siblings are a list
(``register``), the words (``labels.toml``, [item]).
"""

from __future__ import annotations

from etl.read.prose import labels, names, together

#: As ``subject`` counts: published where the stated rate closes, and never.
FAIR, _WEAK = 2, 1


def may_be(name: str, *, is_of_department: bool = False) -> bool:
    """Whether an item with figures of its own may be called so and be a project; ``is_of_department``: in a report on
    the whole of one, where money has kinds.

    >>> may_be("校车"), may_be("少数民族发展资金"), may_be("其他项目"), may_be("合计")
    (True, True, False, False)
    """
    bare = names.clean(name)
    if is_no_item(bare):
        return False
    if _is_doubtful(bare):
        return not is_of_department
    front = labels.item("fronts").match(bare)
    is_proven = bool(labels.item("proven").match(bare))
    return is_proven or names.may_be_item(bare, bare[front.end() :] if front is not None else bare)


def may_be_among(name: str, *, is_of_department: bool = False) -> bool:
    """Whether an item with figures of its own may be called so where half of its list are projects by their names:
    anything but a part, a whole and a piece of the report.

    >>> may_be_among("生活垃圾分类"), may_be_among("结余资金清理"), may_be_among("资金使用情况"), may_be_among("小计")
    (True, True, False, False)
    """
    bare = names.clean(name)
    if (
        is_no_item(bare)
        or together.is_of_all(bare)
        or any(labels.item(kind).search(bare) for kind in ("aspect", "label"))
    ):
        return False
    return names.is_short_noun(bare) and not (is_of_department and _is_doubtful(bare))


def is_part(name: str) -> bool:
    """Whether an item is called as a part of a whole is: its figures are neither a project's nor the whole's."""
    return bool(labels.item("part").search(names.clean(name)))


def is_of_nobody(name: str) -> bool:
    """Whether the figures of an item that is none of a project's are not the whole's either."""
    return is_part(name) or _is_doubtful(names.clean(name))


def is_no_item(name: str) -> bool:
    """Whether an item is called as a part or the whole of something is."""
    return is_part(name) or bool(labels.item("whole").search(names.clean(name)))


def trust(name: str) -> int:
    """How sure an item of such a name is a project."""
    return _WEAK if _is_doubtful(names.clean(name)) else FAIR


def _is_doubtful(name: str) -> bool:
    return bool(labels.item("doubtful").search(name))

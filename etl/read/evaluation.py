"""Who judged: a table or report of the finance bureau's or a third party's evaluation is no self-evaluation.

Belongs here: the kind of evaluation a title names (``labels.toml``, evaluation). Does not belong here: columns of
another's judgement beside the own one (``groups``).
"""

from __future__ import annotations

from collections.abc import Iterable

from etl.contracts import EVALUATION_KINDS
from etl.read.labels import roles
from etl.read.rows import FlatRow

SELF = EVALUATION_KINDS[0]
_NAMES = dict(zip(EVALUATION_KINDS[1:], ("部门评价", "财政评价", "第三方评价"), strict=True))


def kind_of(titles: Iterable[str]) -> str:
    """One of the contract's kinds; ``self`` where no title says another's.

    >>> kind_of(["2023年度财政重点绩效评价结果汇总表"]), kind_of(["第三方评价得分表"]), kind_of(["项目支出绩效评价表"])
    ('finance', 'third_party', 'self')
    >>> kind_of(["财政支出绩效评价报告"]), kind_of(["部门评价结果表"]), kind_of(["重点项目绩效自评表"])
    ('self', 'department', 'self')
    """
    named = (roles("evaluation").of(title) for title in titles)
    return next((kind for kind in named if kind is not None), SELF)


def told(rows: Iterable[FlatRow]) -> list[str]:
    """A sentence for each kind among the rows that is not the own judgement."""
    kinds = dict.fromkeys(row.evaluation_kind for row in rows)
    return [f"按标题是{_NAMES[kind]}，不记作自评" for kind in kinds if kind != SELF]

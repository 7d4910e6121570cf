"""What was spent as a share of a budget that is named beside it: 支出95万元，占全年预算100万元的95%.

Belongs here: the budget and the rate of such a share, where the amount before them bears it out. Does not belong here:
shares of anything else, roles from labels (``figures``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from etl.read.amounts import decimals
from etl.read.prose import dealing, labels
from etl.read.prose.tokens import Figure

_SHARE = re.compile(r"(?:占|为|达|达到|相当于|完成)(?:了|到)?(?P<label>[^，。;:\d]{2,14})$")
_OF = re.compile(r"(?:资金|经费|总额)?的(?:比例为|比重为)?")
_BUDGETS = frozenset(("budget", "budget_initial", "budget_full_year"))


def give(text: str, own: Sequence[Figure]) -> None:
    """Give such a budget and such a rate their roles; a share that the amounts do not make keeps none."""
    for base, rate in pairwise(own):
        if base.kind != "money" or rate.kind != "rate" or not _OF.fullmatch(text[base.end : rate.start]):
            continue
        share = _SHARE.search(text, base.clause_start, base.start)
        label = labels.before(share["label"], labels.MONEY_ROLES) if share is not None else None
        if share is None or label is None or label.role not in _BUDGETS or label.start:
            continue
        spent = [f for f in own if f.role == "executed" and f.end <= share.start() and f.value]
        if spent and _is_quotient(spent[-1].value, base.value, rate.value):
            base.role = label.role if label.role != "budget" else dealing.slot(label.text)
            base.label, base.prefix, base.at = label.text, "", share.start()
            base.rule = f"“{share[0]}”在前，比例相符"
            rate.role, rate.label, rate.prefix = "rate", f"{share[0]}的", ""
            rate.at, rate.rule = rate.start, base.rule


def _is_quotient(spent: Decimal | None, base: Decimal | None, rate: Decimal | None) -> bool:
    if not spent or not base or rate is None:
        return False
    return abs(spent / base * 100 - rate) <= Decimal(1).scaleb(-decimals(rate))

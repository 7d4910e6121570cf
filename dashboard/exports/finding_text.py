"""The sentence of a finding in the money unit of the page.

Belongs here: rewriting the amounts of a sentence, for screen and files. Does not belong here: the sentences
(``etl.checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dashboard import formats as f
from dashboard.strings import Language, Words

#: What is in doubt in these is the print itself: their amounts stay as printed.
AS_PRINTED = ("unit_suspect", "contradictory_values")
# A project's name may hold an amount of its own; names stand in quotation marks.
_PARTS = re.compile(r"“[^”]*”|-?[\d,]+\.\d\d(?:万元|元| yuan)")
_WAN = Decimal(10_000)
_NUMBERS = ("stated_value", "computed_value", "gap")


def finding_sentence(row: Mapping[str, Any], language: Language, unit: f.Unit, w: Words) -> str:
    """The sentence of a row of ``finding``. Its amounts are replaced by the exact numbers of the row in ``unit``; an
    amount that is none of the row's numbers stays as it is."""
    sentence = str(row["sentence" if language == "zh" else "sentence_en"])
    if row["gap_unit"] != "yuan" or row["code"] in AS_PRINTED:
        return sentence
    known: dict[str, Decimal] = {}
    for name in _NUMBERS:
        if row[name] is not None:
            value = Decimal(row[name])
            for amount in (value, abs(value)):
                known |= dict.fromkeys(_printed(amount), amount)

    def in_unit(found: re.Match[str]) -> str:
        amount = known.get(found[0])
        return found[0] if amount is None else f.money_with_unit(amount, unit, w)

    return _PARTS.sub(in_unit, sentence)


def _printed(amount: Decimal) -> tuple[str, ...]:
    """How the checks write an amount: 万元, or 元 where it is small, and yuan in English."""
    return f"{amount / _WAN:,.2f}万元", f"{amount:,.2f}元", f"{amount:,.2f} yuan"

"""Number formats that change what a figure says: per cent, and yuan kept but shown in 万 (``0!.0,"万"``).

Belongs here: what is seen of a stored number. Does not belong here: what it means (``amounts``), formats of dates.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from etl.read import amounts

#: Words of a format: in quotes, or one character behind a backslash or an exclamation mark.
_WORD = re.compile(r'"([^"]*)"|[\\!](.)')
#: A comma behind the last digit divides what is shown by a thousand.
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
#: A point that is a word, with digits behind it: the last digits of an integer are shown as if they were decimals.
_FALSE_POINT = re.compile(r'[0#?](?:"\."|[\\!]\.)([0#?]+)')


@lru_cache(maxsize=1_000)
def power(pattern: str) -> int:
    """The power of ten between what is stored and what is shown.

    >>> power('0!.0,"万"'), power("#,##0.00"), power('0"."0000'), power("0.00,,"), power("_ * #,##0.00_ ;-#,##0")
    (4, 0, 4, 6, 0)
    """
    positive = pattern.partition(";")[0]
    false_point = _FALSE_POINT.search(positive)
    commas = _THOUSANDS.search(_WORD.sub("", positive))
    return 3 * len(commas[1] if commas else "") + len(false_point[1] if false_point else "")


@lru_cache(maxsize=1_000)
def _unit(pattern: str) -> str:
    words = "".join(quoted or single for quoted, single in _WORD.findall(pattern.partition(";")[0])).strip(" .")
    return words if words == "%" or (amounts.is_unit(words) and amounts.currency(words) == amounts.CNY) else ""


def matters(pattern: str) -> bool:
    """True where a format changes what a number says."""
    return "%" in pattern or power(pattern) > 0 or bool(_unit(pattern))


def as_shown(value: float, pattern: str) -> float | Decimal | str:
    """The number a reader of the sheet sees, with the unit the format writes behind it; of a per cent as stored.

    >>> as_shown(1_200_000, '0!.0,"万"'), as_shown(1_234_500, "0!.0,"), as_shown(85.5, '0.00"%"'), as_shown(0.78, "0%")
    ('120万', Decimal('123.45'), '85.5%', 0.78)
    """
    if not (power(pattern) or _unit(pattern)):
        return value
    seen = amounts.decimal(value).scaleb(-power(pattern)).normalize()
    seen = seen.quantize(Decimal(1)) if seen == seen.to_integral_value() else seen
    return f"{seen:f}{_unit(pattern)}" if _unit(pattern) else seen


def doubts(pattern: str, unit: str) -> list[str]:
    """``unit_suspect`` where a format shows a number in a size that its unit does not name: 120 for 1,200,000 元."""
    is_other = power(pattern) > 0 and not _unit(pattern) and amounts.size(unit) != Decimal(10) ** power(pattern)
    return ["unit_suspect"] if is_other else []

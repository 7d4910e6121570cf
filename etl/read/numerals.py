"""Chinese numerals of amounts: 壹拾贰万元整, 三千五百, 一百二十点五.

Belongs here: capital and common numerals as exact numbers. Does not belong here: units of money, what a number means.
"""

from __future__ import annotations

from decimal import Decimal

_SPELLINGS = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {character: digit for digit, spelling in enumerate(_SPELLINGS) for character in spelling}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ROUND = (*_MYRIADS, *(character for character, size in _TENS.items() if size > 10))
CHARACTERS = "".join((*_DIGITS, *_TENS, *_MYRIADS))


def number(text: str) -> Decimal | None:
    """The number a Chinese numeral stands for, or None where it is none.

    >>> number("壹拾贰万"), number("三千零五十"), number("一亿二千万"), number("十"), number("元")
    (Decimal('120000'), Decimal('3050'), Decimal('120000000'), Decimal('10'), None)
    >>> number("一百二十五"), number("九十二万五"), number("三千五")
    (Decimal('125'), None, None)
    """
    if not text or (text[-1] in _DIGITS and text[-2:-1] in _ROUND):
        # 九十二万五 is 925,000 to who says it and 920,005 to who adds it up.
        return None
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif character in _MYRIADS:
            section += digit or 0
            if section + total == 0:
                return None
            size = _MYRIADS[character]
            total = (total + section) * size if total and total < size else total + section * size
            section, digit = 0, None
        else:
            return None
    return Decimal(total + section + (digit or 0))


def percent(text: str) -> Decimal | None:
    """What stands behind 百分之: a numeral, digits behind 点; 百 alone is 100.

    >>> percent("九十五点六"), percent("百"), percent("八"), percent("点")
    (Decimal('95.6'), Decimal('100'), Decimal('8'), None)
    """
    whole, point, rest = text.partition("点")
    value = number(whole)
    if value is None or (point and not all(c in _DIGITS for c in rest)) or (point and not rest):
        return None
    return value + (Decimal("".join(str(_DIGITS[c]) for c in rest)).scaleb(-len(rest)) if rest else 0)

"""Figures as they are printed: amounts with units, rates, scores, years.

Belongs here: one cell's text or number → an exact Decimal, or nothing. Does not belong here: which cell it is.
Nothing is never 0: ``—``, ``无``, ``待定`` and an empty cell give None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from etl.read import numerals
from etl.read.ticked import ticked

YUAN = "元"
_SIZES = {
    "元": 1, "千元": 10**3, "万元": 10**4, "万": 10**4, "十万元": 10**5, "百万元": 10**6, "千万元": 10**7,
    "亿元": 10**8, "亿": 10**8, "万亿元": 10**12, "万亿": 10**12,
}  # fmt: skip
#: Foreign money: the currency's code and the size of the unit in it.
_FOREIGN = {
    "美元": ("USD", 1), "万美元": ("USD", 10**4), "亿美元": ("USD", 10**8), "$": ("USD", 1), "$m": ("USD", 10**6),
    "欧元": ("EUR", 1), "万欧元": ("EUR", 10**4), "€": ("EUR", 1), "€m": ("EUR", 10**6),
    "£": ("GBP", 1), "£k": ("GBP", 10**3), "£m": ("GBP", 10**6), "£bn": ("GBP", 10**9), "英镑": ("GBP", 1),
    "£million": ("GBP", 10**6),
    "円": ("JPY", 1), "千円": ("JPY", 10**3), "百万円": ("JPY", 10**6), "億円": ("JPY", 10**8), "日元": ("JPY", 1),
    "万日元": ("JPY", 10**4), "亿日元": ("JPY", 10**8), "港元": ("HKD", 1), "万港元": ("HKD", 10**4),
    "澳门元": ("MOP", 1),
}  # fmt: skip
CNY = "CNY"
#: Where no unit is named: from here on a figure is taken as yuan (as 万元 it would be 10亿 for one project).
SURELY_YUAN = Decimal(100_000)
#: Beyond DECIMAL(18,2): no amount.
_LARGEST = Decimal(10) ** 16
_CENT = Decimal("0.01")

_FOLDED = {
    **{
        ord(full): half
        for full, half in zip("０１２３４５６７８９％．（）－＋￥，：／＄￡", "0123456789%.()-+¥,:/$£", strict=True)
    },
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "\u2212\ufe63"), "-"),
    **dict.fromkeys(map(ord, "\u200b\ufeff")),
}
#: Marks that say nothing is stated. A bare 0 is a statement.
MISSING = frozenset(
    ("", "-", "--", "---", "—", "——", "———", "–", "/", "\\", "*", "**", "***", "****", "无", "暂无", "n/a", "na", "nan",
     "null", "none", "#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "不适用", "未填", "空", "…",
     "...")
)  # fmt: skip
_APPROXIMATE = r"(?:人民币|共计|合计|共|计|约|大约|近|RMB|CNY|¥)"
_NUMBER = r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_UNIT = "|".join(re.escape(u) for u in sorted((*_SIZES, *_FOREIGN), key=len, reverse=True))
_MONEY = re.compile(
    rf"(?:{_APPROXIMATE}\s*)*(?P<open>\()?\s*(?:{_APPROXIMATE}\s*)*(?P<mark>[$£€])?\s*(?P<sign>[-+])?\s*(?:[¥$£€]\s*)?"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?\s*整?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d{1,2}")
_NUMERAL = re.compile(rf"(?:人民币|大写|[:：(])*\s*([{numerals.CHARACTERS}]+?)(元|圆|万元|亿元)?整?\)?")
_RATE = re.compile(r"约?\s*([-+]?)\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)\s*(%|％)?")
_SCORE = re.compile(r"(?:得分|自评)?[:：]?\s*(-?\d{1,4}(?:\.\d+)?)\s*分?")
_GRADE = r"(优秀|优|良好|良|中等|中|较差|差|合格|不合格)(?:等级|等|级)?"
_POINTS_GRADE = re.compile(rf"(\d{{1,3}}(?:\.\d+)?)分?[/,，、;；(\-—]*{_GRADE}\)?")
_GRADE_POINTS = re.compile(rf"{_GRADE}[/,，、;；(\-—]*(\d{{1,3}}(?:\.\d+)?)分?\)?")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_YEAR_IN_CHINESE = re.compile(r"二[〇○零O][〇○零O一二三四五六七八九]{2}(?=年)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True)
class Money:
    """``value`` in the currency's base unit (yuan); ``unit`` as used; ``is_own`` where the cell itself names it."""

    value: Decimal
    unit: str
    is_own: bool = False
    currency: str = CNY


def fold(text: str) -> str:
    """Half-width digits, signs and blanks; nothing else is touched."""
    return text.translate(_FOLDED)


def is_missing(text: str) -> bool:
    """True where the cell states nothing."""
    return re.sub(r"\s+", "", fold(text)).strip("'‘’\"").lower() in MISSING


def size(unit: str) -> Decimal:
    """How much of the base unit one ``unit`` is; KeyError where it is unknown."""
    return Decimal(_SIZES[unit] if unit in _SIZES else _FOREIGN[unit][1])


def is_unit(text: str) -> bool:
    """True where a text is the name of a unit of money and nothing else."""
    return text in _SIZES or text in _FOREIGN


def currency(unit: str) -> str:
    """Code of the unit's currency."""
    return _FOREIGN[unit][0] if unit in _FOREIGN else CNY


def unit_in(text: str) -> str | None:
    """The unit a header or caption names: ``项目资金（万元）`` → 万元, ``(£m)`` → £m.

    >>> unit_in("金额单位：万元"), unit_in("年初预算(元)"), unit_in("单位名称：财政局"), unit_in("Baseline (£m)")
    ('万元', '元', None, '£m')
    >>> unit_in("金额：万元"), unit_in("预算数（A，万元）"), unit_in("以万元为单位"), unit_in("春节，元旦")
    ('万元', '万元', '万元', None)
    >>> unit_in("注：本表金额单位均为万元。"), unit_in("备注：以上金额均以万元计"), unit_in("以万元计划推进")
    ('万元', '万元', None)
    >>> unit_in("金额单位：□元 ☑万元"), unit_in("单位：元□ 万元√"), unit_in("单位：□元 □万元")
    ('万元', '万元', None)
    """
    flat = re.sub(r"\s+", "", fold(text))
    if chosen := ticked(flat, _SIZES):
        return chosen
    units = "|".join(
        re.escape(u) for u in sorted({*_SIZES, *_FOREIGN} - {"万", "亿", "$", "£", "€"}, key=len, reverse=True)
    )
    tried = (
        rf"[(\[【/](?:(?:金额|金額)?[单単單]位:?|人民币:?|RMB|in)?:?({units})[)\]】]?",
        rf"(?:[单単單]位[:为は]?|金额:|人民币:)\(?(?:人民币|RMB)?({units})(?!\w)",
        r"[单単單]位:\(?(?:人民币)?([万亿])(?!\w)",
        rf"[单単單]位(?:均|都|统一)[为是:]({units})(?!\w)",
        rf"以({units})(?:为(?:计量|货币)?单位|计)(?!\w)",
        rf"[,、]({units})(?=[)\]】]|$)",
        rf"^({units})$",
        r"[\u4e00-\u9fff)](百万元|万元|亿元|千元)$",
    )
    return next((found[1] for pattern in tried if (found := re.search(pattern, flat))), None)


def unit_of_money(heading: str) -> str | None:
    """The unit of a column that holds money: there a bare 万 is 万元, which elsewhere counts persons and things, too.

    >>> unit_of_money("预算（万）"), unit_of_money("预算/万"), unit_of_money("预算（亿）"), unit_of_money("预算（元）")
    ('万元', '万元', '亿元', '元')
    >>> unit_of_money("受益群众（万人次）"), unit_of_money("万村千乡"), unit_of_money("预算")
    (None, None, None)
    """
    bare = re.search(r"[(\[【/,、]([万亿])[)\]】]?$", re.sub(r"\s+", "", fold(heading)))
    return unit_in(heading) or (f"{bare[1]}元" if bare else None)


def money(cell: object, unit: str) -> Money | None:
    """The amount a cell states, in the base unit; ``unit`` is the table's, a unit in the cell itself goes first.

    >>> money("180万", "元").value, money("(3,200.00)", "元").value, money("壹拾贰万元整", "元").value
    (Decimal('1800000.00'), Decimal('-3200.00'), Decimal('120000.00'))
    >>> money("—", "元"), money("详见附件", "元"), money("1,23", "元")
    (None, None, None)
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return _sized(decimal(cell), unit, is_own=False)
    text = fold(str(cell)).strip().lstrip("'‘’").strip()
    return None if is_missing(text) else _money_in(text, unit)


def _money_in(text: str, unit: str) -> Money | None:
    if _SCIENTIFIC.fullmatch(text):
        return _sized(Decimal(text), unit, is_own=False)
    if found := _MONEY.fullmatch(text):
        if bool(found["open"]) != bool(found["close"]):
            return None
        value = Decimal(re.sub("[, ]", "", found["number"]))
        negative = found["sign"] == "-" or found["open"]
        mark = found["mark"] if found["mark"] and currency(found["mark"]) != currency(unit) else None
        own = _own_unit(mark, found["unit"])
        return _sized(-value if negative else value, own or unit, is_own=own is not None)
    numeral = _NUMERAL.fullmatch(text)
    if numeral and (spoken := numerals.number(numeral[1])) is not None and (numeral[2] or len(numeral[1]) > 1):
        if numeral[2] is None and not re.search(r"[万亿]|整$", text):
            # 五十 in a column of 万元.
            return _sized(spoken, unit, is_own=False)
        return _sized(spoken, "元" if numeral[2] in (None, "圆") else numeral[2], is_own=True)
    return None


def _own_unit(mark: str | None, unit: str | None) -> str | None:
    if unit is None:
        # A bare mark is the money of its land, not the table's.
        return mark
    return next(u for u in (*_SIZES, *_FOREIGN) if u.lower() == unit.lower())


def _sized(value: Decimal, unit: str, *, is_own: bool) -> Money | None:
    whole = value * size(unit)
    if not value.is_finite() or abs(whole) >= _LARGEST:
        return None
    return Money(whole.quantize(_CENT, ROUND_HALF_UP), unit, is_own, currency(unit))


def decimal(number: float | Decimal) -> Decimal:
    """A stored number as its shortest decimal: a spreadsheet keeps 15 digits, the rest is noise of formulas."""
    return number if isinstance(number, Decimal) else Decimal(format(number, ".15g"))


def rate(cell: object, number_format: str = "") -> Decimal | None:
    """A rate in per cent as printed: 0.78 under the format ``0.00%`` is 78.

    >>> rate("81.3%"), rate(0.78, "0.00%"), rate(90), rate("—"), rate("完成")
    (Decimal('81.3'), Decimal('78'), Decimal('90'), None, None)
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return in_percent(decimal(cell)) if "%" in number_format else decimal(cell)
    text = fold(str(cell)).strip().lstrip("'‘’").strip()
    found = None if is_missing(text) else _RATE.fullmatch(text)
    return Decimal(found[1] + found[2].replace(",", "")) if found else None


def in_percent(fraction: Decimal) -> Decimal:
    """A fraction in per cent, without the zeros of the multiplication.

    >>> in_percent(Decimal("0.78")), in_percent(Decimal("1"))
    (Decimal('78'), Decimal('100'))
    """
    percent = (fraction * 100).normalize()
    return percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent


def score(cell: object) -> Decimal | None:
    """Points: ``95.6分`` → 95.6."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        value = decimal(cell)
        return value if abs(value) < 10**4 else None
    text = fold(str(cell)).strip().lstrip("'‘’").strip()
    found = None if is_missing(text) else _SCORE.fullmatch(text)
    return Decimal(found[1]) if found else None


def graded(text: str) -> tuple[Decimal, str] | None:
    """Points and grade that one cell states together.

    >>> graded("97.68分（优）"), graded("优（92分）"), graded("95/优"), graded("95.6分"), graded("优")
    ((Decimal('97.68'), '优'), (Decimal('92'), '优'), (Decimal('95'), '优'), None, None)
    """
    flat = re.sub(r"\s+", "", fold(text)).replace("（", "(").replace("）", ")")
    if found := _POINTS_GRADE.fullmatch(flat):
        return Decimal(found[1]), found[2]
    found = _GRADE_POINTS.fullmatch(flat)
    return (Decimal(found[2]), found[1]) if found else None


def decimals(value: Decimal) -> int:
    """Digits behind the point as kept.

    >>> decimals(Decimal("81.30")), decimals(Decimal("90"))
    (2, 0)
    """
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def in_digits(text: str) -> str:
    """A text with its years in digits, character for character: 二〇二三年度 → 2023年度."""
    return _YEAR_IN_CHINESE.sub(lambda found: found[0].translate(_DIGITS), text)


def year(cell: object) -> int | None:
    """The year a cell names: 2023, 2023年, 2023年度, 2023-12-31; None where it names none or several.

    >>> year("2023年度"), year("二〇二一年"), year("二○二三年度"), year("2022、2023年")
    (2023, 2021, 2023, None)
    """
    if cell is None or isinstance(cell, bool):
        return None
    text = fold(str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell))
    found = set(_YEAR.findall(in_digits(text)))
    return int(found.pop()) if len(found) == 1 else None

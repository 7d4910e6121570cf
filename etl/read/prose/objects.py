"""What money was given for: a name behind its figure, or between a verb of giving and its figure.

Belongs here: 安排86万元用于“甲”, 下达140万元实施乙, 用于丙的30万元. Does not belong here: names before labels
(``subject``).
"""

from __future__ import annotations

import re

from etl.read.prose import names
from etl.read.prose.tokens import Figure

_GIVEN = frozenset(("budget_initial", "budget_full_year", "budget", "received", "unspecified", "carried", ""))
_NAME = (
    r'(?P<name>"[^"，。;]{2,40}"[^，。;:()、]{0,14}|《[^》]{2,40}》[^，。;:()、]{0,8}'
    r'|[^，。;:()"、]{3,40}?)(?=[，。;:(]|$)'
)
_AFTER = re.compile(
    r"^(?:的)?(?:年初预算|全年预算|预算|指标|额度|项目资金|专项资金|资金|经费)?，?(?:全部|主要|专项|专门|均|全|都|要)*"
    r"(?:用于|用在|用作|用来|投向|实施|开展|推进|支持|保障|建设|安排给|拨给|给|是|办)(?:的是|了|的)?(?:开展|实施|推进)?"
    + _NAME
)
#: 21.5万元心理健康中心建设款
_DIRECT = re.compile(
    r'^的?(?P<name>"[^"，。;]{2,40}"[^，。;:()、]{0,14}|[^，。;:()"、的]{3,30}(?:项目|专项|经费|资金|工程|款|补助|费))(?=[，。;(]|$)'
)
#: 60万元的河道清淤预算实际支出54万元
_INSIDE = re.compile(
    r'^的(?P<name>"[^"，。;]{2,40}"[^，。;:()、]{0,14}|[^，。;:()"、的]{3,30}?)(?:年初预算|全年预算|预算资金|预算|专款|资金|经费)(?=[，。;(]|$|实际|全年|已|共|全部|当年|年内)'
)
_BEFORE = re.compile(
    r"(?:用于|安排到|安排给|下达到|拨给|投给|投向|(?:^|(?<=[，:年]))(?:为|在|对|给|围绕))"
    + _NAME.removesuffix(r"(?=[，。;:(]|$)")
    + r"(?:的|上|方面|一项|这一项|项下|资金)*$"
)


def of(text: str, figure: Figure) -> str:
    """The name the figure's money is said to be for, or nothing."""
    if figure.kind != "money" or figure.role not in _GIVEN or figure.is_part or figure.is_bracketed:
        return ""
    after = text[figure.end : figure.half[1]]
    found = _AFTER.match(after) if figure.role else None
    if found is None and figure.role in ("carried", "budget", "budget_initial", "unspecified"):
        found = _DIRECT.match(after)
    if found is None:
        found = _INSIDE.match(after)
    if found is None:
        found = _BEFORE.search(figure.prefix)
    name = names.clean(found["name"]) if found else ""
    return name if names.may_be(name, is_repeated=True) else ""

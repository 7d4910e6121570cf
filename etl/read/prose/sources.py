"""Money told by where it comes from, with its sum behind: 省财政下达600万元、县级配套200万元，共计800万元.

Belongs here: that such amounts are parts and nobody's budget, and that their sum is the budget. Does not belong here:
parts behind 其中 (``figures``), amounts of one source alone (``admit``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from etl.read.prose import dealing, labels
from etl.read.prose.tokens import Figure

#: The role of a part: none that a row has.
PART = "source"
_LEAST = 2
_JOIN = re.compile(r"^(?:组成|构成)?[，、;和及与以]*")
#: What may stand before the first part's source: 甲资金由中央…, 2023年中央….
_BEFORE = re.compile(r"(?:^|[，。;:、\"]|年度?|资金|项目|经费|专项|补助|补贴|工程|款)$")
_NOT_GIVEN = frozenset(("executed", "balance", "added", "cut"))


def settle(text: str, found: Sequence[Figure]) -> None:
    """Take their roles from the parts of a sentence, and give one to the amount that is their sum."""
    money = [f for f in found if f.kind == "money" and not f.is_part and not f.is_bracketed]
    run: list[Figure] = []
    begin = -1
    for figure in money:
        is_given = figure.role not in _NOT_GIVEN
        if is_given and run and _is_next(text, run[-1], figure):
            run.append(figure)
            continue
        _close(text, run, begin, figure)
        begin = _begin(text, figure) if is_given else -1
        run = [figure] if begin >= 0 else []
    _close(text, run, begin, None)


def _is_next(text: str, before: Figure, figure: Figure) -> bool:
    """Whether all that stands between two amounts says where the second comes from."""
    return bool(labels.source("part").fullmatch(_JOIN.sub("", text[before.end : figure.start])))


def _begin(text: str, figure: Figure) -> int:
    """Where the words begin that say where the first amount comes from; -1 where they say something else."""
    clause = text[figure.clause_start : figure.start]
    said = labels.source("part").search(clause) or labels.source("named").search(clause)
    is_one = said is not None and bool(_BEFORE.search(clause[: said.start()]))
    return figure.clause_start + said.start() if said is not None and is_one else -1


def _close(text: str, run: Sequence[Figure], begin: int, following: Figure | None) -> None:
    if len(run) < _LEAST:
        return
    parts: Decimal = sum((f.value for f in run if f.value is not None), Decimal(0))
    between = text[run[-1].end : following.start] if following is not None else ""
    is_summed = following is not None and following.value == parts and bool(labels.source("total").fullmatch(between))
    if not (is_summed or _are_sources(text, run, begin)):
        return
    for part in run:
        part.role, part.rule = PART, "按来源说的部分"
    if following is None or not is_summed:
        return
    is_received = "到位" in between or all("到位" in f.label for f in run)
    following.role = "received" if is_received else dealing.slot(between)
    following.prefix, following.label = "", between.lstrip("，、;:。")
    following.inner = run[0].inner
    # What stands before the first part says whose the sum is.
    following.at, following.rule = begin, "各来源之和"


def _are_sources(text: str, run: Sequence[Figure], begin: int) -> bool:
    """Whether amounts without a sum are parts of one: their sources alone are said, or the others are its 配套."""
    if labels.source("part").fullmatch(text, begin, run[0].start):
        return True
    between = text[run[0].end : run[-1].start]
    return bool(re.search(r"配套|自筹|自有", between))

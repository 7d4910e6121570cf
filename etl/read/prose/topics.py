"""What a sentence without figures presents for the sentences behind it: 关于甲的汇报。该项目….

Belongs here: the name presented. Does not belong here: whether it is a project (``heads``), carrying it on
(``subject``).
"""

from __future__ import annotations

import re

from etl.read.prose import names
from etl.read.prose.clauses import Sentence

_KIND = r"(?:项目|专项|工程|经费|资金|补助|活动|行动|计划|系统|平台)"
_PATTERNS = (
    re.compile(
        r"(?:关于|就|审议了?|介绍了?|汇报了?)(?P<name>[^，。;:、]{3,30}?)(?:的)?(?:汇报|情况|说明|介绍|自评|报告)"
    ),
    re.compile(
        rf"^(?:\(?\d\)?[、.]?)?(?P<name>\"[^\"]{{2,30}}\"[^，。;:、\"]{{0,12}}|[^，。;:、]{{2,30}}?{_KIND})(?:的)?(?:基本情况|概况|于20|是(?!否)|由|系(?!统)|依据|根据|，(?:主要|由|于|是|系))"
    ),
)
#: This is said of nothing else, whatever follows.
_TOLD = re.compile(r"(?:^|[，。;:])(?P<name>[^，。;、:]{4,40}?)(?:的)?基本情况(?:是|为|如下)")
#: What follows states figures at once.
_NEXT = re.compile(r"。?[^。]{0,36}?\d[\d.]*(?:万|亿)?(?:元|%|分)")
_LONGEST_ALONE = 24
_ENUMERATED = re.compile(r"[一二三四五六七八九十]是")


def is_alone(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a name and nothing else: 图书购置费。"""
    stretch = text[sentence.start : sentence.end]
    return 2 < len(stretch) <= _LONGEST_ALONE and names.may_be(stretch, is_repeated=True)


def of(text: str, sentence: Sentence) -> list[str]:
    """The names a sentence presents, where what follows goes on about them."""
    stretch = text[sentence.start : sentence.end]
    told = _TOLD.search(stretch)
    if told and names.may_be(name := names.clean(told["name"]), is_proven=True):
        return [name]
    if not _NEXT.match(text[sentence.end : sentence.end + 60]):
        return []
    found = [names.clean(m["name"]) for p in _PATTERNS if (m := p.search(stretch))]
    first = re.split("[，;:]", stretch)[0]
    opened = names.before_predicate(first)
    # 二是公告公示。: one of the things that were done.
    is_deed = bool(_ENUMERATED.match(first)) and not names.is_certain(first)
    if not is_deed and (opened != first or (first == stretch and len(stretch) <= _LONGEST_ALONE)):
        # 甲由业务科负责实施。, or 甲。 alone.
        found.append(names.clean(opened) if opened != first or names.may_be(first, is_repeated=True) else "")
    return list(dict.fromkeys(n for n in found if names.may_be(n, is_proven=True)))

"""The one project of a report whose title, lists and sentences name none: what the body presents and keeps speaking of.

Belongs here: finding it. Does not belong here: titles (``title``), several projects (``register``, ``heads``).
"""

from __future__ import annotations

import re
from collections import Counter

from etl.read import places
from etl.read.prose import names, sections
from etl.read.prose.facts import ordered
from etl.read.prose.outline import Node
from etl.read.prose.register import Register
from etl.read.prose.subject import FUND, is_same
from etl.read.prose.title import DEPARTMENT, Title
from etl.read.prose.together import is_of_all

_KIND = r"(?:项目|专项|工程|经费|专项资金|补助资金|补助|行动|活动)"
_PRESENTED = re.compile(
    rf"(?:^|[，。;:、]|开展的?|实施的?|关于|报送了?|组织|对|的)(?P<name>(?:20\d\d年度?)?[^，。;:、]{{2,36}}?{_KIND})"
    r"(?=依据|根据|由|于|是(?!否)|系(?!统)|总投资|总概算|属|涉及|位于|主要|旨在|自20|的?(?:绩效)?(?:自评|评价)|立项|实施期|建设|的(?:主要|总体|实施)|计划|概况|全称)"
)
_VERB = re.compile(r"^.*(?:报送了?|报来|开展的?|实施的?|组织|承担的?|关于|对)(?=.{4})")
#: Further down a report speaks of other things.
_FIRST_SEGMENTS = 12


def find(root: Node, title: Title, register: Register) -> None:
    """Enter the only project the opening presents, as if the title had named it."""
    if register.projects or title.projects or title.scope == DEPARTMENT or title.has_many_departments:
        return
    found: Counter[str] = Counter()
    texts = [segment.text for node, segment in ordered(root) if not sections.is_silent(node)]
    for text in texts[:_FIRST_SEGMENTS]:
        for m in _PRESENTED.finditer(text):
            name = names.clean(re.sub(r"^(?:20\d\d年度?)(?:的)?", "", _VERB.sub("", m["name"])))
            if _is_name(name, title):
                found[name] += 1
    if not found:
        return
    whole = "。".join(texts)
    ranked = sorted(found, key=lambda n: (-whole.count(names.core(n)), texts and whole.find(n)))
    others = [n for n in ranked[1:] if names.alike(n, ranked[0]) < 0.7 and found[n] >= found[ranked[0]]]
    if others:
        return
    title.projects = [ranked[0]]
    register.add(ranked[0], "title")


def _is_name(name: str, title: Title) -> bool:
    return (
        names.may_be(name, is_repeated=True)
        and not FUND.match(name)
        and not is_of_all(name)
        and not is_same(name)
        and not places.is_department(name)
        and name not in title.text
    )

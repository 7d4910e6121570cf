"""Whose a reason is: the projects a half-sentence speaks of, by name, part of a name, number or pronoun.

Belongs here: owners of sentences without figures. Does not belong here: owners of figures (``subject``), what a reason
is (``why``).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from etl.read.prose import names
from etl.read.prose.outline import Node, head_of
from etl.read.prose.register import Project, Register
from etl.read.prose.stretches import strip
from etl.read.prose.title import Title

CUE = re.compile(
    r"由于|因(?!此|素|地|材|公|病|而异|子|果)|受[^，。;]{1,24}(?:影响|制约|限制)|鉴于|原因|所致|导致|造成|致使|主要(?:是|系)|[一二]来(?=[^，。;]{3})|一方面|另一方面|是为了|系(?:跨|因|由于|结转|按|合同|年|追加)|为跨|属(?:于)?(?:跨|结转)"
)
_HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_NUMBERED = re.compile(r"(?:第(?=[^，。;]{1,2}(?:个|项))|序号|项目)([一二三四五六七八九十]|\d{1,2})(?!\d)")
_JOINT = re.compile(r"^(?:项目|专项|经费|资金)?(?:、|和|及|与|以及|，)?$")
_LATTER = re.compile(r"^(?:前者|后者)")
_DEPARTMENT = re.compile(
    r"^(?:我|本)(?:局|委|厅|院|校|单位|部门|中心|镇|街道|馆|站|办|会)|^(?:全局|部门整体|总体上|整体|部分项目|个别项目|各项目|其他项目|其余)"
)
#: Names so like are of one project.
_ONE = 0.8
#: Before a cause no shorter stretch names anything.
_SHORTEST = 4
#: A longer name is a sentence that was taken for one.
_LONGEST = 36
#: Words so many names share that they tell none from another.
_COMMON = re.compile(r"项目|工程|建设|经费|补助|专项|资金|服务|工作|管理|开展|实施|执行|支出|预算|资金")


class Owners:
    """Resolves half-sentences in reading order; remembers the two projects spoken of last."""

    def __init__(self, register: Register, title: Title) -> None:
        self.register = register
        self.single = _single(register, title)
        self._pair: list[Project] = []

    def of_node(self, node: Node) -> Project | None:
        """The project whose list item, or under whose name, a node stands."""
        for one in reversed(node.path()):
            item = self.register.items.get(id(one))
            if item is not None:
                return item
        for one in reversed(node.path()):
            head = head_of(one)
            opened = self.register.opening(strip(one.head))
            if opened is not None and not _goes_on(strip(one.head)[opened[1] :]):
                return opened[0]
            known = self.register.find(head, least=0.85) if names.may_be(head) else None
            known = known or self.register.hinted(one.head[:40]) or self._partly(re.split("[，。]", one.head)[0][:30])
            if known is not None:
                return known
        return None

    def department_of(self, node: Node) -> str:
        """The department whose list item a node stands in."""
        return next(
            (self.register.departments[id(n)] for n in reversed(node.path()) if id(n) in self.register.departments), ""
        )

    def pieces(self, half: str) -> list[tuple[int, int]]:
        """A half-sentence cut where another project's own reason begins: 甲因流标未实施，乙因验收未完成而未支付."""
        cuts, end, last = [0], 0, None
        for place, length, project in self.register.mentioned(half):
            if last is not None and project is not last and CUE.search(half, end, place):
                cuts.append(max(half.rfind(mark, end, place) for mark in "，、(") + 1 or place)
            end, last = place + length, project
        return list(zip(cuts, [*cuts[1:], len(half)], strict=True))

    def named(self, half: str) -> list[Project]:
        """The projects a half-sentence names before its cause."""
        latter = _LATTER.match(strip(half))
        if latter and len(self._pair) == 2:
            return [self._pair[0] if latter[0] == "前者" else self._pair[1]]
        found = self._named(half)
        for project in found:
            self._pair = [*[p for p in self._pair if p is not project], project][-2:]
        return found

    def _named(self, half: str) -> list[Project]:
        half = re.sub(r"^[^，。;:]{0,8}(?:问题|原因|说明|情况|方面|不足|其中):", "", half)
        opened = re.sub(r"^(?:[一二三四五六七八九]是|其[一二三四五六七]，?|\d[.、])", "", strip(half))
        cue = CUE.search(half)
        head = half[: cue.start()] if cue else half[:44]
        inside = self.register.mentioned(head)
        if len(head) < _SHORTEST:
            # 因征地受阻，甲项目…: the cause comes first.
            behind = {id(p): p for place, _, p in self.register.mentioned(half) if half[place - 1] in '，"《'}
            return list(behind.values()) if len(behind) == 1 else []
        listed = _listed(head, inside)
        if len(listed) > 1:
            return listed
        known = self.register.opening(opened.lstrip('"《'))
        if known is not None and not _goes_on(opened.lstrip('"《')[known[1] :]):
            return [known[0]]
        first = re.match(r"[^，:]{4,40}", opened)
        if first:
            bare = re.split(r"因|由于|系|受|没有|未|执行率|支付率|支出|预算|尚", first[0])[0]
            if len(bare) >= 4 and names.may_be(bare):
                alias = self.register.find(bare, least=0.8)
                if alias is not None:
                    return [alias]
        distinct = list({id(p): p for _, _, p in inside}.values())
        if distinct:
            return distinct if len(distinct) == 1 else []
        numbered = self._numbered(head)
        part = numbered or self._partly(re.split("[，:]", opened)[0][: len(head)])
        return [part] if part is not None else []

    def _numbered(self, text: str) -> Project | None:
        """第二项, 序号3: the item of the list of projects with that number."""
        found = _NUMBERED.search(text)
        if found is None:
            return None
        return self.register.numbered(int(found[1]) if found[1].isdecimal() else _HAN[found[1]])

    def _partly(self, text: str) -> Project | None:
        """The one project of whose own words a text holds the most: 电梯平台 of 特种设备电梯物联网平台."""
        if len(self.register.projects) < 2:
            return None
        here = _pairs(text)
        cores = [(p, _pairs(names.core(p.name))) for p in self.register.projects if len(p.name) <= _LONGEST]
        spread = Counter(pair for _, own in cores for pair in own)
        own_words = [[w for w in own & here if spread[w] == 1 and not _COMMON.fullmatch(w)] for _, own in cores]
        scored = sorted(((len(words), k) for k, words in enumerate(own_words)), reverse=True)
        if len(scored) < 2 or scored[0][0] < 2 or scored[1][0] * 2 > scored[0][0]:
            return None
        return cores[scored[0][1]][0]

    def is_strange(self, half: str) -> bool:
        """Whether a half-sentence opens with the name of something unknown: another project's reason, or nobody's."""
        head = re.match(r"(?:[一二三四五六]是)?([^，。;:]{4,24}?)(?:执行率|支付率|没有|未|因|由于)", strip(half))
        return head is not None and names.is_certain(head[1]) and names.may_be(head[1])


def is_of_all(half: str) -> bool:
    """Whether a half-sentence speaks of the department or of projects in general."""
    return bool(_DEPARTMENT.match(strip(half)))


def _goes_on(rest: str) -> bool:
    """甲和乙…, 甲等…: the name opens a list."""
    return bool(re.match(r"(?:项目|专项)?(?:和|、|及|与|以及|等)", rest))


def _listed(head: str, inside: list[tuple[int, int, Project]]) -> list[Project]:
    """Projects named in a row, joined by nothing but 、 and 和."""
    found: list[Project] = []
    end = -1
    for start, length, project in inside:
        if end >= 0 and not _JOINT.match(re.sub(r"[\"《》]", "", head[end:start])):
            break
        if project not in found:
            found.append(project)
        end = start + length
    return found


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    bare = re.sub(r"[^\u4e00-\u9fffA-Za-z\d]", "", text)
    return frozenset(bare[k : k + 2] for k in range(len(bare) - 1))


def _single(register: Register, title: Title) -> Project | None:
    """The report's only project: the title's, or the only one known; two spellings of one are one."""
    known = [p for p in register.projects if p.basis != "sentence"] or register.projects
    if not known or len(title.projects) > 1:
        return None
    shortest = min(known, key=lambda p: len(p.name))
    if any(names.core(shortest.name) not in p.name and names.alike(shortest.name, p.name) < _ONE for p in known):
        return None
    is_titled = any(p.name in title.projects for p in known)
    return shortest if is_titled or len(known) == len(register.projects) else None

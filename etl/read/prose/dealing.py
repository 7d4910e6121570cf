"""Figures that share labels: a, b and c dealt out by 分别为, labels enumerated before them, one label before a colon.

Belongs here: which role each of such figures has. Does not belong here: whose they are (``lists``), single labels
(``figures``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from etl.read.prose import labels
from etl.read.prose.tokens import Figure

_PAIR = 2
_SHARED = frozenset(("budget", "budget_initial", "budget_full_year", "received", "executed", "rate", "score"))
_BOTH = re.compile(r"(?:均|都)(?:为|是|:)*$")
_DEALT = re.compile(r"(?:分别|依次)(?:为|是|对应为)?:?$")
#: 预算分别为|甲60万元、乙50万元
_NAMED = re.compile(r"(?:分别|依次)[为是](?=[^\d，。;:、][^，。;:、\d]+\d)")
_BEFORE_COLON = "冒号前的标签"
#: 4个项目年初预算, 各项目的支出: before a label, no name.
_NOBODY = re.compile(
    r"^(?:[我本全](?:局|委|厅|院|校|镇|乡|街道|站|所|馆|会|办|中心|单位|部门))?(?:[^\u4e00-\u9fff]|[两二三四五六七八九十](?=[个项]))*[各个项]?(?=项目|的|$)"
    r"|各项目|项目|的"
)
_NOBODYS_POINTS = re.compile(r"^[^\u4e00-\u9fff]+|各项目|项目|的")
_ENUMERATED = re.compile(r"[、/]|以及|和(?!\w?局)|及|与")


def deal(text: str, half: tuple[int, int], own: list[Figure]) -> None:
    """Give the figures of a half-sentence that share labels their roles."""
    _share_label(text, half, own)
    _both_labels(text, half, own)
    _deal_labels(text, half, own)
    _deal_out(text, half, own)


def is_shared(figure: Figure) -> bool:
    """Whether a figure has the label before a colon: 分别为 does not make a part of it."""
    return figure.rule.startswith(_BEFORE_COLON)


def _share_label(text: str, half: tuple[int, int], own: list[Figure]) -> None:
    """年初预算：甲60万元，乙50万元 — the label before the colon, or 分别为, is of every amount behind it."""
    named = _NAMED.search(text, *half)
    mark = text.find(":", *half) if named is None else named.end() - 1
    before = [f for f in own if f.start < mark]
    if mark < 0 or before or len(own) < _PAIR:
        return
    begin = max(text.rfind("，", half[0], mark) + 1, half[0])
    label = labels.before(text[begin:mark].rstrip("分别依次"), labels.ROLES[own[0].kind])
    nobody = _NOBODY if own[0].kind == "money" else _NOBODYS_POINTS
    if label is None or label.role not in _SHARED or nobody.sub("", text[begin : begin + label.start]):
        return
    if any(
        f.kind != own[0].kind or (f.role and f.label not in text[f.clause_start : f.start]) or f.start == f.clause_start
        for f in own
    ):
        return
    if any(f.role in _SHARED and f.label and len(f.label) > 1 and f is not own[0] for f in own):
        return
    end = mark + 1
    for figure in own:
        figure.role, figure.label, figure.rule = label.role, label.text, f"{_BEFORE_COLON}“{label.text}”"
        if figure.role == "budget":
            figure.role = slot(label.text)
        figure.prefix, figure.at = text[end : figure.start].lstrip("，、和及"), figure.start
        end = figure.end


def _both_labels(text: str, half: tuple[int, int], own: list[Figure]) -> None:
    """年初预算、全年预算均为2140万元: one figure behind two labels is of both."""
    for k, figure in enumerate(list(own)):
        begin = max(figure.clause_start, own[k - 1].end if k else half[0])
        mark = _BOTH.search(text, begin, figure.start)
        if figure.kind != "money" or mark is None:
            continue
        words = _ENUMERATED.split(text[begin : mark.start()])
        found = [labels.before(word, labels.ROLES["money"]) for word in words]
        if len(found) != _PAIR or any(one is None or one.role not in _SHARED for one in found):
            continue
        first, second = (one for one in found if one is not None)
        name = words[0][: first.start]
        twin = replace(figure, role=first.role if first.role != "budget" else slot(first.text), label=first.text)
        figure.role = second.role if second.role != "budget" else slot(second.text)
        if twin.role == figure.role:
            continue
        for one, label in ((twin, first.text), (figure, second.text)):
            one.label, one.rule, one.deal = label, f"标签“{label}”与另一个共用", None
            one.prefix, one.at = name, begin + len(name)
        own.insert(own.index(figure), twin)


def _deal_labels(text: str, half: tuple[int, int], own: list[Figure]) -> None:
    """年初预算数、全年执行数、执行率分别为60万元、54万元、90%: as many labels as figures, each with its own."""
    for k, figure in enumerate(own):
        mark = _DEALT.search(text, max(half[0], figure.start - 8), figure.start)
        if mark is None:
            continue
        run = [figure]
        for other in own[k + 1 :]:
            if not re.fullmatch(r"(?:、|，|/|和|及|以及|与)", text[run[-1].end : other.start]):
                break
            run.append(other)
        begin = max(figure.clause_start, own[k - 1].end if k else half[0])
        words = _ENUMERATED.split(text[begin : mark.start()])
        found = [labels.before(w, labels.ROLES[f.kind]) for w, f in zip(words[-len(run) :], run, strict=False)]
        if len(run) < _PAIR or len(words) < len(run) or any(one is None for one in found):
            continue
        if len({one.role for one in found if one}) < len(run):
            continue
        first = found[0]
        assert first is not None  # noqa: S101 - just looked at
        name = (
            text[begin : mark.start()][: len(_before_all(text[begin : mark.start()], words, len(run)))]
            + words[-len(run)][: first.start]
        )
        for one, of in zip(found, run, strict=True):
            assert one is not None  # noqa: S101 - just looked at
            of.role, of.label, of.deal, of.rule = one.role, one.text, None, f"标签“{one.text}”依次对应"
            of.prefix, of.at = "", of.start
            if of.role == "budget":
                of.role = slot(one.text)
        figure.prefix, figure.at = name, begin + len(name)


def _before_all(stretch: str, words: list[str], count: int) -> str:
    """What of a stretch stands before its last ``count`` enumerated words."""
    kept = words[:-count]
    return stretch[: stretch.find(words[-count])] if kept else ""


def _deal_out(text: str, half: tuple[int, int], own: list[Figure]) -> None:
    """分别为 a、b、c: the figures behind the first have its role."""
    taken = 0
    for k, figure in enumerate(own):
        if (
            k < taken
            or figure.rule.endswith("依次对应")
            or not re.search(
                r"(?:分别|依次)(?:为|是|对应为|得分|得|评为|安排|下达|批复|支出|执行|支付|到位|投入|使用|完成|列支|结余)?(?:了|资金|预算)?:?$",
                text[max(half[0], figure.start - 10) : figure.start],
            )
        ):
            continue
        run = [figure]
        for other in own[k + 1 :]:
            between = text[run[-1].end : other.start]
            if other.kind != figure.kind or not re.fullmatch(r"(?:、|，|和|及|以及|与)", between):
                break
            run.append(other)
        taken = k + len(run)
        if figure.kind == "score" and not figure.role:
            figure.role = "score"
        for n, one in enumerate(run):
            one.role, one.label, one.rule = figure.role, figure.label, figure.rule + "，依次对应"
            one.deal = (n, len(run))


def slot(label: str) -> str:
    """核定全年预算 names the slot inside a longer label."""
    if re.search(r"(?:调整|调增|调减|追加|变更|压减|核减)(?:预算)?后|全年(?:的|项目)*预算", label):
        return "budget_full_year"
    if "部门预算的批复" in label:
        return "budget_initial"
    return "budget_initial" if re.search(r"年初(?:部门|项目|财政|的|批复|安排)*预算", label) else "budget"

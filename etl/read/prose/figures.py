"""The figures of a sentence and the role each has from the label beside it.

Belongs here: tokens, adjacency, amounts said in words, 其中 and brackets. Does not belong here: whose a figure is
(``subject``), which of several is shown (``attach``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from etl.read import amounts
from etl.read.prose import labels
from etl.read.prose.clauses import Sentence, bracket_depth

_MONEY = re.compile(
    r"(?<![\d.])(?P<sign>-)?(?P<number>\d{1,13}(?:\.\d{1,8})?)(?P<more>[余多来几])?(?P<unit>万亿元|亿元|千万元|百万元|十万元|万元|千元|元|万亿|亿|万)"
    r"(?P<over>[余多])?"
)
_SPOKEN = re.compile(
    r"([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}|[一二三四五六七八九十百千]{1,6}(?:万|亿)?)(元|万元|亿元)整?"
)
_PERCENT = re.compile(r"(?<![\d.])(\d{1,6}(?:\.\d{1,8})?)%|百分之百")
_SCORE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)分(?![之钟别项类期批局公司行级档值数布以支包配立解工流段及(])")
_GRADE = re.compile(
    r"(?:等级|等次|级别|档次|评定|结果|结论|自评|评价|评为|定为|判定|评级|属于|总体)(?:结果|结论|等级|等次|级别|档次|情况)*(?:评定|评价|认定|确定|综合)?(?:为|是|:|属|达到|均为|列为)*"
    r"\"?(优秀|良好|中等|较差|优|良|中|差)\"?(?:等次|等级|级|档|等)?(?=[，。;)、！]|$|的)"
)
_LOOSE_GRADE = re.compile(
    r"(?:为|是|评|属|:|，|、|\()\"?(优秀|良好|优|良|中|差)\"?(?:等次|等级|级|档|等)?(?=[，。;)、！]|$)"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|-|至|\()")
_TIME_ONLY = re.compile(r"^(?:在|其中|截[至止])?(?:20\d\d)(?:年度?)?(?:全年|内|底|末)?$")
#: A year a sentence opens with; with a month it dates an event.
_LEAD = re.compile(r"(?:在)?(20\d\d)年(?!\d{1,2}月)")
_PART = re.compile(r"其中|(?:主要)?(?:包括|(?<!得)(?<!评)分为|包含)[:：]?|分别(?:是|为)[:：]?(?=[^\d])")
#: Nobody writes such a sentence; a file made to take long has one.
_LONGEST_SENTENCE = 8_000
#: 万 and 亿 without 元 count people and acres as well.
_BARE = re.compile(r"[，。;、)%]|$|(?:资金|经费|预算|已|，|的)")
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("received", re.compile(r"^(?:的)?(?:项目|专项|财政|预算|补助|上述|该)*(?:资金|经费|款项)?(?:已|均|也|于[^，。;]{1,8})*(?:全部|全额|足额|按时|及时)*(?:拨付|下达|划拨)?(?:到位|到账)")),
    ("executed", re.compile(r"^(?:的)?(?:项目|专项|财政|预算)*(?:资金|经费|款项)?(?:已|均|也|年内|当年|于[^，。;]{1,8})*(?:全部|全额|足额|悉数)?(?:到位并)?(?:全部)?(?:使用|支付|支出|执行|兑付|拨付到位并使用)(?:完毕|完成|完|到位|出去|了(?=[，。;]|$)|(?=[，。;]|$))")),
    ("budget_initial", re.compile(r"^(?:的)?年初(?:部门|项目)?预算(?:数)?(?=[，。;)]|$)")),
    ("budget_full_year", re.compile(r"^(?:的)?全年预算(?:数)?(?=[，。;)]|$)")),
    ("budget", re.compile(r"^(?:的)?(?:项目|财政|部门)?预算(?:数|资金|额度)?(?=[，。;)中里]|$)")),
)  # fmt: skip


@dataclass
class Figure:
    """One figure; places are in the segment's folded text. ``prefix`` is what stands before its label in the clause."""

    kind: str
    role: str
    value: Decimal | None
    text: str
    unit: str
    start: int
    end: int
    half: tuple[int, int]
    sentence: tuple[int, int]
    clause_start: int = 0
    at: int = -1
    prefix: str = ""
    label: str = ""
    year: int | None = None
    lead_year: int | None = None
    is_part: bool = False
    is_bracketed: bool = False
    is_approximate: bool = False
    rule: str = ""
    inner: str = ""
    #: Place in a list dealt out by 分别为, and the list's length.
    deal: tuple[int, int] | None = None
    is_foreign: bool = False


def figures(
    sentence: Sentence, heading: str = "", unit: str = "", known: re.Pattern[str] | None = None
) -> list[Figure]:
    """Every figure of the sentence, those without a role too, in order. ``heading`` is what stands over a sentence that
    opens its paragraph, ``unit`` the unit the report declares for figures without one, ``known`` the names of projects,
    of which no label is a part."""
    found: list[Figure] = []
    text = sentence.text
    stretch = text[sentence.start : sentence.end]
    if len(stretch) > _LONGEST_SENTENCE or not re.search(
        r"[\d零一二三四五六七八九十百优良中差无未完部没壹贰叁肆伍陆柒捌玖拾]", stretch
    ):
        return found
    foreign_at = _foreign(text, sentence)
    part_at = next((sentence.start + m.start() for m in _PART.finditer(stretch)), sentence.end)
    for half in sentence.halves:
        own = _tokens(text, half, (sentence.start, sentence.end), unit)
        for figure in own:
            figure.is_part = figure.start > part_at
        _give_roles(text, half, own, heading if half[0] == 0 else "", known)
        _deal(text, half, own)
        _say_in_words(text, half, own, (sentence.start, sentence.end))
        for figure in own:
            figure.is_part = figure.start > part_at and not re.search(
                r"，(?:此|该|本)项目(?:为|共|的)?", text[part_at : figure.start]
            )
            figure.is_foreign = figure.start > foreign_at
        _give_years(text, sentence, half, own)
        found += sorted(own, key=lambda f: f.start)
    return found


_UNITLESS = re.compile(r"(?<=[预算支出行数额付计])(?:为|是|:|共)?(\d{1,13}(?:\.\d{1,8})?)(?=[，。;、)]|$)")


def _tokens(text: str, half: tuple[int, int], sentence: tuple[int, int], declared: str = "") -> list[Figure]:
    found: list[Figure] = []
    start, end = half
    for m in _MONEY.finditer(text, start, end):
        unit = m["unit"]
        follow = text[m.end() : end]
        if unit in ("万", "亿", "万亿") and not _BARE.match(follow):
            continue
        if unit == "元" and re.match(r"(?:/|每|一)", follow):
            continue
        if re.match(r"(?:\(含\))?(?:及|\(含\))?(?:以上|以下|以内|起)|(?:-|至|到)\d", follow):
            # A threshold is nobody's money.
            continue
        unit = unit if unit.endswith("元") else unit + "元"
        value = (Decimal(m["number"]) * amounts.size(unit)).quantize(Decimal("0.01"))
        figure = Figure("money", "", -value if m["sign"] else value, m[0], unit, m.start(), m.end(), half, sentence)
        figure.is_approximate = bool(m["more"] or m["over"])
        if m["sign"] and m.start() > start and text[m.start() - 1].isdigit():
            continue
        found.append(figure)
    for m in _SPOKEN.finditer(text, start, end):
        money = amounts.money(m[0], "元")
        if money is not None and not any(f.start <= m.start() < f.end for f in found):
            found.append(Figure("money", "", money.value, m[0], "元", m.start(), m.end(), half, sentence))
    for m in _PERCENT.finditer(text, start, end):
        if re.match(r"(?:到|至|-|及|\(含\))*(?:\d|以上|以下|以内|之间)|的有", text[m.end() : end]):
            continue
        value = Decimal(m[1]) if m[1] else Decimal(100)
        found.append(Figure("rate", "", value, m[0], "%", m.start(), m.end(), half, sentence))
    for m in _SCORE.finditer(text, start, end):
        found.append(Figure("score", "", Decimal(m[1]), m[0], "分", m.start(), m.end(), half, sentence))
    for m in _UNITLESS.finditer(text, start, end) if declared else ():
        value = (Decimal(m[1]) * amounts.size(declared)).quantize(Decimal("0.01"))
        found.append(Figure("money", "", value, m[1], declared, m.start(1), m.end(1), half, sentence))
    found.sort(key=lambda f: f.start)
    return found


def _give_roles(
    text: str, half: tuple[int, int], own: list[Figure], heading: str, known: re.Pattern[str] | None
) -> None:
    start, end = half
    for k, figure in enumerate(own):
        depth = bracket_depth(text, start, figure.start)
        figure.is_bracketed = depth > 0
        stops = "，;。(" if depth else "，;。"
        begin = _clause_start(text, start, figure.start, stops)
        previous = own[k - 1].end if k else start
        figure.clause_start = begin
        left_start = max(begin, previous)
        left = text[left_start : figure.start]
        figure.at = figure.start
        if not left and k == 0 and heading and figure.start == 0:
            left, left_start = heading, -len(heading)
        named = 0
        for word in known.finditer(left) if known is not None else ():
            named = word.end() if word.end() < len(left) or figure.kind == "score" else named
        name, left, left_start = left[:named], left[named:], left_start + named
        roles = {"money": labels.MONEY_ROLES, "rate": labels.RATE_ROLES, "score": labels.SCORE_ROLES}[figure.kind]
        label = labels.before(left, roles)
        if label is not None:
            figure.role, figure.label = label.role, label.text
            figure.is_approximate |= label.is_approximate
            figure.prefix, figure.at = name + left[: label.start], max(left_start + label.start, 0)
            figure.rule = f"标签“{label.text}”在前"
            _noun_back(figure)
            if label.role == "given":
                _given(figure, label.text)
            if figure.role == "budget":
                figure.role = _slot(text[begin : figure.start])
        elif figure.kind == "money":
            after = text[figure.end : end]
            for role, pattern in _AFTER:
                if found := pattern.match(after):
                    figure.role, figure.label, figure.prefix = role, found[0], name + left
                    figure.rule = f"“{found[0]}”在后"
                    break


_NOUN = re.compile(r"(?:专项资金|专项经费|工作经费|专项|项目资金|补助资金|资金|经费|项目|工程)+")


def _noun_back(figure: Figure) -> None:
    """慰问经费项目|自评得分: the noun at the label's front belongs to the name before it."""
    noun = _NOUN.match(figure.label)
    if noun is None or not re.search(r"[\u4e00-\u9fff\")]{2}$", figure.prefix) or len(noun[0]) == len(figure.label):
        return
    if re.search(
        r"(?:年度?|财政|安排|下达|批复|局|委|厅|部门|单位|个|项|全部|所有|各|省级|市级|区级|县级|中央|的|共|投入)$",
        figure.prefix,
    ):
        return
    figure.prefix += noun[0]
    figure.at += len(noun[0])
    figure.label = figure.label[len(noun[0]) :]


def _foreign(text: str, sentence: Sentence) -> int:
    """Where a sentence turns to something besides the budget: its first clause speaks of it."""
    first = re.match(r"[^，。;]*", text[sentence.start : sentence.end])
    found = labels.foreign().search(first[0]) if first else None
    if (
        found is None
        or re.search(r"项目|专项", first[0] if first else "")
        or sentence.start + found.start() > sentence.start + 16
    ):
        return sentence.end
    return sentence.start + found.start()


def _deal(text: str, half: tuple[int, int], own: list[Figure]) -> None:
    """分别为 a、b、c: the figures behind the first have its role."""
    taken = 0
    for k, figure in enumerate(own):
        if k < taken or not re.search(
            r"(?:分别|依次)(?:为|是|对应为|得|评为)?:?$", text[max(half[0], figure.start - 8) : figure.start]
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


def _slot(label: str) -> str:
    """核定全年预算 names the slot inside a longer label."""
    if re.search(r"(?:调整|调增|调减|追加|变更|压减|核减)(?:预算)?后|全年(?:的|项目)*预算", label):
        return "budget_full_year"
    if "部门预算的批复" in label:
        return "budget_initial"
    return "budget_initial" if re.search(r"年初(?:部门|项目|财政|的|批复|安排)*预算", label) else "budget"


def _given(figure: Figure, label: str) -> None:
    """安排我局…工作经费: the name is inside the label."""
    found = re.match(
        r"(?:安排|批复|下达|核定|投入|批准|落实|下拨)(?:了)?(?:我[局省市县区厅委镇州]|全[省市县区]|本[级单位]+)?(.*)",
        label,
    )
    figure.role, figure.inner = "budget", re.sub(r"(?:支出)?预算$", "", found[1]) if found else ""


def _clause_start(text: str, start: int, place: int, stops: str) -> int:
    depth = 0
    for k in range(place - 1, start - 1, -1):
        c = text[k]
        if c == ")" and "(" not in stops:
            depth += 1
        elif c == "(" and "(" not in stops:
            depth = max(0, depth - 1)
        elif c in stops and depth == 0:
            return k + 1
    return start


def _say_in_words(text: str, half: tuple[int, int], own: list[Figure], sentence: tuple[int, int]) -> None:
    """Zero, all of it spent, all of it received: what words state of a figure before them."""
    start, end = half
    stretch = text[start:end]
    for m in labels.said("patterns").finditer(stretch):
        place = start + m.start()
        begin = _clause_start(text, start, place, "，;。")
        if re.search(
            r"(?:违规|超|虚列|挤占|挪用|不合规|无关|公款|额外|\d元[^，。;]{0,6}|其他|多余|新增|预算外|超范围|超标准)[^，。;]{0,6}$",
            text[begin:place],
        ):
            continue
        figure = Figure("money", "executed", Decimal("0.00"), m[0], "元", place, start + m.end(), half, sentence, begin)
        figure.at = place
        figure.prefix, figure.label, figure.rule = text[begin:place], m[0], f"“{m[0]}”即为0"
        own.append(figure)
    money = [
        f
        for f in own
        if f.kind == "money"
        and f.role in ("budget_initial", "budget_full_year", "budget", "received", "unspecified")
        and not f.is_part
        and not f.is_bracketed
    ]
    for kind, role in (("all_spent", "executed"), ("all_received", "received")):
        for m in labels.said(kind).finditer(stretch):
            place = start + m.start()
            base = next((f for f in reversed(money) if f.end <= place), None)
            if base is None or any(f.role == role and not f.is_part for f in own):
                continue
            if re.search(r"目标|任务|指标|工程|设备|物资", text[_clause_start(text, start, place, "，;。") : place]):
                continue
            figure = Figure(
                "money",
                role,
                base.value,
                base.text,
                base.unit,
                base.start,
                base.end,
                half,
                sentence,
                base.clause_start,
                base.at,
            )
            figure.prefix, figure.label, figure.rule = base.prefix, m[0], f"“{m[0]}”说的是{base.text}"
            figure.inner = base.inner
            figure.is_approximate = base.is_approximate
            own.append(figure)
    if labels.said("unchanged").search(stretch):
        base = next((f for f in money if f.role in ("budget", "budget_initial", "budget_full_year")), None)
        if base is not None and base.role != "budget_initial":
            for role in ("budget_initial", "budget_full_year"):
                if not any(f.role == role for f in own):
                    figure = Figure(
                        "money",
                        role,
                        base.value,
                        base.text,
                        base.unit,
                        base.start,
                        base.end,
                        half,
                        sentence,
                        base.clause_start,
                        base.at,
                    )
                    figure.prefix, figure.label, figure.rule = base.prefix, base.label, f"全年无调整：{base.text}"
                    own.append(figure)


def _give_years(text: str, sentence: Sentence, half: tuple[int, int], own: list[Figure]) -> None:
    lead: int | None = None
    first = re.match(r"[^，。;]*", text[half[0] : half[1]])
    if first and _TIME_ONLY.match(first[0]):
        lead = int(re.search(r"20\d\d", first[0])[0])  # type: ignore[index]
    elif half[0] != sentence.start:
        whole = re.match(r"[^，。;]*", text[sentence.start : sentence.end])
        if whole and _TIME_ONLY.match(whole[0]):
            lead = int(re.search(r"20\d\d", whole[0])[0])  # type: ignore[index]
    opened = _LEAD.match(text[half[0] : half[1]]) or _LEAD.match(text[sentence.start : sentence.end])
    loose = int(opened[1]) if opened else None
    for figure in own:
        near = _YEAR.findall(text[figure.clause_start : figure.start])
        figure.year = int(near[-1]) if near else lead
        figure.lead_year = loose


def grade_in(text: str, start: int, end: int, after: int | None = None) -> tuple[str, int, int] | None:
    """The grade word stated in a stretch, and its place; with ``after``, one that follows a score at once."""
    found = _GRADE.search(text, start, end)
    if found is None and after is not None:
        loose = _LOOSE_GRADE.search(text, after, min(end, after + 14))
        found = loose
    return (found[1], found.start(1), found.end(1)) if found else None

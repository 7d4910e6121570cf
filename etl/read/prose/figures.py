"""The figures of a sentence and the role each has from the label beside it.

Belongs here: tokens, adjacency, amounts said in words, 其中 and brackets. Does not belong here: whose a figure is
(``subject``), which of several is shown (``attach``).
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from etl.read.prose import bare, dealing, labels, names, shares, sources, spoken, years
from etl.read.prose.clauses import Sentence, bracket_depth, clause_start
from etl.read.prose.tokens import Figure, tokens

_PART = re.compile(r"其中|(?:主要)?(?:包括|(?<![得评总])分为|包含)[:：]?|分别(?:是|为)[:：]?(?=[^\d])")
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("received", re.compile(r"^(?:的)?(?:项目|专项|财政|预算|补助|上述|该)*(?:资金|经费|款项)?(?:已|均|也|于[^，。;]{1,8})*(?:全部|全额|足额|按时|及时)*(?:拨付|下达|划拨)?(?:到位|到账)")),
    ("budget", re.compile(r"^(?:的)?(?:项目)?预算(?=(?:已|均)*全部)")),
    ("executed", re.compile(r"^(?:的)?(?:项目|专项|财政|预算)*(?:资金|经费|款项)?(?:已|均|也|年内|当年|于[^，。;]{1,8})*(?:全部|全额|足额|悉数)?(?:到位并)?(?:全部)?(?:使用|支付|支出|执行|兑付|拨付到位并使用)(?:完毕|完成|完|到位|出去|了(?=[，。;]|$)|(?=[，。;]|$))")),
    ("budget_initial", re.compile(r"^(?:的)?年初(?:部门|项目)?预算(?:数)?(?=[，。;)]|用于|用在|安排|$)")),
    ("budget_full_year", re.compile(r"^(?:的)?全年预算(?:数)?(?=[，。;)]|用于|用在|安排|$)")),
    ("budget", re.compile(r"^的[^，。;:()的]{3,30}?(?:年初预算|全年预算|预算资金|预算)(?=[，。;]|$|实际|全年|已|共|全部)|^(?:的)?(?:项目|财政|部门)?预算(?:数|资金|额度)?(?=[，。;)中里]|全部|已|均|用于|用在|安排|$)")),
)  # fmt: skip


def figures(
    sentence: Sentence, heading: str = "", unit: str = "", known: re.Pattern[str] | None = None
) -> list[Figure]:
    """Every figure of the sentence, those without a role too, in order. ``heading`` is what stands over a sentence that
    opens its paragraph, ``unit`` the unit the report declares for figures without one, ``known`` the names of projects,
    of which no label is a part."""
    # Every step asks again, and some give a figure another role: each has its own.
    return [copy(figure) for figure in _figures(sentence, heading, unit, known)]


@lru_cache(maxsize=4096)
def _figures(sentence: Sentence, heading: str, unit: str, known: re.Pattern[str] | None) -> list[Figure]:
    found: list[Figure] = []
    text = sentence.text
    stretch = text[sentence.start : sentence.end]
    if not re.search(r"[\d零一二三四五六七八九十百优良中差无未完部没壹贰叁肆伍陆柒捌玖拾]", stretch):
        return found
    foreign_at = _foreign(text, sentence)
    opened = (sentence.start + m.start() for m in _PART.finditer(stretch))
    # (其中…) is of the bracket alone.
    part_at = next((at for at in opened if not bracket_depth(text, sentence.start, at)), sentence.end)
    for half in sentence.halves:
        own = tokens(text, half, (sentence.start, sentence.end), unit)
        for figure in own:
            figure.is_part = figure.start > part_at
        _give_roles(text, half, own, heading if half[0] == 0 else "", known)
        dealing.deal(text, half, own)
        shares.give(text, own)
        bare.open_halves(text, half, own)
        spoken.say(text, half, own, (sentence.start, sentence.end))
        for figure in own:
            figure.is_part = figure.start > part_at and not re.search(
                r"，(?:此|该|本)项目(?:为|共|的)?", text[part_at : figure.start]
            )
            if figure.label.startswith(("项目支出", "项目经费")) and "基本支出" in stretch:
                # 基本支出…，项目支出…: the two parts of a whole.
                figure.is_part = True
            if figure.is_part and _OF_ALL.match(figure.label) and not figure.prefix:
                figure.is_part = False
            if figure.is_part and (dealing.is_shared(figure) or _is_new_whole(text, figure, own[0])):
                figure.is_part = False
            # 基本支出…;项目支出预算12万元，决算9万元，执行率75%: all of the half-sentence is of the one kind.
            is_of_kind = bool(_OF_KIND.match(text, half[0])) and "基本支出" in stretch and "项目支出" in stretch
            figure.is_foreign = figure.start > foreign_at or (is_of_kind and not figure.prefix)
        years.give(text, sentence, half, own)
        found += sorted(own, key=lambda f: f.start)
    sources.settle(text, found)
    bare.give(sentence, found)
    return found


def _is_new_whole(text: str, figure: Figure, first: Figure) -> bool:
    """…，其中甲30万元;全年执行数57万元，其中…: what opens a half-sentence and has parts of its own."""
    is_opening = figure is first and not figure.prefix and bool(_OF_THE_YEAR.match(figure.label))
    return is_opening and bool(re.match(r"[，:(]其中", text[figure.end : figure.end + 3]))


def take_spending_back(sentence: Sentence, found: list[Figure], *, is_of_whole: bool = False) -> None:
    """收入总计60万元，支出决算57万元: of a department what is said behind income of all that was spent is its own;
    ``is_of_whole``: in a report on all of it, whose budget of income is what it was to have."""
    is_income = sentence.text.startswith("收入", _foreign(sentence.text, sentence))
    is_budgeted = False
    for figure, following in zip_longest(found, found[1:]) if is_income else ():
        said = _BUDGETED.search(figure.prefix) if figure.label in ("收入", "总收入") else None
        is_followed = following is not None and following.role in _BEHIND_INCOME and not following.prefix
        is_alone = is_of_whole and not any(f.role in _BUDGET_ROLES and f is not following for f in found)
        if said is not None and (is_followed if following is not None and following.kind == "money" else is_alone):
            # 年初预算收入286万元，年终决算支出302万元: what it was to have and what it spent.
            figure.role, is_budgeted = "budget_initial" if said["start"] else "budget", True
            figure.label, figure.prefix = said[0] + figure.label, figure.prefix[: said.start()]
            figure.at -= len(said[0])
            figure.is_foreign, figure.rule = False, f"标签“{figure.label}”是部门的预算"
        is_told = _SPENDING.match(figure.label) or (is_budgeted and figure.role in _TOLD_BEHIND)
        if figure.label == "支出预算" and following is not None and following.role == "executed":
            # 收入预算60万元，支出预算60万元，支出决算57万元
            is_told = True
        if figure.is_foreign and not figure.prefix and is_told:
            figure.is_foreign = False


#: What follows the income that a department was to have: its spending, or its budget after the change.
_BEHIND_INCOME = frozenset(("executed", "budget_full_year"))
_TOLD_BEHIND = frozenset((*_BEHIND_INCOME, "rate", "rate_maybe"))
_BUDGET_ROLES = frozenset(("budget", "budget_initial", "budget_full_year"))
_OF_THE_YEAR = re.compile(r"(?:全年|当年|年度|20\d\d年|累计|实际|本年|决算|支出决算|总支出|支出(?:总计|合计))")
_BUDGETED = re.compile(r"(?:部门|单位)?(?:(?P<start>年初)|全年)?(?:部门|单位)?预算$")
_SPENDING = re.compile(
    r"(?:年终|20\d\d年度?|全年|年度|本年度?|当年|年初|部门|实际|累计)*(?:总支出|支出(?:总计|合计|决算)|决算支出)"
)
_OF_KIND = re.compile(r"，?(?:其中)?[:，]?(?:基本|项目)支出")
#: Behind 其中 these still speak of the whole.
_OF_ALL = re.compile(r"(?:全年|年末|年度|20\d\d年度?)*(?:总体|整体|综合|总的|合计|总)(?!经费)")
#: What is wished for or ahead was not given and not spent.
_FUTURE = re.compile(
    r"(?:^|[，。;:]|[\u4e00-\u9fff][局委厅院校处科会]|我们)(?:下一步|明年|20\d\d年|年内)?(?:将(?!军)|拟(?!定)|计划(?!生育)|预计|力争|争取|打算|准备|建议|申请|恳请)[^，。;:]{0,16}$"
)
#: 投入256万元用于甲: money put in is given only where it is said what for.
_PUT = re.compile(r"(?:投入|划拨|下拨|拨付|筹措)(?:了|资金|经费)*$")
_FOR = re.compile(r"(?:资金|经费)?，?(?:全部|主要|专项)?(?:用于|实施|开展|支持|建设)")
_FULL_MARKS = 100


def _give_roles(
    text: str, half: tuple[int, int], own: list[Figure], heading: str, known: re.Pattern[str] | None
) -> None:
    start, end = half
    for k, figure in enumerate(own):
        depth = bracket_depth(text, start, figure.start)
        figure.is_bracketed = depth > 0
        stops = "，;。(" if depth else "，;。"
        begin = clause_start(text, start, figure.start, stops)
        previous = next((f.end for f in reversed(own[:k]) if depth or not f.is_bracketed), start)
        figure.clause_start = begin
        left_start = max(begin, previous)
        left = text[left_start : figure.start]
        figure.at = figure.start
        if not left and k == 0 and heading and figure.start == 0:
            left, left_start = heading, -len(heading)
        named = 0
        for word in known.finditer(left) if known is not None else ():
            named = word.end() if word.end() < len(left) or figure.kind == "score" else named
        roles = labels.ROLES[figure.kind]
        whole = labels.before(left, roles) if named else None
        if whole is not None and whole.role == "given":
            # 批复我校运动场改造项目资金126万元: the name is inside the label.
            named = 0
        name, left, left_start = left[:named], left[named:], left_start + named
        label = labels.before(left, roles)
        if label is not None and label.role == "score" and _is_of_a_weight(own, k, label.text):
            label = replace(label, role="score_other")
        if label is None and not named and _COUNTED.fullmatch(left) and begin > start and previous < begin:
            # 资金已全部到位，共680万元
            earlier = max(clause_start(text, start, begin - 1, stops), previous)
            name, left, left_start = "", text[earlier : begin - 1], earlier
            label = labels.before(left, roles)
        if label is not None:
            figure.prefix, figure.at = name + left[: label.start], max(left_start + label.start, 0)
            _label_before(figure, label, text[begin : figure.start], text[figure.end : end])
        elif figure.kind == "money":
            after = text[figure.end : end]
            given = _PUT.search(left)
            if given and _FOR.match(after):
                figure.role, figure.label, figure.prefix = "budget", given[0], name + left[: given.start()]
                figure.at, figure.rule = left_start + given.start(), f"“{given[0]}”在前，用途在后"
            else:
                _label_behind(figure, after, name + left)


def _label_before(figure: Figure, label: labels.Label, clause: str, after: str) -> None:
    """The role that the label in front gives; ``clause``: the text up to the figure, ``after``: that behind it."""
    figure.role, figure.label = label.role, label.text
    figure.is_approximate |= label.is_approximate
    figure.rule = f"标签“{label.text}”在前"
    _noun_back(figure)
    if _FUTURE.search(figure.prefix) and figure.kind != "score":
        figure.role = "negative" if figure.kind == "money" else "rate_other"
        return
    if label.role == "given":
        _given(figure, label.text)
    if label.role == "executed":
        figure.inner = labels.spent_on(label.text)
    if label.role == "score" and "总分" in label.text and figure.value == _FULL_MARKS:
        figure.role = "score_other"
    if figure.role == "budget":
        figure.role = dealing.slot(clause)
    is_of_years = figure.role in ("unspecified", "budget") and labels.beside_name("years").match(after)
    if figure.kind == "money" and figure.role != "executed" and (is_of_years or _NOT_COME.match(after)):
        figure.role = "negative"


def _label_behind(figure: Figure, after: str, prefix: str) -> None:
    for role, pattern in _AFTER:
        if found := pattern.match(after):
            figure.role, figure.label, figure.prefix = role, found[0], prefix
            figure.rule = f"“{found[0]}”在后"
            return


#: A head before a colon, and money by its kind.
_HEADED = re.compile(r"([^，。;:]{3,40}):$")
_MONEY = re.compile(r"(?:资金|补助|专款|拨款)$")
#: 省级补助资金400万元未到位
_NOT_COME = re.compile(r"(?:资金)?(?:尚|仍|还|均)?(?:未|没有)(?:能|及时)?(?:到位|下达|拨付|落实)")
_COUNTED = re.compile(r"(?:共计|合计|总计|累计|共|总额|金额|为|达|计)+(?:人民币)?")
_NOUN = re.compile(r"(?:专项资金|专项经费|工作经费|专项|项目资金|补助资金|资金|经费|项目|工程)+")


def _is_of_a_weight(own: list[Figure], k: int, label: str) -> bool:
    """分值10分，得分9分: points right behind a weight are of the same indicator."""
    before = own[k - 1] if k else None
    if before is None or before.kind != "score" or before.role != "score_other" or re.search("综合|总", label):
        return False
    full, points = before.value, own[k].value
    if full is None or points is None or not re.search("分值|权重|满分|标准分", before.label):
        return False
    return points <= full < _FULL_MARKS


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
        or re.search(r"项目|专项(?!债)", first[0] if first else "")
        or sentence.start + found.start() > sentence.start + 16
    ):
        return sentence.end
    return sentence.start + found.start()


def _given(figure: Figure, label: str) -> None:
    """安排我局…工作经费: the name is inside the label."""
    found = re.match(
        r"(?:安排|批复|下达|核定|投入|批准|落实|下拨)(?:了)?(?:我[局省市县区厅委镇乡州校院馆站所会办]|[我本](?:单位|部门|中心|街道)|本[局厅委镇乡校院馆站所]|全[省市县区]|本[级单位]+)?(.*)",
        label,
    )
    figure.role, figure.inner = "budget", re.sub(r"(?:支出)?预算$", "", found[1]) if found else ""
    head = _HEADED.search(figure.prefix)
    if head and names.may_be(head[1], is_proven=True) and _MONEY.search(figure.inner):
        # 村道硬化:投入衔接资金38万元 is of what stands before the colon, and 投入 says no role.
        figure.inner = ""
        figure.role = "unspecified" if label.startswith("投入") else "budget"

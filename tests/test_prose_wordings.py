"""Figures known beforehand, told in many wordings and frames: what is published is right, little is left out.

Names, labels, sentence shapes and the frame around them are combined at random from a fixed seed; the figures that went in are
the oracle. Floors, not wishes: a shape that is not read loses recall here before a bureau sees it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from etl.inputs import InputError
from etl.read.rows import PUBLISH, FlatRow
from tests import prose

_NAMES = [
    "河道清淤",
    "新建东岭小学教学楼",
    "平安校园建设",
    "河长制工作经费",
    "智慧气象平台",
    "执法记录仪更新",
    "乡村医生养老补助",
    "人才引进专项",
    "公共文化服务",
    "文化下乡",
    "厕所革命",
    "流浪犬收容",
    "应急广播体系",
    "民办代课教师生活补助",
    "社区矫正",
    "财政票据电子化改革",
    "环卫工人意外伤害保险",
    "学生营养餐",
    "110指挥中心线路租用",
    "优抚对象慰问",
    "老年大学运行",
    "山洪灾害预警",
    "动物疫病强制免疫",
    "农家书屋",
    "公墓建设",
    "政府网站运维",
    "招商引资",
    "驻村干部工作经费",
    "全民阅读",
    "第三次土壤普查",
    "机关食堂",
    "法律援助",
    "村干部报酬",
    "食品安全抽检",
    "森林防火",
    "路灯电费",
    "“两癌”筛查",
    "“四好农村路”养护",
    "“雪亮工程”",
    "危房鉴定",
    "消防员伙食",
    "司法鉴定",
    "公交线路补贴",
]
_INITIAL = ("年初预算", "年初预算数", "年初安排", "年初预算安排", "年初批复", "年初部门预算")
_FULL = ("全年预算", "全年预算数", "调整后预算", "调整后预算数")
_LOOSE = ("预算", "安排资金", "下达资金", "批复预算", "财政安排", "预算安排", "下达")
_SPENT = (
    "支出",
    "全年支出",
    "实际支出",
    "全年执行",
    "执行",
    "支付",
    "全年实际使用",
    "列支",
    "累计支出",
    "截至年底支出",
    "全年开支",
)
_RATE = ("执行率", "预算执行率", "资金执行率", "支出进度", "支付率", "执行进度")
_SCORE = ("自评得分", "得分", "自评", "综合得分", "自评总分", "自评得")
_WORK = ("清淤12公里，覆盖率98%", "服务群众1.2万人次，满意度95.6%", "惠及826户，每户补助1200元", "设备验收合格率100%")
_HAN = "一二三四五六七八"
_OFFICE = "青禾区水务局"


@dataclass
class _Case:
    """A project with its figures (amounts in 万元), and what of them its text states."""

    name: str
    budget: Decimal
    spent: Decimal
    rate: Decimal
    score: Decimal


def _n(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _money(draw: random.Random, case: _Case) -> str:
    label = draw.choice((*_INITIAL, *_FULL, *_LOOSE))
    return (
        f"{label}{_n(case.budget)}万元，{draw.choice(_SPENT)}{_n(case.spent)}万元，{draw.choice(_RATE)}{_n(case.rate)}%"
    )


_Shape = Callable[[random.Random, _Case], tuple[str, str]]
_SHAPES: tuple[_Shape, ...] = (
    lambda d, c: (f"{c.name}：{_money(d, c)}。{d.choice(_WORK)}。{d.choice(_SCORE)}{_n(c.score)}分。", "B E % S"),
    lambda d, c: (f"{c.name}，{_money(d, c)}，{d.choice(_WORK)}，{d.choice(_SCORE)}{_n(c.score)}分。", "B E % S"),
    lambda d, c: (f"{c.name}项目{_money(d, c)}，{d.choice(_SCORE)}{_n(c.score)}分。", "B E % S"),
    lambda d, c: (
        f"“{c.name.strip('“”').replace('”', '').replace('“', '')}”项目{_money(d, c)}。{d.choice(_WORK)}。",
        "B E %",
    ),
    lambda d, c: (f"{c.name}（{_money(d, c)}，{d.choice(_SCORE)}{_n(c.score)}分）。{d.choice(_WORK)}。", "B E % S"),
    lambda d, c: (
        f"财政安排{_n(c.budget)}万元用于{c.name}，{d.choice(_SPENT)}{_n(c.spent)}万元，执行率{_n(c.rate)}%。",
        "B E %",
    ),
    lambda _, c: (
        f"{c.name}这个项目，年初批了{_n(c.budget)}万元，花掉{_n(c.spent)}万元，自评打了{_n(c.score)}分。",
        "B E S",
    ),
    lambda d, c: (f"{c.name}由业务科负责实施。{_money(d, c)}。该项目自评{_n(c.score)}分。", "B E % S"),
    lambda d, c: (f"{c.name}。{_money(d, c)}。{d.choice(_WORK)}。", "B E %"),
    lambda _, c: (f"{c.name}：预算{_n(c.budget)}万元，因前期手续未办结，当年未支出。", "B 0"),
    lambda _, c: (f"{c.name}：预算{_n(c.budget)}万元，已全部支付完毕。", "B A"),
)


def _frame(draw: random.Random, texts: list[str]) -> str:
    lines = {
        0: [f"{n}.{t}" for n, t in enumerate(texts, 1)],
        1: [f"（{_HAN[n]}）{t}" for n, t in enumerate(texts)],
        2: texts,
        3: [f"{_HAN[n]}是{t}" for n, t in enumerate(texts)],
        4: [f"● {t}" for t in texts],
        5: ["我局对各项目进行了自评。" + "".join(texts)],
    }[draw.randrange(6)]
    body = "\n".join(lines)
    return f"{_OFFICE}2023年度项目支出绩效自评报告\n一、项目情况\n{body}\n二、下一步打算\n加强管理，力争2024年执行率达到98%。\n"


def _key(name: str) -> str:
    return name.translate({ord(c): None for c in '“”"'}).removesuffix("项目")


def _stated(case: _Case, says: str, row: FlatRow) -> list[tuple[Decimal | None, Decimal]]:
    """Pairs of what was read and what went in."""
    found = {
        "B": (row.budget, case.budget * 10000), "E": (row.executed_yuan, case.spent * 10000),
        "%": (row.rate_stated_pct, case.rate), "S": (row.score, case.score),
        "0": (row.executed_yuan, Decimal(0)), "A": (row.executed_yuan, case.budget * 10000),
    }  # fmt: skip
    return [found[mark] for mark in says.split()]


def test_known_figures_in_many_wordings() -> None:
    right = missed = wrong = published_wrong = invented = 0
    for seed in range(160):
        draw = random.Random(seed)
        cases, texts, says = [], [], {}
        shape = draw.choice(_SHAPES)
        for name in draw.sample(_NAMES, draw.randint(2, 5)):
            budget, rate = Decimal(draw.randint(5, 900)), Decimal(draw.choice((100, 95, 90, 85, 60, 98, 50)))
            case = _Case(name, budget, budget * rate / 100, rate, Decimal(draw.randint(600, 995)) / 10)
            text, said = (shape if draw.random() < 0.6 else draw.choice(_SHAPES))(draw, case)
            cases.append(case)
            texts.append(text)
            says[name] = said
        try:
            rows = prose.read(_frame(draw, texts)).rows
        except InputError:
            rows = []
        by_name = {_key(r.project): r for r in rows if r.project}
        for case in cases:
            row = by_name.pop(_key(case.name), None)
            pairs = _stated(case, says[case.name], row) if row else []
            missed += len(says[case.name].split()) - len(pairs) + sum(got is None for got, _ in pairs)
            right += sum(got == want for got, want in pairs)
            bad = sum(got is not None and got != want for got, want in pairs)
            wrong += bad
            published_wrong += bad if row and row.status == PUBLISH else 0
        published = [r for r in (*by_name.values(), *(r for r in rows if not r.project)) if r.status == PUBLISH]
        invented += sum(any(v is not None for v in (*r.amounts, r.rate_stated_pct, r.score)) for r in published)
    told = f"right {right} missed {missed} wrong {wrong}, published wrong {published_wrong}, invented {invented}"
    print(told)
    assert right / (right + missed + wrong) >= 0.94, told
    assert published_wrong == 0, told
    assert invented <= 4, told

"""Lists that an invented country draws its words from, put together once.

Belongs here: which texts there are, each as often as it is to be drawn. Does not belong here: the words themselves
(``places``, ``stems``, ``wordings``), any drawing (``country_part``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.demo.places import FUNCTIONS, PLACE_SUFFIXES, TOPONYM_FIRST, TOPONYM_SECOND
from etl.demo.stems import STEMS
from etl.demo.wordings import MONTHS, SHARES, WORDINGS

YEARS = tuple(range(2015, 2025))
#: Targets and what was reached are whole numbers below this one.
VALUES = 500
INDICATORS = (
    ("产出指标", "数量指标", "完成数量", "个"), ("产出指标", "数量指标", "覆盖人数", "人"),
    ("产出指标", "质量指标", "验收合格率", "%"), ("产出指标", "时效指标", "按期完成率", "%"),
    ("产出指标", "成本指标", "成本节约率", "%"), ("效益指标", "社会效益指标", "受益群众数", "人"),
    ("效益指标", "经济效益指标", "带动投资", "万元"), ("效益指标", "可持续影响指标", "设施完好率", "%"),
    ("满意度指标", "服务对象满意度指标", "服务对象满意度", "%"), ("产出指标", "数量指标", "建设面积", "平方米"),
    ("产出指标", "质量指标", "设备完好率", "%"), ("效益指标", "生态效益指标", "改善面积", "亩"),
)  # fmt: skip

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """Lists of words, and for lists that belong to something (works to a function) where each begins and its length."""

    #: Numbers of functions in FUNCTIONS, each as often as it has projects.
    function_slots: _Numbers
    #: Median size of a project of each function, in yuan.
    median: npt.NDArray[np.float64]
    works: pl.Series
    work_first: _Numbers
    work_count: _Numbers
    #: By province and year: number of the province × years + number of the year.
    sources: pl.Series
    places: pl.Series
    lots: pl.Series
    causes: pl.Series
    cause_codes: pl.Series
    effects: pl.Series
    effect_first: _Numbers
    effect_count: _Numbers
    #: One row per INDICATORS: level1, level2, level3, unit.
    indicators: pl.DataFrame
    #: Which of the units each of INDICATORS has, and texts by unit and value: unit × VALUES + value.
    indicator_units: _Numbers
    target_texts: pl.Series
    actual_texts: pl.Series
    values: pl.Series


def words(provinces: list[str]) -> Words:
    """Put the lists together; ``provinces`` are codes of two digits."""
    works = [[end + text[1:] for text in STEMS[f.slug] for end in PLACE_SUFFIXES[text[0]]] for f in FUNCTIONS]
    causes, codes, lists = _causes()
    effects = [WORDINGS[code].effects for code in WORDINGS]
    indicators = pl.DataFrame(INDICATORS, schema=["level1", "level2", "level3", "unit"], orient="row")
    units = indicators["unit"].unique(maintain_order=True)
    texts = [f"{value}{unit}" for unit in units for value in range(VALUES)]
    return Words(
        function_slots=np.repeat(np.arange(len(FUNCTIONS)), [round(f.lines * 20) for f in FUNCTIONS]),
        median=np.array([f.median * 10_000 for f in FUNCTIONS]),
        works=pl.Series([work for of_function in works for work in of_function]),
        work_first=_firsts(works),
        work_count=np.array([len(w) for w in works]),
        sources=enum([f"country-{code}-{year}" for code in provinces for year in YEARS]),
        # Half of the places have two characters and half three: two alone would be 2,500 names in all.
        places=pl.Series(
            [a + middle + b for a in TOPONYM_FIRST for b in TOPONYM_SECOND
             for middle in [*TOPONYM_FIRST, *[""] * len(TOPONYM_FIRST)]]
        ),
        # Three names in ten end with a lot.
        lots=pl.Series([""] * 93 + [f"（第{n}标段）" for n in range(1, 41)]),
        causes=pl.Series(causes),
        cause_codes=pl.Series(codes, dtype=pl.Enum(list(WORDINGS))),
        effects=pl.Series([text for of_code in effects for text in of_code]),
        effect_first=_firsts(effects)[lists],
        effect_count=np.array([len(e) for e in effects])[lists],
        indicators=indicators.select(pl.col(c).cast(pl.Enum(indicators[c].unique(maintain_order=True)))
                                     for c in indicators.columns),
        indicator_units=np.array([units.to_list().index(unit) for unit in indicators["unit"]]),
        target_texts=enum([f"≥{text}" for text in texts]),
        actual_texts=enum(texts),
        values=pl.Series(range(VALUES)).cast(pl.Decimal(24, 6)),
    )  # fmt: skip


def _causes() -> tuple[list[str], list[str], list[int]]:
    """Causes as often as reasons are given, each with month and agent; their codes; the numbers of these."""
    causes, codes, numbers = [], [], []
    for number, (code, share) in enumerate(zip(WORDINGS, SHARES, strict=True)):
        wording = WORDINGS[code]
        texts = [c.format(a=a, m=m) for c in wording.causes for a in wording.agents for m in MONTHS]
        wanted = round(share * 100)
        causes += [texts[(n * 7919) % len(texts)] for n in range(wanted)]
        codes += [code] * wanted
        numbers += [number] * wanted
    return causes, codes, numbers


def _firsts(lists: list[list[str]] | list[tuple[str, ...]]) -> _Numbers:
    """Where each list begins when they stand one after another."""
    return np.cumsum([0, *(len(texts) for texts in lists)])[:-1]


def enum(texts: list[str] | tuple[str, ...]) -> pl.Series:
    """A list of which columns hold the numbers, and so do their files."""
    return pl.Series(texts, dtype=pl.Enum(texts))

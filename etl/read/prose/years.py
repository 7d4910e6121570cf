"""Which year a figure is said to be of.

Belongs here: years named beside figures and carried on within a half-sentence. Does not belong here: years of
headings and paragraphs (``facts``), of the report (``title``).
"""

from __future__ import annotations

import re

from etl.read.prose.clauses import Sentence
from etl.read.prose.tokens import Figure

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|-|至|\()")
_TIME_ONLY = re.compile(r"^(?:在|其中|截[至止])?(?:20\d\d)(?:年度?)?(?:全年|内|底|末)?$")
#: A year the report is not about, said in words.
OTHER_YEAR = -1
_LAST_YEAR = re.compile(
    r"(?:上年度?|去年|上一年度?|前年|往年|以前年度|上年同期|明年|下年度?|下一年度?|次年)(?!结转|结余|度?结转|延续|度?结余)[^，。;]{0,20}$"
)
#: 比上年增加10万元: the figure alone.
_AGAINST_LAST_YEAR = re.compile(r"(?:比|较)(?:上年度?|去年|上一?年度?|同期)[^，。;]{0,12}$")
_THIS_YEAR = re.compile(r"今年|本年|当年|本年度|全年")
_COMPARED = re.compile(r"(?:比|较|同比|相比|高于|低于)[^，。;]{0,6}20\d\d年[^，。;]{0,16}$")
#: A year a sentence opens with; with a month it dates an event.
_LEAD = re.compile(r"(?:在)?(20\d\d)年(?!\d{1,2}月)")


def give(text: str, sentence: Sentence, half: tuple[int, int], own: list[Figure]) -> None:
    """The year each figure is said to be of: named in its clause, else carried on from a figure before it in the
    half-sentence; ``OTHER_YEAR`` where the words are 上年 and the like."""
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
    carried, end = lead, half[0]
    for figure in own:
        near = _YEAR.findall(text[figure.clause_start : figure.start])
        between = text[end : figure.start]
        if near:
            carried = int(near[-1]) if not _COMPARED.search(between) else carried
        elif _AGAINST_LAST_YEAR.search(between):
            figure.year, figure.lead_year, end = OTHER_YEAR, loose, max(end, figure.end)
            continue
        elif _LAST_YEAR.search(between):
            carried = OTHER_YEAR
        elif _THIS_YEAR.search(between):
            carried = lead
        figure.year = int(near[-1]) if near else carried
        figure.lead_year = loose
        end = max(end, figure.end)

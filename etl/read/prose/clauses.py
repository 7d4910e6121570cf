"""Sentences, half-sentences and clauses of a segment.

Belongs here: where they begin and end. Does not belong here: what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

#: Nobody writes such a sentence; a file made to take long has one.
_LONGEST_SENTENCE = 8_000
#: 2021年度。: a heading run into its paragraph, not a sentence.
_YEAR_ALONE = re.compile(r"(?:\(?\d\)?[、.]?)?20\d\d年度?$")

#: 其中: behind anything, 其中，甲60万元 behind an amount.
_GOES_ON = re.compile(r"其中:|(?<=元。)其中，(?=[^，。;:\d]+\d[\d.]*(?:万|亿)?元)")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a folded text, with the half-sentences that ``;`` parts it into."""

    text: str
    start: int
    end: int

    @cached_property
    def halves(self) -> list[tuple[int, int]]:
        return list(_split(self.text, self.start, self.end, ";"))


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a segment; a stop inside brackets or quotes ends none."""
    found = _split(text, 0, len(text), "。！？")
    return tuple(Sentence(text, start, end) for start, end in found if end - start <= _LONGEST_SENTENCE)


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a stretch, parted by commas outside brackets."""
    return list(_split(text, start, end, "，"))


def _split(text: str, start: int, end: int, stops: str) -> Iterator[tuple[int, int]]:
    depth, begin = 0, start
    for place in range(start, end):
        character = text[place]
        if character in "(《":
            depth += 1
        elif character in ")》":
            depth = max(0, depth - 1)
        elif character in stops and (depth == 0 or _never_closes(text, place, end)):
            if character == "。" and (_YEAR_ALONE.match(text[begin:place]) or _GOES_ON.match(text, place + 1)):
                continue
            if place > begin:
                yield begin, place
            begin, depth = place + 1, 0
    if begin < end:
        yield begin, end


def _never_closes(text: str, place: int, end: int) -> bool:
    rest = text[place:end]
    return not re.match(r"[^(《]*[)》]", rest)


def bracket_depth(text: str, start: int, place: int) -> int:
    """How many brackets opened since ``start`` are still open at ``place``."""
    depth = 0
    for character in text[start:place]:
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
    return depth


def clause_start(text: str, start: int, place: int, stops: str) -> int:
    """Where the clause of ``place`` begins: behind the last of ``stops`` outside brackets."""
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

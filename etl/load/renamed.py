"""Files that may be the correction of a loaded one and do not say so: called 汇总(1) or 汇总修改稿, full of the same
rows, or of one name with few of them. Nothing is replaced for it: a person is asked.

Belongs here: which loaded file is asked about, and the question. Does not belong here: what is replaced (``replace``).
"""

from __future__ import annotations

import re
import shlex
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: What a shell takes as it stands.
_PLAIN = re.compile(r"[\w.（）《》、—-]+")
_MARKS = Path(__file__).with_name("renamed.toml")
#: Of one name, so large a share of the smaller file's rows in both makes the second the correction of the first; of
#: two names, more than this share of the larger's is asked about.
HALF = 0.5


@dataclass(frozen=True)
class Loaded:
    """A file that is loaded, how many rows it has, and how many of them each file it is compared with has (``common``).
    ``said`` is what a person calls it by, ``answer`` what one said of it; ``is_repeated``: no row of it could be used
    and the file of its name has its lines; ``is_alike``: that file differs in years and offices only;
    ``is_itself``: it is the same file."""

    load: str
    source: str
    origin: str
    said: str
    rows: int
    common: Mapping[str, int]
    is_repeated: bool
    is_alike: bool
    is_itself: bool
    answer: str

    def is_corrected(self, file: str, rows: int) -> bool:
        """Whether a namesake of so many rows is surely its correction: it is the same file (whose rows answers may have
        moved), or it has enough of its rows, or all its lines."""
        return self.is_itself or self.is_repeated or self.common[file] >= max(HALF * min(self.rows, rows), 1)

    def is_near(self, file: str, rows: int) -> bool:
        """Whether most rows of both are the same."""
        return self.common[file] > HALF * max(self.rows, rows)


@dataclass(frozen=True)
class Question:
    """Whether a file corrects a loaded one. ``is_needed``: of one name with a few rows in common, nobody but a person
    can tell whether the others are to be withdrawn."""

    file: str
    rows: int
    loaded: Loaded
    is_needed: bool

    @property
    def sentence(self) -> str:
        """It in words, with the answers."""
        one, common = self.loaded, self.loaded.common[self.file]
        how = "若是改正它，请选择替换；若是另一份，请选择都保留"
        if self.is_needed:
            few = f"只有{common:,}行相同（这次{self.rows:,}行，原有{one.rows:,}行）"
            return f"“{self.file}”与已装的同名文件{few}，先按另一份预演：{how}。"
        many = f"这次{self.rows:,}行，其中{common:,}行是它已有的" if common else "名字相近，没有一行相同"
        return f"“{self.file}”像是已装的“{one.origin}”改过的一份（{many}）：{how}；没有选择时都保留，照先装的显示。"

    @property
    def options(self) -> str:
        """How the answers are given to a command."""
        said = self.loaded.said
        said = said if _PLAIN.fullmatch(said) else shlex.quote(said)
        return f"替换：--replaces {said}；都保留：--beside {said}"


def renamed(file: str, rows: int, known: Sequence[Loaded]) -> list[Question]:
    """The question about a file whose name is new: of the loaded file of its name but for such marks, or the only one
    that has most of its rows; none where there is neither."""
    near = [one for one in known if one.is_near(file, rows)]
    likely = [one for one in known if plain(one.origin) == plain(file)] + (near if len(near) == 1 else [])
    # Of several the first that has most rows in common; where a person spoke of that one, nothing is left to ask.
    one = max(likely, key=lambda other: other.common[file], default=None)
    return [] if one is None or one.answer else [Question(file, rows, one, is_needed=False)]


def plain(file: str) -> str:
    """A file's name without its ending and such marks.

    >>> plain("2023汇总(1).csv"), plain("2023汇总（修改稿）v2.csv"), plain("副本汇总2024.3.15.csv")
    ('2023汇总', '2023汇总', '汇总')
    >>> plain("汇总2023.csv"), plain("(1).csv")
    ('汇总2023', '(1)')
    """
    name = unicodedata.normalize("NFKC", Path(file).stem).strip().casefold()
    before, after = _marks()
    while True:
        shorter = before.sub("", after.sub("", name)).strip()
        if shorter in ("", name):
            return name
        name = shorter


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    with _MARKS.open("rb") as file:
        told = tomllib.load(file)
    return re.compile(f"^(?:{_any(told['before'])})"), re.compile(f"(?:{_any(told['after'])})$")


def _any(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)

"""Many readers at once: ``python -m tests.bench.crowd --address http://127.0.0.1:8501 --readers 80 --seconds 120``.

Each looks at a page, thinks, chooses something else in the open filter or turns to another page, and waits for the
whole answer. Belongs here: who does what and when, and the figures of a run. Does not belong here: the protocol
(``tests.reader``), starting the server (``tests.serving``), limits.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from websockets.exceptions import ConnectionClosed

from tests.reader import Reader, ReaderError, Run

#: Pages with how many of ten readers are on them: the overview and the lists are read most.
_PAGES = {
    "overview": 3,
    "execution": 2,
    "low": 2,
    "scores": 1,
    "reasons": 1,
    "compare": 1,
    "findings": 1,
    "measures": 1,
}
_TURNS = 0.15
THINK = 5.0
_ARRIVE = 12.0
_COMPARES = 0.3
_CLEARS = 0.5


@dataclass(frozen=True)
class Step:
    """One thing a reader did: ``at`` seconds after the start, ``took`` seconds from the message sent to the last one of
    the answer."""

    kind: str
    page: str
    at: float
    took: float
    builds: frozenset[str]
    size: int


@dataclass
class Crowd:
    """What happened. ``own`` is the processor time of the readers' own process in seconds."""

    readers: int
    seconds: float
    steps: list[Step] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    last_builds: list[frozenset[str]] = field(default_factory=list)
    own: float = 0.0

    def times(self, *kinds: str) -> list[float]:
        """Seconds of the steps of these kinds (all but the first visits when none is named) in the measured part."""
        return sorted(
            s.took for s in self.steps if s.at >= self.settled and (s.kind in kinds if kinds else s.kind != "open")
        )

    @property
    def settled(self) -> float:
        """Seconds after which everyone has arrived and the answers are measured: two fifths of the time."""
        return self.seconds * 0.4

    def share(self, part: float, *kinds: str) -> float:
        """The time that this part of the steps does not exceed; 0.0 without any."""
        found = self.times(*kinds)
        return found[min(len(found) - 1, int(part * len(found)))] if found else 0.0


async def gather(
    addresses: Sequence[str],
    readers: int,
    seconds: float,
    query: str = "dataset=demo",
    think: float = THINK,
) -> Crowd:
    """Send readers for so many seconds; they arrive one after the other within the first twelve. ``think``: seconds
    between an answer and the next step, a fifth more or less."""
    crowd = Crowd(readers, seconds)
    before = _processor_time()
    started = time.monotonic()
    await asyncio.gather(
        *(
            _visit(crowd, addresses[n % len(addresses)], query, random.Random(n), started, n, think)
            for n in range(readers)
        )
    )
    crowd.own = _processor_time() - before
    return crowd


async def _visit(
    crowd: Crowd, address: str, query: str, dice: random.Random, started: float, number: int, think: float
) -> None:
    # The same moment for the same reader, however many there are: a larger crowd is the smaller one and more.
    await asyncio.sleep(_ARRIVE * 0.8 * number / crowd.readers)
    page = dice.choices(list(_PAGES), list(_PAGES.values()))[0]
    run = Run()
    try:
        async with Reader(address, query) as reader:
            run, took = await reader.open(page)
            _note(crowd, "open", page, started, run, took)
            while time.monotonic() - started < crowd.seconds:
                await asyncio.sleep(think * dice.uniform(0.8, 1.2))
                if dice.random() < _TURNS:
                    page = dice.choices(list(_PAGES), list(_PAGES.values()))[0]
                    run, took = await reader.turn(page)
                    _note(crowd, "turn", page, started, run, took)
                    continue
                if not reader.is_filter_open:
                    looked, took = await reader.look()
                    _note(crowd, "look", page, started, looked, took)
                    await asyncio.sleep(think * dice.uniform(0.1, 0.3))
                run, took = await _choose(reader, dice)
                _note(crowd, "choose", page, started, run, took)
    except (ReaderError, ConnectionClosed, OSError, TimeoutError) as error:
        crowd.errors.append(f"reader {number} on {page}: {type(error).__name__}: {error}")
    crowd.last_builds.append(frozenset(run.builds))


async def _choose(reader: Reader, dice: random.Random) -> tuple[Run, float]:
    """Choose as a reader does: another district, two to compare, a function or a first year, or none again. Raises
    ReaderError where the answer does not show what was chosen."""
    name = dice.choices(("district", "function", "from"), (6, 2, 2))[0]
    offered, chosen = reader.options[name], reader.chosen(name)
    fresh = dice.choice([one for one in offered if one not in chosen])
    value: str | list[str] | None
    if name == "from":
        value = None if chosen and dice.random() < _CLEARS else fresh
    elif name == "function":
        value = [] if chosen and dice.random() < _CLEARS else [fresh]
    else:
        value = [*chosen, fresh] if len(chosen) == 1 and dice.random() < _COMPARES else [fresh]
    run, took = await reader.choose(name, value)
    wanted = value if isinstance(value, list) else [value] if value else []
    if reader.chosen(name) != wanted:
        raise ReaderError(f"{name} came back as {reader.chosen(name)}, chosen was {wanted}")
    if len(wanted) == 1 and not any(fresh.removesuffix("年") in chip for chip in run.chips):
        raise ReaderError(f"{fresh} was chosen, the chips are {run.chips}")
    return run, took


def _note(crowd: Crowd, kind: str, page: str, started: float, run: Run, took: float) -> None:
    at = time.monotonic() - started - took
    crowd.steps.append(Step(kind, page, at, took, frozenset(run.builds), run.size))


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def told(crowd: Crowd) -> str:
    """The run as lines of text."""
    lines = [f"{crowd.readers} readers, {crowd.seconds:.0f} s, {len(crowd.steps)} steps, {len(crowd.errors)} errors"]
    lines.append(f"{'':<12}{'n':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for name, kinds in (("all", ()), ("choose", ("choose",)), ("turn", ("turn",)), ("look", ("look",))):
        found = crowd.times(*kinds)
        if found:
            shown = (statistics.median(found), crowd.share(0.95, *kinds), found[-1])
            lines.append(f"{name:<12}{len(found):>7}" + "".join(f"{seconds * 1000:>9.0f}" for seconds in shown))
    for page in _PAGES:
        own = sorted(s.took for s in crowd.steps if s.page == page and s.kind == "choose" and s.at >= crowd.settled)
        if own:
            shown = (statistics.median(own), own[int(0.95 * len(own))], own[-1])
            lines.append(f"  {page:<10}{len(own):>7}" + "".join(f"{seconds * 1000:>9.0f}" for seconds in shown))
    lines.append(f"the readers' own processor time: {crowd.own:.1f} s of {crowd.seconds:.0f}")
    lines += [f"  {n} × {error}" for error, n in Counter(crowd.errors).most_common(5)]
    return "\n".join(lines)


def main() -> None:
    """Send a crowd to a server that runs already."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--address", action="append", required=True)
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--query", default="dataset=demo")
    options.add_argument("--think", type=float, default=THINK)
    asked = options.parse_args()
    print(told(asyncio.run(gather(asked.address, asked.readers, asked.seconds, asked.query, asked.think))))


if __name__ == "__main__":
    main()

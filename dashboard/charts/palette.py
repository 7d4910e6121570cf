"""The colours of the figures, light and dark; values from the visual direction, roles as names.

Belongs here: colours, and which department takes which. Does not belong here: fonts, sizes, Plotly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Palette:
    """Ink blue is money spent, an outline is money given, orange is what is missing.

    ``heat`` and ``heat_ink`` (the text on it) go from the lowest class to the class that meets the target.
    ``series`` are the department colours. ``on_*`` is the text colour on that fill.
    """

    name: Literal["light", "dark"]
    ink: str
    ink2: str
    ink3: str
    line: str
    grid: str
    paper: str
    surface: str
    executed: str
    executed_text: str
    on_executed: str
    executed_pale: str
    on_executed_pale: str
    shortfall: str
    shortfall_text: str
    on_shortfall: str
    shortfall_pale: str
    on_shortfall_pale: str
    neutral: str
    heat: tuple[str, str, str, str, str]
    heat_ink: tuple[str, str, str, str, str]
    series: tuple[str, ...]


LIGHT = Palette(
    name="light",
    ink="#1B2733",
    ink2="#56636F",
    ink3="#8A95A0",
    line="#D9DEE3",
    grid="#ECEFF1",
    paper="#FFFFFF",
    surface="#F3F5F6",
    executed="#173F58",
    executed_text="#173F58",
    on_executed="#FFFFFF",
    executed_pale="#8FA9BA",
    on_executed_pale="#1B2733",
    shortfall="#D8702A",
    shortfall_text="#A84710",
    on_shortfall="#1B2733",
    shortfall_pale="#E8B58C",
    on_shortfall_pale="#1B2733",
    neutral="#D3DADF",
    heat=("#9A4210", "#D27A3B", "#E6AC7E", "#F3D5BD", "#EAF0F3"),
    heat_ink=("#FFFFFF", "#1B2733", "#1B2733", "#1B2733", "#56636F"),
    series=("#173F58", "#A88220", "#5E9A97", "#75557A", "#8A95A0", "#3E6F3A"),
)

DARK = Palette(
    name="dark",
    ink="#E8EEF2",
    ink2="#A9B8C3",
    ink3="#71828E",
    line="#314250",
    grid="#1F2D38",
    paper="#0D161D",
    surface="#15212A",
    executed="#4A7894",
    executed_text="#8DB6CE",
    on_executed="#FFFFFF",
    executed_pale="#3E5E73",
    on_executed_pale="#E8EEF2",
    shortfall="#F7A264",
    shortfall_text="#F7A264",
    on_shortfall="#0D161D",
    shortfall_pale="#96602F",
    on_shortfall_pale="#FFFFFF",
    neutral="#3C4C58",
    heat=("#FFB57D", "#DB8140", "#9C5A2C", "#5A3B27", "#1B2B36"),
    heat_ink=("#0D161D", "#0D161D", "#FFFFFF", "#E8EEF2", "#A9B8C3"),
    # The same six hues as in light, each lifted until it stands 4:1 or more on the dark paper.
    series=("#8DB6CE", "#D9B44A", "#7FC0BC", "#B994BF", "#A9B8C3", "#83BC7E"),
)


def palette(theme: str | None) -> Palette:
    """The palette for a theme type (``"dark"`` or anything else = light)."""
    return DARK if theme == "dark" else LIGHT


def series_colours(
    ids: Sequence[str], colours: Palette, chosen: str | None = None, everyone: Sequence[str] = ()
) -> dict[str, str]:
    """Colour of each department: by its place in ``everyone``, all departments of the dataset in a fixed order, so
    that it does not change with the filter; without it by its place among the shown ones, sorted.

    Where two shown ones meet on a colour, the later one takes the next free. More than six: grey, and ink blue for the
    chosen one.
    """
    shown, n = sorted(set(ids)), len(colours.series)
    if len(shown) > n:
        return {i: colours.executed_text if i == chosen else colours.ink3 for i in shown}
    places = {one: place for place, one in enumerate(dict.fromkeys((*everyone, *shown)))}
    taken: dict[int, str] = {}
    for one in sorted(shown, key=lambda i: places[i]):
        free = next(place % n for place in range(places[one], places[one] + n) if place % n not in taken)
        taken[free] = one
    return {one: colours.series[place] for place, one in taken.items()}

"""Draw the logo: ``dashboard/static/logo.svg``, ``logo_dark.svg`` and ``favicon.svg``.

Belongs here: the mark's geometry and its word turned into outlines, so that no font is needed to show it. Does not
belong here: colours (the palette is the visual direction's). fontTools is not among the project's packages: run this
with an environment that has it.

Use: ``python tools/make_logo.py NotoSansCJK-Bold.ttc``
"""

from __future__ import annotations

import argparse
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "dashboard" / "static"
SIMPLIFIED = 2
WORD = "绩效分析"
HEIGHT = 32
MARK_WIDTH = 30
GAP = 12
FONT_SIZE = 22
#: The ideographic box of the source reaches from 0.88 above to 0.12 below the base line; this centres it.
BASE_LINE = HEIGHT / 2 + FONT_SIZE * (0.88 - 0.12) / 2


@dataclass(frozen=True)
class Ink:
    """Colours of one appearance: outline and word, executed, shortfall."""

    ink: str
    executed: str
    shortfall: str


LIGHT = Ink("#1B2733", "#173F58", "#D8702A")
#: The dark appearance takes the brighter blue that the palette keeps for small marks.
DARK = Ink("#E8EEF2", "#8DB6CE", "#F7A264")


def mark(ink: Ink, x: float, y: float, width: float, height: float) -> str:
    """Money given as an outline above money spent as a solid, its end missing."""
    stroke = height / 14
    bar = height * 0.42
    lower = y + height - bar
    spent = width * 0.68
    return (
        f'<rect x="{x + stroke / 2:g}" y="{y + stroke / 2:g}" width="{width - stroke:g}" height="{bar - stroke:g}" '
        f'fill="none" stroke="{ink.ink}" stroke-width="{stroke:g}"/>'
        f'<rect x="{x:g}" y="{lower:g}" width="{spent:g}" height="{bar:g}" fill="{ink.executed}"/>'
        f'<rect x="{x + spent:g}" y="{lower:g}" width="{width - spent:g}" height="{bar:g}" fill="{ink.shortfall}"/>'
    )


def outlines(font: Any) -> tuple[str, float]:
    """The word as one SVG path in font units, and its width."""
    pen = importlib.import_module("fontTools.pens.svgPathPen")
    transform = importlib.import_module("fontTools.pens.transformPen")
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    svg, advance = pen.SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}"), 0.0
    for character in WORD:
        glyph = glyphs[names[ord(character)]]
        glyph.draw(transform.TransformPen(svg, (1, 0, 0, 1, advance, 0)))
        advance += glyph.width
    return str(svg.getCommands()), advance


def main() -> None:
    """Write the three files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bold", type=Path)
    font = importlib.import_module("fontTools.ttLib").TTFont(parser.parse_args().bold, fontNumber=SIMPLIFIED)
    path, advance = outlines(font)
    scale = FONT_SIZE / font["head"].unitsPerEm
    start = MARK_WIDTH + GAP
    width = round(start + advance * scale)
    for name, ink in (("logo", LIGHT), ("logo_dark", DARK)):
        (STATIC / f"{name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
            f'viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{WORD}">{mark(ink, 0, 4, MARK_WIDTH, 24)}'
            f'<path transform="translate({start} {BASE_LINE:g}) scale({scale:g} {-scale:g})" fill="{ink.ink}" '
            f'd="{path}"/>'
            "</svg>\n",
            encoding="utf-8",
        )
    (STATIC / "favicon.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="8" fill="#FFFFFF"/>{mark(LIGHT, 6, 11, 52, 42)}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()

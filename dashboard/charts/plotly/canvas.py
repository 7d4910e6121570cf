"""The sheet every figure is drawn on: own template, fixed ranges, margins and heights in pixels, text helpers.

Belongs here: what all figures share on the Plotly side. Does not belong here: any chart kind, any word.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.charts.palette import Palette
from dashboard.strings import Words

#: A trace as Plotly's JSON has it.
Trace = dict[str, Any]
FONT = "'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
LABEL, AXIS, HEAD, CELL = 12.5, 12.0, 11.5, 10.8
ROW_COMPACT, ROW_READING, ROW_LEDGER = 25, 35, 41

# Shares of the font size; digits of the page font are all 0.555 wide, a little is added for bold. "A" (ambiguous:
# “ ” · — …) is full width in a Chinese font.
_WIDE, _PERCENT, _NARROW = 1.0, 0.94, 0.58


def escape(text: str) -> str:
    """Text from data as Plotly must get it: it reads pseudo-HTML in every label and hover box."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(text: str) -> str:
    """Escaped text in weight 700."""
    return f"<b>{escape(text)}</b>"


def text_width(text: str, size: float) -> float:
    """Estimated width in pixels at ``size`` px (Chinese 1 em, most other characters 0.58 em)."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return _WIDE
    return _PERCENT if character == "%" else _NARROW


def widest(texts: Sequence[str], size: float) -> float:
    """Width of the widest text, 0 for none."""
    return max((text_width(t, size) for t in texts), default=0.0)


def shorten(text: str, limit: float, size: float) -> str:
    """``text`` cut to ``limit`` pixels with an ellipsis; the full text belongs in the hover box."""
    if text_width(text, size) <= limit:
        return text
    while text and text_width(text + "…", size) > limit:
        text = text[:-1]
    return text + "…"


@dataclass(frozen=True)
class Style:
    """How to draw: colours, words, ``scale`` (1.5 on the wall), and whether the place is narrower than about 500 px."""

    palette: Palette
    w: Words
    scale: float = 1.0
    is_narrow: bool = False

    def px(self, n: float) -> float:
        return n * self.scale


class Drawing(go.Figure):  # type: ignore[misc] # Plotly has no types
    """A finished figure, kept as the plain dictionary that is sent to the browser.

    Plotly's own figure validates and copies every value on the way in and out: ten times the cost of drawing. What it
    would validate, the tests do for every kind of chart.
    """

    def __init__(self, drawn: dict[str, Any]) -> None:
        self._drawn = drawn

    def to_dict(self) -> dict[str, Any]:
        """The figure as Plotly's JSON has it; not a copy."""
        return self._drawn


def trace(kind: str, **properties: Any) -> Trace:
    """One trace as a plain dictionary; NumPy values become lists, NaN becomes null."""
    return {"type": kind, **{name: _plain(value) for name, value in properties.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value = value.tolist()
        return [None if math.isnan(one) else one for one in value] if value and isinstance(value[0], float) else value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def undimmed(opacity: float = 1.0) -> dict[str, Any]:
    """Keep marks as they are when one is selected: selection filters the page, it does not grey the figure."""
    return {"selected": {"marker": {"opacity": opacity}}, "unselected": {"marker": {"opacity": opacity}}}


@dataclass
class Canvas:
    """A figure in the making. Sizes given to the methods are unscaled pixels; positions are data or paper units."""

    style: Style
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0
    x: tuple[float, float] = (0, 1)
    y: tuple[float, float] = (0, 1)
    layout: dict[str, Any] = field(default_factory=dict)
    traces: list[Any] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        anchor: str = "left",
        size: float = LABEL,
        colour: str | None = None,
        is_bold: bool = False,
        dx: float = 0,
        dy: float = 0,
        xref: str = "x",
        yref: str = "y",
        is_markup: bool = False,
        angle: float = 0,
    ) -> None:
        """Write ``text`` (escaped unless ``is_markup``); ``dx``/``dy`` shift right/up by pixels."""
        shown = text if is_markup else escape(text)
        k = self.style.scale
        self.annotations.append(
            {
                "text": f"<b>{shown}</b>" if is_bold else shown,
                "x": x,
                "y": y,
                "xref": xref,
                "yref": yref,
                "xanchor": anchor,
                "yanchor": "middle",
                "xshift": dx * k,
                "yshift": dy * k,
                "showarrow": False,
                "textangle": angle,
                "borderpad": 0,
                "font": {"size": size * k, "color": colour or self.style.palette.ink},
            }
        )

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colour: str,
        *,
        width: float = 1,
        dash: str = "solid",
        xref: str = "x",
        yref: str = "y",
        layer: str = "below",
    ) -> None:
        """A straight rule."""
        self.shapes.append(
            {
                "type": "line",
                "x0": x0,
                "x1": x1,
                "y0": y0,
                "y1": y1,
                "xref": xref,
                "yref": yref,
                "layer": layer,
                "line": {"color": colour, "width": width * self.style.scale, "dash": dash},
            }
        )

    def rect(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        fill: str | None = None,
        edge: str | None = None,
        dash: str = "solid",
        opacity: float = 1,
        width: float = 1,
        xref: str = "x",
        yref: str = "y",
        layer: str = "below",
    ) -> None:
        """A rectangle with optional fill and edge."""
        self.shapes.append(
            {
                "type": "rect",
                "x0": x0,
                "x1": x1,
                "y0": y0,
                "y1": y1,
                "xref": xref,
                "yref": yref,
                "layer": layer,
                "opacity": opacity,
                "fillcolor": fill or "rgba(0,0,0,0)",
                "line": {
                    "color": edge or "rgba(0,0,0,0)",
                    "width": width * self.style.scale if edge else 0,
                    "dash": dash,
                },
            }
        )

    def rule(self, y: float, colour: str, *, width: float = 1) -> None:
        """A horizontal rule at data ``y`` over the whole figure, margins included (they are known in pixels only)."""
        k = self.style.scale
        stroke = {"color": colour, "width": width * k}
        common = {"type": "line", "y0": y, "y1": y, "xref": "paper", "yref": "y", "layer": "below", "line": stroke}
        self.shapes += [
            {**common, "x0": 0, "x1": 1},
            {**common, "xsizemode": "pixel", "xanchor": 0, "x0": -self.left * k, "x1": 0},
            {**common, "xsizemode": "pixel", "xanchor": 1, "x0": 0, "x1": self.right * k},
        ]

    def legend(self, items: Sequence[tuple[str, str, str]], *, y_px: float, left_px: float = 0) -> None:
        """A one-line key above the plot: (glyph, colour, text) from the left; ``y_px`` above the plot's top."""
        at = left_px
        for glyph, colour, text in items:
            if glyph:
                self.text(glyph, 0, 1, xref="paper", yref="paper", dx=at, dy=y_px, size=14, colour=colour)
                at += 15
            self.text(text, 0, 1, xref="paper", yref="paper", dx=at, dy=y_px, size=HEAD, colour=self.style.palette.ink2)
            at += text_width(text, HEAD) + 14

    def figure(self) -> go.Figure:
        """The finished figure."""
        k, p = self.style.scale, self.style.palette
        axis = {"visible": False, "fixedrange": True, "zeroline": False, "showgrid": False, "automargin": False}
        layout = {
            "template": template(p, k),
            "height": round(self.height * k),
            "margin": {
                "l": self.left * k,
                "r": self.right * k,
                "t": self.top * k,
                "b": self.bottom * k,
                "pad": 0,
                "autoexpand": False,
            },
            "xaxis": {**axis, "range": list(self.x), **self.layout.pop("xaxis", {})},
            "yaxis": {**axis, "range": list(self.y), **self.layout.pop("yaxis", {})},
            "annotations": self.annotations,
            "shapes": self.shapes,
            **self.layout,
        }
        return Drawing({"data": self.traces, "layout": layout})

    def ticks(self, values: Sequence[float], texts: Sequence[str], *, y_px: float = -14) -> None:
        """Tick texts under the plot, as annotations so that they neither clip nor move the margins."""
        for value, text in zip(values, texts, strict=True):
            self.text(text, value, 0, yref="paper", anchor="center", dy=y_px, size=AXIS, colour=self.style.palette.ink2)

    def baseline(self) -> None:
        """The axis line at the foot of the plot."""
        self.line(0, 0, 1, 0, self.style.palette.line, xref="paper", yref="paper")


def template(p: Palette, k: float) -> dict[str, Any]:
    """The own template: page font, transparent ground, no legend, hover box in page colours."""
    return {
        "layout": {
            "font": {"family": FONT, "size": LABEL * k, "color": p.ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "barmode": "overlay",
            "hoverlabel": {
                "bgcolor": p.paper,
                "bordercolor": p.line,
                "align": "left",
                "namelength": 0,
                "font": {"family": FONT, "size": 13 * k, "color": p.ink},
            },
        }
    }


def empty(style: Style) -> go.Figure:
    """The figure of a chart without rows: one grey sentence, low."""
    canvas = Canvas(style, height=56)
    canvas.text(
        style.w("charts.empty"), 0, 0.5, xref="paper", yref="paper", size=LABEL, colour=style.palette.ink2, dx=2
    )
    return canvas.figure()


HOVER = "%{hovertext}<extra></extra>"

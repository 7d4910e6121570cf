"""The heat map of rates: entity × year with every value printed.

Belongs here: its Plotly form, wide and turned for narrow places. Does not belong here: the class limits.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
    CELL,
    HOVER,
    Canvas,
    Style,
    bold,
    escape,
    shorten,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.specs.rates import HeatCell, HeatMap

ROW = 21.5
HEAD = 20
FEWEST = 12  # columns the width is shared among at least, so that five departments do not get bars for cells


def heat_map(spec: HeatMap, s: Style) -> go.Figure:
    """Columns = entities, rows = years; turned (rows = entities) when narrow."""
    p, w = s.palette, s.w
    years = sorted(spec.years)
    latest = years[-1] if years else None
    turned = s.is_narrow
    across, down = (len(years), len(spec.columns)) if turned else (len(spec.columns), len(years))
    column_of = {c.id: i for i, c in enumerate(spec.columns)}
    names = {c.id: c.name for c in spec.columns}
    row_of = {year: i for i, year in enumerate(years)}
    shown = [c for c in spec.cells if c.entity_id in column_of and c.year in row_of]
    place = {c.id: _place(c, column_of, row_of, turned=turned) for c in shown}

    labels = [shorten(c.name if turned else c.label, 110, AXIS) for c in spec.columns]
    left = widest(labels, AXIS) + 12 if turned else 45.0
    # Heads of more than two Chinese characters stand upright when there are many columns.
    is_upright = not turned and across > FEWEST and widest(labels, AXIS) > 2.5 * AXIS
    head = widest(labels, AXIS) + 8 if is_upright else HEAD
    reach = across if turned else max(across, FEWEST)
    c = Canvas(
        s,
        height=head + down * ROW + 4,
        left=left,
        right=2,
        top=head,
        bottom=4,
        x=(-0.5, reach - 0.5),
        y=(down - 0.5, -0.5),
    )
    grid = np.full((down, across), np.nan)
    for cell in shown:
        if cell.rate is not None:
            x, y = place[cell.id]
            grid[y, x] = spec.heat_class(cell.rate)
    c.traces.append(
        trace(
            "heatmap",
            z=grid,
            x=np.arange(across),
            y=np.arange(down),
            zmin=-0.5,
            zmax=4.5,
            colorscale=[[at, colour] for i, colour in enumerate(p.heat) for at in (i / 5, (i + 1) / 5)],
            showscale=False,
            xgap=1.6 * s.scale,
            ygap=1.6 * s.scale,
            hoverinfo="skip",
            name="classes",
        )
    )
    c.traces.append(
        trace(
            "scatter",
            x=np.array([place[cell.id][0] for cell in shown]),
            y=np.array([place[cell.id][1] for cell in shown]),
            mode="markers",
            marker={"symbol": "square", "size": 20 * s.scale, "color": p.paper, "opacity": 0},
            customdata=[cell.id for cell in shown],
            hovertext=[
                w(
                    "charts.hover_heat",
                    name=bold(names[cell.entity_id]),
                    year=cell.year,
                    rate=escape(formats.rate(cell.rate, spec.target)),
                )
                for cell in shown
            ],
            hovertemplate=HOVER,
            name="cells",
            **undimmed(0),
        )
    )
    rates = {place[cell.id]: cell.rate for cell in shown}
    values = [
        (x, y, rates.get((x, y)), (years[x] if turned else years[y]) == latest)
        for x in range(across)
        for y in range(down)
    ]
    printed = [formats.rate_number(value, spec.target) for _, _, value, _ in values]
    inks = [p.ink3 if v is None else p.heat_ink[spec.heat_class(v)] for _, _, v, _ in values]
    for ink in dict.fromkeys(inks):
        # Text traces: 240 annotations made 26,000 changes to the page at each drawing, these 15,000. One a colour:
        # only a single colour can be kept when a cell is selected, else Plotly greys all other figures.
        kept = [i for i, colour in enumerate(inks) if colour == ink]
        c.traces.append(
            trace(
                "scatter",
                x=np.array([values[i][0] for i in kept]),
                y=np.array([values[i][1] for i in kept]),
                mode="text",
                text=[f"<b>{printed[i]}</b>" if values[i][3] else printed[i] for i in kept],
                textfont={"size": CELL * s.scale, "color": ink},
                selected={"textfont": {"color": ink}},
                unselected={"textfont": {"color": ink}},
                hoverinfo="skip",
                cliponaxis=False,
                name="values",
            )
        )
    for i, label in enumerate(labels):
        if turned:
            c.text(label, 0, i, xref="paper", anchor="right", dx=-8, size=AXIS)
        else:
            angle = -90 if is_upright else 0
            c.text(label, i, 1, yref="paper", anchor="center", dy=head / 2, size=AXIS, angle=angle)
    for i, year in enumerate(years):
        is_bold = year == latest
        ink = p.ink if is_bold else p.ink2
        if turned:
            c.text(str(year), i, 1, yref="paper", anchor="center", dy=10, size=AXIS, colour=ink, is_bold=is_bold)
        else:
            c.text(str(year), 0, i, xref="paper", anchor="right", dx=-5, size=AXIS, colour=ink, is_bold=is_bold)
    return c.figure()


def _place(cell: HeatCell, column_of: dict[str, int], row_of: dict[int, int], *, turned: bool) -> tuple[int, int]:
    x, y = column_of[cell.entity_id], row_of[cell.year]
    return (y, x) if turned else (x, y)

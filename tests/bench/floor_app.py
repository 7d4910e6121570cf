"""The floor: what Streamlit and Plotly need for a page with the overview's elements when nothing is computed.

Five key figures, five charts with as many marks and labels as the overview's, its popovers, and one multiselect that
changes every value. Figures are plain dictionaries: the cheapest way Plotly offers.
"""

import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
rows = [f"row {i}" for i in range(8)]


def label(x: float, y: float, text: str) -> dict[str, object]:
    return {"x": x, "y": y, "text": text, "showarrow": False, "xref": "paper", "font": {"size": 12}}


with st.container(horizontal=True):
    st.markdown("title")
    with st.popover("filter"):
        chosen = st.multiselect("district", [f"d{i}" for i in range(10)], select_all=False)
        for name in "abcde":
            st.selectbox(name, range(30))
    with st.popover("settings"):
        for name in "xyz":
            st.segmented_control(name, [1, 2, 3])
    st.popover("views")
    st.popover("findings")
step = len(chosen) + 1
st.markdown(f"## headline {step}")
for column, name in zip(st.columns(5), "abcde", strict=True):
    column.metric(name, step)
    column.markdown(f":gray[:small[{step}]]")
for column, name in zip(st.columns(2), ("who", "why"), strict=True):
    with column:
        with st.container(horizontal=True):
            st.markdown(f"##### {name} {step}")
            for button in ("source", "data", "files"):
                st.popover(button, key=f"{name}-{button}")
        bars = [{"type": "bar", "x": [i * step for i in range(8)], "y": rows, "orientation": "h"} for _ in range(3)]
        notes = [label(1, i % 8, f"{i * step}") for i in range(26)]
        layout = {"annotations": notes, "height": 240, "barmode": "overlay"}
        st.plotly_chart(go.Figure({"data": bars, "layout": layout}), key=name, theme=None, on_select="rerun")
xs, ys = [i % 30 for i in range(240)], [i // 30 for i in range(240)]
with st.container(horizontal=True):
    st.markdown(f"##### heat {step}")
    for button in ("source", "data", "files"):
        st.popover(button, key=f"heat-{button}")
heat = [
    {"type": "heatmap", "z": [[x * step for x in range(30)] for _ in range(8)]},
    {"type": "scatter", "x": xs, "y": ys, "mode": "markers", "opacity": 0},
    {"type": "scatter", "x": xs, "y": ys, "mode": "text", "text": [f"{i + step}" for i in range(240)]},
]
layout = {"annotations": [label(0, i % 8, f"{i}") for i in range(38)], "height": 200}
st.plotly_chart(go.Figure({"data": heat, "layout": layout}), key="heat", theme=None, on_select="rerun")
for name, points, notes, rules in (("trends", 90, 41, 20), ("movers", 30, 66, 14)):
    with st.container(horizontal=True):
        st.markdown(f"##### {name} {step}")
        for button in ("source", "data", "files"):
            st.popover(button, key=f"{name}-{button}")
    xs, ys = list(range(points)), [i * step % 7 for i in range(points)]
    marks = [{"type": "scatter", "x": xs, "y": ys, "mode": mode} for mode in ("lines", "markers")]
    layout = {
        "annotations": [label(i % 10 / 10, i % 8, f"{i + step}") for i in range(notes)],
        "shapes": [{"type": "line", "x0": 0, "x1": i, "y0": i % 7, "y1": i % 7} for i in range(rules)],
        "height": 290,
    }
    st.plotly_chart(go.Figure({"data": marks, "layout": layout}), key=name, theme=None, on_select="rerun")

"""大屏: six slides of the current filters, one after the other, for a screen nobody touches.

Belongs here: which slide is shown, the line above it, going on and leaving. Does not belong here: what a slide shows
(the other ``wall_*`` views), time, keys and size (``components.wall_stage``).
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.components.address import change, go
from dashboard.components.text import escape_markdown
from dashboard.components.wall_stage import PACES, wall_stage, wall_style
from dashboard.context import Context
from dashboard.labels import dataset_label, filters_text
from dashboard.stories.facts import Facts
from dashboard.views.wall_findings import findings_slide
from dashboard.views.wall_money import overview_slide
from dashboard.views.wall_rates import execution_slide
from dashboard.views.wall_scores import scores_slide
from dashboard.views.wall_words import low_slide, reasons_slide

_DEFAULT_PACE = 20
SLIDES: tuple[tuple[str, Callable[[Facts], None]], ...] = (
    ("overview", overview_slide),
    ("execution", execution_slide),
    ("scores", scores_slide),
    ("low", low_slide),
    ("reasons", reasons_slide),
    ("findings", findings_slide),
)


def render(context: Context) -> None:
    """Draw one slide."""
    w, address = context.w, context.address
    numbers = tuple(str(n + 1) for n in range(len(SLIDES)))
    place = int(address.value("slide", "1", numbers)) - 1
    name, draw = SLIDES[place]
    pace = int(address.value("wall_pace", str(_DEFAULT_PACE), {str(p) for p in PACES}))

    def step(asked: str) -> None:
        if asked == "exit":
            # The page and everything that was open on it stand in the address still.
            page = address.value("wall_from", "overview")
            is_page = page in st.session_state["address_pages"] and page != "wall"
            go(page if is_page else "overview",
               slide=None, wall_pace=None, wall_from=None)  # fmt: skip
        if asked.startswith("pace:"):
            change(wall_pace=asked.removeprefix("pace:"))
            return
        follows = {"next": place + 1, "previous": place - 1, "first": 0, "last": len(SLIDES) - 1}
        change(slide=numbers[follows.get(asked, place) % len(SLIDES)])

    wall_style()
    with st.container(key="wall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center",
                          key="wall-top", wrap=False):  # fmt: skip
            said = w(
                "wall.top",
                page=w(f"wall.name_{name}"),
                filters=filters_text(w, address, context.choices),
                dataset=dataset_label(w, context.dataset),
            )
            st.markdown(f":gray[{escape_markdown(said)}]", width="stretch")
            with st.container(width="content"):
                wall_stage(w, place=f"{place + 1} / {len(SLIDES)}", seconds=pace, on_step=step)
        # The slide's own key: nothing of the last slide is taken over, and the new one comes in as a whole.
        with st.container(key=f"wall-slide-{place + 1}"):
            draw(Facts(context))
        st.markdown(f":gray[{escape_markdown(_foot(context))}]")


def _foot(context: Context) -> str:
    stamp = context.stamp()
    return context.w("wall.foot", source=stamp.source, dataset=stamp.dataset_label, build_id=stamp.build_id)

"""The fund that a report with no name in its title tells of: 2022年我县甲补助资金共计1500万元.

Belongs here: finding it where there is one only. Does not belong here: names in titles (``title_names``), projects of
lists (``register``).
"""

from __future__ import annotations

import re

from etl.read.prose import table_words
from etl.read.prose.model import Document
from etl.read.prose.title import PROJECT, Title


def learn(document: Document, title: Title) -> Title:
    """The title, with its project where the text states the whole of one fund and of no second."""
    is_of_fund = title.scope == PROJECT and table_words.match("fund", "titles", title.text)
    if title.projects or title.has_many_departments or not is_of_fund:
        return title
    pieces = (piece for line in document.lines[title.lines :] for piece in re.split("[。；;]", line.norm.text))
    told = {found["name"] for piece in pieces if (found := table_words.match("fund", "told", piece))}
    if len(told) == 1:
        title.projects = list(told)
    return title

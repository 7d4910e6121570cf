"""Reads inputs as they really come: official forms and flat tables, of any usual spreadsheet format, into flat rows.

Belongs here: hostile files refused, cells, amounts, layouts found by their labels, profiles. Does not belong here:
identity across files, what is in service, publishing. Everything here is pure but ``run`` (starts the reading process)
and ``rows`` (writes the CSV).
"""

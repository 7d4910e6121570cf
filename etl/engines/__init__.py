"""Where the rows of a build are worked on: one adapter per engine, each running the same expressions.

``base.Engine`` is what a build asks of an engine; ``duck`` runs it inside the snapshot's own database, ``spark`` on a
cluster (``session`` opens it, ``spark_relations`` holds its rows). Does not belong here: a rule, a computed column, a
check — these are Ibis expressions of ``etl.validate``, ``etl.rules``, ``etl.model`` and ``etl.checks``.
"""

"""Files that leave the dashboard for a meeting or a desk.

Belongs here: content from answers, and its Office form. Does not belong here: asking (``dashboard.metrics``), buttons
(the views), CSV (``dashboard.components.csv_file``).
"""

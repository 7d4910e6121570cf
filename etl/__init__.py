"""Extract, check, model and publish: the only writer of the warehouse. Knows nothing of the dashboard."""

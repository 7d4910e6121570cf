"""The dashboard: reads one published snapshot, read-only."""

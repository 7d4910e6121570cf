"""Timings with their limits, measured in the same run: ``make bench``."""

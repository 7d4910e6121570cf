"""Reads reports in prose: loaders to one model, tokens, figures with roles, subjects, rows, the gate.

Belongs here: one idea a module (``read`` is the entrance). Does not belong here: spreadsheets, processes and limits.
"""

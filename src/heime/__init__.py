"""Heime: digital home follow-up, from a measurement at home to a case on the team's worklist."""

__version__ = "0.1.0"

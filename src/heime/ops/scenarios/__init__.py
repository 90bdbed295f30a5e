"""Scenario files (format heime-scenario/1): read, replayed through the clinical core, compared."""

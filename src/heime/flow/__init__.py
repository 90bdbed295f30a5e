"""The story: what happens to a measurement, one verb per file, one transaction per verb."""

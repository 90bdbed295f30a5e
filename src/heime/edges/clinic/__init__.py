"""The staff web: the worklist and the case page."""

"""Pages for those who run the service and see nobody in it: figures, operation, who sees what."""

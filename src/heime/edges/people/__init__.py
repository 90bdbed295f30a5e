"""People and who may see them: for every role that reaches somebody, and for themselves."""

"""The log: a person's own in plain words, and the pages of those who review a municipality's."""

"""Who has the list now, when it is open, and where people are told that something waits."""

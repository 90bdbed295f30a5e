"""The overview: what the team's work has been like, counted within what the reader reaches."""

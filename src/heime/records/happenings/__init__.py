"""What happened to a person, and what staff entered for them: beside the readings, never in them."""

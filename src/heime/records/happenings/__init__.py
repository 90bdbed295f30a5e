"""What happened to a person, and what staff entered: beside the readings, never in them."""

"""One person in one view, and what staff enter about them."""

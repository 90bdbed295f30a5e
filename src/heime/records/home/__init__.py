"""What comes from a person's own phone or tablet, and what it was told in return."""

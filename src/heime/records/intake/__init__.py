"""How somebody comes into a follow-up, is away from it, and leaves it."""

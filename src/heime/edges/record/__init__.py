"""The person's own record: a copy of everything, corrections, and decisions to erase."""

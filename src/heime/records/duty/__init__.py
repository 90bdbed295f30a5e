"""Who has it now: opening hours, shifts, who is on call, what has climbed, what was handed over."""

"""What was done and seen, by whom. Written in the transaction it describes, never changed."""

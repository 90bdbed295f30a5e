"""What patient, next of kin, team and GP write to each other: the pages."""

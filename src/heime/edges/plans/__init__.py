"""The pages about plans: written with what-if beside, compared, laid before a doctor and signed."""

"""What is added to, taken out of, and let go from what is kept."""

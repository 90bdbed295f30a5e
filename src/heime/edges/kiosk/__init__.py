"""The team's page of the tablets and phones that send for somebody."""

"""What the service knows and decides. No framework, clock, disk, network or randomness."""

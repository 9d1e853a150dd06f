"""What happens around the actors: scenario, network, time, and the run that comes of it."""

"""Scenario, network, time and the run that comes of them."""

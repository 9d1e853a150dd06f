"""Experiments: many runs whose numbers can be trusted, closed forms to hold them against, and
a numpy twin of the simulator for millions of clients.

Each module is imported from where it is needed: `from simulator.lab.experiment import replicate`.
"""

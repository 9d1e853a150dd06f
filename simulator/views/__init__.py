"""Pictures, diagrams and traces: pure functions of the event log.

Each module holds one view; import it from there, so that only what is drawn with
matplotlib loads it: `from simulator.views.timeline import timeline`.
"""

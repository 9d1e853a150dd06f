"""Grades a class: our own checks on each learner's answers, each in a process of its own."""

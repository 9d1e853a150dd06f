"""Set-up: dependency lists, launcher, Makefile, and what may stand in a file of the project."""

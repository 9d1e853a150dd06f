"""Tests of simulator.jose."""

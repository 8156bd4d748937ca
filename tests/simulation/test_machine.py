"""Hypothesis looks for steps that break an invariant."""

from tests.simulation.machine import AnyStep

TestAnyStep = AnyStep.TestCase

"""Our gamma and Student-t against SciPy's."""

from __future__ import annotations

import math

import pytest

from simulator.lab.distributions import gamma_cdf, student_cdf, student_quantile

special = pytest.importorskip("scipy.special", reason="SciPy is not installed")


@pytest.mark.parametrize("k", [1, 2, 5, 40, 400])
@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 1.0, 1.1, 2.0, 10.0])
def test_gamma(k, share):
    x = k * share
    assert gamma_cdf(k, x) == pytest.approx(special.gammainc(k, x), rel=1e-9, abs=1e-14)


def test_gamma_at_its_ends():
    assert gamma_cdf(3, 0) == gamma_cdf(3, -5) == 0
    assert gamma_cdf(0, 1) == 1


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 30, 1001])
@pytest.mark.parametrize("t", [-4.0, -0.5, 0.0, 1.0, 12.0])
def test_student(freedom, t):
    assert student_cdf(t, freedom) == pytest.approx(special.stdtr(freedom, t), abs=1e-12)


@pytest.mark.parametrize("freedom", [1, 2, 9, 200])
@pytest.mark.parametrize("share", [0.0005, 0.5, 0.9, 0.975, 0.99995])
def test_student_backwards(freedom, share):
    expected = special.stdtrit(freedom, share)
    assert student_quantile(share, freedom) == pytest.approx(expected, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize(("share", "freedom"), [(0, 5), (1, 5), (0.5, 0), (math.nan, 3)])
def test_what_is_no_share(share, freedom):
    with pytest.raises(ValueError, match="between 0 and 1"):
        student_quantile(share, freedom)

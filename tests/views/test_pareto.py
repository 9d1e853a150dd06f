"""The front, by hand; names that can be read."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from matplotlib.transforms import Bbox

from simulator.views.pareto import Choice, front, pareto

PRESETS: list[dict[str, Any]] = [
    {"name": "strict", "exposure": 60.0, "logins": 40.0},
    {"name": "quick", "exposure": 150.0, "logins": 7.0},
    {"name": "slow", "exposure": 150.0, "logins": 14.0},
    {"name": "easy", "exposure": 1800.0, "logins": 0.5},
    {"name": "lazy", "exposure": 3600.0, "logins": 0.5},
]


def picture(**more):
    return pareto(PRESETS, "exposure", "logins", units={"exposure": "s"}, **more)


def test_title_and_text():
    found = picture(labels={"logins": "forced logins"})
    assert found.title == "Nothing beats strict, quick and easy; two others cost more than need be"
    assert found.alt == (
        "5 choices by two costs: exposure, then forced logins; less is better. Nothing beats"
        " strict (1 min; 40), quick (2 min 30 s; 7) and easy (30 min; 0.5). Beaten: slow"
        " (2 min 30 s; 14) and lazy (1 h; 0.5)."
    )
    assert pareto(pd.DataFrame(PRESETS), "exposure", "logins").title == found.title


def test_where_everything_has_its_price():
    rows = [{"name": "a", "x": 1, "y": 2}, {"name": "b", "x": 2, "y": 1}]
    assert pareto(rows).title == "Each has its price: nothing beats a and b"


def test_the_front_against_its_definition():
    random.seed(5)
    choices = [Choice(str(n), random.randrange(8), random.randrange(8)) for n in range(40)]
    best = front(choices)
    assert best
    for choice in choices:
        better = [
            o
            for o in choices
            if (o.x <= choice.x and o.y < choice.y) or (o.x < choice.x and o.y <= choice.y)
        ]
        assert (choice in best) == (not better)  # fmt: skip
    assert [choice.x for choice in best] == sorted(choice.x for choice in best)


def test_beaten_points_are_hollow_and_of_another_shape():
    axes = picture().figure.axes[0]
    looks = [(line.get_marker(), line.get_markerfacecolor()) for line in axes.lines
             if line.get_marker() in ("o", "D")]  # fmt: skip
    assert [marker for marker, _ in looks].count("o") == 3
    assert {fill for marker, fill in looks if marker == "D"} == {"white"}


def test_intervals_are_drawn_where_the_table_has_them():
    plain = len(picture().figure.axes[0].collections)
    rows = [{**row, "logins_low": row["logins"] - 0.1, "logins_high": row["logins"] + 0.1}
            for row in PRESETS]  # fmt: skip
    assert len(pareto(rows, "exposure", "logins").figure.axes[0].collections) == plain + 5
    rows = [{**row, "logins_half_width": 0.1} for row in PRESETS]
    assert len(pareto(rows, "exposure", "logins").figure.axes[0].collections) == plain + 5


def test_names_lie_on_no_other_name():
    random.seed(3)
    rows = [{"name": f"choice {n}", "x": random.random(), "y": random.random()} for n in range(12)]
    drawn = pareto(rows)
    drawn.octets()
    boxes = [t.get_window_extent() for t in drawn.figure.axes[0].texts]
    assert len(boxes) == 12
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


@pytest.mark.parametrize("costs", [(0, 0), (1, 1e6), (5, 5)])
def test_any_span_of_costs(costs):
    rows = [{"name": f"c{n}", "x": cost, "y": cost} for n, cost in enumerate(costs)]
    for unit in ("", "s"):
        assert pareto(rows, units={"x": unit, "y": unit}).octets().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_told():
    with pytest.raises(ValueError, match="logins of strict is None, which is no number"):
        pareto([{**PRESETS[0], "logins": None}], "exposure", "logins")
    with pytest.raises(ValueError, match="no column 'cost'"):
        pareto(PRESETS, "exposure", "cost")


def test_names_lie_on_no_step_and_intervals_end_within_the_axes():
    rows: list[dict[str, Any]] = [
        {"name": "no rotation", "x": 0.0, "y": 57.0, "y_half_width": 15.0},
        {"name": "sliding", "x": 0.9, "y": 8.0, "y_half_width": 2.7},
        {"name": "absolute", "x": 5.8, "y": 7.9, "y_half_width": 2.7},
        {"name": "short", "x": 13.0, "y": 0.0, "y_half_width": 0.0},
    ]
    drawn = pareto(rows)
    drawn.octets()
    axes = drawn.figure.axes[0]
    assert axes.get_ylim()[1] >= 57 + 15
    boxes = [text.get_window_extent() for text in axes.texts]
    for one, other in pairwise(rows):
        for ends in (
            ((one["x"], one["y"]), (other["x"], one["y"])),
            ((other["x"], one["y"]), (other["x"], other["y"])),
        ):
            step = Bbox(axes.transData.transform(ends))
            # A hair's breadth, since a line without width overlaps nothing.
            step = step.padded(0.5)
            assert not any(box.overlaps(step) for box in boxes)

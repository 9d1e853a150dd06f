"""The matrix: its marks and numbers are those of the results."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from simulator.attacks import ATTACKS, HONEST, Comparison, attack_range, compare
from simulator.attacks.verifiers import COLUMNS, STRICT, ours, reads_only
from simulator.views.matrix import MARKS, matrix
from simulator.views.picture import Picture


@pytest.fixture(scope="module")
def result() -> Comparison:
    return compare(COLUMNS, seed=11)


@pytest.fixture(scope="module")
def picture(result) -> Picture:
    return matrix(result)


def drawn(picture: Picture) -> Counter[str]:
    """How often each mark is in the picture."""
    found: Counter[str] = Counter()
    for axes in picture.figure.axes:
        for line in axes.lines:
            if line.get_label() in MARKS:
                places: Any = line.get_xdata()
                found[str(line.get_label())] += len(places)
    return found


def words(picture: Picture) -> list[str]:
    return [text.get_text() for axes in picture.figure.axes for text in axes.texts]


def test_every_token_has_a_mark_for_every_verifier(result, picture):
    marks = Counter(row.mark for one in result.columns() for row in one.rows)
    assert drawn(picture) == marks


def test_every_token_has_its_name_once(picture):
    said = Counter(words(picture))
    assert all(said[name] == 1 for name in (*ATTACKS, *HONEST))


def test_the_numbers_stand_below(result, picture):
    said = words(picture)
    for heading, number in {
        "forged refused": "forged_refused",
        "honest accepted": "honest_accepted",
        "score": "score",
    }.items():
        start = said.index(heading) + 1
        expected = [str(getattr(one, number)) for one in result.columns()]
        assert said[start : start + len(expected)] == expected


def test_alt_text_and_title_tell_the_finding(result, picture):
    for one in result.columns():
        entered = one.forged - one.forged_refused
        assert f"{one.name}: {entered or 'none'} of {one.forged} forged tokens" in picture.alt
    assert picture.title == (
        f"Of {len(ATTACKS)} forged tokens “reads only” lets in"
        f" {len(ATTACKS) - result['reads only'].forged_refused}, “simulator.jose” none"
    )


def test_one_verifier(tmp_path):
    picture = matrix(attack_range(ours, seed=11, name="mine"))
    assert picture.title == (
        f"mine: none of {len(ATTACKS)} forged tokens get in,"
        f" none of {len(HONEST)} honest ones are turned away"
    )
    assert "by 1 verifiers" not in picture.alt
    picture.save(tmp_path / "one.svg")


def test_many_verifiers_stand_in_one_block():
    picture = matrix(compare({f"number {n}": reads_only for n in range(14)}, seed=11))
    assert len(picture.figure.axes) == 1


def test_nothing_is_drawn_beyond_the_paper():
    """Names of verifiers and tokens fit, long ones too."""
    names: dict[str, Any] = {"a verifier with a rather long name": STRICT, "b": reads_only}
    picture = matrix(compare(names, seed=11))
    figure = picture.figure
    renderer: Any = figure.canvas.get_renderer()
    width, height = figure.bbox.width, figure.bbox.height
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent(renderer)
            assert box.x0 >= 0, text
            assert box.x1 <= width, text
            assert box.y0 >= 0, text
            assert box.y1 <= height, text


def test_shapes_differ_as_colours_do():
    assert len({shape.marker for shape in MARKS.values()}) == len(MARKS)

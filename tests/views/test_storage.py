"""The matrix of attacks and ways to keep a login."""

from __future__ import annotations

from simulator.browser import ATTACKS, bff, local_storage, try_all
from simulator.views.storage import LOOKS, storage


def test_title_text_and_cells_say_what_it_shows() -> None:
    picture = storage(try_all([local_storage(), bff()], [ATTACKS[1], ATTACKS[3]]))
    assert picture.title == (
        "Something is stolen in 1 of two ways; a script acts in the page in every one"
    )
    assert "Script listens, Mallory waits: localStorage stolen (+3 h 30 min)." in picture.alt
    assert "Script acts in the page: localStorage acted and BFF acted." in picture.alt
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "+3 h 30 min" in words
    assert words.count("while open") == 2


def test_every_outcome_has_a_shape_of_its_own() -> None:
    assert len({look.shape.marker for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.hatch for look in LOOKS.values()}) == len(LOOKS)


def test_nothing_at_all() -> None:
    picture = storage(try_all([bff()], [ATTACKS[0]]))
    assert "nothing anywhere" in picture.alt
    assert "none of one way" in picture.title

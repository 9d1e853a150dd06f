"""The slides of one notebook: what is on them, what the speaker reads, and what never is there."""

from __future__ import annotations

import base64
import struct

import pytest

from course.builder.teaching.workshops import Block
from tests.builder.sources import EXERCISE, read
from tests.publishing.course_copy import LOOKUPS, PICTURE, PIXEL, SLUG, WHOLE, notebooks
from tools.publishing.deck import Deck
from tools.publishing.slide import SlideError

BLOCK = Block(notebook="06", minutes=20, exercises=["06.client"])


def deck(text=WHOLE, block=BLOCK, executed=None):
    solved = executed or notebooks(text)[1]
    return Deck(read(text, f"{SLUG}.py"), solved, LOOKUPS, block).made()


def slide(title, **kwargs):
    (found,) = [each for each in deck(**kwargs) if each.title == title]
    return found


def notes(found):
    return "\n".join(note for each in found for note in each.notes)


def body(found):
    return "\n".join(found.parts)


def test_the_talk_follows_the_notebook():
    assert [each.title for each in deck()] == [
        "How does it travel?",
        "One finding",
        "Your turn: write it",
        "Which is it?",
        "Key points",
    ]


def test_a_picture_comes_from_the_executed_notebook_and_without_code():
    found = slide("One finding")
    assert 'alt="Ada logs in twice"' in body(found)
    assert "show" not in body(found)
    assert "<code>here</code>" in body(found)


def test_code_that_draws_nothing_is_shown_with_what_it_prints_and_without_imports():
    executed = notebooks()[1]
    cell = next(cell for cell in executed.cells if "show(" in cell.source)
    cell.outputs[0].data = {"text/plain": "printed"}
    found = body(slide("One finding", executed=executed))
    assert "printed" in found
    assert "picture" in found
    assert "import" not in found


def test_long_code_gives_way_to_what_it_prints():
    text = WHOLE.replace('show("picture")\n', 'show("picture")\n' + "print(1)\n" * 13)
    executed = notebooks(text)[1]
    cell = next(cell for cell in executed.cells if "show(" in cell.source)
    cell.outputs[0].data = {"text/plain": "printed"}
    assert "print(" not in body(slide("One finding", text=text, executed=executed))
    cell.outputs = []
    with pytest.raises(SlideError, match=rf"{SLUG}.py:\d+: more than 12 lines of code"):
        deck(text, executed=executed)


def test_an_exercise_tells_task_minutes_and_place_and_never_its_solution():
    found = slide("Your turn: write it")
    for piece in ("Return the token.", "8 minutes", f"notebooks/{SLUG}.ipynb", "A picture"):
        assert piece in body(found)
    assert "your turn" in body(found)
    assert "letter" not in body(found)


def test_an_exercise_that_is_not_in_the_plan_has_no_slide():
    block = Block(notebook="06", minutes=20)
    assert "Your turn: write it" not in [each.title for each in deck(block=block)]


def test_a_question_comes_before_its_answer():
    found = slide("Which is it?").parts
    assert "Who may read it?" in found[0]
    assert "So it is" not in found[0] + found[1]
    assert found[2].startswith('<div class="fragment')
    assert "So it is" in found[2]


def test_what_a_teacher_says_is_a_note_and_not_on_the_slide():
    assert "say nothing" in "".join(slide("One finding").notes)
    assert "Begin on time" in "".join(slide("How does it travel?").notes)
    assert "say nothing" not in "".join(body(each) for each in deck())


def test_sections_that_are_not_taught_have_no_slides():
    block = Block(notebook="06", minutes=20, sections=["What did you see?"])
    assert [each.title for each in deck(block=block)] == [
        "How does it travel?",
        "Which is it?",
        "Key points",
    ]


def test_a_notebook_that_is_older_than_its_source_is_told():
    executed = notebooks()[1]
    executed.cells = [cell for cell in executed.cells if "show(" not in cell.source]
    with pytest.raises(SlideError, match=r"06_travel\.py:\d+: not in the executed notebook"):
        deck(executed=executed)


REMARK = """
# %% [markdown] tags=["instructor"]
# - *twice*: They ask twice.
"""
LONG = "\n#\n".join(["# " + "A rule of nine words that all have to keep. " * 4] * 4)


def test_a_long_task_is_whole_in_smaller_letters_and_one_that_fits_nowhere_is_told():
    text = WHOLE.replace("# Return the token.", f"# Return the token.\n#\n{LONG}")
    found = body(slide("Your turn: write it", text=text))
    assert found.count("A rule of nine words") == 16
    assert "font-size: 24px" in found
    with pytest.raises(SlideError, match=rf"{SLUG}.py:\d+: the task is longer than a slide"):
        deck(text.replace(LONG, "\n#\n".join([LONG] * 3)))


def test_a_task_that_stands_above_its_title_is_on_the_slide():
    told = "### Your turn: write it\n#\n# Return the token."
    moved = "## To write\n#\n# Return the token.\n#\n# ### Your turn: write it"
    found = slide("Your turn: write it", text=WHOLE.replace(told, moved))
    assert "Return the token." in body(found)
    assert "###" not in body(found)


def test_remarks_about_an_exercise_that_is_not_in_the_plan_are_left_out():
    text = WHOLE.replace(EXERCISE, EXERCISE + REMARK)
    assert "They ask twice" in notes(deck(text))
    assert "They ask twice" not in notes(deck(text, Block(notebook="06", minutes=20)))


def test_a_part_of_a_notebook_has_the_first_paragraph_of_its_closing_remark():
    text = WHOLE.replace("# Begin on time.", "# Begin on time.\n#\n# 07 needs the signature.")
    part = Block(notebook="06", minutes=20, sections=["A picture"])
    assert "07 needs" in notes(deck(text))
    assert "07 needs" not in notes(deck(text, part))
    assert "Begin on time" in notes(deck(text, part))


def test_key_points_of_what_is_not_taught_are_left_out():
    text = WHOLE.replace("# - A token travels.", "# - A token travels.\n# - A key stays.")
    block = Block(notebook="06", minutes=20, skip_points=["A key"])
    found = body(slide("Key points", text=text, block=block))
    assert "A token travels" in found
    assert "A key" not in found


def test_a_tall_sequence_diagram_is_shown_closer_with_the_same_remarks():
    executed = notebooks()[1]
    cell = next(cell for cell in executed.cells if "show(" in cell.source)
    size = struct.pack(">II", 950, 900)
    png = base64.b64decode(PIXEL)
    tall = base64.b64encode(png[:16] + size + png[24:]).decode()
    shown = {"text/html": PICTURE.replace(PIXEL, tall), "text/plain": "[figure] Load"}
    cell.outputs[0].data = shown
    titles = [each.title for each in deck(executed=executed)]
    assert len([title for title in titles if "One finding" in title]) == 1
    cell.outputs[0].data = {**shown, "text/plain": "[figure] Sequence of requests by Ada."}
    found = [each for each in deck(executed=executed) if "One finding" in each.title]
    assert [(each.title, each.kind) for each in found] == [
        ("One finding", "tall picture"),
        ("One finding (1 of 3)", "closer at0 picture"),
        ("One finding (2 of 3)", "closer at50 picture"),
        ("One finding (3 of 3)", "closer at100 picture"),
    ]
    assert all("say nothing" in "".join(each.notes) for each in found)

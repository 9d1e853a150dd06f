"""The slides of a small course: what is on them, and what never is."""

from __future__ import annotations

import pytest

from course import registry
from course.builder.problems import AuthorError
from course.builder.teaching.workshops import Block, WorkshopError
from tests.builder.sources import read
from tests.publishing.course_copy import LOOKUPS, PLAN, SLUG, WHOLE, assets, course, notebooks
from tools import web_assets
from tools.publishing import slides
from tools.publishing.deck import Deck, SlideError, shortened

BLOCK = Block(notebook="06", minutes=20, exercises=["06.client"])


def deck(text=WHOLE, block=BLOCK, executed=None):
    solved = executed or notebooks(text)[1]
    return Deck(read(text, f"{SLUG}.py"), solved, LOOKUPS, block).made()


def slide(title, **kwargs):
    (found,) = [each for each in deck(**kwargs) if each.title == title]
    return found


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One two. Three four.", "One two. Three four."),
        ("One two three four five. Six seven.", "One two three four five."),
        ("One two.\n\nThree four five six.", "One two."),
        ("One two. These are they:\n\n- three\n- four", "One two."),
        ("", ""),
    ],
)
def test_a_task_is_cut_between_sentences(text, kept):
    assert shortened(text, most=5) == kept


def build(tmp_path, text=WHOLE, plan=PLAN):
    root = course(tmp_path / "course", text, plan)
    return slides.build(root, tmp_path / "slides", LOOKUPS, assets(tmp_path / "assets"))


def test_a_deck_is_one_page_with_its_plan_and_its_pauses(tmp_path):
    assert build(tmp_path) == ["short: 9 slides"]
    page = (tmp_path / "slides" / "short.html").read_text(encoding="utf-8")
    assert "<title>A token &amp; its way</title>" in page
    assert page.count("<section ") == 9
    assert "20 min" in page
    assert "<h2>Break</h2>" in page
    assert "http" not in page
    assert 'href="short.html"' in (tmp_path / "slides" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 25", "minutes: 30", "the blocks take 25 minutes, the day has 30"),
        ('notebook: "06"', 'notebook: "66"', "no notebook '66'; there are: 06"),
        ("[06.client]", "[06.clint]", "no exercise '06.clint' in 06; there are: 06.client"),
        ("minutes: 20,", "minutes: 7,", "its exercises take 8 minutes, the block 7"),
        ("[06.client]}", "[], sections: [Nil]}", "no section 'Nil' in 06; there are: A picture"),
        ("pause: Break", "paws: Break", "days.0.blocks.1.paws: Extra inputs"),
        ("pause: Break, ", "", "a block has a notebook or a pause"),
        ("workshops:", "workshops: [", "is not YAML"),
        ("name: short", "name: ../short", "workshops.0.name: String should match"),
    ],
)
def test_a_wrong_plan_is_told_and_nothing_is_written(tmp_path, old, new, said):
    assert PLAN.count(old) == 1
    with pytest.raises(WorkshopError) as error:
        build(tmp_path, plan=PLAN.replace(old, new))
    assert said in str(error.value)
    assert "teaching/workshops.yaml" in str(error.value)
    assert not (tmp_path / "slides").exists()


def test_an_overfull_slide_is_told_with_its_line(tmp_path):
    with pytest.raises(AuthorError, match=r"solutions/06_travel\.py:\d+: 63 words on a slide"):
        build(tmp_path, WHOLE.replace("It is `here`.", "word " * 63))


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Runs the command line over the small course."""
    monkeypatch.setattr(slides, "ROOT", course(tmp_path / "course"))
    monkeypatch.setattr(registry, "find_exercise", LOOKUPS.find_exercise)
    monkeypatch.setattr(registry, "find_quiz", LOOKUPS.find_quiz)
    monkeypatch.setattr(web_assets, "FOLDER", assets(tmp_path / "assets"))
    return slides.main


def test_the_command_tells_what_it_made(command, tmp_path, capsys):
    assert command(["-o", str(tmp_path / "out")]) == 0
    assert "short: 9 slides\n" in capsys.readouterr().out


def test_the_command_refuses_a_full_folder_with_status_2(command, tmp_path, capsys):
    assert command(["-o", str(tmp_path)]) == 2
    assert "choose another folder" in capsys.readouterr().err


def test_the_command_fails_with_status_1_without_a_traceback(command, tmp_path, capsys):
    (tmp_path / "course" / "teaching" / "workshops.yaml").unlink()
    assert command(["-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "teaching/workshops.yaml can't be read" in said
    assert said.endswith("slides: nothing written\n")

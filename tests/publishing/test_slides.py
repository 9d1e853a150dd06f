"""The decks of a small course: their pages, their plan, and the command that makes them."""

from __future__ import annotations

import pytest

from course import registry
from course.builder.problems import AuthorError
from course.builder.teaching.workshops import WorkshopError
from tests.publishing.course_copy import LOOKUPS, PLAN, WHOLE, assets, course
from tools import web_assets
from tools.publishing import slides


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
    index = (tmp_path / "slides" / "index.html").read_text(encoding="utf-8")
    assert 'href="short.html"' in index
    assert "<h2>Short: A token &amp; its way</h2>" in index


def test_the_speaker_reads_remarks_first_and_what_a_picture_shows_last(tmp_path):
    build(tmp_path)
    page = (tmp_path / "slides" / "short.html").read_text(encoding="utf-8")
    assert page.index("say nothing") < page.index("[figure] Ada")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 25", "minutes: 30", "the blocks take 25 minutes, the day has 30"),
        ('notebook: "06"', 'notebook: "66"', "no notebook '66'; there are: 06"),
        ("[06.client]", "[06.clint]", "no exercise '06.clint' in 06; there are: 06.client"),
        ("minutes: 20,", "minutes: 7,", "its exercises take 8 minutes, the block 7"),
        ("[06.client]}", "[], sections: [Nil]}", "no section 'Nil' in 06; there are: A picture"),
        ("[06.client]}", "[], skip_points: [Nil]}", "no key point of 06 begins with 'Nil'"),
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

"""The front matter of a source: a YAML comment block that says what the notebook is for."""

from __future__ import annotations

from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course.builder.problems import Problem, near

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[list[Text], Field(min_length=1)]

FENCE = "# ---"
SECTION = "course"
FOREIGN = {"jupytext", "kernelspec"}  # sections that JupyterLab's jupytext writes; not ours


class FrontMatter(BaseModel):
    """What the `course:` section holds. Minutes are whole minutes of a learner's time."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    title: Text
    part: Text
    questions: Texts
    objectives: Texts
    minutes: Annotated[int, Field(gt=0, strict=True)]
    if_short_skip: list[Text] = []  # exercises
    skip_sections: list[Text] = []  # what a teacher who is short of time leaves out besides
    recall: list[Text] = []


class Front:
    """The validated front matter and the line of each of its entries."""

    def __init__(self, data: FrontMatter, lines: dict[tuple[str | int, ...], int]) -> None:
        self.data = data
        self._lines = lines

    def line(self, *where: str | int) -> int:
        """The source line of an entry, e.g. line("questions", 0)."""
        return _line(self._lines, where)


def read_front(lines: list[str], path: str) -> tuple[Front | None, int, list[Problem]]:
    """The front matter, the index of the first line after it, and what is wrong with it."""
    if not lines or lines[0].rstrip() != FENCE:
        return None, 0, [Problem(path, 1, f"the file must begin with front matter ({FENCE})")]
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == FENCE), 0)
    if not end:
        return None, 1, [Problem(path, 1, f"front matter is not closed by {FENCE}")]
    text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[1:end])
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        loaded = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 2 if mark else 1
        message = f"front matter is not YAML: {error.problem} (quote texts that hold , : or ?)"
        return None, end + 1, [Problem(path, line, message)]
    places: dict[tuple[str | int, ...], int] = {}
    problems = [Problem(path, line, text) for line, text in _places(node, (), places)]
    found = loaded if isinstance(loaded, dict) else {}
    for key in found.keys() - FOREIGN - {SECTION}:
        message = f"unknown front matter section {key!r}{near(str(key), [SECTION])}"
        problems.append(Problem(path, _line(places, (key,)), message))
    if SECTION not in found:
        return None, end + 1, [*problems, Problem(path, 1, f"front matter lacks `{SECTION}:`")]
    try:
        data = FrontMatter.model_validate(found[SECTION])
    except ValidationError as error:
        problems += [
            Problem(path, _line(places, (SECTION, *item["loc"])), _explain(item))
            for item in error.errors()
        ]
        return None, end + 1, problems
    own = {where[1:]: line for where, line in places.items() if where[0] == SECTION}
    return Front(data, own), end + 1, problems


def _line(places: dict[tuple[str | int, ...], int], where: tuple[str | int, ...]) -> int:
    """The line of an entry, or of the nearest one around it."""
    while where and where not in places:
        where = where[:-1]
    return places.get(where, 1)


def _places(
    node: yaml.Node | None,
    where: tuple[str | int, ...],
    places: dict[tuple[str | int, ...], int],
) -> list[tuple[int, str]]:
    """Fill in the source line of each entry; tell of keys that are written twice."""
    twice: list[tuple[int, str]] = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here, line = (*where, key.value), key.start_mark.line + 2  # after the fence, from 1
            if here in places:
                twice.append((line, f"front matter names {key.value!r} twice"))
            places[here] = line
            twice += _places(value, here, places)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            places[*where, i] = value.start_mark.line + 2
            twice += _places(value, (*where, i), places)
    return twice


def _explain(item: Any) -> str:
    """A pydantic error in the course's words."""
    field = ".".join(map(str, item["loc"])) or SECTION
    if item["type"] == "missing":
        return f"front matter lacks {field}"
    if item["type"] == "extra_forbidden":
        return f"unknown front matter key {field}{near(field, FrontMatter.model_fields)}"
    return f"front matter {field}: {item['msg']} (found {item['input']!r})"

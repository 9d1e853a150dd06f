"""What a teacher looks at in the room: key sentences, and what each workshop does of a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course.builder.source import Source
from course.builder.teaching.workshops import Block, Workshop

KEY_POINTS = "**Key points**"
NOTE = """\
Nobody talks about what a plan doesn't name, and its cells are run all the same:
[how](../INSTRUCTORS.md#what-a-plan-leaves-out). *Short of time* below is for whoever works alone;
a plan may leave out more."""


def key_points(source: Source) -> list[str]:
    """The sentences that a notebook ends with, one in a line each."""
    found: list[str] = []
    for cell in source.shown:
        if cell.kind != "markdown" or KEY_POINTS not in cell.lines:
            continue
        for line in cell.lines[cell.lines.index(KEY_POINTS) + 1 :]:
            if line.startswith("- "):
                found.append(line[2:])
            elif line.startswith("  ") and found:
                found[-1] += f" {line.strip()}"
            elif line:
                break
    return found


def planned(source: Source, workshops: Sequence[Workshop]) -> Iterator[tuple[Workshop, Block]]:
    """The workshops that have this notebook, and what they do of it."""
    for workshop in workshops:
        for block in (block for day in workshop.days for block in day.blocks):
            if block.notebook == source.number:
                yield workshop, block


def crib(source: Source, workshops: Sequence[Workshop]) -> Iterator[str]:
    """The paragraphs that a page begins with."""
    points = key_points(source)
    if points:
        yield "**To take home**"
        yield "\n".join(f"- {point}" for point in points)
    rows = [_row(source, *each) for each in planned(source, workshops)]
    if rows:
        head = "| plan | minutes | talked about | in the room | at home |\n|---|---|---|---|---|"
        yield "\n".join([head, *rows])
        yield NOTE
    elif workshops:
        yield "None of the plans in [INSTRUCTORS.md](../INSTRUCTORS.md) has it."


def left_out(source: Source, block: Block) -> list[str]:
    """The exercises of a notebook that a workshop does not do in the room."""
    return [c.exercise for c in source.exercises if c.exercise not in block.exercises]


def plan_title(workshop: Workshop) -> str:
    """What INSTRUCTORS.md calls a plan: "half_a_day" is "Half a day"."""
    return workshop.name.replace("_", " ").capitalize()


def _row(source: Source, workshop: Workshop, block: Block) -> str:
    sections = "; ".join(f"*{title}*" for title in block.sections) or "all of it"
    done, out = (
        " ".join(f"`{name}`" for name in names)
        for names in (block.exercises, left_out(source, block))
    )
    return f"| {plan_title(workshop)} | {block.minutes} | {sections} | {done} | {out} |"

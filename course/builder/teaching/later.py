"""Which later notebooks come back to a notebook, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from course.builder.prose import headings, split
from course.builder.source import Source
from course.builder.teaching.outline import OPENING

MENTION = re.compile(r"\bnotebooks? (?P<numbers>\d\d(?:(?:,| and|, and| to) \d\d)*)")
CARRIED = re.compile(r"""\bcarry\(\s*["'](?P<id>\d\d\.\w+)["']""")


@dataclass(frozen=True)
class Later:
    """A later notebook, the sections in which it names this one, the exercises that it carries."""

    source: Source
    sections: tuple[str, ...]
    carried: tuple[str, ...]

    @property
    def told(self) -> str:
        name = f"[{self.source.number}]({self.source.slug}.md)"
        parts = []
        if self.sections:
            parts.append(", ".join(f"*{title}*" for title in self.sections))
        if self.carried:
            parts.append(f"carries over {', '.join(f'`{each}`' for each in self.carried)}")
        return f"{name}: {'; '.join(parts)}"


def later(number: str, sources: Sequence[Source]) -> list[Later]:
    """The notebooks after this one that name it or carry an exercise of it."""
    found = []
    for source in sources:
        if source.number <= number:
            continue
        sections = tuple(dict.fromkeys(_naming(source, number)))
        code = "\n".join(cell.text for cell in source.shown if cell.kind == "code")
        ids = dict.fromkeys(each["id"] for each in CARRIED.finditer(code))
        carried = tuple(each for each in ids if each.startswith(f"{number}."))
        if sections or carried:
            found.append(Later(source, sections, carried))
    return found


def _naming(source: Source, number: str) -> list[str]:
    """The titles of the sections that name a notebook, each time that they do."""
    title, found = OPENING, []
    for cell in source.shown:
        if cell.kind != "markdown":
            continue
        lines, _ = split(cell)
        titles = {each.number: each.text for each in headings(lines) if each.level == 2}
        text = ""
        for line in lines:
            if line.number in titles:
                found += [title] if _names(text, number) else []
                title, text = titles[line.number], ""
            text += line.plain + " "
        found += [title] if _names(text, number) else []
    return found


def _names(text: str, number: str) -> bool:
    for mention in MENTION.finditer(" ".join(text.split())):
        numbers = re.findall(r"\d\d", mention["numbers"])
        if number in numbers:
            return True
        if " to " in mention["numbers"] and numbers[0] <= number <= numbers[-1]:
            return True
    return False

"""docs/GLOSSARY.md: the glossary as a page, one heading for each term."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from course.vocabulary import Term, Vocabulary

INTRODUCTION = """\
<!-- Made from course/glossary.toml by `python -m course build`: change it there. -->

# Glossary

{count} words of this course, each with the notebook that says it first, other names in use, and
where it is written. In a notebook, `glossary("family")` shows an entry without leaving it.
"""


def page(terms: Vocabulary, slugs: Mapping[str, str]) -> str:
    """The page. `slugs`: the notebooks' names by number, for links."""
    parts = [INTRODUCTION.format(count=len(terms))]
    for initial, group in groupby(terms.values(), key=_initial):
        parts.append(f"## {initial}\n")
        parts += [_entry(term, terms, slugs) for term in group]
    return "\n".join(parts)


def _initial(term: Term) -> str:
    """The heading that a term stands under."""
    first = term.name[0].upper()
    return first if first.isalpha() else "Numbers"


def _entry(term: Term, terms: Vocabulary, slugs: Mapping[str, str]) -> str:
    """A term's heading, its definition, and a list of what there is to know besides."""
    slug = slugs.get(term.home)
    notebook = f"[notebook {term.home}](../notebooks/{slug}.ipynb)" if slug else term.home
    facts = [f"- {'Defined' if term.notebook else 'First met'} in {notebook}"]
    if term.also:
        facts.append(f"- Also called: {', '.join(term.also)}")
    if term.written:
        facts.append(f"- Written in: {'; '.join(term.written)}")
    if term.see:
        others = ", ".join(f"[{each}](#{terms[each].anchor})" for each in term.see)
        facts.append(f"- See also: {others}")
    # GitHub writes a heading's address in small letters, and JupyterLab as the heading does.
    address = [f'<a id="{term.anchor}"></a>\n'] if term.name != term.name.lower() else []
    return "\n".join([*address, f"### {term.name}\n", term.says + "\n", *facts, ""])

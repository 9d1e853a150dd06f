"""glossary: what a word means in this course, for where a link can't be followed."""

from __future__ import annotations

from course import sources
from course.feedback import NOTE, OUR_ERROR, Feedback
from course.vocabulary import PAGE, Term, Vocabulary, find, near, vocabulary

NO_SUCH = "No such term"


def glossary(word: object = "") -> Feedback:
    """What a word means here: glossary("family"). Without a word, all that there are.

    Other names in use and plurals are found too. Raises nothing.
    """
    try:
        terms = vocabulary()
    except (OSError, ValueError):
        message = "Sorry: the glossary can't be read. `check_environment()` may tell why."
        return Feedback(OUR_ERROR, message)
    if isinstance(word, int):
        word = str(word)  # 401, 403
    if not isinstance(word, str):
        message = 'Give a word, in quotes: `glossary("token")`.'
        return Feedback(NOTE, message, title=NO_SUCH)
    if not word.strip():
        listed = ", ".join(terms)
        message = f'{listed}.\n\nAsk for one of them: `glossary("token")`.'
        return Feedback(NOTE, message, title="Glossary")
    found = find(word, terms)
    if found is not None:
        return Feedback(NOTE, entry(found, terms), title=_capital(found.name))
    return Feedback(NOTE, _unknown(word, terms), title=NO_SUCH)


def entry(term: Term, terms: Vocabulary) -> str:
    """A term's entry, in Markdown, with links to its notebook and to the terms beside it."""
    facts = [f"{_notebook(term.home)}."]
    if term.also:
        facts.insert(0, f"Also called: {', '.join(term.also)}.")
    if term.written:
        facts.append(f"Written in {'; '.join(term.written)}.")
    if term.see:
        others = (f"[{each}](../{PAGE}#{terms[each].anchor})" for each in term.see)
        facts.append(f"See also {', '.join(others)}.")
    return f"{term.says}\n\n{' '.join(facts)}"


def _notebook(number: str) -> str:
    """A notebook's name, as a link where its file's name is known."""
    path = sources.source_path(number)
    return f"[Notebook {number}]({path.stem}.ipynb)" if path else f"Notebook {number}"


def _unknown(word: str, terms: Vocabulary) -> str:
    """What is said of a word that isn't there: near ones, or where all are."""
    shown = " ".join(word.split())
    shown = shown if len(shown) <= 40 else shown[:40] + "…"
    close = near(word, terms)
    if close:
        meant = " or ".join(f'`glossary("{each}")`' for each in close)
        return f'There is no "{shown}" here. Did you mean {meant}?'
    return f'There is no "{shown}" here. `glossary()` names all the terms.'


def _capital(name: str) -> str:
    """With a capital, unless it has one of its own (localStorage, JWK Set)."""
    return name if name != name.lower() else name[:1].upper() + name[1:]

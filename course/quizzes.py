"""quiz: a question, its choices, and an answer to each of them."""

from __future__ import annotations

from course import progression
from course.exercise import Quiz
from course.feedback import CORRECT, NOT_YET, NOTE, OUR_ERROR, TODO, Feedback
from course.registry import UnknownId, find_quiz


def quiz(name: str, choice: object = None) -> Feedback:
    """Answer a quiz: quiz("06.q1", "b"). Without a choice it shows the question. Raises nothing."""
    try:
        found = find_quiz(name)
    except UnknownId as error:
        return Feedback(NOTE, str(error), title="No such quiz")
    except Exception:
        message = "Sorry: its quizzes can't be read. `check_environment()` may tell why."
        return Feedback(OUR_ERROR, message)
    key = _key(found, choice)
    if key is None:
        if choice is None:
            return Feedback(TODO, question(found))
        listed = " or ".join(f"`{each}`" for each in found.choices)
        if choice is ... or str(choice).strip() in ("", "?", "…", "..."):
            return Feedback(TODO, f"Put {listed} in place of the `?`.")
        return Feedback(TODO, f"Choose {listed}.\n\n{question(found)}")
    message = found.choices[key].feedback.strip()
    if key != found.right:
        return Feedback(NOT_YET, message, title="Not that one")
    return progression.noted(Feedback(CORRECT, message), "quiz", found.id)


def question(found: Quiz) -> str:
    """The question and its choices, in Markdown."""
    choices = "\n".join(f"- **{key}**: {choice.text}" for key, choice in found.choices.items())
    how = f'Put your choice in place of the `?`: `quiz("{found.id}", "?")`.'
    return f"{found.question.strip()}\n\n{choices}\n\n{how}"


def _key(found: Quiz, choice: object) -> str | None:
    """Which choice is meant: "B", " b ", "b)", True, 2 for the second; None if none is."""
    if isinstance(choice, bytes):
        choice = choice.decode("utf-8", "replace")
    if type(choice) is int and 1 <= choice <= len(found.choices):
        return list(found.choices)[choice - 1]
    if not isinstance(choice, str | bool):
        return None
    text = str(choice).strip().strip("()[].:'\"").strip().lower()
    if text in found.choices:
        return text
    by_text = {each.text.strip().strip(".").lower(): key for key, each in found.choices.items()}
    return by_text.get(text)

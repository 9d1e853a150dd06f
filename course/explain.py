"""Explains an exception that a learner's code raised: where, what, and what that usually means."""

from __future__ import annotations

import difflib
import linecache
import os
import re
import site
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import NamedTuple

from course.markup import fence, span

LONGEST = 200
"""Characters of an exception's message that are shown."""

TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])e(?:y[A-Z]|w[0-9o])[A-Za-z0-9_-]{3,}(?:\.[A-Za-z0-9_-]*){1,4}"
)
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


class Place(NamedTuple):
    """A line of the learner's code."""

    file: str
    line: int
    text: str
    function: str

    @property
    def where(self) -> str:
        """ "line 3", and of which file unless it is a cell."""
        folder, name = os.path.split(self.file)
        in_cell = name.startswith("<") or os.path.basename(folder).startswith("ipykernel_")
        return f"line {self.line}" if in_cell else f"line {self.line} of {name}"


def without_tokens(text: str) -> str:
    """The text with every compact JWT in it (RFC 7519 3) cut short, and without addresses."""
    return ADDRESS.sub("0x…", TOKEN.sub("eyJ….….…", text))


def shown(value: object, longest: int = 80) -> str:
    """A value as a code span: its repr, cut short, without tokens."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    text = without_tokens(text)
    return span(text if len(text) <= longest else text[: longest - 1] + "…")


def message_of(error: BaseException) -> str:
    """The exception's class and message in one line, cut short, without tokens."""
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = ""
    message = without_tokens(message)
    if len(message) > LONGEST:
        message = message[:LONGEST] + "…"
    name = type(error).__name__
    return f"{name}: {message}" if message else name


def is_learners(file: str) -> bool:
    """Is this the name of a file that the learner wrote (a cell or a module of theirs)?"""
    if file.startswith("<"):
        return not file.startswith(("<frozen", "<string>", "<__array_function__"))
    path = os.path.abspath(file)
    return not path.startswith(_not_learners())


_ROOTS: tuple[str, ...] = ()


def _not_learners() -> tuple[str, ...]:
    """The folders of Python, of packages and of the course."""
    global _ROOTS
    if not _ROOTS:
        here = Path(__file__).parent
        kinds = ("stdlib", "platstdlib", "purelib", "platlib")
        folders = [sysconfig.get_paths()[kind] for kind in kinds]
        folders += [str(here), str(here.parent / "simulator")]
        users: str | None = site.getusersitepackages()  # None in a browser's Python
        folders += [users] if users else []
        resolved = [os.path.realpath(folder) for folder in folders]
        _ROOTS = tuple(sorted({folder + os.sep for folder in folders + resolved}))
    return _ROOTS


def place_of(traceback: TracebackType | None, ours: str = "") -> Place | None:
    """The innermost line of the learner's in a traceback; the file `ours` is none of theirs."""
    found: Place | None = None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if is_learners(code.co_filename) and code.co_filename != ours:
            found = place_at(code.co_filename, traceback.tb_lineno, code.co_name)
        traceback = traceback.tb_next
    return found


def place_at(file: str, line: int, function: str = "") -> Place:
    """The place of that file and line, with its text."""
    return Place(file, line, linecache.getline(file, line).strip(), function)


def explain(error: BaseException, function: str = "") -> str:
    """Markdown: who raised what, in which line of the learner's, and what that usually means.

    `function` is the name of the function that was called, where that is known.
    """
    place = place_of(error.__traceback__)
    cause = error.__cause__
    if cause is not None and (place is None or isinstance(cause, StopIteration)):
        place = place_of(cause.__traceback__) or place
    name = function or (place.function if place else "")
    who = "Your code" if name in ("", "<module>") else f"Your {span(_named(name))}"
    head = f"{who} raised {span(message_of(error))}"
    parts = [head + "."]
    if place is not None:
        parts = [f"{head} in {place.where}."]
        if place.text:
            parts = [f"{head} in {place.where}:", fence(without_tokens(place.text))]
    sentence = meaning(error)
    if sentence:
        parts.append(sentence)
    return "\n\n".join(parts)


def _named(name: str) -> str:
    return "lambda" if name == "<lambda>" else name


def meaning(error: BaseException) -> str:
    """One plain sentence on what such an exception usually means; "" for uncommon ones."""
    for kind in type(error).__mro__:
        module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        sentence = MEANINGS.get(module + kind.__name__)
        if sentence is not None:
            return sentence if isinstance(sentence, str) else sentence(error)
    return ""


def _type_error(error: BaseException) -> str:
    message = str(error)
    for pattern, sentence in TYPE_ERRORS:
        if re.search(pattern, message):
            return sentence
    return ""


TYPE_ERRORS = (
    (r"missing \d+ required", "A function was called with fewer arguments than it takes."),
    (r"takes .* positional arguments?", "A function was called with more arguments than it takes."),
    (r"unexpected keyword argument", "The function has no parameter of that name."),
    (r"multiple values for", "One argument was given twice, by position and by name."),
    (
        r"'NoneType' object",
        "Something is `None` where a value is needed: often a function that lacks `return`.",
    ),
    (
        r"'ellipsis' object|'ellipsis'",
        "A `...` is still there in place of a value.",
    ),
    (
        r"bytes.*str|str.*bytes|bytes-like object",
        "Text (`str`) and octets (`bytes`) don't mix: `.encode()` makes octets of text, "
        "`.decode()` text of octets.",
    ),
    (r"'generator' object", "A generator gives its values one at a time, by `yield` or `for`."),
    (r"object is not callable", "Something is called that is no function: look at the `(`."),
    (r"not subscriptable", "Something is indexed with `[…]` that has no items."),
    (r"not iterable", "Something is gone through that has no items."),
    (r"unsupported operand|not supported between", "These two types can't be combined like that."),
    (r"unhashable", "A list, dict or set can't be a key or a member of a set; a tuple can."),
    (r"not JSON serializable", "JSON knows text, numbers, lists, dicts, true, false, null only."),
)


def _attribute_error(error: BaseException) -> str:
    if "'NoneType' object" in str(error):
        return (
            "Something is `None` where an object is needed: often a function that lacks `return`."
        )
    if "partially initialized module" in str(error):
        return "A file of yours has the name of a module and is imported in its place: rename it."
    near = _near(getattr(error, "name", None), dir(getattr(error, "obj", None)))
    return near or "The object has no attribute or method of that name."


def _name_error(error: BaseException) -> str:
    frame = _last_frame(error.__traceback__)
    known = [*frame.f_locals, *frame.f_globals, *frame.f_builtins] if frame else []
    near = _near(getattr(error, "name", None), known)
    return near or "Nothing of that name is known here: a misspelling, or a cell that wasn't run?"


def _key_error(error: BaseException) -> str:
    key = shown(error.args[0]) if error.args else "of that name"
    return f"The dict has no key {key}."


def _import_error(error: BaseException) -> str:
    name = getattr(error, "name", None)
    what = f"The module {span(name)}" if name else "A module"
    return f"{what} can't be imported: `check_environment()` tells what is missing."


def _json_error(error: BaseException) -> str:
    position = getattr(error, "pos", None)
    where = f" (from character {position + 1} on)" if isinstance(position, int) else ""
    return f"The text isn't JSON{where}."


def _syntax_error(error: BaseException) -> str:
    line = getattr(error, "lineno", None)
    return f"Python can't read the code{f' at line {line}' if line else ''}."


def _value_error(error: BaseException) -> str:
    message = str(error)
    if "unpack" in message:
        return "There are more or fewer values than names on the left of `=`."
    if "invalid literal for int" in message:
        return "That text is no whole number."
    return ""


def _runtime_error(error: BaseException) -> str:
    message = str(error)
    if "generator raised StopIteration" in message:
        return "`next()` found nothing more inside a generator: give it a default, or use `for`."
    if "changed size during iteration" in message:
        return "Go through a copy (`list(…)`) of what you change on the way."
    return ""


def _last_frame(traceback: TracebackType | None) -> FrameType | None:
    frame = None
    while traceback is not None:
        frame = traceback.tb_frame
        traceback = traceback.tb_next
    return frame


def _near(name: object, known: list[str]) -> str:
    """A question after the name that was probably meant."""
    if not isinstance(name, str):
        return ""
    public = [each for each in known if not each.startswith("_") and each != name]
    found = difflib.get_close_matches(name, public, n=1, cutoff=0.7)
    return f"Did you mean {span(found[0])}?" if found else ""


MEANINGS: dict[str, str | Callable[[BaseException], str]] = {
    "TypeError": _type_error,
    "AttributeError": _attribute_error,
    "UnboundLocalError": "The name is assigned somewhere in the function, "
    "so Python takes it as the function's own, and here it has no value yet.",
    "NameError": _name_error,
    "KeyError": _key_error,
    "IndexError": "The list, tuple or text is shorter than that; counting begins at 0.",
    "UnicodeDecodeError": "These octets aren't text in that encoding (UTF-8, if none is given).",
    "UnicodeEncodeError": "The text has characters that this encoding can't express.",
    "binascii.Error": "This isn't base64 as the function expects it: "
    "look at the padding (`=`) and at the alphabet (`+/` or `-_`).",
    "json.decoder.JSONDecodeError": _json_error,
    "ValueError": _value_error,
    "ZeroDivisionError": "The number after `/`, `//` or `%` is 0.",
    "OverflowError": "The number is too large.",
    "RecursionError": "A function calls itself without end: is there a case in which it stops?",
    "MemoryError": "More memory is asked for than there is.",
    "StopIteration": "`next()` found nothing more: give it a default, or use `for`.",
    "RuntimeError": _runtime_error,
    "AssertionError": "An `assert` of yours doesn't hold.",
    "NotImplementedError": "This part isn't written yet.",
    "ImportError": _import_error,
    "FileNotFoundError": "No such file; a relative name counts from the notebook's folder.",
    "SyntaxError": _syntax_error,
    "SystemExit": "`exit()` and `sys.exit()` would end the notebook: `return` is enough.",
    "jwt.exceptions.ExpiredSignatureError": "PyJWT refused the token: it has expired (`exp`).",
    "jwt.exceptions.ImmatureSignatureError": "PyJWT refused the token: "
    "it isn't valid yet (`nbf` or `iat`).",
    "jwt.exceptions.InvalidAudienceError": "PyJWT refused the token: "
    "it is meant for somebody else (`aud`).",
    "jwt.exceptions.InvalidIssuerError": "PyJWT refused the token: "
    "it comes from somebody else (`iss`).",
    "jwt.exceptions.MissingRequiredClaimError": "PyJWT refused the token: a claim is missing.",
    "jwt.exceptions.InvalidAlgorithmError": "PyJWT refused the token: "
    "its `alg` is none of those you allow.",
    "jwt.exceptions.InvalidSignatureError": "PyJWT refused the token: "
    "the signature doesn't fit, so key or text is another than at signing.",
    "jwt.exceptions.DecodeError": "PyJWT couldn't take the token apart: "
    "is it the compact text alone, without `Bearer` or quotes?",
    "jwt.exceptions.InvalidTokenError": "PyJWT refused the token.",
    "jwt.exceptions.InvalidKeyError": "The key is not of the kind that this algorithm needs.",
}

"""A small source with a picture, an exercise, a question and notes on each of them."""

from __future__ import annotations

from types import SimpleNamespace

from course.builder.lookups import Lookups
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Trial

FRONT = """\
# ---
# course:
#   title: How does it travel?
#   part: II
#   questions: ["Who asks, and whom?"]
#   objectives: [write a client]
#   minutes: 30
#   if_short_skip: [06.client]
#   skip_sections: [Further on]
# ---
"""
BODY = """
# %% [markdown]
# # 6. How does it travel?
#
# Ada presses Play. As notebook 05 says, she is honest.
#
# ## A picture

# %%
show(evening.timeline())

# %% [markdown] tags=["instructor"]
# **At the timeline** ask who was refused.

# %% [markdown]
# ### Your turn

# %% exercise="06.client" minutes=8
def client():
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION

# %%
check("06.client", client)

# %% [markdown] tags=["instructor"]
# - *one*: Ask what comes after one.
# - *a story*: Read the line aloud,
#   slowly.

# %% [markdown]
# ## Further on
#
# {{quiz 06.q1}}

# %%
quiz("06.q1", "b")

# %% [markdown]
# **Key points**
#
# - Ada travels
#   light.
# - `typ` keeps two kinds apart.
#
# **Where it is written.** Nowhere.

# %% [markdown] tags=["instructor"]
# The section *A picture* is the one to keep.
"""
SMALL = FRONT + BODY
STORY = "```text\nkey-{0}: Mallory knows it\n  went in  {0}\n```"
counter = iter(range(1000))


def check_client(client: object) -> str:
    """Two is right. Three gets a story that is another one each time."""
    answer = client() if callable(client) else client
    if answer == 3:
        raise NotYet(STORY.format(next(counter)))
    if answer != 2:
        raise NotYet(f"You gave `{answer}`. Two, please.")
    return "Two."


EXERCISE = Exercise(
    id="06.client",
    title="Write the client",
    check=check_client,
    hints=("Count on.", "After one.", "2"),
    catalogue=(
        Trial(
            "one", Code("def client():\n    print('noise')\n    return 1\n", "client"), "not_yet"
        ),
        Trial("a story", Answers(3), "not_yet", "mallory knows"),
        Trial("five", Answers(5), "not_yet", "Two"),
        Trial("crash", Code("def client():\n    return x\n", "client"), "not_yet"),
        Trial("two", Answers(2), "correct"),
    ),
)
QUIZ = Quiz(
    "06.q1",
    "Who may read it?",
    {"a": Choice("Grace only", "No key is needed."), "b": Choice("Anybody", "Signed, not secret.")},
    "b",
)


def find_exercise(name: str) -> Exercise:
    if name != EXERCISE.id:
        raise KeyError(f"no exercise {name!r}; did you mean 06.client?")
    return EXERCISE


def find_quiz(name: str) -> Quiz:
    if name != QUIZ.id:
        raise KeyError(f"no quiz {name!r}; did you mean 06.q1?")
    return QUIZ


LOOKUPS = Lookups(find_exercise, find_quiz)
PLAIN = SimpleNamespace(id="06.client", title="Write the client")  # no catalogue, no hints

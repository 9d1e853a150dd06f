# ---
# course:
#   title: What happens when you press Play?
#   part: "0: start here"
#   questions:
#     - Is everything installed that this course needs?
#     - How do cells, checks, hints and quizzes work here?
#     - Who talks to whom when somebody logs in?
#   objectives:
#     - run a cell, solve an exercise and have it checked
#     - tell authentication from authorization
#     - name the three parties of a login and say what each of them knows
#   minutes: 15
# ---

# %% [markdown]
# # 0. What happens when you press Play?
#
# Ada presses Play, and a film begins. In between, two computers had to be sure who she is. She typed her password once,
# for one of them; the other one never sees it, and believes her all the same. In a few minutes it will want to be
# sure again, and she will not notice. Or something goes wrong, and she types her password for the third time this
# evening.
#
# What it believes is a **token**: a short note, *this is Ada, until 20:05*, signed by somebody whom it trusts. This
# course is about such notes in the form that most of the web uses, **JSON Web Tokens**. You take them apart, make them,
# attack your own checks, and then watch whole evenings go by in a simulator in which *your* functions run.
#
# Three people accompany you: Ada, who wants to watch a film; Grace, who runs the computers that decide about it; and
# Mallory, who would like to be taken for Ada.

# %% [markdown]
# ## Is everything there?
#
# Click into the cell below and press Shift and Enter together. That runs it, and moves on to the next one.

# %% [markdown] tags=["slide"]
# ## Is everything there?
#
# 1. Open `notebooks/00_start_here.ipynb`.
# 2. Click into the first cell with code, and press Shift and Enter.
# 3. What does it say? If something is missing, it tells you what to type.

# %%
from course import check, hint, quiz, ready, show

ready()

# %% [markdown] tags=["instructor"]
# Wait until every screen says that all is there. Whoever is told of a fault types what the answer says; one neighbour
# helps, and the others go on.

# %% [markdown]
# If something is missing, the answer says what to type to fix it.
#
# ## How this works
#
# - A *cell* with code can be run as often as you like, in any order, though from top to bottom is best.
# - You learn most if you *guess* before you run. So a question comes first now and then. Nobody counts wrong guesses.
# - Where you see `...  # your turn`, write something in its place. The cell below it looks at your answer and tells you
#   what is wrong with it, not only that something is.
# - You may skip any exercise. What comes later then uses the course's version, and says so.
#
# ### Your turn: a warm-up
#
# Ada's film lasts `film` seconds. While it runs, her television always holds a token that is good, and each token is
# good for `life` seconds. The first one begins with the film, and each of the others begins the moment the one before
# it ends. How many tokens does the film take? Both numbers are whole. Only the last token may outlast the film.


# %% [markdown] tags=["slide"]
# ## How this works
#
# - Where you see `...  # your turn`, write something in its place.
# - The next cell looks at it, and tells you what is wrong with it.
# - `hint(…)` helps three times, each time more.
# - You may skip any exercise.


# %% exercise="00.warm_up" minutes=3
def tokens_for(film, life):
    """Tokens that a film of so many seconds takes, each good for so many."""
    ### BEGIN SOLUTION
    return -(-film // life)  # rounded up
    ### END SOLUTION


# %%
check("00.warm_up", tokens_for)

# %% [markdown] tags=["instructor"]
# - *divides*: Ask how many tokens a film of one second takes. Nobody says a three-hundredth.
# - *always one more*: Let them try a film that is as long as one token lives. It ends in the same second.

# %% [markdown]
# Try it with a wrong answer, too: `return film / life`, for instance. What does the check say to that? (Run the cell
# with your function again, and then the check.)
#
# If you are stuck, ask for a hint. Ask again for more: the first is a nudge, the second the idea, the third nearly the
# code. `solution("00.warm_up")` shows a way to write it.

# %%
hint("00.warm_up")

# %% [markdown]
# And this is a question. Write the letter of your answer in place of the `?` and run the cell. A wrong answer gets an
# answer, too.
#
# {{quiz 00.authentication}}

# %% [markdown] tags=["slide"]
# ## Who are you, and what may you do?
#
# | who | knows | does |
# |---|---|---|
# | client | the tokens it holds | asks, in Ada's name |
# | auth server | users, password hashes, keys | says who it is, issues tokens |
# | backend | films, how to verify a token | decides who may see what |
#
# Finding out who you are: *authentication*. Deciding what you may do: *authorization*.

# %%
quiz("00.authentication", "b")

# %% [markdown] tags=["on-slide"]
# ## Who are you, and what may you do?
#
# **Authentication** is finding out who somebody is. **Authorization** is deciding what they may do. The two are done
# by different parties:
#
# | we say | the standards say | knows | does |
# |---|---|---|---|
# | **client** | client | which tokens it holds | asks, in Ada's name |
# | **auth server** | authorization server | users, password hashes, keys | authenticates, and issues tokens |
# | **backend** | resource server | films, and how to verify a token | authorizes, and serves |
#
# The standards of the internet are called RFCs, and they have numbers: the words of the second column are those of RFC
# 6749, section 1.1. Nearly everything else in this course is called what the standards call it; the
# [glossary](../docs/GLOSSARY.md) names the rest. Ada's client is called `ada`, and *Ada* in pictures.
#
# ## An evening, simulated
#
# Here is such an evening: 45 minutes in front of the television, a page every three minutes. The notes that the backend
# wants to see, the *access tokens*, are good for five minutes, and the first one is given out for a password.
#
# {{quiz 00.predict_passwords}}

# %%
quiz("00.predict_passwords", "b")

# %% [markdown] tags=["slide"]
# ## An evening, simulated

# %% tags=["on-slide"]
from simulator import run

evening = run("refresh_token")
show(evening.timeline())

# %% [markdown] tags=["instructor"]
# **At the timeline** ask two things only: *what do you see, and what do you wonder?* Most see the crosses first, and
# wonder why there is one every six minutes when a token lives for five: Ada asks only every three. Write the other
# questions down; 06 and 07 answer nearly all of them.

# %% [markdown]
# The green triangles are the moments at which Ada's password was needed. In between, a second kind of token did the
# work, in the upper row. That row is for notebook 07; look at the lower one. Each bar there is the life of a token, and
# each cross is a page that was refused since the token had expired. A moment later there is a new token.
#
# The first seconds of that evening, message by message, and what happens at the sixth minute:

# %% [markdown] tags=["slide"]
# ## The first six minutes, message by message

# %% tags=["on-slide"]
show(evening.sequence(until=400))

# %% [markdown] tags=["instructor"]
# **At the sequence diagram** follow one message with a finger, from the line that it leaves to the line where it
# arrives. Then ask what Ada noticed at the sixth minute. Most say *an error*; she saw a page that came 160
# milliseconds later.

# %% [markdown]
# The slanted lines are messages on their way: each takes 40 milliseconds here. At the sixth minute a page is refused,
# the client gets new tokens, and asks again. Ada saw a film that went on.
#
# Both pictures are drawn from the same list, in which the simulator writes down everything that happens:

# %%
for event in evening.events()[:7]:
    print(f"{event.t:5.2f} s  {event.actor:11}  {event.kind:8}  {event.status or event.detail}")

# %% [markdown]
# What you see is simulated, and the tokens in it are real: signed and verified by PyJWT, as in any program out there.
# All of it stays on this computer. The attacks that you learn later stay in the simulator as well, and that is where
# they belong: against a service that isn't yours they are a crime, and against your own they belong in a test.
#
# ## The way ahead
#
# | part | notebooks | about |
# |---|---|---|
# | I | 01 to 05 | the token: what is in it, who can make one, when to believe it, who gets past your check |
# | II | 06 to 09 | the conversation: access and refresh tokens, how long they live, where they are kept |
# | III | 10 to 14 | when things go wrong: theft, logout, changing keys, wrong clocks, everybody at once |
#
# The numbers are the order of the course. Each notebook stands on its own feet, so if the conversation
# interests you most, begin with 06.

# %% [markdown]
# ## What you saw
#
# Cells run, checks answer, hints come in three steps. And this was Ada's evening, in numbers (*requests* are those to
# the backend):

# %%
evening.summary()

# %% [markdown]
# {{quiz 00.who_serves}}

# %%
quiz("00.who_serves", "c")

# %% [markdown]
# {{quiz 00.who_knows}}

# %%
quiz("00.who_knows", "a")

# %% [markdown]
# {{quiz 00.where_it_runs}}

# %%
quiz("00.where_it_runs", "b")

# %% [markdown]
# **Key points**
#
# - Authentication: who are you? Authorization: what may you do?
# - The auth server issues tokens, the client shows them, the backend believes them or not.
# - Guess first, then run, and read what a wrong answer is told.
#
# **Where it is written.** The three parties: RFC 6749 1.1. What a JSON Web Token is: RFC 7519 1.

# %% [markdown]
# What you have done so far, and what comes next:

# %%
from course import progress

progress("00")

# %% [markdown] tags=["instructor"]
# Have everybody run `python -m course doctor` before the day. Otherwise this quarter of an hour goes to the one
# learner whose kernel is another one. The rest of the course needs no more of this notebook than how check, hint and
# quiz work, and the three names client, auth server and backend.

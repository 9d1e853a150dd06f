"""Titles and alternative texts of timelines, written from the log."""

from __future__ import annotations

from collections import Counter

from simulator.views.lifetimes import Mark, Story, Token
from simulator.views.text import (
    capital,
    count,
    duration,
    duration_in_words,
    listing,
    number,
    one_in,
    person,
    times,
)

_CODES = {"refused": "401", "forbidden": "403", "failed": "failed", "unanswered": "no answer"}
_ASKED = ("served", *_CODES)


def title(story: Story) -> str:
    """The finding: who logged in how often, and how many requests were refused."""
    if len(story.clients) == 1:
        return finding(story, "never logs in")
    asked, turned_down = story.count(*_ASKED), story.count("refused", "forbidden")
    told = [count(story.count("login"), "login")]
    if asked:
        told.append(f"{_share(turned_down, asked)} refused")
    return f"{_who(story)}: {', '.join(told)}"


def finding(story: Story, otherwise: str) -> str:
    """The same for one client; `otherwise` is said of one who neither logs in nor renews."""
    logins, renewals = story.count("login"), story.count("renewal")
    deeds = [f"{verb} {times(n)}" for verb, n in (("logs in", logins), ("renews", renewals)) if n]
    told = [f"{person(story.clients[0])} {' and '.join(deeds) or otherwise}"]
    asked, turned_down = story.count(*_ASKED), story.count("refused", "forbidden")
    lost = story.count("failed", "unanswered")
    if asked and not turned_down and not lost:
        told.append(f"{_all(asked)} {'is' if asked == 1 else 'are'} served")
    elif turned_down:
        told.append(f"{_part(turned_down, asked)} {'is' if turned_down == 1 else 'are'} refused")
    elif asked:
        told.append(f"{_part(lost, asked)} {'fails' if lost == 1 else 'fail'}")
    if story.count("reuse"):
        told.append("a replaced refresh token is shown again")
    return "; ".join(told)


def nothing(story: Story) -> str:
    """What to say of a log in which no client does anything."""
    if not story.until:
        return "Nothing happened: the log is empty"
    return f"Nothing happened in {duration_in_words(story.until)}"


def detail(story: Story) -> str:
    """The text of a picture that shows every token and every request of a few clients."""
    parts = [f"Timeline of {_who(story)} over {duration_in_words(story.until)}"]
    if len(story.clients) == 1:
        return f"{parts[0]}: {_one_client(story)}"
    parts[0] += "."
    for client in story.clients:
        parts.append(f"{person(client)} {_one_client(story.only([client]), lives=False)}")
    return " ".join([*parts, *_lives(story)])


def compact(story: Story) -> str:
    """The text of a picture with a thin lane for each of some clients."""
    counts = Counter(m.client for m in story.marks if m.kind in ("refused", "forbidden"))
    logins = Counter(m.client for m in story.marks if m.kind == "login")
    parts = [
        f"Timeline of {_who(story)} over {duration_in_words(story.until)}: in all {_sums(story)}."
    ]
    if counts and len(story.clients) > 1:
        parts.append(f"Most refusals: {_ranking(counts)}.")
    if logins and len(story.clients) > 1:
        parts.append(f"Most logins: {_ranking(logins)}.")
    return " ".join([*parts, *_lives(story), *_incidents(story)])


def aggregate(story: Story, peak: str) -> str:
    """The text of a picture of counts over time; `peak` says where they are highest."""
    head = f"Counts over {duration_in_words(story.until)} for {_who(story)}: in all {_sums(story)}."
    return " ".join([head, peak, *_lives(story), *_incidents(story, most=1)])


def lives_of(tokens: tuple[Token, ...], use: str) -> list[float]:
    """The different lifetimes that tokens of this use were issued with, in seconds."""
    return sorted({token.lifetime for token in tokens if token.use == use})


def _part(part: int, whole: int) -> str:
    """ "one of 14 requests", "none of 14 requests", "the only request"."""
    if whole == 1:
        return "the only request" if part else "no request"
    return f"{_some(part)} of {whole:,} requests"


def _all(whole: int) -> str:
    return {1: "the only request", 2: "both requests"}.get(whole, f"all {whole:,} requests")


def _some(n: int) -> str:
    return {0: "none", 1: "one"}.get(n, f"{n:,}")


def _share(part: int, whole: int) -> str:
    """The same for many: "2 of 14 requests", "1 in 40 requests", "37 % of requests"."""
    if not part or whole < 100:
        return _part(part, whole)
    share = one_in(part, whole)
    return f"{share} of requests" if share.endswith("%") else f"{share} requests"


def _who(story: Story) -> str:
    if len(story.clients) > 3:
        return f"{len(story.clients):,} clients"
    return listing([person(c) for c in story.clients])


def _one_client(story: Story, *, lives: bool = True) -> str:
    """ "logged in twice, renewed 5 times, one of 14 requests refused (401). …"."""
    asked = story.count(*_ASKED)
    told = [
        f"logged in {times(story.count('login'))}" if story.count("login") else "never logged in",
    ]
    if story.count("renewal"):
        told.append(f"renewed {times(story.count('renewal'))}")
    told += _outcomes(story, asked)
    sentences = [f"{', '.join(told)}."]
    return " ".join(
        [*sentences, *(_lives(story) if lives else ()), *_incidents(story), *_last(story)]
    )


def _outcomes(story: Story, asked: int) -> list[str]:
    """How the requests went: refused, forbidden, failed, unanswered, or all served."""
    if not asked:
        return ["no requests"]
    bad = [(code, story.count(kind)) for kind, code in _CODES.items() if story.count(kind)]
    if not bad:
        return [f"{_all(asked)} served"]
    told: list[str] = []
    for code, n in bad:
        whole = f" of {count(asked, 'request')}" if not told and asked > 1 else ""
        first = "the only request" if asked == 1 else f"{_some(n)}{whole}"
        word = f"refused ({code})" if code.isdigit() else code
        told.append(f"{first} {word}" if code != "no answer" else f"{first} left without an answer")
    return told


def _sums(story: Story) -> str:
    asked = story.count(*_ASKED)
    told = [count(story.count("login"), "login"), count(story.count("renewal"), "renewal")]
    return ", ".join([*told, *_outcomes(story, asked)])


def _ranking(counts: Counter[str]) -> str:
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
    return listing([f"{person(client)} ({n:,})" for client, n in first])


def _lives(story: Story) -> list[str]:
    """How long the tokens live, as one sentence or none."""
    told = []
    for use in ("access", "refresh"):
        spans = lives_of(story.tokens, use)
        if len(spans) > 2:
            told.append(f"{use} tokens live up to {duration_in_words(spans[-1])}")
        elif spans:
            told.append(f"{use} tokens live {listing([duration_in_words(s) for s in spans])}")
    return [f"{capital(', '.join(told))}."] if told else []


def _incidents(story: Story, most: int = 3) -> list[str]:
    """When requests, logins and renewals were refused, tokens revoked or shown again."""
    told = []
    for kind, noun in (
        ("refused", "refusal (401)"),
        ("forbidden", "refusal (403)"),
        ("refused login", "refused login"),
        ("refused renewal", "refused renewal"),
        ("reuse", "reuse of a replaced refresh token"),
        ("crash", "crash of the client function"),
    ):
        marks = [m for m in story.marks if m.kind == kind]
        if marks:
            told.append(_when(marks, noun, most, name=len(story.clients) > 3))
    if story.revoked:
        told.append(_revocations(story, most))
    return told


def _when(marks: list[Mark], noun: str, most: int, *, name: bool) -> str:
    """ "The refusal (401) came at 5 min 3 s." or "The first of 7 … came at …"."""
    why = {m.detail.partition(": ")[2] for m in marks} - {""}
    reason = f" ({why.pop()})" if len(why) == 1 and marks[0].kind not in ("crash", "reuse") else ""
    moments = (f"{duration(m.t)}{f' for {person(m.client)}' if name else ''}" for m in marks)
    at = list(dict.fromkeys(moments))
    if len(marks) == 1:
        return f"The {noun} came at {at[0]}{reason}."
    if len(at) <= most:
        many = f"{number(len(marks))} " if len(marks) > len(at) else ""
        plural = noun.replace("refusal", "refusals").replace("reuse", "reuses")
        plural = f"{plural}s" if plural.endswith(("login", "renewal")) else plural
        plural = plural.replace("crash", "crashes")
        return f"The {many}{plural} came at {listing(at)}{reason}."
    return f"The first {noun} of {len(marks):,} came at {at[0]}, the last at {at[-1]}{reason}."


def _revocations(story: Story, most: int) -> str:
    if len(story.revoked) > most:
        reasons = listing(sorted({token.why or "revoked" for token in story.revoked}))
        return f"{len(story.revoked):,} refresh tokens were revoked ({reasons})."
    told = [
        f"{person(t.client)}'s {t.use} token at {duration(t.end)} ({t.why})" for t in story.revoked
    ]
    return f"Revoked: {listing(told)}."


def _last(story: Story) -> list[str]:
    """Which tokens outlive the picture."""
    left = [
        use
        for use in ("access", "refresh")
        if any(t.use == use and t.end > story.until for t in story.tokens)
    ]
    if not left:
        return []
    noun = "token is" if len(left) == 1 else "tokens are"
    return [f"At the end the {listing(left)} {noun} still valid."]

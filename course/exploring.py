"""explore: what becomes of a scenario as some of its fields change, by slider or by call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.fitting import Fitted, fitted
from course.scales import Option, options_of

if TYPE_CHECKING:
    from course.sliders import Panel
    from simulator.views.picture import Picture
    from simulator.world.run import Run

Show = str | Callable[["Run"], "Picture"]
VIEWS = ("timeline", "load", "exposure", "key_timeline", "lanes")
"""What `show` may name: pictures of one run."""
MEASURES = ("logins", "renewals", "refused")
MOST_ROWS = 3000
"""Rows of a log that are simulated and drawn within 150 ms."""
ROWS_OF_VIEWS = {"load": 1500, "lanes": 2000}
"""The same for pictures that take longer to draw: five panels, and a mark for each request."""
NO_SLIDERS = "For sliders install ipywidgets. Without it, explore(…, at={…}) answers for any value."


@dataclass(frozen=True, repr=False)
class Found:
    """The picture and the numbers at one setting."""

    picture: Picture
    numbers: Mapping[str, float]
    at: Mapping[str, Any]
    """The fields' values."""
    note: str = ""
    """What was cut to answer quickly, if anything was."""
    call: str = ""
    """The call that gives the same."""

    @property
    def caption(self) -> str:
        """The setting and the numbers in a line."""
        where = ", ".join(f"{name} = {said(value)}" for name, value in self.at.items())
        what = ", ".join(f"{name.replace('_', ' ')} {n:,g}" for name, n in self.numbers.items())
        return ": ".join(part for part in (where, what) if part)

    def _repr_html_(self) -> str:
        lines = [f"<strong>{escape(self.caption)}</strong>", escape(self.note)]
        if self.call:
            lines.append(f"The same by a call: <code>{escape(self.call)}</code>")
        told = "<br>".join(line for line in lines if line)
        return f'<div role="status" aria-live="polite">{told}</div>{self.picture._repr_html_()}'

    def __repr__(self) -> str:
        return "\n".join(part for part in (self.caption, self.note, self.picture.alt) if part)


def said(value: Any) -> str:
    """A field's value as one would write it in a scenario."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def explore(
    scenario: str | Path,
    vary: Mapping[str, Any] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    measures: Iterable[str | Callable[[Run], float]] = MEASURES,
    show: Show = "timeline",
    settings: Mapping[str, Any] | None = None,
    seed: int | None = None,
    client: Any = None,
    sliders: bool | None = None,
) -> Found | Panel:
    """Look at a scenario, given by name or path, while its fields change.

    `vary` names the fields: ("1 min", "1 h") is a range to slide through, a list is one of
    several; explore("refresh_token", vary={"policy.access_ttl": (60, 3600)}). `at` gives one value
    of each field and no sliders: explore("refresh_token", at={"policy.access_ttl": 300}).
    `show` names a picture of the run or is a function of it, `measures` are those of
    simulator.lab or functions of the run; `settings` holds for all. Without ipywidgets, or
    with sliders=False, the answer is the picture and the numbers at the scenario's own values.

    So that an answer takes no longer than a blink, tokens are lazy and a long or crowded
    scenario is cut short; a note then says so. (Clients that queue for workers are never left
    out: choose a scenario that has some hundreds of them at most.) Raises ScenarioError,
    ValueError.
    """
    explorer = Explorer(
        scenario, vary or {}, measures=tuple(measures), show=show, settings=settings or {},
        seed=seed, client=client,
    )  # fmt: skip
    if at is not None or not vary:
        return explorer.look(at or {})
    wanted = in_notebook() if sliders is None else sliders
    if wanted and find_spec("ipywidgets") is not None:
        from course.sliders import Panel

        return Panel(explorer)
    found = explorer.look({name: explorer.start(name) for name in vary})
    return replace(found, note=f"{found.note} {NO_SLIDERS}".strip()) if wanted else found


def in_notebook() -> bool:
    """True in a notebook's kernel, where sliders can be shown."""
    import sys

    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    shell: Any = get_ipython()  # type: ignore[no-untyped-call,unused-ignore]
    return getattr(shell, "kernel", None) is not None


@dataclass
class Explorer:
    """Answers what becomes of the scenario at one setting, and keeps what it has answered."""

    scenario: str | Path
    vary: Mapping[str, Any]
    measures: tuple[str | Callable[[Run], float], ...] = MEASURES
    show: Show = "timeline"
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    client: Any = None
    _kept: dict[tuple[tuple[str, str], ...], Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from simulator.lab.measures import named_measures

        if isinstance(self.show, str) and self.show not in VIEWS:
            raise ValueError(f"show: found {self.show!r}, allowed is one of {', '.join(VIEWS)}")
        self._measures = named_measures(self.measures)

    @cached_property
    def options(self) -> dict[str, list[Option]]:
        """For each field the values that a slider stops at."""
        return {
            name: options_of(self.scenario, self.settings, name, given)
            for name, given in self.vary.items()
        }

    @cached_property
    def fitted(self) -> Fitted:
        """The settings with which an answer comes quickly, wherever the sliders stand."""
        ends = [
            {name: options[end].value for name, options in self.options.items()} for end in (0, -1)
        ]
        return fitted(self.scenario, self.settings, ends, self.seed, self._most_rows)

    @property
    def _most_rows(self) -> int:
        return ROWS_OF_VIEWS.get(self.show, MOST_ROWS) if isinstance(self.show, str) else MOST_ROWS

    def start(self, name: str) -> Any:
        """Where a field's slider stands at first: nearest to what the scenario says."""
        from simulator.world.reading import read

        options = [option.value for option in self.options[name]]
        own = value_in(read(self.scenario, self.settings), name)
        if own in options:
            return own
        if isinstance(own, int | float) and all(isinstance(v, int | float) for v in options):
            return min(options, key=lambda value: abs(value - own))
        return options[0]

    def look(self, at: Mapping[str, Any]) -> Found:
        """The picture and the numbers at these values of the fields."""
        key = tuple(sorted((name, repr(value)) for name, value in at.items()))
        if key not in self._kept:
            self._kept[key] = self._look(at)
        return self._kept[key]

    def _look(self, at: Mapping[str, Any]) -> Found:
        """The same, found anew."""
        from simulator.world.reading import read
        from simulator.world.run import run

        cut = self.fitted if self.vary else fitted(
            self.scenario, self.settings, [at], self.seed, self._most_rows
        )  # fmt: skip
        scenario = read(self.scenario, {**self.settings, **cut.settings, **at})
        result = run(scenario, seed=self.seed, client=self.client)
        draw = getattr(type(result), self.show) if isinstance(self.show, str) else self.show
        numbers = {name: measure(result) for name, measure in self._measures.items()}
        return Found(draw(result), numbers, dict(at), cut.note, self.call(at))

    def call(self, at: Mapping[str, Any]) -> str:
        """What to type to get this answer again."""
        told = [repr(str(self.scenario)), f"at={dict(at)!r}"]
        if self.measures != MEASURES:
            named = all(isinstance(each, str) for each in self.measures)
            told.append(f"measures={list(self.measures)!r}" if named else "measures=…")
        if self.show != "timeline":
            name = self.show if isinstance(self.show, str) else None
            told.append(f"show={name!r}" if name else "show=…")
        told += ["settings=…"] if self.settings else []
        told += [f"seed={self.seed}"] if self.seed is not None else []
        return f"explore({', '.join(told)})" if at else ""


def value_in(scenario: Any, name: str) -> Any:
    """What a scenario says in the field of this name; None if it can't be told."""
    place = scenario
    for step in name.split("."):
        if isinstance(place, tuple):
            named = {getattr(each, "name", ""): each for each in place}
            place = place[int(step)] if step.isdecimal() else named.get(step)
        else:
            place = getattr(place, step, None)
    return place

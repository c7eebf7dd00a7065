"""Days that come one after another: sent before answered, answered before seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Section, read_day


def in_order(form: Section, *keys: str) -> Callable[[Answers, date], Iterator[Problem]]:
    """A rule that warns where one of the days answered under ``keys`` comes before another that it follows."""
    labels = {each.key: each.label for each in form.fields}

    def check(answers: Answers, _today: date) -> Iterator[Problem]:
        given = [(key, day) for key in keys if (day := read_day(answers.get(key))) is not None]
        for (first, before), (key, day) in pairwise(given):
            if day < before:
                yield Problem(key, f"Before “{labels[first]}”, {show_day(before)}", "warning")

    return check

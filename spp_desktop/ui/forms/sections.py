"""How a section of a form stands: what an index beside the form says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.fields import Section

SectionState = Literal["error", "warning", "empty", "started", "done"]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section for the index: its state, and how many of its questions are answered.

    ``said`` is what a screen reader says of it instead of those numbers.
    """

    key: str
    label: str
    state: SectionState
    answered: int
    asked: int
    said: str = ""


def section_view(section: Section, given: Answers, shown: Mapping[str, str]) -> SectionView:
    """A section with these answers given; ``shown`` says what stands beside its fields: an error, a warning."""
    keys = [field.key for field in section.fields]
    answered = sum(key in given for key in keys)
    missing = any(field.required and field.key not in given for field in section.fields)
    beside = {shown.get(key, "") for key in keys}
    state: SectionState
    if "error" in beside:
        state = "error"
    elif "warning" in beside:
        state = "warning"
    elif not answered:
        state = "empty"
    else:
        state = "started" if missing else "done"
    return SectionView(section.key, section.label, state, answered, len(keys))

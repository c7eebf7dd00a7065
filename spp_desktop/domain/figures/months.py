"""Calendar months and unbroken runs of them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spp_desktop.domain.errors import WrongUse

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; adding a whole number moves by months, subtracting a month counts them."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written ``2025-01``. Raises WrongUse for anything else."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise WrongUse(f"“{text}” is not a month; write one as 2025-01")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day falls in."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, ordinal: int) -> Month:
        """The month with this ordinal (months since year 0)."""
        return cls(ordinal // 12, ordinal % 12 + 1)

    @property
    def ordinal(self) -> int:
        """Months since January of year 0, so that months can be counted and stored in order."""
        return self.year * 12 + self.month - 1

    @property
    def days(self) -> int:
        """How many days the month has."""
        return monthrange(self.year, self.month)[1]

    @property
    def label(self) -> str:
        """``Feb 2012``, for charts, tables and sentences."""
        return f"{_NAMES[self.month - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Month:
        return Month.at(self.ordinal + months)

    def __sub__(self, other: Month) -> int:
        return self.ordinal - other.ordinal


def is_month(text: str) -> bool:
    """Whether the text is a month written ``2025-01``."""
    return _MONTH.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Months:
    """Every month from ``first`` to ``last``, both included. Raises WrongUse when they are the wrong way round."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongUse(f"The period {self.first}..{self.last} ends before it starts")

    @classmethod
    def parse(cls, text: str) -> Months:
        """The run written ``2025-01..2025-02``, or one month alone. Raises WrongUse for anything else."""
        first, dots, last = text.partition("..")
        return cls(Month.parse(first), Month.parse(last if dots else first))

    @classmethod
    def ending(cls, last: Month, length: int = 12) -> Months:
        """The run of ``length`` months that ends with ``last``."""
        return cls(last + (1 - length), last)

    @property
    def days(self) -> int:
        """How many days the run has."""
        return sum(month.days for month in self)

    @property
    def label(self) -> str:
        """``Feb 2012``, ``12 months to Feb 2012`` or ``Jan 2025 to Feb 2025``."""
        if self.first == self.last:
            return self.first.label
        if len(self) == 12:
            return f"12 months to {self.last.label}"
        return f"{self.first.label} to {self.last.label}"

    def earlier(self, months: int = 12) -> Months:
        """The run of the same length that many months before: by default the same months a year earlier."""
        return Months(self.first + -months, self.last + -months)

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[Month]:
        return (self.first + step for step in range(len(self)))

    def __contains__(self, month: object) -> bool:
        return isinstance(month, Month) and self.first <= month <= self.last

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

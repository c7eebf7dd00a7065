"""Settings: each declared with its default, unit and the source of the default. A store keeps only what was altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.retention import RETENTION_CLASSES
from spp_desktop.domain.text import clean_line

Value = int | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``unit`` is what its number counts, empty for words; ``least`` and ``most`` bound a number."""

    key: str
    label: str
    default: Value
    unit: str
    source: str
    group: str
    least: int = 0
    most: int = 999

    def check(self, value: Value) -> Value:
        """The value in its one spelling. Raises Invalid when it is not of the setting's kind or within its bounds."""
        if isinstance(self.default, str):
            return clean_line(str(value))
        if not isinstance(value, int) or not self.least <= value <= self.most:
            raise Invalid((Problem(self.key, f"Enter a whole number from {self.least} to {self.most}"),))
        return value


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting as it stands. ``altered`` is whether somebody changed it, ``source`` where its value is from.

    ``by`` and ``at`` are who altered it last and when.
    """

    setting: Setting
    value: Value
    source: str
    altered: bool
    revision: int = 0
    by: str = ""
    at: datetime | None = None


_DESIGN = "Set by the product"
_RISK = "Practice chosen here: review high risk weekly, medium fortnightly, standard every four weeks"

SETTINGS: tuple[Setting, ...] = (
    Setting("partnership.name", "Name of the partnership", "", "", "The partnership's own", "Partnership"),
    Setting("lock.minutes", "Lock when idle for", 5, "minutes", _DESIGN, "Security", 1, 60),
    Setting("backup.operations", "Back up after", 500, "operations", _DESIGN, "Backups", 50, 100_000),
    Setting("backup.second-folder", "Copy each backup to a second folder", "", "", _DESIGN, "Backups"),
    Setting("export.destroy-days", "Destroy an exported list within", 28, "calendar days", _DESIGN, "Exports", 1, 365),
    Setting("orders.ending-days", "Orders: one that ends within this is shown to end soon", 28, "calendar days",
            "Practice chosen here", "ASB victims", 1, 365),
    Setting("asb.first-contact-hours", "ASB: first contact within", 48, "elapsed hours",
            "Safer Peterborough promise: contact within 48 hours", "ASB victims", 1, 240),
    Setting("asb.review-days.high", "ASB: review high risk every", 7, "calendar days", _RISK, "ASB victims", 1, 90),
    Setting("asb.review-days.medium", "ASB: review medium risk every", 14, "calendar days", _RISK, "ASB victims",
            1, 90),
    Setting("asb.review-days.standard", "ASB: review standard risk every", 28, "calendar days", _RISK, "ASB victims",
            1, 180),
    Setting("asb.closing-tries", "ASB: tries that stand for telling the victim", 3, "contacts",
            "Practice: no contact means three attempts logged", "ASB victims", 1, 10),
    Setting("asb.reopen-months", "ASB: a reopened case keeps its number for", 12, "months", "Practice chosen here",
            "ASB victims", 0, 60),
    *(
        Setting(each.setting, f"Keep: {each.label}", each.years, f"years from {each.since}", each.source,
                "Retention", 0, 100)
        for each in RETENTION_CLASSES.values()
        if each.years is not None
    ),
)  # fmt: skip

_BY_KEY: Mapping[str, Setting] = {each.key: each for each in SETTINGS}


def setting(key: str) -> Setting:
    """The setting with this key. Raises NotFound for another."""
    try:
        return _BY_KEY[key]
    except KeyError:
        raise NotFound("There is no such setting") from None


def declared(key: str) -> Setting | None:
    """The setting with this key, None for another."""
    return _BY_KEY.get(key)


def number(altered: Mapping[str, Value], key: str) -> int:
    """The number a setting stands at, given those that were altered."""
    return int(altered.get(key, setting(key).default))

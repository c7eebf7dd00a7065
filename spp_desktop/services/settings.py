"""Settings: reading them with the source of each value, and altering them."""

from __future__ import annotations

from datetime import datetime

from spp_desktop.domain.casetypes import CASE_TYPES, declared_setting, declared_settings
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.settings import Setting, SettingView, Value
from spp_desktop.domain.text import clean_line
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import settings as kept
from spp_desktop.store.case_records import reckon_again
from spp_desktop.store.types import type_in_force


@gate(Right.SETTINGS_READ)
def list_settings(me: SignedIn) -> list[SettingView]:
    """Every setting as it stands, in the order they are declared."""
    with me.store.read() as connection:
        altered = kept.altered_settings(connection)
        who = kept.altered_by(connection) if altered else {}
    return [_view(each, altered.get(each.key), who.get(each.key)) for each in declared_settings()]


def _view(declared: Setting, altered: tuple[Value, str, int] | None, who: tuple[str, datetime] | None) -> SettingView:
    if altered is None:
        return SettingView(declared, declared.default, declared.source, altered=False)
    value, source, revision = altered
    by, at = who or ("", None)
    return SettingView(declared, value, source, altered=True, revision=revision, by=by, at=at)


@gate(None)
def value_of(me: SignedIn, key: str) -> Value:
    """What one setting stands at. Raises NotFound for one that is not declared."""
    declared = declared_setting(key)
    with me.store.read() as connection:
        altered = kept.altered_settings(connection)
    value: Value = altered[key][0] if key in altered else declared.default
    return value


@gate(Right.SETTINGS_EDIT)
def change_setting(
    me: SignedIn, key: str, value: Value, source: str, *, revision: int | None = None
) -> Done[SettingView]:
    """Set a setting, naming where the value comes from (a policy, a decision).

    What is owed on records of the general compartment is reckoned anew where the length of its clock changes.
    """
    declared = declared_setting(key)
    checked = declared.check(value)
    words = clean_line(source)
    if not words:
        raise Invalid((Problem("source", "Say where this value comes from"),))
    with me.store.write("setting.changed", by=me.officer.id, at=me.now(), stream=Stream.LISTS) as unit:
        now = kept.keep_setting(unit, key, checked, words, revision=revision or None)
        for kind in CASE_TYPES:
            if any(each.key == key for each in kind.settings):
                reckon_again(unit, type_in_force(unit.connection, kind.code), me.today())
    return Done(
        SettingView(declared, checked, words, altered=True, revision=now, by=me.officer.name, at=me.now()),
        Changes(kinds=frozenset(("settings",))),
    )

"""The tabs above a case list: those every officer has, and an officer's own."""

from __future__ import annotations

from uuid import UUID

from spp_desktop.domain.cases import CaseQuery, CountedView, SavedView
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.text import clean_line
from spp_desktop.domain.views import label_problems, read_view, standard_views, view_document
from spp_desktop.services.casework import compartment_of, reader, type_in_force
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import case_lists
from spp_desktop.store import saved_views as kept

_CHANGED = Changes(kinds=frozenset(("views",)))


@gate(Right.CASE_READ)
def case_views(me: SignedIn, case_type_code: str) -> list[CountedView]:
    """The tabs above a list, each with its count: those everybody has, then the officer's own."""
    need_over(me, Right.CASE_READ, case_type_code)
    kind = type_in_force(me, case_type_code)
    views = (*standard_views(kind, me.officer, me.today()), *_own(me, case_type_code))
    with me.store.read(compartment_of(case_type_code)) as connection:
        asks = reader(me)
        return [CountedView(view, case_lists.count_cases(connection, kind, view.query, asks)) for view in views]


@gate(Right.CASE_READ)
def save_view(me: SignedIn, label: str, query: CaseQuery, columns: tuple[str, ...] = ()) -> Done[SavedView]:
    """Save what a list shows under a name, for oneself. Words typed to find by are not kept: they may name somebody.

    Raises Invalid where the name is empty, too long or taken.
    """
    need_over(me, Right.CASE_READ, query.type)
    name = _checked(me, query.type, label)
    view_id, document = uuid7(me.now()), view_document(query, columns)
    kept.add_view(me.store, compartment_of(query.type), view_id, me.officer.id, query.type, name, document)
    return Done(read_view(type_in_force(me, query.type), str(view_id), name, document), _CHANGED)


@gate(Right.CASE_READ)
def update_view(me: SignedIn, code: str, query: CaseQuery, columns: tuple[str, ...] = ()) -> Done[None]:
    """Keep what a list shows now under one of one's own views. Raises NotFound where it is not one's own."""
    need_over(me, Right.CASE_READ, query.type)
    view_id = _mine(me, query.type, code)
    kept.change_view(me.store, compartment_of(query.type), view_id, content=view_document(query, columns))
    return Done(None, _CHANGED)


@gate(Right.CASE_READ)
def rename_view(me: SignedIn, case_type_code: str, code: str, label: str) -> Done[None]:
    """Call one of one's own views something else. Raises NotFound where it is not one's own."""
    need_over(me, Right.CASE_READ, case_type_code)
    view_id = _mine(me, case_type_code, code)
    name = _checked(me, case_type_code, label, but=code)
    kept.change_view(me.store, compartment_of(case_type_code), view_id, label=name)
    return Done(None, _CHANGED)


@gate(Right.CASE_READ)
def remove_view(me: SignedIn, case_type_code: str, code: str) -> Done[None]:
    """Take one of one's own views away; no case is touched. Raises NotFound where it is not one's own."""
    need_over(me, Right.CASE_READ, case_type_code)
    kept.remove_view(me.store, compartment_of(case_type_code), _mine(me, case_type_code, code))
    return Done(None, _CHANGED)


def _own(me: SignedIn, case_type_code: str) -> tuple[SavedView, ...]:
    kind = type_in_force(me, case_type_code)
    with me.store.read(compartment_of(case_type_code)) as connection:
        found = kept.views_of(connection, me.officer.id, case_type_code)
    return tuple(read_view(kind, str(each.id), each.label, each.content) for each in found)


def _checked(me: SignedIn, case_type_code: str, label: str, *, but: str = "") -> str:
    name = clean_line(label)
    kind = type_in_force(me, case_type_code)
    there = (*standard_views(kind, me.officer, me.today()), *_own(me, case_type_code))
    if problems := label_problems(name, [each.label for each in there if each.code != but]):
        raise Invalid(problems)
    return name


def _mine(me: SignedIn, case_type_code: str, code: str) -> UUID:
    """The id of one of the officer's own views. Raises NotFound for anybody else's, and for one there is not."""
    if code not in {each.code for each in _own(me, case_type_code)}:
        raise NotFound
    return UUID(code)

"""Case types as a store has them: what the program ships, with the store's own lists, settings and scales."""

from __future__ import annotations

from sqlalchemy import Connection

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import case_type
from spp_desktop.store.instruments import adopted_scales
from spp_desktop.store.settings import altered_settings, altered_terms, relisted


def type_in_force(connection: Connection, code: str) -> CaseType:
    """A case type with its lists, settings and scale as the general compartment keeps them; the connection reads it."""
    kind = case_type(code)
    terms = altered_terms(connection)
    settings = altered_settings(connection)
    if terms:
        kind = kind.with_lists(relisted(terms, kind.vocabularies))
    if scales := adopted_scales(connection):
        kind = kind.with_scales(each.scale for each in scales)
    if not settings:
        return kind
    values = {key: value for key, (value, _, _) in settings.items()}
    return kind.with_settings(values, {key: source for key, (_, source, _) in settings.items()})

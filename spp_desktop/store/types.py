"""Case types as a store has them: what the program ships, with the store's own lists and settings."""

from __future__ import annotations

from sqlalchemy import Connection

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import case_type
from spp_desktop.store.settings import altered_settings, altered_terms, relisted


def type_in_force(connection: Connection, code: str) -> CaseType:
    """A case type with its lists and settings as the general compartment, which the connection reads, keeps them."""
    kind = case_type(code)
    terms = altered_terms(connection)
    altered = {key: value for key, (value, _, _) in altered_settings(connection).items()}
    if terms:
        kind = kind.with_lists(relisted(terms, kind.vocabularies))
    return kind.with_settings(altered) if altered else kind

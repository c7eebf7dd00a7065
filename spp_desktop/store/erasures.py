"""Erasings as kept beside the backups: sealed, as ids and field names, to be done again when one is restored."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from spp_desktop.domain.retention import Target
from spp_desktop.store.folder import StoreFolder, write_safely
from spp_desktop.store.keys import WrongKey, unwrap, wrap
from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.erasure import ErasureKeyRow
from spp_desktop.store.trouble import plain_words

_KEY = table_of(ErasureKeyRow)


@dataclass(frozen=True, slots=True)
class Order:
    """One erasing: what goes, the last day an older backup may be kept, and the facts that get another source case."""

    id: UUID
    targets: tuple[Target, ...]
    until: date | None = None
    passed_on: tuple[tuple[UUID, UUID], ...] = ()


def remember(store: Store, compartment: str, order: Order) -> None:
    """Keep an erasing beside the backups, before it is done."""
    assert store.folder is not None  # the caller asked
    document = {
        "id": str(order.id),
        "what": [document_of(target) for target in order.targets],
        "until": order.until and order.until.isoformat(),
        "passed on": [[str(fact_id), str(case_id)] for fact_id, case_id in order.passed_on],
    }
    sealed = wrap(_key(store, compartment), json.dumps(document).encode(), compartment.encode())
    lines = [*_lines(store.folder, compartment), base64.b64encode(sealed).decode("ascii"), ""]
    write_safely(_file(store.folder, compartment), "\n".join(lines).encode())


def forget(store: Store, compartment: str) -> None:
    """Take the last erasing back: it was stopped before anything was saved."""
    if store.folder is not None:
        lines = [*_lines(store.folder, compartment)[:-1], ""]
        write_safely(_file(store.folder, compartment), "\n".join(lines).encode())


def remembered(store: Store, compartment: str) -> list[Order]:
    """The erasings of a compartment that are kept beside the backups, the first first."""
    lines = [] if store.folder is None else _lines(store.folder, compartment)
    key = _key(store, compartment) if lines else b""
    kept = []
    for line in lines:
        try:
            document = json.loads(unwrap(key, base64.b64decode(line, validate=True), compartment.encode()))
        except (WrongKey, ValueError):
            # Damaged, or of another store that lay here before: nothing of it can be known.
            continue
        until = document["until"] and date.fromisoformat(document["until"])
        pairs = ((UUID(fact_id), UUID(case_id)) for fact_id, case_id in document.get("passed on", ()))
        kept.append(Order(UUID(document["id"]), tuple(map(_target, document["what"])), until, tuple(pairs)))
    return kept


def _key(store: Store, compartment: str) -> bytes:
    with store.read(compartment) as connection:
        key: bytes = connection.execute(select(_KEY.c.key)).scalar_one()
    return key


def _file(folder: StoreFolder, compartment: str) -> Path:
    return folder.backups / f"erased-{compartment}.txt"


def _lines(folder: StoreFolder, compartment: str) -> list[str]:
    path = _file(folder, compartment)
    with plain_words():
        return path.read_text("ascii").split() if path.exists() else []


def document_of(target: Target) -> list[Any]:
    """A target as it is written down: ids and field names, none of the words."""
    return [target.kind, str(target.record_id), None if target.fields is None else sorted(target.fields)]


def _target(document: Sequence[Any]) -> Target:
    kind, record_id, fields = document
    return Target(kind, UUID(record_id), None if fields is None else frozenset(fields))

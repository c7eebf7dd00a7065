"""Every service asks for its right, every role is held to it, and nothing about people is read without a scope."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from types import SimpleNamespace

import pytest

from spp_desktop import services
from spp_desktop.domain.errors import NotPermitted
from spp_desktop.domain.permissions import PERMISSIONS, Right, Role
from spp_desktop.services.gate import GATED, Gated

PACKAGE = Path(services.__file__).parents[1]
STORE = PACKAGE / "store"

UNGATED = {"spp_desktop.services.sign_in.sign_out": "anybody may leave"}
"""What window and commands call with the officer signed in and yet stands outside the gate, each with its reason."""

CASEWORK = {right for right in Right if right.value.startswith("case.")} | {Right.APPROVE_NAMES}
NEVER = {
    Role.ADMINISTRATOR: CASEWORK | {Right.SLOTS_CONFIDENTIAL},
    Role.INFORMATION_GOVERNANCE: CASEWORK - {Right.WITHDRAWN_READ},
    Role.ANALYST: CASEWORK,
    Role.BOARD: CASEWORK | {Right.FIGURES_IMPORT, Right.AUDIT_READ},
    Role.SCHEDULED_JOB: CASEWORK,
    Role.ASB_OFFICER: {Right.CASE_LOWER_RISK, Right.APPROVE_NAMES, Right.CASE_DELETE, Right.SLOTS_CONFIDENTIAL},
    Role.DA_LEAD: {Right.SLOTS_GENERAL, Right.OFFICERS_EDIT},
}
"""What a role alone must never be able to do, whatever else its officer may do by another."""


def modules() -> list[str]:
    """Every service module, imported."""
    names = [module.name for module in pkgutil.walk_packages(services.__path__, services.__name__ + ".")]
    return [importlib.import_module(name).__name__ for name in names]


MODULES = modules()


@pytest.mark.parametrize("gated", GATED.values(), ids=lambda gated: gated.name.removeprefix("spp_desktop.services."))
def test_a_role_without_the_right_is_refused_and_one_with_it_is_let_through(gated: Gated) -> None:
    for role in Role:
        me = SimpleNamespace(officer=SimpleNamespace(roles=(role,)))
        held = gated.right is None or gated.right in {grant.right for grant in PERMISSIONS[role]}
        # An argument that no service has: whoever passes the gate gets no further.
        with pytest.raises(TypeError if held else NotPermitted):
            gated.function(me, no_such_argument=None)


def services_called(source: str) -> set[str]:
    """The dotted names under ``services`` that a module's source reaches for, late imports included."""
    tree = ast.parse(source)
    known, called = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("spp_desktop.services"):
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                called.add(f"{node.module}.{alias.name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            called.add(f"{known[node.value.id]}.{node.attr}")
    return called


def open_doors(called: set[str]) -> set[str]:
    """Of these names, the functions that take the officer signed in and ask for no right."""
    found = set()
    for name in called:
        module, _, attribute = name.rpartition(".")
        function = getattr(importlib.import_module(module), attribute, None) if module in MODULES else None
        if inspect.isfunction(function):
            own = f"{function.__module__}.{function.__qualname__}"
            taken = [kind for word, kind in inspect.get_annotations(function).items() if word != "return"]
            if own not in GATED and any("SignedIn" in str(kind) for kind in taken):
                found.add(own)
    return found


@pytest.mark.parametrize("layer", ["ui", "cli"])
def test_whatever_window_and_commands_call_asks_for_a_right(layer: str) -> None:
    called = set().union(*(services_called(path.read_text("utf-8")) for path in (PACKAGE / layer).rglob("*.py")))
    assert called
    assert open_doors(called) <= set(UNGATED)


def test_an_open_door_is_seen() -> None:
    source = "def late():\n    from spp_desktop.services import sign_in as door\n    door.sign_out(me)"
    assert open_doors(services_called(source)) == {"spp_desktop.services.sign_in.sign_out"}


@pytest.mark.parametrize("role", NEVER)
def test_what_a_role_must_never_do(role: Role) -> None:
    assert {grant.right for grant in PERMISSIONS[role]} & NEVER[role] == set()


# Scope

PERSONAL = {"case", "case_record", "legal_order", "person", "draft"}
SCOPED = {"Scope", "Reader", "Target"}
FOR_NOBODY = {"not_found", "found_in_vain"}
"""Reads of the check, which reads everything and says ids alone."""


def reads_without_scope(source: str) -> list[str]:
    """Public functions that find records about people over a connection and take no scope.

    A read that is handed a record's id, or a target that names one, is not asked: somebody with a
    scope found the record for it.
    """
    tree = ast.parse(source)
    tables = {
        node.module.rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    return [
        name
        for name, kinds in public_reads(tree)
        if tables & PERSONAL and not kinds & {*SCOPED, "UUID"} and name not in FOR_NOBODY
    ]


def public_reads(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each public function that takes a connection first, and the kinds of its parameters."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            kinds = [ast.unparse(one.annotation) for one in taken if one.annotation]
            if kinds and kinds[0] == "Connection":
                yield node.name, set(kinds)


@pytest.mark.parametrize("path", sorted(STORE.glob("*.py")), ids=lambda path: path.stem)
def test_no_case_or_person_is_found_without_a_scope(path: Path) -> None:
    assert reads_without_scope(path.read_text(encoding="utf-8")) == []


def test_a_read_without_a_scope_is_seen() -> None:
    source = "from spp_desktop.store.tables.case import CaseRow\ndef list_cases(connection: Connection{}): ..."
    assert reads_without_scope(source.format("")) == ["list_cases"]
    assert reads_without_scope(source.format(", scope: Scope")) == []


def test_a_reader_has_a_scope_of_their_own() -> None:
    from spp_desktop.store.case_lists import Reader

    (scope,) = (field for field in fields(Reader) if field.name == "scope")
    assert scope.default is MISSING
    assert scope.default_factory is MISSING

"""``cases export``."""

from __future__ import annotations

from argparse import Namespace

from spp_desktop.cli.passphrase import read_secret_file
from spp_desktop.cli.signing_in import signed_in
from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.errors import WrongUse
from spp_desktop.domain.exports import CaseExport
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES
from spp_desktop.services import exports


def export(chosen: Namespace) -> int:
    """Write every case of a type that the officer may read, and enter it in the register."""
    known = [kind.code for kind in CASE_TYPES if kind.code not in CONFIDENTIAL_TYPES]
    if chosen.type not in known:
        raise WrongUse(f"No such case type to export. Use one of: {', '.join(known)}")
    password = read_secret_file(chosen.file_password_file) if chosen.file_password_file else None
    order = CaseExport(
        query=CaseQuery(chosen.type),
        reason=chosen.reason,
        recipient=chosen.recipient,
        basis=chosen.basis,
        names=chosen.names,
        password=password,
    )
    with signed_in(chosen) as me:
        line = exports.export_cases(me, order, chosen.out).value
    print(f"Written: {chosen.out}")
    print(f"{line.rows:,} cases, register {line.number}, SHA-256 {line.sha256}")
    print(f"Destroy by {line.destroy_by.isoformat()} and confirm it in the register")
    return 0

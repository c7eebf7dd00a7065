"""Pages on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn

if TYPE_CHECKING:
    from spp_desktop.printing.recovery import RecoveryPage

Compartment = Literal["general", "confidential"]

OPENS = {
    "general": ("the general compartment", "The administrator"),
    "confidential": ("the confidential compartment", "The domestic abuse lead"),
}
"""What each recovery key opens, and who keeps it."""


@gate(None)
def save_recovery_page(me: SignedIn, recovery_key: str, out: Path, *, compartment: Compartment = "general") -> None:
    """Save the page a recovery key just shown is printed on, as a PDF. Raises Refused where the disk says no."""
    from spp_desktop.printing.recovery import write_recovery_page

    write_recovery_page(_page(me, recovery_key, compartment), out)


@gate(None)
def print_recovery_page(me: SignedIn, recovery_key: str, printer: Any, *, compartment: Compartment = "general") -> None:
    """Print the page on a printer the officer chose (a paint device of pages). Raises Refused where it takes none."""
    from spp_desktop.printing import recovery

    recovery.print_recovery_page(_page(me, recovery_key, compartment), printer)


def _page(me: SignedIn, recovery_key: str, compartment: Compartment) -> RecoveryPage:
    from spp_desktop.printing.recovery import RecoveryPage

    opens, keeper = OPENS[compartment]
    return RecoveryPage(recovery_key, me.store.code, opens, keeper, me.today())

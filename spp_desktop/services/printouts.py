"""Pages on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn

OPENS = {
    "general": ("the general compartment", "The administrator"),
    "confidential": ("the confidential compartment", "The domestic abuse lead"),
}
"""What each recovery key opens, and who keeps it."""


@gate(None)
def save_recovery_page(
    me: SignedIn, recovery_key: str, out: Path, *, compartment: Literal["general", "confidential"] = "general"
) -> None:
    """Save the page a recovery key just shown is printed on, as a PDF. Raises Refused where the disk says no."""
    from spp_desktop.printing.recovery import RecoveryPage, write_recovery_page

    opens, keeper = OPENS[compartment]
    write_recovery_page(RecoveryPage(recovery_key, me.store.code, opens, keeper, me.today()), out)

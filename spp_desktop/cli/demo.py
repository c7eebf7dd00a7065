"""``demo``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from spp_desktop.cli.passphrase import passphrase_given
from spp_desktop.domain.permissions import ROLE_LABELS
from spp_desktop.services import demo as service
from spp_desktop.services.demo import Demonstration
from spp_desktop.services.signed_in import LONDON, utc_now


def demo(chosen: Namespace) -> int:
    """Build the demonstration store, say who is in it, and open the window on it."""
    folder: Path = chosen.store or service.default_folder()
    as_at = chosen.as_at or utc_now().astimezone(LONDON).date()
    given = passphrase_given(chosen.passphrase_file)
    built = service.build(folder, service.PASSPHRASE if given is None else given, as_at=as_at)
    _tell(built)
    if chosen.build_only:
        return 0
    from spp_desktop.app import open_window, why_no_window
    from spp_desktop.cli import DONE, say

    why = why_no_window()
    if why:
        return say(why, DONE)
    return open_window(folder, officer=chosen.officer or service.analyst_of(folder))


def _tell(built: Demonstration) -> None:
    print(f"Demonstration store: {built.folder}")
    print("Everyone in it is made up.")
    for officer in built.officers:
        print(f"  {officer.name}: {', '.join(f'{ROLE_LABELS[role]} ({role})' for role in officer.roles)}")
    print(f"Passphrase for every officer: {built.passphrase}")

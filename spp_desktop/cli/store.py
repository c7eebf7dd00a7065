"""``store create``, ``check``, ``backup`` and ``restore``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from spp_desktop.cli.passphrase import officer_name, passphrase
from spp_desktop.cli.signing_in import signed_in
from spp_desktop.domain.errors import Refused, StoreTrouble, WrongUse
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES
from spp_desktop.services import backups, demo, sign_in, upkeep
from spp_desktop.services.backups import BackupLine
from spp_desktop.services.signed_in import LONDON


def create(chosen: Namespace) -> int:
    """Make a store; the recovery key goes to the file named, else to standard output, this once."""
    name = officer_name(chosen.officer)
    if name is None:
        raise WrongUse("A new store needs its first officer: give --officer NAME")
    key_file: Path | None = chosen.recovery_key_file
    if key_file is not None and key_file.exists():
        raise Refused("The recovery key's file is there already. Nothing was made. Name a new file")
    secret = passphrase(chosen.passphrase_file, prompt="New passphrase: ", twice=True)
    roles = tuple(dict.fromkeys(chosen.role or DEFAULT_FIRST_ROLES))
    started = sign_in.create_store(chosen.store, name, secret, roles=roles)
    sign_in.sign_out(started.signed_in)
    print(f"Store made: {chosen.store}")
    print(f"First officer: {started.signed_in.officer.name} ({', '.join(roles)})")
    if key_file is None:
        print(f"Recovery key, shown this once; print it and lock it away: {started.recovery_key}")
    else:
        _keep_key(key_file, started.recovery_key)
    return 0


def _keep_key(file: Path, key: str) -> None:
    """Write the recovery key, readable by this account only; say it instead where the disk will not have it."""
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(f"{key}\n", encoding="utf-8")
    except OSError as trouble:
        print(f"Recovery key, shown this once; print it and lock it away: {key}")
        raise StoreTrouble(
            "The store was made, but its recovery key could not be written to the file: it is on standard output"
        ) from trouble
    print(f"Recovery key written to {file}: print it, lock it away, delete the file")


def check(chosen: Namespace) -> int:
    """Verify the store; 1 when anything was found."""
    from spp_desktop.cli import FAILED, say

    with signed_in(chosen) as me:
        checked = upkeep.check_store(me).value
    for line in (*checked.verified, *checked.findings):
        print(line)
    if checked.sound:
        print("Nothing wrong was found")
        return 0
    return say(f"{len(checked.findings)} things are wrong. Nothing was changed. Restore a backup", FAILED)


def backup(chosen: Namespace) -> int:
    """Make a backup beside the store, or the one file named."""
    with signed_in(chosen) as me:
        made = backups.make_backup(me, out=chosen.out).value
    print(f"Backed up and verified: {made.backup.path}")
    if made.second:
        print(made.second)
    return 0


def restore(chosen: Namespace) -> int:
    """List the backups with what each holds, or put one back."""
    if chosen.list:
        return _list(chosen)
    name = officer_name(chosen.officer) or demo.analyst_of(chosen.store)
    restored = backups.restore_backup(chosen.store, chosen.source, name, passphrase(chosen.passphrase_file))
    sign_in.sign_out(restored.signed_in)
    print(f"Restored {restored.backup.name} into {chosen.store}. It is a new device from now on")
    return 0


def _list(chosen: Namespace) -> int:
    try:
        with signed_in(chosen) as me:
            found = backups.list_backups(me)
    except StoreTrouble as trouble:
        print(trouble.message)
        found = backups.list_backups_in(chosen.store)
    for line in found:
        print(_line(line))
    if not found:
        print("There are no backups beside this store")
    return 0


def _line(line: BackupLine) -> str:
    made = f"{line.made.astimezone(LONDON):%d %b %Y %H:%M}"
    holds = ", ".join(line.counted()) or "contents not readable"
    sealed = f"; sealed: {', '.join(line.sealed)}" if line.sealed else ""
    return f"{line.name}  made {made}, {line.bytes:,} bytes: {holds}{sealed}"

"""Opening the store a command names, as the officer it names."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from spp_desktop.cli.passphrase import officer_name, passphrase
from spp_desktop.services import demo, sign_in
from spp_desktop.services.signed_in import SignedIn


@contextmanager
def signed_in(chosen: Namespace) -> Iterator[SignedIn]:
    """The officer signed in while the block lasts; the store is closed after it.

    Nobody named: a demonstration store's analyst, or a store's only officer; else wrong use.
    """
    name = officer_name(chosen.officer) or demo.analyst_of(chosen.store)
    me = sign_in.sign_in_patiently(chosen.store, name, passphrase(chosen.passphrase_file))
    try:
        yield me
    finally:
        sign_in.sign_out(me)

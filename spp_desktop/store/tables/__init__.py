"""The rows of the store: one module for each subject, imported together by :func:`metadata`.

Both compartments hold the same tables. A row never leaves the store: reads return the frozen views of
``domain``. How a row is declared, and how a room adds one, is in :mod:`spp_desktop.store.tables.base`.
"""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

from spp_desktop.store.tables.base import METADATA


def metadata() -> MetaData:
    """The catalogue with every table declared in this package."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return METADATA

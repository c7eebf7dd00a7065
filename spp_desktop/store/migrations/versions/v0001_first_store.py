"""The first store."""

from __future__ import annotations

from alembic import op

from spp_desktop.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    metadata().create_all(op.get_bind())

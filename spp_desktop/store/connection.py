"""The name by which services speak of a connection they read from, so that they need not know the SQL library."""

from sqlalchemy import Connection

__all__ = ["Connection"]

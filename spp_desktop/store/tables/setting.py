"""Settings an administrator has altered; the rest stand at the default their declaration gives."""

from __future__ import annotations

from typing import Any

from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import RecordRow


class SettingRow(RecordRow, table=True):
    """One setting. Its id is ``named_id("setting", key)``; ``source`` says where the value comes from."""

    __tablename__ = "setting"

    key: str = Field(unique=True)
    value: Any = Field(default=None, sa_type=Document)
    source: str = ""

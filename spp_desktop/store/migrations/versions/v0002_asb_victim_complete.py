"""What the complete ASB victim case needs: records of declared kinds, files, orders, merges, scales, saved views."""

from __future__ import annotations

from spp_desktop.store.migrations.written import RECORD, RETAINED, NewTable, extend, make

revision = "0002"
down_revision = "0001"

WITHDRAWN = "withdrawn:bool withdrawn_reason:text"

TABLES = (
    NewTable(
        "case_record",
        "case_id:id kind:text party_id:id? answers:document stops:document due:date? due_clock:text "
        "added_at:time by_id:id " + WITHDRAWN,
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case", "party_id": "party"},
        indexes={
            "ix_case_record_case_id": "case_id",
            "ix_case_record_party_id": "party_id",
            "ix_case_record_due": "due kind",
        },
    ),
    NewTable(
        "attachment",
        "case_id:id record_id:id? kind:text name:text title:text size:int sha256:text added_at:time by_id:id "
        + WITHDRAWN,
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case", "record_id": "case_record"},
        indexes={"ix_attachment_case_id": "case_id", "ix_attachment_record_id": "record_id"},
    ),
    NewTable(
        "attachment_content",
        "attachment_id:id case_id:id content:bytes",
        unique=("attachment_id",),
        indexes={"ix_attachment_content_case_id": "case_id"},
    ),
    NewTable(
        "legal_order",
        "tool:text against:text person_id:id? place:text postcode:text area:text? starts:date? ends:date? ended:date? "
        "ended_how:text review_due:date? answers:document added_at:time by_id:id " + WITHDRAWN,
        base=RETAINED,
        unique=("id",),
        points={"person_id": "person"},
        indexes={"ix_legal_order_ends": "ended ends", "ix_legal_order_person_id": "person_id"},
    ),
    NewTable(
        "case_order",
        "case_id:id order_id:id",
        base=RECORD,
        unique=("id", "case_id order_id"),
        points={"case_id": "case", "order_id": "legal_order"},
        indexes={"ix_case_order_case_id": "case_id", "ix_case_order_order_id": "order_id"},
    ),
    NewTable(
        "order_event",
        "order_id:id breach_id:id? kind:text happened:date answers:document at:time by_id:id " + WITHDRAWN,
        base=RETAINED,
        unique=("id",),
        points={"order_id": "legal_order", "breach_id": "order_event"},
        indexes={"ix_order_event_order_id": "order_id", "ix_order_event_breach_id": "breach_id"},
    ),
    NewTable(
        "person_merge",
        "case_id:id kept_id:id merged_id:id moved:document reason:text at:time by_id:id undone_at:time? undone_by:id? "
        "undone_reason:text",
        base=RECORD,
        unique=("id",),
        points={"case_id": "case", "kept_id": "person", "merged_id": "person"},
        indexes={
            "ix_person_merge_case_id": "case_id",
            "ix_person_merge_kept_id": "kept_id",
            "ix_person_merge_merged_id": "merged_id",
        },
    ),
    NewTable(
        "instrument",
        "code:text version:int scale:document source:text note:text adopted_by:id adopted_at:time",
        base=RECORD,
        unique=("id", "code version"),
        indexes={"ix_instrument_code": "code"},
    ),
    NewTable(
        "saved_view",
        "id:id officer_id:id case_type:text label:text position:int content:document",
        unique=("id", "officer_id case_type label"),
        indexes={"ix_saved_view_officer_id": "officer_id"},
    ),
)


def upgrade() -> None:
    """Make the new tables; let an incident say whether it was recorded as a crime, and under which reference."""
    make(TABLES)
    extend("incident", "crime:text? crime_reference:text?")

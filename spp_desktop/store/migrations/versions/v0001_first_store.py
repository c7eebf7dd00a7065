"""The first store: every table as it was, whatever the declarations say by now."""

from __future__ import annotations

from spp_desktop.store.migrations.written import RECORD, RETAINED, NewTable, make

revision = "0001"
down_revision = None

TABLES = (
    NewTable(
        "case",
        (
            "type:text type_version:int reference:text year:int code:text serial:int name:text "
            "name_key:key state:text open:bool band:text? score:int? score_change:int? risk_key:int "
            "area:text? area_source:text owner_id:id? reported:date reported_at:time "
            "first_contact_at:time? first_contact_due:time contact_minutes:int? next_review:date? "
            "review_key:date closed:date? logged_at:time logged_by:id answers:document"
        ),
        base=RETAINED,
        unique=(
            "id",
            "reference",
            "type year code serial",
        ),
        indexes={
            "ix_case_list_closed": "type deleted open closed rowid",
            "ix_case_list_name": "type deleted open name_key rowid",
            "ix_case_list_reference": "type deleted reference",
            "ix_case_list_reported": "type deleted open reported rowid",
            "ix_case_list_review": "type deleted open review_key rowid",
            "ix_case_list_risk": "type deleted open risk_key rowid",
            "ix_case_owner": "owner_id open review_key",
        },
    ),
    NewTable(
        "chain",
        "device_id:id stream:text serial:int hash:bytes stamp:text",
        unique=("device_id stream",),
        indexes={"ix_chain_stamp": "stamp"},
    ),
    NewTable(
        "dataset",
        (
            "series:text name:text source:text force:text sha256:text as_at:date imported_by:id "
            "imported_at:time months:document rows:int counted:int unplaced:int outside:int "
            "rejected:int"
        ),
        base=RECORD,
        unique=(
            "id",
            "sha256",
        ),
        indexes={"ix_dataset_series": "series"},
    ),
    NewTable(
        "device",
        "code:text public_key:bytes made_at:time",
        base=RECORD,
        unique=("id",),
        indexes={"ix_device_code": "code"},
    ),
    NewTable(
        "draft",
        ("id:id officer_id:id form:text subject:id case_id:id? case_type:text seen:int? kept_at:time content:document"),
        unique=(
            "id",
            "officer_id form subject",
        ),
    ),
    NewTable(
        "erasure",
        "id:id at:time backups_until:date? cleaned:bool",
        unique=("id",),
    ),
    NewTable(
        "erasure_key",
        "key:bytes",
    ),
    NewTable(
        "export",
        (
            "number:text case_type:text title:text at:time by:id recipient:text reason:text "
            "basis:text filter_words:text names:bool encrypted:bool unencrypted_reason:text rows:int "
            "marking:text sha256:text file_name:text destroy_by:date destroyed:date? destroyed_by:id?"
        ),
        base=RETAINED,
        unique=(
            "id",
            "number",
        ),
        indexes={"ix_export_by": "by", "ix_export_case_type": "case_type", "ix_export_destroy_by": "destroy_by"},
    ),
    NewTable(
        "incident",
        (
            "happened:text reported:date? recorded:date? logged_at:time by_id:id category:text "
            "subtype:text qualifiers:document hate_strands:document perceived_by:document place:text "
            "postcode:text area:text? agencies_told:document told_on:date? police_reference:text "
            "words:text withdrawn:bool withdrawn_reason:text"
        ),
        base=RETAINED,
        unique=("id",),
        indexes={"ix_incident_happened": "happened"},
    ),
    NewTable(
        "indexed",
        "kind:text record_id:id case_id:id? case_type:text at:time? tokens:text",
        unique=("kind record_id",),
        indexes={"ix_indexed_case_id": "case_id"},
    ),
    NewTable(
        "measure",
        (
            "code:text version:int label:text noun:text types:document valid_from:text valid_to:text? "
            "source:text baseline:text? target_reduction:float? target_by:text?"
        ),
        base=RECORD,
        unique=(
            "code version",
            "id",
        ),
        indexes={"ix_measure_code": "code"},
    ),
    NewTable(
        "names_request",
        (
            "case_type:text recipient:text recipient_key:text reason:text basis:text asked_by:id "
            "asked_at:time decision:text decided_by:id? decided_at:time? decision_reason:text "
            "unencrypted_reason:text export_id:id?"
        ),
        base=RETAINED,
        unique=("id",),
        indexes={"ix_names_request_asked_by": "asked_by", "ix_names_request_decision": "decision"},
    ),
    NewTable(
        "notice",
        ("kind:text at:time to_officer:id? to_role:text? about:id? details:document seen_at:time? seen_by:id?"),
        base=RECORD,
        unique=("id",),
        indexes={"ix_notice_to_officer": "to_officer", "ix_notice_to_role": "to_role"},
    ),
    NewTable(
        "officer",
        "name:text name_key:key roles:document office:text team:text active:bool",
        base=RECORD,
        unique=(
            "id",
            "name_key",
        ),
    ),
    NewTable(
        "operation",
        (
            "id:id kind:text by_id:id at:time device_id:id compartment:text stream:text serial:int "
            "stamp:text about:id? previous:bytes hash:bytes"
        ),
        unique=(
            "device_id stream serial",
            "id",
        ),
        indexes={
            "ix_operation_about": "about",
            "ix_operation_at": "at",
            "ix_operation_by_id": "by_id",
            "ix_operation_kind": "kind",
        },
    ),
    NewTable(
        "person",
        RECORD,
        unique=("id",),
    ),
    NewTable(
        "setting",
        "key:text value:document source:text",
        base=RECORD,
        unique=(
            "id",
            "key",
        ),
    ),
    NewTable(
        "term",
        "vocabulary:text code:text label:text position:int valid_from:date? valid_to:date?",
        base=RECORD,
        unique=(
            "id",
            "vocabulary code",
        ),
        indexes={"ix_term_vocabulary": "vocabulary"},
    ),
    NewTable(
        "action",
        (
            "case_id:id kind:text what:text due:date? owner_id:id? to_agency:text done:date? "
            "open_due:date? evidence:text late_reason:text added_at:time by_id:id"
        ),
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case"},
        indexes={"ix_action_case_id": "case_id", "ix_action_open": "open_due owner_id"},
    ),
    NewTable(
        "assessment",
        (
            "case_id:id instrument:text version:int illustrative:bool answers:document "
            "automatic:document score:int maximum:int unanswered:int scored_band:text band:text "
            "reason:text at:time by_id:id occasion:text incident_id:id?"
        ),
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case"},
        indexes={"ix_assessment_case_id": "case_id"},
    ),
    NewTable(
        "case_incident",
        "case_id:id incident_id:id number:int",
        base=RECORD,
        unique=(
            "case_id incident_id",
            "id",
        ),
        points={"case_id": "case", "incident_id": "incident"},
        indexes={"ix_case_incident_case_id": "case_id", "ix_case_incident_incident_id": "incident_id"},
    ),
    NewTable(
        "change",
        ("operation_id:id place:int kind:text record_id:id action:text revision:int fields:verbatim salts:bytes"),
        points={"operation_id": "operation"},
        indexes={"ix_change_operation_id": "operation_id", "ix_change_record_id": "record_id"},
    ),
    NewTable(
        "contact",
        (
            "case_id:id at:time logged_at:time by_id:id channel:text outcome:text direction:text "
            "with_whom:text words:text corrects:id? withdrawn:bool withdrawn_reason:text"
        ),
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case"},
        indexes={"ix_contact_case_at": "case_id at"},
    ),
    NewTable(
        "crime_count",
        "dataset_id:id month:int place:text crime_type:text crimes:int",
        points={"dataset_id": "dataset"},
        indexes={"ix_crime_count_dataset_id": "dataset_id"},
    ),
    NewTable(
        "dataset_reject",
        "dataset_id:id line:int reason:text",
        points={"dataset_id": "dataset"},
        indexes={"ix_dataset_reject_dataset_id": "dataset_id"},
    ),
    NewTable(
        "flag",
        ("case_id:id code:text label:text reason:text since:date expires:date? ended:date? called_for:bool by_id:id"),
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case"},
        indexes={"ix_flag_case_id": "case_id"},
    ),
    NewTable(
        "move",
        "case_id:id before:text after:text at:time by_id:id reason:text closing:document",
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case"},
        indexes={"ix_move_case_id": "case_id"},
    ),
    NewTable(
        "party",
        ("case_id:id person_id:id? role:text kind:text place:text main:bool counter_allegation:bool note:text"),
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case", "person_id": "person"},
        indexes={"ix_party_case_id": "case_id", "ix_party_person_id": "person_id"},
    ),
    NewTable(
        "person_fact",
        (
            "person_id:id case_id:id? kind:text text:text text_key:key postcode:text estimated:bool "
            "safety:text protected:bool valid_from:date? valid_to:date? recorded_at:time by_id:id "
            "other_id:id?"
        ),
        base=RETAINED,
        unique=("id",),
        points={"case_id": "case", "person_id": "person"},
        indexes={
            "ix_person_fact_case_id": "case_id",
            "ix_person_fact_key": "kind text_key",
            "ix_person_fact_person": "person_id kind",
        },
    ),
)


def upgrade() -> None:
    """Make every table."""
    make(TABLES)

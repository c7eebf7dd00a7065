"""What is asked of an ASB victim's case, of an incident, of a contact and of an action."""

from __future__ import annotations

from spp_desktop.domain.casetypes.asb_lists import (
    CATEGORIES,
    FREQUENCIES,
    HATE_KINDS,
    HATE_STRANDS,
    MAY_TELL,
    PERCEIVED_BY,
    QUALIFIERS,
    REPORTERS,
    SUBTYPES,
    SUPPORT,
    UPDATE_EVERY,
    VULNERABILITIES,
    WHO_KINDS,
)
from spp_desktop.domain.fields import (
    Choice,
    Day,
    LongText,
    Moment,
    MultiChoice,
    Phone,
    Postcode,
    Section,
    Text,
    Whole,
    YesNoUnknown,
)
from spp_desktop.domain.kinds.onward import NEEDS
from spp_desktop.domain.kinds.victims_code import CODE_VICTIMS, ENHANCED_GROUPS
from spp_desktop.domain.lists import ACTION_KINDS, AGENCIES, CHANNELS, DIRECTIONS, OUTCOMES, SAFETY, TENURES
from spp_desktop.domain.people import FactKind

WHO = Section(
    "who",
    "Who",
    (
        Choice(key="who", label="Who", vocabulary=WHO_KINDS, short=True, required=True, span=12),
        Text(key="name", label="Name", fact=FactKind.NAME, personal=True, searchable=True, span=4),
        Text(key="birth", label="Date of birth or age", fact=FactKind.BIRTH, personal=True, span=4,
             help="A date, a year, or an age such as about 40"),
        Phone(key="phone", label="Phone", fact=FactKind.PHONE, personal=True, searchable=True, span=4),
        Text(key="email", label="E-mail", fact=FactKind.EMAIL, personal=True, span=4),
        Text(key="address", label="Address", fact=FactKind.ADDRESS, personal=True, searchable=True, span=5),
        Postcode(key="postcode", label="Postcode", fact=FactKind.ADDRESS, personal=True, searchable=True, span=3),
        Text(key="place", label="Place, if it is the community", searchable=True, span=12),
    ),
)  # fmt: skip

THE_REPORT = Section(
    "report",
    "The report",
    (
        Choice(key="reported_by", label="Reported by", vocabulary=REPORTERS, in_list=True),
        Choice(key="source_agency", label="Source agency", vocabulary=AGENCIES, in_list=True),
        Text(key="their_reference", label="Their reference", searchable=True),
        Choice(key="may_tell_reporter", label="Reporter may hear the outcome", vocabulary=MAY_TELL),
        Day(key="first_incident", label="First incident"),
        Day(key="reported", label="Date reported", required=True),
        Day(key="recorded", label="Date recorded", help="When the agency told made its record"),
    ),
)

WHAT_IS_HAPPENING = Section(
    "happening",
    "What is happening",
    (
        Choice(key="category", label="Type", vocabulary=CATEGORIES, short=True, required=True, in_list=True, span=4),
        Choice(key="subtype", label="Sub-type", vocabulary=SUBTYPES, in_list=True, span=4),
        Choice(key="frequency", label="How often", vocabulary=FREQUENCIES, in_list=True, span=4),
        MultiChoice(key="hate_strands", label="Hate element, if anyone thinks so", vocabulary=HATE_STRANDS,
                    none_code="none", in_list=True, span=4),
        MultiChoice(key="perceived_by", label="Who thinks so", vocabulary=PERCEIVED_BY, span=4),
        YesNoUnknown(key="getting_worse", label="Getting worse", in_list=True, span=4),
        Choice(key="hate_kind", label="Hate incident or crime", vocabulary=HATE_KINDS, short=True, span=4),
        MultiChoice(key="qualifiers", label="Qualifiers", vocabulary=QUALIFIERS, in_list=True, span=8),
        LongText(key="what_happened", label="What happened, in the victim's words where you can", searchable=True,
                 personal=True),
    ),
)  # fmt: skip

WHERE = Section(
    "where",
    "Where",
    (
        Text(key="incident_place", label="Where it happens", searchable=True, personal=True, span=6),
        Postcode(key="incident_postcode", label="Postcode", searchable=True, personal=True, span=3),
        YesNoUnknown(key="at_home", label="At or near the victim's home", span=3),
        Choice(key="tenure", label="Victim's tenure", vocabulary=TENURES, in_list=True, span=4),
        Text(key="landlord", label="Landlord", searchable=True, span=4),
        Choice(key="responsible_tenure", label="Tenure of the person responsible", vocabulary=TENURES, span=4),
    ),
    note="Area is worked out from the incident address and fixed when the case opened",
)

CONTACT_AND_SAFETY = Section(
    "contact",
    "Contact and safety",
    (
        Choice(key="safe_mobile", label="Ring the mobile", vocabulary=SAFETY, short=True),
        Choice(key="safe_landline", label="Ring the landline", vocabulary=SAFETY, short=True),
        Choice(key="safe_voicemail", label="Leave voicemail", vocabulary=SAFETY, short=True),
        Choice(key="safe_text", label="Text", vocabulary=SAFETY, short=True),
        Choice(key="safe_letter", label="Post letters", vocabulary=SAFETY, short=True),
        Choice(key="safe_email", label="E-mail", vocabulary=SAFETY, short=True),
        Choice(key="safe_visit", label="Visit", vocabulary=SAFETY, short=True),
        Choice(key="preferred_channel", label="Preferred way", vocabulary=CHANNELS),
        Text(key="safe_words", label="How to make contact safely", personal=True, span=12,
             help="Times, a code word, who must not know"),
        YesNoUnknown(key="interpreter", label="Interpreter needed", in_list=True),
        Text(key="language", label="Language"),
        Choice(key="update_every", label="Updates agreed", vocabulary=UPDATE_EVERY),
        Text(key="communication_needs", label="Other communication needs", personal=True),
    ),
)  # fmt: skip

VICTIMS_WISHES = Section(
    "wishes",
    "Victim's wishes",
    (
        LongText(key="wishes", label="What the victim wants to happen", personal=True),
        YesNoUnknown(key="may_name", label="May the person responsible know who complained", span=4),
        YesNoUnknown(key="would_mediate", label="Would meet or mediate", span=4),
        YesNoUnknown(key="would_give_statement", label="Would give a statement", span=4),
    ),
)

AGENCIES_TOLD = Section(
    "agencies",
    "Agencies told",
    (
        MultiChoice(key="agencies_told", label="Agencies told", vocabulary=AGENCIES, in_list=True, span=6),
        Day(key="agencies_told_on", label="When they were told"),
        Text(key="police_reference", label="Police reference", searchable=True, in_list=True),
        Choice(key="victim_support", label="Victim Support", vocabulary=SUPPORT, in_list=True),
    ),
)

HOUSEHOLD = Section(
    "household",
    "Household",
    (
        Whole(key="people_at_home", label="People at home", least=1, most=20),
        YesNoUnknown(key="children_in_home", label="Child in the home", in_list=True),
        YesNoUnknown(key="adult_at_risk", label="Adult at risk", in_list=True),
        YesNoUnknown(key="disability", label="Disability or long illness in the home"),
        YesNoUnknown(key="vulnerable", label="Vulnerable in another way", in_list=True),
        LongText(key="household_words", label="Who is at home and what they need", personal=True),
    ),
)

WHAT_THEY_NEED = Section(
    "needs",
    "What they need",
    (
        MultiChoice(key="vulnerabilities", label="What makes the victim vulnerable", vocabulary=VULNERABILITIES,
                    none_code="none", in_list=True, span=12),
        MultiChoice(key="needs", label="Needs of the victim or household", vocabulary=NEEDS, none_code="none",
                    in_list=True, span=6),
        MultiChoice(key="responsible_needs", label="Needs of the person responsible", vocabulary=NEEDS,
                    none_code="none", span=6),
    ),
    note="A need that no onward referral answers is shown until one does",
)  # fmt: skip

WHAT_IS_OWED = Section(
    "owed",
    "What is owed",
    (
        YesNoUnknown(key="crime", label="Recorded as a crime", in_list=True, span=4),
        Day(key="crime_recorded", label="Crime recorded on", span=4),
        Text(key="crime_reference", label="Crime reference", searchable=True, span=4),
        Choice(key="code_victim", label="Victim under the Code", vocabulary=CODE_VICTIMS, span=4),
        MultiChoice(key="enhanced", label="Enhanced group", vocabulary=ENHANCED_GROUPS, none_code="none", in_list=True,
                    span=4),
        Day(key="told_case_review", label="Told they may ask for a case review", span=4),
    ),
    note="The Victims' Code is for crime; anti-social behaviour that is none keeps the local promise",
)  # fmt: skip

INCIDENT = Section(
    "incident",
    "Incident",
    (
        Moment(key="happened", label="When it happened", required=True, help="Such as sat 2340 or 5 mar 9pm", span=6),
        Choice(key="category", label="Type", vocabulary=CATEGORIES, short=True, span=6),
        Choice(key="subtype", label="Sub-type", vocabulary=SUBTYPES, span=6),
        Day(key="reported", label="Date reported"),
        Day(key="recorded", label="Date recorded"),
        MultiChoice(key="qualifiers", label="Qualifiers", vocabulary=QUALIFIERS, span=6),
        MultiChoice(key="hate_strands", label="Hate element", vocabulary=HATE_STRANDS, none_code="none", span=6),
        MultiChoice(key="perceived_by", label="Who thinks so", vocabulary=PERCEIVED_BY, span=6),
        Text(key="place", label="Where", personal=True, span=6),
        Postcode(key="postcode", label="Postcode", personal=True),
        MultiChoice(key="agencies_told", label="Agencies told", vocabulary=AGENCIES, span=6),
        Day(key="told_on", label="When they were told"),
        Text(key="police_reference", label="Police reference", searchable=True),
        YesNoUnknown(key="crime", label="Recorded as a crime"),
        Text(key="crime_reference", label="Crime reference", searchable=True),
        LongText(key="words", label="What happened", personal=True),
    ),
)

CONTACT = Section(
    "contact-entry",
    "Contact",
    (
        Choice(key="outcome", label="Outcome", vocabulary=OUTCOMES, required=True, short=True, span=12),
        Choice(key="channel", label="How", vocabulary=CHANNELS, span=4),
        Choice(key="direction", label="Who made contact", vocabulary=DIRECTIONS, short=True, span=4),
        Text(key="with_whom", label="With whom, if not the victim", personal=True, span=4),
        Moment(key="at", label="When", help="Now, unless you say otherwise", span=4),
        Day(key="next_try", label="Next try", past=False, ahead=True, span=4),
        LongText(key="words", label="What was said", personal=True),
    ),
)

ACTION = Section(
    "action",
    "Action",
    (
        Text(key="what", label="What is to be done", required=True, span=12),
        Choice(key="kind", label="Kind", vocabulary=ACTION_KINDS, span=6),
        Day(key="due", label="Due", past=False, ahead=True, span=6),
        Choice(key="agency", label="Agency, if not an officer", vocabulary=AGENCIES, span=6),
    ),
)

SECTIONS = (
    THE_REPORT,
    WHAT_IS_HAPPENING,
    WHERE,
    CONTACT_AND_SAFETY,
    VICTIMS_WISHES,
    AGENCIES_TOLD,
    HOUSEHOLD,
    WHAT_THEY_NEED,
    WHAT_IS_OWED,
)
"""The case itself, in the order of the form."""

"""Lists that every case type shares: agencies, channels, outcomes of a contact, kinds of action."""

from __future__ import annotations

from datetime import date

from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

REACHED, RETRY, INCOMING = "reached", "retry", "incoming"
"""Marks of contact outcomes: somebody was reached, and the first-contact clock stops; nobody was: book another try;
it came from them, so that no channel was chosen by us."""

TOLD = "told"
"""Mark of contact outcomes by which somebody was told something though nobody answered: what was sent to them."""

AGENCIES = Vocabulary(
    "agencies",
    "Agencies",
    (
        *terms(
            ("council-asb", "Council, anti-social behaviour team"),
            ("council-housing", "Council, housing options"),
            ("council-environment", "Council, environmental health"),
            ("council-children", "Council, children's services"),
            ("council-adults", "Council, adult social care"),
            ("police-incident-desk", "Police, incident desk"),
            ("police-neighbourhood", "Police, neighbourhood team"),
            ("fire", "Fire and rescue service"),
            ("ambulance", "Ambulance service"),
        ),
        Term("pct", "Primary care trust", valid_to=date(2013, 3, 31)),
        Term("ccg", "Clinical commissioning group", valid_from=date(2013, 4, 1), valid_to=date(2022, 6, 30)),
        Term("icb", "Integrated care board", valid_from=date(2022, 7, 1)),
        *terms(("mental-health-trust", "Mental health trust"), ("gp", "GP surgery")),
        Term("probation-trust", "Probation trust", valid_to=date(2014, 5, 31)),
        Term("nps", "National Probation Service", valid_from=date(2014, 6, 1), valid_to=date(2021, 6, 25)),
        Term("probation-service", "Probation Service", valid_from=date(2021, 6, 26)),
        *terms(
            ("youth-offending", "Youth offending service"),
            ("housing-association", "Housing association"),
            ("private-landlord", "Private landlord or agent"),
            ("school", "School or college"),
            ("education-welfare", "Education welfare"),
            ("victim-support", "Victim Support"),
            ("drug-alcohol", "Drug and alcohol service"),
            ("mediation", "Mediation service"),
            ("hate-reporting-centre", "Hate crime reporting centre"),
            ("councillor", "Ward councillor"),
            ("mp", "Member of Parliament"),
            ("legal-services", "Legal services"),
            ("other", "Other agency"),
        ),
    ),
    "Responsible authorities and co-operating bodies, Crime and Disorder Act 1998 s5, with their dates; local partners",
)

CHANNELS = Vocabulary(
    "channels",
    "How somebody is reached",
    terms(
        ("mobile", "Mobile phone"),
        ("landline", "Landline"),
        ("voicemail", "Voicemail"),
        ("text", "Text message"),
        ("letter", "Letter"),
        ("email", "E-mail"),
        ("visit", "Visit"),
        ("meeting", "In person elsewhere"),
        ("professional", "Through a professional"),
    ),
)

OUTCOMES = Vocabulary(
    "contact-outcomes",
    "Outcome of a contact",
    (
        Term("spoke", "Spoke", marks=frozenset((REACHED, "channel:mobile")), key="S"),
        Term("no-answer", "No answer", marks=frozenset((RETRY, "channel:mobile")), key="N"),
        Term("message", "Left a message", marks=frozenset((RETRY, "channel:voicemail")), key="M"),
        Term("text-sent", "Text sent", marks=frozenset((TOLD, "channel:text")), key="T"),
        Term("reply", "They replied", marks=frozenset((REACHED, INCOMING, "channel:text")), key="R"),
        Term("visited", "Visited, seen", marks=frozenset((REACHED, "channel:visit")), key="V"),
        Term("not-in", "Visited, not in", marks=frozenset((RETRY, "channel:visit")), key="O"),
        Term("letter-sent", "Letter sent", marks=frozenset((TOLD, "channel:letter")), key="L"),
        Term("email-sent", "E-mail sent", marks=frozenset((TOLD, "channel:email")), key="E"),
        Term("declined", "Declined contact", marks=frozenset((REACHED, "channel:mobile")), key="D"),
        Term("note", "Note, no contact", key="X"),
    ),
)

DIRECTIONS = Vocabulary(
    "directions", "Who made contact", terms(("out", "We contacted them"), ("in", "They contacted us"))
)

ACTION_KINDS = Vocabulary(
    "action-kinds",
    "Kind of action",
    terms(
        ("contact", "Contact or update the victim"),
        ("visit", "Visit"),
        ("target-hardening", "Target hardening"),
        ("evidence", "Gather evidence"),
        ("warning", "Warn the person responsible"),
        ("mediation", "Mediation"),
        ("legal", "Legal work"),
        ("referral", "Refer to another agency"),
        ("retry", "Try to reach them again"),
        ("other", "Other"),
    ),
)

SAFETY = Vocabulary("safety", "Is it safe?", terms(("safe", "Safe"), ("unsafe", "Not safe")))

TENURES = Vocabulary(
    "tenures",
    "Tenure",
    terms(
        ("owner", "Owner occupier"),
        ("social", "Social rented"),
        ("private", "Private rented"),
        ("supported", "Supported or temporary"),
        ("none", "No fixed address"),
        ("business", "Business premises"),
    ),
)

SHARED: tuple[Vocabulary, ...] = (AGENCIES, CHANNELS, OUTCOMES, DIRECTIONS, ACTION_KINDS, SAFETY, TENURES)

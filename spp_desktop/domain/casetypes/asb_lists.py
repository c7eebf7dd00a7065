"""Lists of the ASB victim type, dated where what they name began or ended on a day."""

from __future__ import annotations

from datetime import date

from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

NSIR_2011 = date(2011, 4, 1)
"""The day the National Standard for Incident Recording went from about fourteen detailed codes to three."""

CATEGORIES = Vocabulary(
    "asb-categories",
    "Type of anti-social behaviour",
    (
        Term("personal", "Personal", valid_from=NSIR_2011),
        Term("nuisance", "Nuisance", valid_from=NSIR_2011),
        Term("environmental", "Environmental", valid_from=NSIR_2011),
        Term("detailed", "As coded before April 2011", valid_to=date(2011, 3, 31)),
    ),
    "National Standard for Incident Recording, April 2011",
)

SUBTYPES = Vocabulary(
    "asb-subtypes",
    "Sub-type",
    terms(
        ("rowdy", "Rowdy or inconsiderate behaviour"),
        ("neighbour", "Neighbour dispute, threats and abuse"),
        ("noise", "Noise"),
        ("vehicle-nuisance", "Vehicle nuisance or inappropriate use"),
        ("street-drinking", "Street drinking"),
        ("begging", "Begging"),
        ("prostitution", "Prostitution-related"),
        ("hoax-calls", "Hoax calls"),
        ("malicious-communications", "Malicious communications"),
        ("animals", "Animal problems"),
        ("fireworks", "Fireworks"),
        ("trespass", "Trespass"),
        ("abandoned-vehicle", "Abandoned vehicle"),
        ("litter", "Littering or drug litter"),
        ("graffiti", "Graffiti"),
        ("fly-tipping", "Fly-tipping"),
    ),
    "Local list: the national codes before and after April 2011 together",
)

FREQUENCIES = Vocabulary(
    "asb-frequencies",
    "How often",
    terms(
        ("once", "Once"),
        ("occasional", "Occasionally"),
        ("monthly", "Most months"),
        ("weekly", "Most weeks"),
        ("most-days", "Most days"),
        ("daily", "Every day"),
    ),
)

QUALIFIERS = Vocabulary(
    "asb-qualifiers",
    "Qualifiers",
    terms(
        ("alcohol", "Alcohol"),
        ("drugs", "Drugs"),
        ("domestic", "Domestic"),
        ("mental-health", "Mental health"),
        ("young-person", "Young person"),
        ("weapon", "Weapon"),
        ("threats", "Threats"),
        ("damage", "Damage to property"),
        ("online", "Online or by phone"),
    ),
)

HATE_STRANDS = Vocabulary(
    "hate-strands",
    "Hate strand",
    terms(
        ("race", "Race, ethnicity or nationality"),
        ("religion", "Religion or faith"),
        ("orientation", "Sexual orientation"),
        ("disability", "Disability"),
        ("transgender", "Transgender identity"),
        ("other-local", "Other, locally monitored"),
        ("none", "None"),
    ),
    "The five strands monitored nationally, and any the partnership adds",
)

PERCEIVED_BY = Vocabulary(
    "perceived-by",
    "Who thinks so",
    terms(
        ("victim", "Victim"),
        ("officer", "Reporting officer"),
        ("witness", "Witness"),
        ("family", "Family or friend"),
        ("other", "Any other person"),
    ),
    "Perception test: the victim or any other person",
)

HATE_KINDS = Vocabulary(
    "hate-kinds", "Hate incident or crime", terms(("incident", "Hate incident"), ("crime", "Hate crime"))
)

PERSONAL, SITUATIONAL, INCIDENTAL = ("health", "disability", "identity"), ("place",), ("nature", "repetition")
"""The three kinds of vulnerability, each with its terms."""

VULNERABILITIES = Vocabulary(
    "vulnerabilities",
    "What makes somebody vulnerable",
    terms(
        ("health", "Their health"),
        ("disability", "A disability"),
        ("identity", "Who they are"),
        ("place", "Where they live, or have to be"),
        ("nature", "The nature of what is done"),
        ("repetition", "That it is done again and again"),
        ("none", "None of these"),
    ),
    "Research for HMIC, 2013: personal, situational and incidental vulnerability",
)

REPORTERS = Vocabulary(
    "reporters",
    "Reported by",
    terms(
        ("victim", "Victim"),
        ("family", "Family or friend"),
        ("neighbour", "Neighbour"),
        ("witness", "Witness"),
        ("professional", "Professional"),
        ("councillor", "Councillor"),
        ("police", "Police"),
        ("anonymous", "Anonymous"),
    ),
)

MAY_TELL = Vocabulary(
    "may-tell",
    "May be told the outcome",
    terms(
        ("victim-agreed", "Yes, victim agreed"),
        ("is-victim", "Yes, they are the victim"),
        ("no", "No"),
        ("refused", "No, victim refused"),
    ),
)

ROLES = Vocabulary(
    "asb-roles",
    "Role",
    terms(
        ("victim", "Victim"),
        ("reporter", "Reporter"),
        ("witness", "Witness"),
        ("responsible", "Person responsible (alleged)"),
        ("household", "Member of the household"),
        ("professional", "Professional"),
    ),
)

UPDATE_EVERY = Vocabulary(
    "update-every",
    "Updates agreed",
    terms(
        ("weekly", "Every week"),
        ("fortnightly", "Every two weeks"),
        ("monthly", "Every month"),
        ("on-change", "Only when something changes"),
        ("never", "No updates wanted"),
    ),
)

SUPPORT = Vocabulary(
    "victim-support",
    "Victim Support",
    terms(("accepted", "Offered, accepted"), ("declined", "Offered, declined"), ("not-offered", "Not offered")),
)

CLOSURE_REASONS = Vocabulary(
    "asb-closure-reasons",
    "Why the case closed",
    terms(
        ("stopped", "Resolved: behaviour stopped"),
        ("early-intervention", "Resolved: early intervention"),
        ("legal-order", "Legal order obtained"),
        ("tenancy-ended", "Tenancy ended"),
        ("victim-moved", "Victim moved"),
        ("withdrew", "Victim withdrew"),
        ("no-evidence", "No evidence"),
        ("no-contact", "No contact"),
        ("not-asb", "Not anti-social behaviour"),
        ("transferred", "Transferred"),
    ),
)

WHO_KINDS = Vocabulary(
    "who-kinds",
    "Who",
    terms(
        ("person", "Somebody named"),
        ("not-known", "Not known"),
        ("anonymous", "Will not say"),
        ("community", "The community at a place"),
    ),
)

"""The ASB case review, first called the community trigger: who may ask for one, and what is owed on an application.

Anti-social Behaviour, Crime and Policing Act 2014 ss104 and 105, in force from 20 October 2014. A complaint counts
when it was made within one month of the behaviour and the application comes within six months of the complaint.
The partnership sets how many are needed, never more than three; hate may need fewer. One incident told to three
agencies counts once. Months are calendar months: from 31 January to 28 February, the last day included, so that a
doubt about a day is settled for the victim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from spp_desktop.domain.cases import Answers, IncidentView
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.dates import add_months, show_day
from spp_desktop.domain.fields import Choice, Day, LongText, MultiChoice, Section, Text, YesNoUnknown, read_day
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.records import RecordClock, RecordKind, RecordView, Stage
from spp_desktop.domain.vocabulary import Vocabulary, terms

BEGAN = date(2014, 10, 20)
MOST_NEEDED = 3
"""The highest threshold the Act allows a partnership to set."""
REPORTED_WITHIN, APPLIED_WITHIN = 1, 6
"""Calendar months from the behaviour to the complaint, and from the complaint to the application."""
TOLD = "told_case_review"
"""The question of the case that says when the victim was told that they may ask."""
TELL = "tell the victim"
"""What is to be done while they may ask and nobody has told them."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many complaints a partnership asks for, of any kind and of hate; neither is ever above three."""

    complaints: int = MOST_NEEDED
    hate: int = MOST_NEEDED
    source: str = "Anti-social Behaviour, Crime and Policing Act 2014 s104: never above three"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One incident as a complaint. ``made`` is the day it was first reported to anybody.

    ``until`` is the last day on which an application can count it; ``why`` says why it does not count.
    ``number`` is the incident's on the case, 0 for the report that opened it, which has no incident of its own.
    """

    number: int
    incident_id: UUID | None
    happened: date | None
    made: date | None
    hate: bool
    why: str = ""
    until: date | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts for an application made today."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a victim may ask for a case review. ``counted`` complaints ``of`` those needed, by the way that is met,
    or is nearer to it. ``until`` is the last day they may ask on the complaints there are, None while they may not."""

    counted: int
    of: int
    complaints: tuple[Complaint, ...]
    until: date | None
    in_force: bool = True

    @property
    def may_ask(self) -> bool:
        """Whether an application made today would meet the threshold."""
        return self.until is not None

    @property
    def words(self) -> str:
        """The check in a sentence."""
        if not self.in_force:
            return f"Case reviews began on {show_day(BEGAN)}"
        count = f"{self.counted} of {self.of} complaints count"
        return f"{count}: they may ask until {show_day(self.until)}" if self.until else count


def eligibility(
    incidents: Iterable[IncidentView],
    today: date,
    threshold: int,
    hate_threshold: int,
    *,
    opened: Answers | None = None,
) -> Eligibility:
    """Whether a victim may ask today, complaint by complaint, from the incidents of their cases.

    ``opened`` are the answers of the case: the report that opened it is a complaint too, unless an incident of the
    same day's report stands for it already.
    """
    needed = max(1, min(threshold, MOST_NEEDED))
    of_hate = max(1, min(hate_threshold, needed))
    if today < BEGAN:
        return Eligibility(0, needed, (), None, in_force=False)
    found = _complaints([each for each in incidents if not each.withdrawn], today, opened or {})
    counting = [each for each in found if each.counts]
    ways = [(needed, counting)]
    if of_hate < needed:
        ways.append((of_hate, [each for each in counting if each.hate]))
    of, by = max(ways, key=lambda way: (_last_day(way[1], way[0]) or date.min, len(way[1]) / way[0]))
    return Eligibility(len(by), of, found, _last_day(by, of))


def tell_victim(found: Eligibility, answers: Answers, applications: Iterable[RecordView]) -> str:
    """The prompt to tell the victim that they may ask; empty when they may not, were told, or have asked already."""
    asked = any(each.kind == CASE_REVIEW.code and not each.withdrawn for each in applications)
    if found.until is None or asked or answers.get(TOLD):
        return ""
    return f"Tell the victim that they may ask for a case review, until {show_day(found.until)}"


def standing(found: Eligibility, answers: Answers, applications: Iterable[RecordView]) -> str:
    """How a case stands towards a review, in a few words: ``3 of 3, tell the victim``. Empty before there were any."""
    if not found.in_force:
        return ""
    count = f"{found.counted} of {found.of}"
    asked = list(applications)
    if tell_victim(found, answers, asked):
        return f"{count}, {TELL}"
    if any(each.kind == CASE_REVIEW.code and not each.withdrawn for each in asked):
        return f"{count}, applied"
    told = read_day(answers.get(TOLD))
    return f"{count}, told {show_day(told)}" if told is not None else count


def _complaints(incidents: Sequence[IncidentView], today: date, opened: Answers) -> tuple[Complaint, ...]:
    found: list[Complaint] = []
    met: list[IncidentView] = []
    for each in sorted(incidents, key=lambda one: (_made(one) or date.max, one.number)):
        told = next((one for one in met if _same_incident(one, each)), None)
        happened, hate = each.happened.day, _is_hate(each.hate_strands)
        if told is None:
            met.append(each)
            found.append(_judged(each.number, each.id, happened, _made(each), hate, today))
        else:
            why = f"The same incident as number {told.number}: told to several agencies, it counts once"
            found.append(Complaint(each.number, each.id, happened, _made(each), hate, why))
    reported = read_day(opened.get("reported"))
    if reported is not None and reported not in {each.made for each in found}:
        first = read_day(opened.get("first_incident"))
        found.append(_judged(0, None, first, reported, _is_hate(opened.get("hate_strands")), today))
    return tuple(sorted(found, key=lambda one: (one.made or date.max, one.number)))


def _judged(
    number: int, incident_id: UUID | None, happened: date | None, made: date | None, hate: bool, today: date
) -> Complaint:
    if happened is None or made is None:
        what = "it was reported" if happened else "it happened"
        return Complaint(number, incident_id, happened, made, hate, f"Nobody recorded when {what}")
    until = add_months(made, APPLIED_WITHIN)
    return Complaint(number, incident_id, happened, made, hate, _why_not(happened, made, until, today), until)


def _why_not(happened: date, made: date, until: date, today: date) -> str:
    reported = f"Reported on {show_day(made)}"
    if made < happened:
        return f"{reported}, before it happened on {show_day(happened)}"
    if made > today:
        return f"{reported}, a day still to come"
    if made > add_months(happened, REPORTED_WITHIN):
        return f"{reported}, more than a month after it happened on {show_day(happened)}"
    if today > until:
        return f"{reported}, more than six months ago: it counted until {show_day(until)}"
    return ""


def _made(each: IncidentView) -> date | None:
    """The day an incident was first reported, to us or to another agency."""
    return min((day for day in (each.reported, each.told_on) if day is not None), default=None)


def _same_incident(one: IncidentView, other: IncidentView) -> bool:
    """Whether two entries tell of one incident: the same record, the same minute, or the same things on the same day
    where neither says at what time."""
    if one.id == other.id:
        return True
    if one.happened != other.happened:
        return False
    return one.happened.time is not None or _told(one) == _told(other)


def _told(each: IncidentView) -> tuple[str, ...]:
    return (each.category, each.subtype, each.place.casefold(), each.postcode.casefold())


def _is_hate(strands: object) -> bool:
    return bool(strands) and strands != ("none",)


def _last_day(complaints: Sequence[Complaint], needed: int) -> date | None:
    """The last day on which so many of the complaints still count."""
    last = sorted((each.until for each in complaints if each.until is not None), reverse=True)
    return last[needed - 1] if len(last) >= needed else None


APPLICANTS = Vocabulary(
    "case-review-applicants",
    "Who asked",
    terms(
        ("victim", "The victim"),
        ("family", "Family, friend or carer"),
        ("councillor", "Councillor"),
        ("mp", "Member of Parliament"),
        ("professional", "Professional or advocate"),
        ("other", "Somebody else"),
    ),
    "The victim, or anybody on their behalf with their consent",
)

DECISIONS = Vocabulary(
    "case-review-decisions",
    "Threshold",
    terms(("met", "Met"), ("not-met", "Not met")),
)
MET, NOT_MET = frozenset(("met",)), frozenset(("not-met",))

WEIGHED = Vocabulary(
    "case-review-weighed",
    "Weighed",
    terms(
        ("persistence", "How persistent it is"),
        ("harm", "The harm it does, or may do"),
        ("adequacy", "Whether the response was adequate"),
    ),
    "2014 Act s104: persistence, harm, adequacy of the response",
)

APPEALS = Vocabulary(
    "case-review-appeals",
    "Appeal",
    terms(("upheld", "Upheld"), ("part", "Upheld in part"), ("not-upheld", "Not upheld")),
)

FORM = Section(
    "case-review",
    "Case review",
    (
        Day(key="applied", label="Applied on", required=True, span=4),
        Choice(key="applicant", label="Who asked", vocabulary=APPLICANTS, span=4),
        YesNoUnknown(key="consent", label="The victim consents, if somebody else asked", span=4),
        Text(key="applicant_name", label="Their name, if not the victim", personal=True, searchable=True, span=6),
        Day(key="acknowledged", label="Acknowledged on", span=6),
        Choice(key="decision", label="Threshold", vocabulary=DECISIONS, short=True, span=4),
        Day(key="decided", label="Decided on", span=4),
        MultiChoice(key="weighed", label="Weighed", vocabulary=WEIGHED, span=4),
        LongText(key="reasons", label="Why", searchable=True),
        Day(key="held", label="Review held on", span=4),
        YesNoUnknown(key="recommended", label="Recommendations made", span=4),
        Day(key="told", label="Applicant told the outcome on", span=4),
        LongText(key="recommendations", label="Recommendations, to whom and what they answered", searchable=True),
        Day(key="appealed", label="Appealed on", span=4),
        Choice(key="appeal", label="Appeal", vocabulary=APPEALS, short=True, span=4),
        Day(key="appeal_decided", label="Appeal decided on", span=4),
    ),
)

_GOSPORT = "As Gosport publishes it"

CASE_REVIEW = RecordKind(
    code="case-review",
    label="ASB case review",
    plural="ASB case reviews",
    tab="actions",
    form=FORM,
    title="applied",
    columns=("applicant", "consent", "acknowledged", "decision", "held", "recommended"),
    roles=frozenset(("victim", "reporter")),
    first="Applied",
    stages=(
        Stage("acknowledged", "Acknowledged"),
        Stage("decision", "Threshold met", MET),
        Stage("decision", "Threshold not met", NOT_MET, over=True),
        Stage("held", "Held"),
        Stage("told", "Applicant told", over=True),
        Stage("appealed", "Appealed"),
        Stage("appeal_decided", "Appeal decided", over=True),
    ),
    clocks=(
        RecordClock(
            Clock("review-acknowledge", "Case review: acknowledged", 10, "working", stops=True,
                  source=f"{_GOSPORT}: 10 working days"),
            "Acknowledge the application",
            since="applied",
            until=("acknowledged",),
        ),
        RecordClock(
            Clock("review-decision", "Case review: threshold decided", 15, "working", stops=True,
                  source=f"{_GOSPORT}: 15 working days after the acknowledgement"),
            "Decide whether the threshold is met",
            since="acknowledged",
            until=("decided",),
        ),
        RecordClock(
            Clock("review-meeting", "Case review: meeting held", 20, "working", stops=True,
                  source=f"{_GOSPORT}: within 20 working days of the decision"),
            "Hold the case review",
            since="decided",
            until=("held",),
            only_if={"decision": MET},
        ),
    ),
    checks=(in_order(FORM, "applied", "acknowledged", "decided", "held", "told"),),
    valid_from=BEGAN,
    source="Anti-social Behaviour, Crime and Policing Act 2014 ss104 and 105",
    icon="people_community",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnnualFigures:
    """What a partnership publishes of a year's case reviews: four counts, each by the day its own event fell on."""

    applications: int
    threshold_not_met: int
    reviews_held: int
    with_recommendations: int


def annual_figures(applications: Iterable[RecordView], year: int, *, begins: int = 1) -> AnnualFigures:
    """The counts of the twelve months that begin in a month of ``year``: 1 for a calendar year, 4 for a financial one.

    2014 Act s104(9). A decision that says no day counts on the day of its application.
    """
    first = date(year, begins, 1)
    end = add_months(first, 12)
    answers = [each.answers for each in applications if each.kind == CASE_REVIEW.code and not each.withdrawn]

    def within(one: Answers, *keys: str) -> bool:
        day = next((day for key in keys if (day := read_day(one.get(key))) is not None), None)
        return day is not None and first <= day < end

    held = [each for each in answers if within(each, "held")]
    return AnnualFigures(
        sum(within(each, "applied") for each in answers),
        sum(each.get("decision") in NOT_MET and within(each, "decided", "applied") for each in answers),
        len(held),
        sum(each.get("recommended") == "yes" for each in held),
    )


@dataclass(frozen=True, slots=True)
class ReviewYear:
    """The figures of the twelve months from ``first`` to ``last``."""

    first: date
    last: date
    figures: AnnualFigures


def figures_by_year(applications: Iterable[RecordView], today: date, *, begins: int = 4) -> tuple[ReviewYear, ...]:
    """The figures of each year, the newest first, back to the one in which case reviews began; none before that."""
    if today < BEGAN:
        return ()
    counted = tuple(applications)
    earliest, latest = (day.year - (day.month < begins) for day in (BEGAN, today))
    years = range(latest, earliest - 1, -1)
    return tuple(
        ReviewYear(
            date(year, begins, 1),
            date(year + 1, begins, 1) - timedelta(days=1),
            annual_figures(counted, year, begins=begins),
        )
        for year in years
    )

"""What each step of a story does in the demonstration store, through the service an officer would use.

A step that names what it makes (``as``) lets a later one of the same case come back to it; what it makes for other
cases too has a name that all of them know (``shared``). What the law did not yet provide for on the day is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time, timedelta
from random import Random
from typing import Any

from spp_desktop.domain.cases import (
    ActionView,
    NewAction,
    NewAssessment,
    NewCase,
    NewContact,
    NewFlag,
    NewIncident,
    NewParty,
)
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.closing import HANDED, LEFT, TOLD, TRIED, Closing, Fate, loose_ends, orders_left
from spp_desktop.domain.dates import When
from spp_desktop.domain.lists import OUTCOMES, RETRY
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.imports.areas import area_of_postcode
from spp_desktop.services import cases, entries, merging, people, records, retention
from spp_desktop.services.demo_records import RECORD_STEPS
from spp_desktop.services.demo_scene import VICTIM, Being, Kept, Scene, World
from spp_desktop.services.demo_stories import Told, is_known, one_known, police_reference, somebody

OCCASIONS = {"first": "opening", "later": "incident", "exit": "closing"}
"""Which of a story's scorings it is, and the occasion it is made on."""
LEFT_OPEN: Mapping[str, Fate] = {
    "action": Fate(HANDED, "The neighbourhood team, with the address"),
    "record": Fate(LEFT, "The agency tells them itself how it goes"),
    "breach": Fate(LEFT, "The court has it"),
}
"""What becomes of something still open when a case closes, by what it is."""
NEAR = frozenset(("responsible", "witness"))
"""Roles of those who live where it happens, unless a story knows better."""
ANSWERED_BY: Mapping[str, tuple[str, str]] = {"text": ("text", "reply"), "visit": ("visit", "visited")}
"""The way somebody prefers to be reached by, and the channel and outcome of a contact that reached them so."""


def log(world: World, told: Told) -> Being:
    """Log the case of a story as its owner does."""
    me, victim = world.seats[told.owner], told.story.victim
    known = world.people.get(victim)
    who = NewParty("victim", person_id=known) if known else told.who
    owner = me.officer.id if told.story.owned else None
    new = NewCase("asb", who, told.answers, owner_id=owner, reported_at=me.now())
    being = Being(cases.log_case(me, new, area_of=area_of_postcode).value.case_id)
    person = Scene(me, world, told, being, {}).person(VICTIM) if is_known(victim) else None
    if person is not None:
        world.people[victim] = person
    return being


def take(world: World, told: Told, being: Being, step: Mapping[str, Any]) -> None:
    """Do one step: the officer it names does, else whoever the case belongs to."""
    me = world.supervisor if step.get("by") == "supervisor" else world.seats[step.get("by", told.owner)]
    _STEPS[step["do"]](Scene(me, world, told, being, step))


# --- the case itself -------------------------------------------------------------------------------------------


def _move(on: Scene) -> None:
    for state in (*on.get("via").split(), on.step["to"]):
        cases.move_case(on.me, on.being.id, state, on.get("why"))


def _answer(on: Scene) -> None:
    """Answer more of the case's own questions."""
    view = cases.case_as_it_stands(on.me, on.being.id)
    more = on.answers(ASB_VICTIM.fields, on.step["answers"])
    cases.save_answers(on.me, on.being.id, {**view.answers, **more}, view.line.revision)


def _close(on: Scene) -> None:
    """The officer proposes closure with the conversation they had; the supervisor approves it."""
    cases.close_case(on.world.supervisor, on.being.id, _propose(on))


def _propose(on: Scene) -> Closing:
    closing = _conversation(on)
    cases.propose_closure(on.me, on.being.id, closing)
    return closing


def _conversation(on: Scene) -> Closing:
    """What was said as the case closes, and what becomes of what is still open."""
    view, today = cases.case_as_it_stands(on.me, on.being.id), on.me.today()
    tried = on.step["reason"] == "no-contact"
    return Closing(
        on.step["reason"],
        TRIED if tried else TOLD,
        told_on=None if tried else today,
        survey_sent=today,
        root_cause="" if tried else "partly",
        words="What was asked has been done." if not tried else "Tried three times and not reached.",
        handled="" if tried else "Kept informed, and rung when we said we would.",
        next="" if tried else "To ring the neighbourhood team if it begins again.",
        watchers={each.id: "Police, neighbourhood team" for each in orders_left(view, today)},
        fates={each.id: LEFT_OPEN[each.about] for each in loose_ends(ASB_VICTIM, view, today)},
    )


def _hold(on: Scene) -> None:
    retention.hold_case(on.me, on.being.id, on.step["why"])


# --- risk ------------------------------------------------------------------------------------------------------


def _risk(on: Scene) -> None:
    story, which = on.told.story, on.get("which", "first")
    answers = {"first": story.risk, "later": story.later_risk, "exit": story.exit_risk}[which]
    occasion = "review" if on.step["do"] == "review" else OCCASIONS[which]
    _, triggers = entries.risk_to_score(on.me, on.being.id)
    still = () if which == "exit" else (*triggers, *on.get("triggers", ()))
    new = NewAssessment(answers, still, on.get("band") or None, on.get("why"), occasion=occasion)
    entries.assess_risk(on.me, on.being.id, new)


def _reviewed(on: Scene) -> None:
    """The risk reviewed, in touch with the victim where they can be reached."""
    if on.told.who.kind in {"person", "community"}:
        usual = "mobile" if on.told.who.kind == "person" else "meeting"
        channel = str(on.told.answers.get("preferred_channel", usual))
        channel, outcome = ANSWERED_BY.get(channel, (channel, "spoke"))
        said = "In touch to review the risk: nothing new."
        _contact(replace(on, step={"channel": channel, "outcome": outcome, "words": said}))
    _risk(on)


def _override(on: Scene) -> None:
    entries.override_risk(on.me, on.being.id, on.step["band"], on.step["why"])


# --- what happened and what was done ---------------------------------------------------------------------------


def _incident(on: Scene) -> None:
    day = (on.told.logged + timedelta(days=on.step["day"])).date()
    told_on, told, answers = on.me.today(), tuple(on.get("told", ())), on.told.answers
    reference = police_reference(told_on, Random(on.told.key)) if "police-incident-desk" in told else ""  # noqa: S311
    new = NewIncident(
        When(day, time(on.step["hour"], 40)),
        category=str(answers["category"]),
        subtype=str(answers["subtype"]),
        reported=told_on,
        recorded=told_on if told else None,
        qualifiers=tuple(on.get("qualifiers", ())),
        hate_strands=tuple(on.get("hate", ())),
        perceived_by=answers.get("perceived_by", ("victim",)) if on.get("hate") else (),
        place=str(answers["incident_place"]),
        postcode=str(answers["incident_postcode"]),
        agencies_told=told,
        told_on=told_on if told else None,
        police_reference=reference,
        words=on.step["words"],
        crime=on.get("crime"),
        crime_reference=on.get("crime_reference"),
    )
    on.name(entries.add_incident(on.me, on.being.id, new, area_of=area_of_postcode).value.id)


def _share(on: Scene) -> None:
    entries.share_incident(on.me, on.world.shared[on.step["incident"]], on.being.id)


def _contact(on: Scene) -> None:
    actions = cases.open_case(on.me, on.being.id).actions if on.being.to_try else ()
    new = NewContact(
        on.step["channel"],
        on.step["outcome"],
        on.get("words"),
        direction=on.get("direction", "out"),
        with_whom=on.get("with_whom"),
        next_try=on.told.day(on.step["next_try"]) if "next_try" in on.step else None,
    )
    on.name(entries.record_contact(on.me, on.being.id, new, on.get("danger")).value.id)
    for action in filter(_is_try, actions):
        entries.complete_action(on.me, action.id, evidence="Tried again")
    outcome = OUTCOMES.term(on.step["outcome"])
    on.being.to_try = outcome is not None and RETRY in outcome.marks


def _is_try(action: ActionView) -> bool:
    return action.kind == "retry" and action.done is None


def _action(on: Scene) -> None:
    due = (on.told.logged + timedelta(days=on.step["due"])).date()
    owner = on.world.seats[on.step["owner"]].officer.id if "owner" in on.step else None
    new = NewAction(on.step["what"], due, owner, on.get("agency"), on.step["kind"])
    on.being.named[on.step["what"]] = Kept(entries.add_action(on.me, on.being.id, new).value.id)


def _done(on: Scene) -> None:
    action = on.being.named[on.step["what"]].id
    entries.complete_action(on.me, action, evidence=on.step["evidence"], late_reason=on.get("late"))


def _flag(on: Scene) -> None:
    expires = on.me.today() + timedelta(days=on.step["days"])
    entries.raise_flag(on.me, on.being.id, NewFlag(on.step["flag"], on.step["reason"], expires=expires))


def _withdraw(on: Scene) -> None:
    """Take a misfiled entry out."""
    what, why = on.being.named[on.step["entry"]].id, on.step["why"]
    if on.step["kind"] == "contact":
        entries.withdraw_contact(on.me, what, why)
    elif on.step["kind"] == "incident":
        entries.withdraw_incident(on.me, what, on.being.id, why)
    else:
        records.withdraw_record(on.me, what, why)


# --- people ----------------------------------------------------------------------------------------------------


def _party(on: Scene) -> None:
    """Somebody comes on the case: one of the known, somebody new, or somebody without a name."""
    on.name(entries.add_party(on.me, on.being.id, _newcomer(on)).value.id)
    code = on.get("known")
    if code and code not in on.world.people and (person := on.person(on.step["as"])) is not None:
        on.world.people[code] = person


def _newcomer(on: Scene) -> NewParty:
    role, counter = on.step["role"], on.get("counter", otherwise=False)
    new = NewParty(role, on.get("who", "person"), note=on.get("note"), counter_allegation=counter)
    if new.kind != "person":
        return new
    code = on.get("known")
    if person := on.world.people.get(code):
        return replace(new, person_id=person)
    facts = one_known(code) if code else somebody(on.told, on.get("as", role), near=role in NEAR)
    return replace(new, facts=PersonFacts(facts))


def _fact(on: Scene) -> None:
    """Something more is known of somebody: a new address, who they are to another, a flag with its last day."""
    person = on.person(on.get("of", VICTIM))
    if person is None:
        return
    fact = FactInput(
        FactKind(on.step["fact"]),
        on.step["text"],
        postcode=on.get("postcode"),
        safety=on.get("safety", "not-asked"),
        protected=on.get("protected", otherwise=False),
        valid_from=on.me.today() if on.step["fact"] == FactKind.ADDRESS else None,
        valid_to=on.me.today() + timedelta(days=on.step["days"]) if "days" in on.step else None,
        other_id=on.person(on.get("other")),
    )
    people.add_facts(on.me, on.being.id, person, (fact,))


def _merge(on: Scene) -> None:
    merging.merge_people(on.me, on.world.people[on.step["keep"]], on.world.people[on.step["other"]], on.step["why"])


_STEPS: Mapping[str, Callable[[Scene], object]] = {
    "move": _move,
    "answer": _answer,
    "propose": _propose,
    "close": _close,
    "hold": _hold,
    "risk": _risk,
    "review": _reviewed,
    "override": _override,
    "incident": _incident,
    "share": _share,
    "contact": _contact,
    "action": _action,
    "done": _done,
    "flag": _flag,
    "withdraw": _withdraw,
    "party": _party,
    "fact": _fact,
    "merge": _merge,
    **RECORD_STEPS,
}

"""The steps of demonstration stories that keep records and papers, and that make orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.files import NewFile
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.orders import NewOrder
from spp_desktop.domain.records import NewRecord
from spp_desktop.imports.areas import area_of_postcode
from spp_desktop.services import files, orders, records
from spp_desktop.services.demo_paper import page
from spp_desktop.services.demo_scene import VICTIM, Scene

TOOLS = Toolkit()


def _record(on: Scene) -> None:
    kind = ASB_VICTIM.record(on.step["kind"])
    if kind is None or not kind.offered_on(on.me.today()):
        return
    answers = on.answers(kind.form.fields, on.step["answers"])
    about = on.party(on.get("about", VICTIM)).id if kind.roles else None
    on.name(records.add_record(on.me, on.being.id, NewRecord(kind.code, answers, about)).value.id, answers)


def _more(on: Scene) -> None:
    """Answer more of a record's questions."""
    kept, kind = on.being.named.get(on.step["of"]), ASB_VICTIM.record(on.step["kind"])
    if kept is None or kind is None:
        return
    kept.answers = {**kept.answers, **on.answers(kind.form.fields, on.step["answers"])}
    kept.revision = records.save_record(on.me, kept.id, kept.answers, kept.revision).value.revision


def _stop(on: Scene) -> None:
    if kept := on.being.named.get(on.step["of"]):
        kept.revision = records.stop_clock(on.me, kept.id, on.step["why"]).value.revision


def _restart(on: Scene) -> None:
    if kept := on.being.named.get(on.step["of"]):
        kept.revision = records.restart_clock(on.me, kept.id).value.revision


def _file(on: Scene) -> None:
    kept = on.being.named.get(on.get("of"))
    title = on.step["title"]
    lines = (title, f"Made up for demonstration, {on.me.today():%d/%m/%Y}", "", *on.step["lines"])
    new = NewFile(f"{title}.pdf", page(lines), on.step["kind"], title, kept.id if kept else None)
    on.name(files.attach_file(on.me, on.being.id, new).value.id)


def _order(on: Scene) -> None:
    tool, against = TOOLS.tool(on.step["tool"]), on.get("against", "person")
    if not tool.had_on(on.me.today()):
        return
    answers = on.answers(TOOLS.order_fields(tool, against), on.step["answers"])
    if against != "person":
        where = on.get("place") or on.told.answers["incident_place"]
        answers |= {"place": where, "postcode": on.told.answers["incident_postcode"]}
    new = NewOrder(
        tool.code, against, answers, on.person(on.get("whom", "responsible")) if against == "person" else None
    )
    on.name(orders.add_order(on.me, on.being.id, new, area_of=area_of_postcode).value.id)


def _event(on: Scene) -> None:
    """Something happens to an order."""
    order_id = _order_of(on)
    if order_id is None:
        return
    kind, breach = on.step["kind"], on.being.named.get(on.get("breach"))
    asked = TOOLS.event_form(kind, TOOLS.tool(on.step["tool"])).fields
    answers = on.answers(asked, on.step["answers"])
    done = orders.record_event(on.me, order_id, kind, answers, breach_id=breach.id if breach else None)
    on.name(done.value.id)


def _link(on: Scene) -> None:
    if (order_id := _order_of(on)) is not None:
        orders.link_order(on.me, order_id, on.being.id)


def _order_of(on: Scene) -> UUID | None:
    kept = on.being.named.get(on.step["order"])
    return kept.id if kept else on.world.shared.get(on.step["order"])


RECORD_STEPS: Mapping[str, Callable[[Scene], None]] = {
    "record": _record,
    "more": _more,
    "stop": _stop,
    "restart": _restart,
    "file": _file,
    "order": _order,
    "event": _event,
    "link": _link,
}

"""Words that several parts of a case use: an officer's short name, an answer to one question of a form."""

from __future__ import annotations

from spp_desktop.domain.fields import Section


def initialled(name: str) -> str:
    """An officer's initial and last name: ``H. Whitfield``."""
    first, _, last = name.strip().partition(" ")
    return f"{first[:1]}. {last.rpartition(' ')[2]}" if last else first


def said(form: Section, key: str, value: str | tuple[str, ...]) -> str:
    """An answer to one question of a form, in words; empty when there is none."""
    field = next((each for each in form.fields if each.key == key), None)
    return field.show(value) if field is not None and value else ""


def counted(count: int, word: str) -> str:
    """``1 thing``, ``2 things``."""
    return f"{count} {word}{'s' if count != 1 else ''}"


def one(label: str) -> str:
    """A label within a sentence: ``a diary sheet``, ``an ASB case review``, ``a Victims' Code entitlement``."""
    first, _, rest = label.partition(" ")
    named = first.isupper() or rest[:1].isupper()
    return f"{'an' if label[:1].lower() in 'aeiou' else 'a'} {label if named else label[:1].lower() + label[1:]}"

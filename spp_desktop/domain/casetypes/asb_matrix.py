"""The ASB risk matrix: thirteen topics, at most 41 points, three bands.

There is no single national form. The topics are those that forms in use ask about; points and bands are
illustrative until the partnership adopts or replaces them.
"""

from __future__ import annotations

from spp_desktop.domain.instruments import Band, Instrument, Option, Question, Trigger


def _question(key: str, number: str, text: str, *options: tuple[str, str, int], scored: bool = True) -> Question:
    return Question(key, number, text, tuple(Option(*each) for each in options), scored=scored)


_NO, _YES = ("no", "No"), ("yes", "Yes")

ASB_MATRIX = Instrument(
    code="asb-matrix",
    label="ASB risk assessment matrix",
    version=1,
    source="Illustrative: no single national form; topics common to forms in use, points and bands chosen here",
    questions=(
        _question(
            "frequency", "1", "How often is there trouble, apart from today?",
            ("none", "Never before", 0), ("occasional", "Occasionally", 1), ("monthly", "Most months", 2),
            ("weekly", "Most weeks", 3), ("most-days", "Most days", 4), ("daily", "Every day", 5),
        ),
        _question(
            "linked", "2", "Is it believed to be linked to earlier incidents?",
            (*_NO, 0), ("unsure", "Not sure", 1), (*_YES, 2),
        ),
        _question(
            "worse", "3", "Is it getting more frequent or worse?",
            (*_NO, 0), ("unsure", "Not sure", 1), (*_YES, 2),
        ),
        _question(
            "knows", "4", "Does the victim know the person responsible?",
            (*_NO, 0), ("by-sight", "By sight", 1), ("well", "Well, or a neighbour", 2),
        ),
        _question(
            "intimidation", "5", "Have they a history or reputation for intimidation, of this victim or others?",
            ("none", "None", 0), ("reported", "Reported by others", 2), ("before", "Has before", 4),
            ("ongoing", "Going on now", 6),
        ),
        _question(
            "agencies", "6", "Have other agencies been told?",
            (*_NO, 0), (*_YES, 0), scored=False,
        ),
        _question(
            "protected", "7", "Is it linked to a protected characteristic?",
            (*_NO, 0), ("possible", "Possibly", 2), (*_YES, 3),
        ),
        _question(
            "targeted", "8", "Is somebody deliberately targeted?",
            (*_NO, 0), ("community", "The community", 1), ("household", "The household", 2),
            ("individual", "The individual", 3),
        ),
        _question(
            "circumstances", "9", "Do personal circumstances raise the risk (age, disability, caring, isolation)?",
            (*_NO, 0), (*_YES, 3),
        ),
        _question(
            "affected", "10", "How strongly is the victim affected?",
            ("not", "Not at all", 0), ("little", "A little", 1), ("moderate", "Moderately", 2), ("lot", "A lot", 3),
            ("extremely", "Extremely", 5),
        ),
        _question(
            "health", "11", "Has physical or mental health been harmed?",
            (*_NO, 0), (*_YES, 3),
        ),
        _question(
            "professional", "12", "Is professional support in place?",
            ("yes", "Yes", 0), ("wanted", "No, but wanted", 1), ("not-wanted", "No, and not wanted", 0),
        ),
        _question(
            "informal", "13a", "What support is there from family, friends and neighbours?",
            ("strong", "Strong", 0), ("some", "Some", 1), ("few", "Few people", 2), ("isolated", "Isolated", 3),
        ),
        _question(
            "others", "13b", "Are others affected (children, the community)?",
            (*_NO, 0), ("one", "One other", 1), ("several", "Several", 2), ("many", "Children, or many", 3),
        ),
    ),
    bands=(
        Band("standard", "Standard", 0, review_days=28),
        Band("medium", "Medium", 14, review_days=14),
        Band("high", "High", 25, review_days=7),
    ),
    triggers=(
        Trigger("self-harm", "Talk of suicide or self-harm"),
        Trigger("threats-to-life", "Threats to life"),
        Trigger("weapon", "A weapon", (frozenset(("qualifier:weapon",)), frozenset(("answer:qualifiers=weapon",)))),
        Trigger(
            "hate-and-repeat",
            "Hate element, and repeated",
            (frozenset(("flag:hate", "flag:repeat")), frozenset(("incident:hate", "flag:repeat"))),
        ),
        Trigger("immediate-risk", "A child or an adult at immediate risk"),
    ),
)  # fmt: skip

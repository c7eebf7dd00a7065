"""Answers to the questions a page asks, given by a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spp_desktop.ui.ask import Answer, Question, Trouble


class FakeAsk:
    """Keeps what was asked, and answers at once: the code ``says`` holds for a title, or the safe choice."""

    def __init__(self, *, says: dict[str, Answer] | None = None, files: Sequence[str] = ()) -> None:
        self.says = says or {}
        self.files = tuple(files)
        self.questions: list[Question] = []
        self.troubles: list[Trouble] = []

    def question(self, question: Question, answered: Callable[[Answer], None]) -> None:
        self.questions.append(question)
        answered(self.says.get(question.title, Answer(question.safe)))

    def trouble(self, trouble: Trouble, answered: Callable[[Answer], None] | None = None) -> None:
        self.troubles.append(trouble)
        if answered is not None:
            answered(self.says.get(trouble.title, Answer(trouble.escape)))

    def files_to_open(
        self, title: str, pattern: str, chosen: Callable[[Sequence[str]], None], *, many: bool = False
    ) -> None:
        if self.files:
            chosen(self.files if many else self.files[:1])

    def file_to_save(self, title: str, name: str, pattern: str, chosen: Callable[[Sequence[str]], None]) -> None:
        if self.files:
            chosen(self.files[:1])

    def folder(self, title: str, chosen: Callable[[Sequence[str]], None]) -> None:
        if self.files:
            chosen(self.files[:1])

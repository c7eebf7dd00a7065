"""What stands above and under the figures: the change in one sentence, and everything needed to check it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from spp_desktop.domain.figures.page import FiguresPage
from spp_desktop.ui.pages import figures_view as view
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import ElidedLabel, selectable, text_label
from spp_desktop.ui.widgets.tags import Tag, TagLabel

AS_AT = 220
"""Pixels of the as-at date and dataset that other words never take."""


ILLUSTRATIVE = Tag("Illustrative", "amber", "warning")


class HeadLine(QWidget):
    """The figure, the sentence, the detail, and tags: status against the target, *Illustrative*."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.figure = selectable(text_label("", "headline"))
        row.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.sentence = selectable(text_label("", "section", wrap=True))
        self.detail = selectable(text_label("", "secondary", wrap=True))
        words.addWidget(self.sentence)
        words.addWidget(self.detail)
        row.addLayout(words, 1)
        self.illustrative = TagLabel(ILLUSTRATIVE)
        self.status = TagLabel(Tag(""))
        for tag in (self.illustrative, self.status):
            row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)

    def set_brief(self, brief: bool) -> None:
        """Leave the detail to the tooltip, where there is little room."""
        self.detail.setVisible(not brief)

    def show_page(self, page: FiguresPage) -> None:
        """Show a page's headline."""
        said = page.headline
        self.figure.setText(said.figure)
        self.figure.setToolTip(said.label)
        self.figure.setAccessibleName(f"{said.figure}, {said.label}")
        self.sentence.setText(said.sentence)
        self.detail.setText(said.detail)
        self.sentence.setToolTip(said.detail)
        self.sentence.setAccessibleDescription(said.detail)
        self.illustrative.setVisible(page.illustrative)
        tag = view.status_tag(page)
        self.status.setVisible(tag is not None)
        if tag is not None:
            self.status.show_tag(tag)


class FootLine(QWidget):
    """Definition, baseline, as-at date and dataset, areas; caveat and chance; whether totals agree."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.facts: dict[str, QLabel] = {}
        for names in (("Definition", "Baseline", "Areas"), ("As at", "Note")):
            facts = QHBoxLayout()
            facts.setSpacing(5)
            for name in names:
                facts.addWidget(text_label(name, "label"))
                gives_way = name in {"Definition", "As at", "Note"}
                self.facts[name] = ElidedLabel(role="caption") if gives_way else text_label("", "caption")
                self.facts[name].setAccessibleName(name)
                facts.addWidget(self.facts[name])
                facts.addSpacing(8)
            facts.addStretch(1)
            lines.addLayout(facts)
        row.addLayout(lines, 1)
        self._agree = Picture("checkmark", "green-text")
        self._differ = Picture("error_circle", "red-text")
        self.totals = text_label("", "caption")
        for part in (self._agree, self._differ, self.totals):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)

    def show_page(self, page: FiguresPage) -> None:
        """Show what a page's figures stand on."""
        foot = page.footer
        self.facts["Definition"].setText(foot.definition)
        self.facts["Baseline"].setText(foot.baseline)
        self.facts["As at"].setText(", ".join(part for part in (view.day_words(foot.as_at), foot.dataset) if part))
        self.facts["As at"].setMinimumWidth(min(self.facts["As at"].sizeHint().width(), AS_AT))
        self.facts["Areas"].setText(foot.areas)
        self.facts["Note"].setText(". ".join((foot.caveat, foot.chance, *foot.notes)) + ".")
        self._agree.setVisible(page.totals_agree)
        self._differ.setVisible(not page.totals_agree)
        self.totals.setText("Totals agree" if page.totals_agree else "Totals do not agree")
        self.totals.setProperty("role", "caption" if page.totals_agree else "error")
        self.totals.style().unpolish(self.totals)
        self.totals.style().polish(self.totals)

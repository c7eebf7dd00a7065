"""Every page of the main window, in the order of the rail."""

from __future__ import annotations

from spp_desktop.domain.permissions import ASB, Right
from spp_desktop.ui.page import PageSpec

PAGES: tuple[PageSpec, ...] = (
    PageSpec("today", "Today", "home", "spp_desktop.ui.pages.today:build_today", words="what is due, who is waiting"),
    PageSpec("my-actions", "My actions", "task_list_square_ltr",
             "spp_desktop.ui.pages.my_actions:build_my_actions", right=Right.CASE_READ),
    PageSpec("asb", "ASB victims", "person_alert", "spp_desktop.ui.pages.cases:build_asb", "Cases",
             Right.CASE_READ, ASB),
    PageSpec("people", "People", "people_community", "spp_desktop.ui.pages.people:build_people", "Cases",
             Right.CASE_READ),
    PageSpec("orders", "Orders and tools", "document_bullet_list", "spp_desktop.ui.pages.orders:build_orders", "Cases",
             Right.CASE_READ, words="injunctions, ABCs, what ends soon, breaches"),
    PageSpec("figures", "Figures", "data_trending", "spp_desktop.ui.pages.figures:build_figures",
             "Partnership", Right.FIGURES_READ),
    PageSpec("register", "Export register", "document_table", "spp_desktop.ui.pages.register:build_register",
             "Partnership", (Right.CASE_EXPORT, Right.AUDIT_READ), words="lists that left, names asked for"),
    PageSpec("retention", "Retention", "calendar_clock", "spp_desktop.ui.pages.retention:build_retention",
             "Partnership", Right.ERASE, words="cases due for review, holds, erasing"),
    PageSpec("administration", "Administration", "settings",
             "spp_desktop.ui.pages.administration:build_administration", rail=False,
             words="officers, keys, lists, settings, backups"),
    PageSpec("new-case", "New case", "add", "spp_desktop.ui.pages.new_case:build_new_case", rail=False,
             right=Right.CASE_WRITE),
)  # fmt: skip

CASE_PAGE = "spp_desktop.ui.case.window:build_case"
"""The page of a case window, ``"module:function"``: a function from the window and the case's id to a Page."""

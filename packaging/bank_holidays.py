"""Writes ``spp_desktop/domain/bank_holidays.py`` from the ``holidays`` library.

The library takes longer to import than Today may take to paint, so the years an office meets are written down.
Run it when the library learns of a new bank holiday; a test compares the two.
"""

from __future__ import annotations

import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "spp_desktop" / "domain" / "bank_holidays.py"
FIRST, LAST = 1990, 2040

HEAD = '''"""England's bank holidays, year by year, as the ``holidays`` library has them.

Written by ``packaging/bank_holidays.py``; do not edit. Source: Banking and Financial Dealings Act 1971 and royal
proclamations, through the library.
"""

from __future__ import annotations

from collections.abc import Mapping

BANK_HOLIDAYS: Mapping[int, str] = {
'''


def render() -> str:
    """The module's text: each year with its days as ``MMDD``."""
    import holidays

    lines = []
    for year in range(FIRST, LAST + 1):
        days = sorted(holidays.country_holidays("GB", subdiv="ENG", years=year))
        lines.append(f'    {year}: "{" ".join(f"{day:%m%d}" for day in days)}",\n')
    return f'{HEAD}{"".join(lines)}}}\n"""Year to its bank holidays, each as ``MMDD``."""\n'


if __name__ == "__main__":
    OUT.write_text(render(), encoding="utf-8", newline="\n")
    sys.exit(0)

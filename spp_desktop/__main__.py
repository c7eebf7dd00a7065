"""``python -m spp_desktop``: the same program as ``spp-desktop``."""

import sys

from spp_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())

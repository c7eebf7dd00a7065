"""The only package that knows widgets.

May import services and domain. Never store or another adapter.
"""

from spp_desktop.ui import overrides, plain_imports

plain_imports.put_back()
overrides.guard()

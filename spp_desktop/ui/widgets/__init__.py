"""The parts a page is made of. Each sets its own accessible name and asks the theme for its colours."""

"""Pictures of figures: a line over months, bars with limits, a map of areas, and the table beside each.

A chart takes a frozen value and colours by token name; it knows no service and asks no question.
"""

"""What training and serving share: the features of a report. The same as in examples/bird-strikes."""

import re

LABEL = "Effect Amount of damage"
DATE = "Flight Date"
SPEED = "Speed IAS in knots"
# The three cost columns are left out: they are known only after the damage, so they give the answer away.
CATEGORIES = [
    "Airport Name",
    "Aircraft Make Model",
    "Aircraft Airline Operator",
    "Origin State",
    "Phase of flight",
    "Wildlife Size",
    "Wildlife Species",
    "Time of day",
]
COLUMNS = [DATE, *CATEGORIES, SPEED]


class DataError(Exception):
    """What is wrong with data or settings, in words for the person who supplied them."""


def is_damage(row):
    """Everything but `None` is damage."""
    return int(row[LABEL] != "None")


def features(row):
    """A report as a list of words, one for each feature. A value that is missing is a word of its own: 28 % of the speeds are."""
    words = [word(row.get(column)) for column in CATEGORIES]
    return [*words, speed_band(row.get(SPEED)), month(row.get(DATE)), f"{word(row.get('Wildlife Size'))}+{word(row.get('Phase of flight'))}"]


def word(value):
    return "missing" if value is None or value == "" else str(value)


def month(date):
    found = re.match(r"\d{4}-(\d{2})-", word(date))
    return found[1] if found else "missing"


def speed_band(value):
    found = re.match(r"\s*\d+", word(value))
    return str(min(int(found[0]) // 40, 8) * 40) if found else "missing"

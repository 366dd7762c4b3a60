"""How often what happens in a year, and how long people take. Days are working days."""

from random import Random

DRAFTED = 0.02  # kept and never sent
VERIFIED_LATER = 0.3  # filed together with the registration, before the operator has decided
ENOUGH = 0.3  # no further need after one
AGAIN = (45, 150)  # days until the next one
BROWSED, LOOKED, APPLIED, OTHER_KIND = 0.2, 0.35, 0.1, 0.3
BANK_SILENT, BANK_INTERESTED = 0.06, 0.74  # the rest says no
ANSWER_DAYS = ((0, 1, 2, 3), (46, 36, 15, 3))  # two are promised
OWNER_AGREES, OWNER_REFUSES = 0.56, 0.8  # the rest does not answer
AGREES_TO_MORE = 0.35  # beside a talk that is under way
CALL_DAYS = ((0, 1, 2, 4), (45, 47, 6, 2))  # one is promised
NEVER_CALLED, REPENTED, GIVEN_UP, STOPPED_AT_CALL = 0.03, 0.03, 0.03, 0.08
DILIGENCE, MATERIALS = 0.75, 0.35
VISIT_DAYS, MATERIAL_DAYS = (1, 4), (1, 7)
DECISION_DAYS = ((2, 3, 4, 5, 6, 7, 8, 9, 11, 14), (10, 16, 16, 14, 12, 10, 8, 6, 4, 4))  # ten are promised
APPROVED = 0.66  # of decisions
TAKEN, LEFT_OPEN = 0.82, 0.07  # of offers; the rest is refused
DISBURSED_DAYS = ((1, 2, 3, 4, 6), (25, 30, 25, 14, 6))  # five are promised
FELL_THROUGH = 0.02  # between taking and money
TWICE = 0.15  # the money comes in two parts
ENDED_BY_OWNER = 0.45  # of needs that nobody is left for
RENEWED = 0.35
CLOSING = ("K03", "K03", "K04", "K04", "K06", "K07", "K07", "K15")


def days(rng: Random, spread: tuple) -> int:
    """One of the days of a spread, by its weights."""
    return rng.choices(*spread)[0]

class DeskError(Exception):
    """It was not done, and why, for the operator who tried."""


class Changed(DeskError):
    """Somebody else has set the same meanwhile."""


class OwnProposal(DeskError):
    """Whoever made it does not approve it."""

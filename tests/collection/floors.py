"""What the collection's figures must not fall below (or, of forbidden and wrong ones, rise above).

Set a little on the safe side of what was seen; raise them when the figures rise.
"""

# Ranking, need → products, by how much of the need is given: as a form, in part, or in words alone.
# (nDCG@10, recall@20, MRR), then the largest share of forbidden products among those shown.
FORWARD = {
    "full": ((0.97, 0.99, 0.99), 0.0),
    "partial": ((0.93, 0.99, 0.99), 0.0),
    "words": ((0.96, 0.99, 0.96), 0.02),
}
# Everything that the judge knew given as a form: what is less in the other forms was lost in reading.
KNOWN = ((0.96, 0.99, 0.97), 0.0)
# Product → needs that are given as a form.
REVERSE = ((0.95, 0.99, 0.95), 0.0)

# Plain words read: the least share of facts right, the most wrong guesses. Of the held half look at totals.
READING = {"open": (0.96, 4), "hard": (0.95, 6), "held": (0.93, 12), "blind": (0.97, 12)}
# How much of that share may be lost when a text stands amid 10,000 characters of talk.
LOST_IN_TALK = 0.12

"""What a push would do, need by need: shown before the button, and asked again when it is done.

Institutions are named by id; sentences are made in `views`. At most AT_MOST institutions get a need by being
pushed; a lead that exists already takes one more origin and no place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.matching.judging import Institution, Judged, institutions
from portal.matching.service import AT_MOST, AT_OPENING
from portal.needs.models import SEEKING, FinancingNeed
from portal.referrals.models import Referral
from portal.referrals.queries.facts import ON_ITS_WAY, Facts, read

NO_LOAN, RULES, LIMIT, OURS = "no_loan", "rules", "limit", "ours"
NOT_SEEKING, FULL, NOBODY, UNCHOSEN = "not_seeking", "full", "nobody", "unchosen"
TOO_MANY = "too_many"


@dataclass(frozen=True)
class Target:
    """An institution that gets the need; `existing`: it has it already and reads the remark only."""

    institution_id: int
    product_id: int | None
    score_bp: int | None
    existing: bool
    near: tuple[str, ...] = ()  # rules that its best product misses narrowly


@dataclass(frozen=True)
class Obstacle:
    """Why an institution chosen by hand does not get the need; `rules` are those that fail."""

    code: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeedPlan:
    """`blocked`: why nothing of it can be pushed.

    Of the institutions, whatever was chosen: `able` fit and could get it, `near` could get it although they
    miss a rule narrowly, `before` have it and would read one more origin.
    """

    need: FinancingNeed
    targets: tuple[Target, ...] = ()
    obstacles: dict[int, Obstacle] = field(default_factory=dict)
    blocked: str | None = None
    able: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    before: tuple[int, ...] = ()

    @property
    def fresh(self) -> int:
        """How many institutions get the need that have not got it."""
        return sum(not target.existing for target in self.targets)


def plan(
    department_id: int,
    needs: Sequence[FinancingNeed],
    chosen: Iterable[int] | None,
    *,
    among: dict[int, Institution] | None = None,
    doing: Referral | None = None,
) -> list[NeedPlan]:
    """`chosen` None: matching chooses up to AT_OPENING institutions a need, in the order of its formula.

    `among`: the institutions, if they were read already. `doing` is the referral that is being carried out,
    which does not stand in its own way.
    """
    wanted = None if chosen is None else list(dict.fromkeys(chosen))
    facts = read(department_id, needs, institutions() if among is None else among, doing)
    return [_plan_one(need, wanted, facts) for need in needs]


def _plan_one(need: FinancingNeed, chosen: list[int] | None, facts: Facts) -> NeedPlan:
    able = _able(need, facts)
    no_room = FULL if facts.talking[need.id] >= need.max_talks else LIMIT
    room = 0 if no_room == FULL else AT_MOST - facts.pushed[need.id]
    takers = _takers(need, able, facts) if room > 0 and need.state in SEEKING else {}
    takers["before"] = tuple(sorted(key for need_id, key in facts.before if need_id == need.id))
    if blocked := _blocked(need, chosen, facts):
        return NeedPlan(need, blocked=blocked, **takers)
    if chosen is None:
        targets, obstacles = [_target(judged) for judged in able[: max(0, min(AT_OPENING, room))]], {}
    else:
        targets, obstacles = _by_hand(need, chosen, facts, room, no_room)
    why = None if targets else _why(chosen, room, no_room)
    return NeedPlan(need, tuple(targets), obstacles, why, **takers)


def _takers(need: FinancingNeed, able: list[Judged], facts: Facts) -> dict[str, tuple[int, ...]]:
    """Who could get it anew by being chosen by hand."""
    fit = tuple(judged.institution_id for judged in able)
    others = [key for key in facts.judged[need.id] if key not in fit and (need.id, key) not in facts.before]
    near = (key for key in others if _in_the_way(need, key, facts, existing=False) is None)
    return {"able": fit, "near": tuple(near)}


def _why(chosen: list[int] | None, room: int, no_room: str) -> str:
    """Why nobody gets the need."""
    if chosen is None:
        return no_room if room <= 0 else NOBODY
    return NOBODY if chosen else UNCHOSEN


def _by_hand(
    need: FinancingNeed, chosen: list[int], facts: Facts, room: int, no_room: str
) -> tuple[list[Target], dict[int, Obstacle]]:
    targets: list[Target] = []
    obstacles: dict[int, Obstacle] = {}
    for key in chosen:
        existing = (need.id, key) in facts.before
        if obstacle := _in_the_way(need, key, facts, existing=existing):
            obstacles[key] = obstacle
        elif existing:
            targets.append(Target(key, None, None, existing=True))
        elif room <= 0:
            obstacles[key] = Obstacle(no_room)
        else:
            room -= 1
            targets.append(_target(facts.judged[need.id][key]))
    return targets, obstacles


def _in_the_way(need: FinancingNeed, key: int, facts: Facts, *, existing: bool) -> Obstacle | None:
    """What no officer's choice gets around: the owner's word, the place, a hard rule."""
    if (need.id, key) in facts.ours:
        return Obstacle(OURS)
    if existing:
        return None
    if code := facts.obstacles[need.id].get(key, "gone"):
        return Obstacle(code)
    judged = facts.judged[need.id].get(key)
    if judged is None:
        return Obstacle(NO_LOAN)
    return Obstacle(RULES, judged.failed) if judged.hard else None


def _blocked(need: FinancingNeed, chosen: list[int] | None, facts: Facts) -> str | None:
    """A push by hand may follow another of the same week; one that is still on its way must arrive first."""
    if need.state not in SEEKING:
        return NOT_SEEKING
    if chosen is not None and len(chosen) > AT_OPENING:
        return TOO_MANY
    recent = facts.recent.get(need.id)
    return recent if chosen is None or recent == ON_ITS_WAY else None


def _able(need: FinancingNeed, facts: Facts) -> list[Judged]:
    """Institutions that fit and have not got the need, the best first."""
    return [
        judged
        for key, judged in facts.judged[need.id].items()
        if judged.score_bp > 0
        and (need.id, key) not in facts.before
        and facts.obstacles[need.id].get(key) is None
    ]


def _target(judged: Judged) -> Target:
    return Target(
        judged.institution_id, judged.product_id, judged.score_bp, existing=False, near=judged.failed
    )

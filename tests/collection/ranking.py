"""How good ranked lists are against graded judgments: nDCG, recall, first hit, what must not be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

TOP, DEEP, USEFUL = 10, 20, 2


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries that some document serves, 0–1; `violations` is a share of all that is shown."""

    queries: int
    ndcg: float
    recall: float
    mrr: float
    violations: float
    shown: float

    def __str__(self) -> str:
        return (
            f"{self.queries:3d} queries  nDCG@10 {self.ndcg:.3f}  recall@20 {self.recall:.3f}  "
            f"MRR {self.mrr:.3f}  forbidden@10 {self.violations:.3f}  shown@10 {self.shown:.1f}"
        )


def figures(judged: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]) -> Figures:
    """Both by query id: the grade of every document, and the documents shown, best first."""
    served = [query for query in judged if max(judged[query].values()) >= USEFUL]
    pairs = [(judged[query], list(ranked.get(query, ()))) for query in served]
    shown = [judged[query][doc] for query in judged for doc in ranked.get(query, ())[:TOP]]
    return Figures(
        queries=len(judged),
        ndcg=_mean([_ndcg(grade_of, docs) for grade_of, docs in pairs]),
        recall=_mean([_recall(grade_of, docs) for grade_of, docs in pairs]),
        mrr=_mean([_first_hit(grade_of, docs) for grade_of, docs in pairs]),
        violations=sum(grade < 0 for grade in shown) / len(shown) if shown else 0.0,
        shown=len(shown) / len(judged),
    )


def _mean(values: list[float]) -> float:
    return fmean(values) if values else 0.0


def _gained(sorted_grades: list[int]) -> float:
    """Discounted gain of the first ten; a grade of 3 counts seven times one of 1."""
    return sum((2 ** max(grade, 0) - 1) / log2(place + 2) for place, grade in enumerate(sorted_grades[:TOP]))


def _ndcg(grade_of: Mapping[str, int], docs: list[str]) -> float:
    best = _gained(sorted(grade_of.values(), reverse=True))
    return _gained([grade_of[doc] for doc in docs]) / best


def _recall(grade_of: Mapping[str, int], docs: list[str]) -> float:
    useful = {doc for doc, grade in grade_of.items() if grade >= USEFUL}
    return len(useful.intersection(docs[:DEEP])) / len(useful)


def _first_hit(grade_of: Mapping[str, int], docs: list[str]) -> float:
    return next((1 / place for place, doc in enumerate(docs, 1) if grade_of[doc] >= USEFUL), 0.0)

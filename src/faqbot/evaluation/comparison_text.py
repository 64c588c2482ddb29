"""A comparison as Markdown for a pull request, and as plain data for JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.compare import Comparison, Difference, Direction, Flip, Verdict
from faqbot.evaluation.prediction import Prediction

SIGNS = {Verdict.BETTER: "✅", Verdict.WORSE: "❌"}
LONGEST = 200  # characters of a question in a list
MOST_SHOWN = 30  # flips of each direction
TITLES = {
    Direction.BROKEN: "Broken",
    Direction.FIXED: "Fixed",
    Direction.CHANGED: "Wrong in another way",
}

TitleOf = Callable[[str], str]  # from the id of an entry to what it is called


def headline(comparison: Comparison) -> str:
    """Return the counts of a comparison in a sentence."""
    counts = ", ".join(f"{comparison.flipped[way]} {TITLES[way].lower()}" for way in Direction)
    alone = [
        f"{count} only in the {which}"
        for count, which in ((comparison.only_before, "first"), (comparison.only_after, "second"))
        if count
    ]
    if comparison.relabelled:
        alone.append(f"{comparison.relabelled} relabelled, judged by the second")
    return f"{comparison.common} questions in both: {counts}" + "".join(f"; {a}" for a in alone)


def markdown(comparison: Comparison, title_of: TitleOf) -> str:
    """Return a comparison as GitHub-flavoured Markdown."""
    lines = [
        f"**{headline(comparison)}.**",
        "",
        "| measure | before | after | change | 95 % interval | p | |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    lines += [_row(item) for item in comparison.differences if item.verdict is not Verdict.SAME]
    same = [item.measure.title for item in comparison.differences if item.verdict is Verdict.SAME]
    if same:
        lines += ["", f"The same: {', '.join(same)}."]
    for way in Direction:
        flips = [flip for flip in comparison.flips if flip.direction is way]
        if flips:
            lines += ["", "<details>", f"<summary>{TITLES[way]} ({comparison.flipped[way]})"]
            lines[-1] += "</summary>"
            lines += ["", *(_bullet(flip, title_of) for flip in flips[:MOST_SHOWN])]
            more = comparison.flipped[way] - MOST_SHOWN
            lines += [f"- and {more} more"] if more > 0 else []
            lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    return {
        "common": comparison.common,
        "only_before": comparison.only_before,
        "only_after": comparison.only_after,
        "relabelled": comparison.relabelled,
        "measures": {item.measure.name: _figures(item) for item in comparison.differences},
        "flipped": {way.value: comparison.flipped[way] for way in Direction},
        "flips": [
            {
                "id": flip.question.id,
                "direction": flip.direction,
                "was": flip.was,
                "became": flip.became,
                "before": flip.before.outcome,
                "after": flip.after.outcome,
            }
            for flip in comparison.flips
        ],
    }


def reply_words(prediction: Prediction, title_of: TitleOf) -> str:
    """Return what was replied, in a few words."""
    if prediction.outcome is Outcome.ANSWER and prediction.sources:
        return title_of(prediction.sources[0])
    if prediction.reason:
        return f"{prediction.outcome} ({prediction.reason})"
    return prediction.outcome


def chance(p: float) -> str:
    """Return a probability as tables show it."""
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def shortened(text: str) -> str:
    """Return a question on one line, cut where it is very long."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST else f"{one_line[:LONGEST].rstrip()} …"


def _row(item: Difference) -> str:
    verdict = f"{SIGNS.get(item.verdict, '')} {item.verdict}".strip()
    return (
        f"| {item.measure.title} | {item.before:.3f} | {item.after:.3f} "
        f"| {item.after - item.before:+.3f} | {item.low:+.3f} to {item.high:+.3f} "
        f"| {chance(item.p)} | {verdict} |"
    )


def _bullet(flip: Flip, title_of: TitleOf) -> str:
    before, after = (_plain(reply_words(p, title_of)) for p in (flip.before, flip.after))
    became = (flip.became or flip.was or "").replace("_", " ")
    kind = f"now {became}" if flip.became else f"was {became}"
    return (
        f"- `{_code(flip.question.id)}` {_plain(flip.question.text)} — {before} → {after} ({kind})"
    )


def _figures(item: Difference) -> dict[str, Any]:
    return {
        "before": round(item.before, 6),
        "after": round(item.after, 6),
        "low": round(item.low, 6),
        "high": round(item.high, 6),
        "p": round(item.p, 6),
        "gained": item.gained,
        "lost": item.lost,
        "verdict": item.verdict,
    }


def _plain(text: str) -> str:
    """Escape what Markdown would read as its own, or as a mention of somebody."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", shortened(text)).replace("@", "@\u200b")


def _code(text: str) -> str:
    return " ".join(text.replace("`", "'").split())

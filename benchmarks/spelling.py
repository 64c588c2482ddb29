"""How misspelt medicine names are read, on simulated typos and on lists of real ones.

The margins in `data/medicines/spelling.yaml` are chosen here: of all tried, those that accept
most simulated typos rightly while at most two in a thousand are taken for another medicine.

    python -m benchmarks.spelling [--choose] [MISSPELLINGS.tsv] [ORDINARY.tsv]

MISSPELLINGS has the columns `misspelling` and `correct_name`; ORDINARY the column `word`.
"""

from __future__ import annotations

import csv
import itertools
import random
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import yaml

from faqbot.language.medicines import Margins, Medicines, Mention
from faqbot.resources import data_path

TYPOS = 1_500
ALLOWED_WRONG = 0.002
NEAR_KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz", strict=True))
SOUNDS = (
    ("ph", "f"), ("i", "y"), ("y", "i"), ("c", "k"), ("z", "s"), ("ae", "e"), ("x", "ks"),
    ("e", "a"), ("a", "e"), ("o", "e"), ("in", "ine"), ("ine", "in"), ("ll", "l"),
)  # fmt: skip


def typo(name: str, chance: random.Random) -> str:
    """Return a name with one or two mistakes as people make them."""
    for _ in range(chance.choice((1, 1, 2))):
        kind, at = chance.randrange(6), chance.randrange(1, len(name) - 1)
        if kind == 0:
            name = name[:at] + name[at + 1 :]
        elif kind == 1:
            name = name[:at] + name[at] + name[at:]
        elif kind == 2:
            name = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
        elif kind == 3:
            name = name[:at] + NEAR_KEYS.get(name[at], "e") + name[at + 1 :]
        else:
            old, new = chance.choice([pair for pair in SOUNDS if pair[0] in name] or [("a", "e")])
            name = name.replace(old, new, 1)
    return name


def outcomes(medicines: Medicines, pairs: Iterable[tuple[str, str]]) -> Counter[str]:
    """Count how misspelt names are read: accepted, asked, wrong, missed."""
    counts: Counter[str] = Counter()
    for typed, meant in pairs:
        found = medicines.find([typed])
        if not found:
            counts["missed"] += 1
        elif isinstance(found[0], Mention):
            right = found[0].ingredients == medicines.canonical(meant)
            counts["accepted" if right else "wrong"] += 1
        else:
            names = found[0].names
            right = any(medicines.canonical(n) == medicines.canonical(meant) for n in names)
            counts["asked" if right else "asked in vain"] += 1
    return counts


def shown(counts: Counter[str]) -> str:
    """Return counts as shares."""
    total = sum(counts.values())
    return ", ".join(f"{name} {count / total:.1%}" for name, count in counts.most_common())


def choose(pairs: list[tuple[str, str]]) -> Margins:
    """Return the margins that accept most typos rightly and hardly any wrongly."""
    best, best_accepted = None, -1
    for accept, margin in itertools.product((0.74, 0.77, 0.8), (0.04, 0.06, 0.08)):
        margins = Margins(accept=accept, margin=margin, ask=0.68, ask_margin=0.14, look_alike=0.08)
        counts = outcomes(Medicines((), margins=margins), pairs)
        print(f"  accept {accept}, margin {margin}: {shown(counts)}")
        if counts["wrong"] <= ALLOWED_WRONG * len(pairs) and counts["accepted"] > best_accepted:
            best, best_accepted = margins, counts["accepted"]
    if best is None:
        raise SystemExit("no margins are safe enough")
    return best


def main(arguments: list[str]) -> None:
    """Print the figures; with --choose write the margins first."""
    chance = random.Random(1)  # noqa: S311 - a simulation
    names = [name for name in Medicines(()).marketed_names() if len(name) >= 6]
    pairs = [(typo(name, chance), name) for name in chance.choices(names, k=TYPOS)]
    if "--choose" in arguments:
        arguments.remove("--choose")
        margins = choose(pairs)
        text = yaml.safe_dump(margins.as_dict())
        header = (
            "# When a misspelt name is read. Written by `python -m benchmarks.spelling --choose`.\n"
        )
        data_path("medicines/spelling.yaml").write_text(header + text, encoding="utf-8")
    medicines = Medicines(())
    print(f"simulated: {shown(outcomes(medicines, pairs))}")
    if arguments:
        with Path(arguments[0]).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        real = [(row["misspelling"].lower(), row["correct_name"].lower()) for row in rows]
        print(f"real: {shown(outcomes(medicines, real))}")
        for pair in real:
            if outcomes(medicines, [pair]).keys() & {"wrong", "missed", "asked in vain"}:
                print(f"  {pair}: {medicines.find([pair[0]])}")
    if arguments[1:]:
        with Path(arguments[1]).open(encoding="utf-8") as file:
            words = [row["word"] for row in csv.DictReader(file, delimiter="\t")]
        taken = [word for word in words if medicines.find([word])]
        print(f"ordinary words taken for medicines: {len(taken)} of {len(words)}: {taken}")


if __name__ == "__main__":
    main(sys.argv[1:])

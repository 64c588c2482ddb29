"""A monograph to fill in: the core topics as questions, names from the lexicon, no answers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from faqbot.authoring.core_topics import CoreTopic, load_core_topics
from faqbot.corpus.names import ingredients_of
from faqbot.errors import AuthoringError
from faqbot.language.medicines import Medicines
from faqbot.language.text import name_key

_SHARED = 6  # letters in common from which on a name is a form of the ingredient, no brand

_PLAIN = re.compile(r"[^\W\d_][\w '-]*")  # needs no quotes in YAML

_HEAD = """\
---
title: {title}
description: {description}
is_banned: false
lastModified: '{today}'
ingredients: {ingredients}
brands: {brands}
reviewed: null        # the day on which a clinician reviewed it, then reviewer and next_review
sources: []           # one for each source:  - name: NHS, …  and below it  url: https://…
# Write each answer between the quotes, in two to four short sentences, or delete the question.
faqs:
"""
_FAQ = """\
  - q: {question}
    a: ""
    topic: {topic}
    alternates:
{alternates}"""
_BODY = """\
---

# {title}

## About this page

Not clinically reviewed. General information, not personal advice.
"""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A file to fill in."""

    slug: str
    text: str
    ingredients: tuple[str, ...]  # as the lexicon names them; empty where it knows none
    brands: tuple[str, ...]


def skeleton(name: str, medicines: Medicines, today: date) -> Skeleton:
    """Return the skeleton for a medicine, or for a combination such as `A + B`.

    Raises:
        AuthoringError: nothing in `name` could be the name of a medicine.
    """
    title = " ".join(name.split())
    title = title[:1].upper() + title[1:]
    parts = ingredients_of(title)
    slug = "-".join(name_key(part).replace(" ", "-") for part in parts)
    if not slug:
        raise AuthoringError(f"“{name}” names no medicine. Write it as it is prescribed.")
    known = [medicines.canonical(part) for part in parts if _is_known(part, medicines)]
    canonical = frozenset[str]().union(*known) if len(known) == len(parts) else frozenset()
    ingredients = tuple(sorted(canonical))
    brands = _brands(medicines, canonical, title) if canonical else ()
    listed = ingredients or tuple(part.lower() for part in parts)
    running = _running(title)
    head = _HEAD.format(
        title=json.dumps(title, ensure_ascii=False),
        description=json.dumps("", ensure_ascii=False),
        today=today.isoformat(),
        ingredients=_flow(listed),
        brands=_flow(brands),
    )
    faqs = "".join(_faq(topic, running) for topic in load_core_topics())
    return Skeleton(slug, head + faqs + _BODY.format(title=title), ingredients, brands)


def _faq(topic: CoreTopic, medicine: str) -> str:
    wordings = (wording.format(medicine=medicine) for wording in topic.alternates)
    return _FAQ.format(
        question=json.dumps(topic.question.format(medicine=medicine), ensure_ascii=False),
        topic=topic.id,
        alternates="".join(
            f"      - {json.dumps(wording, ensure_ascii=False)}\n" for wording in wordings
        ),
    )


def _is_known(name: str, medicines: Medicines) -> bool:
    words = name_key(name).split()
    return any(mention.end == len(words) for mention in medicines.find_exact(words)[:1])


def _brands(medicines: Medicines, ingredients: frozenset[str], title: str) -> tuple[str, ...]:
    """Return the names of products that are no form of an ingredient's own name."""
    names = medicines.names_of(ingredients)
    own = {*ingredients, *(name_key(part) for part in ingredients_of(title))}
    stems = tuple(word[:_SHARED] for name in own for word in name.split() if len(word) > 3)
    brands = [
        name
        for name in names
        if not any(word.startswith(stems) or len(word) == 1 for word in name.split())
        and name.removesuffix("s") not in {*names} - {name}
    ]
    return tuple(" ".join(word.capitalize() for word in name.split()) for name in brands)


def _running(title: str) -> str:
    """Return a title as it stands within a sentence."""
    return title.lower().replace(" + ", " and ")


def _flow(names: tuple[str, ...]) -> str:
    quoted = (
        name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False) for name in names
    )
    return f"[{', '.join(quoted)}]"

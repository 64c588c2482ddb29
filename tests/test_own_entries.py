"""Every wording that an author wrote for a FAQ finds that FAQ, where the medicine is named."""

from __future__ import annotations

from collections.abc import Iterator

from faqbot.authoring.draft import faqs_of
from faqbot.corpus.monograph import Entry, Monograph
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Answer, Referral
from faqbot.language.medicines import Mention
from faqbot.language.text import name_key, normalise, tokens


def wordings(bot: Bot) -> Iterator[tuple[Monograph, Entry, str]]:
    for monograph in bot.corpus.monographs:
        for entry in faqs_of(monograph.entries):
            for wording in (entry.title, *entry.alternates):
                yield monograph, entry, wording


def named(bot: Bot, monograph: Monograph, wording: str) -> str:
    """The wording with the medicine's name before it, unless it is in there already."""
    words = tokens(normalise(wording))
    own = bot.medicines.ingredients_of(monograph.slug)
    inside = mentioned(bot, wording)
    qualifiers = set(name_key(monograph.title).split()) - {
        word for name in monograph.ingredients for word in name_key(name).split()
    }
    is_named = own <= inside and qualifiers <= set(words)
    return wording if is_named else f"{monograph.title}: {wording}"


def mentioned(bot: Bot, wording: str) -> set[str]:
    found = bot.medicines.find(tokens(normalise(wording)))
    mentions = [item for item in found if isinstance(item, Mention) and not item.is_class]
    return {ingredient for mention in mentions for ingredient in mention.ingredients}


def finds_its_own(bot: Bot, monograph: Monograph, entry: Entry, wording: str) -> bool:
    """Whether the wording is answered from its entry, or rightly from elsewhere.

    Help comes before any answer where a wording reads like an emergency. A wording that names
    two medicines may be answered from the monograph on the other one.
    """
    reply, _ = bot.reply(named(bot, monograph, wording), Conversation())
    if isinstance(reply, Referral):
        return True
    if not isinstance(reply, Answer):
        return False
    others = mentioned(bot, wording) - bot.medicines.ingredients_of(monograph.slug)
    return reply.entry_id == entry.id or bool(
        others & bot.medicines.ingredients_of(reply.source.slug)
    )


def test_every_wording_of_every_faq_finds_it(bot: Bot) -> None:
    asked = list(wordings(bot))
    missed = [
        f"{entry.id}: {wording}"
        for monograph, entry, wording in asked
        if not finds_its_own(bot, monograph, entry, wording)
    ]

    assert len(asked) > 2000
    assert missed == []


def test_every_faq_has_alternates(bot: Bot) -> None:
    bare = [
        entry.id
        for monograph in bot.corpus.monographs
        for entry in faqs_of(monograph.entries)
        if len(entry.alternates) < 2
    ]

    assert bare == []


if __name__ == "__main__":
    import sys

    from faqbot.corpus.reader import load_corpus
    from faqbot.resources import shipped_monographs

    this = Bot(load_corpus(shipped_monographs()))
    every = list(wordings(this))
    misses = [item for item in every if not finds_its_own(this, *item)]
    for _, entry, wording in misses:
        sys.stdout.write(f"{entry.id}: {wording}\n")
    sys.stdout.write(f"{1 - len(misses) / len(every):.4f} of {len(every)}\n")

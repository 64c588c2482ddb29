"""What the bot remembers of a conversation: as little as a follow-up needs."""

from __future__ import annotations

from dataclasses import dataclass

from faqbot.dialogue.reply import Choice


@dataclass(frozen=True, slots=True)
class Mixture:
    """A mixture that was asked about, and whose parts alone have monographs."""

    name: str
    parts: tuple[str, ...]  # slugs


# A medicine that was spoken of longer ago is no longer meant by "it".
FORGET_AFTER_TURNS = 10


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state between two turns; a new one is empty.

    Holds no message of the patient's, but for one turn: while the bot asks which medicine is
    meant, the choices repeat the question.
    """

    medicines: tuple[str, ...] = ()  # slugs under discussion
    turns_since: int = 0  # turns since one of them was last named
    choices: tuple[Choice, ...] = ()  # offered by the last reply, by number
    topics: tuple[tuple[str, float], ...] = ()  # of the last question, for "and for my gran?"
    mixture: Mixture | None = None  # of which the medicine under discussion is only a part

    def about(self, medicines: tuple[str, ...]) -> Conversation:
        """Return this conversation with these medicines under discussion from now on."""
        within = self.mixture is not None and set(medicines) <= set(self.mixture.parts)
        return Conversation(
            medicines,
            choices=self.choices,
            topics=self.topics,
            mixture=self.mixture if within else None,
        )

    def next_turn(self) -> Conversation:
        """Return this conversation one turn later, without the choices that were offered."""
        turns = self.turns_since + 1
        medicines = self.medicines if turns <= FORGET_AFTER_TURNS else ()
        mixture = self.mixture if turns <= FORGET_AFTER_TURNS else None
        return Conversation(medicines, turns, topics=self.topics, mixture=mixture)

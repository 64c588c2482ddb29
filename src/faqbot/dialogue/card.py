"""The help card: what to do now, what not to do, whom to call, what to tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from faqbot.dialogue.reply import Outcome, Referral, Trace
from faqbot.dialogue.wording import listed, say, say_in
from faqbot.safety.helplines import Helplines, Line, Way, helplines
from faqbot.safety.triage import Verdict


def referral(verdict: Verdict, language: str | None, region: str, trace: Trace) -> Referral:
    """Return the help card for a message that raised an alarm.

    Args:
        verdict: the alarm; its rule goes into the trace.
        language: what the message is written in, if it is not English; the card then begins
            with one sentence in it.
        region: whose lines are shown.
        trace: how the reply is found so far.

    Raises:
        ValueError: if the verdict is no alarm.
    """
    if verdict.alarm is None:
        raise ValueError("a card needs an alarm")
    lines = helplines(region)
    key = "emergency_and_crisis" if verdict.crisis_too else verdict.alarm.value
    text = say(
        key,
        emergency=_number(lines),
        call=_call(lines),
        poison=_poison(lines),
        crisis_lines=_bullets(lines.crisis),
    )
    if language is not None:
        text = f"{in_language(verdict.alarm.value, language, region)}\n\n{text}"
    outcome = Outcome(verdict.alarm)
    return Referral(outcome=outcome, text=text, trace=replace(trace, rule=verdict.rule))


def in_language(key: str, language: str, region: str) -> str:
    """Return a sentence in a patient's language, with the emergency number of the region."""
    numbers = helplines(region).emergency
    number = " / ".join(numbers) or say_in(language, "unknown_number")
    return say_in(language, key, number=number)


def urgent_step(region: str) -> str:
    """Return whom to ask what cannot wait and is no emergency."""
    lines = helplines(region).non_urgent
    if not lines:
        return say("urgent_step")
    line = lines[0]
    return say("urgent_step_line", name=line.name, number=line.address, note=_note(line))


def _number(lines: Helplines) -> str:
    """Return the emergency numbers as a part of a sentence, each in bold."""
    numbers = lines.emergency or (say("emergency_number_unknown"),)
    return listed([f"**{number}**" for number in numbers], "or")


def _call(lines: Helplines) -> str:
    return say("call", emergency=_number(lines)) if lines.emergency else say("call_unknown")


def _poison(lines: Helplines) -> str:
    if not lines.poison:
        return say("poison_none")
    return f"{say('poison_lines')}\n\n{_bullets(lines.poison)}"


def _bullets(lines: Sequence[Line]) -> str:
    return "\n".join(f"- {_sentence(line)}" for line in lines)


def _sentence(line: Line) -> str:
    key = {Way.CALL: "line_call", Way.TEXT: "line_text", Way.WEB: "line_web"}[line.way]
    if line.way is Way.TEXT and line.send:
        key = "line_text_word"
    return say(key, name=line.name, address=line.address, send=line.send, note=_note(line))


def _note(line: Line) -> str:
    return f" ({line.note})" if line.note else ""

"""What is planned for each kind of update; nothing is sent here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from telegram import InlineQueryResultArticle, InputTextMessageContent, Update

from faqbot.adapters.telegram.buttons import Action, encode
from faqbot.adapters.telegram.plan import (
    Acknowledge,
    EditKeyboard,
    Plan,
    Rating,
    Send,
    Suggest,
)
from faqbot.adapters.telegram.recent import Recent
from faqbot.adapters.telegram.render import choice_id
from faqbot.adapters.telegram.router import Origin, Router, origin_of
from faqbot.adapters.telegram.shelf import Shelf, entry_link
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Choice
from faqbot.storage import Reason, Session
from tests.adapters.telegram.fake_api import BOT_ID, USERNAME
from tests.adapters.telegram.updates import edit, inline, membership, message, press, text

QUESTION = "can i drink on pregabalin?"
EMERGENCY = "she took 40 tablets and does not wake up"
Raw = dict[str, Any]


FRESH = Session(conversation=Conversation(), region=None, last_entry=None, generation=1)


@dataclass
class Chat:
    """A private chat that carries its session on, as the intake does."""

    shelf: Shelf
    now: float = 0.0
    session: Session = FRESH
    numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.router = Router(BOT_ID, USERNAME, Recent(clock=lambda: self.now))

    def get(self, raw: Raw) -> Plan:
        update = Update.de_json({"update_id": next(self.numbers), **raw}, None)
        session = self.session if origin_of(update).chat_id is not None else None
        plan = self.router.plan(update, self.shelf, session)
        self.session = plan.session or self.session
        return plan

    def read(self, raw: Raw) -> str:
        return told(self.get(raw))


def told(plan: Plan) -> str:
    return "\n".join(call.part.plain for call in plan.calls if isinstance(call, Send))


def buttons(plan: Plan) -> dict[str, str]:
    """Return the data behind each button of a plan, by label."""
    keyboards = [
        call.part.keyboard if isinstance(call, Send) else call.keyboard
        for call in plan.calls
        if isinstance(call, Send | EditKeyboard)
    ]
    return {
        button.text: str(button.callback_data or button.url)
        for keyboard in keyboards
        if keyboard is not None
        for row in keyboard.inline_keyboard
        for button in row
    }


@pytest.fixture(scope="module")
def shelf(bot: Bot) -> Shelf:
    return Shelf(bot)


@pytest.fixture
def chat(shelf: Shelf) -> Chat:
    return Chat(shelf)


def test_a_question_is_answered_and_the_next_one_understood_from_it(chat: Chat) -> None:
    assert "It is best not to" in chat.read(text(1, QUESTION))
    assert "Pregabalin" in chat.read(text(1, "and in pregnancy?"))
    assert chat.session.last_entry is not None


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/start", "Hello"),
        ("/START", "Hello"),
        (f"/start@{USERNAME}", "Hello"),
        ("/start nonsense_payload", "Hello"),
        ("/start pregabalin", "What would you like to know about Pregabalin?"),
        ("/help", "Ask in your own words"),
        ("/medicines", "22 medicines"),
        ("/settings", "Your country"),
        ("/privacy", "What I keep"),
        ("/forget", "Done."),
        ("/nonsense", "do not know that command"),
        ("/", "could not find a question"),
    ],
)
def test_every_command_is_answered(chat: Chat, command: str, says: str) -> None:
    assert says in chat.read(text(1, command))


def test_forget_forgets(chat: Chat) -> None:
    assert chat.get(text(1, "/forget")).forget


@pytest.mark.parametrize("command", ["/help", "/start", "/nonsense", "/settings"])
def test_an_emergency_behind_a_command_comes_first(chat: Chat, command: str) -> None:
    assert chat.get(text(1, f"{command} {EMERGENCY}")).outcome == "emergency"


def test_deep_links_lead_to_medicines_and_entries(chat: Chat) -> None:
    plan = chat.get(text(1, f"/start {entry_link('pregabalin#q17')}"))

    assert "It is best not to" in told(plan)
    assert chat.session.conversation.medicines == ("pregabalin",)


@pytest.mark.parametrize(
    "attachment",
    [
        {"voice": {"file_id": "x", "file_unique_id": "x", "duration": 3}},
        {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]},
        {"document": {"file_id": "x", "file_unique_id": "x"}},
        {"location": {"latitude": 1.0, "longitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_is_no_text_gets_one_friendly_line(chat: Chat, attachment: Raw) -> None:
    plan = chat.get({"message": message(1, **attachment)})

    assert told(plan).startswith("I can only read text")
    assert len(plan.calls) == 1


def test_an_album_gets_one_line_and_a_caption_its_answer(chat: Chat) -> None:
    photo = [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]

    first = chat.get({"message": message(1, photo=photo, media_group_id="7", caption=QUESTION)})
    second = chat.get({"message": message(1, photo=photo, media_group_id="7")})
    alarm = chat.get({"message": message(1, photo=photo, caption=EMERGENCY)})

    assert "I can only read text" in told(first)
    assert "It is best not to" in told(first)
    assert second.calls == ()
    assert told(alarm).startswith("This could be an emergency")


def test_an_edit_is_answered_anew_once_and_triaged(chat: Chat) -> None:
    asked = text(1, QUESTION)
    number = asked["message"]["message_id"]
    chat.get(asked)

    assert chat.get(edit(1, QUESTION, number)).calls == ()
    assert "Pregabalin" in chat.read(edit(1, "pregabalin in pregnancy", number))
    assert chat.get(edit(1, "pregabalin in pregnancy", number)).calls == ()
    assert chat.get(edit(1, EMERGENCY, number)).outcome == "emergency"


def test_service_messages_and_its_own_inline_results_are_not_answered(chat: Chat) -> None:
    own = {"id": BOT_ID, "is_bot": True, "first_name": "faqbot", "username": USERNAME}

    assert chat.get({"message": message(1, delete_chat_photo=True)}).calls == ()
    assert chat.get(text(1, "Pregabalin: …", via_bot=own)).calls == ()


def test_groups_are_led_to_the_private_chat(chat: Chat) -> None:
    for words in (f"@{USERNAME} {QUESTION}", "/start", f"/help@{USERNAME}"):
        plan = chat.get(text(-5, words))

        assert "in private" in told(plan)
        assert list(buttons(plan).values()) == [f"https://t.me/{USERNAME}?start=start"]


def test_in_groups_only_what_is_meant_for_it_or_an_emergency_is_answered(chat: Chat) -> None:
    assert chat.get(text(-5, QUESTION)).calls == ()
    assert chat.get(text(-5, "/start@another_bot")).calls == ()
    assert chat.get(text(-5, EMERGENCY)).outcome == "emergency"
    answered = message(-5, text="x") | {
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "faqbot"}
    }
    assert chat.get(text(-5, "hi", reply_to_message=answered)).outcome == "group"
    assert chat.get(membership(-5, "left", "member")).outcome == "group"


def test_a_block_forgets_and_an_unblock_says_nothing(chat: Chat) -> None:
    assert chat.get(membership(1, "member", "kicked")).forget
    assert chat.get(membership(1, "kicked", "member")).calls == ()


def test_a_choice_can_be_pressed_also_long_afterwards(chat: Chat) -> None:
    plan = chat.get(text(1, QUESTION))
    label, data = next(iter(buttons(plan).items()))
    chat.get(text(1, "hello"))
    chat.get(text(1, "side effects of sertraline"))

    pressed = chat.get(press(1, data))

    assert isinstance(pressed.calls[0], Acknowledge)
    assert label.partition(". ")[2] in told(pressed)
    assert pressed.outcome == "answer"


def test_a_choice_between_names_is_kept_in_the_session_not_in_the_button(chat: Chat) -> None:
    choice = Choice(label="gabapentin", query="gabapentin: alcohol on my birthday")
    conversation = replace(chat.session.conversation, choices=(choice,))
    chat.session = replace(chat.session, conversation=conversation)
    data = encode(Action.CHOOSE, chat.shelf.digest, choice_id(choice))

    chosen = chat.read(press(1, data))
    chat.now = 60.0
    chat.session = replace(chat.session, conversation=Conversation())
    later = chat.get(press(1, data))

    assert "birthday" not in data
    assert "Gabapentin" in chosen
    assert later.outcome == "stale"


def test_a_double_press_does_nothing_and_a_later_one_works_again(chat: Chat) -> None:
    data = next(iter(buttons(chat.get(text(1, QUESTION))).values()))

    first, second = chat.get(press(1, data)), chat.get(press(1, data))
    chat.now = 60.0
    third = chat.get(press(1, data))

    assert told(first) == told(third) != ""
    assert [type(call) for call in second.calls] == [Acknowledge]


@pytest.mark.parametrize("data", ["v1|c|aaaaaa|AAAAAAAA", "v0|c|x|y", "", "nonsense", "v1|z|a|b"])
def test_a_stale_or_foreign_button_is_explained(chat: Chat, data: str) -> None:
    plan = chat.get(press(1, data))

    assert "older version" in told(plan)
    assert isinstance(plan.calls[1], EditKeyboard)


def test_a_button_below_a_message_that_is_gone_still_works(chat: Chat) -> None:
    data = next(iter(buttons(chat.get(text(1, QUESTION))).values()))

    assert chat.get(press(1, data, accessible=False)).outcome == "answer"


def test_not_what_i_meant_leads_to_choices_and_then_to_a_person(chat: Chat) -> None:
    found = buttons(chat.get(text(1, QUESTION)))

    asked = chat.get(press(1, found["Not what I meant"]))
    choices = buttons(asked)
    none = chat.get(press(1, choices["None of these"], message_id=8))
    chosen = chat.get(press(1, next(iter(choices.values())), message_id=8))
    again = chat.get(press(1, buttons(chosen)["Not what I meant"], message_id=9))

    assert "Is it one of these?" in told(asked)
    assert len(choices) == 5
    assert "pharmacist" in told(none)
    assert chosen.outcome == "answer"
    assert "pharmacist" in told(again)


def test_the_next_choices_can_also_be_typed(chat: Chat) -> None:
    found = buttons(chat.get(text(1, QUESTION)))
    choices = buttons(chat.get(press(1, found["Not what I meant"])))

    typed = chat.read(text(1, "1"))

    assert typed == told(chat.get(press(1, next(iter(choices.values())), message_id=8)))
    assert typed


def test_thumbs_rate_the_entry_and_down_asks_why(chat: Chat) -> None:
    found = buttons(chat.get(text(1, QUESTION)))

    up, down = chat.get(press(1, found["👍"])), chat.get(press(1, found["👎"]))
    why = chat.get(press(1, buttons(down)["Hard to understand"]))

    assert up.rating == Rating("pregabalin#q17", good=True)
    assert down.rating == Rating("pregabalin#q17", good=False)
    assert why.rating == Rating("pregabalin#q17", good=False, reason=Reason.UNCLEAR)


def test_a_region_is_kept_and_reaches_the_emergency_card(chat: Chat) -> None:
    choices = buttons(chat.get(text(1, "/settings")))

    plan = chat.get(press(1, choices["India"]))

    assert chat.session.region == "IN"
    assert "✓ India" in buttons(plan)
    assert "112" in chat.read(text(1, EMERGENCY))
    assert "999" not in chat.read(text(1, EMERGENCY))


def test_medicines_come_in_pages_and_lead_to_their_topics(chat: Chat) -> None:
    listed = buttons(chat.get(text(1, "/medicines")))

    assert len(listed) == 22
    assert "Pregabalin?" in chat.read(press(1, listed["Pregabalin"]))
    assert chat.session.conversation.medicines == ("pregabalin",)


def test_inline_results_carry_source_and_disclaimer(chat: Chat) -> None:
    (result,) = results(chat.get(inline(1, QUESTION)))

    assert "not medical advice" in content(result)
    assert "pregabalin#q17" in content(result)


def test_inline_triage_comes_first(chat: Chat) -> None:
    chat.session = replace(chat.session, region="IN")

    (result,) = results(chat.get(inline(1, EMERGENCY)))

    assert "emergency" in content(result)
    assert "<code>112</code>" in content(result)


@pytest.mark.parametrize("words", ["", "a", "hello", "what is zopiclone", "\ud800\0"])
def test_inline_without_an_answer_leads_to_the_private_chat(chat: Chat, words: str) -> None:
    (call,) = chat.get(inline(1, words)).calls

    assert isinstance(call, Suggest)
    assert call.button


def test_an_unanswered_question_is_offered_to_the_report_and_small_talk_is_not(chat: Chat) -> None:
    unanswered = chat.get(text(1, "what is zopiclone")).unanswered

    assert unanswered is not None
    assert unanswered.text == "what is zopiclone"
    assert chat.get(text(1, "hello")).unanswered is None
    assert chat.get(text(1, "what is the capital of france")).unanswered is None


def test_a_conversation_on_monographs_that_are_gone_starts_anew(pair_bot: Bot) -> None:
    chat = Chat(Shelf(pair_bot))
    gone = Conversation().about(("no-longer-there",))
    chat.session = replace(chat.session, conversation=gone)

    assert chat.read(text(1, "and with alcohol?"))


@pytest.mark.parametrize(
    "words", ["\ud800", "x" * 100_000, "\0\0", "🙂" * 500, "[](", "/" + "a" * 99]
)
def test_strange_texts_get_a_reply(chat: Chat, words: str) -> None:
    plan = chat.get(text(1, words))

    assert all(call.part.plain.encode() for call in plan.calls if isinstance(call, Send))


def test_lanes_are_chats() -> None:
    def origin(raw: Raw) -> Origin:
        return origin_of(Update.de_json({"update_id": 1, **raw}, None))

    assert origin(text(5, "x")).lane == origin(press(5, "x")).lane == origin(inline(5, "x")).lane
    assert origin(text(-5, "x")).chat_id is None


def results(plan: Plan) -> list[InlineQueryResultArticle]:
    (call,) = plan.calls
    assert isinstance(call, Suggest)
    return list(call.results)


def content(result: InlineQueryResultArticle) -> str:
    assert isinstance(result.input_message_content, InputTextMessageContent)
    return result.input_message_content.message_text

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

PAIR = str(Path(__file__).parents[1] / "data" / "pair")
CHAT = [sys.executable, "-m", "faqbot.cli", "chat", "--faqs", PAIR]


def piped(text: str) -> str:
    done = subprocess.run(CHAT, input=text, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


@pytest.mark.process
def test_without_a_terminal_each_line_is_a_message() -> None:
    output = piped("common side effects of lyrica\n/why\n/medicines\n/nonsense\n\n/quit\nhi\n")

    assert "Drowsiness, dizziness" in output
    assert "confidence" in output
    assert "Nimesulide (banned)" in output
    assert "There is no command /nonsense" in output
    assert "Hello!" not in output
    assert "\x1b" not in output


@pytest.mark.process
def test_why_before_the_first_question_says_so() -> None:
    assert "Nothing has been asked yet." in piped("/why\n")


@pytest.mark.process
def test_the_region_can_be_changed_in_the_middle_of_a_chat() -> None:
    output = piped("/region gb\nshe is not breathing\n/region XX\nshe is not breathing\n/region\n")
    first, second = output.split("I have no help lines for “XX”")

    assert "Call 999 or 112 now" in first
    assert "999" not in second
    assert "your local emergency number" in second
    assert "Known regions: GB, IE" in second


@pytest.mark.process
def test_at_a_terminal_one_can_ask_choose_paste_interrupt_and_leave(tmp_path: Path) -> None:
    child = pexpect.spawn(
        CHAT[0],
        CHAT[1:],
        env={
            "HOME": str(tmp_path),
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "NO_COLOR": "1",
            "PATH": "/usr/bin:/bin",
        },
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 60),
    )
    child.expect("you>")
    child.send("/help\r")
    child.expect("how the last reply was found")
    child.send("half a senten")
    child.sendcontrol("c")
    child.send("\x1b[200~common side effects\nof lyrica please\x1b[201~")  # a bracketed paste
    child.send("\r")
    child.expect("Drowsiness, dizziness")
    child.expect("change anything")
    child.expect("you>")
    child.sendcontrol("d")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert "of lyrica" in (tmp_path / ".faqbot_history").read_text(encoding="utf-8")

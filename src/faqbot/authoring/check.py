"""Everything that `faqbot check` finds: what the reader noted, and what an author should see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from faqbot.authoring.accepted import without_accepted
from faqbot.authoring.asking import load_topic_reader
from faqbot.authoring.draft import Draft, drafts_of
from faqbot.authoring.fix import certain_changes
from faqbot.authoring.rules.claims import check_claims
from faqbot.authoring.rules.dates import check_dates
from faqbot.authoring.rules.duplicates import check_across, check_duplicates
from faqbot.authoring.rules.links import check_links
from faqbot.authoring.rules.missing import check_topics
from faqbot.authoring.rules.notation import check_notation
from faqbot.authoring.rules.other_medicines import check_other_medicines
from faqbot.authoring.rules.promotion import check_promotion
from faqbot.authoring.rules.readability import check_grades
from faqbot.corpus.finding import Finding, Findings
from faqbot.corpus.reader import Reading
from faqbot.language.medicines import Medicines


def check(reading: Reading, today: date) -> tuple[Finding, ...]:
    """Return all findings of a folder, by file and line; those that are accepted are left out.

    Args:
        reading: the folder as it was read.
        today: the day against which reviews are due; the core reads no clock.
    """
    drafts = list(drafts_of(reading))
    found = _review(drafts, today)
    by_path: dict[str, list[Finding]] = {}
    for finding in reading.findings:
        by_path.setdefault(finding.path, []).append(finding)
    for draft in drafts:
        path = str(draft.path)
        everything = [*by_path.get(path, ()), *found[draft.monograph.slug].items]
        by_path[path] = without_accepted(draft, _once(everything))
    return tuple(
        finding
        for path in sorted(by_path)
        for finding in sorted(by_path[path], key=lambda finding: finding.line or 0)
    )


def _review(drafts: Sequence[Draft], today: date) -> dict[str, Findings]:
    """Apply all rules; what they find by slug."""
    medicines = Medicines(draft.monograph for draft in drafts)
    reader = load_topic_reader()
    reader.prepare(
        words for draft in drafts for wordings in draft.asked.values() for words in wordings
    )
    by_path = {draft.path.resolve(): draft for draft in drafts}
    found = {draft.monograph.slug: Findings(str(draft.path)) for draft in drafts}
    for draft in drafts:
        findings = found[draft.monograph.slug]
        check_dates(draft, findings, today)
        _note_fixable(draft, findings)
        check_links(draft, findings, by_path)
        check_promotion(draft, findings)
        if draft.monograph.is_banned:  # nothing of its text reaches patients
            continue
        check_claims(draft, findings)
        check_duplicates(draft, findings)
        check_grades(draft, findings)
        check_notation(draft, findings)
        check_other_medicines(draft, findings, reader, medicines)
        check_topics(draft, findings, reader)
    check_across(drafts, found, medicines)
    return found


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Drop what two rules say of one line by the same code."""
    return list({(f.line, f.code, f.found): f for f in findings}.values())


def _note_fixable(draft: Draft, findings: Findings) -> None:
    changes = certain_changes(draft.front_matter)
    if changes:
        count = len({number for number, _ in changes})
        findings.note(
            "fixable",
            f"{count} of the FAQs hold residue of the generator; they are served without it.",
            "`faqbot check --fix` takes it out of the file.",
            line=draft.key_line("faqs", min(changes)[0]),
        )

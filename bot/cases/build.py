"""Writes what Rasa reads of the cases and the questions, and scaffolds a new case.

Generated text stands in `data/cases.yml` and between marked lines of `config.yml`, `domain.yml`,
`data/nlu.yml` and `docs/ledger.md`; around the marks those files are written by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.cases.registry import CASES, load_cases
from bot.conversations.conversation import Form
from bot.errors import ConfigurationError
from bot.knowledge.brand import all_code_shapes
from bot.knowledge.faq import load_topics
from bot.ledger.outcomes import outcome_facts
from bot.privacy.placeholders import HANDLE
from bot.settings import ROOT

_DIAGNOSE_ACTION = "action_diagnose_problem"
_QUESTION_ACTION = "action_answer_question"
_COMMENT = "(?:#|<!--)"
_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def outdated() -> list[str]:
    """The files that differ from what the cases say, as paths from the root."""
    return [
        path.relative_to(ROOT).as_posix()
        for path, text in _generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def build_files() -> None:
    """Brings every generated file and block up to date."""
    for path, text in _generated().items():
        path.write_text(text, encoding="utf-8")


def new_case(slug: str) -> list[Path]:
    """Makes the folder of a case and returns its files. Raises ConfigurationError for a bad name."""
    if not _SLUG.fullmatch(slug):
        raise ConfigurationError(
            f"'{slug}' is not a name for a case: use lower-case words joined by underscores, "
            "such as tampered_packaging."
        )
    folder = CASES / slug
    if folder.exists():
        raise ConfigurationError(f"There is a case '{slug}' already, in {folder}.")
    folder.mkdir()
    title = slug.replace("_", " ").capitalize()
    files = {
        "__init__.py": f'"""{title}: say in one sentence what has happened to the card."""\n',
        "case.yml": _NEW_CASE.format(title=title, slug=slug),
        "examples.yml": _NEW_EXAMPLES,
        "diagnose.py": _NEW_DIAGNOSE,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def _generated() -> dict[Path, str]:
    domain, nlu, ledger = ROOT / "domain.yml", ROOT / "data" / "nlu.yml", ROOT / "docs" / "ledger.md"
    config = ROOT / "config.yml"
    return {
        config: _with_blocks(config, {"code shapes": _code_shapes()}),
        ROOT / "data" / "cases.yml": _rules(),
        domain: _with_blocks(domain, {"intents": _intents(), "replies": _replies()}),
        nlu: _with_blocks(nlu, {"cases": _examples()}),
        ledger: _with_blocks(ledger, {"outcomes": _outcomes()}),
    }


def _with_blocks(path: Path, blocks: dict[str, str]) -> str:
    """The file's text with each marked block replaced. A mark is a comment, of YAML or of Markdown."""
    text = path.read_text(encoding="utf-8")
    for name, block in blocks.items():
        marked = re.compile(
            rf"(?P<open>^ *{_COMMENT} >>> {name} \([^\n]*\n).*?(?P<close>^ *{_COMMENT} <<< {name}\b[^\n]*\n)",
            re.MULTILINE | re.DOTALL,
        )
        found = marked.search(text)
        if found is None:
            raise ConfigurationError(
                f"{path.name} has lost its marked block '{name}'. Restore the comments that begin "
                f"with '>>> {name}' and '<<< {name}'."
            )
        text = text[: found.start()] + found["open"] + block + found["close"] + text[found.end() :]
    return text


def _rules() -> str:
    asked = [(slug, _DIAGNOSE_ACTION) for slug in load_cases()]
    asked += [(topic, _QUESTION_ACTION) for topic in load_topics()]
    rules = [
        {"rule": f"{intent} is asked", "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in asked
    ]
    return "# Written by `giftline cases build` from bot/cases and bot/knowledge/faq; edit those.\n" + _yaml(
        {"version": "3.1", "rules": rules}
    )


def _intents() -> str:
    return _indented(_yaml([*load_cases(), *load_topics()]))


def _replies() -> str:
    texts: dict[str, str] = {}
    asking: set[str] = set()
    for case in load_cases().values():
        texts[case.general_reply_name] = case.texts.general
        texts |= {case.reply_name(outcome): text for outcome, text in case.texts.replies.items()}
        asking |= {case.reply_name(outcome) for outcome in case.texts.ask_for_code}
    texts |= {f"utter_{name}": topic.answer for name, topic in load_topics().items()}
    replies: dict[str, list[dict[str, object]]] = {
        name: [{"text": text.strip()}] for name, text in texts.items()
    }
    for name in asking:
        replies[name][0]["custom"] = {"giftline": {"form": Form.CLAIM_CODE.value}}
    return _indented(_yaml(replies))


def _examples() -> str:
    blocks = []
    for case in load_cases().values():
        lines = "".join(f"      - {annotated(example)}\n" for example in case.examples)
        blocks.append(f"  - intent: {case.slug}\n    examples: |\n{lines}")
    return "\n".join(blocks)


def _code_shapes() -> str:
    return "".join(f"      - '{shape}'\n" for shape in all_code_shapes())


def _outcomes() -> str:
    rows = ["| | outcome | means | can be retried | the customer is told |", "|---|---|---|---|---|"]
    rows += [
        f"| {place} | `{outcome}` | {facts.means} | {'yes' if facts.retryable else 'no'} | {facts.told} |"
        for place, (outcome, facts) in enumerate(outcome_facts().items(), start=1)
    ]
    return "\n" + "\n".join(rows) + "\n\n"


def annotated(example: str) -> str:
    """Rasa looks for the handle's pattern only if some examples say where the entity stands."""
    return HANDLE.sub(r"[\g<0>](claim_handle)", example)


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


_NEW_CASE = """\
title: {title}
# The complaint as a customer would press it, where the assistant asks which of several it is.
button: {title}
# If no ledger can show it, say `needs_code: false` here and delete diagnose.py: it is then answered at once,
# signed in or not, with `general` and a ticket. `asks_for` is what to have ready (bot/knowledge/evidence.py);
# with `hands_over: true` a person takes over at once.
# Advice for somebody who is not signed in. It names no card; it may name facts of the brand, such as
# {{phone}} (bot/knowledge/values.py), and `choices` by such a fact (bot/knowledge/choices.py).
general: >-
  Say what usually helps, and what to have ready.
# What to say for each outcome (bot/ledger/outcomes.py) that diagnose.py can return, and for
# redeemable: the customer complained of this, and nothing is wrong. Placeholders: last_four,
# face_value, account_site, card_site, card_country, retailer, amount, redeemed_on, unlocks_at, phone;
# and for outcomes under opens_on: ticket_id, answer_by.
replies:
  redeemable: >-
    Our records show that the card ending {{last_four}} is fine and holds {{face_value}}.
# A reply that asks for the code again gets a protected field for it: ask_for_code: [unknown_code].
ticket: {{category: {slug}, priority: normal, opens_on: []}}
# What agents read, and may send: in general, and for each outcome that has a reply above. `action` is what to
# do in the ledger (bot/ledger/actions.py), where it helps.
desk:
  without_card:
    do: Say what to ask the customer for.
    say: >-
      Write what the agent may send. It names no card.
  outcomes:
    redeemable:
      do: Say what to do if nothing is wrong with the card.
      say: >-
        The card ending {{last_four}} is fine and holds {{face_value}}.
"""

_NEW_EXAMPLES = """\
# What customers write. Forty lines or more, in many wordings; a code stands as claim_ and four hex digits.
examples:
  - "write what a customer would say"
"""

_NEW_DIAGNOSE = '''\
"""Say in one sentence what the ledger must show for this case."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    return None
'''

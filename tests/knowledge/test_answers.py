"""An answer to a question is complete, and true of the brand that gives it."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bot.knowledge.brand import brand_names, load_brand
from bot.knowledge.faq import load_topics
from bot.knowledge.values import placeholders
from bot.privacy.find_codes import find_codes
from tests.promises import PROMISES

TOPICS = load_topics()
BRANDS_AND_TOPICS = [
    pytest.param(brand, topic, id=f"{brand}-{topic}") for brand, topic in product(brand_names(), TOPICS)
]


def said(topic: str, brand: str = "amazon", region: str | None = None) -> str:
    answer = TOPICS[topic]
    return answer.answer.format(**answer.values(load_brand(brand), region), answer_by="by 16:00 today")


# What the default brand's customers must be told, question by question.
TOLD = {
    "redeem_online": [
        "1. Open the site or the app of the country that the card is for",
        "For the United States that is amazon.com",
        "2. Sign in, or sign up",
        "3. Open Account & Lists > Gift Cards",
        "4. Choose Redeem a Gift Card",
        "5. Type the claim code",
        "6. Choose Apply to Your Balance",
        "7. Check the confirmation on the page, your new balance, and the e-mail",
        "8. Know what the balance cannot buy",
        "spend it at checkout",
    ],
    "redeem_instore": [
        "1. Find a participating Amazon-owned store",
        "Partner and third-party shops do not take the card",
        "some stores want it linked to your account first",
        "2. Check the balance",
        "3. Know the terms",
        "4. Bring the card, or your phone with the barcode clearly visible",
        "5. Tell the cashier before the bill is made",
        "all of it or a part",
        "6. Have the card or the barcode scanned",
        "7. Check what was taken off and what is left, and keep the receipt",
    ],
    "check_balance": [
        "Account & Lists > Gift Cards",
        "Manage Gift Card Balance",
        "1-888-280-4331",
        "At the retailer",
        "what is left and the history",
        "active, used or expired",
    ],
    "check_validity": [
        "do not expire in most countries",
        "local rules may differ",
        "no fees",
        "active, used or expired",
        "Manage Gift Card Balance",
        "the site of its own country only",
    ],
    "partial_use": [
        "moves the whole value of the card to your account's balance at once",
        "an e-mail confirms it",
        "spent in parts, as often as you like",
        "automatically at checkout",
        "a credit or debit card covers the rest",
        "tell the cashier before the bill is made",
    ],
    "other_country": [
        "A card for the United States works on amazon.com and on none of the others",
        *("amazon.ca", "amazon.co.uk", "amazon.in", "amazon.de", "amazon.co.jp", "amazon.com.au"),
        "not converted",
        "on the card's own site, for example on digital goods",
        "can ask the seller for a refund or an exchange",
        "do not change your account's country for it, unless you have moved for good",
    ],
    "reload": [
        "cannot be reloaded",
        "buy a new one",
        "$25 to $2,000",
        "e-mail or text message at once",
        "by post",
    ],
    "lost_or_stolen": [
        "1. Check your account's balance first",
        "the receipt or another proof of purchase",
        "the card number (printed on the card, and not the claim code)",
        "Ask me for a person, or call 1-888-280-4331",
        "may be cancelled and issued again",
        "I cannot promise it",
        "never share a full code",
    ],
    "usage_restrictions": [
        "Audible memberships, some digital subscriptions or other gift cards",
        "for the United States amazon.com",
        "not converted",
        "cannot be transferred",
        "cannot be refunded",
        "does not expire in most countries",
        "no fees",
        "$25 to $2,000",
        "a credit or debit card covers the rest",
    ],
    "refund_or_cancel": [
        "cannot be refunded",
        "cannot be cancelled, paid out or transferred",
        "can ask the seller for a refund or an exchange",
        "by 16:00 today",
    ],
    "contact_support": [
        "Phone: 1-888-280-4331",
        "Live chat: amazon.com/help",
        "E-mail: through the help centre, amazon.com/help",
        "@AmazonHelp",
        *("Facebook", "Instagram", "LinkedIn"),
        "a supervisor",
        "Or ask me for a person",
        "by 16:00 today",
    ],
}


@pytest.mark.parametrize(("topic", "facts"), TOLD.items(), ids=TOLD)
def test_an_answer_states_every_fact_there_is_for_it(topic: str, facts: list[str]) -> None:
    answer = said(topic)
    assert [fact for fact in facts if fact not in answer] == []


def test_there_is_a_topic_for_every_question_and_for_nothing_else() -> None:
    assert set(TOPICS) == set(TOLD)


@pytest.mark.parametrize(("topic", "count"), [("redeem_online", 8), ("redeem_instore", 7)])
def test_steps_are_numbered_and_all_there(topic: str, count: int) -> None:
    numbers = re.findall(r"^(\d+)\. ", said(topic), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("topic", "fact", "its_opposite"),
    [
        ("reload", "Press Add money, and pay from SEK\u00a0100 to SEK\u00a05,000", "cannot be reloaded"),
        ("redeem_instore", "are not taken in stores", "cashier"),
        ("partial_use", "In stores the card is not taken", "cashier"),
        ("check_validity", "expire 1095 days after they are activated", "do not expire"),
        ("check_validity", "a fee: SEK\u00a015 for each month", "no fees"),
        ("usage_restrictions", "You can pass the balance on", "cannot be transferred"),
        ("usage_restrictions", "It can be given back within 14 days", "cannot be refunded"),
        ("refund_or_cancel", "cancelled and given back within 14 days", "cannot be refunded"),
        ("lost_or_stolen", "It is not issued again", "issued again. That is decided"),
        ("other_country", "It can be spent in its own country only", "for example on"),
    ],
)
def test_an_answer_differs_where_a_fact_of_the_brand_does(topic: str, fact: str, its_opposite: str) -> None:
    answer = said(topic, "northwind")
    assert fact in answer
    assert its_opposite not in answer


@pytest.mark.parametrize(
    ("topic", "fact"),
    [("redeem_online", "For the United Kingdom that is amazon.co.uk"), ("reload", "£10 to £1,500")],
)
def test_a_customer_is_told_what_holds_in_their_own_region(topic: str, fact: str) -> None:
    assert fact in said(topic, region="GB")


@pytest.mark.parametrize(("brand", "topic"), BRANDS_AND_TOPICS)
def test_an_answer_leaves_nothing_open(brand: str, topic: str) -> None:
    for region in load_brand(brand).regions:
        assert "{" not in said(topic, brand, region)


@pytest.mark.parametrize(("brand", "topic"), BRANDS_AND_TOPICS)
def test_a_paragraph_or_an_item_is_one_line_as_a_chat_shows_it(brand: str, topic: str) -> None:
    lines = [line for line in said(topic, brand).splitlines() if line]
    assert [line for line in lines if not re.match(r"[A-Z]|- |\d+\. ", line)] == []


@pytest.mark.parametrize(("brand", "topic"), BRANDS_AND_TOPICS)
def test_no_answer_promises_money_or_shows_a_code(brand: str, topic: str) -> None:
    answer = said(topic, brand)
    assert PROMISES.search(answer) is None
    assert find_codes(answer, load_brand(brand).cards.code_format) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_an_article_does_not_depend_on_the_name_of_the_brand(topic: str) -> None:
    texts = [TOPICS[topic].answer]
    texts += [text for choice in TOPICS[topic].choices.values() for text in (choice.then, choice.otherwise)]
    assert [text for text in texts if re.search(r"\b[Aa]n? \{brand\}", text)] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_no_choice_that_its_answer_does_not_name(topic: str) -> None:
    assert set(TOPICS[topic].choices) - placeholders(TOPICS[topic].answer) == set()

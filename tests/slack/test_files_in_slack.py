"""A file is shown in Slack once, whatever goes wrong on its way, and told of where Slack takes none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.bootstrap import Services, bootstrap
from bot.channels.slack.scopes import SCOPES
from bot.conversations.conversation import Owner
from bot.services.move_conversation import SeenConversation
from bot.services.send_file import IncomingFile
from bot.services.texts import FILE_NOT_SHOWN, service_text
from bot.settings import Settings
from bot.slack_sandbox.faults import Break, Faults
from bot.slack_sandbox.workspace import Channel, File, Message
from bot.values import ConversationId
from tests.at_work import AgentAtWork, an_agent
from tests.attachments.files import a_picture
from tests.builders import WIDE_LIMITS, ScriptedEngine
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock
from tests.slack.at_slack import sender_of_files
from tests.slack.sandbox import acme
from tests.slack.served import ServedToSlack, served_to_slack

PICTURE = b"\xff\xd8\xffa picture"
TOLD = service_text(FILE_NOT_SHOWN)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    wide = settings.model_copy(update={"limits": WIDE_LIMITS})
    made = bootstrap(wide, clock=clock, engine=engine)
    yield made
    made.close()


@pytest.fixture
async def served(services: Services, tmp_path: Path) -> AsyncIterator[ServedToSlack]:
    async with served_to_slack(services, tmp_path) as made:
        yield made


@dataclass
class WithAnn:
    """Ada has asked for a person in Slack, and Ann has taken her conversation at the desk."""

    served: ServedToSlack
    ann: AgentAtWork
    clock: MovedClock
    conversation: ConversationId

    @property
    def slack_faults(self) -> Faults:
        return self.served.there.sandbox.faults

    async def sends(self, name: str = "card.png", content: bytes = PICTURE) -> None:
        incoming = IncomingFile(self.conversation, name, name, content)
        await sender_of_files(self.served.services).from_agent(incoming, self.ann.agent)
        await self.served.show()

    async def later(self, times: int = 1) -> None:
        for _ in range(times):
            self.clock.passes(minutes=6)
            await self.served.show()

    def says(self, text: str) -> None:
        with self.served.services.unit_of_work() as work:
            now = work.conversations.get(self.conversation)
        assert now is not None
        self.served.services.reply_to_customer(self.conversation, self.ann.agent, text, text)

    def read_by_ada(self, name: str = "card") -> list[Message]:
        return [message for message in self.served.said_in(self.served.ada.direct) if name in message.text]

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.served.there.sandbox.api.calls)


async def with_ann(served: ServedToSlack, engine: ScriptedEngine, clock: MovedClock) -> WithAnn:
    engine.says("A person comes.", owner=Owner.QUEUED)
    await served.ada.writes("a person please")
    await served.answered()
    thread = served.thread(served.ada.direct)
    assert thread is not None
    ann = an_agent(served.services, "Ann")
    with served.services.unit_of_work() as work:
        now = work.conversations.get(thread.conversation)
    assert now is not None
    served.services.move_conversation.take(SeenConversation(now.id, now.version), ann.agent)
    await served.show()
    return WithAnn(served, ann, clock, now.id)


@pytest.fixture
async def at_work(served: ServedToSlack, engine: ScriptedEngine, clock: MovedClock) -> WithAnn:
    return await with_ann(served, engine, clock)


def pictures_in(served: ServedToSlack, channel: Channel) -> list[File]:
    """What messages of the app show there, as often as they do."""
    return [
        served.there.workspace.files[block["slack_file"]["id"]]
        for message in served.said_in(channel)
        for block in message.blocks
        if block["type"] == "image"
    ]


async def test_a_picture_that_an_agent_sends_at_the_desk_is_seen_in_slack_by_its_customer_alone(
    at_work: WithAnn,
) -> None:
    await at_work.sends()
    served = at_work.served
    (shown,) = pictures_in(served, served.ada.direct)
    assert (shown.content, shown.name) == (PICTURE, "card.jpg")
    async with aiohttp.ClientSession(served.there.sandbox.url) as browser:
        for person, status in ((served.ada, 200), (served.ben, 404)):
            async with browser.get("/file", params={"as": person.user.id, "file": shown.id}) as answer:
                assert answer.status == status
        query = {"as": served.ada.user.id, "at": served.ada.direct.id}
        async with browser.get("/", params=query) as page:
            assert f"file={shown.id}" in await page.text()


async def test_a_pdf_is_shared_by_a_link_with_its_name(at_work: WithAnn) -> None:
    await at_work.sends("the terms.pdf", b"%PDF-1.7 .pdf")
    (message,) = [each for each in at_work.served.said_in(at_work.served.ada.direct) if each.files]
    assert [file.name for file in message.files] == ["the terms.pdf"]
    assert message.text.startswith("A person of our team: <http")
    assert message.text.endswith("|the terms.pdf>")


async def test_a_customers_picture_which_may_show_a_code_is_at_the_desk_and_not_in_slack(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    team = served.there.gift_cards
    engine.says("A person comes.", owner=Owner.QUEUED)
    await served.ada.shares("receipt.png", a_picture(), mime_type="image/png", text="a person please")
    served.a_team_works_in(team)
    await served.answered()
    assert pictures_in(served, team) == pictures_in(served, served.ada.direct) == []
    (told,) = [message for message in served.said_in(team) if "receipt" in message.text]
    assert "The file is at the desk." in str(told.blocks)


async def test_a_picture_that_slack_still_looks_through_is_shown_once_it_has(at_work: WithAnn) -> None:
    slack = at_work.served.there.sandbox.slack
    slack.looks_through_files_at_once = False
    await at_work.sends()
    assert at_work.read_by_ada() == []
    await at_work.later()
    assert at_work.read_by_ada() == []
    slack.look_through_files()
    await at_work.later()
    assert len(pictures_in(at_work.served, at_work.served.ada.direct)) == 1
    assert at_work.calls("files.getUploadURLExternal") == 1


async def test_a_picture_that_slack_never_shows_is_told_of_and_holds_up_nothing_for_long(
    at_work: WithAnn,
) -> None:
    at_work.served.there.sandbox.slack.looks_through_files_at_once = False
    await at_work.sends()
    at_work.says("There you are.")
    await at_work.later(times=6)
    (message,) = at_work.read_by_ada()
    assert TOLD in str(message.blocks)
    assert at_work.served.texts_in(at_work.served.ada.direct)[-1].endswith("There you are.")


@pytest.mark.parametrize("error", ["file_upload_size_restricted", "file_type_not_allowed", "missing_scope"])
async def test_a_file_that_slack_does_not_take_is_told_of_at_once(at_work: WithAnn, error: str) -> None:
    at_work.slack_faults.fail("files.getUploadURLExternal", error=error)
    await at_work.sends()
    (message,) = at_work.read_by_ada()
    assert TOLD in str(message.blocks)
    assert not at_work.served.there.workspace.files


async def test_without_the_scope_words_stand_for_files_and_agents_are_led_to_the_desk(
    services: Services, engine: ScriptedEngine, clock: MovedClock, tmp_path: Path
) -> None:
    async with acme() as there:
        few = [scope for scope in SCOPES if scope != "files:write"]
        there.token = there.sandbox.install(there.workspace, scopes=few)
        async with served_to_slack(services, tmp_path, there=there) as served:
            await served.ada.opens_home("messages")
            served.a_team_works_in(there.gift_cards)
            at_work = await with_ann(served, engine, clock)
            await at_work.sends()
            at_work.says("There you are.")
            await served.show()
            assert TOLD in str(at_work.read_by_ada()[0].blocks)
            (for_agents,) = [each for each in served.said_in(there.gift_cards) if "card.jpg" in each.text]
            assert "The file is at the desk." in str(for_agents.blocks)
            for channel in (served.ada.direct, there.gift_cards):
                assert served.texts_in(channel)[-1].endswith("There you are.")


async def test_when_slack_asks_us_to_wait_with_a_file_it_is_shown_afterwards(at_work: WithAnn) -> None:
    at_work.slack_faults.limit("files.getUploadURLExternal", retry_after_s=30)
    await at_work.sends()
    assert at_work.read_by_ada() == []
    at_work.clock.passes(seconds=30)
    await at_work.served.show()
    assert len(pictures_in(at_work.served, at_work.served.ada.direct)) == 1


STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal", "chat.postMessage")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "goes_wrong",
    [
        lambda faults, step: faults.drop(step, Break.BEFORE),
        lambda faults, step: faults.drop(step, Break.AFTER),
        lambda faults, step: faults.fail(step, status=503),
        lambda faults, step: faults.limit(step, retry_after_s=1),
    ],
    ids=["the line breaks before", "the line breaks after", "Slack is not well", "Slack is busy"],
)
async def test_a_file_is_shown_once_whatever_goes_wrong_on_its_way(
    at_work: WithAnn, step: str, goes_wrong: Callable[[Faults, str], None]
) -> None:
    goes_wrong(at_work.slack_faults, step)
    await at_work.sends()
    await at_work.later(times=2)
    assert len(at_work.read_by_ada()) == 1
    assert [file.content for file in pictures_in(at_work.served, at_work.served.ada.direct)] == [PICTURE]


async def test_a_file_that_never_gets_through_is_told_of_after_some_tries(at_work: WithAnn) -> None:
    at_work.slack_faults.fail("upload", status=500, times=20)
    await at_work.sends()
    await at_work.later(times=6)
    (message,) = at_work.read_by_ada()
    assert TOLD in str(message.blocks)


async def test_a_pdf_that_slack_has_no_more_is_told_of(at_work: WithAnn) -> None:
    at_work.slack_faults.fail("files.info", error="file_deleted")
    await at_work.sends("terms.pdf", b"%PDF-1.7 .pdf")
    (message,) = at_work.read_by_ada("terms")
    assert TOLD in str(message.blocks)

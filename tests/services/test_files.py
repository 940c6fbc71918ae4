"""A file in a conversation: stored once, told of in the log, opened by whoever may, gone with the rest."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import dataclass

import pytest

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services
from bot.conversations.attachment import AttachmentKind, Part
from bot.conversations.conversation import Author, Owner
from bot.errors import NoSuchConversation, NotYours, TakenClientId, UnfitFile, UnknownAttachment
from bot.privacy.audit import Actor, AuditAction
from bot.privacy.role import Machine
from bot.services.move_conversation import SeenConversation
from bot.services.send_file import IncomingFile, SentFile
from bot.services.texts import FILE_KEPT, service_text
from bot.values import AccountId, AttachmentId, ConversationId
from tests.attachments.files import WHERE_IT_WAS_TAKEN, a_pdf, a_picture
from tests.builders import A_CODE, Customer, LoadCards, ScriptedEngine, a_customer, everything_stored

SAM = Actor("sam", Machine.OPERATOR)


@dataclass(frozen=True)
class Sender:
    services: Services
    customer: Customer

    async def sends(
        self, content: bytes | None = None, name: str = "receipt.png", client_id: str = "one"
    ) -> SentFile:
        return await self.services.send_file.from_customer(self._file(content, name, client_id))

    def is_taken_by(self, agent: Agent) -> None:
        with self.services.unit_of_work() as work:
            version = work.conversations.hold(self.customer.conversation).version
        self.services.move_conversation.take(SeenConversation(self.customer.conversation, version), agent)

    async def gets_from(
        self, agent: Agent, content: bytes | None = None, name: str = "label.png", client_id: str = "one"
    ) -> SentFile:
        return await self.services.send_file.from_agent(self._file(content, name, client_id), agent)

    def log(self) -> list[tuple[Author, str]]:
        read = self.services.read_conversation(self.customer.conversation)
        return [(message.author, message.text) for message in read.messages]

    def _file(self, content: bytes | None, name: str, client_id: str) -> IncomingFile:
        content = a_picture(written_in="PNG") if content is None else content
        return IncomingFile(self.customer.conversation, client_id, name, content)


@pytest.fixture
def alice(services: Services, load_cards: LoadCards) -> Sender:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    return Sender(services, a_customer(services, "alice"))


@pytest.fixture
def ann(services: Services) -> Agent:
    return services.change_agents.add("ann@example.com", "Ann", Role.AGENT, None)


async def test_a_picture_has_its_place_in_the_log(alice: Sender, engine: ScriptedEngine) -> None:
    await alice.customer.says("my card does not work")
    sent = await alice.sends()
    await alice.customer.says("did you get it?")
    assert alice.log() == [
        (Author.CUSTOMER, "my card does not work"),
        (Author.BOT, "All right."),
        (Author.CUSTOMER, "Sent a picture: receipt.jpg"),
        (Author.SYSTEM, service_text(FILE_KEPT)),
        (Author.CUSTOMER, "did you get it?"),
        (Author.BOT, "All right."),
    ]
    read = alice.services.read_conversation(alice.customer.conversation).messages[2]
    assert read.attachment == sent.attachment
    assert (sent.sequence, sent.attachment.kind) == (3, AttachmentKind.PICTURE)
    assert (sent.attachment.width, sent.attachment.height) == (60, 40)
    assert engine.heard == ["my card does not work", "did you get it?"]


async def test_that_nobody_looks_at_files_yet_is_said_once_and_by_the_bot_only(alice: Sender) -> None:
    await alice.sends(client_id="one")
    await alice.sends(client_id="two")
    alice.customer.goes_to(Owner.QUEUED)
    await alice.sends(client_id="three")
    assert [author for author, _ in alice.log()] == [
        *(Author.CUSTOMER, Author.SYSTEM),
        *(Author.CUSTOMER, Author.CUSTOMER),
    ]


async def test_the_same_file_twice_is_one(alice: Sender) -> None:
    assert await alice.sends() == await alice.sends()
    assert [author for author, _ in alice.log()] == [Author.CUSTOMER, Author.SYSTEM]


async def test_the_same_file_many_times_at_once_is_one(alice: Sender) -> None:
    sent = await asyncio.gather(*(alice.sends() for _ in range(4)))
    assert {one.attachment.id for one in sent} == {sent[0].attachment.id}
    assert [author for author, _ in alice.log()] == [Author.CUSTOMER, Author.SYSTEM]


async def test_a_name_that_a_message_has_is_not_a_files(alice: Sender) -> None:
    await alice.customer.says("hello", client_id="one")
    with pytest.raises(TakenClientId):
        await alice.sends(client_id="one")


async def test_a_file_waits_for_no_answer(alice: Sender, engine: ScriptedEngine) -> None:
    await alice.sends()
    assert await alice.services.receive_message.finish_unanswered() == 0
    assert engine.heard == []


async def test_a_code_in_the_name_of_a_file_is_hidden(alice: Sender) -> None:
    sent = await alice.sends(name=f"C:\\Users\\alice\\{A_CODE}.png")
    assert sent.attachment.name == "card ending XT2V.jpg"
    assert alice.log()[0][1] == "Sent a picture: card ending XT2V.jpg"
    assert "7KLM9P" not in everything_stored(alice.services)


async def test_a_code_as_the_id_of_a_file_is_hidden_and_still_tells_it_is_the_same(alice: Sender) -> None:
    assert await alice.sends(client_id=A_CODE) == await alice.sends(client_id=A_CODE)
    assert "7KLM9P" not in everything_stored(alice.services)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "picture.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a\u202egnp.exe", "agnp.jpg"),
        ("re\x00ceipt\r\nSet-Cookie: x.png", "receipt Set-Cookie: x.jpg"),
        ("my password is hunter22.png", "my password is [password].jpg"),
        ("x" * 300 + ".png", "x" * 80 + ".jpg"),
        ("Beleg für 25 €.png", "Beleg für 25 €.jpg"),
        ("{0} {file.__class__}.png", "{0} {file.__class__}.jpg"),
    ],
)
async def test_a_name_is_made_fit_to_be_read(alice: Sender, name: str, kept: str) -> None:
    assert (await alice.sends(name=name)).attachment.name == kept


async def test_where_a_picture_was_taken_is_not_stored(alice: Sender) -> None:
    await alice.sends(a_picture())
    assert WHERE_IT_WAS_TAKEN.decode() not in everything_stored(alice.services)


async def test_what_is_not_taken_leaves_no_trace_and_the_customer_is_told_why(alice: Sender) -> None:
    with pytest.raises(UnfitFile, match="JPEG, PNG or WebP picture, or a PDF") as refused:
        await alice.sends(b"<svg/>")
    assert refused.value.reason == "unknown"
    assert alice.log() == []


async def test_a_customer_opens_their_own_file_and_no_other(services: Services, alice: Sender) -> None:
    sent = await alice.sends(a_pdf(), "receipt.pdf")
    mine = services.open_file.for_customer(alice.customer.conversation, sent.attachment.id)
    assert (mine.media_type, mine.content[:5]) == ("application/pdf", b"%PDF-")
    other = a_customer(services)
    with pytest.raises(UnknownAttachment):
        services.open_file.for_customer(other.conversation, sent.attachment.id)
    with pytest.raises(UnknownAttachment):
        services.open_file.for_customer(alice.customer.conversation, AttachmentId("0" * 32))
    with pytest.raises(UnknownAttachment):  # a PDF has none
        services.open_file.for_customer(alice.customer.conversation, sent.attachment.id, Part.THUMBNAIL)


async def test_an_agent_who_opens_a_file_is_in_the_audit(
    services: Services, alice: Sender, ann: Agent
) -> None:
    sent = await alice.sends()
    opened = services.open_file.for_agent(alice.customer.conversation, sent.attachment.id, ann)
    assert opened.content[:3] == b"\xff\xd8\xff"
    (entry,) = services.list_audit(5)
    assert (entry.actor.name, entry.action) == (ann.email, AuditAction.FILE_OPENED)
    assert entry.subject == f"file {sent.attachment.id} of conversation {alice.customer.conversation}"


async def test_an_agent_opens_no_file_by_way_of_another_conversation(
    services: Services, alice: Sender, ann: Agent
) -> None:
    sent = await alice.sends()
    with pytest.raises(UnknownAttachment):
        services.open_file.for_agent(a_customer(services).conversation, sent.attachment.id, ann)
    assert services.list_audit(5) == []


async def test_an_agent_who_has_the_conversation_sends_a_file(
    services: Services, alice: Sender, ann: Agent
) -> None:
    alice.is_taken_by(ann)
    sent = await alice.gets_from(ann)
    assert alice.log()[-1] == (Author.AGENT, "Sent a picture: label.jpg")
    assert services.open_file.for_customer(alice.customer.conversation, sent.attachment.id).content
    entry, *_ = services.list_audit(5)
    assert (entry.actor.name, entry.action) == (ann.email, AuditAction.FILE_SENT)


async def test_the_same_id_from_customer_and_agent_is_two_files(alice: Sender, ann: Agent) -> None:
    alice.is_taken_by(ann)
    theirs, mine = await alice.gets_from(ann, client_id="one"), await alice.sends(client_id="one")
    assert theirs.attachment.id != mine.attachment.id
    assert await alice.gets_from(ann, client_id="one") == theirs


@pytest.mark.parametrize("owner", [None, Owner.QUEUED, Owner.CLOSED])
async def test_an_agent_sends_nothing_into_a_conversation_that_no_agent_has(
    alice: Sender, ann: Agent, owner: Owner | None
) -> None:
    if owner:
        alice.customer.goes_to(owner)
    with pytest.raises(NotYours):
        await alice.gets_from(ann)
    assert alice.log() == []


async def test_there_has_to_be_a_conversation(services: Services, alice: Sender, ann: Agent) -> None:
    nowhere = IncomingFile(ConversationId("0" * 32), "one", "label.png", a_picture())
    with pytest.raises(NoSuchConversation):
        await services.send_file.from_agent(nowhere, ann)


async def test_files_are_in_what_a_customer_is_given_and_go_when_they_are_erased(
    services: Services, alice: Sender
) -> None:
    sent = await alice.sends(a_pdf(), "receipt.pdf")
    held = services.export_customer(AccountId("alice"), SAM, "asked for it")
    file = held.conversations[0].messages[0].file
    assert file is not None
    assert file.attachment == sent.attachment
    assert b64decode(file.content)[:5] == b"%PDF-"

    services.erase_customer(AccountId("alice"), SAM, "asked for it")
    with pytest.raises(UnknownAttachment):
        services.open_file.for_customer(alice.customer.conversation, sent.attachment.id)
    assert sent.attachment.id not in everything_stored(services)

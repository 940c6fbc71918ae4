"""The sandbox's page: a small Slack to look at and to act in, as anybody of the workspace."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from bot.slack_sandbox.mrkdwn import as_html, plain
from bot.slack_sandbox.people import Person, Seen
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.sandbox import Sandbox
from bot.slack_sandbox.workspace import Channel, Json, Kind, Message, User, View, Workspace

_HERE = Path(__file__).parent
_HOME = "home"
_POLICY = "default-src 'self'; img-src * data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
# What was sent with a form: a name may come several times.
Form = Mapping[str, Sequence[Any]]
_NO_ANSWER = "Giftline does not answer. Start it with the settings that the sandbox has printed."


class Page:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._slack = sandbox.slack
        # What Slack tells somebody until they do something else.
        self._told: dict[str, str] = {}
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def add_to(self, served: web.Application) -> None:
        served.router.add_get("/", self._show)
        served.router.add_post("/do", self._do)
        served.router.add_get("/changes", self._changes)
        served.router.add_get("/file", self._file)
        served.router.add_static("/static", _HERE / "static")

    async def _show(self, request: web.Request) -> web.Response:
        if not self._slack.workspaces:
            return web.Response(text="There is no workspace here.")
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        return web.Response(text=self.html(request.query), content_type="text/html", headers=headers)

    def html(self, given: Mapping[str, Any]) -> str:
        """What somebody sees there: `given` says who, at which channel and at which thread."""
        person, place, thread = self._where(given)
        return self._templates.get_template("page.html").render(
            app=self._slack.app,
            workspace=person.workspace,
            person=person,
            workspaces=[each for each in self._slack.workspaces.values() if _people_of(each)],
            people_of=_people_of,
            people=_people_of(person.workspace),
            channels=self._channels_of(person),
            place=place,
            thread=thread,
            messages=self._messages(person, place),
            replies=self._replies(person, place, thread),
            modal=person.modal,
            home=person.home,
            told=self._told.get(person.user.id),
            link=lambda **to: _link(person, place, **to),
            file_at=lambda file: f"/file?{urlencode({'as': person.user.id, 'file': file})}",
            rich=lambda text: as_html(text, person.workspace),
            plain=plain,
            time=_time,
            options=lambda element: _options(element, person.workspace),
            value_of=_value_of,
        )

    async def _do(self, request: web.Request) -> web.Response:
        # Another site's page can send a form here, and could then speak as anybody.
        if request.headers.get("Origin") not in (None, f"{request.scheme}://{request.host}"):
            raise web.HTTPForbidden
        sent = await request.post()
        given: Form = {name: sent.getall(name) for name in sent}
        person, place, thread = self._where({name: values[0] for name, values in given.items()})
        self._told.pop(person.user.id, None)
        try:
            seen = await self._act(person, place, thread, given)
        except LookupError:
            seen = Seen(None, trouble="That is no longer there.")
        except Refused as refused:
            seen = Seen(None, trouble=f"Slack refuses that: {refused.error}.")
        if seen.trouble:
            self._told[person.user.id] = seen.trouble
        raise web.HTTPSeeOther(_link(person, place, thread=thread.ts if thread else None))

    async def _act(self, person: Person, place: Channel | None, thread: Message | None, given: Form) -> Seen:
        what, since = _text(given, "what"), len(self._sandbox.sent)
        if what == "submit":
            return await person.submits(_values(person.modal, given))
        if what == "close":
            return await person.closes_modal()
        if what in ("press", "choose"):
            return await self._use(person, given, what)
        if what == "presence":
            (person.goes_away if person.user.is_active else person.comes_back)()
            return Seen(None)
        if place is None:
            return await person.opens_home()
        if what == "delete":
            await person.deletes(place.messages[_text(given, "ts")])
            return self._heard(since)
        text = _text(given, "text").strip()
        command = self._slack.app.command
        if text == command or text.startswith(f"{command} "):
            return await person.runs(text.removeprefix(command).strip(), at=place)
        file = next(iter(given.get("file", ())), None)
        if isinstance(file, web.FileField) and file.filename:
            content = await asyncio.to_thread(file.file.read)
            await person.shares(
                file.filename, content, mime_type=file.content_type, text=text, to=place, thread=thread
            )
        elif text:
            await person.writes(text, to=place, thread=thread)
        return self._heard(since)

    async def _use(self, person: Person, given: Form, what: str) -> Seen:
        where = self._holder(person, _text(given, "holder"))
        action_id, block = _text(given, "action_id"), _text(given, "block_id")
        if what == "press":
            return await person.presses(where, action_id, block=block)
        return await person.chooses(where, action_id, _text(given, "value"), block=block)

    async def _file(self, request: web.Request) -> web.Response:
        """As the person sees it in their Slack, which is signed in."""
        person, _, _ = self._where(request.query)
        file = person.workspace.files.get(request.query.get("file", ""))
        if file is None or not person.sees_file(file):
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.content, content_type=file.mime_type, headers=headers)

    def _holder(self, person: Person, name: str) -> Message | View:
        """What the button is in: a view by its id, or a message by its channel and ts. Raises LookupError."""
        for view in (person.modal, person.home):
            if view is not None and view.id == name:
                return view
        channel, _, ts = name.partition("/")
        found = [each for each in person.sees(person.workspace.channels[channel]) if each.ts == ts]
        return found[0]

    def _heard(self, since: int) -> Seen:
        """Whether the app has taken what was delivered since then, as far as it has answered."""
        answered = [sent.answers[-1] for sent in self._sandbox.sent[since:] if sent.answers]
        is_taken = all(answer.is_taken for answer in answered)
        return Seen(None, trouble=None if is_taken else _NO_ANSWER)

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        """Says so, each time that something is not what it was."""
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        with contextlib.suppress(ConnectionError):
            while await self._sandbox.next_change():
                await stream.write(b"data: changed\n\n")
        return stream

    def _where(self, given: Mapping[str, Any]) -> tuple[Person, Channel | None, Message | None]:
        """Who looks, at which channel (None: the app's home), and at which thread there."""
        name, known = str(given.get("as")), list(self._slack.workspaces.values())
        workspace = next((each for each in known if name in each.users), known[0])
        user = workspace.users.get(name) or _people_of(workspace)[0]
        person = Person(self._sandbox, workspace, user)
        if given.get("at") == _HOME:
            return person, None, None
        place = workspace.channels.get(str(given.get("at")))
        if place is None or place not in [*self._channels_of(person), person.direct]:
            place = person.direct
        return person, place, place.messages.get(str(given.get("thread")))

    def _channels_of(self, person: Person) -> list[Channel]:
        return [
            channel
            for channel in person.workspace.channels.values()
            if channel.kind is not Kind.DIRECT and person.user.id in channel.members
        ]

    def _messages(self, person: Person, place: Channel | None) -> list[tuple[Message, int]]:
        """Those outside of threads, each with how many replies it has."""
        if place is None:
            return []
        return [(each, len(place.replies(each.ts))) for each in person.sees(place) if not each.is_reply]

    def _replies(self, person: Person, place: Channel | None, thread: Message | None) -> list[Message]:
        if place is None or thread is None:
            return []
        return [each for each in person.sees(place) if each.is_reply and each.thread_ts == thread.ts]


def _people_of(workspace: Workspace) -> list[User]:
    return [user for user in workspace.users.values() if not user.is_bot]


def _link(person: Person, place: Channel | None, **to: str | None) -> str:
    """To where the person is, or elsewhere: `user`, `at` and `thread` say what is different."""
    query = {
        "as": to.get("user") or person.user.id,
        "at": to.get("at") or (place.id if place else _HOME),
        "thread": to.get("thread") or "",
    }
    # Everybody has direct messages of their own.
    if to.get("user") and place is not None and place.kind is Kind.DIRECT:
        query["at"] = ""
    return f"/?{urlencode({name: value for name, value in query.items() if value})}"


def _time(ts: str) -> str:
    return f"{datetime.fromtimestamp(float(ts), UTC):%H:%M}"


def _options(element: Json, workspace: Workspace) -> list[tuple[str, str]]:
    """What can be chosen: each value, and what is shown for it."""
    kind = str(element["type"])
    if kind.startswith(("users", "multi_users")):
        return [(user.id, user.name) for user in workspace.users.values() if not user.is_bot]
    if kind.startswith(("channels", "conversations", "multi_channels", "multi_conversations")):
        channels = workspace.channels.values()
        return [(each.id, f"#{each.name}") for each in channels if each.kind is not Kind.DIRECT]
    groups = element.get("option_groups") or [element]
    options = [option for group in groups for option in group.get("options", [])]
    return [(option["value"], plain(option["text"]["text"])) for option in options]


def _value_of(view: View, block: Json) -> str:
    """What stands in an input: what the person has put there, or else what the app has."""
    element = block["element"]
    typed = view.values.get(block["block_id"], {}).get(element.get("action_id"), {})
    option = typed.get("selected_option") or element.get("initial_option") or {}
    for value in (typed.get("value"), option.get("value"), element.get("initial_value")):
        if value:
            return str(value)
    for name in ("user", "conversation", "channel", "date"):
        if value := typed.get(f"selected_{name}") or element.get(f"initial_{name}"):
            return str(value)
    return ""


def _values(modal: View | None, given: Form) -> dict[str, Any]:
    """What was put into the modal, by action id."""
    values: dict[str, Any] = {}
    for block in modal.content["blocks"] if modal else ():
        if block["type"] != "input":
            continue
        element, name = block["element"], f"input.{block['block_id']}"
        if element["type"] in ("checkboxes", "multi_static_select"):
            values[element["action_id"]] = [str(value) for value in given.get(name, ())]
        elif typed := _text(given, name):
            values[element["action_id"]] = typed
        elif element["type"] not in ("static_select", "radio_buttons"):
            values[element["action_id"]] = None
    return values


def _text(given: Form, name: str) -> str:
    """Empty if it was not sent."""
    return str(next(iter(given.get(name, ())), ""))

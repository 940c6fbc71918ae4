"""views.*: modals and App Homes."""

from __future__ import annotations

from bot.slack_sandbox.block_kit import problems_of_view
from bot.slack_sandbox.methods.call import Call, Method
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.shapes import view_json
from bot.slack_sandbox.workspace import Json, View

_MOST_PUSHED = 3


def open_(call: Call) -> Json:
    content = _view(call, "modal")
    trigger = call.slack.use_trigger(call.workspace, call.text("trigger_id"))
    return _answer(call, call.slack.show_modal(call.workspace, trigger.user, content, on_top=False))


def push(call: Call) -> Json:
    content = _view(call, "modal")
    trigger = call.slack.use_trigger(call.workspace, call.text("trigger_id"))
    stack = call.workspace.modals.get(trigger.user.id, [])
    if trigger.view is None or trigger.view not in stack:
        raise Refused("not_found")
    if len(stack) >= _MOST_PUSHED:
        raise Refused("push_limit_reached")
    return _answer(call, call.slack.show_modal(call.workspace, trigger.user, content, on_top=True))


def update(call: Call) -> Json:
    content = _view(call, "modal")
    view = _open_view(call)
    _check_hash(call, view)
    call.slack.update_view(view, content)
    return _answer(call, view)


def publish(call: Call) -> Json:
    content = _view(call, "home")
    user = call.user("user_id")
    _check_hash(call, call.workspace.homes.get(user.id))
    return _answer(call, call.slack.publish_home(call.workspace, user, content))


def _view(call: Call, kind: str) -> Json:
    try:
        content = call.structure("view")
    except ValueError:
        content = None
    problems = problems_of_view(content)
    if not problems and content["type"] != kind:
        problems = [f"must be a {kind} [json-pointer:/view/type]"]
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    return dict(content)


def _open_view(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    for stack in call.workspace.modals.values():
        for view in stack:
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                return view
    raise Refused("not_found")


def _check_hash(call: Call, view: View | None) -> None:
    if call.text("hash") and (view is None or view.hash != call.text("hash")):
        raise Refused("hash_conflict")


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(call.slack, call.workspace, view)}


METHODS: dict[str, Method] = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}

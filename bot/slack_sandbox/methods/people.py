"""auth.test and users.*: who somebody is."""

from __future__ import annotations

from bot.slack_sandbox.methods.call import Call, Method
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.shapes import user_json
from bot.slack_sandbox.workspace import Json

_READ_EMAIL = "users:read.email"


def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def info(call: Call) -> Json:
    call.need("users:read")
    with_email = _READ_EMAIL in call.grant.scopes
    return {"user": user_json(call.workspace, call.user(), with_email=with_email)}


def presence(call: Call) -> Json:
    call.need("users:read")
    return {"presence": "active" if call.user().is_active else "away"}


def look_up_by_email(call: Call) -> Json:
    call.need("users:read", _READ_EMAIL)
    email = call.text("email").lower()
    for user in call.workspace.users.values():
        if email and user.email.lower() == email and not user.is_deleted:
            return {"user": user_json(call.workspace, user, with_email=True)}
    raise Refused("users_not_found")


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "users.info": info,
    "users.getPresence": presence,
    "users.lookupByEmail": look_up_by_email,
}

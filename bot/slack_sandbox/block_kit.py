"""What Slack takes as Block Kit, as far as its limits protect an app from itself. Pure.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_MOST_IN_MESSAGE = 50
_MOST_IN_VIEW = 100
_ID = 255
_SELECTS = ("static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes")
_MOST_OPTIONS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}
_RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
# Each with what it cannot do without.
_RICH_ELEMENTS = {
    "text": "text",
    "link": "url",
    "emoji": "name",
    "date": "timestamp",
    "user": "user_id",
    "channel": "channel_id",
    "usergroup": "usergroup_id",
    "broadcast": "range",
}
_OTHER_ELEMENTS = (
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
    "external_select",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)


def problems_of_blocks(blocks: object) -> list[str]:
    """Of a message's blocks, each with where it is; none if Slack would take them."""
    return list(_blocks(blocks, _MOST_IN_MESSAGE))


def problems_of_view(view: object) -> list[str]:
    """Of a modal or of an App Home."""
    return list(_view(view))


def _view(view: object) -> Iterator[str]:
    if not isinstance(view, Mapping) or view.get("type") not in ("modal", "home"):
        yield "unsupported type [json-pointer:/view/type]"
        return
    yield from _string(view.get("private_metadata", ""), 3000, "/view/private_metadata", may_be_empty=True)
    yield from _string(view.get("callback_id", ""), _ID, "/view/callback_id", may_be_empty=True)
    yield from _blocks(view.get("blocks"), _MOST_IN_VIEW)
    if view["type"] == "home":
        return
    yield from _text(view.get("title"), 24, "/view/title", only_plain=True)
    for name in ("submit", "close"):
        if name in view:
            yield from _text(view[name], 24, f"/view/{name}", only_plain=True)
    blocks = view.get("blocks")
    takes_input = isinstance(blocks, list) and any(_type_of(block) == "input" for block in blocks)
    if takes_input and "submit" not in view:
        yield "submit required when an input block is within blocks [json-pointer:/view]"


def _blocks(blocks: object, most: int) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "must be an array [json-pointer:/blocks]"
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    named = [block["block_id"] for block in blocks if isinstance(block, Mapping) and "block_id" in block]
    if len(named) != len(set(named)):
        yield "block_id already exists [json-pointer:/blocks]"
    for number, block in enumerate(blocks):
        yield from _block(block, f"/blocks/{number}")


def _block(block: object, at: str) -> Iterator[str]:
    check = _BLOCKS.get(_type_of(block))
    if check is None or not isinstance(block, Mapping):
        yield f"unsupported type [json-pointer:{at}/type]"
        return
    if "block_id" in block:
        yield from _string(block["block_id"], _ID, f"{at}/block_id")
    yield from check(block, at)


def _section(block: Mapping[str, Any], at: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"missing required field: text [json-pointer:{at}]"
    if "text" in block:
        yield from _text(block["text"], 3000, f"{at}/text")
    for number, text in enumerate(_list(block, "fields")):
        yield from _text(text, 2000, f"{at}/fields/{number}")
    if len(_list(block, "fields")) > 10:
        yield f"no more than 10 items allowed [json-pointer:{at}/fields]"
    if "accessory" in block:
        yield from _element(block["accessory"], f"{at}/accessory")


def _header(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _text(block.get("text"), 150, f"{at}/text", only_plain=True)


def _context(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _count(block, 10, at)
    for number, element in enumerate(_list(block, "elements")):
        where = f"{at}/elements/{number}"
        yield from _image(element, where) if _type_of(element) == "image" else _text(element, 2000, where)


def _actions(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _count(block, 25, at)
    elements = _list(block, "elements")
    for number, element in enumerate(elements):
        yield from _element(element, f"{at}/elements/{number}")
    named = [
        element["action_id"]
        for element in elements
        if isinstance(element, Mapping) and "action_id" in element
    ]
    if len(named) != len(set(named)):
        yield f"action_id already exists within the block [json-pointer:{at}/elements]"


def _input(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _text(block.get("label"), 2000, f"{at}/label", only_plain=True)
    if "hint" in block:
        yield from _text(block["hint"], 2000, f"{at}/hint", only_plain=True)
    yield from _element(block.get("element"), f"{at}/element")


def _image(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _string(block.get("alt_text"), 2000, f"{at}/alt_text")
    if "image_url" not in block and "slack_file" not in block:
        yield f"missing required field: image_url [json-pointer:{at}]"
    if "slack_file" in block:
        file = block["slack_file"]
        if not isinstance(file, Mapping) or len({"id", "url"} & file.keys()) != 1:
            yield f"either id or url required [json-pointer:{at}/slack_file]"


def _markdown(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from _string(block.get("text"), 12_000, f"{at}/text")


def _rich_text(block: Mapping[str, Any], at: str) -> Iterator[str]:
    for number, part in enumerate(_list(block, "elements")):
        where = f"{at}/elements/{number}"
        if _type_of(part) not in _RICH_PARTS or not isinstance(part, Mapping):
            yield f"unsupported type [json-pointer:{where}/type]"
        elif _type_of(part) == "rich_text_list":
            yield from _rich_text(part, where)
        else:
            for inner, element in enumerate(_list(part, "elements")):
                yield from _rich_element(element, f"{where}/elements/{inner}")


def _rich_element(element: object, at: str) -> Iterator[str]:
    needed = _RICH_ELEMENTS.get(_type_of(element))
    if needed is None or not isinstance(element, Mapping):
        yield f"unsupported type [json-pointer:{at}/type]"
    elif needed == "timestamp":
        if not isinstance(element.get(needed), int) or not element.get("format"):
            yield f"missing required field: {needed} [json-pointer:{at}]"
    else:
        yield from _string(element.get(needed), 3000 if needed == "url" else 12_000, f"{at}/{needed}")


def _anything(block: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from ()


_BLOCKS: dict[str, Callable[[Mapping[str, Any], str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "divider": _anything,
    "rich_text": _rich_text,
}


def _element(element: object, at: str) -> Iterator[str]:
    kind = _type_of(element)
    if not isinstance(element, Mapping) or kind not in ("button", "image", *_SELECTS, *_OTHER_ELEMENTS):
        yield f"unsupported type [json-pointer:{at}/type]"
        return
    if kind == "image":
        yield from _image(element, at)
        return
    if "action_id" in element:
        yield from _string(element["action_id"], _ID, f"{at}/action_id")
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, f"{at}/placeholder", only_plain=True)
    if "confirm" in element:
        yield from _confirmation(element["confirm"], f"{at}/confirm")
    if kind == "button":
        yield from _text(element.get("text"), 75, f"{at}/text", only_plain=True)
        yield from _string(element.get("value", ""), 2000, f"{at}/value", may_be_empty=True)
        yield from _string(element.get("url", ""), 3000, f"{at}/url", may_be_empty=True)
        if element.get("style", "primary") not in ("primary", "danger"):
            yield f"invalid style [json-pointer:{at}/style]"
    elif kind in _SELECTS:
        yield from _options(element, kind, at)
    elif kind == "plain_text_input":
        yield from _string(element.get("initial_value", ""), 3000, f"{at}/initial_value", may_be_empty=True)
        if not 1 <= element.get("max_length", 3000) <= 3000:
            yield f"must be between 1 and 3000 [json-pointer:{at}/max_length]"


def _options(element: Mapping[str, Any], kind: str, at: str) -> Iterator[str]:
    groups = _list(element, "option_groups")
    lists = [_list(group, "options") for group in groups] if groups else [_list(element, "options")]
    most = _MOST_OPTIONS.get(kind, 100)
    for options in lists:
        if not 1 <= len(options) <= most:
            yield f"between 1 and {most} items required [json-pointer:{at}/options]"
        for number, option in enumerate(options):
            where = f"{at}/options/{number}"
            if not isinstance(option, Mapping):
                yield f"must be an object [json-pointer:{where}]"
                continue
            yield from _text(option.get("text"), 75, f"{where}/text")
            yield from _string(option.get("value"), 150, f"{where}/value")
            if "description" in option:
                yield from _text(option["description"], 75, f"{where}/description")


def _confirmation(confirm: object, at: str) -> Iterator[str]:
    if not isinstance(confirm, Mapping):
        yield f"must be an object [json-pointer:{at}]"
        return
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if name in confirm or name == "text":
            yield from _text(confirm.get(name), most, f"{at}/{name}", only_plain=name != "text")


def _text(text: object, most: int, at: str, *, only_plain: bool = False) -> Iterator[str]:
    kinds = ("plain_text",) if only_plain else ("plain_text", "mrkdwn")
    if not isinstance(text, Mapping) or text.get("type") not in kinds:
        yield f"must be a text object of type {' or '.join(kinds)} [json-pointer:{at}]"
        return
    yield from _string(text.get("text"), most, f"{at}/text")


def _string(value: object, most: int, at: str, *, may_be_empty: bool = False) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"must be a string [json-pointer:{at}]"
    elif len(value) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}]"
    elif not value and not may_be_empty:
        yield f"must be more than 0 characters [json-pointer:{at}]"


def _count(block: Mapping[str, Any], most: int, at: str) -> Iterator[str]:
    if not 1 <= len(_list(block, "elements")) <= most:
        yield f"between 1 and {most} items required [json-pointer:{at}/elements]"


def _list(holder: object, name: str) -> list[Any]:
    value = holder.get(name) if isinstance(holder, Mapping) else None
    return value if isinstance(value, list) else []


def _type_of(thing: object) -> str:
    return str(thing.get("type", "")) if isinstance(thing, Mapping) else ""

"""Errors as RFC 9457 problem documents: one place that maps the error tree to HTTP."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.errors import (
    ActionImpossible,
    ActionSettled,
    AgentRefused,
    AlreadySignedIn,
    DeskConflict,
    EmptyMessage,
    ForeignOrigin,
    ForeignRequest,
    GiftlineError,
    ImpossibleChange,
    LedgerConflict,
    LineExported,
    MessageTooLong,
    NoSuchConversation,
    NoSuchMention,
    NotAllowed,
    NotFromSlack,
    NotPermitted,
    NotRatable,
    ProofRequired,
    RefusedIdentity,
    RejectedMessage,
    TakenClientId,
    TooManyRequests,
    TooManyTries,
    UnfitFile,
    UnknownAccount,
    UnknownAction,
    UnknownAgent,
    UnknownAttachment,
    UnknownConversation,
    UnknownHandle,
    UnknownIntent,
    UnknownMessage,
    UnknownSite,
    UnknownTeam,
    UnknownTicket,
    UnknownTrainingLine,
    UnreadableCursor,
    UnreadablePeriod,
    UnstorableText,
)

log = logging.getLogger(__name__)

_STATUS: dict[type[GiftlineError], int] = {
    MessageTooLong: 413,
    EmptyMessage: 422,
    RejectedMessage: 422,
    UnstorableText: 422,
    UnknownConversation: 401,
    RefusedIdentity: 401,
    NotFromSlack: 401,
    ForeignOrigin: 403,
    UnknownSite: 404,
    AlreadySignedIn: 409,
    AgentRefused: 401,
    NotAllowed: 403,
    ForeignRequest: 403,
    TooManyTries: 429,
    ProofRequired: 403,
    TooManyRequests: 429,
    NotPermitted: 403,
    UnknownHandle: 404,
    UnknownMessage: 404,
    UnknownTrainingLine: 404,
    UnknownIntent: 422,
    LineExported: 409,
    UnknownAgent: 404,
    UnknownTeam: 404,
    NoSuchConversation: 404,
    NoSuchMention: 404,
    UnreadableCursor: 422,
    UnreadablePeriod: 422,
    DeskConflict: 409,
    UnknownTicket: 404,
    ImpossibleChange: 409,
    UnknownAction: 404,
    ActionImpossible: 409,
    ActionSettled: 409,
    LedgerConflict: 409,
    UnfitFile: 422,
    TakenClientId: 409,
    UnknownAttachment: 404,
    NotRatable: 409,
}

_TITLES = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Not as things are",
    413: "Too large",
    422: "The request cannot be taken as it is",
    429: "Too many requests",
    500: "Something failed on our side",
}


def problem(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """`detail` says what to do, and never repeats what was sent: it may hold a claim code."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": _TITLES.get(status, "The request failed"),
            "status": status,
            "detail": detail,
            "code": code,
        },
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


def install_problems(app: FastAPI) -> None:
    """Makes every error of the app a problem document."""

    @app.exception_handler(GiftlineError)
    async def ours(request: Request, error: GiftlineError) -> JSONResponse:
        status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), None)
        if isinstance(error, UnknownAccount):
            # Its own text is for a terminal: it names what was asked for and who there is.
            return problem(404, error.code, "There is no such account here.")
        if status is None:
            log.error("%s on %s: %s", error.code, request.url.path, error)
            return problem(500, "internal", "Something failed on our side. Please try again.")
        wait = None
        if isinstance(error, TooManyRequests | TooManyTries):
            wait = {"Retry-After": str(error.retry_after_s)}
        return problem(status, error.code, error.detail, wait)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        if any(fault["type"] == "json_invalid" for fault in faults):
            return problem(400, "malformed_json", "The body is not valid JSON. Send a JSON object.")
        places = sorted({".".join(str(part) for part in fault["loc"]) for fault in faults})
        return problem(422, "invalid_request", f"These fields are missing or wrong: {', '.join(places)}.")

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        code = _TITLES.get(error.status_code, "error").lower().replace(" ", "_")
        detail = "The request is too large." if error.status_code == 413 else str(error.detail)
        return problem(error.status_code, code, detail, error.headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        # The traceback goes to the log by the server; the customer gets none of it.
        return problem(500, "internal", "Something failed on our side. Please try again.")

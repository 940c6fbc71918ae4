"""What the web's build made, sent compressed where it is taken. Pages and endpoints are elsewhere."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Scope

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class BuiltFiles(StaticFiles):
    """An app for a folder of files, each perhaps with a twin `.gz` beside it."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        asked = Headers(scope=scope)
        response = built_file(Path(full_path), asked, status=status_code)
        if self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response


def built_file(
    path: Path, asked: Headers, headers: Mapping[str, str] = NO_HEADERS, *, status: int = 200
) -> FileResponse:
    """The file, or its twin if there is one and the request says that it takes gzip. It has to be there."""
    twin = path.with_name(f"{path.name}.gz")
    sent = {"Vary": "Accept-Encoding", **headers} if twin.is_file() else headers
    if sent is headers or not _takes_gzip(asked):
        return FileResponse(path, status, sent, stat_result=path.stat())
    return FileResponse(
        twin,
        status,
        {**sent, "Content-Encoding": "gzip"},
        media_type=mimetypes.guess_type(path)[0],
        stat_result=twin.stat(),
    )


def _takes_gzip(asked: Headers) -> bool:
    """`gzip;q=0` says that it is not taken."""
    for coding in asked.get("accept-encoding", "").split(","):
        name, _, parameters = coding.partition(";")
        if name.strip().lower() == "gzip":
            return parameters.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False

"""A server on 127.0.0.1 with one tiny table and one tiny layer, that goes wrong on demand. For tests of the fetch."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

TABLE = "85318NED"
HTML = (
    b"<html><head><style>b{color:red}</style><title>Storing</title></head><body>Er is een <b>storing</b></body></html>"
)
ODATA_ERROR = {"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": "Even geduld"}}}


def table() -> dict[str, list[dict[str, Any]]]:
    """Every entity set of a table with one topic; a land and four wijken, of which one is blank and one secret."""
    cells = {"NL00      ": "     900", "WK009901  ": "     500", "WK009902  ": "     400"}
    cells |= {"WK009903  ": "       .", "WK009904  ": None}
    return {
        "TableInfos": [
            {"ID": 0, "Identifier": TABLE, "Modified": "2023-06-21T02:00:00", "ReasonDelivery": "Actualisering"}
        ],
        "UntypedDataSet": [
            {"ID": i, "WijkenEnBuurten": code, "AantalInwoners_5": cell} for i, (code, cell) in enumerate(cells.items())
        ],
        "TypedDataSet": [{"ID": 0, "WijkenEnBuurten": "NL00      ", "AantalInwoners_5": 900}],
        "DataProperties": [
            {"ID": 0, "Type": "GeoDetail", "Key": "WijkenEnBuurten"},
            {"ID": 1, "Type": "TopicGroup", "Key": ""},
            {"ID": 2, "Type": "Topic", "Key": "AantalInwoners_5"},
        ],
        "CategoryGroups": [],
        "WijkenEnBuurten": [{"Key": code, "Title": "Zuiderveld"} for code in cells],
    }


def offer(table_id: str, title: str, modified: str = "2023-06-21T02:00:00") -> dict[str, Any]:
    """A row of the catalogue."""
    return {"Identifier": table_id, "Title": title, "Modified": modified}


def wijk(code: str, west: float = 5.0, south: float = 52.0, year: int = 2022) -> dict[str, Any]:
    """A square wijk."""
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south]]
    return {
        "type": "Feature",
        "properties": {"wijkcode": code, "jrstatcode": f"{year}{code}", "water": "NEE"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }


def scored(code: str, year: int = 2024, **properties: Any) -> dict[str, Any]:
    """An area with invented scores."""
    about = {"id": code, "name": "Zuiderveld", "gemeente": "Verzonnen", "scale": "buurt", "year": str(year)}
    geometry = {"type": "Point", "coordinates": [5.0, 52.0]}
    return {
        "type": "Feature", "geometry": geometry, "properties": {**about, "kscore": 7, "afw": -0.125, **properties},
    }  # fmt: skip


def scores(year: int) -> dict[str, list[dict[str, Any]]]:
    """The layers of a measurement, without that of the wijken."""
    buurten = [scored(f"BU0099010{i}", year) for i in range(1, 4)]
    return {f"gemeentescore{year % 100}": [scored("GM0099", year)], f"buurtscore{year % 100}": buurten}


@dataclass
class Content:
    """What the server has, how it misbehaves, and what was asked of it."""

    table: dict[str, list[dict[str, Any]]] = field(default_factory=table)
    features: list[dict[str, Any]] = field(default_factory=lambda: [wijk(f"WK00990{i}") for i in range(1, 6)])
    page_size: int = 2
    offered: list[dict[str, Any]] = field(default_factory=lambda: [offer(TABLE, "Kerncijfers 2022")])
    faults: list[list[Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    count: int | None = None
    next_host: str | None = None
    ignores_paging: bool = False
    scores: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: scores(2024))
    total: int | None = None

    def fail(self, part: str, fault: str, times: int = 1) -> None:
        """Answer the next requests with `part` in their url with a fault."""
        self.faults.append([part, fault, times])

    def asked_for(self, part: str) -> int:
        return sum(part in url for url in self.asked)

    def next_fault(self, url: str) -> str | None:
        for fault in self.faults:
            if fault[0] in url and fault[2]:
                fault[2] -= 1
                return fault[1]
        return None

    def answer(self, host: str, path: str, query: dict[str, str]) -> Any:
        """A JSON value, a number, or None when there is nothing at this address."""
        if path.startswith("/service.pdok.nl/cbs/wijkenbuurten/2022/wfs/v1_0"):
            start, count = (int(query[k]) for k in ("startIndex", "count"))
            page = self.features[:count] if self.ignores_paging else self.features[start : start + count]
            total = {} if self.total is None else {"numberMatched": self.total}
            return {"type": "FeatureCollection", **total, "features": page}
        if path == "/api.pdok.nl/cbs/wijken-en-buurten-2025/ogc/v1/collections/wijken/items":
            start, count = int(query.get("cursor", 0)), int(query["limit"])
            onward = f"http://{self.next_host or host}{path}?f=json&limit={count}&cursor={start + count}"
            more = len(self.features) > start + count
            return {
                "type": "FeatureCollection", "numberMatched": self.total or len(self.features),
                "features": self.features[start : start + count],
                "links": [{"rel": "self", "href": path}, *([{"rel": "next", "href": onward}] if more else [])],
            }  # fmt: skip
        if path == "/geo.leefbaarometer.nl/lbm3/ows":
            layer = self.scores.get(query["typeName"].removeprefix("lbm3:"))
            start, count = int(query["startIndex"]), int(query["count"])
            start = 0 if self.ignores_paging else start
            return layer and {
                "type": "FeatureCollection", "numberMatched": self.total or len(layer),
                "features": layer[start : start + count],
            }  # fmt: skip
        if path.endswith("/ODataCatalog/Tables"):
            return {"value": self.offered}
        base = f"/opendata.cbs.nl/ODataFeed/odata/{TABLE}/"
        if not path.startswith(base):
            return None
        name, _, count = path.removeprefix(base).partition("/")
        if count:
            return len(self.table[name]) if self.count is None else self.count
        if not name:
            return {"value": [{"name": n, "url": f"http://{host}{base}{n}"} for n in self.table]}
        skip = int(query.get("$skip", 0))
        rows = self.table[name]
        answer: dict[str, Any] = {"value": rows[skip : skip + self.page_size]}
        if len(rows) > skip + self.page_size or self.ignores_paging:
            onward = {"$format": "json", "$skip": 0 if self.ignores_paging else skip + self.page_size}
            answer["odata.nextLink"] = f"http://{self.next_host or host}{path}?{urlencode(onward, safe='$')}"
        return answer


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        content, url = self.server.content, unquote(self.path)
        content.asked.append(url)
        content.agents.add(self.headers["User-Agent"])
        fault = content.next_fault(url)
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        value = content.answer(self.headers["Host"], urlsplit(url).path, query)
        body = json.dumps(value).encode()
        if fault == "stall":
            self.server.closing.wait(30)
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == "cut":
            self.reply(200, body[: len(body) // 2], length=len(body))
        elif fault == "short":
            self.reply(200, body[: len(body) // 2])
        elif fault == "html":
            self.reply(200, HTML)
        elif fault == "no value":
            self.reply(200, b'{"error": "te druk"}')
        elif fault == "html 500":
            self.reply(500, HTML)
        elif fault == "drip":
            self.drip()
        elif fault is not None and fault.startswith("to "):
            self.send_response(302)
            self.send_header("Location", fault.removeprefix("to "))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif fault is not None and fault.startswith("says "):
            self.reply(200, fault.removeprefix("says ").encode())
        elif fault is not None:
            self.reply(int(fault), json.dumps(ODATA_ERROR).encode(), retry_after="3600")
        else:
            self.reply(404 if value is None else 200, json.dumps(ODATA_ERROR).encode() if value is None else body)

    def drip(self) -> None:
        """One sign at a time, without an end."""
        with suppress(ConnectionError):
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while not self.server.closing.wait(0.05):
                self.wfile.write(b" ")

    def reply(self, status: int, body: bytes, length: int | None = None, retry_after: str | None = None) -> None:
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            if retry_after:
                self.send_header("Retry-After", retry_after)
            self.end_headers()
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, content: Content) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content, self.closing = content, threading.Event()

    def handle_error(self, *_: Any) -> None:
        pass  # a client that gave up is part of these tests


@contextmanager
def serving() -> Iterator[tuple[str, Content]]:
    """Serve during a with block; gives the address and the content, which a test may change."""
    server = _Server(Content())
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.content
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)

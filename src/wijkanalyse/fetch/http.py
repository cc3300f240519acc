"""One patient way to ask a server for something, used for every request.

Receives a url; hands on a complete answer that has the right form, or raises a
FetchError that names the source, the url, what was got and the next step. A
passing fault (connection lost, answer cut off, status 429 or 5xx, a page of HTML
in the place of data) is tried again with growing waits. Every complete answer
can be kept, so that a later run asks only for what is still missing.
"""

from __future__ import annotations

import gzip
import hashlib
import ipaddress
import json
import logging
import re
import shutil
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import stamina
import urllib3
from requests.adapters import HTTPAdapter

from wijkanalyse.errors import FetchError
from wijkanalyse.files import write_whole

# Its line "stamina.retry_scheduled" says less than the progress line that we give ourselves at every new attempt.
logging.getLogger("stamina").setLevel(logging.ERROR)

Report = Callable[[str], None]
Check = Callable[[str, str], None]
"""Raises `Unusable` when the text that a url gave does not have the right form."""


PIECE = 65_536
"""Bytes of an answer that are read at a time, at most."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, how often to ask again, and how much to take (all times in seconds)."""

    attempts: int = 6
    timeout: float = 60.0
    wait_initial: float = 1.0
    wait_max: float = 30.0
    wait_jitter: float = 1.0
    most_seconds: float = 7200.0
    """For one source as a whole; the largest takes some minutes."""
    most_bytes: int = 3_000_000_000
    """The same, as it is unpacked; the largest has less than a third of it."""


@dataclass
class Spent:
    """What a source took so far, over all its requests."""

    started: float = field(default_factory=time.monotonic)
    bytes: int = 0


def server_of(host: str | None, base_url: str | None) -> str:
    """Address of the service: the host of the card, or that host's name as first folder of another server."""
    if base_url is None:
        return f"https://{host}"
    url = urlsplit(base_url)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise FetchError(f"--base-url {base_url!r} is not an address; give one such as http://127.0.0.1:8080")
    return f"{base_url.rstrip('/')}/{host}"


PATIENT = Patience()
"""For services that are free and sometimes slow: half a minute of waits before giving up."""


class Unusable(Exception):
    """A passing fault: asking again may help."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


class NotThere(FetchError):
    """The server says that there is nothing at the address."""


class Refused(FetchError):
    """The server says no to the question itself, such as one for a layer that it does not have."""


class NotAsAsked(FetchError):
    """Answers that are whole but not what was asked for, so that keeping them would repeat the fault for ever."""


class KeptPages:
    """The answers already received for one state of one source.

    Parameters
    ----------
    folder
        Folder of this source alone; what belongs to another state is removed from it.
    state
        The stand date of the table: a page of an older edition may never end up among newer ones.
    """

    def __init__(self, folder: Path, state: str) -> None:
        self.folder = folder / "pages" / _digest(state)
        self.used = 0
        for other in self.folder.parent.glob("*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)

    def get(self, url: str) -> bytes | None:
        """The answer kept for this url, if there is a sound one."""
        try:
            content = gzip.decompress(self._path(url).read_bytes())
        except (OSError, EOFError, zlib.error):
            return None
        if not content:  # an empty file, as a power cut may leave, counts as sound gzip
            return None
        self.used += 1
        return content

    def keep(self, url: str, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # Not flushed to the disk: the checksum in a gzip file tells a page that a power cut left half-written.
        write_whole(self._path(url), gzip.compress(content, compresslevel=1, mtime=0), flush=False)

    def _path(self, url: str) -> Path:
        return self.folder / f"{_digest(url)}.gz"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass
class Purpose:
    """For which source is asked, and how; the errors and the progress lines speak of it."""

    source_id: str
    family: str = ""
    check: Check = lambda _url, _text: None
    patience: Patience = PATIENT
    pages: KeptPages | None = None
    report: Report | None = None
    spent: Spent = field(default_factory=Spent)

    def check_spent(self, url: str) -> None:
        """End a fetch that takes far longer or far more than any source has.

        Raises
        ------
        FetchError
        """
        seconds, most = time.monotonic() - self.spent.started, self.patience
        if seconds > most.most_seconds or self.spent.bytes > most.most_bytes:
            raise self.failed(
                url,
                f"was still going on after {seconds / 60:.0f} minutes and {self.spent.bytes / 1e6:,.0f} MB",
                f"Of a source no more than {most.most_seconds / 60:.0f} minutes or {most.most_bytes / 1e6:,.0f} MB is "
                f"taken. Nothing already fetched is lost: run `{self.again}` again to go on.",
            )

    def say(self, text: str) -> None:
        if self.report:
            self.report(f"{self.source_id}: {text}")

    @property
    def again(self) -> str:
        """The command that asks again; for what is no source, such as a catalogue, that for all."""
        return f"wijkanalyse fetch {self.source_id}" if self.family else "wijkanalyse fetch"

    def failed(self, url: str, got: str, advice: str, kind: type[FetchError] = FetchError) -> FetchError:
        return kind(f"{self.source_id}: {url} {got}. {advice}")


class PatientSession(requests.Session):
    """A requests session that waits, tries again and remembers."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__()
        self.purpose = purpose
        self.asked: set[str | None] = set()
        self.home: tuple[str, str] | None = None
        """Host of the first request, and its address: the session never leaves it."""
        adapter = _PatientAdapter(purpose)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        host = _host_of(str(request.url))
        self.home = self.home or (host, str(request.url))
        if host != self.home[0]:
            raise NotAsAsked(
                f"{self.purpose.source_id}: {self.home[1]} sends on to another server, {host}, by a redirect or "
                f"a link. A fetch never leaves the host that its card names. If that host is right, correct "
                f"cards/sources/{self.purpose.family}.yml, or name it with --base-url."
            )
        # Every page of a table or layer has its own url. A server that ignores $skip would be followed for ever.
        if request.url in self.asked:
            raise NotAsAsked(
                f"{self.purpose.source_id}: {request.url} was named as the next page a second time: the pages of this "
                f"server go round in a circle. Look at the `odata.nextLink` it gives, or name another server."
            )
        self.asked.add(request.url)
        # Who sends a prepared request, as cbsodata does, passes by the settings of the environment
        # (proxies in capitals, NO_PROXY, REQUESTS_CA_BUNDLE) unless they are merged here.
        settings = self.merge_environment_settings(
            request.url, kwargs.pop("proxies", None) or {}, False, kwargs.pop("verify", None), kwargs.pop("cert", None)
        )
        if _is_loopback(request.url):
            settings["proxies"] = {}
        return super().send(request, **{**kwargs, **settings})

    def text(self, url: str, params: dict[str, str] | None = None) -> str:
        """The text that a url gives."""
        response = self.get(url, params=params)
        response.encoding = "utf-8"
        return response.text


def _host_of(address: str) -> str:
    """The host of an address, with its port where that is not the usual one."""
    url = urlsplit(address)
    return f"{url.hostname}:{url.port}" if url.port not in (None, 80, 443) else str(url.hostname)


def _is_loopback(url: str | None) -> bool:
    host = urlsplit(url or "").hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _PatientAdapter(HTTPAdapter):
    """Sends one request, as often as it takes. Below the session, so that a redirect is a request of its own."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__()
        self.purpose = purpose

    def send(self, request: requests.PreparedRequest, *_: Any, **kwargs: Any) -> requests.Response:
        url, purpose = str(request.url), self.purpose
        kept = purpose.pages.get(url) if purpose.pages else None
        if kept is not None:
            return _as_response(request, kept)
        request.headers["User-Agent"] = f"wijkanalyse/{metadata.version('wijkanalyse')} python-requests"
        request.headers["Accept-Encoding"] = "gzip, deflate"
        # The answer is read here, bit by bit: one that drips, or is without an end, would never be over.
        kwargs |= {"stream": True, "timeout": purpose.patience.timeout}
        try:
            response = self._try_again(lambda: self._once(request, kwargs))
        except Unusable as last:
            raise purpose.failed(
                url,
                f"gave no usable answer in {purpose.patience.attempts} attempts; the last one got {last}",
                f"Nothing already fetched is lost: run `{purpose.again}` again later, "
                f"or name another server with --base-url.",
            ) from last
        if purpose.pages and response.status_code == 200:
            purpose.pages.keep(url, response.content)
        return response

    def _try_again(self, once: Callable[[], requests.Response]) -> requests.Response:
        patience = self.purpose.patience
        for attempt in stamina.retry_context(
            on=self._how_long,
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.wait_initial,
            wait_max=patience.wait_max,
            wait_jitter=patience.wait_jitter,
        ):
            with attempt:
                return once()
        raise AssertionError("unreachable")

    def _how_long(self, error: Exception) -> bool | float:
        """Whether to ask again, and how long to wait when the server says it itself."""
        if not isinstance(error, Unusable):
            return False
        self.purpose.say(f"got {error}")
        return True if error.wait is None else min(error.wait, self.purpose.patience.wait_max)

    def _read(self, response: requests.Response, url: str) -> bytes:
        """The whole answer; here, so that one that is cut off is a fault of this attempt."""
        body = bytearray()
        try:
            while piece := response.raw.read1(PIECE, decode_content=True):
                body += piece
                self.purpose.spent.bytes += len(piece)
                self.purpose.check_spent(url)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise requests.Timeout(error) from error
        except urllib3.exceptions.DecodeError as error:
            raise requests.exceptions.ContentDecodingError(error) from error
        except urllib3.exceptions.HTTPError as error:
            raise requests.exceptions.ChunkedEncodingError(error) from error
        response.raw.release_conn()
        response._content, response._content_consumed = bytes(body), True  # requests has no public way
        return bytes(body)

    def _once(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        url = str(request.url)
        self.purpose.check_spent(url)
        try:
            response = super().send(request, **kwargs)
            body = self._read(response, url)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Unusable(_cause(error, self.purpose.patience)) from error
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise Unusable(f"an answer that was cut off ({_innermost(error)})") from error
        except requests.RequestException as error:
            raise self.purpose.failed(url, f"cannot be asked: {error}", "Check the address.") from error
        status, text = response.status_code, body.decode("utf-8", errors="replace")
        if status == 429 or status >= 500:
            after = response.headers.get("Retry-After", "")
            wait = float(after) if after.isdigit() else None
            raise Unusable(f"status {status} {response.reason}: {gist(text)}", wait)
        if status in (404, 410):
            raise NotThere(
                f"{self.purpose.source_id}: {url} got status {status} {response.reason}: {gist(text)}. It was perhaps "
                f"withdrawn, or is not there yet: `wijkanalyse sources` shows what there is. If there should be "
                f"something, check cards/sources/{self.purpose.family}.yml, and --base-url if you gave one."
            )
        if status >= 400:
            raise self.purpose.failed(
                url,
                f"got status {status} {response.reason}: {gist(text)}",
                f"Asking again does not help: check cards/sources/{self.purpose.family}.yml, "
                f"and --base-url if you gave one.",
                Refused,
            )
        if status == 200:
            if "\ufffd" in text and "\ufffd".encode() not in body:
                raise Unusable(f"a text that is not UTF-8: {gist(text)}")
            self.purpose.check(url, text)
        return response


def _as_response(request: requests.PreparedRequest, content: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response.request = 200, str(request.url), request
    response._content = content  # requests has no public way to make a response from a text
    return response


def as_json(text: str) -> Any:
    """The JSON that a text holds.

    Raises
    ------
    Unusable
        When it holds something else, such as the page "storing" that services give with status 200.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        kind = "HTML" if text.lstrip().startswith("<") else "no whole JSON"
        raise Unusable(f"status 200 with {kind} where JSON was expected: {gist(text)}") from None


def gist(text: str, length: int = 80) -> str:
    """The first words of an answer, without markup; of an OData error only the message."""
    if message := re.search(r'"odata\.error".*?"value"\s*:\s*"(.*?)"', text, re.DOTALL):
        text = message[1]
    plain = re.sub(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", text)
    plain = " ".join(plain.split())
    return repr(plain[:length] + ("…" if len(plain) > length else "")) if plain else "an empty answer"


def _cause(error: Exception, patience: Patience) -> str:
    if isinstance(error, requests.Timeout):
        return f"no answer within {patience.timeout:g} seconds"
    if isinstance(error, requests.exceptions.SSLError):
        return f"no safe connection ({_innermost(error)})"
    return f"no connection, or one that broke ({_innermost(error)})"


def _innermost(error: BaseException) -> str:
    """What went wrong at the bottom: the libraries wrap it three or four times."""
    while True:
        wrapped = (getattr(error, "reason", None), *error.args, error.__context__)
        inner = [e for e in wrapped if isinstance(e, BaseException)]
        if not inner:
            text = getattr(error, "strerror", None) or str(error)
            return re.sub(r"<[^>]*>:? ?", "", text)
        error = inner[0]

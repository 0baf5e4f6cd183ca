"""One page from the web, when the user named its address."""

import http.client
import time
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

TIMEOUT_S = 20.0  # for each wait on the server
MAX_SECONDS = 60.0  # for the whole page
MAX_BYTES = 20_000_000
READABLE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; selon)", "Accept": "text/html, text/plain;q=0.8"}


class Fetched(NamedTuple):
    """The bytes of a page, the address they came from (after redirections), their type and their encoding."""

    data: bytes
    url: str
    content_type: str
    encoding: str | None


def fetch(url: str, timeout_s: float = TIMEOUT_S, max_bytes: int = MAX_BYTES) -> Fetched:
    """The page at `url`, over http or https.

    Raises:
        OSError: the server can not be reached, refuses, or is too slow.
        ValueError: the address is malformed, or what it gives is not a page of text, or too long.
    """
    try:
        with _opener().open(
            urllib.request.Request(_as_uri(url), headers=HEADERS), timeout=timeout_s
        ) as response:
            content_type = response.headers.get_content_type()
            if content_type not in READABLE_TYPES:
                raise ValueError(
                    f"{url}: this is {content_type}, not a page of text; give the address of an article"
                )
            data = _read(response, url, max_bytes)
            return Fetched(data, response.url, content_type, response.headers.get_content_charset())
    except urllib.error.HTTPError as error:
        error.close()
        answer = next(iter(f"{error.code} {error.reason}".splitlines()))
        raise OSError(f"{url}: the server answered {answer}; save the page and give the file") from None
    except TimeoutError:
        raise TimeoutError(
            f"{url}: no answer within {timeout_s:g} seconds; save the page and give the file"
        ) from None
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise OSError(f"{url}: can not be reached ({reason}); save the page and give the file") from None


def _read(response: http.client.HTTPResponse, url: str, max_bytes: int) -> bytes:
    deadline = time.monotonic() + MAX_SECONDS
    data = bytearray()
    while chunk := response.read1(65_536):
        data += chunk
        if len(data) > max_bytes:
            raise ValueError(
                f"{url}: the page is longer than {max_bytes:,} bytes; give the address of an article"
            )
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:  # of what the server had promised
        raise ConnectionError(f"the page broke off {response.length:,} bytes before its end")
    return bytes(data)


def _opener() -> urllib.request.OpenerDirector:
    """An opener for http and https alone: a redirection to file: or ftp: fails."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _as_uri(url: str) -> str:
    """The address with everything beyond ASCII escaped, as browsers show it without."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode("ascii")
    except ValueError:
        raise ValueError(f"{url}: this is not a web address; it should read https://host/path") from None
    if not host:
        raise ValueError(f"{url}: this address names no host; it should read https://host/path")
    return urlunsplit(
        (parts.scheme, host, *(quote(part, safe="%/:=&?~+!$,;'@()*[]") for part in parts[2:4]), "")
    )

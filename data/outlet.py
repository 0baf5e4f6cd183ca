"""Outlets: one canonical name for the addresses and spellings of one newsroom, and the group that owns it.

The map is `outlets.toml` beside this module. Nothing is fetched and nothing is cached on disk: registrable
domains
come from the copy of the Public Suffix List that tldextract carries.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .article import Article

if TYPE_CHECKING:
    from tldextract import TLDExtract

# "The Hill" and "Hill" are one outlet, unless two outlets differ by the article alone.
LEADING_ARTICLE = re.compile(r"^(?:(?:the|le|la|les)\s+|l['’]\s*)(?=\w)", re.IGNORECASE)
SECTION = re.compile(r"\s*\([^()]*\)\s*$|\s+[-–—|]\s+.*$")  # *CNN (Web News)*, *The Week - Opinion*
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newsroom: its canonical name, the hosts it publishes on, and other names of it.

    `owner` is the group that controls it, the name itself where the outlet is its own publisher.
    """

    name: str
    domains: tuple[str, ...]
    names: tuple[str, ...]
    owner: str


@dataclass(frozen=True, slots=True)
class OutletMap:
    """The outlets by canonical name, and what finds them: `hosts` and `names` give the canonical name.

    `carriers` are hosts that carry articles of others (*msn.com*), `suffixes` hosts whose every subdomain is
    an outlet of its
    own (*substack.com*).
    """

    outlets: Mapping[str, Outlet]
    hosts: Mapping[str, str]
    names: Mapping[str, str]
    carriers: frozenset[str]
    suffixes: tuple[str, ...]


@cache
def load_outlets() -> OutletMap:
    """The map of known outlets.

    Raises:
        ValueError: two outlets claim one host or one name.
    """
    table = tomllib.loads(files(__package__ or "").joinpath("outlets.toml").read_text("utf-8"))
    outlets = {
        name: Outlet(name, tuple(entry["domains"]), tuple(entry.get("names", ())), entry.get("owner", name))
        for name, entry in table["outlets"].items()
    }
    hosts: dict[str, str] = {}
    names: dict[str, str] = {}
    for outlet in outlets.values():
        for host in outlet.domains:
            _claim(hosts, host, outlet.name)
        for name in (outlet.name, *outlet.names):
            _claim(names, _name_key(name), outlet.name)
    bare: dict[str, set[str]] = defaultdict(set)
    for outlet in outlets.values():
        for name in (outlet.name, *outlet.names):
            bare[_name_key(LEADING_ARTICLE.sub("", name))].add(outlet.name)
    names = {**{key: min(claims) for key, claims in bare.items() if len(claims) == 1}, **names}
    return OutletMap(outlets, hosts, names, frozenset(table["carriers"]), tuple(table["hosts"]))


def canonical_outlet(outlet: str | None, url: str | None = None) -> str | None:
    """The canonical outlet of an article, by its outlet as a set gives it (a name, a host) and its address.

    A known name or host goes first, then the address: `politicalticker.blogs.cnn.com`, `www.cnn.com` and
    `CNN (Web News)` are all `CNN`, and `Guest Writer` at `www.foxnews.com` is `Fox News`. What is not known
    is its
    registrable domain (`example.co.uk`), else the name in lower case without accents. None where nothing
    tells
    it, as for an address that carries articles of others.
    """
    given = find_known(outlet) or find_known(url)
    if given:
        return given
    domain = registrable_domain(url) or registrable_domain(outlet)
    if domain:
        return domain
    return _plain(outlet) or None if outlet and not _is_address(outlet) else None


def find_known(outlet: str | None) -> str | None:
    """The canonical name of an outlet of the map, by a name, a host or an address; None where it is not in
    it."""
    if not outlet or not outlet.strip():
        return None
    known = load_outlets()
    if _is_address(outlet):
        found = next((known.hosts[host] for host in _parents(_host(outlet)) if host in known.hosts), None)
        if found or not HOST.fullmatch(outlet.strip()):
            return found
    section = SECTION.sub("", outlet)
    for name in (outlet, section):
        if found := known.names.get(_name_key(name)):
            return found
    return known.names.get(_name_key(LEADING_ARTICLE.sub("", section.strip())))


def find_owner(canonical: str) -> str:
    """The group that controls an outlet, the outlet itself where it is its own publisher or is not known."""
    outlet = load_outlets().outlets.get(canonical)
    return outlet.owner if outlet else canonical


def registrable_domain(address: str | None) -> str | None:
    """The registrable domain of a host or an address, in lower case: `bbc.co.uk` of `www.bbc.co.uk/news`.

    None for what is no address, and for one that carries articles of others.
    """
    if not address or not _is_address(address):
        return None
    return _registrable(_host(address))


def group_outlets(articles: Iterable[Article]) -> list[str | None]:
    """The canonical outlet of each article of one set, in order.

    An unknown name that stands with one domain only, wherever it has an address, is that domain in all its
    articles.
    """
    articles = list(articles)
    found = [canonical_outlet(article.outlet, article.url) for article in articles]
    domains: dict[str, set[str]] = defaultdict(set)
    for article, canonical in zip(articles, found, strict=True):
        if article.outlet and canonical and canonical != _plain(article.outlet):
            domains[_plain(article.outlet)].add(canonical)
    single = {name: min(seen) for name, seen in domains.items() if len(seen) == 1}
    return [single.get(canonical, canonical) if canonical else None for canonical in found]


@lru_cache(maxsize=8192)
def _registrable(host: str) -> str | None:
    if any(parent in load_outlets().carriers for parent in _parents(host)):
        return None
    return _extractor()(host).top_domain_under_public_suffix.lower() or None


@cache
def _extractor() -> "TLDExtract":
    from tldextract import TLDExtract

    return TLDExtract(
        cache_dir=None,
        suffix_list_urls=(),
        include_psl_private_domains=True,
        extra_suffixes=load_outlets().suffixes,
    )


def _is_address(value: str) -> bool:
    """Whether a value is an address or a host with a public suffix: `TheBlaze.com`, but neither `U.S. News`
    nor `fr.xml`."""
    value = value.strip()
    if "://" in value:
        return True
    return bool(HOST.fullmatch(value.split("/")[0])) and bool(_extractor()(value.split("/")[0]).suffix)


def _host(address: str) -> str:
    address = address.strip()
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname
    except ValueError:  # an address with a broken bracket or port
        return ""
    return (host or "").rstrip(".")


def _parents(host: str) -> Iterator[str]:
    """The host and what it lies in: `money.cnn.com`, `cnn.com`, `com`."""
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))


def _plain(name: str) -> str:
    """A name without accents, case and doubled spaces."""
    return " ".join(re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", name)).casefold().split())


def _name_key(name: str) -> str:
    """What two spellings of a name share: its letters and figures, plain; all of a name that has none."""
    plain = _plain(name)
    return re.sub(r"[^\w+]|_", "", plain) or plain


def _claim(table: dict[str, str], key: str, name: str) -> None:
    if table.setdefault(key, name) != name:
        raise ValueError(f"outlets.toml: {key!r} is claimed by {table[key]} and {name}")

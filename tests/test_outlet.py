import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from selon.data.article import Article
from selon.data.outlet import canonical_outlet, find_owner, group_outlets, load_outlets, registrable_domain


@pytest.mark.parametrize(
    ("outlet", "url", "canonical"),
    [
        ("CNN (Web News)", None, "CNN"),
        ("CNN - Editorial", None, "CNN"),
        ("www.cnn.com", None, "CNN"),
        (None, "http://politicalticker.blogs.cnn.com/2013/01/02/a/", "CNN"),
        (None, "https://money.cnn.com/x?y=z#q", "CNN"),
        ("TheBlaze.com", None, "TheBlaze"),
        ("NBCNews.com", None, "NBC News"),
        ("USA TODAY", None, "USA Today"),
        ("hill", None, "The Hill"),
        ("The Hill", "https://thehill.com/a", "The Hill"),
        ("L’Humanité", None, "L'Humanité"),
        ("l'humanite", None, "L'Humanité"),
        ("La DH", None, "La Dernière Heure"),
        ("LaLibre", None, "La Libre Belgique"),
        ("Le Point ", None, "Le Point"),
        ("Journal de Québec", None, "Le Journal de Québec"),
        ("La Presse+", None, "La Presse"),
        ("Yahoo! The 360", "https://news.yahoo.com/360", "Yahoo News"),
        (None, "https://www.bbc.co.uk/news/1", "BBC"),
        (None, "https://rmc.bfmtv.com/a", "RMC"),
        (None, "https://www.bfmtv.com/a", "BFM TV"),
        ("Express", None, "express"),  # L'Express or the Daily Express
        ("L'Express", None, "L'Express"),
        ("20 Minutes", None, "20 Minutes"),
        ("20min.ch", None, "20 minutes (Suisse)"),
        # a writer's name says nothing, the address does
        ("Guest Writer - Right", "https://www.foxnews.com/opinion/a", "Fox News"),
        ("S.E. Cupp", "https://chicago.suntimes.com/a", "Chicago Sun-Times"),
        # an address that carries articles of others says nothing, the name does
        ("MSNBC", "https://www.msn.com/en-us/a", "MSNBC"),
        ("Breitbart", "http://feedproxy.google.com/~r/breitbart/~3/x/", "Breitbart"),
        (None, "https://www.msn.com/en-us/a", None),
        ("msn.com", None, None),
        # what is not known goes by its registrable domain, else by its name
        ("La Gazette de Valmy", "https://blog.gazette-valmy.co.uk/a", "gazette-valmy.co.uk"),
        ("La Gazette de Valmy", None, "la gazette de valmy"),
        ("  la  gazette de VALMY", None, "la gazette de valmy"),
        (None, "https://jeanne.substack.com/p/a", "jeanne.substack.com"),
        (None, "https://jeanne.blogspot.fr/p/a", "jeanne.blogspot.fr"),
        ("corpus_contraste.xml", None, "corpus_contraste.xml"),
        (None, "http://[broken", None),
        (None, None, None),
        (" ", "", None),
    ],
)
def test_names_and_addresses_of_one_newsroom_are_one(
    outlet: str | None, url: str | None, canonical: str | None
) -> None:
    assert canonical_outlet(outlet, url) == canonical


def test_every_name_and_domain_of_the_map_finds_its_outlet() -> None:
    known = load_outlets()
    assert len(known.outlets) >= 150
    for outlet in known.outlets.values():
        for name in (outlet.name, *outlet.names):
            assert canonical_outlet(name) == outlet.name
            assert canonical_outlet(name.upper()) == outlet.name
        for domain in outlet.domains:
            assert canonical_outlet(None, f"https://www.{domain}/a") == outlet.name
            assert domain == domain.lower() and "/" not in domain
    assert not known.carriers & known.hosts.keys()


def test_both_languages_and_owners_are_there() -> None:
    outlets = load_outlets().outlets.values()
    suffixes = Counter(domain.rpartition(".")[2] for outlet in outlets for domain in outlet.domains)
    assert suffixes["fr"] >= 80
    assert suffixes["com"] + suffixes["uk"] >= 80
    assert Counter(outlet.owner for outlet in outlets)["News Corp"] >= 4


@pytest.mark.parametrize(
    ("outlet", "owner"),
    [
        ("Wall Street Journal", "News Corp"),
        ("New York Post", "News Corp"),
        ("La Dernière Heure", "IPM"),
        ("La Libre Belgique", "IPM"),
        ("Mediapart", "Mediapart"),
        ("gazette-valmy.fr", "gazette-valmy.fr"),
    ],
)
def test_owner(outlet: str, owner: str) -> None:
    assert find_owner(outlet) == owner


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://WWW.Example.CO.UK:8080/a", "example.co.uk"),
        ("a.b.example.fr", "example.fr"),
        ("example.fr/rubrique", "example.fr"),
        ("U.S. News", None),
        ("localhost", None),
        ("192.168.10.10", None),
        ("https://t.co/x", None),
        (None, None),
    ],
)
def test_registrable_domain(address: str | None, domain: str | None) -> None:
    assert registrable_domain(address) == domain


def test_a_name_that_stands_with_one_domain_is_that_domain_everywhere() -> None:
    articles = [
        Article("1", "fr", "a", outlet="Gazette de Valmy", url="https://gazette-valmy.fr/1"),
        Article("2", "fr", "b", outlet="GAZETTE de Valmy"),
        Article("3", "en", "c", outlet="Guest Writer", url="https://www.foxnews.com/3"),
        Article("4", "en", "d", outlet="Guest Writer", url="https://www.cnn.com/4"),
        Article("5", "en", "e", outlet="Guest Writer"),
        Article("6", "en", "f"),
    ]
    expected = ["gazette-valmy.fr", "gazette-valmy.fr", "Fox News", "CNN", "guest writer", None]
    assert group_outlets(articles) == expected


def test_nothing_is_fetched_and_nothing_cached(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from selon.data.outlet import canonical_outlet\n"
        "print(canonical_outlet(None, 'https://www.gazette-valmy.co.uk/a'))"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "gazette-valmy.co.uk", done.stderr
    assert not list(tmp_path.iterdir())

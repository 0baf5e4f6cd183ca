"""The report in a real browser: headless Chromium, driven by selenium, where both are installed."""

import json
import os
import re
import runpy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from selon.view.report import write_report

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium here (on Debian: apt install chromium chromium-driver)"
)

REPORTS = runpy.run_path(str(Path(__file__).with_name("test_report.py")))  # tests are no package

# Whatever stands on the page with less contrast than WCAG AA asks of text: 4.5, 3 for large text.
WEAK = """
const luminance = ([r, g, b]) => [r, g, b]
  .map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const parts = colour => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
const ground = element => {
  if (!element) return [255, 255, 255];
  const [r, g, b, a = 1] = parts(getComputedStyle(element).backgroundColor);
  const below = a < 1 ? ground(element.parentElement) : [0, 0, 0];
  return [r, g, b].map((v, i) => v * a + below[i] * (1 - a));
};
const weak = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!own || ["SCRIPT", "STYLE", "title", "desc"].includes(element.tagName)) continue;
  const style = getComputedStyle(element);
  const text = element instanceof SVGElement ? style.fill : style.color;
  const [light, dark] = [luminance(parts(text)), luminance(ground(element))].sort((a, b) => b - a);
  const enough = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
  if ((light + .05) / (dark + .05) < enough) weak.push(element.outerHTML.slice(0, 80));
}
return weak;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    for argument in (
        "--headless=new",
        "--disable-background-networking",
        "--force-prefers-reduced-motion",
        *sandbox,
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    full, hostile = REPORTS["full_report"](), REPORTS["HOSTILE"]
    write_report(full, folder / "full")
    write_report(REPORTS["bare_report"](), folder / "bare")
    write_report(replace(REPORTS["corrupted"](full, hostile), task="labels"), folder / "hostile")
    return folder


def opened(browser: Any, path: Path) -> tuple[list[str], list[str]]:
    """Opens the page; the messages on its console and the addresses that it asked for."""
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(path.as_uri())
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return [entry["message"] for entry in browser.get_log("browser")], asked


def media(browser: Any, **features: str) -> None:
    kind = features.pop("media", "")
    listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": listed})


def column(browser: Any, table: str, place: int) -> list[str]:
    return browser.execute_script(
        "return [...document.querySelectorAll(arguments[0] + ' tbody tr')].map(row => "
        "(row.cells[arguments[1]].dataset.value ?? row.cells[arguments[1]].textContent).trim())",
        table,
        place,
    )


def head(browser: Any, table: str, place: int) -> Any:
    return browser.execute_script(
        "return document.querySelector(arguments[0]).tHead.rows[0].cells[arguments[1]]", table, place
    )


@pytest.mark.parametrize("name", ["full", "bare", "hostile"])
def test_no_page_says_a_word_or_asks_for_anything(browser: Any, folder: Path, name: str):
    pages = sorted((folder / name).rglob("*.html"))
    assert len(pages) == {"full": 7, "bare": 1, "hostile": 2}[name]
    for page in pages:
        assert opened(browser, page) == ([], [page.as_uri()])


def test_a_page_that_speaks_and_asks_is_found_out(browser: Any, tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("<script>console.error('x')</script><img src='http://127.0.0.1:9/a.png'>", "utf-8")
    messages, asked = opened(browser, page)
    assert any("x" in message for message in messages)
    assert "http://127.0.0.1:9/a.png" in asked


def test_the_policy_holds_against_what_gets_onto_the_page(browser: Any, folder: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    planted = "<script>document.title = 'owned'</script><img src='http://127.0.0.1:9/a.png'></main>"
    shown = (folder / "full" / "report.html").read_text("utf-8")
    page.write_text(shown.replace("</main>", planted), "utf-8")
    messages, _ = opened(browser, page)
    assert browser.title != "owned"
    assert sum("Content Security Policy" in message for message in messages) == 2


SLICES = "section[aria-labelledby=slices] table"


def test_a_click_on_a_head_sorts_by_its_numbers(browser: Any, folder: Path):
    opened(browser, folder / "full" / "report.html")
    given = [float(value) for value in column(browser, SLICES, 3)]
    for order, reverse in (("ascending", False), ("descending", True), ("ascending", False)):
        head(browser, SLICES, 3).find_element("tag name", "button").click()
        assert head(browser, SLICES, 3).get_attribute("aria-sort") == order
        assert [float(value) for value in column(browser, SLICES, 3)] == sorted(given, reverse=reverse)
    assert given != sorted(given)


def test_the_keyboard_sorts_by_words_and_one_column_at_a_time(browser: Any, folder: Path):
    opened(browser, folder / "full" / "report.html")
    head(browser, SLICES, 5).find_element("tag name", "button").click()
    head(browser, SLICES, 1).find_element("tag name", "button").send_keys("\ue007")
    fields = column(browser, SLICES, 1)
    assert fields == sorted(fields)
    assert head(browser, SLICES, 5).get_attribute("aria-sort") is None


def test_rows_without_a_value_stay_last(browser: Any, folder: Path):
    opened(browser, folder / "full" / "report.html")
    table = "section[aria-labelledby=ladder] table"
    for order in ("-0.073 0.004", "0.004 -0.073"):
        head(browser, table, 2).find_element("tag name", "button").click()
        assert " ".join(column(browser, table, 2)).strip() == order


def test_the_page_can_be_read_without_its_script(browser: Any, folder: Path):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, folder / "full" / "report.html")
        assert not browser.find_elements("tag name", "button")
        assert "0.073 worse than the best probe" in browser.find_element("tag name", "body").text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize(
    "features", [{"prefers_color_scheme": s} for s in ("light", "dark")] + [{"media": "print"}]
)
def test_all_text_has_contrast(browser: Any, folder: Path, features: dict[str, str]):
    media(browser, **features)
    for name in ("report.html", next((folder / "full" / "examples").iterdir()).relative_to(folder / "full")):
        opened(browser, folder / "full" / name)
        assert browser.execute_script(WEAK) == []
    media(browser)


def test_weak_text_is_found(browser: Any, tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("<body style='background: #fff'><p style='color: #999'>a</p><p>b</p>", "utf-8")
    opened(browser, page)
    assert len(browser.execute_script(WEAK)) == 1


def test_what_exposes_a_model_stands_on_the_first_screen_and_in_red(browser: Any, folder: Path):
    browser.set_window_size(1280, 900)
    opened(browser, folder / "full" / "report.html")
    alarm = browser.find_element("css selector", ".alarm li")
    assert "worse than the best probe" in alarm.text
    assert re.match(r"rgba?\(168, 24, 43", alarm.value_of_css_property("color"))
    lift = browser.find_element("css selector", ".beaten td:last-child")
    for element in (alarm, lift):
        assert element.rect["y"] + element.rect["height"] < 800
    assert lift.text == "-0.073"


@pytest.mark.parametrize("name", ["full", "hostile"])
def test_the_page_fits_a_narrow_screen(browser: Any, folder: Path, name: str):
    screen = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    opened(browser, folder / name / "report.html")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

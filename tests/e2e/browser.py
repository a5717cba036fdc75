"""A real Chromium without a window, as a reader of pages: looks, types, clicks, and keeps what the page asked for.

Runs under /usr/bin/python3, where Debian's python3-selenium is. As root Chromium needs --no-sandbox; it opens pages of
this project only.
"""
import base64
import json
import os
import shutil
import tempfile
import time

for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
    os.environ.pop(name, None)

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
WIDE, MIDDLE, NARROW = (1280, 900), (768, 900), (390, 844)
TALLEST = 3200  # of a picture

# Of every text on the page: the contrast of its colour and what is behind it, as WCAG counts it.
CONTRASTS = """
const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
function behind(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = numbers(getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
}
const found = [];
for (const element of document.querySelectorAll('body *')) {
  const has_text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const is_seen = element.checkVisibility() && !element.closest(':disabled, svg, .hidden, script, style');
  if (!has_text || !is_seen) continue;
  const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
  found.push([(a + 0.05) / (b + 0.05), element.textContent.trim().slice(0, 40)]);
}
return found.sort((x, y) => x[0] - y[0]).slice(0, 3);
"""


def why_not():
    """Nothing if there is a browser to test with."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "python3-selenium is not installed; run scripts/setup, or set INGOT_NO_BROWSER=1"
    missing = [path for path in (CHROMIUM, DRIVER) if not os.access(path, os.X_OK)]
    return f"{', '.join(missing)} not there; run scripts/setup, or set INGOT_NO_BROWSER=1" if missing else None


class Browser:
    def __init__(self):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        self.profile = tempfile.mkdtemp(prefix="ingot-browser-")
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
                     "--disable-background-networking", "--disable-component-update", "--no-first-run",
                     "--hide-scrollbars", f"--user-data-dir={self.profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(DRIVER), options=options)
        self.requested = []
        self.look(*WIDE)

    def close(self):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def look(self, width, height, theme="light"):
        """As on a screen of that size, by a reader who likes that theme."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": theme}]})

    def forget(self):
        """As just begun: nothing is shown, and nothing was asked for or complained of."""
        self.driver.get("about:blank")
        self.complaints()
        self.requests()
        self.requested = []

    def open(self, address):
        self.driver.get(address)

    def js(self, script, *values):
        return self.driver.execute_script(script, *values)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def one(self, selector):
        return self.driver.find_element("css selector", selector)

    def button(self, text):
        return self.driver.find_element("xpath", f'//button[normalize-space()="{text}"]')

    def texts(self, selector):
        """In one step, for the page goes on under our hands."""
        return self.js("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText.trim())", selector)

    def text(self):
        return self.js("return document.body.innerText")

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys
        ActionChains(self.driver).send_keys(*[getattr(Keys, key, key) for key in keys]).perform()

    def until(self, holds, what, patience=60):
        """Waits for a condition; what the page says goes into the failure."""
        deadline = time.monotonic() + patience
        while True:
            value = holds()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {patience} s: {what}\n{self.text()}")
            time.sleep(0.05)

    def sideways(self):
        """By how many pixels the page is wider than its window."""
        return self.js("const e = document.scrollingElement; return e.scrollWidth - e.clientWidth")

    def faint(self):
        """The texts that are hardest to read, with their contrast."""
        return [(round(contrast, 2), text) for contrast, text in self.js(CONTRASTS)]

    def complaints(self):
        return [each["message"] for each in self.driver.get_log("browser") if each["level"] in ("SEVERE", "WARNING")]

    def requests(self):
        """The address of everything asked for so far."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
        return self.requested

    def picture(self, name, whole=True):
        """For people to look at, where INGOT_SCREENSHOTS says."""
        folder = os.environ.get("INGOT_SCREENSHOTS")
        if not folder:
            return
        os.makedirs(folder, exist_ok=True)
        size = self.js("const e = document.scrollingElement; return [e.clientWidth, e.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], TALLEST), "scale": 1}
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip} if whole else {})
        with open(os.path.join(folder, name + ".png"), "wb") as out:
            out.write(base64.b64decode(shot["data"]))

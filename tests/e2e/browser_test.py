"""The pages people look at, in a real browser: a run's own page while it runs and after, its report, bench's report."""
import os
import re
import signal
import subprocess
import unittest
import urllib.error
import urllib.request

from browser import MIDDLE, NARROW, WIDE, Browser, why_not
from world import INGOT, OPENER, WorldTest

HOSTILE = "<img src=x onerror=alert(1)>\u202efdp.bin"
THEMES = ("light", "dark")
# WCAG 2.1, level AA, text of usual size.
READABLE = 4.5
FAULTS = """faults:
  - { name: busy, match: { method: PUT, path: "/object-store/**" }, when: { every: 11 }, do: { status: 503 } }
  - { name: bad, match: { method: POST, path: "/asset-upload-completions" }, when: { every: 9 }, do: { status: 400 } }
"""
# One file's bytes are not taken until the lab is mended: a run that lasts as long as it is looked at.
HOLD = """faults:
  - { name: hold, match: { method: PUT, path: "**onerror**" }, when: { every: 1 }, do: { status: 503, retry_after: 1 } }
"""


class Pages(WorldTest):
    @classmethod
    def setUpClass(cls):
        reason = why_not()
        if reason and os.environ.get("INGOT_NO_BROWSER"):
            raise unittest.SkipTest(reason)
        assert reason is None, reason
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        super().setUp()
        self.browser.forget()

    def assert_looks_well(self, name, whole=True):
        """In both themes and three widths: readable, and nothing sticks out."""
        papers = set()
        for theme in THEMES:
            for size, shape in ((WIDE, "wide"), (MIDDLE, "middle"), (NARROW, "narrow")):
                self.browser.look(*size, theme)
                self.browser.picture(f"{name}-{theme}-{shape}", whole)
                self.assertEqual(self.browser.sideways(), 0, f"{name}, {theme}, {shape}")
                faint = self.browser.faint()
                self.assertGreaterEqual(faint[0][0], READABLE, f"{name}, {theme}, {shape}: {faint}")
            papers.add(self.browser.js("return getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(papers), 2, "a theme of its own for dark readers")
        self.browser.look(*WIDE)


class LivePage(Pages):
    def serve(self, *words):
        """The program, and the address it prints."""
        process = self.start_ingot(*words, "--ui", "127.0.0.1:0", "--ui-stay")
        self.addCleanup(self.end, process)
        said = []
        for line in process.stderr:
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
            if found:
                return process, found.group(0)
        raise AssertionError("no address: " + "".join(said))

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        return process.returncode

    def rows(self):
        return self.browser.texts("table.items td.name")

    def shown(self):
        """What the run's state is said to be."""
        return "".join(self.browser.texts("header .status"))

    def search(self, words):
        self.browser.js("window.scrollTo(0, 0)")
        self.browser.press("/")
        self.browser.press(*words)

    def check_door(self, address):
        origin = address.split("/?")[0]
        for path in ("/", "/api/run", "/api/items", "/metrics"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                OPENER.open(origin + path)
            self.assertEqual(refused.exception.code, 401, path)
            refused.exception.close()

    def check_plots_live(self):
        paths = "return [...document.querySelectorAll('svg.plot path.area')].map((e) => e.getAttribute('d')).join()"
        first = self.browser.until(lambda: self.browser.js(paths), "plots")
        self.browser.until(lambda: self.browser.js(paths) not in ("", first), "plots that move")
        self.browser.until(lambda: self.rows(), "rows")
        self.browser.until(lambda: "onerror" in "".join(self.browser.texts("ul.plain")), "the file that is held up")
        self.browser.picture("run-live-light-wide")
        self.assertIn("why this rate", self.browser.text())
        self.assertTrue(self.shown().startswith("running"), self.shown())

    def check_search_and_filter(self, bad):
        browser = self.browser
        browser.until(lambda: len(self.rows()) == 61, "all rows")
        self.search("onerror")
        browser.until(lambda: len(self.rows()) == 1, "one row by its name")
        self.assertEqual(self.rows()[0], HOSTILE.replace("\u202e", "\\u202e"))
        self.assertEqual(browser.js("return document.querySelectorAll('img').length"), 0, "a name is text")
        browser.js("document.querySelector('#search').select()")
        browser.press("BACKSPACE")
        browser.until(lambda: len(self.rows()) == 61, "all rows again")
        browser.one(".chip[data-outcome=rejected]").click()
        browser.until(lambda: len(self.rows()) == bad, f"{bad} rejected rows")
        self.assertIn("outcome=rejected", browser.js("return location.hash"))

    def check_item(self):
        browser = self.browser
        browser.js("document.querySelector('table.items td.pick input').focus()")
        browser.press("TAB")
        name = browser.js("return document.activeElement.innerText")
        self.assertNotEqual(browser.js("return getComputedStyle(document.activeElement).outlineStyle"), "none")
        browser.press("ENTER")
        browser.until(lambda: browser.texts("dialog .history li"), "a history")
        self.assertEqual(browser.texts("dialog h2"), [name])
        self.assertIn("What to do", browser.texts("dialog")[0])
        self.assertTrue(browser.all("dialog dl time[title$=' UTC']"), "UTC is told when pointed at")
        self.assert_looks_well("item", whole=False)
        browser.press("ESCAPE")
        browser.until(lambda: not browser.all("dialog"), "the panel to close")
        self.assertEqual(browser.js("return document.activeElement.innerText"), name, "focus comes back")

    def mend(self, lab):
        OPENER.open(urllib.request.Request(lab.address + "/__faults", method="DELETE")).read()

    def check_retry(self, bad):
        browser = self.browser
        browser.one("th.pick input").click()
        button = browser.one("#retry")
        self.assertEqual(button.text, f"retry {bad} items")
        button.click()
        browser.until(lambda: f"{bad} items get another try" in browser.texts(".retry [role=status]")[0], "retry")
        browser.until(lambda: self.shown() == "finished, exit code 0", "the end of the retry")
        browser.button("all").click()
        browser.until(lambda: len(self.rows()) == 61, "all rows")
        browser.until(lambda: browser.texts("table.items td[data-label=outcome]") == ["done"] * 61, "all done")

    def test_a_run_is_watched_searched_and_mended(self):
        self.files(60)
        with open(os.path.join(self.drop, HOSTILE), "wb") as out:
            out.write(b"x" * 3000)
        lab = self.lab()
        lab.add_faults(HOLD)
        lab.add_faults(FAULTS)
        with open(self.job(lab.address)) as text:
            job = self.write("job.yaml", text.read().replace("upload: {", "upload: { retries: 20,"))
        process, address = self.serve("run", job)
        self.check_door(address)
        browser = self.browser
        browser.open(address)
        browser.until(lambda: browser.all("main[data-link=live]"), "the page")
        self.assertNotIn("token", browser.driver.current_url)
        self.check_plots_live()
        browser.until(lambda: "refused" in "".join(browser.texts("td.reason")), "what went wrong, as it does")
        self.mend(lab)
        browser.until(lambda: self.shown() == "finished, exit code 5", "the end of the run")
        bad = int(browser.texts("[data-fact=failed] dd")[0])
        self.assertGreater(bad, 1)
        browser.until(lambda: browser.texts("[aria-labelledby=reasons] tbody .number") == [str(bad)], "the reason")
        self.assert_looks_well("run-ended")
        self.check_search_and_filter(bad)
        self.check_item()
        self.check_retry(bad)
        self.assertEqual(self.audit_problems(lab), "")
        self.assertEqual(browser.complaints(), [])
        origin = address.split("/?")[0]
        self.assertGreater(len(browser.requests()), 5)
        self.assertEqual([each for each in browser.requests() if not each.startswith((origin + "/", "data:"))], [])
        self.assertEqual(self.end(process), 0)
        browser.until(lambda: "The program has ended" in browser.text(), "the page to notice")

    def test_a_kept_run_is_shown_and_cannot_be_retried(self):
        self.files(9)
        lab = self.lab()
        lab.add_faults(FAULTS)
        self.expect(5, "run", self.job(lab.address))
        process = self.start_ingot("ui", "--listen", "127.0.0.1:0")
        self.addCleanup(self.end, process)
        browser = self.browser
        browser.open(process.stdout.readline().strip())
        browser.until(lambda: len(self.rows()) == 9, "all rows")
        self.assertEqual(self.shown(), "finished, exit code 5")
        self.assertIn("this run is only shown", browser.text())
        self.assertEqual(browser.all("#retry, table.items input"), [])
        self.assertEqual(browser.complaints(), [])

    def test_a_program_that_dies_is_said_to_be_gone(self):
        self.files(60)
        lab = self.lab()
        lab.add_faults(FAULTS)
        process, address = self.serve("run", self.job(lab.address))
        browser = self.browser
        browser.open(address)
        browser.until(lambda: browser.all("main[data-link=live]"), "the page")
        process.kill()
        browser.until(lambda: "Disconnected" in browser.text(), "the page to notice")
        self.assertTrue(browser.all("main"), "what was known stays")


class WrittenPages(Pages):
    def look_at(self, name, path):
        browser = self.browser
        browser.open("file://" + path)
        self.assert_looks_well(name)
        self.assertEqual(browser.complaints(), [])

    def test_a_report_of_a_run_is_readable(self):
        self.files(30)
        with open(os.path.join(self.drop, HOSTILE), "wb") as out:
            out.write(b"x" * 3000)
        lab = self.lab()
        lab.add_faults(FAULTS)
        page = os.path.join(self.folder, "run.html")
        self.expect(5, "run", self.job(lab.address, f"report: {{ html: {page} }}\n"))
        self.look_at("report", page)
        rows = len(self.browser.all("#failed tbody tr"))
        self.assertGreater(rows, 0)
        self.browser.one("#words").send_keys("nothing is called so")
        self.assertEqual(self.browser.texts("#shown"), [f"0 of {rows} shown"])

    def test_a_report_of_bench_is_readable(self):
        page = os.path.join(self.folder, "bench.html")
        done = subprocess.run(
            [INGOT, "bench", "upload", "--size", "16MiB", "--part-sizes", "8MiB,16MiB", "--in-flight", "2,4",
             "--budget", "3s", "--tls", "off", "--html", page, "--quiet"],
            capture_output=True, text=True, timeout=60, env={**os.environ, "TMPDIR": self.folder})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.look_at("bench", page)


if __name__ == "__main__":
    unittest.main()

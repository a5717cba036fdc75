"""What is installed is enough to write, build and test a plugin: a new project and both examples are built against an
installation that was moved, in folders of their own; then the Debian packages. Nothing here sees the source tree but
the examples, which are copied."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.environ["INGOT_BUILD"]
SOURCE = os.environ["INGOT_SOURCE"]
NAME = "north-2-dam"  # a dash and a digit: every spelling of the name differs


def run(*command, code=0, env=None, **kwargs):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300,
                          env={**os.environ, **(env or {})}, **kwargs)
    if code is not None and done.returncode != code:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def content(path):
    with open(path, "rb") as file:
        return file.read()


def files_below(folder):
    return [os.path.join(base, name) for base, _, names in os.walk(folder) for name in names]


class Sdk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.mkdtemp(prefix="ingot-sdk-")
        run("cmake", "--install", BUILD, "--prefix", cls.path("first"))
        os.rename(cls.path("first"), cls.path("prefix"))
        cls.ingot = cls.path("prefix", "bin", "ingot")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.place, ignore_errors=True)

    @classmethod
    def path(cls, *names):
        return os.path.join(cls.place, *names)

    def cmake(self, source, *settings, code=0, prefix=None):
        """Configures into source/build; a compiler cache finds what an earlier run of this test compiled."""
        cache = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which(
            "ccache") else []
        return run("cmake", "-G", "Ninja", "-S", source, "-B", os.path.join(source, "build"), "-DCMAKE_BUILD_TYPE=Debug",
                   f"-DCMAKE_PREFIX_PATH={prefix or self.path('prefix')}", *cache, *settings, code=code)

    def build(self, source):
        self.cmake(source)
        run("cmake", "--build", os.path.join(source, "build"), "-j", "2",
            env={"CCACHE_BASEDIR": self.place, "CCACHE_NOHASHDIR": "1"})

    def example(self, name):
        return shutil.copytree(os.path.join(SOURCE, "examples", name), self.path(name),
                               ignore=shutil.ignore_patterns("build"))

    def run_puts(self, job, plugins):
        """An example's job against the store of the examples; one file is refused."""
        drop, store = (tempfile.mkdtemp(dir=self.place) for _ in range(2))
        for name, size in {"a/ü b%.bin": 300_000, "empty": 0, "refused.txt": 5}.items():
            os.makedirs(os.path.dirname(os.path.join(drop, name)), exist_ok=True)
            with open(os.path.join(drop, name), "wb") as out:
                out.write(os.urandom(size))
        port_file = os.path.join(store + ".port")
        server = subprocess.Popen([sys.executable, "-B", os.path.join(SOURCE, "examples/put_server.py"), "--store", store,
                                   "--port-file", port_file, "--refuse", "refused"], stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        deadline = time.monotonic() + 20
        while not os.path.exists(port_file):
            self.assertLess(time.monotonic(), deadline, "the store does not answer")
            time.sleep(0.02)
        done = run(self.ingot, "run", job, "-p", f"drop={drop}", "-p",
                   "address=http://127.0.0.1:" + content(port_file).decode().strip(), "--plugin-path", plugins, "--state",
                   store + ".state", code=5, env={"no_proxy": "127.0.0.1"})
        self.assertIn("2 done", done.stdout)
        self.assertIn("1 rejected", done.stdout)
        kept = {os.path.relpath(path, store): content(path) for path in files_below(store)}
        self.assertEqual(kept, {name: content(os.path.join(drop, name)) for name in ("a/ü b%.bin", "empty")})

    def test_a_new_project_builds_and_passes_its_tests(self):
        project = self.path("project")
        run(self.ingot, "plugin", "new", NAME, "--dir", project)
        left = [path for path in files_below(project)
                if b"acme" in content(path).lower() or "acme" in os.path.relpath(path, project)]
        self.assertEqual(left, [])
        self.build(project)
        tested = run("ctest", "--test-dir", os.path.join(project, "build"), "--output-on-failure").stdout
        for name in ("unit", "transcripts", "job"):
            self.assertRegex(tested, rf"{name} \.+ +Passed")
        # Installed into a prefix with an ingot, the job and the lab need no folders any more.
        prefix = shutil.copytree(self.path("prefix"), self.path("prefix of its user"))
        run("cmake", "--install", os.path.join(project, "build"), "--prefix", prefix)
        ingot = os.path.join(prefix, "bin", "ingot")
        told = json.loads(run(ingot, "plugin", "describe", NAME, "--output", "json").stdout)
        self.assertTrue(told["found_by_name"])
        self.assertIn("usage: ", run(ingot, "lab", NAME, "--help").stdout)
        self.assertIn(f"a plugin of this name is installed: {prefix}",
                      run(ingot, "plugin", "new", NAME, "--dir", self.path("other")).stderr)

    def test_a_new_project_is_the_template_and_nothing_is_written_over(self):
        done = run(self.ingot, "plugin", "new", "acme", "--output", "json", cwd=self.place)
        told = json.loads(done.stdout)
        self.assertEqual(told["folder"], "acme")
        template = os.path.join(SOURCE, "sdk", "template")
        self.assertEqual({name: content(self.path("acme", name)) for name in told["files"]},
                         {os.path.relpath(path, template): content(path) for path in files_below(template)})
        # What it asks for is what it came with.
        version = run(self.ingot, "version").stdout.split()[1]
        self.assertIn(f"INGOT_VERSION: {version}\n", content(self.path("acme/.github/workflows/ci.yml")).decode())
        self.assertIn(f"find_package(Ingot {version.rsplit('.', 1)[0]} ", content(self.path("acme/CMakeLists.txt")).decode())
        self.assertIn("is there already", run(self.ingot, "plugin", "new", "acme", cwd=self.place, code=2).stderr)
        self.assertIn("no name of a plugin", run(self.ingot, "plugin", "new", "No", cwd=self.place, code=2).stderr)

    def test_a_plugin_in_plain_c(self):
        project = self.example("c-plugin")
        self.build(project)
        plugins = os.path.join(project, "build/lib/ingot/plugins")
        run("ctest", "--test-dir", os.path.join(project, "build"), "--output-on-failure")
        self.run_puts(os.path.join(project, "job.yaml"), plugins)
        self.check_replay(os.path.join(plugins, "ingot-c-put.so"), os.path.join(project, "transcripts/transfer.jsonl"))

    def check_replay(self, library, transcript):
        """A transcript that says something else: shown, then brought up to date."""
        recorded = content(transcript).decode()
        changed = self.path("changed.jsonl")
        with open(changed, "w") as out:
            out.write(recorded.replace('"message":"put: HTTP 413"', '"message":"too large"'))
        done = run(self.ingot, "plugin", "replay", library, changed, code=12)
        for line in ("step 4 at", '\n- {"action":"item"', '\n+ {"action":"item"'):
            self.assertIn(line, done.stdout)
        told = json.loads(run(self.ingot, "plugin", "replay", library, changed, "--output", "json", code=12).stdout)
        self.assertEqual([(each["operation"], each["steps"], each["same"]) for each in told], [("transfer", 5, False)])
        run(self.ingot, "plugin", "replay", library, changed, "--update")
        self.assertEqual(content(changed).decode(), recorded)
        with open(changed, "w") as out:
            out.write(recorded.replace('"vendor":"c-put"', '"vendor":"other"'))
        self.assertIn("is of the plugin `other`", run(self.ingot, "plugin", "replay", library, changed, code=2).stderr)

    @unittest.skipUnless(shutil.which("rustc"), "there is no rustc")
    def test_a_plugin_in_rust(self):
        project = self.example("rust-plugin")
        run(os.path.join(project, "build.sh"))
        library = os.path.join(project, "build/ingot-rust-put.so")
        told = json.loads(run(self.ingot, "plugin", "describe", library, "--output", "json").stdout)
        self.assertEqual(told["exports"], ["ingot_plugin_query"])
        transcripts = files_below(os.path.join(project, "transcripts"))
        self.assertEqual(run(self.ingot, "plugin", "replay", library, *transcripts).stdout.count("same "), len(transcripts))
        self.run_puts(os.path.join(project, "job.yaml"), os.path.dirname(library))

    def test_nothing_that_is_installed_knows_where_it_was_built(self):
        for path in files_below(self.path("prefix")):
            text = content(path)
            for place in (BUILD, SOURCE, self.path("first")):
                self.assertNotIn(place.encode(), text, path)
            if text.startswith(b"\x7fELF"):
                self.assertNotRegex(run("readelf", "-d", path).stdout, r"\((RPATH|RUNPATH)\)", path)
        listed = json.loads(run(self.ingot, "plugins", "--output", "json").stdout)
        self.assertTrue(listed)
        for each in listed:
            self.assertTrue(each["path"].startswith(self.path("prefix")), each)
            self.assertIn("usage: ", run(self.ingot, "lab", each["name"], "--help").stdout)

    def test_describe_says_what_a_file_is(self):
        library = self.path("prefix", "lib/ingot/plugins/ingot-dash.so")
        told = json.loads(run(self.ingot, "plugin", "describe", "dash", "--output", "json").stdout)
        with open(os.path.join(SOURCE, "plugins/dash/manifest.json")) as manifest:
            self.assertEqual(told["manifest"], json.load(manifest))
        self.assertEqual(told["sha256"], hashlib.sha256(content(library)).hexdigest())
        self.assertEqual((told["path"], told["size"], told["isolated"]), (library, os.path.getsize(library), False))
        self.assertIn("libPocoFoundation", " ".join(told["needs"]))
        text = run(self.ingot, "plugin", "describe", library).stdout
        self.assertRegex(text, r"oauth\.client_secret +in body; to the host of oauth\.token_url")
        self.assertRegex(text, r"oauth\.client_id +text, required; ")
        self.assertIn("no plugin", run(self.ingot, "plugin", "describe", "/proc/self/exe", code=4).stderr)  # itself
        # A copy elsewhere runs in a process of its own, and not at all where others may write.
        os.mkdir(self.path("elsewhere"))
        copy = shutil.copy(library, self.path("elsewhere"))
        told = json.loads(run(self.ingot, "plugin", "describe", copy, "--output", "json").stdout)
        self.assertEqual((told["isolated"], told["shadowed_by"]), (True, library))
        os.chmod(copy, 0o666)
        self.assertIn("refused: ", run(self.ingot, "plugin", "describe", copy, code=4).stdout)
        self.assertEqual(run(self.ingot, "plugin", "describe", "dsh", code=2).stderr.count("did you mean `dash`"), 1)

    def test_pkg_config_is_enough_for_a_plugin_without_cmake(self):
        env = {"PKG_CONFIG_PATH": self.path("prefix", "lib", "pkgconfig")}
        told = {name: run("pkg-config", f"--variable={name}", "ingot-sdk", env=env).stdout.strip()
                for name in ("manifest_note", "version_script", "plugindir")}
        self.assertTrue(os.path.samefile(told["plugindir"], self.path("prefix/lib/ingot/plugins")))
        flags = run("pkg-config", "--cflags", "ingot-sdk", env=env).stdout.split()
        source = os.path.join(SOURCE, "examples", "c-plugin")
        library = self.path("by-hand.so")
        run("cc", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden", *flags, "-o", library,
            *(os.path.join(source, "src", name) for name in ("config.c", "plugin.c", "record.c")), told["manifest_note"],
            f'-DINGOT_MANIFEST_FILE="{source}/manifest.json"', "-Wl,-z,defs", "-Wl,--version-script=" + told["version_script"])
        told = json.loads(run(self.ingot, "plugin", "describe", library, "--output", "json").stdout)
        self.assertEqual((told["name"], told["exports"]), ("c-put", ["ingot_plugin_query"]))

    def project(self, name, languages, lines):
        os.makedirs(self.path(name))
        with open(self.path(name, "CMakeLists.txt"), "w") as out:
            out.write(f"cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES {languages})\n{lines}\n")
        return self.path(name)

    def test_find_package_refuses_what_is_not_there(self):
        table = (("newer", "NONE", "find_package(Ingot 0.2 REQUIRED)", "version: 0.1.0"),
                 ("older", "NONE", "find_package(Ingot 0.0.9 REQUIRED)", "version: 0.1.0"),
                 ("part", "NONE", "find_package(Ingot 0.1 REQUIRED COMPONENTS sdk checker)", "checker"),
                 ("no C", "NONE", "find_package(Ingot 0.1 REQUIRED COMPONENTS sdk)\n"
                  "ingot_add_plugin(x SOURCES a.cpp MANIFEST m.json)", "needs C"))
        for name, languages, lines, why in table:
            with self.subTest(name):
                told = self.cmake(self.project(name, languages, lines), code=1).stderr
                self.assertIn(why, re.sub(r"\s+", " ", told))

    def test_the_debian_packages(self):
        run("cpack", "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-G", "DEB", "-B", self.path("debs"))
        packages = {}
        for path in sorted(os.listdir(self.path("debs"))):
            if path.endswith(".deb"):
                packages[path.split("_")[0]] = self.path("debs", path)
        self.assertEqual(sorted(packages), ["ingot", "ingot-dev"])
        wanted = {"ingot": ["bin/ingot", "lib/ingot/plugins/ingot-dash.so", "libexec/ingot/ingot-lab-dash"],
                  "ingot-dev": ["include/ingot/plugin.h", "include/ingot/kit/call.hpp", "include/ingot/testkit/fake_host.hpp",
                                "include/ingot/lab/server.hpp", "lib/libingot_kit.a", "lib/libingot_lab.a",
                                "lib/cmake/Ingot/IngotConfig.cmake", "lib/pkgconfig/ingot-sdk.pc",
                                "share/ingot/template/CMakeLists.txt", "share/doc/ingot-dev/examples/c-plugin/src/plugin.c"]}
        listed = {}
        for name, package in packages.items():
            listed[name] = {line.split()[-1] for line in run("dpkg-deb", "-c", package).stdout.splitlines()
                            if not line.endswith("/")}
            for each in wanted[name]:
                self.assertIn(f"./usr/{each}", listed[name])
            run("dpkg", "-x", package, self.path("root"))
        self.assertEqual(listed["ingot"] & listed["ingot-dev"], set())
        depends = {name: run("dpkg-deb", "-f", package, "Depends").stdout for name, package in packages.items()}
        for library in ("libc6", "libstdc++6", "libssl3", "libpocofoundation80", "libsqlite3-0", "libyaml-cpp0.7"):
            self.assertIn(library, depends["ingot"])
        ingot = self.path("root/usr/bin/ingot")
        self.assertIn(f"ingot (= {run(ingot, 'version').stdout.split()[1]})", depends["ingot-dev"])
        self.assertIn("dash", run(ingot, "plugins").stdout)
        run(ingot, "plugin", "new", "acme", "--dir", self.path("from the package"))
        self.cmake(self.path("from the package"), "-DBUILD_TESTING=OFF", prefix=self.path("root/usr"))


if __name__ == "__main__":
    unittest.main()

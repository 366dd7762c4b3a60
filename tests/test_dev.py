"""dev.py as a newcomer meets it: in a folder with a space and Chinese characters, or when something lacks."""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.application import NAMES

ROOT = Path(__file__).parents[1]
ODD = "融桥 a new clone"
ECHO = "import os, sys; print(sys.argv[1:], os.path.basename(os.getcwd()))"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A bare clone of a project without requirements."""
    folder = tmp_path_factory.mktemp("dev") / ODD
    (folder / "search").mkdir(parents=True)
    shutil.copy(ROOT / "dev.py", folder)
    (folder / "search" / "__main__.py").write_text(ECHO)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).touch()
    return folder


@pytest.fixture(scope="module")
def first(clone):
    """Its first start, which makes .venv."""
    return dev(clone, "evaluate", "想借 20万")


def dev(folder, *arguments, before="", cwd=None, **environment):
    """Run the folder's dev.py; `before` is Python that makes this Python lack something."""
    code = f"import runpy, sys\n{before}\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    start = f"import sys; sys.argv = sys.argv[1:]; exec({code!r})"
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    return subprocess.run(
        [sys.executable, "-c", start, str(folder / "dev.py"), *arguments],
        cwd=cwd or folder,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def test_the_first_start_makes_the_environment_and_keeps_stdout_for_the_result(first):
    assert first.returncode == 0, first.stderr
    assert first.stdout == f"['evaluate', '想借 20万'] {ODD}\n"
    assert "Making .venv" in first.stderr


def test_the_second_start_installs_nothing(clone, first):
    started = time.monotonic()
    done = dev(clone, "evaluate", "--out", "a file")
    assert (done.stdout, done.stderr) == (f"['evaluate', '--out', 'a file'] {ODD}\n", "")
    assert time.monotonic() - started < 3


def test_relative_paths_are_those_of_the_user(clone, first, tmp_path):
    done = dev(clone, "match", "--products=p.json", cwd=tmp_path)
    assert done.stdout == f"['match', '--products=p.json'] {tmp_path.name}\n"


def test_changed_requirements_are_installed_once(clone, first):
    (clone / "requirements.txt").write_text("# another line\n")
    assert "Installing requirements.txt" in dev(clone, "evaluate").stderr
    assert dev(clone, "evaluate").stderr == ""


def test_a_failed_installation_says_what_to_do_and_is_tried_again(clone, first):
    kept = (clone / "requirements.txt").read_text()
    (clone / "requirements.txt").write_text("no-such-package-of-anybody==1\n")
    for _ in range(2):
        done = dev(clone, "evaluate", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
        assert (done.returncode, done.stdout) == (1, "")
        assert "check the network" in done.stderr
        assert "请检查网络" in done.stderr
        assert "Traceback" not in done.stderr
    (clone / "requirements.txt").write_text(kept)


@pytest.mark.parametrize(
    ("before", "english", "chinese"),
    [
        ("sys.modules['ensurepip'] = None", "sudo apt-get install python3.", "缺少 venv 模块"),
        ("sys.modules['venv'] = None", "sudo apt-get install python3.", "缺少 venv 模块"),
        ("sys.version_info = (3, 9, 18)", "needs Python 3.11 or newer and this is 3.9", "更新的版本"),
    ],
)
def test_what_is_missing_is_named(tmp_path, before, english, chinese):
    shutil.copy(ROOT / "dev.py", tmp_path)
    done = dev(tmp_path, "run", before=before)
    assert (done.returncode, done.stdout) == (1, "")
    assert english in done.stderr
    assert chinese in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_without_arguments_it_explains_itself(tmp_path):
    assert dev(ROOT).returncode == 2
    assert "python3 dev.py run" in dev(ROOT, "--help").stdout


@pytest.fixture
def module(tmp_path, monkeypatch):
    """dev.py as a module."""
    spec = importlib.util.spec_from_file_location("dev_for_tests", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_windows_is_sent_to_wsl(module, monkeypatch):
    monkeypatch.setattr(module, "os", SimpleNamespace(name="nt"))
    with pytest.raises(module.Problem, match="use WSL"):
        module.check_python()


def test_a_taken_port_gives_the_next_free_one(module, capsys):
    with listening() as port:
        assert port < module.free_port(str(port)) < port + module.PORTS_TRIED
    assert f"Port {port} is taken" in capsys.readouterr().err


@pytest.mark.parametrize("wanted", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_named(module, wanted):
    with pytest.raises(module.Problem, match="PORT is"):
        module.free_port(wanted)


def test_when_no_port_is_free_it_says_so(module, monkeypatch):
    monkeypatch.setattr(module, "can_bind", lambda port: False)
    with pytest.raises(module.Problem, match="name a free one"):
        module.free_port("8000")


def test_keys_are_made_once_for_the_owner_alone(module, tmp_path):
    first = module.site_keys(tmp_path)
    assert set(first) == {"SECRET_KEY", "PORTAL_FIELD_KEYS", "LEDGER_KEY"}
    assert (tmp_path / "dev.env").stat().st_mode & 0o777 == 0o600
    assert module.site_keys(tmp_path) == first
    (tmp_path / "dev.env").write_text(f"SECRET_KEY={first['SECRET_KEY']}\n")
    assert module.site_keys(tmp_path)["SECRET_KEY"] == first["SECRET_KEY"]
    assert len(module.site_keys(tmp_path)) == 3


def test_a_configured_site_is_left_as_it_is(module, tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "the site's own")
    assert "DEMO" not in module.site_environment()
    assert not (tmp_path / "dev.env").exists()
    monkeypatch.delenv("SECRET_KEY")
    assert module.site_environment()["DEMO"] == "1"
    monkeypatch.setenv("DEMO", "")
    assert module.site_environment()["DEMO"] == ""


def test_what_was_prepared_is_not_prepared_again(module, tmp_path, monkeypatch):
    environment = {"PORTAL_DATA_DIR": str(tmp_path), "DEMO": "1"}
    assert module.state_of(environment) == ""
    (tmp_path / "portal.db").touch()
    known = module.state_of(environment)
    (tmp_path / "prepared").write_text(f"{known}\nthe accounts\nof the demo\n")
    monkeypatch.setattr(module, "flask", lambda command: [sys.executable, "-c", f"print('did {command}')"])
    assert module.prepare(environment) == "the accounts\nof the demo\n"
    (tmp_path / "another").touch()
    (tmp_path / "another").rename(tmp_path / "portal.db")
    assert module.prepare(environment) == "did prepare\n"
    assert module.prepare(environment | {"DATABASE_URL": "postgresql:///x"}) == "did prepare\n"


@pytest.fixture
def real_clone(tmp_path, module):
    """This project under an odd name, with the packages that run the suite for its .venv."""
    folder = tmp_path / ODD
    folder.mkdir()
    shutil.copy(ROOT / "dev.py", folder)
    for name in ("portal", "search", "templates", "static", "migrations", "wsgi.py", module.RUN, module.TEST):
        (folder / name).symlink_to(ROOT / name)
    venv = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    packages = next(venv.glob("lib/python3*/site-packages"))
    (packages / "pip").mkdir()
    (packages / "shared.pth").write_text(str(Path(pytest.__file__).parents[1]))
    (venv / f"installed-{module.RUN}").write_text(module.fingerprint(module.RUN))
    return folder


def test_run_serves_until_it_is_told_to_stop(real_clone):
    with listening() as taken:
        process = start_run(real_clone, taken)
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), process.stderr.read()
            assert status_of(f"{address}healthz") == 200
            assert f":{taken}/" not in address
        finally:
            process.send_signal(signal.SIGTERM)
            _, words = process.communicate(timeout=30)
    assert process.returncode == 0, words
    assert f"Port {taken} is taken" in words
    assert (real_clone / "data" / "dev.env").exists()
    assert status_of(f"{address}healthz") is None


def test_run_ends_when_the_worker_does(real_clone):
    data = real_clone / "data"
    data.mkdir()
    with (data / "worker.lock").open("w") as lock, listening() as taken:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = start_run(real_clone, taken)
        _, words = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The worker ended by itself" in words
    assert "worker 进程意外结束" in words


def start_run(folder, port):
    """A site without demo data: seeding is the demo's own affair."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    return subprocess.Popen(
        [sys.executable, folder / "dev.py", "run"],
        cwd=folder.parent,
        env=clean | {"PORT": str(port), "DEMO": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def listening():
    """A port somebody else has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def status_of(url):
    """The answer's status; None when nobody answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None

#!/usr/bin/env python3
"""Set up and drive Rongqiao from a bare clone, with nothing but Python 3.11 or newer.

    python3 dev.py run                      the site with demo data on http://127.0.0.1:8000 (or PORT)
    python3 dev.py test [pytest arguments]  the whole suite, on SQLite and PostgreSQL
    python3 dev.py evaluate|match|understand …   the matching service by itself
    python3 dev.py bench [NAME] [--json]    figures, measured on this machine
    python3 dev.py <command>                any command of the portal: worker, reindex, seed-demo …

The first start makes .venv and installs the requirements. stdout carries only a command's result; everything
said here goes to stderr. Standard library only, and no syntax that would keep an older Python from reading
the sentence about its age.
"""

import base64
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
RUN = "requirements.txt"
TEST = "requirements-dev.txt"
WHOLE_SUITE = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]  # a module's site is made once
ANSWERING = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
KEYS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "PORTAL_FIELD_KEYS": lambda: "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    "LEDGER_KEY": lambda: secrets.token_urlsafe(48),
}
PORTS_TRIED = 20
READY_WITHIN = 60  # seconds until the server must answer
STOP_WITHIN = 10  # seconds until a process that ignores SIGTERM is killed


class Problem(Exception):
    """Something the reader can mend: one sentence in English, the same in Chinese."""


def main(arguments):
    """Do one command; the exit code is the command's own."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__, file=sys.stdout if arguments else sys.stderr)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    check_python()
    if command == "test":
        install(RUN, TEST)
        return call([PYTHON, "-m", "pytest", *(rest or WHOLE_SUITE)], dict(os.environ), folder=ROOT)
    if command == "bench":
        install(RUN, TEST)
        return call([PYTHON, "-m", "bench", *rest], {**os.environ, "PYTHONPATH": str(ROOT)})
    install(RUN)
    if command == "run":
        return run()
    from_files = any(word.startswith("--products") for word in rest)
    if command in ("evaluate", "understand") or (command == "match" and from_files):
        return call([PYTHON, "-m", "search", *arguments], {**os.environ, "PYTHONPATH": str(ROOT)})
    return call(flask(*arguments), site_environment())


# The environment


def check_python():
    if os.name != "posix":
        raise Problem(
            "Rongqiao runs on Linux and macOS; on Windows use WSL and run the same command there.",
            "融桥在 Linux 与 macOS 上运行；Windows 请在 WSL 里运行同一条命令。",
        )
    if sys.version_info < OLDEST:
        raise Problem(
            f"Rongqiao needs Python {dotted(OLDEST)} or newer and this is {dotted(sys.version_info)}: "
            "install one and run it with that, for example python3.12 dev.py run",
            f"需要 Python {dotted(OLDEST)} 或更新的版本，请安装后用它运行，例如 python3.12 dev.py run",
        )


def dotted(version):
    return ".".join(str(part) for part in version[:2])


def install(*files):
    """Make .venv and install what these files list, unless they are as they were the last time."""
    if not usable():
        make_venv()
    stale = [name for name in files if not installed(name)]
    if not stale:
        return
    say("Installing " + " and ".join(stale) + " into .venv (a minute or two, the first time only) …")
    wanted = [part for name in stale for part in ("-r", str(ROOT / name))]
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *wanted]
    if subprocess.run(pip, stdout=sys.stderr, check=False).returncode:
        raise Problem(
            "The packages could not be installed (pip says why above): check the network, or name a "
            "reachable package index in PIP_INDEX_URL or a proxy in HTTPS_PROXY, then run the same command "
            "again.",
            "依赖没有装上（原因见上面 pip 的输出）：请检查网络，或用 PIP_INDEX_URL 指定可用的镜像、"
            "用 HTTPS_PROXY 指定代理，然后重新运行同一条命令。",
        )
    for name in stale:
        stamp(name).write_text(fingerprint(name))


def usable():
    """Whether .venv was made by a Python of this version, which is still there, and has pip."""
    packages = VENV / "lib" / f"python{dotted(sys.version_info)}" / "site-packages"
    return Path(PYTHON).exists() and (packages / "pip").is_dir()


def make_venv():
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Problem(
            "This Python lacks the venv module: install it (Debian, Ubuntu: sudo apt-get install "
            f"python{dotted(sys.version_info)}-venv) and run the same command again.",
            "这个 Python 缺少 venv 模块：请先安装（Debian、Ubuntu：sudo apt-get install "
            f"python{dotted(sys.version_info)}-venv），再运行同一条命令。",
        )
    say("Making .venv …")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=sys.stderr, check=False
    )
    if made.returncode or not usable():
        shutil.rmtree(VENV, ignore_errors=True)
        raise Problem(
            f"The folder .venv could not be made in {ROOT}: see the lines above, check that the folder can "
            "be written and the disk is not full, then run the same command again.",
            f"无法在 {ROOT} 里建立 .venv：请看上面的输出，确认目录可写、磁盘未满，再运行同一条命令。",
        )


def stamp(name):
    return VENV / f"installed-{name}"


def installed(name):
    return stamp(name).exists() and stamp(name).read_text() == fingerprint(name)


def fingerprint(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


# The site


def run():
    """Migrate, seed, then serve until Ctrl-C, SIGTERM, or the end of either process."""
    port = free_port(os.environ.get("PORT") or "8000")
    address = f"http://127.0.0.1:{port}"
    environment = site_environment(always=True)
    environment.setdefault("PUBLIC_URL", address)
    accounts = prepare(environment)
    children = {}
    try:
        children["worker"] = start(flask("worker"), environment)
        children["server"] = start(server(port), environment)
        await_answer(address, children)
        print(f"{address}/\n\n{accounts}", flush=True)
        say("Ctrl-C stops the site.　按 Ctrl-C 停止。")
        return watch(children)
    finally:
        stop(children.values())


def prepare(environment):
    """Migrate the database and fill an empty one; the list of demo accounts, for when the site answers.

    What was prepared today by this very code is not prepared again: that halves the time of a second start.
    """
    note = Path(environment["PORTAL_DATA_DIR"]) / "prepared"
    before = note.read_text().partition("\n") if note.exists() else ("", "", "")
    if before[0] and before[0] == state_of(environment):
        return before[2]
    done = subprocess.run(
        flask("prepare"), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise Problem(
            "The database could not be prepared: mend the reason given above, then run the same command "
            "again.",
            "数据库没有准备好：请先解决上面说的原因，再运行同一条命令。",
        )
    note.write_text(f"{state_of(environment)}\n{done.stdout}")
    return done.stdout


def state_of(environment):
    """What preparing depends on: the code, the database file, the day; empty when there is no such file."""
    database = Path(environment["PORTAL_DATA_DIR"]) / "portal.db"
    if environment.get("DATABASE_URL") or not database.exists():
        return ""
    code = [path for part in ("portal", "search", "migrations") for path in (ROOT / part).rglob("*.py")]
    newest = max(path.stat().st_mtime_ns for path in code)
    return f"{newest} {len(code)} {database.stat().st_ino} {time.strftime('%Y-%m-%d')} {environment['DEMO']}"


def server(port):
    """As gunicorn.conf.py says; but the workers share what is imported once, for nobody reloads them."""
    return [PYTHON, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--preload"]


def free_port(wanted):
    """The wanted port or the next one that is free."""
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise Problem(
            f"PORT is {wanted!r}: give a number from 1 to 65535, for example PORT=8080.",
            f"PORT 的值 {wanted!r} 不对：请给 1 到 65535 之间的数字，例如 PORT=8080。",
        )
    first = int(wanted)
    last = min(first + PORTS_TRIED - 1, 65535)
    for port in range(first, last + 1):
        if can_bind(port):
            if port != first:
                say(f"Port {first} is taken, so the site uses {port}.　端口 {first} 已被占用，改用 {port}。")
            return port
    raise Problem(
        f"Ports {first} to {last} are all taken: name a free one, for example PORT=9000 python3 dev.py run",
        f"{first}–{last} 的端口都被占用：请指定一个空闲端口，例如 PORT=9000 python3 dev.py run",
    )


def can_bind(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def site_environment(always=False):
    """The environment of the portal: the given one, completed for a demonstration on this machine.

    A SECRET_KEY in it means a configured site, to which only `run` still adds. An empty value counts as not
    given, except DEMO's: `DEMO= python3 dev.py run` is a site without demo data.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if environment.get("SECRET_KEY") and not always:
        return environment
    folder = Path(environment.get("PORTAL_DATA_DIR") or ROOT / "data").absolute()
    defaults = {**site_keys(folder), "DEMO": "1"}
    given = {name: value for name, value in environment.items() if value or name == "DEMO"}
    return {**defaults, **given, "PORTAL_DATA_DIR": str(folder)}


def site_keys(folder):
    """The keys of a site on this machine: made once, kept in dev.env, for its owner's eyes only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "dev.env"
    lines = path.read_text().splitlines() if path.exists() else []
    keys = dict(line.split("=", 1) for line in lines if "=" in line)
    missing = [name for name in KEYS if not keys.get(name)]
    if missing:
        keys.update((name, KEYS[name]()) for name in missing)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in keys.items())
    return keys


# Processes


def flask(*arguments):
    return [PYTHON, "-m", "flask", "--app", str(ROOT / "wsgi.py"), *arguments]


def call(command, environment, folder=None):
    """Run a command to its end, by default where the user stands; its exit code."""
    process = subprocess.Popen(command, cwd=folder, env=environment)
    while True:
        try:
            code = process.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:
            continue  # the terminal sent it to the command too, which ends in its own way
        except Stopped:
            process.terminate()


def start(command, environment):
    """Start a process that Ctrl-C in the terminal reaches only through us, and that does not outlive us."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def die_with_parent():
    """On Linux the kernel ends a child whose parent was killed outright; a stray worker locks the index."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def await_answer(address, children):
    """Return as soon as the server answers anything at all."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        check_alive(children)
        try:
            return ANSWERING.open(f"{address}/healthz", timeout=5).close()
        except urllib.error.HTTPError as error:
            return error.close()
        except OSError:
            time.sleep(0.05)
    raise Problem(
        f"The server did not answer within {READY_WITHIN} seconds: its messages stand above.",
        f"服务在 {READY_WITHIN} 秒内没有应答：原因见上。",
    )


def watch(children):
    while True:
        check_alive(children)
        time.sleep(0.2)


def check_alive(children):
    for name, process in children.items():
        if process.poll() is not None:
            raise Problem(
                f"The {name} ended by itself with code {process.returncode}, so the site stops: "
                "mend the reason given above, then run the same command again.",
                f"{name} 进程意外结束（代码 {process.returncode}），站点已停止："
                "请先解决上面说的原因，再运行同一条命令。",
            )


def stop(processes):
    """Ask every process to end, and end it when it does not; a second Ctrl-C must not leave one behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Stopped(BaseException):
    """SIGTERM or a closed terminal."""


def on_signal(number, frame):
    raise Stopped


def say(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGHUP, on_signal)
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        say("\n".join(problem.args))
        sys.exit(1)
    except (KeyboardInterrupt, Stopped):
        sys.exit(0)

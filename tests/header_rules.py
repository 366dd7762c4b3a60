"""What every answer carries in its head, and what its pages may load; `faults_of` names what is wrong."""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY_OF_PICTURES = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
POLICY_OF_FILES = {"default-src": "'none'", "style-src": "'self'", "frame-ancestors": "'none'"}
NONCE = re.compile(r"'nonce-([\w-]{20,})'")


def faults_of(response, *, signed_in: bool) -> list[str]:
    """What an answer lacks."""
    headers = response.headers
    faults = [f"{name}: {headers.get(name)}" for name, value in EXACT.items() if headers.get(name) != value]
    policy = _policy(headers.get("Content-Security-Policy", ""))
    nonce = NONCE.fullmatch(policy.pop("script-src", ""))
    is_file = response.request.path.startswith("/static/") and policy == POLICY_OF_FILES
    is_picture = response.mimetype == "image/jpeg" and policy == POLICY_OF_PICTURES
    if not (is_file or is_picture) and (policy != POLICY or nonce is None):
        faults.append(f"Content-Security-Policy: {headers.get('Content-Security-Policy')}")
    if signed_in and headers.get("Cache-Control") != "no-store":
        faults.append(f"Cache-Control: {headers.get('Cache-Control')}")
    if "Server" in headers and "Python" in headers["Server"]:
        faults.append(f"Server: {headers['Server']}")
    if response.mimetype == "text/html":
        faults += _loads(response.get_data(as_text=True), nonce and nonce[1])
    return [
        f"{response.request.method} {response.request.path} {response.status_code} {each}" for each in faults
    ]


def _policy(text: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in text.split(";") if part.strip())
    return {name: value for name, _, value in parts}


def _loads(html: str, nonce: str | None) -> list[str]:
    """Scripts without this answer's nonce, anything inline, any other host."""
    soup = BeautifulSoup(html, "html.parser")
    faults = ["inline style"] * (len(soup.find_all(style=True)) + len(soup.find_all("style")))
    for script in soup.find_all("script"):
        if script.get("type") != "application/json" and (
            not script.get("src") or script.get("nonce") != nonce
        ):
            faults.append(f"script {script}")
    for tag in soup.find_all():
        faults += [f"{name} on {tag.name}" for name in tag.attrs if name.startswith("on")]
        faults += [
            f"{name}={tag[name]}"
            for name in ("href", "src", "action", "formaction")
            if _foreign(tag.get(name))
        ]
    return faults


def _foreign(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return bool(parts.netloc) or parts.scheme not in {"", "data"}

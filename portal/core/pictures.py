"""Pictures from strangers: checked, decoded and written anew by a child process that may not do much else.

What comes back is always a JPEG of our own making, at most 2000 pixels a side, without metadata (place,
camera, comments, colour profiles, anything behind the picture's end). The bytes sent are never looked at in
this process beyond their first ones, never written to disk, and the name of the file is never read.
"""

import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import structlog
from flask import Request, request
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from portal.core import limits
from portal.core.db import db
from portal.core.picture_child import ANIMATED, DAMAGED, TOO_WIDE

log = structlog.get_logger(__name__)
MAX_BYTES = 10 * 1024 * 1024
MAX_REQUEST = MAX_BYTES + 2 * 1024 * 1024
"""Of a route that takes pictures: a bit more than one, so that a picture too large is told at its field."""

MAX_RESULT = 4 * 1024 * 1024
PATIENCE = 4.5  # seconds, from starting the child to its last byte
AT_ONCE = 2
RATE = "30/hour"
CHILD = Path(__file__).with_name("picture_child.py")
STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
HEIF = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"heif", b"avif"})
TOO_LARGE = "图片太大，不能超过 10 MB。请把手机相机的分辨率调低再拍，或者截一张屏上传"
AS_JPEG = (
    "这张是 HEIC 格式，还打不开。苹果手机请在“设置→相机→格式”里选“兼容性最佳”再拍一张，"
    "或者打开照片截一张屏，再传截屏"
)
NO_PICTURE = "这不是 JPG 或 PNG 图片。请用手机拍一张照片，或者截一张屏上传"
BROKEN = "这张图片打不开，可能没有传完或者已经损坏。请重新拍一张再传"
MESSAGES = {
    DAMAGED: BROKEN,
    TOO_WIDE: "图片的尺寸太大，每边不能超过 12,000 像素、总共不能超过 5,000 万像素。请把分辨率调低再拍",
    ANIMATED: "动图不能用。请换一张普通的照片",
}
_room = threading.BoundedSemaphore(AT_ONCE)


class Refused(ValueError):
    """Not a picture we take; the text says what is wrong and what is right."""


def clean(sent: bytes) -> bytes:
    """The picture as a plain JPEG. Raises Refused; takes at most PATIENCE seconds once a child is free."""
    _check_start(sent)
    if not _room.acquire(timeout=2 * PATIENCE):
        raise Refused("现在上传的人很多，请过一分钟再试")
    try:
        return _run(sent)
    finally:
        _room.release()


def _check_start(sent: bytes) -> None:
    if not sent:
        raise Refused("这个文件是空的，请重新选一张图片")
    if len(sent) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    if sent[4:8] == b"ftyp" and sent[8:12] in HEIF:
        raise Refused(AS_JPEG)
    if not any(sent.startswith(start) for start in STARTS):
        raise Refused(NO_PICTURE)


def _run(sent: bytes) -> bytes:
    """-I and an empty environment: nothing of the site, least of all its keys, is within reach."""
    command = [sys.executable, "-I", "-B", str(CHILD)]
    try:
        done = subprocess.run(
            command, input=sent, capture_output=True, timeout=PATIENCE, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        log.warning("picture.refused", why="time", size=len(sent))
        raise Refused(BROKEN) from None
    made = done.stdout
    if done.returncode == 0 and made.startswith(b"\xff\xd8\xff") and len(made) <= MAX_RESULT:
        return made
    log.warning("picture.refused", why=done.returncode, size=len(sent))
    raise Refused(MESSAGES.get(done.returncode, BROKEN))


class PictureField(FileField):
    """A photograph by `request.files`; `data` is the clean JPEG or None. Never shown again by the page.

    Decoding takes a moment, and no lock may be held meanwhile: what the request has read so far is let go.
    """

    def __init__(self, label: str, validators=None, **options) -> None:
        super().__init__(label, validators, **options)
        self.render_kw = {"accept": "image/jpeg,image/png"}

    def process(self, formdata, *args, **options) -> None:
        super().process(None, *args, **options)
        self.data = None

    def pre_validate(self, form) -> None:
        file = request.files.get(self.name)
        if file is None or not (file.filename or file.content_length or file.stream.read(1)):
            return
        try:
            limits.hit("picture", RATE, limits.address())
            db.session.rollback()
            self.data = clean(_read(file))
        except limits.TooMany as error:
            raise ValidationError(f"刚才传了很多张图片，请过 {error.minutes} 分钟再试") from None
        except Refused as error:
            raise ValidationError(str(error)) from None


class Chosen:
    """A picture is needed here; says so unless something else is wrong with it."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form, field: PictureField) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(self.message)


def _read(file: FileStorage) -> bytes:
    file.stream.seek(0)
    return file.stream.read(MAX_BYTES + 1)


def accepted(view):
    """Mark a view whose form carries a picture: its requests may be larger than the site's others."""
    view.max_request = MAX_REQUEST
    return view


class InMemory(Request):
    """Files stay in memory: the library's own way spools what is larger to disk, in clear."""

    def _get_file_stream(self, total_content_length, content_type, filename=None, content_length=None):
        return BytesIO()

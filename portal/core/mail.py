"""The port for mail: SMTP by configuration, a file inbox on a demonstration, or nothing (see `texts`)."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from portal.core import inbox
from portal.core.notices import NOTICES, NotSent, NoWay, composed

TIMEOUT = 15  # seconds
PORTS = {"smtp": 25, "smtps": 465}


def available() -> bool:
    """Whether this site can send mail at all."""
    return bool(current_app.config["INBOX"] or current_app.config["SMTP_URL"])


def send(address: str, name: str, **parameters: str) -> None:
    """Send the notice `name` to an address. Raises NotSent, NoWay, and ValueError as `composed` does."""
    words = composed(name, parameters)
    if current_app.config["INBOX"]:
        inbox.put("mail", address, words)
    elif url := current_app.config["SMTP_URL"]:
        _deliver(urlsplit(url), _message(address, name, words))
    else:
        raise NoWay("no way to send mail")


def _message(address: str, name: str, words: str) -> EmailMessage:
    message = EmailMessage()
    site = current_app.config["SITE_NAME"]
    message["From"], message["To"] = current_app.config["MAIL_FROM"], address
    message["Subject"] = f"{site}：{NOTICES[name].subject}"
    message.set_content(f"{words}\n\n{site}\n{current_app.config['PUBLIC_URL']}\n")
    return message


def _deliver(server: SplitResult, message: EmailMessage) -> None:
    try:
        with _connected(server) as connection:
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(message)
    except (smtplib.SMTPException, OSError) as error:  # their texts may quote an address
        raise NotSent(f"the mail server: {type(error).__name__}") from None


def _connected(server: SplitResult) -> smtplib.SMTP:
    """Encrypted from the start (smtps) or once the server offers it; a password never goes in clear."""
    where, trusted = (
        (server.hostname or "", server.port or PORTS[server.scheme]),
        ssl.create_default_context(),
    )
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=trusted)
    connection = smtplib.SMTP(*where, timeout=TIMEOUT)
    try:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=trusted)
            connection.ehlo()
        elif server.username:
            raise NotSent("the mail server offers no encryption and a password was to be sent")
    except BaseException:
        connection.close()
        raise
    return connection

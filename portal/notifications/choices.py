"""The page on which people choose: only what concerns them, and by ways that reach them."""

from portal.accounts.models import Person
from portal.core import mail, texts
from portal.core.db import db
from portal.core.visibility import mask_email, mask_mobile
from portal.notifications import choosing, sending
from portal.notifications.forms import ChoiceForm
from portal.notifications.models import Group, Pace
from portal.notifications.sending import Way


def form_for(actor) -> ChoiceForm:
    """As it is chosen now; managers of institutions alone are asked about new leads."""
    choice = choosing.of(actor.person_id)
    paces = {group.value: Pace(getattr(choice, group.value)).value for group in Group}
    rest = ("by_text", "by_mail", "quiet_from", "quiet_until")
    form = ChoiceForm(data=paces | {name: getattr(choice, name) for name in rest})
    to = about(actor)
    form.by_text.label.text = f"发短信到 {to['text_to']}" if to["text_to"] else "发短信"
    form.by_mail.label.text = f"发邮件到 {to['mail_to']}" if to["mail_to"] else "发邮件"
    if not actor.is_bank:
        del form.new_leads
    return form


def chosen(form: ChoiceForm, actor) -> dict:
    """What `choosing.choose` takes; groups that were not asked about stay as they are."""
    now = choosing.of(actor.person_id)
    paces = {group: Pace(getattr(now, group.value)) for group in Group} | form.paces
    quiet = (form.quiet_from.data, form.quiet_until.data)
    return {"paces": paces, "by_text": form.by_text.data, "by_mail": form.by_mail.data, "quiet": quiet}


def about(actor) -> dict:
    """`{text_to, mail_to, has_text, has_mail}`: where it goes, masked, and what this site can send."""
    person = db.session.get(Person, actor.person_id)
    there = sending.reached_by(person)
    return {
        "text_to": mask_mobile(person.mobile) if Way.TEXT in there else "",
        "mail_to": mask_email(person.email) if Way.MAIL in there else "",
        "has_text": texts.available(),
        "has_mail": mail.available(),
    }

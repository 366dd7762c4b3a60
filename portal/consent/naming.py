"""A partner that the owner names beforehand: it may see the need once the first institution has said yes."""

import sqlalchemy as sa

from portal.consent import terms
from portal.consent.models import Consent, ConsentText, PartnerNamed
from portal.consent.queries import holds
from portal.consent.service import kept
from portal.core import clock, ledger
from portal.core.db import db
from portal.leads.models import Lead
from portal.organisations.models import Organisation
from portal.products.models import Product


def sentence(institution: str) -> str:
    """What is ticked beside 同意; `institution` is the partner's name."""
    return (
        f"这一家批了以后，{institution}也可以看到上面这些内容，跟着一起办；两家看得到对方是谁、谈到哪一步，"
        "各自的备注、报价和不受理的原因，对方看不到。收回这一家的授权，这一条也跟着作废。"
    )


def name_partner(actor, lead: Lead, product: Product, institution: str) -> PartnerNamed:
    """The consent just given for a lead names, beside its institution, whoever offers `product`."""
    given = sa.select(Consent).where(Consent.lead_id == lead.id, holds()).order_by(Consent.id.desc())
    consent = db.session.scalars(given.limit(1)).one()
    row = PartnerNamed(consent_id=consent.id, product_id=product.id, text_id=kept(sentence(institution)))
    db.session.add(row)
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    about = {"partner": product.institution_id, "product": product.id}
    ledger.record("consent.named", actor=actor, **pair, **about)
    return row


def named_on(need_id: int) -> sa.Select:
    """(PartnerNamed, Consent) that hold at this moment and have not been followed yet."""
    rows = sa.select(PartnerNamed, Consent).join(Consent, Consent.id == PartnerNamed.consent_id)
    return rows.where(Consent.need_id == need_id, PartnerNamed.lead_id.is_(None), holds())


def spread(named: PartnerNamed, consent: Consent, first: Lead, partner: Lead) -> None:
    """What was named comes true: as long as the first consent lasts, each of the two may know the other."""
    named.lead_id = partner.id
    digest = db.session.get_one(ConsentText, named.text_id).digest
    for lead in (first, partner):
        db.session.add(
            Consent(
                lead_id=lead.id,
                need_id=lead.need_id,
                institution_id=lead.institution_id,
                categories=terms.JOINT_CODES,
                text_id=named.text_id,
                given_by_id=consent.given_by_id,
                given_at=clock.now(),
                until=consent.until,
            )
        )
        pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
        until = consent.until.isoformat(timespec="seconds")
        facts = {"categories": list(terms.JOINT_CODES), "until": until}
        ledger.record("consent.given", **pair, **facts, wording=digest)


def waits_beside(lead_id: sa.ColumnElement[int]) -> sa.ScalarSelect:
    """SQL: the name of the partner that a lead's consent names and that has not been let in yet."""
    rows = (
        sa.select(sa.func.max(Organisation.name_clear))
        .select_from(PartnerNamed)
        .join(Consent, Consent.id == PartnerNamed.consent_id)
        .join(Product, Product.id == PartnerNamed.product_id)
        .join(Organisation, Organisation.id == Product.institution_id)
        .where(Consent.lead_id == lead_id, PartnerNamed.lead_id.is_(None), holds())
    )
    return rows.correlate(Lead).scalar_subquery()

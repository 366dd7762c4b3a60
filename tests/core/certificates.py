"""Certificates made for a test: an authority, and what it vouches for."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HERE = x509.IPAddress(ip_address("127.0.0.1"))
ELSEWHERE = x509.DNSName("elsewhere.example")


class Authority:
    """Signs for servers; `file` is what a machine that trusts it holds."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.key = folder, _name(name), ec.generate_private_key(ec.SECP256R1())
        alone = x509.BasicConstraints(ca=True, path_length=0)
        mine = _begun(self.name, self.name, self.key, days=1).add_extension(alone, critical=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(mine.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def vouch_for(self, where: x509.GeneralName = HERE, *, days: int = 1) -> Path:
        """A server's key and certificate in one file; `days` below nought: it has run out."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _begun(_name("server"), self.name, key, days)
        made = made.add_extension(x509.SubjectAlternativeName([where]), critical=False)
        file = self.folder / f"server-{made._serial_number}.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(secret + made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))
        return file


def _begun(whose: x509.Name, by: x509.Name, key, days: int) -> x509.CertificateBuilder:
    ends = datetime.now(UTC) + timedelta(days=days)
    made = x509.CertificateBuilder().subject_name(whose).issuer_name(by).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    return made.not_valid_before(ends - timedelta(days=2)).not_valid_after(ends)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

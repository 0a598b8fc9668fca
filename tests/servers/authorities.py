"""Certificates for servers on loopback: an authority, one it signed, and servers that send the chain or forget it."""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR = timedelta(days=365)
PLACE = "http://authority.example/intermediate.crt"


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


def issue(name: str, by: Issued | None = None, *, ca: bool = True, until: datetime | None = None) -> Issued:
    """Issue a certificate, signed by ``by`` or by itself; that of a server names the place of its signer's."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = until or datetime.now(UTC) + YEAR
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 2 * YEAR)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signer = by.key if by else key
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = builder.add_extension(authority, critical=False)
    if not ca:
        place = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(PLACE))
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    return Issued(builder.sign(signer, hashes.SHA256()), key)


def server_tls(leaf: Issued, *sent: Issued) -> ssl.SSLContext:
    """Return what a server proves itself with: its certificate, and those it sends along."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    private = leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_text(private + "".join(each.pem for each in (leaf, *sent)))
        context.load_cert_chain(file)
    return context


def trusting(*roots: Issued) -> Callable[[], ssl.SSLContext]:
    """Return what makes clients that trust these authorities, and nobody else."""

    def new() -> ssl.SSLContext:
        return ssl.create_default_context(cadata="".join(each.pem for each in roots))

    return new

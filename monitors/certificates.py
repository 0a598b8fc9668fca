"""Chains of certificates that their servers leave incomplete; the only door to ``cryptography``.

A server has to send its certificate with those between it and the authority. Some forget; browsers then fetch the
missing one or remember it from elsewhere, programs fail. Here the missing one comes from a file, for named hosts only,
and verification stays what it is: OpenSSL takes a certificate that did not sign itself for a link of the chain and
never for its end, as long as it is not told to accept partial chains. So the chain still has to lead to an authority
of the packaged list, and every link has to be valid on the day, at each connection anew.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    NewTls = Callable[[], ssl.SSLContext]


class Intermediates:
    """Certificates that are to be added for hosts which do not send them.

    Args:
        by_host: host name in lower case to PEM text of one or more certificates.
        new_tls: makes a context with the authorities that are trusted.

    Raises:
        ConfigError: a line for each certificate that cannot be read, is no authority's, signed itself or leads to
            no authority that is trusted.
    """

    def __init__(self, by_host: Mapping[str, str], new_tls: NewTls) -> None:
        self._new_tls = new_tls
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._added = {host: _read(host, pem) for host, pem in by_host.items()}
        if self._added:
            trusted = [x509.load_der_x509_certificate(der) for der in new_tls().get_ca_certs(binary_form=True)]
            _check(self._added, trusted)

    def context_for(self, host: str) -> ssl.SSLContext | None:
        """Return how ``host`` has to prove who it is; None where nothing is added for it."""
        added = self._added.get(host.lower())
        if added is None:
            return None
        if host not in self._contexts:
            context = self._new_tls()
            context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
            context.load_verify_locations(cadata="".join(each.public_bytes(Encoding.PEM).decode() for each in added))
            self._contexts[host] = context
        return self._contexts[host]

    def shown(self, host: str) -> str:
        """Return what a line for the operator says about the certificates added for ``host``; empty if none are."""
        added = self._added.get(host.lower(), ())
        kept = ", ".join(f"{_name(each.subject)} until {each.not_valid_after_utc:%Y-%m-%d}" for each in added)
        return f"kept for this host: {kept}" if kept else ""


def missing_link(leaf: bytes) -> str:
    """Return in words which certificate a server should have sent beside its own.

    Args:
        leaf: the server's own certificate (DER); from a connection that nobody vouched for, so what it says is no
            more than a hint for the operator.
    """
    try:
        certificate = x509.load_der_x509_certificate(leaf)
        name, places = _name(certificate.issuer), _issuer_addresses(certificate)
    except ValueError:
        return ""
    return f"{name} ({places[0]})" if places else name


def _read(host: str, pem: str) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(pem.encode()))
    except ValueError as error:
        raise ConfigError([f"intermediate of {host}: holds no certificate in PEM form"]) from error


def _check(added: Mapping[str, Sequence[x509.Certificate]], trusted: Sequence[x509.Certificate]) -> None:
    problems = [
        f"intermediate of {host}: {_name(each.subject)} {complaint}"
        for host, certificates in added.items()
        for each in certificates
        if (complaint := _complaint(each, [*trusted, *(other for other in certificates if other is not each)]))
    ]
    if problems:
        raise ConfigError(problems)


def _complaint(certificate: x509.Certificate, signers: Iterable[x509.Certificate]) -> str:
    if _signed(certificate, certificate):
        return "signed itself; only certificates between a server's and its authority's can be added"
    if not _is_authority(certificate):
        return "is no authority's; put in the certificate that signed the server's"
    if not any(_signed(certificate, signer) for signer in signers):
        return "is signed by no authority that is trusted"
    return ""


def _signed(certificate: x509.Certificate, signer: x509.Certificate) -> bool:
    if certificate.issuer != signer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(signer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _name(name: x509.Name) -> str:
    """Return the common name, else the organisation, in one printable line."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in name.get_attributes_for_oid(oid):
            return "".join(character for character in str(attribute.value) if character.isprintable())[:100]
    return "a certificate without a name"


def _issuer_addresses(certificate: x509.Certificate) -> list[str]:
    """Return where the certificate says that its signer's can be had (RFC 5280, section 4.2.2.1)."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    return [
        each.access_location.value[:200]
        for each in access
        if each.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(each.access_location, x509.UniformResourceIdentifier)
        and each.access_location.value.isprintable()
    ]

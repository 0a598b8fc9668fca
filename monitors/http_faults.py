"""What goes wrong between a server and the HTTP library, in words of ours."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

import h11
import httpcore

from domain.source import Verdict
from monitors.failures import ExchangeFailed, IncompleteChain

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADERS_TOO_LONG = 431
"""The status h11 would answer with where a message head is longer than it takes (100 KiB with httpcore)."""

ISSUER_MISSING = frozenset({20, 21})
"""OpenSSL's X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY and _VERIFY_LEAF_SIGNATURE: nobody known signed the last
certificate that came. Either the server left one out, or its authority is not on our list."""


@contextmanager
def translated(broken: str) -> Iterator[None]:
    """Raise what httpcore, ssl and the system call trouble as ``ExchangeFailed``.

    Args:
        broken: what to say where the server did not keep to HTTP, or the connection broke, at this point.
    """
    try:
        yield
    except httpcore.TimeoutException as error:
        raise ExchangeFailed(Verdict.TIMED_OUT, "no connection was made in time") from error
    except ssl.SSLError as error:
        raise _tls_failure(error) from error
    except httpcore.ConnectError as error:
        raise _connect_failure(error) from error
    except httpcore.ProxyError as error:
        raise ExchangeFailed(Verdict.UNREACHABLE, f"the proxy did not let us through: {error}") from error
    except httpcore.LocalProtocolError as error:
        words = "the request holds characters that HTTP does not allow; see the source's address and user agent"
        raise ExchangeFailed(Verdict.UNREACHABLE, words) from error
    except httpcore.RemoteProtocolError as error:
        raise _protocol_failure(error, broken) from error
    except (httpcore.NetworkError, OSError) as error:
        raise ExchangeFailed(Verdict.UNREACHABLE, broken) from error


def _connect_failure(error: httpcore.ConnectError) -> ExchangeFailed:
    original = _original(error)
    if isinstance(original, ssl.SSLError):
        return _tls_failure(original)
    return ExchangeFailed(Verdict.UNREACHABLE, "the host took no connection")


def _tls_failure(error: ssl.SSLError) -> ExchangeFailed:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return ExchangeFailed(Verdict.TLS, "no secure connection could be agreed on")
    words = f"the certificate is not accepted: {error.verify_message}"
    return (IncompleteChain if error.verify_code in ISSUER_MISSING else ExchangeFailed)(Verdict.TLS, words)


def _protocol_failure(error: httpcore.RemoteProtocolError, broken: str) -> ExchangeFailed:
    original = _original(error)
    if isinstance(original, h11.RemoteProtocolError) and original.error_status_hint == HEADERS_TOO_LONG:
        return ExchangeFailed(Verdict.TOO_LARGE, "the headers of the answer are longer than we take")
    return ExchangeFailed(Verdict.UNREACHABLE, broken)


def _original(error: Exception) -> object:
    """Return what httpcore translated: its pool cuts the chain of causes, but the first argument keeps it."""
    return error.args[0] if error.args else None

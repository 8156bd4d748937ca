"""What the programs of this package share: how to name a site on the command line, and how to log in to it."""

import argparse
import getpass
import sys
from pathlib import Path

import attrs

from dynamicsgp_sba.auth import Auth, BasicAuth, BearerAuth, KerberosAuth, NtlmAuth
from dynamicsgp_sba.client import DynamicsGP
from dynamicsgp_sba.profile import SiteProfile, load_profile
from dynamicsgp_sba.profile.site import AUTHENTICATIONS
from dynamicsgp_sba.secret import Secret

__all__ = ["add_site_options", "client_of", "site_of"]


def add_site_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a site and an account. A password is never one of them."""
    parser.add_argument("--profile", type=Path, help="a site profile in TOML, as dynamicsgp_sba.profile writes it")
    parser.add_argument("--url", help="the GP Service's address, in place of the profile's")
    parser.add_argument(
        "--user", default="", help=r"the Windows account, such as DOMAIN\user; a bearer token needs none"
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password or token from the first line of stdin"
    )
    parser.add_argument(
        "--authentication", choices=AUTHENTICATIONS, help="how to log in, in place of what the profile says (ntlm)"
    )
    parser.add_argument(
        "--basic", action="store_const", dest="authentication", const="basic", help="short for --authentication basic"
    )
    parser.add_argument("--proxy", help="the address of an HTTP proxy, without a password")
    parser.add_argument("--ca-bundle", type=Path, help="a PEM file with the certificates to trust")
    parser.add_argument("--read-timeout", type=float, default=600.0, help="seconds to wait for an answer (600)")


def site_of(options: argparse.Namespace, services: SiteProfile) -> SiteProfile:
    """Give the site that the options name.

    Args:
        options: those of `add_site_options`.
        services: what a site has of which only the address is given.

    Raises:
        ValueError: there is no address, or the profile cannot be used.
    """
    profile = services if options.profile is None else load_profile(options.profile)
    if options.url is not None:
        profile = attrs.evolve(profile, base_url=options.url)
    if profile.base_url is None:
        raise ValueError("no address is known: give --url, or --profile with a file that has a base_url")
    return profile


def client_of(options: argparse.Namespace, profile: SiteProfile, *, max_connections: int = 2) -> DynamicsGP:
    """Make the client that the options describe, asking for the password or the token.

    Raises:
        ValueError: an option cannot be used, no user or no password was given, or Kerberos is not installed.
    """
    return DynamicsGP.from_profile(
        profile,
        auth=_auth(options, options.authentication or profile.authentication),
        ca_bundle=options.ca_bundle,
        proxy=options.proxy,
        read_timeout=options.read_timeout,
        max_connections=max_connections,
    )


def _auth(options: argparse.Namespace, authentication: str) -> Auth:
    if authentication == "kerberos":
        try:
            return KerberosAuth(options.user or None)
        except ImportError as error:
            raise ValueError(str(error)) from None
    if authentication == "bearer":
        return BearerAuth(_secret(options, "Bearer token: "))
    if not options.user:
        raise ValueError(r"no account is known: give --user, such as DOMAIN\user")
    kind = BasicAuth if authentication == "basic" else NtlmAuth
    return kind(options.user, _secret(options, f"Password of {options.user}: "))


def _secret(options: argparse.Namespace, prompt: str) -> Secret:
    if options.password_stdin:
        return Secret(sys.stdin.readline().rstrip("\r\n"))
    return Secret(getpass.getpass(prompt))

"""What the programs of this package share: how to name a site on the command line, and how to log in to it."""

import argparse
import getpass
import sys
from pathlib import Path

import attrs

from dynamicsgp_sba.auth import BasicAuth, NtlmAuth
from dynamicsgp_sba.client import DynamicsGP
from dynamicsgp_sba.profile import SiteProfile, load_profile
from dynamicsgp_sba.secret import Secret

__all__ = ["add_site_options", "client_of", "site_of"]


def add_site_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a site and an account. A password is never one of them."""
    parser.add_argument("--profile", type=Path, help="a site profile in TOML, as dynamicsgp_sba.profile writes it")
    parser.add_argument("--url", help="the GP Service's address, in place of the profile's")
    parser.add_argument("--user", required=True, help=r"the Windows account, such as DOMAIN\user")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from the first line of stdin")
    parser.add_argument("--basic", action="store_true", help="log in by Basic over TLS instead of NTLM")
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


def client_of(options: argparse.Namespace, profile: SiteProfile) -> DynamicsGP:
    """Make the client that the options describe, asking for the password.

    Raises:
        ValueError: an option cannot be used, or no password was given.
    """
    kind = BasicAuth if options.basic else NtlmAuth
    return DynamicsGP.from_profile(
        profile,
        auth=kind(options.user, _password(options)),
        ca_bundle=options.ca_bundle,
        read_timeout=options.read_timeout,
    )


def _password(options: argparse.Namespace) -> Secret:
    if options.password_stdin:
        return Secret(sys.stdin.readline().rstrip("\r\n"))
    return Secret(getpass.getpass(f"Password of {options.user}: "))

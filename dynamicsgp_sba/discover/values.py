"""What discovery finds, as values that print themselves."""

from datetime import timedelta
from typing import Literal

import attrs

from dynamicsgp_sba.discover.certificate import Certificate
from dynamicsgp_sba.discover.help_page import HelpPage

__all__ = ["Discovery", "Logon", "Probe", "Problem", "Verdict"]

Verdict = Literal["answers", "denied", "missing", "fails", "not here", "not asked"]
"""What a resource did: it answered; refused this user; nothing was at its address; it failed; the profile says that the
site has none; or it was not asked, since there was no company or an earlier request ended the discovery."""

Logon = Literal["per connection", "per request", "none seen"]
"""For how long a logon holds: a connection or one request; or no answer showed it."""


@attrs.frozen(kw_only=True)
class Probe:
    """One resource.

    Args:
        resource: its name in the profile.
        verdict: what it did.
        seconds: how long it took, repetitions included; None where nothing was asked.
        url: where the request went.
        said: what the answer or the profile says, where that is not simply a success.
    """

    resource: str
    verdict: Verdict
    seconds: float | None = None
    url: str = ""
    said: str = ""


@attrs.frozen(kw_only=True)
class Problem:
    """What is wrong, and what helps.

    Args:
        seen: what was seen, all of which has the same remedy.
        remedy: who can do what about it.
    """

    seen: tuple[str, ...]
    remedy: str


@attrs.frozen(kw_only=True)
class Discovery:
    """What is at a site.

    Args:
        base_url: the address.
        tenant: the tenant.
        company: the company whose services were asked; None where there was none.
        user: as whom.
        profile: the site profile's name.
        logged_in: whether a logon was accepted; None where nothing shows it.
        logon: for how long a logon holds.
        first_seconds: how long the discovery page took at first, when GP may have had to start a process.
        next_seconds: how long it took again.
        help: what the discovery page names; None where it did not come.
        certificate: the server's certificate; None for plain http, behind a proxy, or where no connection was made.
        clock_offset: the server's clock minus ours; None where no answer told.
        companies: the companies that the tenant lists.
        probes: each resource of the profile.
        problems: what is wrong or missing, with the remedy.
    """

    base_url: str
    tenant: str
    company: str | None = None
    user: str
    profile: str
    logged_in: bool | None = None
    logon: Logon = "none seen"
    first_seconds: float | None = None
    next_seconds: float | None = None
    help: HelpPage | None = None
    certificate: Certificate | None = None
    clock_offset: timedelta | None = None
    companies: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong or missing."""
        return not self.problems

    def __str__(self) -> str:
        lines = [*self._site(), "", *(_row(probe) for probe in self.probes)]
        if self.problems:
            lines.append("")
        for problem in self.problems:
            lines += [*(f"! {seen}" for seen in problem.seen), f"  {problem.remedy}"]
        return "\n".join([*lines, "", "Nothing is missing." if self.ok else f"{len(self.problems)} to look at."])

    def _site(self) -> list[str]:
        logged_in = {True: "logged in", False: "logon refused", None: "no logon seen"}[self.logged_in]
        lines = [
            f"site          {self.base_url}, tenant {self.tenant}, profile {self.profile}",
            f"company       {self.company or 'none'}; the tenant lists {', '.join(self.companies) or 'none'}",
            f"user          {self.user}: {logged_in}",
            f"logon holds   {self.logon}",
            f"speed         {_seconds(self.first_seconds)} at first, {_seconds(self.next_seconds)} then",
        ]
        if self.help is not None:
            lines.append(f"dictionaries  {', '.join(self.help.dictionaries) or 'none named'}")
            lines.append(f"libraries     {', '.join(self.help.libraries) or 'none named'}")
        if self.certificate is not None:
            signed = "itself" if self.certificate.self_signed else self.certificate.issuer
            trust = "trusted" if self.certificate.trusted else f"not trusted: {self.certificate.why_not}"
            lines.append(f"certificate   {self.certificate.subject}, signed by {signed}, {trust}")
            lines.append(f"              {self.certificate.days_left} days left")
        if self.clock_offset is not None:
            lines.append(f"clock         {self.clock_offset.total_seconds():+.0f} s against ours")
        return lines


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f} s"


def _row(probe: Probe) -> str:
    said = "" if probe.url else probe.said  # what was said in answer stands with its remedy
    return f"{probe.resource:<22}{probe.verdict:<11}{_seconds(probe.seconds):>9}  {said}".rstrip()

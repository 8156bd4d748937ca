"""Discovery: what answers at a GP site, as whom, how fast, and what is missing; with reads alone.

`DynamicsGP.discover` gives it as values, and `python -m dynamicsgp_sba.discover` prints it.
"""

from dynamicsgp_sba.discover.certificate import Certificate, Issuer
from dynamicsgp_sba.discover.help_page import HelpPage
from dynamicsgp_sba.discover.values import Discovery, Probe, Problem, Verdict

__all__ = ["Certificate", "Discovery", "HelpPage", "Issuer", "Probe", "Problem", "Verdict"]

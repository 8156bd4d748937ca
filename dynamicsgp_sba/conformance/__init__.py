"""Whether a server keeps the promises of the companion contract, tried out in a test company.

`python -m dynamicsgp_sba.conformance` runs it against any server; `run_checks` from Python.
"""

from dynamicsgp_sba.conformance.bench import Bench, Material
from dynamicsgp_sba.conformance.check import Check, Failed, NotProvable
from dynamicsgp_sba.conformance.report import Report, Result
from dynamicsgp_sba.conformance.running import CHECKS, run_checks

__all__ = ["CHECKS", "Bench", "Check", "Failed", "Material", "NotProvable", "Report", "Result", "run_checks"]

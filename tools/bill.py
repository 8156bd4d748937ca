"""The bill of materials of a wheel: every distribution that it leads to, as CycloneDX JSON."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from tools.closure import closure, extras_of, locked
from tools.licences import licences
from tools.members import MEMBERS, committed_at, plain, version_of

__all__ = ["bill_of", "faults_of"]

_OURS = "LicenseRef-Proprietary"


def bill_of(member: str, wheel: Path) -> str:
    """The bill of a package's wheel, the same for the same wheel wherever it is made.

    What the package needs in any case is `required`, what only its extras need is `optional`. Versions are those of the
    lock, which the tests ran with. What the lock leaves out (Kerberos on Linux, built from source) has no version.

    Args:
        member: the package's folder.
        wheel: its built wheel, whose digest is in the bill.
    """
    name = plain(member)
    graph = closure(name, extras_of(member))
    always = closure(name, frozenset())
    digest = sha256(wheel.read_bytes()).hexdigest()
    root = _component(name, version_of(member), ComponentType.LIBRARY, None)
    root.hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest)]
    versions = locked() | {plain(one): version_of(one) for one in MEMBERS}
    known = licences() | dict.fromkeys(map(plain, MEMBERS), _OURS)
    components = {name: root}
    for needed in graph:
        if needed != name:
            scope = ComponentScope.REQUIRED if needed in always else ComponentScope.OPTIONAL
            components[needed] = _component(needed, versions.get(needed), ComponentType.LIBRARY, scope)
            components[needed].licenses = [LicenseExpression(known[needed])]
    root.licenses = [LicenseExpression(_OURS)]
    when = datetime.fromtimestamp(committed_at(), UTC)
    bill = Bom(
        serial_number=uuid5(NAMESPACE_OID, digest),
        metadata=BomMetaData(component=root, timestamp=when),
        components=[component for needed, component in components.items() if needed != name],
    )
    for needed, below in graph.items():
        bill.register_dependency(components[needed], [components[one] for one in below])
    return JsonV1Dot6(bill).output_as_string(indent=2) + "\n"


def faults_of(bill: str) -> str:
    """What the schema of CycloneDX refuses in a bill; empty if nothing."""
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    return "" if fault is None else str(fault)


def _component(name: str, version: str | None, kind: ComponentType, scope: ComponentScope | None) -> Component:
    purl = PackageURL("pypi", name=name, version=version)
    return Component(name=name, version=version, type=kind, scope=scope, purl=purl, bom_ref=str(purl))

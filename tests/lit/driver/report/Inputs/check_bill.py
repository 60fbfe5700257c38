"""Usage: check_bill.py BILL IMAGE. Checks what SPDX 2.3 requires of a document, and that it is the image's."""
import hashlib
import json
import pathlib
import sys

bill = json.loads(pathlib.Path(sys.argv[1]).read_text())
digest = hashlib.sha256(pathlib.Path(sys.argv[2]).read_bytes()).hexdigest()
for member in ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo"):
    assert bill[member], member
assert bill["spdxVersion"] == "SPDX-2.3" and bill["dataLicense"] == "CC0-1.0"
packages = {package["SPDXID"]: package for package in bill["packages"]}
for package in packages.values():
    for member in ("name", "downloadLocation", "licenseConcluded", "licenseDeclared", "copyrightText", "versionInfo"):
        assert package[member], (package, member)
assert packages["SPDXRef-image"]["checksums"] == [{"algorithm": "SHA256", "checksumValue": digest}]
names = {package["name"] for package in packages.values()}
assert {"echo", "mir", "musl", "libc++", "libc++abi", "libunwind", "compiler-rt"} == names, names
assert all(package["versionInfo"] != "NOASSERTION" for package in packages.values()), packages
for relation in bill["relationships"]:
    assert relation["spdxElementId"] in {*packages, "SPDXRef-DOCUMENT"} and relation["relatedSpdxElement"] in packages

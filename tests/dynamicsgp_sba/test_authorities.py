"""The file of the authorities that are trusted: a mistake is told before anything is sent."""

import ssl
from pathlib import Path

import pytest
import trustme

from dynamicsgp_sba import DynamicsGP, NtlmAuth


class TestTheFile:
    @pytest.mark.parametrize(
        ("file", "words"),
        [
            ("none.pem", "there is no such file; give a PEM file"),
            ("text.pem", "there is no certificate in PEM form in it; give a PEM file"),
            ("binary.cer", "which Windows exports as Base-64 encoded X.509"),
            ("folder", "give a PEM file"),
        ],
    )
    def test_one_that_cannot_be_used_is_refused_with_its_name(self, tmp_path: Path, file: str, words: str) -> None:
        (tmp_path / "text.pem").write_text("hello", encoding="utf-8")
        pem = trustme.CA().cert_pem.bytes().decode("ascii")
        (tmp_path / "binary.cer").write_bytes(ssl.PEM_cert_to_DER_cert(pem))
        (tmp_path / "folder").mkdir()

        with pytest.raises(ValueError, match=words) as refused:
            DynamicsGP("https://localhost:9", auth=NtlmAuth(r"FABRIKAM\svc_gp", "x"), ca_bundle=tmp_path / file)

        assert str(tmp_path / file) in str(refused.value)

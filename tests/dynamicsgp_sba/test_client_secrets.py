"""What a client keeps to itself: no password in any text, copy or traceback of it."""

import gc
import io
import logging
import pickle
import traceback
from collections.abc import Callable

import pytest

from dynamicsgp_sba import (
    BasicAuth,
    Company,
    DynamicsGPError,
    NewPurchaseOrder,
    NtlmAuth,
)
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve

Orders = Callable[..., NewPurchaseOrder]


class TestSecrets:
    @pytest.mark.parametrize("kind", [NtlmAuth, BasicAuth])
    def test_the_password_is_in_no_log_error_or_dump(
        self, serve: Serve, connect: Connect, kind: type[NtlmAuth] | type[BasicAuth], new_order: Orders
    ) -> None:
        offers = ("NTLM",) if kind is NtlmAuth else ("Basic",)
        server = serve(offers=offers, persistent=False)
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        loggers = [logging.getLogger(), *(logging.getLogger(name) for name in logging.root.manager.loggerDict)]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
        logging.getLogger().addHandler(handler)
        try:
            gp = connect(server, auth=kind(USER, PASSWORD))
            server.lose_response("POST", "PurchaseOrders")
            with pytest.raises(DynamicsGPError) as lost:
                gp.company(FABRIKAM).purchase_orders.create(new_order())
            with pytest.raises(DynamicsGPError) as refused:
                connect(server, auth=kind(USER, PASSWORD + " is wrong")).help()
        finally:
            logging.getLogger().removeHandler(handler)
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)

        seen = [log.getvalue(), repr(gp), repr(kind(USER, PASSWORD)), repr(vars(gp))]
        for error in (lost.value, refused.value):
            seen.append(repr(error.details()))
            seen.extend(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        masked = {"_MaskedNtlm", "_MaskedBasic"}
        connections = [repr(vars(item)) for item in gc.get_objects() if type(item).__name__ in masked]
        everything = "\n".join(seen + connections)
        assert connections
        assert "GET /GPService/Tenants(DefaultTenant)/help: 200 in " in everything
        assert "Canary" not in everything
        assert "TlRMTVNTUAAD" not in everything  # how the last message of a handshake begins

    def test_credentials_are_not_pickled(self) -> None:
        with pytest.raises(TypeError, match="secret"):
            pickle.dumps(NtlmAuth(USER, PASSWORD))

    def test_good_work_is_silent_above_debug(self, company: Company, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, logger="dynamicsgp_sba"):
            company.vendors.list()

        assert not [record for record in caplog.records if record.name == "dynamicsgp_sba"]

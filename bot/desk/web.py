"""The web desk: where a shift is worked. This file introduces its parts to each other and names its routes.

Nothing here may hold an address key or a bot's token; what an operator says goes to the outbox.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from aiohttp import web

from bot.cases.policy import Alarms
from bot.desk.accounts import Accounts
from bot.desk.auth import Gate, Passwords
from bot.desk.blocks import Blocks
from bot.desk.calling import Calling
from bot.desk.colleagues import Colleagues
from bot.desk.consent import Asking
from bot.desk.followups import FollowUps
from bot.desk.hours import Hours
from bot.desk.ledger import Ledger
from bot.desk.live import Follow, Hub
from bot.desk.offers import Offers
from bot.desk.passkeys import Passkeys
from bot.desk.site import Site, Sources, peer
from bot.desk.verbs import Desk
from bot.desk.web_after import BlockPages, FollowUpPages
from bot.desk.web_auth import AuthPages
from bot.desk.web_cases import WORKERS, CasePages
from bot.desk.web_consent import ConsentPages
from bot.desk.web_gate import Guard, Handler
from bot.desk.web_handover import HandoverPages
from bot.desk.web_help import SERVICES, HelpPages
from bot.desk.web_live import LivePages
from bot.desk.web_pages import Pages
from bot.desk.web_people import AccountPages, WatchPages
from bot.desk.web_photos import PhotoPages
from bot.desk.web_referral import ReferralPages
from bot.desk.web_shift import ShiftPages
from bot.directory.places import Gazetteer
from bot.directory.search import Directory
from bot.store.blocks import BlockStore
from bot.store.chain import Chains
from bot.store.followups import FollowUpStore
from bot.store.hours import HoursStore
from bot.store.photos import Photos
from bot.store.standing import Standing
from bot.texts import Texts

DESK_LOCALES = ("en", "ru")
"""The languages the desk itself speaks."""


class DeskWeb:
    """The desk on the web. ``run`` it beside the server; ``close`` it in on_shutdown, so that streams end at once.

    ``follow`` listens to the store's channels (`Connection.subscribe`); ``source`` tells where a request comes from,
    for limits only: behind a proxy pass one that reads the proxy's header. With ``directory`` and ``places`` operators
    can look for help beside a case. With ``hours`` supervisors change them at the desk.
    """

    def __init__(
        self,
        desk: Desk,
        accounts: Accounts,
        texts: Texts,
        standing: Standing,
        follow: Follow,
        *,
        public_url: str,
        clock: Callable[[], datetime],
        log: structlog.stdlib.BoundLogger,
        source: Callable[[web.Request], str] = peer,
        passwords: Passwords | None = None,
        directory: Directory | None = None,
        places: Gazetteer | None = None,
        home_countries: Sequence[str] = (),
        hours: Hours | None = None,
    ) -> None:
        self.site = Site.at(public_url)
        self.accounts = accounts
        key = hashlib.blake2b(b"sources", key=accounts.ring.accounts, person=b"desk sources").digest()
        sources, pages = Sources(key, source), Pages(texts)
        self.passwords = passwords or Passwords()
        gate = Gate(accounts, self.passwords, clock)
        locales = tuple(each for each in texts.locales if each in DESK_LOCALES) or (texts.default,)
        self._guard = Guard(self.site, gate, pages, sources, log)
        self._auth = AuthPages(
            self.site, accounts, gate, Passkeys(accounts, self.site, clock), pages, self._guard, sources, locales,
            tuple(texts.locales),
        )  # fmt: skip
        offers = Offers(desk, accounts.store, clock)
        self._help = HelpPages(desk, pages, directory, places, home_countries, clock) if directory and places else None
        needs = tuple(SERVICES) if self._help else ()
        batch = desk.casework.batch
        ledger = Ledger(Chains(batch), desk.ring, clock)
        blocks = Blocks(desk, BlockStore(batch), ledger, clock)
        self._blocks = BlockPages(blocks, pages, clock)
        self._follow_ups = FollowUpPages(FollowUps(desk, FollowUpStore(batch), ledger, clock), pages)
        colleagues = Colleagues(accounts, standing, clock)
        asking = Asking.at(desk, directory)
        self._cases = CasePages(
            desk, accounts, accounts.store, standing, pages, offers, clock, colleagues, blocks, asking, needs
        )
        self._consent = ConsentPages(asking, self._cases)
        self._shift = ShiftPages(hours, ledger, accounts, pages, clock) if hours else None
        calling = Calling(partial(_alarms, hours)) if hours else Calling()
        self._hub = Hub(desk, offers, follow, log)
        self._live = LivePages(self._hub, gate, self._cases, pages, standing, accounts.store, clock, log, calling)
        self._people = AccountPages(accounts, pages, self.site)
        self._referral = ReferralPages(desk, pages, clock)
        self._photos = PhotoPages(desk, Photos(batch), ledger)
        self._handover = HandoverPages(desk, pages, clock)
        self._watch = WatchPages(desk, standing, pages, clock, ledger, HoursStore(batch))
        self._pages = pages

    def invitation_link(self, token: str) -> str:
        """Return the address an invited operator opens."""
        return f"{self.site.origin}/desk/invite/{token}"

    async def run(self) -> None:
        """Follow the store's news until cancelled."""
        await self._hub.run()

    async def close(self) -> None:
        """End every open stream."""
        await self._live.close()

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """Return the routes of the desk: method, path, handler."""
        return (
            *self._auth_routes(),
            *self._case_routes(),
            *self._other_routes(),
            ("GET", "/desk/static/{name}", self._pages.file),
        )

    def _auth_routes(self) -> Sequence[tuple[str, str, Handler]]:
        auth, to_all, inside = self._auth, self._guard.open_to_all, self._guard.inside
        invite = "/desk/invite/{token}"
        return (
            ("GET", "/desk/sign-in", to_all(auth.show_sign_in)),
            ("POST", "/desk/sign-in", to_all(auth.sign_in)),
            ("POST", "/desk/sign-out", to_all(auth.sign_out)),
            ("POST", "/desk/sign-out-everywhere", inside(auth.sign_out_everywhere)),
            ("POST", "/desk/passkey/offer-in", to_all(auth.offer_in)),
            ("POST", "/desk/passkey/in", to_all(auth.passkey_in)),
            ("POST", "/desk/passkey/offer-new", inside(auth.offer_more)),
            ("POST", "/desk/passkey/new", inside(auth.keep_more)),
            ("GET", invite, to_all(auth.show_invitation)),
            ("POST", invite, to_all(auth.set_password)),
            ("GET", f"{invite}/code.svg", to_all(auth.show_code)),
            ("POST", f"{invite}/offer", to_all(auth.offer_first)),
            ("POST", f"{invite}/passkey", to_all(auth.keep_first)),
            ("GET", "/desk/me", inside(auth.show_me)),
            ("POST", "/desk/me", inside(auth.change_me)),
        )

    def _case_routes(self) -> Sequence[tuple[str, str, Handler]]:
        consent = self._consent
        cases, inside, case = self._cases, self._guard.inside, "/desk/case/{case:[0-9a-z]{1,64}}"
        verbs = {
            "claim": cases.claim, "say": cases.say, "reply": cases.reply, "note": cases.note, "release": cases.release,
            "transfer": cases.transfer, "accept": cases.accept, "withdraw": cases.withdraw, "close": cases.close,
            "draft": cases.draft, "read": cases.note_read, "spam": cases.spam, "block": cases.block,
            "ask": consent.ask, "see": consent.see, "call": consent.call, "called": consent.called,
            "keep": consent.keep,
        }  # fmt: skip
        return (
            ("GET", "/desk", inside(cases.show_queue)),
            ("GET", case, inside(cases.show_case, *WORKERS)),
            ("GET", "/desk/live", inside(self._live.stream, *WORKERS, active=False)),
            ("POST", f"{case}/referral", inside(self._referral.make, "operator")),
            ("GET", f"{case}/photo/{{photo:[0-9a-f]{{16}}}}", inside(self._photos.show, "operator")),
            *(("POST", f"{case}/{name}", inside(verb, "operator")) for name, verb in verbs.items()),
            *([("GET", f"{case}/help", inside(self._help.find, "operator"))] if self._help else []),
            ("POST", "/desk/next", inside(cases.next, "operator")),
            ("POST", "/desk/quiet", inside(cases.quiet, *WORKERS)),
            ("POST", "/desk/active", inside(cases.note_active)),
        )

    def _other_routes(self) -> Sequence[tuple[str, str, Handler]]:
        inside = self._guard.inside
        return (
            ("GET", "/desk/accounts", inside(self._people.show, "administrator")),
            ("POST", "/desk/accounts", inside(self._people.change, "administrator")),
            ("GET", "/desk/handover", inside(self._handover.show, *WORKERS)),
            ("GET", "/desk/blocks", inside(self._blocks.show, *WORKERS)),
            ("POST", "/desk/blocks", inside(self._blocks.change, *WORKERS)),
            ("GET", "/desk/follow-ups", inside(self._follow_ups.show, *WORKERS)),
            ("POST", "/desk/follow-ups", inside(self._follow_ups.done, *WORKERS)),
            *self._shift_routes(),
            ("GET", "/desk/watch", inside(self._watch.show, "supervisor", active=False)),
        )

    def _shift_routes(self) -> Sequence[tuple[str, str, Handler]]:
        if self._shift is None:
            return ()
        inside = self._guard.inside
        return (
            ("GET", "/desk/shift", inside(self._shift.show, "supervisor")),
            ("POST", "/desk/shift", inside(self._shift.change, "supervisor")),
        )


async def _alarms(hours: Hours) -> Alarms:
    return (await hours.in_force()).alarms

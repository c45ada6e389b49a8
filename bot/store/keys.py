"""Every key in the store: what it holds, how long it lives. No key string is written anywhere else.

Everything that belongs to one partition carries its hash tag, so a turn never crosses a cluster slot. ``P`` below is
``{p00}`` to ``{p15}``. *Work* never expires by itself: the janitor ends it by rule. Everything else has a time to live.

    key                 holds                                                                 lives
    P:s:CONTACT         hash: b sealed session, t tag, n tries of m, c case, h other home      24 h; h 180 days
    P:of:CONTACT        the open case of a contact, whatever became of the session            as its case
    P:seen:MARK         a message that was handled                                             48 h
    P:at:TALK           hash: box sealed address, heard, there, how (sealed wishes), neutral   24 h; with its open case
    P:lane:TALK         list: messages to send, in order, each id + kind + sealed              work
    P:due               zset: talk by the moment its lane is due (ms)                          work
    P:sending           hash: talk -> entry | owner, while a message is on its way             work
    P:held:TALK         list: operators' messages held for safe hands                          with its case
    P:ids:TALK          list: sealed message ids, for erasing                                  48 h
    P:fade              zset: sealed ids of messages to be deleted again, by when (ms)         48 h
    P:c:CASE            hash: t tag, state, by, head, key, talk, contact, name, opened, word,  work; closed 7 days
                        claimed, active, first answer, back in the queue, rung, told, follow,
                        keep: until when (s) its person lets it stay open
    P:ct:CASE           list: the case's talk, sealed under the case's own key                 as its case
    P:fate:CASE         hash: outbox entry -> held, sent, uncertain, left, refused             as its case
    P:fetch             zset: photos still to be fetched, where they lie sealed, by when (ms)  work
    P:photo:CASE        hash: photos of a case, sealed under the case's own key                as its case
    P:pieces:CASE       hash: what was covered in a case, each piece sealed for the sender;    as its case
                        on the person's yes also for the case
    P:asks:CASE         hash: what its person was asked and answered, sealed; which is open    as its case
    P:out:ENTRY         hash: what a platform said later of a message, never the message       48 h
    P:again:ENTRY       the sealed message, in case the platform says that it did not arrive   20 min
    P:waiting           zset: case by rank: urgent first, then by waiting time                 work
    P:open              zset: open case by its last word (s)                                   work
    P:names             hash: code name -> open case                                           work
    P:code:HASH         the case a return code opens                                           as its case
    P:block:CONTACT     the case by which a contact's way to people is closed for a while      30 days
    P:blocked           hash: case -> until when that is, by whom, why, its code name          30 days
    P:spam              zset: case marked as spam, by when (s)                                 24 h
    P:spam:CONTACT      that case, while it can be taken back                                  24 h
    P:follow            zset: closed case by when something is to be done about it (s)         8 days
    P:hours             what the desk changed in the hours, sealed; in {p00} alone             as long as it stands
    P:audit, P:audit:h  stream and head of the chain: who did what, no content                 12 months
    P:audit:from        what a shortened chain begins with, signed                             12 months
    P:lease             who sends for this partition                                           30 s
    P:fence             how often that changed                                                 work
    P:web:BOX           zset: sealed messages of a web chat, by number                         24 h
    P:web:BOX:n         the number of the last of them                                         48 h
    {desk}:here:NAME    an operator's live desk                                                45 s
    {desk}:heres        set: the names of those desks                                          90 s
    {desk}:waits        list: the last 20 first-answer waits (s)                               90 days
    {desk}:shift        since when somebody is at a desk (s)                                   90 s
    {desk}:claims:NAME  list: when an operator took a case that was not urgent (s)             1 h
    {desk}:many         hash: who took more than 15 of them in an hour -> when (s)             24 h
    {bot}:calls         list: alarms for the operators' chat: stage, how many wait, languages  10 min
    {desk}:op:NAME …    accounts, sessions, invitations: see `accounts`                        as said there
    {bot}:offset:NAME   how far a poller has committed                                         8 days
    {bot}:counts        hash: what came in, went out and failed, by channel; nobody's            90 days
    {bot}:pause:NAME    a pause the platform asked for, shared by all processes                as asked
    {bot}:try:WHO       tries of a return code, counted                                        1 h
    {bot}:alone:TASK    which process does a task alone                                        as asked
    {bot}:senders       zset: the processes that send, by their last sign (s)                  60 s
    {bot}:dead          list: signed messages that nobody could read, sealed                   3 days
    {bot}:far:due       zset: messages still to be deleted at Twilio, by when; each named by   30 days
      {bot}:far:what    a keyed mark; hash: what they are, sealed; zset: since when
      {bot}:far:since
    {bot}:far:lost      how many of them could not be deleted                                  90 days
    {bot}:menu:DIGEST   what Twilio calls a menu that was made there                           90 days
    wrote:MARK          when a person last wrote on WhatsApp; the mark changes every day       25 h
"""

from __future__ import annotations

PARTITIONS = 16


def prefix(partition: int) -> str:
    """Return the beginning of every key of a partition: ``{p07}:``."""
    return f"{{p{partition:02d}}}:"


def partition_of(name: str) -> int:
    """Return the partition a talk or case id names: both begin with it."""
    return int(name[:2])


DESK = "{desk}:"
BOT = "{bot}:"
WAKE = "wake"
"""Channel: a lane of this partition has something due. The message is the partition's number."""
PAUSE = "pause"
"""Channel: a platform asked to be left alone. The message is ``CHANNEL UNTIL`` (ms)."""
NEWS = "news"
"""Channel: something changed in a case. The message is ``PARTITION CASE what``; no content."""

WORK = frozenset(
    {
        "lane", "due", "sending", "held", "c", "ct", "fate", "pieces", "asks", "waiting", "open", "names", "fence",
        "code", "of", "at", "hours", "fetch", "photo",
    }
)  # fmt: skip
"""The kinds of key that may live without a time to live, because losing them would lose a person."""

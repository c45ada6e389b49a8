"""How a case ends in the store, in one piece of script that every way of ending shares."""

from __future__ import annotations

from bot.store.keep import Keep

OF_CASE = "{'c:', 'ct:', 'fate:', 'pieces:', 'asks:', 'photo:'}"
"""The kinds of key that live and end with a case and are named by it."""
FAREWELL_S = 600
"""How long the address of somebody who asked to be forgotten stays, so that the last words reach them."""

_END_CASE = """
    local function end_case(P, case, tag, disposition, wipe)
        -- Takes a case out of every set; wiped, nothing of it stays; else it is closed and lives on for some days.
        local c = redis.call('HMGET', P .. 'c:' .. case, 'talk', 'name', 'code', 'contact')
        redis.call('ZREM', P .. 'open', case)
        redis.call('ZREM', P .. 'waiting', case)
        if c[2] then redis.call('HDEL', P .. 'names', c[2]) end
        if c[3] then redis.call('DEL', P .. 'code:' .. string.match(c[3], '%S*')) end
        redis.call('DEL', P .. 'of:' .. string.match(c[4] or '', '%S*'))
        redis.call('EXPIRE', P .. 'held:' .. (c[1] or ''), CLOSED_S)
        if wipe then
            redis.call('DEL', P .. 'held:' .. (c[1] or ''), P .. 'c:' .. case, P .. 'ct:' .. case, P .. 'fate:' .. case)
            redis.call('DEL', P .. 'pieces:' .. case, P .. 'asks:' .. case, P .. 'photo:' .. case)
            redis.call('EXPIRE', P .. 'at:' .. (c[1] or ''), FAREWELL_S)
            return
        end
        redis.call('HSET', P .. 'c:' .. case, 'state', 'closed', 't', tag, 'disposition', disposition)
        for _, time in ipairs({'opened', 'word', 'claimed', 'active'}) do
            local at = tonumber(redis.call('HGET', P .. 'c:' .. case, time) or 0)
            redis.call('HSET', P .. 'c:' .. case, time, at - at % 3600)
        end
        redis.call('EXPIRE', P .. 'at:' .. (c[1] or ''), 86400)
        for _, kind in ipairs(OF_CASE) do
            redis.call('EXPIRE', P .. kind .. case, CLOSED_S)
        end
    end
"""


def end_case(keep: Keep) -> str:
    """Return the piece of script; a closed case stays readable to those who worked on it as long as ``keep`` says."""
    lua = _END_CASE.replace("OF_CASE", OF_CASE)
    return lua.replace("CLOSED_S", str(keep.closed_s)).replace("FAREWELL_S", str(FAREWELL_S))

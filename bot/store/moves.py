"""How a contact moves: to another phone by four words, to a new epoch's name, to the partition where their case lies.

Nothing here may decide that somebody moves; each script refuses what changed since it was decided.
"""

from __future__ import annotations

from bot.store.client import Script

POINTER_S = 180 * 24 * 3600

REDEEM = Script(
    "redeem",
    """
    -- Moves an open case to whoever holds its return code; the former contact loses it.
    -- KEYS: 1 case.  ARGV: 1 prefix, 2 case, 3 code hash, 4 new contact, both bonded, 5 new address box, 6 now s,
    --   7 talk.
    local P = ARGV[1]
    local c = redis.call('HMGET', KEYS[1], 'state', 'code', 'contact', 'talk')
    if not c[1] or c[1] == 'closed' or c[2] ~= ARGV[3] or c[4] ~= ARGV[7] then return 0 end
    local contact = string.match(ARGV[4], '%S+')
    redis.call('DEL', P .. 'of:' .. string.match(c[3] or '', '%S*'), P .. 'ids:' .. c[4])
    redis.call('SET', P .. 'of:' .. contact, ARGV[2])
    redis.call('DEL', P .. 's:' .. contact)
    redis.call('HSET', KEYS[1], 'contact', ARGV[4])
    redis.call('HSET', P .. 'at:' .. c[4], 'box', ARGV[5], 'heard', ARGV[6])
    return 1
    """,
)

MOVE = Script(
    "move",
    """
    -- Moves a contact from the name of the last lookup epoch to that of this one.  KEYS: 1 old session, 2 new session.
    -- ARGV: 1 prefix, 2 expected tag, 3 new tag, 4 session sealed for its new name or '', 5 old contact, 6 new contact,
    --   7 case or '', 8 new contact with its bond to the case.
    local P = ARGV[1]
    local s = redis.call('HMGET', KEYS[1], 't', 'h', 'c')
    if (s[1] or '') ~= ARGV[2] or redis.call('HEXISTS', KEYS[2], 't') == 1 then return 0 end
    local life = redis.call('PTTL', KEYS[1])
    if ARGV[4] ~= '' then redis.call('HSET', KEYS[2], 't', ARGV[3], 'b', ARGV[4], 'c', s[3] or '', 'm', '', 'n', 0) end
    if s[2] then redis.call('HSET', KEYS[2], 'h', s[2]) end
    if life > 0 then redis.call('PEXPIRE', KEYS[2], life) end
    redis.call('DEL', KEYS[1])
    for _, kind in ipairs({'block:', 'spam:'}) do
        if redis.call('EXISTS', P .. kind .. ARGV[5]) == 1 then
            redis.call('RENAME', P .. kind .. ARGV[5], P .. kind .. ARGV[6])
        end
    end
    if ARGV[7] ~= '' then
        redis.call('HSET', P .. 'c:' .. ARGV[7], 'contact', ARGV[8])
        redis.call('DEL', P .. 'of:' .. ARGV[5])
        if redis.call('HGET', P .. 'c:' .. ARGV[7], 'state') ~= 'closed' then
            redis.call('SET', P .. 'of:' .. ARGV[6], ARGV[7])
        end
    end
    return 1
    """,
)

POINT = Script(
    "point",
    """
    -- Leaves a pointer to where a contact lives now.  KEYS: 1 session.  ARGV: 1 home, 2 life s.
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'h', ARGV[1])
    redis.call('EXPIRE', KEYS[1], ARGV[2])
    return 1
    """,
)

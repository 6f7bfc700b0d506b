/**
 * What happens to a stream in Redis, each at once: a script runs whole, and nothing else in between.
 *
 * An event has the id `offset-0`. A change of state is a mark in the same stream, so that it wakes those that read: its id
 * is `offset-n`, of the event before it. The fields of the hash:
 *
 * - `s`: the state, but for `lost`: a stream that is open and has no lease is lost, or has ended if it is whole.
 * - `o`: the last offset. `r`, `n`: id of the response, and the last sequence number. `w`: whether the response is whole.
 * - `t`: how many marks there are. `i`: the first writer, which tells this stream from another one under its key.
 * - `v`: the last writer, which the lease names as long as it lives. `x`: the writer that has released it.
 *
 * Something else may add an entry to the stream. Those that follow then validate it as any input if it is the next
 * one, and skip it if it is further on; those that come later skip it. Nothing can be appended before it: the writer is
 * fenced, and to take over fails with `FOREIGN`.
 *
 * @internal
 */
import * as Redis from "effect/persistence/Redis"
import type { RedisKeys } from "./redisKeys.ts"

const prelude = `
local events, meta, lease = KEYS[1], KEYS[2], KEYS[3]
-- Something else may have taken the key of the lease
local function holder()
  local held = redis.pcall('GET', lease)
  return type(held) == 'string' and held
end
local function state()
  local s, w, v = unpack(redis.call('HMGET', meta, 's', 'w', 'v'))
  if s ~= 'open' or (v and holder() == v) then return s end
  return w and 'ended' or 'lost'
end
local function keep(ttl)
  redis.call('PEXPIRE', events, ttl)
  redis.call('PEXPIRE', meta, ttl)
end
local function mark(s, ttl)
  local n = redis.call('HINCRBY', meta, 't', 1)
  local id = redis.call('HGET', meta, 'o') .. '-' .. n
  local added = redis.pcall('XADD', events, id, 's', s)
  keep(ttl)
  if type(added) ~= 'table' or not added.err then return true end
  if string.find(added.err, 'equal or smaller', 1, true) then return false end
  -- Fails again, as itself
  redis.call('XADD', events, id, 's', s)
  return true
end
`

const script = (lua: string) =>
  Redis.script(
    (keys: RedisKeys, ...args: ReadonlyArray<string | number>) => [keys.events, keys.meta, keys.lease, ...args],
    {
      lua: prelude + lua,
      numberOfKeys: 3
    }
  )

/** Arguments: writer, offset, lease, time to live. */
export const claim = /* @__PURE__ */ script(`
local writer, offset, ms, ttl = unpack(ARGV)
local s = state()
if not s then
  if offset ~= '0' then return 'lost' end
  redis.call('DEL', events)
  redis.call('HSET', meta, 's', 'open', 'o', '0', 'i', writer)
elseif holder() == writer then return 'claimed'
elseif s ~= 'lost' then return s
elseif redis.call('HGET', meta, 'o') ~= offset then return 'lost' end
if not mark('open', ttl) then return redis.error_reply('FOREIGN entries are behind the last offset') end
redis.call('HSET', meta, 'v', writer)
redis.call('SET', lease, writer, 'PX', ms)
return 'claimed'
`).withReturnType<string>()

/**
 * Arguments: writer, lease, time to live, the most events, the first offset, whether the response is whole, its id, its last
 * sequence number, and then data and name of each event. What a retry brings again is there already.
 */
export const append = /* @__PURE__ */ script(`
local writer, ms, ttl, length, first, whole, id, number = unpack(ARGV, 1, 8)
local s = state()
if s == 'cancelled' then return s end
if not s or holder() ~= writer then return 'fenced' end
local last = tonumber(redis.call('HGET', meta, 'o'))
first = tonumber(first)
if first > last + 1 then return 'fenced' end
for i = 9, #ARGV, 2 do
  local offset = first + (i - 9) / 2
  if offset > last then
    local fields = ARGV[i + 1] == '' and { 'd', ARGV[i] } or { 'd', ARGV[i], 'e', ARGV[i + 1] }
    local added = redis.pcall('XADD', events, 'MAXLEN', '~', length, string.format('%.0f-0', offset), unpack(fields))
    if type(added) == 'table' and added.err then
      if not string.find(added.err, 'equal or smaller', 1, true) then return redis.error_reply(added.err) end
      -- A foreign entry is there. That is so for the first new event or none, so that nothing was written
      redis.call('DEL', lease)
      return 'fenced'
    end
    last = offset
  end
end
if #ARGV > 8 then
  redis.call('HSET', meta, 'o', string.format('%.0f', last), 'r', id, 'n', number)
  if whole == '1' then redis.call('HSET', meta, 'w', '1') end
end
redis.call('PEXPIRE', lease, ms)
keep(ttl)
return 'done'
`).withReturnType<string>()

/** Arguments: writer, time to live, `ended` or `lost`. */
export const release = /* @__PURE__ */ script(`
local writer, ttl, how = unpack(ARGV)
if state() == 'cancelled' then return 'cancelled' end
if holder() ~= writer then
  return redis.call('HGET', meta, 'x') == writer and 'done' or 'fenced'
end
redis.call('HSET', meta, 'x', writer)
if how == 'ended' then redis.call('HSET', meta, 's', how) end
redis.call('DEL', lease)
mark(how, ttl)
return 'done'
`).withReturnType<string>()

/** Argument: time to live. Gives whether there is a stream. */
export const cancel = /* @__PURE__ */ script(`
local s = state()
if not s then return 0 end
if s == 'open' or s == 'lost' then
  redis.call('HSET', meta, 's', 'cancelled')
  redis.call('DEL', lease)
  mark('cancelled', ARGV[1])
end
return 1
`).withReturnType<number>()

/** Gives state, offset, id of the response, last sequence number, number of marks, and the first writer. */
export const status = /* @__PURE__ */ script(`
local s = state()
if not s then return false end
redis.call('XLEN', events)
local known = redis.call('HMGET', meta, 'o', 'r', 'n', 't', 'i')
return { s, known[1], known[2] or '', known[3] or '', known[4], known[5] or '' }
`).withReturnType<StatusReply | null>()

type StatusReply = readonly [
  state: string,
  offset: string,
  id: string,
  sequenceNumber: string,
  marks: string,
  first: string
]

/** Arguments: the first writer, two offsets, the most events. Gives none if another stream has the key by now. */
export const page = /* @__PURE__ */ script(`
local first, from, to, count = unpack(ARGV)
if redis.call('HGET', meta, 'i') ~= first then return {} end
return redis.call('XRANGE', events, from .. '-0', to .. '-0', 'COUNT', count)
`).withReturnType<unknown>()

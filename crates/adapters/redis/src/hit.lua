-- Counts a hit under KEYS[1].
-- ARGV: the limit; the window in microseconds.
-- Answers: 1 when allowed; how many hits the window holds now; microseconds until the next place comes back.
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and now - oldest >= window do
    redis.call('LPOP', KEYS[1])
    oldest = redis.call('LINDEX', KEYS[1], 0)
end
local used = redis.call('LLEN', KEYS[1])
local allowed = used < limit
if allowed then
    redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
    redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
    used = used + 1
end
local reset = 0
if used > 0 then
    local next = math.min(math.max(used - limit, 0), used - 1)
    reset = redis.call('LINDEX', KEYS[1], next) + window - now
end
return {allowed and 1 or 0, used, math.max(reset, 0)}

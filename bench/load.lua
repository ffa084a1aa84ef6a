-- Cycles over the paths in URLS (one a line) with the COOKIE of a session; prints one line of JSON at the end.
local paths = {}
for path in string.gmatch(os.getenv("URLS") or "/", "[^\n]+") do table.insert(paths, path) end
local headers = { ["Accept"] = "text/html" }
local cookie = os.getenv("COOKIE")
if cookie and cookie ~= "" then headers["Cookie"] = cookie end
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", paths[(number % #paths) + 1], headers)
end
done = function(summary, latency, requests)
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.3f, "p50_ms": %.2f, "p95_ms": %.2f, "bytes": %d, "not_2xx": %d, "timeouts": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.bytes / math.max(summary.requests, 1), summary.errors.status, summary.errors.timeout))
end

/**
 * A server on this machine. It streams, breaks off and refuses as a gateway does, serves pages to browsers, and takes
 * what they report.
 *
 * | path              | answer                                                                      |
 * | ----------------- | --------------------------------------------------------------------------- |
 * | `/sample/FILE`    | a stream of examples/streams, in pieces of `?size=`                          |
 * | `/endless/ID`     | a stream that goes on for as long as somebody reads                          |
 * | `/closed/ID`      | `{"closed":true}` once the connection of that stream is closed               |
 * | `/broken`         | a stream whose connection is cut after its first event                       |
 * | `/refused/TEXT`   | status 429 with a JSON error that has the text in it                         |
 * | `/page/NAME/…`    | a page that runs `main.js`, under a policy that forbids code from strings    |
 * | `/finished/NAME`  | nothing, once the page has reported that it is finished                      |
 */
import { once } from "node:events"
import { createServer } from "node:http"

const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:"

const page = `<!doctype html><meta charset="utf-8"><title>runtimes</title><script type="module" src="main.js"></script>`

const response = { id: "resp_1", object: "response", created_at: 1, model: "m", status: "in_progress", output: [] }

const created = { type: "response.created", sequence_number: 0, response }

const delta = (sequenceNumber) => ({
  type: "response.output_text.delta",
  sequence_number: sequenceNumber,
  item_id: "msg_1",
  output_index: 0,
  content_index: 0,
  delta: "la "
})

const sse = (event) => `data: ${JSON.stringify(event)}\n\n`

/** One promise a name, resolved from elsewhere. */
const latches = () => {
  const all = new Map()
  return (name) => {
    if (!all.has(name)) {
      let resolve
      const promise = new Promise((done) => (resolve = done))
      all.set(name, { promise, resolve })
    }
    return all.get(name)
  }
}

const stream = (res) => {
  res.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" })
  // Small pieces are to stay small
  res.socket?.setNoDelay(true)
}

const write = async (res, bytes) => {
  if (res.destroyed) return false
  if (!res.write(bytes)) await Promise.race([once(res, "drain"), once(res, "close")])
  return !res.destroyed
}

const text = async (req) => {
  const chunks = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts the server. `samples` are texts by name. */
export const startServer = async (samples) => {
  const closed = latches()
  const pages = new Map()

  const routes = {
    sample: async (req, res, [file], query) => {
      const bytes = Buffer.from(samples[file] ?? "")
      const size = Number(query.get("size"))
      stream(res)
      for (let at = 0; at < bytes.length; at += size) {
        if (!(await write(res, bytes.subarray(at, at + size)))) return
        // So that pieces are not joined on the way
        if (at % (size * 64) === 0) await sleep(0)
      }
      res.end()
    },
    endless: async (req, res, [id]) => {
      res.on("close", () => closed(id).resolve())
      stream(res)
      await write(res, sse(created))
      for (let i = 1; await write(res, sse(delta(i))); i++) await sleep(1)
    },
    closed: async (req, res, [id]) => {
      await closed(id).promise
      res.setHeader("content-type", "application/json").end('{"closed":true}')
    },
    broken: async (req, res) => {
      stream(res)
      await write(res, sse(created))
      await sleep(200)
      res.destroy()
    },
    refused: async (req, res, [word]) => {
      res.writeHead(429, { "content-type": "application/json", "retry-after": "7" })
      res.end(JSON.stringify({ error: { code: 429, message: `${word} is too much` } }))
    },
    page: async (req, res, [name, file]) => {
      const served = pages.get(name)
      if (served === undefined) res.writeHead(404)
      else if (file === "report") served.onReport(JSON.parse(await text(req)))
      else {
        const isScript = file === "main.js"
        res.setHeader("content-type", isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8")
        res.setHeader("content-security-policy", policy)
        res.write(isScript ? served.script : page)
      }
      res.end()
    },
    finished: async (req, res, [name]) => {
      await pages.get(name)?.finished.promise
      res.end()
    }
  }

  const server = createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url, "http://localhost")
    const [, route, ...rest] = pathname.split("/").map(decodeURIComponent)
    const answer = Object.hasOwn(routes, route) ? routes[route](req, res, rest, searchParams) : undefined
    if (answer === undefined) res.writeHead(404).end()
    else answer.catch(() => res.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Serves a page until all its cases have been reported. */
    serve: (name, script, onReport) => {
      const finished = latches()(name)
      pages.set(name, {
        script,
        finished,
        onReport: (report) => {
          onReport(report)
          if ("finished" in report) finished.resolve()
        }
      })
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    }
  }
}

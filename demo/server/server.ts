/** The scripted provider server: the vendors' wire formats and the demo page, on loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allowLoopback } from './cors.ts'
import { type Directions, splitPath } from './directions.ts'
import { sendFile } from './files.ts'
import { createHolds } from './holds.ts'
import { parse } from './json.ts'
import type { LogEntry } from './log.ts'
import { whenParentGone } from './parent.ts'
import { type Play, perform, type Stage, sendJson } from './perform.ts'
import { cue, type Scenario, scenario } from './scenario.ts'
import { anthropic } from './wire/anthropic.ts'
import { gemini } from './wire/gemini.ts'
import { ollama } from './wire/ollama.ts'
import { openaiResponses } from './wire/openai-responses.ts'
import { openai } from './wire/openai.ts'
import type { Wire } from './wire/wire.ts'

const WIRES: readonly Wire[] = [openai, openaiResponses, anthropic, gemini, ollama]
const BUILT_PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'demo')
/** Longest request body taken, in bytes: a history of tool results is far below. */
const BODY_LIMIT = 4 * 1024 * 1024

export interface DemoOptions {
  readonly seed?: number
  /** How many times faster than the scenario's own pace. */
  readonly speed?: number
  /** 0 takes any free port. */
  readonly port?: number
  /** Folder of the built page. */
  readonly folder?: string
}

export interface Demo {
  /** The page, with seed and speed in its query. */
  readonly url: string
  /** Where the vendors' paths begin: another origin than the page's, as in life. */
  readonly api: string
  readonly scenario: Scenario
  /** Every request to a model so far, oldest first. */
  readonly log: readonly LogEntry[]
  clearLog(): void
  /** Resolves when a stream waits at the hold of that key. */
  held(key: string): Promise<void>
  release(key: string): void
  close(): Promise<void>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > BODY_LIMIT) throw new RangeError(`a request body has more than ${BODY_LIMIT} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Remembers the words of `once` it has seen. */
function faults(): (directions: Directions) => Directions['fault'] {
  const seen = new Set<string>()
  return ({ fault, once }) => {
    if (once === undefined || seen.has(once)) return fault
    seen.add(once)
    return '429'
  }
}

const header = (request: IncomingMessage, name: string): string | undefined => request.headers[name]?.toString()

function entryFor(
  id: number,
  path: string,
  body: string,
  message: IncomingMessage,
  { wire, request, cue: { job, step }, directions }: Play,
): LogEntry {
  const retry = header(message, 'x-stainless-retry-count')
  return {
    id,
    client: wire.client,
    path,
    body,
    model: request.model,
    job,
    step,
    stream: request.stream,
    at: Date.now(),
    retry: retry === undefined ? undefined : Number(retry),
    traceparent: header(message, 'traceparent'),
    fault: directions.fault,
    status: 200,
    chunks: [],
    finished: false,
    closedEarly: false,
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
    })
  })
}

/** @throws when the port is taken */
export async function startDemo({ seed = 7, speed = 1, port = 0, folder = BUILT_PAGE }: DemoOptions = {}): Promise<Demo> {
  const log: LogEntry[] = []
  const holds = createHolds()
  const story = scenario(seed)
  const stage: Stage = { speed, holds }
  const faultOf = faults()

  async function model(wire: Wire, url: URL, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { directions, path } = splitPath(url.pathname)
    const body = await readBody(message)
    const request = wire.read(new URL(path, url), parse(body))
    const fault = faultOf(directions)
    const play: Play = {
      wire,
      request,
      cue: cue(story, wire.client, request),
      directions: fault === undefined ? directions : { ...directions, fault },
      stage,
    }
    const entry = entryFor(log.length + 1, url.pathname, body, message, play)
    log.push(entry)
    await perform(response, entry, play)
  }

  async function route(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (allowLoopback(message, response)) return
    const url = new URL(message.url ?? '/', 'http://localhost')
    const wire = WIRES.find((each) => each.matches(url.pathname))
    if (message.method === 'POST' && wire) return model(wire, url, message, response)
    if (url.pathname === '/log') return sendJson(response, 200, log)
    if (message.method === 'POST' && url.pathname.startsWith('/release/')) {
      holds.release(decodeURIComponent(url.pathname.slice('/release/'.length)))
      return sendJson(response, 200, {})
    }
    return sendFile(response, folder, url.pathname)
  }

  const server = createServer((message, response) => {
    route(message, response).catch((reason: unknown) => {
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: { message: String(reason) } })
    })
  })
  const taken = await listen(server, port)
  const close = (): Promise<void> => {
    stopWatching()
    holds.releaseAll()
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  }
  const stopWatching = whenParentGone(() => void close())
  return {
    url: `http://localhost:${taken}/?seed=${seed}&speed=${speed}`,
    api: `http://127.0.0.1:${taken}`,
    scenario: story,
    log,
    clearLog: () => void log.splice(0),
    held: (key) => holds.reached(key),
    release: (key) => holds.release(key),
    close,
  }
}

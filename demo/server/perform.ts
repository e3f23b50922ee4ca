/** Plays one answer: headers, paced chunks, and what the directions make go wrong. */
import type { ServerResponse } from 'node:http'
import type { Directions, Fault } from './directions.ts'
import type { Holds } from './holds.ts'
import type { LogEntry } from './log.ts'
import type { Cue, Pace } from './scenario.ts'
import type { FailureStatus, Request, Wire } from './wire/wire.ts'

/** Chunks that pass before a fault of the stream. */
const BEFORE_FAULT = 2
const SLOW: Pace = { firstChunk: 100, betweenChunks: 100 }
/** A cut takes along what is still under way: this long for the chunks before it. */
const BEFORE_CUT_MILLISECONDS = 250
/** What a client waits before it tries again, told in the header that the official ones read first. */
const RETRY_AFTER_MILLISECONDS = 200

export interface Stage {
  readonly speed: number
  readonly holds: Holds
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** @param wire whose words the body has */
export function sendFailure(response: ServerResponse, wire: Wire, status: FailureStatus): void {
  const headers = status === 400 ? {} : { 'retry-after-ms': String(RETRY_AFTER_MILLISECONDS), 'retry-after': '1' }
  sendJson(response, status, wire.failure(status), headers)
}

/** The rest of a stream after its fault; `undefined` cuts the connection. */
function afterFault(fault: Fault, wire: Wire): string | undefined {
  if (fault === 'malformed') return wire.brokenEvent
  return fault === 'stream-error' ? wire.streamError() : undefined
}

const FAILURES: Readonly<Partial<Record<Fault, FailureStatus>>> = { '400': 400, '429': 429, '500': 500 }

const breaksStream = (fault: Fault | undefined): fault is Fault => fault === 'malformed' || fault === 'drop' || fault === 'stream-error'

function paceOf({ exchange }: Cue, directions: Directions, { speed }: Stage): Pace {
  if (directions.slow) return SLOW
  return { firstChunk: exchange.pace.firstChunk / speed, betweenChunks: exchange.pace.betweenChunks / speed }
}

/** Sends a chunk unless the client has gone; tells whether it is still there. */
function write(response: ServerResponse, entry: LogEntry, chunk: string): boolean {
  if (response.closed || response.destroyed) return false
  response.write(chunk)
  entry.chunks.push({ at: Date.now(), bytes: Buffer.byteLength(chunk) })
  return true
}

/** @returns whether the client stayed to the end. */
async function sendFrames(response: ServerResponse, entry: LogEntry, frames: readonly string[], pace: Pace, hold: Hold): Promise<boolean> {
  for (const [index, frame] of frames.entries()) {
    await pause(index === 0 ? pace.firstChunk : pace.betweenChunks)
    if (!write(response, entry, frame)) return false
    await hold(index + 1)
  }
  return true
}

/** Called after each chunk with the number of those sent. */
type Hold = (sent: number) => Promise<void>

const holdFor =
  (cue: Cue, { hold }: Directions, { holds }: Stage): Hold =>
  async (sent) => {
    if (hold?.step === cue.step && hold.chunk === sent) await holds.wait(hold.key)
  }

async function stream(response: ServerResponse, entry: LogEntry, play: Play): Promise<void> {
  const { wire, request, cue, directions, stage } = play
  response.writeHead(200, { 'content-type': wire.streamType ?? 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()
  const frames = wire.frames(cue.exchange, request)
  const fault = breaksStream(directions.fault) ? directions.fault : undefined
  const sent = fault === undefined ? frames : frames.slice(0, BEFORE_FAULT)
  const stayed = await sendFrames(response, entry, sent, paceOf(cue, directions, stage), holdFor(cue, directions, stage))
  if (!stayed) return
  if (fault === undefined) return void response.end()
  const rest = afterFault(fault, wire)
  if (rest === undefined) {
    await pause(BEFORE_CUT_MILLISECONDS)
    return void response.socket?.destroy()
  }
  write(response, entry, rest)
  response.end()
}

async function answerWhole(response: ServerResponse, entry: LogEntry, play: Play): Promise<void> {
  const { wire, request, cue, directions, stage } = play
  const body = wire.whole(cue.exchange, request)
  await pause(paceOf(cue, directions, stage).firstChunk)
  if (directions.fault === 'drop') return void response.socket?.destroy()
  entry.chunks.push({ at: Date.now(), bytes: Buffer.byteLength(JSON.stringify(body)) })
  if (directions.fault !== 'malformed') return sendJson(response, 200, body)
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{"id":"oops",')
}

export interface Play {
  readonly wire: Wire
  readonly request: Request
  readonly cue: Cue
  readonly directions: Directions
  readonly stage: Stage
}

/** Answers one request to a model and writes into `entry` what came of it. */
export async function perform(response: ServerResponse, entry: LogEntry, play: Play): Promise<void> {
  response.once('finish', () => (entry.finished = entry.status === 200 && !breaksStream(entry.fault)))
  response.once('close', () => (entry.closedEarly = !response.writableFinished && entry.fault !== 'drop'))
  const failure = entry.fault && FAILURES[entry.fault]
  if (failure !== undefined) {
    entry.status = failure
    return sendFailure(response, play.wire, failure)
  }
  await (play.request.stream ? stream : answerWhole)(response, entry, play)
}

/** What the server needs of a vendor's wire format; one file a vendor. */
import type { Client, Json } from '../../jobs.ts'
import type { Asked, ScriptedExchange } from '../scenario.ts'

export interface Request extends Asked {
  readonly model: string
  readonly stream: boolean
  /** The caller wants usage at the end of the stream (OpenAI asks for it). */
  readonly wantsUsage: boolean
}

export type FailureStatus = 400 | 429 | 500

export interface Wire {
  /** Whose story it tells. */
  readonly client: Client
  /** Of a stream; server-sent events where it is not named. */
  readonly streamType?: string
  /** Whether a POST to this path is for this wire. */
  matches(path: string): boolean
  read(url: URL, body: Json | undefined): Request
  /** The stream as the server writes it: one write a frame, each with at most one new piece of text or tool arguments. */
  frames(exchange: ScriptedExchange, request: Request): readonly string[]
  /** The one JSON of an answer that does not stream. */
  whole(exchange: ScriptedExchange, request: Request): Json
  /** The body that goes with an error status. */
  failure(status: FailureStatus): Json
  /** An event whose JSON breaks off. */
  readonly brokenEvent: string
  /** An error in the middle of a stream, in the vendor's own shape. */
  streamError(): string
}

/** The model that answers: the scenario's for the scenario's own, otherwise whatever was asked for. */
export const answeringModel = (exchange: ScriptedExchange, request: Request): string =>
  request.model === exchange.requestModel ? exchange.responseModel : request.model

/** One server-sent event. */
export const event = (data: Json, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`

/** A text in pieces of `size` UTF-16 units, never splitting a surrogate pair. */
export function slices(whole: string, size: number): string[] {
  const characters = [...whole]
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  )
}

/** Units of JSON in one chunk of tool arguments. */
export const ARGUMENT_SLICE = 24

/** Joins each group into one frame: what only frames the answer (its start, its end) goes along with a piece. */
export function withEnds(opening: string, pieces: readonly string[], closing: string): string[] {
  const [first = '', ...rest] = pieces
  return [opening + first, ...rest, closing]
}

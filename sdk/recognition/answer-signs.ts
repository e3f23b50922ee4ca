/** Whether an answer may be a model's or an agent's, by the text of its beginning. Pure. */
import { isJsonType, kindOf } from './body-kind.ts'

/** The most that is looked at, in bytes, before a body is given up. Every wire tells in its first event, which some applications put data before. */
export const MAX_PROBE_BYTES = 16 * 1024

/** Words of which each wire has one near the beginning of a JSON text: a text without any is not read. */
const TELLING =
  /"(?:chat\.completion|text_completion|conversation\.response|interaction|response|embedding|completion|choices|candidates|assistant|finish_reason|prompt_filter_results)/
/** Ollama's, which is a column of many tables too: it names its model beside it. */
const TELLING_TOGETHER: readonly string[] = ['"created_at"', '"model"']

/** The telling words stand in so many first characters, wherever a server puts what is long. */
export const TELLING_CHARACTERS = 2_048

/** Whether it is worth while to look at a JSON text that begins so. */
export const mayTell = (text: string): boolean => hasTellingWord(text.slice(0, TELLING_CHARACTERS))

const hasTellingWord = (head: string): boolean => TELLING.test(head) || TELLING_TOGETHER.every((word) => head.includes(word))

/** Keys of which each wire's answer has one at its top: most of what applications answer has none, and is held against no wire. */
const TOP_KEYS = ['object', 'choices', 'candidates', 'type', 'message', 'created_at']

/** Of a value that the platform made. */
export function mayTellJson(json: unknown): boolean {
  const top: unknown = Array.isArray(json) ? json[0] : json
  return typeof top === 'object' && top !== null && TOP_KEYS.some((key) => Reflect.get(top, key) !== undefined)
}

/** Names of the events that streams begin with: an EventSource tells of none that nobody listens for. */
export const FIRST_EVENTS: readonly string[] = [
  'message_start',
  'response.created',
  'message-start',
  'conversation.response.started',
  'interaction.created',
  'interaction.start',
  'completion',
  'metadata',
]

/** Names of those that end a stream. */
export const LAST_EVENTS: readonly string[] = [
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'response.done',
  'interaction.completed',
  'interaction.complete',
]

/** Headers of which each names its wire. */
export const TELLING_HEADERS: readonly string[] = ['x-vercel-ai-ui-message-stream', 'x-vercel-ai-data-stream']

/** What the first events of the wires have beside the words of {@link TELLING}: types of events, and the first line of the AI SDK's data stream. */
const TELLING_EVENT =
  /message[_-]start|response\.created|"metadata|: ?metadata|RUN_(?:STARTED|ERROR)|"type"\s*:\s*"(?:start|text-|reasoning-|tool-|error|data-|file|source|finish|abort)|(?:^|\n)[0-9a-z]:["[{]/

/** A probe by the text alone: what it lets through a reader has to tell. */
export interface TextProbe {
  /** `none`: nobody's. `undefined`: more is needed. */
  feed(bytes: Uint8Array): true | 'none' | undefined
  /** The body is over, and what came is all of it. */
  end(): true | 'none'
}

/** `undefined` where nothing is told of a body of that type. */
export function createTextProbe(contentType: string): TextProbe | undefined {
  if (kindOf(contentType) === undefined) return undefined
  const json = isJsonType(contentType)
  const decoder = new TextDecoder()
  let head = ''
  let seen = 0
  // Servers put padding before the first event, as long as it takes.
  const tells = (): boolean => (json ? mayTell(head) : hasTellingWord(head) || TELLING_EVENT.test(head))
  return {
    feed(bytes) {
      head += decoder.decode(bytes.subarray(0, Math.max(0, MAX_PROBE_BYTES - seen)), { stream: true })
      seen += bytes.length
      if (tells()) return true
      return seen >= MAX_PROBE_BYTES || (json && head.length >= TELLING_CHARACTERS) ? 'none' : undefined
    },
    end: () => (tells() ? true : 'none'),
  }
}

/** A response's messages, as the page reads them: replies end calls of the page, requests and notifications of the server have spans. */
import type { BodyObserver } from '../capture/exchange.ts'
import { createMcpBodyReader } from './body-reader.ts'
import { cancelled, type McpAsked, type McpMessage, type McpReply } from './messages.ts'
import type { Ending } from '../span/ending.ts'
import { cancelOf, endingOf, hasFailed } from '../span/failure.ts'
import { ATTR_HTTP_STATUS, ATTR_MCP_LEFT_OUT } from '../own-names.ts'
import { UNREAD_ERROR_MS } from '../span/http-attempt.ts'
import type { Place } from './attributes.ts'
import type { McpCall } from './call.ts'
import { openServerCall, type McpSurroundings } from './spans.ts'

/** Notifications in the stream of one call that get spans; later ones (progress, mostly) are counted on the call's span. */
export const MAX_NOTIFICATION_SPANS = 1_000

export interface McpStreamOptions {
  readonly around: McpSurroundings
  readonly place: Place
  readonly status: number
  readonly signal: AbortSignal | undefined
  /** The calls whose replies this response should bring: none in the stream that a GET opens. */
  readonly calls: readonly McpCall[]
  /** The event that a stream goes on after. */
  readonly after?: string | undefined
}

export class McpStream implements BodyObserver {
  readonly #options: McpStreamOptions
  readonly #reader = createMcpBodyReader()
  #notifications = 0

  constructor(options: McpStreamOptions) {
    this.#options = options
    const { status, calls } = options
    if (status >= 400) for (const call of calls) call.set({ [ATTR_HTTP_STATUS]: status })
  }

  chunk(bytes: Uint8Array): void {
    for (const message of this.#reader.feed(bytes)) this.#hear(message)
  }

  end(): void {
    for (const message of this.#reader.end()) this.#hear(message)
    if (this.#options.status >= 400) this.#fail()
    else this.#over('incomplete')
  }

  error(reason: unknown): void {
    const ending = endingOf(reason, this.#options.signal)
    if (hasFailed(ending)) this.#over(ending)
    else this.#settle(ending)
  }

  cancel(): void {
    const ending = cancelOf(this.#options.signal)
    if (hasFailed(ending)) this.#over(ending)
    else if (this.#options.status >= 400) this.end()
    else this.#settle(ending)
  }

  unread(): void {
    if (this.#options.status >= 400) this.#fail()
    else this.#settle('unread')
  }

  get unreadAfter(): number | undefined {
    return this.#options.status >= 400 ? UNREAD_ERROR_MS : undefined
  }

  /** The server refused, and did not say why in JSON-RPC. */
  #fail(): void {
    this.#settle({ type: String(this.#options.status), message: '' })
  }

  /** A stream with event ids may be taken up again, by a GET that names the last of them. */
  #over(ending: Ending): void {
    const lastEventId = this.#reader.lastEventId ?? this.#options.after
    if (lastEventId === undefined) this.#settle(ending)
    else for (const call of this.#open()) call.waitElsewhere({ ending, lastEventId })
  }

  #settle(ending: Ending): void {
    for (const call of this.#open()) call.settle(ending)
  }

  #open(): readonly McpCall[] {
    return this.#options.calls.filter(({ settled }) => !settled)
  }

  #hear(message: McpMessage): void {
    if (message.kind === 'reply') this.#answered(message)
    else if (message.kind === 'request') this.#asked(message)
    else this.#told(message)
  }

  /** An error that names nobody is meant for all: servers refuse a whole POST so, some with an id of their own making. */
  #answered(reply: McpReply): void {
    const { around, place, status } = this.#options
    const own = this.#open()
    const meant = own.filter(({ asked }) => asked.id === reply.id)
    const elsewhere = reply.id === undefined ? undefined : around.calls.find('client', place, reply.id)
    const refused = reply.error !== undefined && (status >= 400 || reply.id === undefined)
    const answered = meant.length > 0 ? meant : refused ? own : elsewhere === undefined ? [] : [elsewhere]
    for (const call of answered) call.reply(reply)
  }

  #asked(asked: McpAsked): void {
    openServerCall(this.#options.around, asked, this.#options.place, this.#related())
  }

  #told(asked: McpAsked): void {
    const { around, place } = this.#options
    const taken = cancelled(asked)
    if (taken !== undefined) around.calls.find('server', place, taken.id)?.settle('cancelled')
    const related = this.#related()
    const leftOut = ++this.#notifications - MAX_NOTIFICATION_SPANS
    if (related !== undefined && leftOut > 0) {
      related.set({ [ATTR_MCP_LEFT_OUT]: leftOut })
      return
    }
    openServerCall(around, asked, place, related).settle('completed')
  }

  #related(): McpCall | undefined {
    const { calls } = this.#options
    return calls.length === 1 ? calls[0] : undefined
  }
}

/** The MCP calls that wait for their answers, by where an answer may turn up. */
import type { Place, Side } from './attributes.ts'
import type { McpCall } from './call.ts'

/** Calls waited for at once; beyond it the oldest is given up, so that a server that asks and asks cannot fill the memory. */
export const MAX_WAITING_CALLS = 1_000

export class McpCalls {
  readonly #waiting = new Set<McpCall>()

  add(call: McpCall): void {
    const [oldest] = this.#waiting
    if (this.#waiting.size >= MAX_WAITING_CALLS) oldest?.settle('incomplete')
    this.#waiting.add(call)
  }

  remove(call: McpCall): void {
    this.#waiting.delete(call)
  }

  /** The one call with that id; where several have it (clients of one server without sessions) it is none of them. */
  find(side: Side, place: Place, id: string): McpCall | undefined {
    return only([...this.#waiting].filter((call) => call.side === side && call.asked.id === id && sameSession(call.place, place)))
  }

  /** The calls whose stream broke off after this event. */
  after(eventId: string, { url }: Place): readonly McpCall[] {
    return [...this.#waiting].filter((call) => call.lastEventId === eventId && call.place.url.href === url.href)
  }

  /** The session is over: nobody will answer what was asked in it. */
  end(place: Place): void {
    for (const call of [...this.#waiting]) if (sameSession(call.place, place)) call.settle('incomplete')
  }
}

function only<T>(candidates: readonly T[]): T | undefined {
  return candidates.length === 1 ? candidates[0] : undefined
}

function sameSession(one: Place, other: Place): boolean {
  return one.url.href === other.url.href && one.sessionId === other.sessionId
}

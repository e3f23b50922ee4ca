/** Names of agents, from the cards that the page itself fetches: the calls that follow name nobody. */
import type { BodyObserver, Exchange } from './capture/exchange.ts'
import { parseJson } from './parser/json.ts'
import { readCard, type AgentCard } from './provider/agent/a2a-card.ts'

/** The longest card that is read, in characters; the longest known are some 20,000. */
export const MAX_CARD_CHARACTERS = 256 * 1024
/** Addresses that are remembered; the oldest is forgotten. */
export const MAX_CARDS = 100

export class AgentCards {
  readonly #cards = new Map<string, AgentCard>()

  /** The card of the agent that is asked at `url`. */
  of(url: URL): AgentCard | undefined {
    return this.#cards.size === 0 ? undefined : this.#cards.get(keyOf(url))
  }

  /** Reads a card as the page reads it. No span: asking who is there is no call. */
  exchange(from: URL): Exchange {
    return {
      response: (status) => (status === 200 ? new CardReader((card) => this.#remember(card, from)) : undefined),
      failed: () => undefined,
    }
  }

  #remember(card: AgentCard, from: URL): void {
    for (const address of card.urls) {
      const url = urlOf(address, from)
      if (url === undefined) continue
      const [oldest] = this.#cards.keys()
      if (this.#cards.size >= MAX_CARDS && oldest !== undefined) this.#cards.delete(oldest)
      this.#cards.set(keyOf(url), card)
    }
  }
}

class CardReader implements BodyObserver {
  readonly #found: (card: AgentCard) => void
  readonly #decoder = new TextDecoder()
  #text = ''

  constructor(found: (card: AgentCard) => void) {
    this.#found = found
  }

  chunk(bytes: Uint8Array): void | false {
    this.#text += this.#decoder.decode(bytes, { stream: true })
    if (this.#text.length > MAX_CARD_CHARACTERS) return false
  }

  end(): void {
    const card = this.#text.length > MAX_CARD_CHARACTERS ? undefined : readCard(parseJson(this.#text))
    if (card !== undefined) this.#found(card)
  }

  error(): void {}

  cancel(): void {}
}

function keyOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, '')
}

function urlOf(address: string, base: URL): URL | undefined {
  try {
    return new URL(address, base)
  } catch {
    return undefined
  }
}

/** Payloads that the panel asked a page for and that have not come: who waits for them, and for how long. */
import type { Blob } from '../sdk/protocol/messages.ts'
import type { JsonValue } from '../sdk/protocol/records.ts'

/** A page that is busy answers late; one that was left, never. In milliseconds. */
export const WANT_TIMEOUT_MS = 10_000

type Answer = (value: JsonValue | undefined) => void

export interface Wants {
  /** Resolves to undefined where the page has it no more, or does not answer in time. */
  ask(epoch: string, key: string): Promise<JsonValue | undefined>
  answered(blob: Blob): void
  /** Nothing more will come. */
  close(): void
}

export function createWants(send: (epoch: string, key: string) => void): Wants {
  const waiting = new Map<string, Set<Answer>>()
  const nameOf = (epoch: string, key: string): string => `${epoch} ${key}`

  function settle(name: string, value: JsonValue | undefined): void {
    const answers = waiting.get(name)
    waiting.delete(name)
    for (const answer of answers ?? []) answer(value)
  }

  return {
    ask(epoch, key) {
      return new Promise((resolve) => {
        const name = nameOf(epoch, key)
        const answers = waiting.get(name) ?? new Set()
        waiting.set(name, answers)
        const answer: Answer = (value) => {
          clearTimeout(timer)
          resolve(value)
        }
        const timer = setTimeout(() => {
          answers.delete(answer)
          resolve(undefined)
        }, WANT_TIMEOUT_MS)
        answers.add(answer)
        if (answers.size === 1) send(epoch, key)
      })
    },
    answered: ({ epoch, key, value }) => settle(nameOf(epoch, key), value ?? undefined),
    close() {
      for (const name of waiting.keys()) settle(name, undefined)
    },
  }
}

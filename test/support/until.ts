/** How long {@link until} waits before it calls the wait failed. */
const LIMIT = 20_000

const PAUSE = 25

export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * Asks `probe` until it answers with something truthy, and hands that on.
 * @throws {Error} naming `what` and the last answer or error, after the limit
 */
export async function until<T>(what: string, probe: () => T | Promise<T>, limit = LIMIT): Promise<NonNullable<T> & Truthy<T>> {
  const deadline = Date.now() + limit
  let last: unknown
  for (;;) {
    try {
      const answer = await probe()
      if (isTruthy(answer)) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) throw new Error(`Waited ${limit} ms in vain: ${what} (last: ${describeLast(last)})`, { cause: last })
    await pause(PAUSE)
  }
}

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>

function isTruthy<T>(value: T): value is T & NonNullable<T> & Truthy<T> {
  return Boolean(value)
}

const describeLast = (value: unknown): string =>
  value instanceof Error ? value.message : (JSON.stringify(value) ?? String(value)).slice(0, 500)

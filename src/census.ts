/**
 * Who is there: one port to all bridges of the tab, which answer with notices. It stays open; when the last of its documents has gone, it
 * closes, and the question is asked anew. So it also tells of pages that DevTools tells extensions nothing of.
 */
import type { OpenPort, Port } from './ports.ts'
import { CENSUS_PORT } from './rendezvous.ts'

/** Pauses before each try, in milliseconds: a document that is just coming cannot answer yet. */
const TRIES = [0, 250, 1_000]
/** The same, after a port that had been answered: not at once, for a document that is leaving answers to the last. */
const TRIES_AGAIN = [50, 250, 1_000]

export interface Census {
  /** Asks anew. */
  ask(): void
  /** A bridge of the tab said that it is there. */
  answered(): void
}

export interface CensusEvents {
  /** Those who were there have gone. */
  left(): void
  /** Asked several times, nobody answered. */
  nobody(): void
}

export function createCensus(open: () => OpenPort, events: CensusEvents): Census {
  let port: Port | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let heard = false

  function attempt([wait, ...later]: readonly number[]): void {
    if (wait === undefined) return events.nobody()
    timer = setTimeout(() => connect(later), wait)
  }

  function connect(later: readonly number[]): void {
    timer = undefined
    heard = false
    const opened = open()(CENSUS_PORT)
    port = opened
    opened.onDisconnect.addListener(() => {
      if (port !== opened) return
      port = undefined
      if (heard) events.left()
      attempt(heard ? TRIES_AGAIN : later)
    })
  }

  function ask(): void {
    clearTimeout(timer)
    const old = port
    port = undefined
    old?.disconnect()
    attempt(TRIES)
  }

  return {
    ask,
    answered() {
      heard = true
      if (port === undefined && timer === undefined) ask()
    },
  }
}

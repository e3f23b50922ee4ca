/** Asks all bridges of the tab to say who they are; they answer with notices, not here. */
import type { OpenPort, Port } from './ports.ts'
import { CENSUS_PORT } from './rendezvous.ts'

/** Pauses before each try, in milliseconds: DevTools tells of a navigation before the new document can answer. */
const TRIES = [0, 250, 1_000]

export interface Census {
  /** Asks anew, and forgets an asking that is under way. */
  ask(): void
  /** Somebody answered: that nobody is there is no longer to be told. */
  answered(): void
}

export function createCensus(open: () => OpenPort, nobody: () => void): Census {
  let port: Port | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function attempt(tries: readonly number[]): void {
    const [wait, ...later] = tries
    if (wait === undefined) return nobody()
    timer = setTimeout(() => {
      const opened = open()(CENSUS_PORT)
      port = opened
      opened.onDisconnect.addListener(() => {
        if (port === opened) attempt(later)
      })
    }, wait)
  }

  function stop(): void {
    clearTimeout(timer)
    const old = port
    port = undefined
    old?.disconnect()
  }

  return {
    ask() {
      stop()
      attempt(TRIES)
    },
    answered: stop,
  }
}

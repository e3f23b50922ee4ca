/** The page's side: installs capture or not, runs one row, hands back what was logged and heard. */
import { captureEventSource } from '../../../sdk/capture/event-source.ts'
import type { ExchangeSink } from '../../../sdk/capture/exchange.ts'
import type { WholeBody } from '../../../sdk/parser/parser.ts'
import { captureFetch, nativeFetch } from '../../../sdk/capture/fetch.ts'
import { faultCount } from '../../../sdk/capture/guard.ts'
import { captureXhr } from '../../../sdk/capture/xhr.ts'
import type { Behaviour } from './behaviour.ts'
import { behaviours } from './behaviours.ts'
import { dropStream, type Heard, later, makeTools, type Origins, type Run } from './tools.ts'

export interface Outcome {
  readonly log: readonly string[]
  readonly heard: readonly Heard[]
  readonly late: number
  readonly faults: number
}

const heard: Heard[] = []
/** Whether observers take a body as one text. */
let whole = false
let shutdown: (() => void) | undefined

function capture(sink: ExchangeSink): () => void {
  const undoing = [captureFetch(sink), captureXhr(sink), captureEventSource(sink)]
  return () => {
    for (const undo of undoing) undo()
  }
}

function install(): void {
  shutdown = capture((request) => {
    if (request.url.pathname === '/nothing' || request.url.protocol === 'https:') return undefined
    const entry: Heard = { bytes: 0, text: '', last: [] }
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    heard.push(entry)
    return {
      eventTypes: ['other'],
      failed: () => void entry.last.push('error'),
      response: () => ({
        chunk: (bytes) => {
          entry.bytes += bytes.byteLength
          entry.text += decoder.decode(bytes, { stream: true })
        },
        ...(whole && {
          whole: (body: WholeBody) => {
            const text = body === 'no JSON' ? body : 'json' in body ? JSON.stringify(body.json) : body.text
            entry.bytes += new TextEncoder().encode(text).byteLength
            entry.text += text
          },
        }),
        end: () => void entry.last.push('end'),
        error: () => void entry.last.push('error'),
        cancel: () => void entry.last.push('cancel'),
      }),
    }
  })
}

const find = (name: string): Behaviour => {
  const found = behaviours.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no row ${name}`)
  return found
}

const guest = {
  /** Gets the page ready for a row. */
  prepare(name: string, captured: boolean): void {
    const { fresh } = find(name)
    fresh?.before?.()
    if (captured && !shutdown) install()
    fresh?.after?.()
  },

  async run(name: string, captured: boolean, origins: Origins): Promise<Outcome> {
    const run: Run = { log: [], late: 0 }
    heard.length = 0
    whole = name.startsWith('as one text: ')
    const faults = faultCount()
    const tools = makeTools(run, captured, origins, heard)
    const unhandled = (event: PromiseRejectionEvent): void => {
      event.preventDefault()
      tools.log('unhandledrejection', event.reason)
    }
    addEventListener('unhandledrejection', unhandled)
    try {
      await find(name).run(tools)
    } catch (reason) {
      tools.log('the row throws', reason)
    }
    await later(20)
    removeEventListener('unhandledrejection', unhandled)
    // Before the drop, which is no doing of the row's.
    const told = heard.map(({ bytes, text, last }) => ({ bytes, text, last: [...last] }))
    await dropStream(tools)
    return { log: run.log, heard: told, late: run.late, faults: faultCount() - faults }
  },

  install,
  /** Observers that fail at every turn. */
  installBroken(): void {
    const broken = (): never => {
      throw new Error('ours')
    }
    shutdown = captureFetch(() => ({ failed: broken, response: () => ({ chunk: broken, end: broken, error: broken, cancel: broken }) }))
  },
  heard: (): readonly Heard[] => heard,
  faults: faultCount,
  shutdown: (): void => {
    shutdown?.()
    shutdown = undefined
  },
  nativeFetch,
}

export type Guest = typeof guest

Reflect.set(globalThis, 'guest', guest)

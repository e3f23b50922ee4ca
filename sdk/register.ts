/** Composition root of a page: provider, context manager, capture, exporters. */
import { diag, trace } from '@opentelemetry/api'
import { faultCount } from './capture/guard.ts'
import { exportStatus, type ExportStatus } from './export/ledger.ts'
import { hasGlobalProvider } from './global-provider.ts'
import { readerOf } from './load-reader.ts'
import { checkOptions, createMember } from './member.ts'
import type { Options } from './options.ts'
import { readWaiting, waitingCalls } from './page.ts'
import { createOwnProvider, useContextManager, type OwnProvider } from './own-provider.ts'
import { enter, leave, openPageWide, pageWide, watcher, type Member } from './page-wide.ts'
import { addProcessors, noProcessors, type Processors } from './processors.ts'
import type { SinkCounts } from './sink.ts'
import { unusedOptions } from './unused-options.ts'
import { SDK_NAME } from './version.ts'
import {
  againWarnings,
  APART,
  contentWarnings,
  deadWarnings,
  exportWarnings,
  faultWarnings,
  joinedWarnings,
  memberWarnings,
  readerWarnings,
} from './warnings.ts'

/** What works and what does not, as `status()` found it. Counts are of this page, since the SDK came. */
export interface Status {
  /** `own`: `register` made the provider. `joined`: the application, or another copy of the SDK, had one. `off`: `enabled: false`, no window, or shut down. */
  readonly provider: 'own' | 'joined' | 'off'
  /** Spans of other libraries are seen, and clients that trace themselves have one span a call. */
  readonly liveProcessor: boolean
  /** Requests that capture looked at; where another copy watches the page, what that one counts. */
  readonly requests: number
  /** Those of them that were read as calls of a model. */
  readonly inferences: number
  /** Requests and notifications to MCP servers. */
  readonly mcp: number
  /** Calls that may be a model's or an MCP server's, kept as they came until what reads them has been loaded: when somebody is to have the spans. */
  readonly unread: number
  /**
   * Spans of clients that trace themselves which ended before what reads the calls was loaded: what the wire says of them is in the panel, and was not exported.
   */
  readonly late: number
  /** Pieces of the SDK that failed beside the page's calls, in this copy, since the page loaded: the page noticed nothing, a span may be missing. */
  readonly faults: number
  /** What became of the spans for `otlp`, and for exporters made by `otlpProcessor`. */
  readonly exports: ExportStatus
  /** What does not work as one might expect, in words. */
  readonly warnings: readonly string[]
}

/** What `register` gives: it undoes it, and says how it goes. */
export interface Handle {
  /** Sends what is waiting to the exporters. */
  forceFlush(): Promise<void>
  /**
   * Ends open spans, restores what was patched, stops exporting. The handle is dead after it; another `register` starts anew. Where another copy has joined
   * this one, it goes on in its place.
   */
  shutdown(): Promise<void>
  /** How it goes now; `provider` is `off` after `shutdown`. */
  status(): Status
}

const NOTHING: SinkCounts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }

const off: Handle = {
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
  status: () => ({
    provider: 'off',
    liveProcessor: false,
    ...NOTHING,
    faults: 0,
    exports: exportStatus(undefined),
    warnings: [],
  }),
}

let current: Registration | undefined

/**
 * Makes the page's model calls OpenTelemetry spans: shown live in the GenAI tab of DevTools, and forwarded as `options` say. Call it once, before the
 * page makes its clients. A second call gives the first one's handle. Never throws on account of the page's state; a wrong option throws a TypeError.
 */
export function register(options: Options = {}): Handle {
  if (options.enabled === false || typeof window === 'undefined') return off
  checkOptions(options)
  if (current === undefined) current = new Registration(options)
  else current.again(options)
  return current.handle
}

class Registration {
  readonly #options: Options
  readonly #processors: Processors
  readonly #member: Member
  /** The provider was there and is the application's. */
  readonly #foreign = hasGlobalProvider() && pageWide().provider === undefined
  #own: OwnProvider | undefined
  #removeManager = (): void => {}
  /** Of later calls. */
  readonly #unused = new Set<string>()
  #ended: Promise<void> | undefined
  #last: Status | undefined

  readonly handle: Handle = {
    forceFlush: () => this.#ended ?? this.#processors.forceFlush(),
    shutdown: () => (this.#ended ??= this.#shutdown()),
    status: () => this.#last ?? this.#status(),
  }

  constructor(options: Options) {
    this.#options = options
    // 2.x and 3.x providers take processors only when they are made: the application's exports its spans itself.
    this.#processors = this.#foreign ? noProcessors : addProcessors(options)
    this.#member = createMember({
      name: 'register()',
      options,
      reader: readerOf(options),
      tracerProvider: () => this.#own?.provider ?? trace,
      provide: () => this.#provide(),
    })
    if (this.#foreign) this.#removeManager = useContextManager(options)
    else if (pageWide().provider === undefined) this.#provide()
    enter(this.#member)
  }

  again(options: Options): void {
    const unused = unusedOptions(options, this.#options)
    for (const name of unused) this.#unused.add(name)
    for (const warning of againWarnings(unused)) diag.warn(`${SDK_NAME}: ${warning}`)
  }

  #provide(): void {
    if (hasGlobalProvider()) return
    this.#own = createOwnProvider(this.#options)
    openPageWide().provider = this.#member
  }

  #status(): Status {
    const liveProcessor = pageWide().liveProcessors > 0
    const exports = exportStatus(this.#processors.ledger)
    return {
      provider: this.#own === undefined ? 'joined' : 'own',
      liveProcessor,
      ...(watcher()?.counts ?? NOTHING),
      faults: faultCount(),
      exports,
      warnings: [
        ...contentWarnings(),
        ...readerWarnings(this.#options),
        ...(this.#own?.apart === true ? [APART] : []),
        ...(this.#foreign ? joinedWarnings(liveProcessor, this.#options) : []),
        ...memberWarnings(this.#member),
        ...againWarnings([...this.#unused]),
        ...deadWarnings(this.#processors.dead),
        ...exportWarnings(exports),
        ...faultWarnings(faultCount()),
      ],
    }
  }

  async #shutdown(): Promise<void> {
    if (current === this) current = undefined
    if (waitingCalls() > 0) await readWaiting()
    this.#last = { ...this.#status(), provider: 'off' }
    this.#processors.release()
    leave(this.#member, () => this.#withdraw())
    await this.#processors.shutdown()
    await this.#own?.shutdown()
    this.#last = { ...this.#last, exports: exportStatus(this.#processors.ledger) }
  }

  /** Nothing watches the page at this moment. */
  #withdraw(): void {
    this.#processors.remove()
    this.#removeManager()
    this.#own?.withdraw()
    const wide = pageWide()
    if (wide.provider !== this.#member) return
    wide.provider = undefined
    for (const member of wide.members) if (wide.provider === undefined) member.provide?.()
  }
}

/** A set-up of this copy: what `register` or `instrument` was called with, and what it does while it watches the page. */
import type { TracerProvider } from '@opentelemetry/api'
import { liveSpans } from './export/live-processor.ts'
import { readEndpoints } from './endpoints.ts'
import type { Options, Redact } from './options.ts'
import { ownManual } from './manual.ts'
import { readOtlp } from './otlp-options.ts'
import type { Member } from './page-wide.ts'
import type { LoadReader, ReaderModule } from './reader-slot.ts'
import { setUp, type Setup } from './setup.ts'
import { SDK_VERSION } from './version.ts'

export interface MemberOptions {
  readonly name: 'register()' | 'instrument()'
  readonly options: Options
  /** The SDK's second half, or how it is loaded. */
  readonly reader: LoadReader | ReaderModule
  /** Whose tracer makes the spans of the page's calls. */
  readonly tracerProvider: () => TracerProvider
  readonly provide?: () => void
}

export function createMember({ name, options, reader, tracerProvider, provide }: MemberOptions): Member {
  let setup: Setup | undefined
  return {
    kind: 'sdk',
    version: SDK_VERSION,
    name,
    options,
    redactors: redactorsOf(options),
    watch() {
      setup = setUp({ options, reader, provider: tracerProvider })
    },
    unwatch() {
      setup?.undo()
      setup = undefined
    },
    changed: () => setup?.update(),
    get counts() {
      return setup?.counts
    },
    live: liveSpans,
    manual: ownManual,
    ...(provide && { provide }),
  }
}

/** @throws TypeError that says how to put it right */
export function checkOptions(options: Options): void {
  if (options.otlp !== undefined) readOtlp(options.otlp)
  if (!redactorsOf(options).every((each) => typeof each === 'function')) throw new TypeError(REDACT)
  readEndpoints(options.endpoints)
  const { usage = 'observe' } = options
  if (!USAGES.includes(usage)) throw new TypeError(`usage: ${JSON.stringify(usage)} is none of 'observe', 'inject', 'estimate'`)
}

const USAGES: readonly unknown[] = ['observe', 'inject', 'estimate']

const REDACT = 'redact must be a function (part, context) => part or null, or a list of such functions'

function redactorsOf({ redact = [] }: Options): readonly Redact[] {
  if (typeof redact === 'function') return [redact]
  if (!Array.isArray(redact)) throw new TypeError(REDACT)
  return redact
}

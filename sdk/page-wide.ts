/**
 * What the set-ups of one page know of each other: copies of this package, of any version, and the extension's own capture. One of them watches the page,
 * the others join it. It lies on the window under a symbol, the one thing of ours that does; a frame is a window of its own.
 *
 * Copies of other versions read it. Members and fields may be added; what is there keeps its meaning as long as `v` is 1. What another
 * member throws does not reach the page, but for what the page's own functions throw in `manual`.
 */
import { guard } from './capture/guard.ts'
import type { SpanProcessor } from './export/span-processor.ts'
import type { Redact } from './options.ts'
import type { SinkCounts } from './sink.ts'
import type { ManualFunctions } from './span/manual.ts'

/** One set-up. */
export interface Member {
  readonly kind: 'sdk' | 'extension'
  readonly version: string
  /** What was called: `register()`. */
  readonly name: string
  /** As they were given. */
  readonly options: object
  /** They run before all content of the page, whoever watches: content may reach the exporters of all. */
  readonly redactors: readonly Redact[]
  /** Begins to watch the page. Called on the first member; `unwatch` undoes it. */
  watch(): void
  unwatch(): void
  /** Makes the page's tracer provider, where the one that was ours has gone. */
  provide?(): void
  /** While it watches: members or processors came or went. */
  changed?(): void
  /** What it has counted since it watches. */
  readonly counts?: Readonly<SinkCounts> | undefined
  /** Where the spans of every provider go that has a `LiveSpanProcessor` of any copy. */
  readonly live?: SpanProcessor
  /** Its functions make the spans of all copies: the parents and the content that it keeps are found by its own code only. */
  readonly manual?: ManualFunctions
}

export interface PageWide {
  readonly v: 1
  /** In the order in which they came: the first one watches. */
  readonly members: Member[]
  /** Of all members: they get the spans of each provider that is ours. */
  readonly processors: Set<SpanProcessor>
  /** Addresses that spans are sent to, and by how many exporters: requests to them are none of the page's. */
  readonly collectors: Map<string, number>
  /** Providers with a `LiveSpanProcessor`. */
  liveProcessors: number
  /** Whose tracer provider is the page's. `undefined`: the application's, or none. */
  provider: Member | undefined
}

const KEY = Symbol.for('genai-devtools.watch')

const empty = (members: Member[] = []): PageWide => ({
  v: 1,
  members,
  processors: new Set(),
  collectors: new Map(),
  liveProcessors: 0,
  provider: undefined,
})

/** Where a window takes no property, or holds what this version cannot read. */
let alone: PageWide | undefined

/** Watches, and cannot be asked anything. */
const STRANGER: Member = {
  kind: 'sdk',
  version: 'unknown',
  name: 'a version that this one does not know',
  options: {},
  redactors: [],
  watch() {},
  unwatch() {},
}

const NOBODY = empty()

/** To read. */
export function pageWide(): PageWide {
  const there: unknown = Reflect.get(globalThis, KEY)
  if (isPageWide(there)) return there
  if (there !== undefined) return (alone ??= empty([STRANGER]))
  return alone ?? NOBODY
}

/** To add to. It is made where it is missing, and goes with {@link tidyPageWide}. */
export function openPageWide(): PageWide {
  const there = pageWide()
  if (there !== NOBODY) return there
  const made = empty()
  // Neither listed nor copied with the window's properties.
  if (!Reflect.defineProperty(globalThis, KEY, { value: made, configurable: true, enumerable: false, writable: false })) alone = made
  return made
}

function isPageWide(value: unknown): value is PageWide {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === 1 && 'members' in value && Array.isArray(value.members)
}

/** Takes it off the window when nobody needs it any more. */
export function tidyPageWide(): void {
  const { members, processors, collectors, liveProcessors } = pageWide()
  if (members.length + processors.size + collectors.size + liveProcessors === 0) Reflect.deleteProperty(globalThis, KEY)
}

/** Who watches. */
export const watcher = (): Member | undefined => pageWide().members[0]

/** The first member watches at once. */
export function enter(member: Member): void {
  const { members } = openPageWide()
  members.push(member)
  if (members[0] === member) guard(() => member.watch())
  else tellWatcher()
}

/** Where it watched, the next one does. Its provider goes in `between`, when nothing is watched. */
export function leave(member: Member, between: () => void = () => {}): void {
  const { members } = pageWide()
  const at = members.indexOf(member)
  if (at < 0) return
  if (at === 0) guard(() => member.unwatch())
  members.splice(at, 1)
  guard(between)
  if (at === 0) guard(() => members[0]?.watch())
  else tellWatcher()
  tidyPageWide()
}

/** Members or processors came or went. */
export function tellWatcher(): void {
  guard(() => watcher()?.changed?.())
}

/** Adds an exporter's address. @returns what takes it away */
export function addCollector(url: URL): () => void {
  const { collectors } = openPageWide()
  const address = addressOf(url)
  collectors.set(address, (collectors.get(address) ?? 0) + 1)
  return () => {
    const left = (collectors.get(address) ?? 1) - 1
    if (left > 0) collectors.set(address, left)
    else collectors.delete(address)
    tidyPageWide()
  }
}

/** Whether spans are sent there. */
export const isCollector = (url: URL): boolean => {
  const { collectors } = pageWide()
  return collectors.size > 0 && collectors.has(addressOf(url))
}

const addressOf = ({ origin, pathname }: URL): string => origin + pathname

/** Hands the spans of a provider of ours to the processors of all members. */
export class RelayProcessor implements SpanProcessor {
  onStart(...args: Parameters<SpanProcessor['onStart']>): void {
    each((processor) => processor.onStart(...args))
  }
  onEnding(...args: Parameters<NonNullable<SpanProcessor['onEnding']>>): void {
    each((processor) => processor.onEnding?.(...args))
  }
  onEnd(...args: Parameters<SpanProcessor['onEnd']>): void {
    each((processor) => processor.onEnd(...args))
  }
  async forceFlush(): Promise<void> {
    await Promise.all([...pageWide().processors].map((processor) => processor.forceFlush()))
  }
  /** Each member shuts its own down. */
  shutdown(): Promise<void> {
    return Promise.resolve()
  }
}

/** One that throws takes nothing from the others. */
function each(tell: (processor: SpanProcessor) => void): void {
  for (const processor of pageWide().processors) guard(() => tell(processor))
}

/**
 * The SDK's second half: all that reads. It is loaded when a call may be a model's and somebody is to have its spans, or when a panel comes. Nothing of the first
 * half imports it but as a type: how it is loaded is told by the composition root.
 */
import { isRedacted } from './content/given-content.ts'
import { LiveSpans } from './export/live.ts'
import type { Served } from './export/page-port.ts'
import type { Words } from './hold/held-ends.ts'
import type { PendingCalls } from './hold/pending-calls.ts'
import { content, mcp, panel, probe } from './late-parts.ts'
import type { Page } from './page.ts'
import { partOf } from './provider/readings.ts'
import { wires } from './provider/wires.ts'
import { writeException } from './span/exception.ts'
import { failureOf, withoutCredentials } from './span/failure.ts'

export { content, partProblem } from './late-parts.ts'
export { createSink } from './sink.ts'
export { createUsagePolicy } from './usage/usage.ts'

const known: Words = {
  failureOf: (error) => withoutCredentials(failureOf(error)),
  writeException,
  writeContent: (span) => content.module?.writeContent(span),
}

/** What spans of agents and tools say at their end; `undefined` as long as content is to be written, and what does that is waited for. */
export const words = (writesContent: boolean): Words | undefined => (writesContent && content.missing ? undefined : known)

/** Asks once more for what is waited for before anything is read. */
export function want(pending: PendingCalls): void {
  if (content.missing) pending.want(content)
}

/** Serves the page that has loaded it, once. */
export function serve({ shelf, pending, ends, providers }: Pick<Page, 'shelf' | 'pending' | 'ends' | 'providers'>): void {
  const live = new LiveSpans(shelf.audience, () => panel.want())
  panel.whenLoaded(({ createRecordMaker }) => live.useMaker(createRecordMaker()))
  shelf.handOver(live)
  for (const provider of providers) loadReadings(pending, provider)
  // After the calls that waited, which a set-up reads now: their answers may repeat keys.
  const release = (): void => queueMicrotask(() => ends.releaseReady())
  content.whenLoaded(release)
  release()
}

/** Where content is written, or redacted, what does that is there before anything is read. */
export function whenReadable(pending: PendingCalls, writesContent: boolean, then: () => void): void {
  if (!writesContent && !isRedacted()) return then()
  pending.want(content)
  content.whenLoaded(then)
}

/**
 * Loads how calls are read before there is one: for a panel, which wants to see them at once, and for a client's own span, which may end soon after its call.
 * `provider`: the one that the client names. One that no wire has as its own may speak any.
 */
export function loadReadings(pending: PendingCalls, provider?: string): void {
  const own = wires.filter(({ defaultProvider }) => defaultProvider === provider)
  for (const wire of own.length > 0 ? own : wires) pending.want(partOf(wire))
}

/** A panel has come: what serves it is loaded, and all that reads. */
export function servePanel(
  { shelf, pending }: Pick<Page, 'shelf' | 'pending'>,
  port: MessagePort,
  epoch: string,
  then: (served: Served) => void,
): void {
  panel.whenLoaded(({ Consumer }) => {
    if (shelf.live !== undefined) then(new Consumer(port, epoch, shelf.live))
  })
  panel.want()
  content.want()
  pending.want(mcp)
  pending.want(probe)
  loadReadings(pending)
}

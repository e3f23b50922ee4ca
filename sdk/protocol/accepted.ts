/** What says of a record that it was checked: the guards of `read-records.ts` make it, and nothing else does. */
import type { Delta, EventRecord, ResourceEntry, SpanRecord } from './records.ts'

declare const accepted: unique symbol

/**
 * A record that was rebuilt field by field from what somebody sent, so that nothing in it has to be checked again. A copy with other fields of
 * its type in place is one still.
 */
export type Accepted<T> = T & { readonly [accepted]: true }

/** An `Entry`, checked. */
export type AcceptedEntry = { readonly seq: number } & AcceptedBody

export type AcceptedBody =
  | Accepted<ResourceEntry>
  | { readonly span: Accepted<SpanRecord> }
  | { readonly delta: Accepted<Delta> }
  | { readonly event: Accepted<EventRecord> }

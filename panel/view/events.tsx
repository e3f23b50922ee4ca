import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanView } from '../trace/model.ts'
import { AttributeTable } from './attributes.tsx'
import { JsonTree } from './json-tree.tsx'

/** Events on the span and log records beside it, in order of time. */
export function EventsTab({ store, span }: { readonly store: Store; readonly span: SpanView }): JSX.Element {
  const events = [...store.trace.record(span.index).events, ...store.trace.events(span.index)]
    .map((event) => ({ event, at: Number(event.timeUnixNano) / 1e6 - span.start }))
    .sort((a, b) => a.at - b.at)
  return (
    <>
      {events.map(({ event, at }, index) => (
        <section class="section" key={index}>
          <h3>
            {event.name} <span class="faint">{`${at < 0 ? '−' : '+'}${formatDuration(Math.abs(at))}`}</span>
          </h3>
          {Object.keys(event.attributes).length > 0 && <AttributeTable caption="Attributes" attributes={event.attributes} sorted />}
          {'body' in event && event.body !== undefined && <JsonTree value={event.body} />}
        </section>
      ))}
    </>
  )
}

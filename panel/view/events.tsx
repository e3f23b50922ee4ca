import type { JSX } from 'preact'
import type { EventRecord, SpanEvent } from '../../sdk/protocol/records.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { toMilliseconds } from '../trace/time.ts'
import { AttributeTable } from './attributes.tsx'
import { Foreign } from './foreign.tsx'
import { CopiedValue } from './json-value.tsx'

/** Events on the span and log records beside it, in order of time. */
export function EventsTab({ span, detail }: { readonly span: SpanView; readonly detail: SpanDetail }): JSX.Element {
  const all: readonly (SpanEvent | EventRecord)[] = [...detail.record.events, ...detail.events.map(({ event }) => event)]
  const events = all
    .map((event) => ({ event, body: 'body' in event ? event.body : undefined, at: toMilliseconds(event.timeUnixNano) - span.start }))
    .sort((a, b) => a.at - b.at)
  return (
    <>
      {events.map(({ event, body, at }, index) => (
        <section class="section" key={index}>
          <h3>
            <Foreign text={event.name} /> <span class="faint">{`${at < 0 ? '−' : '+'}${formatDuration(Math.abs(at))}`}</span>
          </h3>
          {Object.keys(event.attributes).length > 0 && <AttributeTable caption="Attributes" attributes={event.attributes} sorted />}
          {body !== undefined && <CopiedValue what="body" value={body} />}
        </section>
      ))}
    </>
  )
}

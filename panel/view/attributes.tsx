import type { JSX } from 'preact'
import type { AttributeValue, Attributes, CodePlace } from '../../sdk/protocol/records.ts'
import type { Store } from '../store/store.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import type { Tier } from '../trace/attribute-tier.ts'
import { CopyButton } from './copy-button.tsx'
import { LongText } from './long-text.tsx'
import { SourceLink } from './source-link.tsx'
import { offerValue } from './offer.ts'
import { useTiers } from './use-tiers.ts'

/** OTLP's span kinds by number. */
const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']

/** Everything the span says of itself, under its own names. */
interface TabProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

export function AttributesTab({ store, span, detail: { record, resource } }: TabProps): JSX.Element {
  const source = store.trace.source(span.index)
  const tiers = useTiers()
  const conventions = tiers?.conventionsOf(record.attributes, resource?.scope.name) ?? []
  const identity = {
    'trace id': record.traceId,
    'span id': record.spanId,
    ...(record.parentSpanId === undefined ? {} : { 'parent span id': record.parentSpanId }),
    ...(record.parentSource === undefined ? {} : { 'parent found by': record.parentSource }),
    kind: KINDS[record.kind] ?? String(record.kind),
    ...(record.status.message === undefined ? {} : { 'status message': record.status.message }),
    ...(source.url === '' ? {} : { page: source.url }),
    ...(conventions.length === 0 ? {} : { conventions: conventions.join(', ') }),
    ...(resource === undefined ? {} : { scope: [resource.scope.name, resource.scope.version ?? ''].join(' ').trim() }),
  }
  return (
    <>
      <AttributeTable caption="Attributes" attributes={record.attributes} sorted tierOf={tiers?.tierOf} />
      {record.place !== undefined && <Source store={store} place={record.place} />}
      <AttributeTable caption="Span" attributes={{ name: record.name, ...identity }} />
      {record.links.map((link, index) => (
        <AttributeTable key={index} caption="Link" attributes={{ 'trace id': link.traceId, 'span id': link.spanId, ...link.attributes }} />
      ))}
      {resource !== undefined && <AttributeTable caption="Resource" attributes={resource.attributes} sorted tierOf={tiers?.tierOf} />}
    </>
  )
}

/** Beside the attributes: it is in no export. */
function Source({ store, place }: { readonly store: Store; readonly place: CodePlace }): JSX.Element {
  return (
    <>
      <AttributeTable
        caption="Source"
        attributes={{ 'code.file.path': place.file, 'code.line.number': place.line, 'code.column.number': place.column }}
      />
      <p class="source-line">
        <SourceLink store={store} place={place} />
      </p>
    </>
  )
}

interface TableProps {
  readonly caption: string
  readonly attributes: Attributes
  readonly sorted?: boolean
  /** How settled a name is; absent where that is not told. */
  readonly tierOf?: ((name: string) => Tier | undefined) | undefined
}

export function AttributeTable({ caption, attributes, sorted = false, tierOf }: TableProps): JSX.Element {
  const entries = Object.entries(attributes)
  if (sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    <table class="facts attributes">
      <caption>{caption}</caption>
      <tbody>
        {entries.map(([name, value]) => (
          <tr key={name} onContextMenu={(event) => offerValue(event, { name, what: 'value', text: () => valueText(value) })}>
            <th scope="row">{name}</th>
            <td class="copyable">
              <LongText text={valueText(value)} />
              <CopyButton what="value" text={() => valueText(value)} />
            </td>
            {tierOf !== undefined && (
              <td class="settled">
                <TierMark tier={tierOf(name)} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function TierMark({ tier }: { readonly tier: Tier | undefined }): JSX.Element | null {
  return tier === undefined ? null : (
    <span class="tier" data-tier={tier.word} title={tier.words}>
      {tier.word === 'development' ? 'dev' : tier.word}
    </span>
  )
}

function valueText(value: AttributeValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

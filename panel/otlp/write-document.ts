/** Spans and log records → one OTLP/JSON document, nested by resource and, within it, by scope, each in the order of its first item. */
import type { ResourceEntry } from '../../sdk/protocol/records.ts'
import { toKeyValues } from './any-value.ts'
import type { OtlpDocument, OtlpLogRecord, OtlpSpan } from './otlp-json.ts'

export interface Placed<T> {
  readonly resource: ResourceEntry | undefined
  readonly item: T
}

interface ResourceGroup<T> {
  readonly resource: ResourceEntry['attributes']
  readonly scopes: readonly { readonly scope: ResourceEntry['scope']; readonly items: readonly T[] }[]
}

export function writeDocument(spans: readonly Placed<OtlpSpan>[], logs: readonly Placed<OtlpLogRecord>[]): OtlpDocument {
  const resourceSpans = groupByResource(spans).map(({ resource, scopes }) => ({
    resource: { attributes: toKeyValues(resource) },
    scopeSpans: scopes.map(({ scope, items }) => ({ scope, spans: items })),
  }))
  const resourceLogs = groupByResource(logs).map(({ resource, scopes }) => ({
    resource: { attributes: toKeyValues(resource) },
    scopeLogs: scopes.map(({ scope, items }) => ({ scope, logRecords: items })),
  }))
  return { resourceSpans, ...(logs.length === 0 ? {} : { resourceLogs }) }
}

function groupByResource<T>(placed: readonly Placed<T>[]): readonly ResourceGroup<T>[] {
  const groups = new Map<
    string,
    { resource: ResourceEntry['attributes']; scopes: Map<string, { scope: ResourceEntry['scope']; items: T[] }> }
  >()
  for (const { resource: entry, item } of placed) {
    const resource = entry?.attributes ?? {}
    const scope = entry?.scope ?? { name: '' }
    const group = getOrAdd(groups, JSON.stringify(resource), () => ({ resource, scopes: new Map() }))
    getOrAdd(group.scopes, JSON.stringify(scope), () => ({ scope, items: [] })).items.push(item)
  }
  return [...groups.values()].map(({ resource, scopes }) => ({ resource, scopes: [...scopes.values()] }))
}

function getOrAdd<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

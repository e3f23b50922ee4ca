/**
 * What leaves through the exporter of ours is free of credentials: spans of other libraries have whatever those wrote. The spans themselves stay as they
 * are, since other processors of the application see them, too.
 */
import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { scrubText } from '../content/credentials.ts'
import { scrubAttributes } from './scrub-attributes.ts'

type Resource = ReadableSpan['resource']

const resources = new WeakMap<Resource, Resource>()

export function scrubSpans(spans: readonly ReadableSpan[]): ReadableSpan[] {
  return spans.map((span) => scrubSpan(span, scrubResource(span.resource)))
}

/** The same object for the same resource: spans are sent together by it. */
function scrubResource(resource: Resource): Resource {
  const known = resources.get(resource)
  if (known !== undefined) return known
  const attributes = scrubAttributes(resource.attributes)
  // Its methods are on its prototype, and ask `attributes`.
  const scrubbed: Resource =
    attributes === resource.attributes ? resource : Object.create(resource, { attributes: { value: attributes, enumerable: true } })
  // Attributes that are found out later are not there yet.
  if (resource.asyncAttributesPending !== true) resources.set(resource, scrubbed)
  return scrubbed
}

/** The span as it may leave; the same object where nothing is to be taken out. */
function scrubSpan(span: ReadableSpan, resource: Resource): ReadableSpan {
  const name = scrubText(span.name)
  const status = scrubStatus(span.status)
  const attributes = scrubAttributes(span.attributes)
  const events = mapSame(span.events, (event) => {
    const said = scrubText(event.name)
    return withAttributes(said === event.name ? event : { ...event, name: said })
  })
  const links = mapSame(span.links, withAttributes)
  const scope = scrubScope(span.instrumentationScope)
  const changed =
    name !== span.name ||
    status !== span.status ||
    attributes !== span.attributes ||
    events !== span.events ||
    links !== span.links ||
    resource !== span.resource ||
    scope !== span.instrumentationScope
  if (!changed) return span
  // Field by field: a copy by prototype would still hold what was taken out.
  const { kind, parentSpanContext, startTime, endTime, duration, ended } = span
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span
  const context = span.spanContext()
  return {
    ...{ name, status, attributes, events, links, resource, instrumentationScope: scope },
    ...{ kind, startTime, endTime, duration, ended, droppedAttributesCount, droppedEventsCount, droppedLinksCount },
    ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
    spanContext: () => context,
  }
}

function scrubStatus(status: ReadableSpan['status']): ReadableSpan['status'] {
  const message = status.message === undefined ? undefined : scrubText(status.message)
  return message === status.message || message === undefined ? status : { ...status, message }
}

function scrubScope(scope: ReadableSpan['instrumentationScope']): ReadableSpan['instrumentationScope'] {
  const name = scrubText(scope.name)
  return name === scope.name ? scope : { ...scope, name }
}

function withAttributes<T extends { attributes?: Attributes }>(item: T): T {
  const attributes = item.attributes && scrubAttributes(item.attributes)
  return attributes === item.attributes || attributes === undefined ? item : { ...item, attributes }
}

function mapSame<T>(list: T[], change: (item: T) => T): T[] {
  const changed = list.map(change)
  return changed.every((item, at) => item === list[at]) ? list : changed
}

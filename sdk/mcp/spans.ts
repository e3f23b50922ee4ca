/** Starts the spans of MCP messages: who is their parent, and which tool's own span they add to. */
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import type { Context, Link, Span, Tracer } from '@opentelemetry/api'
import type { Parent } from '../context/parent.ts'
import type { LiveSpans } from '../export/live.ts'
import type { Page } from '../page.ts'
import { factsOf, type McpAsked } from './messages.ts'
import { emitted, writeAttributes } from '../otel-attributes.ts'
import { givenContent, setParentSource, setPlaceOf } from '../content/given-content.ts'
import { readGiven } from '../content/read-given.ts'
import { askedAttributes, spanName, type Place, type Side } from './attributes.ts'
import { McpCall } from './call.ts'
import type { McpCalls } from './calls.ts'
import { thisMoment, timeOf } from '../moment.ts'
import { isToolFor } from './open-tools.ts'
import { givenContext } from './propagate.ts'

export interface McpSurroundings {
  readonly page: Page
  readonly live: LiveSpans
  readonly tracer: () => Tracer
  readonly contentOnSpan: boolean
  readonly calls: McpCalls
}

/** A message, which way it goes, and by what. */
interface Told {
  readonly asked: McpAsked
  readonly place: Place
  readonly side: Side
}

/** What the page asks or says. */
export function openClientCall(around: McpSurroundings, asked: McpAsked, place: Place, parent: Parent | undefined): McpCall {
  const told: Told = { asked, place, side: 'client' }
  const tool = enclosingTool(around.page, asked, parent)
  if (tool === undefined) return open(around, told, start(around, told, parent), true)
  writeAttributes(tool, askedAttributes(asked, place, 'client'))
  return open(around, told, tool, false)
}

/** What the server asks or says in a stream; `call` is the one whose stream it is, where there is just one. */
export function openServerCall(around: McpSurroundings, asked: McpAsked, place: Place, call: McpCall | undefined): McpCall {
  const told: Told = { asked, place, side: 'server' }
  const given = givenContext(asked)
  const related = call?.span
  // "These messages SHOULD relate to the originating client request" (the transport's specification).
  const lineage: Parent | undefined = related && { context: trace.setSpan(ROOT_CONTEXT, related), source: 'lineage' }
  const stated: Parent | undefined = given && { context: trace.setSpanContext(ROOT_CONTEXT, given), source: 'explicit' }
  const links = stated !== undefined && related !== undefined ? [{ context: related.spanContext() }] : []
  return open(around, told, start(around, told, stated ?? lineage, links), true)
}

function start({ tracer }: McpSurroundings, { asked, place, side }: Told, parent: Parent | undefined, links: Link[] = []): Span {
  const context: Context = parent?.context ?? ROOT_CONTEXT
  const kind = side === 'client' ? SpanKind.CLIENT : SpanKind.SERVER
  const began = thisMoment()
  const attributes = askedAttributes(asked, place, side)
  const span = tracer().startSpan(
    spanName(asked),
    { kind, links, attributes: emitted(attributes), startTime: timeOf(began, began.at) },
    context,
  )
  if (parent !== undefined && trace.getSpanContext(context) !== undefined) setParentSource(span, parent.source)
  setPlaceOf(span, parent?.place)
  return span
}

function open({ page, live, calls, contentOnSpan }: McpSurroundings, told: Told, span: Span, owned: boolean): McpCall {
  const call = new McpCall({
    ...told,
    span,
    owned,
    contentOnSpan,
    live,
    onSettled(settled) {
      page.open.delete(settled)
      calls.remove(settled)
    },
  })
  page.open.add(call)
  if (told.asked.kind === 'request') calls.add(call)
  return call
}

function enclosingTool(page: Page, asked: McpAsked, parent: Parent | undefined): Span | undefined {
  const { toolName, arguments: given } = factsOf(asked)
  if (asked.kind !== 'request' || toolName === undefined) return undefined
  if (parent === undefined) return page.tools.find(toolName, given, (span) => readGiven(givenContent(span)?.content.toolCallArguments))
  const active = trace.getSpan(parent.context)
  return isToolFor(active, toolName) ? active : undefined
}

/**
 * Open `execute_tool` spans, of any library: an MCP call inside one adds to it, and makes no span of its own ("If the MCP instrumentation can reliably detect
 * that outer GenAI instrumentation is already tracing the tool execution, it SHOULD NOT create a separate span").
 */
import type { Span } from '@opentelemetry/api'
import { isReadable, type SpanLike } from '../export/span-like.ts'
import type { JsonValue } from '../protocol/records.ts'
import { ATTR_GEN_AI_OPERATION_NAME, ATTR_GEN_AI_TOOL_NAME, ATTR_MCP_METHOD_NAME } from '../semconv.ts'

/** Spans watched at once; beyond it the oldest is forgotten, so that spans that never end cannot fill the memory. */
export const MAX_OPEN_TOOLS = 1_000

export class OpenTools {
  readonly #open = new Set<SpanLike & Span>()

  /** From `SpanProcessor.onStart`, for every span. */
  onStart(span: SpanLike & Span): void {
    if (span.attributes[ATTR_GEN_AI_OPERATION_NAME] !== 'execute_tool') return
    const [oldest] = this.#open
    if (this.#open.size >= MAX_OPEN_TOOLS && oldest !== undefined) this.#open.delete(oldest)
    this.#open.add(span)
  }

  /** From `SpanProcessor.onEnd`. */
  onEnd(span: object): void {
    for (const open of this.#open) if (open === span) this.#open.delete(open)
  }

  /**
   * The tool that a call is made for when nothing tells its parent: the official client sends from a promise that nobody awaits, where the stack ends. The
   * only open one of that name, or the only one with those arguments; several candidates: none.
   */
  find(name: string, given: JsonValue | undefined, argumentsOf: (span: Span) => unknown): Span | undefined {
    const named = [...this.#open].filter((span) => isToolFor(span, name))
    const same = named.length > 1 ? named.filter((span) => sameJson(argumentsOf(span), given)) : named
    return same.length === 1 ? same[0] : undefined
  }
}

/** Whether `span` is the execution of that tool, and no MCP call was added to it yet. */
export function isToolFor(span: Span | undefined, name: string): span is Span {
  if (span === undefined || !span.isRecording() || !isReadable(span)) return false
  const { attributes } = span
  const isTool = attributes[ATTR_GEN_AI_OPERATION_NAME] === 'execute_tool' && attributes[ATTR_GEN_AI_TOOL_NAME] === name
  return isTool && attributes[ATTR_MCP_METHOD_NAME] === undefined
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item))
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}

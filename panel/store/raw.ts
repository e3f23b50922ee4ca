/** A call's request and answer as the wire had them: asked of the page that made it, and why there is none. */
import { RAW_REQUEST, RAW_RESPONSE, type RawRequest, type RawResponse, type RawWithheld } from '../../sdk/protocol/raw.ts'
import { SpanKind } from '../../sdk/protocol/records.ts'
import { asCurl, asFetch } from '../trace/copy-request.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { readRawRequest, readRawResponse, withheldBy } from '../trace/raw.ts'
import { copyValue } from './copying.ts'
import type { Store } from './store.ts'

/** `gone`: the page has it no more, or is gone itself. */
export type NoRawReason = RawWithheld | 'file' | 'gone'

export const WHY_NO_RAW: { readonly [reason in NoRawReason]: string } = {
  file: 'This call was opened from a file. Raw requests and answers are in no file: the page alone has them, while it is open.',
  redact:
    'The page redacts what it shows (redact), so it gives out no raw requests and answers: what is to be redacted would stand in them.',
  panel_content: 'The page keeps its content from this panel (panelContent), raw requests and answers as well.',
  gone: 'The page does not have it any more. It keeps raw requests and answers of its newest calls, as far as the bytes of its buffer go (ring), until it is left.',
}

/** What an HTTP exchange of the page itself was: MCP messages and spans of other libraries have none. */
export function mayHaveRaw(span: SpanView, { record }: SpanDetail): boolean {
  return record.kind === SpanKind.client && span.class !== 'other' && span.class !== 'mcp' && span.class !== 'tool'
}

export const isOfFile = (store: Store, span: SpanView): boolean => store.host.trace.source(span.index).document.startsWith('file:')

export const askRequest = (store: Store, span: SpanView): Promise<RawRequest | NoRawReason> => ask(store, span, RAW_REQUEST, readRawRequest)

/** `undefined`: none has come, or the page has it no more. */
export async function askResponse(store: Store, span: SpanView): Promise<RawResponse | undefined> {
  const answer = await ask(store, span, RAW_RESPONSE, readRawResponse)
  return typeof answer === 'string' ? undefined : answer
}

async function ask<T>(store: Store, span: SpanView, field: string, read: (value: unknown) => T | undefined): Promise<T | NoRawReason> {
  if (isOfFile(store, span)) return 'file'
  const value = await store.host.want(store.host.trace.source(span.index), `${span.spanId}/${field}`)
  return withheldBy(value) ?? read(value) ?? 'gone'
}

export type RequestForm = 'curl' | 'fetch'

export function copyRequest(store: Store, request: RawRequest, form: RequestForm): void {
  if (form === 'curl') copyValue(store, asCurl(request), 'the request as cURL')
  else copyValue(store, asFetch(request), 'the request as fetch')
}

/** For a menu, which has not asked the page. */
export async function askAndCopy(store: Store, span: SpanView, form: RequestForm): Promise<void> {
  const request = await askRequest(store, span)
  if (typeof request === 'string') store.notice.value = { kind: 'info', text: WHY_NO_RAW[request] }
  else if (request.body === undefined && request.withoutBody !== undefined)
    store.notice.value = { kind: 'info', text: 'The page does not have the body of this request, so that there is nothing to copy.' }
  else copyRequest(store, request, form)
}

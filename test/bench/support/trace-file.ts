/**
 * Trace files of any size, written in pieces: the same spans in OTLP/JSON and OTLP/protobuf, and as many slices of the same names in Chrome's trace
 * format, for peers that read no other.
 */
import { createWriteStream, existsSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { makeSpans, RESOURCE, SCOPE, SPANS_A_TRACE, type MadeSpan } from './made-spans.ts'
import { protobufGroup } from './trace-protobuf.ts'

export type TraceFormat = 'json' | 'protobuf' | 'chrome'

export interface TraceFile {
  readonly path: string
  readonly bytes: number
}

/** Spans that are made and written at once; in OTLP a `resourceSpans` each, as an exporter's batch is one. */
const GROUP = 1_000
const SUFFIX: { readonly [format in TraceFormat]: string } = { json: 'otlp.json', protobuf: 'otlp.pb', chrome: 'trace.json' }

/** The file of `spans` spans in `folder`; one that is there already is taken. */
export async function traceFile(folder: string, spans: number, format: TraceFormat): Promise<TraceFile> {
  const path = join(folder, `${spans}.${SUFFIX[format]}`)
  if (!existsSync(path)) await write(path, spans, format)
  return { path, bytes: statSync(path).size }
}

async function write(path: string, spans: number, format: TraceFormat): Promise<void> {
  const made = makeSpans()
  const file = createWriteStream(path)
  const put = async (piece: string | Uint8Array): Promise<void> => {
    if (!file.write(piece)) await once(file, 'drain')
  }
  if (format !== 'protobuf') await put(format === 'json' ? '{"resourceSpans":[' : CHROME_HEAD)
  for (let from = 0; from < spans; from += GROUP) {
    const group = Array.from({ length: Math.min(GROUP, spans - from) }, () => made())
    if (format === 'protobuf') await put(protobufGroup(group))
    else await put(`${from > 0 || format === 'chrome' ? ',\n' : ''}${format === 'json' ? jsonGroup(group) : chromeGroup(group)}`)
  }
  if (format !== 'protobuf') await put(']}')
  file.end()
  await once(file, 'close')
}

/** By hand: half of the time of a tree of objects. */
function jsonGroup(spans: readonly MadeSpan[]): string {
  const scope = `"scope":${JSON.stringify(SCOPE)}`
  return `{"resource":{"attributes":${keyValues(Object.entries(RESOURCE))}},"scopeSpans":[{${scope},"spans":[${spans.map(jsonSpan).join(',')}]}]}`
}

function jsonSpan({ traceId, spanId, parentSpanId, name, kind, start, end, attributes, status }: MadeSpan): string {
  const parent = parentSpanId === undefined ? '' : `"parentSpanId":"${parentSpanId}",`
  const head = `"traceId":"${traceId}","spanId":"${spanId}",${parent}"name":${JSON.stringify(name)},"kind":${kind}`
  const times = `"startTimeUnixNano":"${start}000000","endTimeUnixNano":"${end}000000"`
  const rest = `"droppedAttributesCount":0,"events":[],"droppedEventsCount":0,"links":[],"droppedLinksCount":0,"status":{"code":${status}}`
  return `{${head},${times},"attributes":${keyValues(attributes)},${rest}}`
}

function keyValues(pairs: MadeSpan['attributes']): string {
  return `[${pairs.map(([key, value]) => `{"key":"${key}","value":${anyValue(value)}}`).join(',')}]`
}

function anyValue(value: MadeSpan['attributes'][number][1]): string {
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`
  if (typeof value === 'boolean') return `{"boolValue":${value}}`
  if (typeof value === 'number') return Number.isInteger(value) ? `{"intValue":"${value}"}` : `{"doubleValue":${value}}`
  return `{"arrayValue":{"values":[${value.map(anyValue).join(',')}]}}`
}

/** What Chrome's Performance panel asks of a trace: a browser that started, and a page with a main thread in it. */
const CHROME_HEAD = `{"traceEvents":[
{"args":{"name":"Browser"},"cat":"__metadata","name":"process_name","ph":"M","pid":1,"tid":0,"ts":0},
{"args":{"name":"CrBrowserMain"},"cat":"__metadata","name":"thread_name","ph":"M","pid":1,"tid":1,"ts":0},
{"args":{"name":"Renderer"},"cat":"__metadata","name":"process_name","ph":"M","pid":2,"tid":0,"ts":0},
{"args":{"name":"CrRendererMain"},"cat":"__metadata","name":"thread_name","ph":"M","pid":2,"tid":1,"ts":0},
{"args":{"data":{"frameTreeNodeId":1,"persistentIds":true,"frames":[{"frame":"F1","isInPrimaryMainFrame":true,"isOutermostMainFrame":true,"name":"","processId":2,"url":"https://app.example.org/"}]}},"cat":"disabled-by-default-devtools.timeline","name":"TracingStartedInBrowser","ph":"I","pid":1,"s":"t","tid":1,"ts":1000}`

/** Slices of one thread must lie within one another or apart: one after the other, an agent's over its calls'. */
function chromeGroup(spans: readonly MadeSpan[]): string {
  return spans
    .map(({ name, spanId }) => {
      const index = Number.parseInt(spanId, 16) - 1
      const place = index % SPANS_A_TRACE
      const begin = 2_000 + (index - place) * 50
      const ts = place === 0 ? begin : begin + 5 + (place - 1) * 50
      return JSON.stringify({
        name: 'FunctionCall',
        cat: 'devtools.timeline',
        ph: 'X',
        pid: 2,
        tid: 1,
        ts,
        dur: place === 0 ? 480 : 40,
        args: { data: { functionName: name, frame: 'F1' } },
      })
    })
    .join(',\n')
}

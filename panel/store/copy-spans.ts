/** A span or a trace → text for the clipboard, in one of the forms that the menus offer. */
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { OtlpWriter } from '../file/save-otlp.ts'
import type { SnapshotSpan, SpanClass, SpanView, Trace } from '../trace/model.ts'
import type { RowKey } from '../trace/span-key.ts'
import { answerText, promptText, valueText } from './plain-text.ts'
import { Transcript } from './transcript.ts'

export type CopyForm = 'json' | 'otlp' | 'markdown' | 'prompt' | 'answer' | 'arguments' | 'result'

export interface FormWords {
  readonly form: CopyForm
  /** In the menu. */
  readonly label: string
  /** In "Copied …". */
  readonly what: string
}

/** Of any span and of a trace. cURL and `fetch` come before them (raw.ts). */
const WHOLE: readonly FormWords[] = [
  { form: 'json', label: 'Copy as JSON', what: 'JSON' },
  { form: 'otlp', label: 'Copy as OTLP/JSON', what: 'OTLP/JSON' },
  { form: 'markdown', label: 'Copy as Markdown transcript', what: 'the transcript' },
]
const CALL: readonly FormWords[] = [
  { form: 'prompt', label: 'Copy prompt', what: 'the prompt' },
  { form: 'answer', label: 'Copy answer', what: 'the answer' },
]
const TOOL: readonly FormWords[] = [
  { form: 'arguments', label: 'Copy arguments', what: 'the arguments' },
  { form: 'result', label: 'Copy result', what: 'the result' },
]

export function formsOf(spanClass: SpanClass | 'trace'): readonly FormWords[] {
  if (spanClass === 'trace') return WHOLE
  if (spanClass === 'tool' || spanClass === 'mcp') return [...WHOLE, ...TOOL]
  return spanClass === 'inference' || spanClass === 'agent' ? [...WHOLE, ...CALL] : WHOLE
}

/** Characters: more than that no clipboard's reader takes, and a string soon holds no more. */
const MAX_COPIED = 64 * 1024 * 1024

interface Copier {
  add(span: SnapshotSpan, view: SpanView): void
  /** Characters so far. */
  readonly length: number
  end(): string | Promise<string>
}

/**
 * What a key names, a span or a whole trace. Rejects, with words for the user, where there is nothing of it, or too much, and
 * where a file is not what it was.
 */
export async function copySpans(trace: Trace, key: RowKey, form: CopyForm, maxCopied = MAX_COPIED): Promise<string> {
  const snapshot = trace.snapshot(key)
  const copier = copierOf(trace, form, snapshot.length > 1)
  let found = 0
  for await (const part of snapshot.spans()) {
    for (const span of part) {
      if (span === undefined) continue
      copier.add(span, trace.span(span.index))
      found++
      if (copier.length > maxCopied) throw new Error('This is too much for the clipboard: save the trace instead.')
    }
  }
  const text = found === 0 ? '' : await copier.end()
  if (text === '') throw new Error(found === 0 ? 'This is not here any more.' : NOTHING[form])
  return text
}

const NOTHING: { readonly [form in CopyForm]: string } = {
  json: '',
  otlp: '',
  markdown: '',
  prompt: 'This span carries no prompt.',
  answer: 'This span carries no answer.',
  arguments: 'This span carries no arguments.',
  result: 'This span carries no result.',
}

function copierOf(trace: Trace, form: CopyForm, isTrace: boolean): Copier {
  switch (form) {
    case 'json':
      return new Texts(
        (span) => JSON.stringify(recordOf(span), null, 2),
        (texts) => (isTrace ? `[\n${texts.join(',\n')}\n]` : texts.join('')),
      )
    case 'otlp':
      return new Otlp(trace)
    case 'markdown': {
      let transcript: Transcript | undefined
      return new Texts(
        (span, view) => {
          transcript ??= new Transcript(isTrace ? view.subject || view.name : undefined)
          return transcript.write({ view, detail: span })
        },
        (texts) => (transcript?.head ?? '') + texts.join('\n'),
      )
    }
    case 'prompt':
      return new Texts(({ record }) => promptText(record.content ?? {}))
    case 'answer':
      return new Texts(({ record, live }) => answerText(record.content ?? {}, live))
    case 'arguments':
      return new Texts(({ record }) => valueOf(record.content?.toolCallArguments))
    case 'result':
      return new Texts(({ record }) => valueOf(record.content?.toolCallResult))
  }
}

const valueOf = (value: JsonValue | undefined): string => (value === undefined ? '' : valueText(value))

/** A record says its resource by a number that means nothing elsewhere. */
function recordOf({ record, resource, live, events }: SnapshotSpan): object {
  const { resource: _, ...rest } = record
  return {
    ...rest,
    ...(live.length === 0 ? {} : { live }),
    ...(events.length === 0 ? {} : { logs: events.map(({ event: { resource: __, ...event } }) => event) }),
    ...(resource === undefined ? {} : { resource: resource.attributes, scope: resource.scope }),
  }
}

class Texts implements Copier {
  readonly #write: (span: SnapshotSpan, view: SpanView) => string
  readonly #join: (texts: readonly string[]) => string
  readonly #texts: string[] = []
  length = 0

  constructor(write: (span: SnapshotSpan, view: SpanView) => string, join = (texts: readonly string[]) => texts.join('\n\n')) {
    this.#write = write
    this.#join = join
  }

  add(span: SnapshotSpan, view: SpanView): void {
    const text = this.#write(span, view)
    this.length += text.length
    this.#texts.push(text)
  }

  end(): string {
    return this.#join(this.#texts)
  }
}

/** As a file of the panel has it, so that a copy in a file is one that opens. */
class Otlp implements Copier {
  readonly #writer: OtlpWriter
  length = 0

  constructor(trace: Trace) {
    this.#writer = new OtlpWriter(trace, { content: true })
  }

  add(span: SnapshotSpan): void {
    this.#writer.add(span)
    this.length += JSON.stringify(span.record).length
  }

  end(): Promise<string> {
    return new Blob(this.#writer.end()).text()
  }
}

/** `@anthropic-ai/sdk` with a provider in the page: whose span claims each wire request, and who is that span's parent? */
import Anthropic from '@anthropic-ai/sdk'
import { context } from '@opentelemetry/api'
import { WebTracerProvider, type Span, type SpanProcessor } from '@opentelemetry/sdk-trace-web'
import { createClaims } from '../../../../sdk/context/claims.ts'
import { StackContextManager } from '../../../../sdk/context/stack.ts'
import { contextNamed, expose, here, sleep } from './observe.ts'

const claims = createClaims<Span>()
const spans: Span[] = []
const processor: SpanProcessor = {
  onStart(span) {
    spans.push(span)
    claims.onStart(span)
  },
  onEnd: (span) => claims.onEnd(span),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}
new WebTracerProvider({ spanProcessors: [processor] }).register({ contextManager: new StackContextManager().enable(), propagator: null })

interface Report {
  /** `question>conversation` of each request: what the body asked, and the conversation of the span that claimed it. */
  readonly claimed: string[]
  /** What the stack says inside `fetch`. */
  readonly stack: string[]
  /** Of the client's own spans: the parent's digit. */
  readonly parents: string[]
  readonly open: number
}

const nativeFetch = window.fetch

function isBody(value: unknown): value is { readonly model: string; readonly messages: readonly { readonly content: string }[] } {
  return typeof value === 'object' && value !== null && 'messages' in value && 'model' in value
}

async function report(run: (client: Anthropic) => Promise<unknown>, awaitFirst = false): Promise<Report> {
  spans.length = 0
  const claimed: string[] = []
  const stack: string[] = []
  const watched: typeof fetch = async (input, init) => {
    const body: unknown = JSON.parse(String(init?.body))
    if (!isBody(body)) throw new Error('no message was sent')
    stack.push(here())
    if (awaitFirst) await sleep()
    const span = claims.claim({
      provider: 'anthropic',
      model: body.model,
      url: new URL(String(input), location.href),
      method: init?.method ?? 'GET',
    })
    claimed.push(`${body.messages[0]?.content ?? ''}>${String(span?.attributes['gen_ai.conversation.id'])}`)
    const response = await nativeFetch(input, init)
    if (span && !response.ok) claims.attemptFailed(span)
    return response
  }
  window.fetch = watched
  const client = new Anthropic({ apiKey: 'k', baseURL: location.origin, dangerouslyAllowBrowser: true })
  try {
    await context.with(contextNamed('a'), async () => {
      await sleep()
      await run(client)
    })
  } finally {
    window.fetch = nativeFetch
  }
  const parents = spans.map((span) => span.parentSpanContext?.spanId.charAt(0) ?? 'none')
  return { claimed: claimed.sort(), stack, parents, open: claims.counts().open }
}

const options = (id: string): { openTelemetry: { conversationId: string } } => ({ openTelemetry: { conversationId: id } })
const body = (id: string, model = 'm') => ({ model, max_tokens: 9, messages: [{ role: 'user' as const, content: id }] })

async function streamed(client: Anthropic, id: string, breakEarly: boolean): Promise<void> {
  const stream = await client.messages.create({ ...body(id), stream: true }, options(id))
  for await (const event of stream) if (breakEarly && event.type === 'message_start') break
}

/** Several calls at once with one model, begun in the same turn and in turns of their own. */
async function parallel(client: Anthropic, model: string): Promise<void> {
  const ids = ['p', 'q', 'r', 's']
  await Promise.all(
    ids.map(async (id, index) => {
      if (index > 1) await sleep()
      await client.messages.create(body(id, model), options(id))
    }),
  )
}

expose({
  single: () => report((client) => client.messages.create(body('p'), options('p'))),
  streamed: () => report((client) => streamed(client, 'p', false)),
  helper: () => report((client) => client.messages.stream(body('p'), options('p')).finalMessage()),
  parallel: () => report((client) => parallel(client, 'm')),
  retried: () => report((client) => client.messages.create(body('p', 'limited'), options('p'))),
  parallelRetried: () => report((client) => parallel(client, 'limited-too')),
  breakEarly: () => report((client) => streamed(client, 'p', true)),
  parallelBreaks: () => report((client) => Promise.all(['p', 'q', 'r'].map((id) => streamed(client, id, true)))),
  lateSingle: () => report((client) => client.messages.create(body('p'), options('p')), true),
  lateParallel: () => report((client) => parallel(client, 'm'), true),
  foreignRequest: () =>
    report(async (client) => {
      const call = client.messages.create(body('p'), options('p'))
      const init = { method: 'POST', body: JSON.stringify(body('raw')) }
      await Promise.all([call, window.fetch('/v1/messages', init).then((response) => response.text()), sleep()])
      await window.fetch('/v1/messages', init).then((response) => response.text())
    }),
})

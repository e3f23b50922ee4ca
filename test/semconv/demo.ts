/** Spans of the demo: its jobs with its clients against its scripted server, in this process instead of a page. */
import { context, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { vi } from 'vitest'
import { createChat, scriptedSettings } from '../../demo/client/clients.ts'
import { CLIENTS, type Client, type Job, JOBS } from '../../demo/jobs.ts'
import { perform } from '../../demo/perform.ts'
import { type Demo, startDemo } from '../../demo/server/server.ts'
import { register } from '../../sdk/register.ts'
import { checked, type CheckedSpan } from './span.ts'

const SPEED = 500
const FAULTS = ['400', '500', 'malformed', 'drop', 'stream-error']

class PageWindow extends EventTarget {
  postMessage(): void {}
}

const nobody = { answer: () => () => {}, tool: () => {} }

export async function demoSpans(): Promise<readonly CheckedSpan[]> {
  vi.stubGlobal('window', new PageWindow())
  vi.stubGlobal('location', { href: 'https://app.test/', hostname: 'app.test' })
  const ended: ReadableSpan[] = []
  const keep = { onStart: () => {}, onEnd: (span: ReadableSpan) => void ended.push(span), forceFlush: done, shutdown: done }
  const demo = await startDemo({ seed: 7, speed: SPEED })
  const handle = register({ content: 'span', spanProcessors: [keep] })
  try {
    for (const client of CLIENTS) await runAll(demo, client)
  } finally {
    await handle.shutdown()
    await demo.close()
    trace.disable()
    context.disable()
    vi.unstubAllGlobals()
  }
  return checked(ended).map((span) => ({ from: 'the demo', ...span }))
}

const done = (): Promise<void> => Promise.resolve()

async function runAll(demo: Demo, client: Client): Promise<void> {
  for (const job of JOBS) await run(demo, client, job, job === 'rate-limit' ? `once=${client}` : '')
  for (const fault of FAULTS) await run(demo, client, 'chat', fault)
}

/** Some of them are to fail. */
async function run(demo: Demo, client: Client, job: Job, directions: string): Promise<void> {
  await perform(job, createChat(scriptedSettings(client, demo.api, directions)), SPEED, nobody).catch(() => {})
}

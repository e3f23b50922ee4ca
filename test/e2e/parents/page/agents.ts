/** Agents at once, each of which takes every call, beside code that is part of no agent; all spans that ended are given back. */
import { invokeAgent, register, type Scope } from '../../../../sdk/index.ts'

export interface AgentsAsked {
  /** Of the scripted providers. */
  readonly base: string
  readonly agents: number
  /** Rounds of calls outside of any agent, beside them. */
  readonly outside: number
  /** Whether each call is written with the line that the README tells to write for it. */
  readonly told: boolean
}

/** One span of a model call: what its prompt says, and what its parent is. */
export interface CallSeen {
  /** As in `agent 3 asks genai`. */
  readonly prompt: string
  /** The name of the agent whose span is above it; `undefined`: it has no parent. */
  readonly parent: string | undefined
}

interface Call {
  readonly run: (given: Given) => unknown
  readonly told?: (given: Given) => unknown
}

interface Given {
  readonly prompt: string
  /** A base at which the first request is refused with 429. */
  readonly refusedOnce: string
  readonly scope: Scope | undefined
}

interface Ended {
  readonly id: string
  readonly parent: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
}

const ended: Ended[] = []
const handle = register({
  serviceName: 'agents',
  // What was asked stands on the span: it says which agent asked.
  content: 'span',
  spanProcessors: [
    {
      onStart: () => {},
      onEnd: (span) =>
        void ended.push({ id: span.spanContext().spanId, parent: span.parentSpanContext?.spanId, attributes: { ...span.attributes } }),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
  ],
})

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

function isCalls(value: unknown): value is Readonly<Record<string, Call>> {
  return typeof value === 'object' && value !== null
}

function callsOf(base: string): Readonly<Record<string, Call>> {
  const make: unknown = Reflect.get(window, 'callsOf')
  const calls: unknown = typeof make === 'function' ? make(base) : undefined
  if (!isCalls(calls)) throw new Error('the page has no calls')
  return calls
}

/** Every call once, in an order of its own, so that the agents' calls mix. */
async function takeAll(who: string, calls: Readonly<Record<string, Call>>, asked: AgentsAsked, turn: number, scope?: Scope): Promise<void> {
  const names = Object.keys(calls)
  for (let at = 0; at < names.length; at++) {
    const name = names[(at + turn) % names.length] ?? ''
    const call = calls[name]
    if (call === undefined) continue
    const prompt = `${who} asks ${name}`
    const refusedOnce = `${asked.base}/with/once=${prompt.replaceAll(/\W/g, '')}${asked.told}`
    const run = asked.told && scope !== undefined ? (call.told ?? call.run) : call.run
    await pause(Math.random() * 5)
    await run({ prompt, refusedOnce, scope })
  }
}

const textOf = (attributes: Readonly<Record<string, unknown>>): string => String(attributes['gen_ai.input.messages'] ?? '')

function seen(): readonly CallSeen[] {
  const agents = new Map(ended.map(({ id, attributes }) => [id, attributes['gen_ai.agent.name']]))
  return ended.flatMap(({ parent, attributes }) => {
    const prompt = /(?:agent \d+|outside \d+) asks [^"\\]+/.exec(textOf(attributes))?.[0]
    if (prompt === undefined) return []
    return [{ prompt, parent: parent === undefined ? undefined : String(agents.get(parent) ?? 'another span') }]
  })
}

async function runAgents(asked: AgentsAsked): Promise<readonly CallSeen[]> {
  ended.length = 0
  const calls = callsOf(asked.base)
  const agents = Array.from({ length: asked.agents }, async (_, n) => {
    await pause(Math.random() * 20)
    await invokeAgent({ agentName: `agent ${n}` }, async (scope) => {
      await takeAll(`agent ${n}`, calls, asked, n, scope)
    })
  })
  const outside = Array.from({ length: asked.outside }, (_, n) => takeAll(`outside ${n}`, calls, asked, n))
  await Promise.all([...agents, ...outside])
  await handle.forceFlush()
  await pause(100)
  return seen()
}

Object.assign(window, { runAgents })

/**
 * Entry `./noop`: the names of the main entry, and nothing behind them: for a build that wants no traces. Put it in the place of `@genai-devtools/web` with
 * an alias of your bundler. Functions run as if nobody looked on.
 */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type * as Main from './index.ts'

type Run = <T>(attributes: object, run: (scope: Main.Scope) => T) => T

const through: Run = (_attributes, run) => run(scope)

const deaf: Main.Scope['langchain'] = {
  name: 'genai_devtools',
  awaitHandlers: true,
  handleChatModelStart() {},
  handleLLMStart() {},
  copy: () => deaf,
}

const scope: Main.Scope = {
  context: ROOT_CONTEXT,
  invokeAgent: through,
  executeTool: through,
  fetch: (...parameters) => fetch(...parameters),
  get signal() {
    return new AbortController().signal
  },
  get langchain() {
    return deaf
  },
}

/** Runs `run`, and gives back what it returns. */
export const invokeAgent: typeof Main.invokeAgent = through
/** Runs `run`, and gives back what it returns. */
export const executeTool: typeof Main.executeTool = through

const done = (): Promise<void> => Promise.resolve()

/** Does nothing, whatever the options. */
export const register: typeof Main.register = () => ({
  forceFlush: done,
  shutdown: done,
  status: () => ({
    provider: 'off',
    liveProcessor: false,
    requests: 0,
    inferences: 0,
    mcp: 0,
    unread: 0,
    late: 0,
    faults: 0,
    exports: { sent: 0, waiting: 0, lost: 0, problems: [] },
    warnings: [],
  }),
})

/** Sees no span. */
export class LiveSpanProcessor {
  onStart(): void {}
  onEnd(): void {}
  forceFlush = done
  shutdown = done
}

const same: Main.Redact = (part) => part

/** Gives the part back as it is. */
export const redactKeys: typeof Main.redactKeys = same
/** Gives the part back as it is. */
export const redactEmails: typeof Main.redactEmails = same
/** Gives the part back as it is. */
export const redactCards: typeof Main.redactCards = same

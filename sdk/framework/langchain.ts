/**
 * LangChain runs its calls from a queue, where no evidence leads back to the agent. A handler that is given to a call by `callbacks` hears of the model's call
 * before it is queued, with the call's options as they are (`@langchain/core` 1.4, `CallbackManager.handleChatModelStart`): the scope's signal is put there.
 */
import { isObject } from '../capture/patch.ts'

/** A handler for LangChain's `callbacks`. */
export interface LangChainHandler {
  readonly name: string
  /** LangChain waits for it: else it is heard from another queue, too late. */
  readonly awaitHandlers: true
  readonly handleChatModelStart: ModelStart
  readonly handleLLMStart: ModelStart
  copy(): LangChainHandler
}

type ModelStart = (model: unknown, input: unknown, runId: string, parentRunId?: string, extra?: Record<string, unknown>) => void

export function langChainHandler(signal: () => AbortSignal): LangChainHandler {
  const start: ModelStart = (_model, _input, _run, _parent, extra) => {
    const options: unknown = extra?.['options']
    if (!isObject(options)) return
    const theirs: unknown = Reflect.get(options, 'signal')
    Reflect.set(options, 'signal', theirs instanceof AbortSignal ? AbortSignal.any([theirs, signal()]) : signal())
  }
  const handler: LangChainHandler = {
    name: 'genai_devtools',
    awaitHandlers: true,
    handleChatModelStart: start,
    handleLLMStart: start,
    copy: () => handler,
  }
  return handler
}

/** The conversation that the application named on an agent or workflow, handed down to the calls inside it. Never made up. */
import { createContextKey } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { CONTEXT_CONVERSATION } from '../own-names.ts'

const CONVERSATION = createContextKey(CONTEXT_CONVERSATION)

export function withConversation(context: Context, id: string | undefined): Context {
  return id === undefined ? context : context.setValue(CONVERSATION, id)
}

export function conversationOf(context: Context): string | undefined {
  const id = context.getValue(CONVERSATION)
  return typeof id === 'string' ? id : undefined
}

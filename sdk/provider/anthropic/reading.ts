/** How Anthropic's wires are read. */
import { completeReading } from './anthropic-complete.ts'
import { messagesReading } from './anthropic-messages.ts'

export const readings = { 'anthropic-messages': messagesReading, 'anthropic-complete': completeReading }

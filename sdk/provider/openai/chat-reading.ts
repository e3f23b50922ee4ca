/** How Chat Completions are read, which many servers speak. */
import { chatReading } from './openai-chat.ts'

export const readings = { 'openai-chat': chatReading }

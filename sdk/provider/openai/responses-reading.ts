/** How Responses are read. */
import { responsesReading } from './openai-responses.ts'

export const readings = { 'openai-responses': responsesReading }

/** How Cohere's wire is read. */
import { cohereReading } from './cohere-chat.ts'

export const readings = { 'cohere-chat': cohereReading }

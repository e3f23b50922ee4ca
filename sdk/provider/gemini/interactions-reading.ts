/** How Gemini's Interactions are read. */
import { interactionsReading } from './gemini-interactions.ts'

export const readings = { 'gemini-interactions': interactionsReading }

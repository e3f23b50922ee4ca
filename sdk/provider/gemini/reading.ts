/** How Gemini's wires are read. */
import { embedReading } from './gemini-embed.ts'
import { generateReading } from './gemini-generate.ts'
import { interactionsReading } from './gemini-interactions.ts'

export const readings = { 'gemini-generate': generateReading, 'gemini-embed': embedReading, 'gemini-interactions': interactionsReading }

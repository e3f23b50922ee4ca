/** How Gemini's own wires are read. */
import { embedReading } from './gemini-embed.ts'
import { generateReading } from './gemini-generate.ts'

export const readings = { 'gemini-generate': generateReading, 'gemini-embed': embedReading }

/** Markdown around words that are not ours: none of them ends what it stands in. */
import type { JsonValue } from '../../sdk/protocol/records.ts'

/** In a line of ours, as code: a name, an id. */
export function inlineCode(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const fence = '`'.repeat(longestRun(line) + 1)
  const gap = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${gap}${line}${gap}${fence}`
}

/** In a line of ours, as words: a role, a model. */
export function inlineWords(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>#|]/g, '\\$&')
}

export function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

export function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')
}

/** JSON that came as text stays as it is; so does any other text. */
export function fencedValue(value: JsonValue): string {
  if (typeof value !== 'string') return fenced(JSON.stringify(value, null, 2), 'json')
  return fenced(value, /^\s*[[{]/.test(value) ? 'json' : '')
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0)
}

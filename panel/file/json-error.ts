/** Where and why a text is no JSON. `JSON.parse` words it differently in each browser, and not always with a place. */

export interface JsonError {
  readonly offset: number
  /** From 1. */
  readonly line: number
  /** In characters, from 1. */
  readonly column: number
  /** The text is good as far as it goes: it was cut off. */
  readonly isTruncated: boolean
  readonly expected: string
}

type State = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or ]' | ', or }' | 'the end'

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y

/** Undefined where the text is JSON after all. */
export function findJsonError(text: string): JsonError | undefined {
  const open: ('[' | '{')[] = []
  let state: State = 'value'
  let at = skip(SPACE, text, 0)
  while (state !== 'the end' || at < text.length) {
    const next = step(text, at, state, open)
    if (next === undefined) return located(text, at, state)
    at = skip(SPACE, text, next.at)
    state = next.state
  }
  return undefined
}

interface Step {
  readonly at: number
  readonly state: State
}

/** Reads one token; undefined where the text has not what the state asks for. */
function step(text: string, at: number, state: State, open: ('[' | '{')[]): Step | undefined {
  const character = text[at]
  if (state === 'name' || (state === 'name or }' && character !== '}')) return stringStep(text, at, ':')
  if (state === ':') return character === ':' ? { at: at + 1, state: 'value' } : undefined
  if (character === ',' && state === ', or ]') return { at: at + 1, state: 'value' }
  if (character === ',' && state === ', or }') return { at: at + 1, state: 'name' }
  if ((character === ']' && (state === ', or ]' || state === 'value or ]')) || (character === '}' && state.endsWith('}'))) {
    open.pop()
    return { at: at + 1, state: afterValue(open) }
  }
  return state === 'value' || state === 'value or ]' ? valueStep(text, at, open) : undefined
}

function valueStep(text: string, at: number, open: ('[' | '{')[]): Step | undefined {
  const character = text[at]
  if (character === '[' || character === '{') {
    open.push(character)
    return { at: at + 1, state: character === '[' ? 'value or ]' : 'name or }' }
  }
  if (character === '"') return stringStep(text, at, afterValue(open))
  const end = Math.max(skip(NUMBER, text, at), skip(LITERAL, text, at))
  return end > at ? { at: end, state: afterValue(open) } : undefined
}

/** Character by character: a pattern would need a stack as deep as the string is long. */
function stringStep(text: string, at: number, state: State): Step | undefined {
  if (text[at] !== '"') return undefined
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x22) return { at: index + 1, state }
    if (code < 0x20) return undefined
    if (code === 0x5c) index++
  }
  return undefined
}

function afterValue(open: readonly ('[' | '{')[]): State {
  const inner = open.at(-1)
  if (inner === undefined) return 'the end'
  return inner === '[' ? ', or ]' : ', or }'
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}

/** A text that was cut off ends at the fault; any other stands where the token begins that does not belong there. */
function located(text: string, at: number, state: State): JsonError {
  const isTruncated = isCutOff(text, at)
  const offset = isTruncated ? text.length : at
  const before = text.slice(0, offset)
  return { offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), isTruncated, expected: state }
}

/** Nothing is left, or only the beginning of a string, a number or a word. */
function isCutOff(text: string, at: number): boolean {
  const rest = text.slice(at, at + 8)
  if (rest === '' || rest === '-') return true
  // A number reads well up to where its fraction or exponent begins.
  if (/^(?:\.|[eE][+-]?)$/.test(rest)) return /\d/.test(text.charAt(at - 1))
  if (rest.startsWith('"')) return !/["\n]/.test(text.slice(at + 1).replaceAll(/\\[^]/g, ''))
  return text.length - at < 5 && ['true', 'false', 'null'].some((word) => word.startsWith(text.slice(at)))
}

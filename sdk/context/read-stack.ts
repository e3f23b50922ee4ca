/**
 * Reads the names of the functions on the stack, awaiting ones included, innermost first. The page may have changed everything that
 * decides what a stack looks like; this puts its own settings in place for one read and the page's back in the same turn.
 */

import type { CodePlace } from '../protocol/records.ts'

/** Frames read at most. Deeper code gets no answer, never a wrong one: frames are cut at the outer end. */
export const MAX_FRAMES = 200

/** V8 reads its settings from the realm's own Error, also when a page has put another class in its place. */
const IntrinsicError: ErrorConstructor = Object.getPrototypeOf(TypeError)

interface Frame {
  getFunctionName(): string | null
  getFileName(): string | null
  getLineNumber(): number | null
  getColumnNumber(): number | null
}

/** The name of our functions that the page calls: what stands behind the first of them on the stack is not ours. */
export const TRAP = 'genai:trap'

/** Code that the page did not write: the engine's own, and packages as development servers and CDNs name them. */
const LIBRARY = /^node:|\/node_modules\/|\b(?:unpkg|jsdelivr|esm|skypack|jspm)\.\w+\//

const isLibrary = (frame: Frame): boolean => LIBRARY.test(frame.getFileName() ?? '')

let place: CodePlace | undefined

/** Where in the page's code the call was made on whose stack {@link findFrame} found something last; V8 alone tells. */
export const lastPlace = (): CodePlace | undefined => place
export const setPlace = (at: CodePlace | undefined): void => void (place = at)

/** As {@link findFrame}. The place is the first frame behind ours that no library has; where all are a library's, the first one. */
function findPlaced<T>(frames: readonly Frame[], match: (name: string) => T | undefined): T | undefined {
  let at: Frame | undefined
  let isBehind = false
  for (const frame of frames) {
    const name = frame.getFunctionName() ?? ''
    const found = match(name)
    if (found !== undefined) {
      place = at && { file: at.getFileName() ?? '', line: at.getLineNumber() ?? 0, column: at.getColumnNumber() ?? 0 }
      return found
    }
    if (isBehind && frame.getFileName() && (at === undefined || (isLibrary(at) && !isLibrary(frame)))) at = frame
    isBehind ||= name === TRAP
  }
  return undefined
}

/** What a setting was, so that it can be put back: `undefined` stands for "could not be changed". */
type Restore = (() => void) | undefined

function override(setting: string, value: unknown): Restore {
  const before = Reflect.getOwnPropertyDescriptor(IntrinsicError, setting)
  const data = before && 'value' in before ? before : { writable: true, enumerable: true, configurable: true }
  if (!Reflect.defineProperty(IntrinsicError, setting, { ...data, value })) return undefined
  return () => {
    if (before) Reflect.defineProperty(IntrinsicError, setting, before)
    else Reflect.deleteProperty(IntrinsicError, setting)
  }
}

/** The stack as it is now: V8 makes its frames and their text when they are asked for, which is most of the cost. Never throws. */
export function takeStack(): Error {
  const restoreLimit = override('stackTraceLimit', MAX_FRAMES)
  try {
    return new IntrinsicError()
  } finally {
    restoreLimit?.()
  }
}

/** The first answer of `match` among the names of a stack's frames; `undefined` where none matches or the stack is out of reach. Never throws. */
export function findFrame<T>(match: (name: string) => T | undefined, stack = takeStack()): T | undefined {
  let found: T | undefined
  place = undefined
  // Structured frames spare V8 the line numbers and the text, which are most of a stack's cost.
  const restoreFormat = override('prepareStackTrace', (_error: unknown, frames: readonly Frame[]) => {
    found = findPlaced(frames, match)
    return ''
  })
  try {
    const text: unknown = stack.stack
    // An engine without prepareStackTrace, or a page that has frozen Error: one line a frame.
    if (typeof text === 'string' && text !== '') found ??= firstMatch(text.split('\n'), match)
  } catch {
    // A page's own prepareStackTrace that could not be replaced may throw.
  } finally {
    restoreFormat?.()
  }
  return found
}

function firstMatch<T>(lines: readonly string[], match: (name: string) => T | undefined): T | undefined {
  for (const line of lines) {
    const answer = match(functionNameOf(line))
    if (answer !== undefined) return answer
  }
  return undefined
}

/**
 * The function's name in one line of a stack's text: V8's `at async Object.name [as alias] (url:1:2)` or SpiderMonkey's
 * `async*name@url:1:2`. Empty where the line has none. The URL is not looked at: a page's address must not pass for evidence.
 */
export function functionNameOf(line: string): string {
  const v8 = /^\s*at (?:async )?(?:new )?(\S+)(?: \[as [^\]]*\])? \(/.exec(line)
  if (v8?.[1] !== undefined) return v8[1].slice(v8[1].lastIndexOf('.') + 1)
  return /^(?:async\*)?([^@/]*)[/<]*@/.exec(line)?.[1] ?? ''
}

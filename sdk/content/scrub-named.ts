/**
 * Credentials in a text that are told by the name before them: `api_key=…`, `"password": "…"`, `Authorization: Token …`, `Cookie: a=b; c=d`,
 * `{\"secret\":\"…\"}`, `--token …`, `<password>…</password>`. Each look is bounded, so that a text costs what its length says.
 */
import { CREDENTIAL } from './credential-forms.ts'
import { isCredentialName, isPlaceholder, isSureName } from './credential-names.ts'

/** What every such name has: most text has none of it. */
const HINT = /key|token|auth|secret|pass|pwd|cookie|credential|sess|jwt|bearer/i

export function mayHoldName(text: string): boolean {
  return HINT.test(text)
}
/** A name, and what ties it to a value. No name begins within a word, so that a long word is looked at once. */
const NAME =
  /(?<![\w.%-])((?:(?:api|access|secret|private|auth|client|account|subscription|session|bearer|refresh|security) )?[\w.-]{1,80})(\\{0,3}["'`]?[ \t]{0,4}(?:=>|:=|[:=]|%3D)[ \t]{0,4}(?:\[\s{0,4})?)/gi
const OPTION = /(?<![\w-])(--[\w-]{1,60}[ \t]{1,4})([^\s"'`-][^\s"'`]{0,4096})/g
const ELEMENT = /<([\w:.-]{1,60})>([^<>]{1,4096})(?=<\/)/g

/** As others, or a look before, left it. */
const TAKEN_OUT = /\[(?:credential|key|redacted|filtered|masked)\]/iy
const QUOTE = /(\\{0,3})(["'`])/y
const NEXT_ITEM = /\s{0,4},\s{0,4}/y
const WORD = /[^\s"'`\\&,;}<>)\]]+/y
const TO_END_OF_LINE = /[^\r\n"'`<>\\]+/y
const SCHEME =
  /(?:bearer|basic|token|digest|api-?key|key|negotiate|ntlm|hawk|oauth|aws4-hmac-sha256|googlelogin|sharedkey|jwt|dpop|signature)\s{1,4}(?=\S)/iy
/** The rest of `Digest` and its kin: `username="…", response="…"`. */
const PARAMETERS = /(?:,?[ \t]{0,4}[\w-]{1,40}=(?:"[^"\r\n]{0,2048}"|[^\s,"']{1,2048})){1,20}/y

export function scrubNamed(text: string, replacement: string = CREDENTIAL): string {
  if (!mayHoldName(text)) return text
  let scrubbed = scrubAssigned(text, replacement)
  if (scrubbed.includes('--')) {
    scrubbed = scrubbed.replace(OPTION, (all, option: string, value: string) =>
      isCredentialName(option.trim()) && !isPlaceholder(value) ? `${option}${replacement}` : all,
    )
  }
  if (!scrubbed.includes('</')) return scrubbed
  return scrubbed.replace(ELEMENT, (all, name: string, value: string) =>
    isCredentialName(name) && !isPlaceholder(value) ? `<${name}>${replacement}` : all,
  )
}

interface Found {
  readonly start: number
  readonly end: number
}

function scrubAssigned(text: string, replacement: string): string {
  let scrubbed = ''
  let copied = 0
  NAME.lastIndex = 0
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    const [, name = '', tie = ''] = match
    if (!isCredentialName(name.replace(' ', '_'))) continue
    for (const { start, end } of valuesAt(text, NAME.lastIndex, name, tie)) {
      scrubbed += text.slice(copied, start) + replacement
      copied = end
    }
    // What was taken for a value may not be looked through for names again.
    NAME.lastIndex = Math.max(NAME.lastIndex, copied)
  }
  return copied === 0 ? text : scrubbed + text.slice(copied)
}

/** Where the values stand that belong to a name; several where they are a list. */
function valuesAt(text: string, at: number, name: string, tie: string): readonly Found[] {
  // A comparison is no assignment, and `::` no tie.
  if (text[at] === '=' || text[at] === ':' || lengthAt(TAKEN_OUT, text, at - 1) > 0) return []
  const quoted = quotedAt(text, at)
  if (quoted === undefined) return bareAt(text, at, name, tie)
  const found: Found[] = []
  let next: ReturnType<typeof quotedAt> = quoted
  while (next !== undefined) {
    if (!isPlaceholder(text.slice(next.start, next.end))) found.push(next)
    next = tie.includes('[') ? itemAfter(text, next.after) : undefined
  }
  return found
}

function itemAfter(text: string, at: number): ReturnType<typeof quotedAt> {
  const length = lengthAt(NEXT_ITEM, text, at)
  return length === 0 ? undefined : quotedAt(text, at + length)
}

function quotedAt(text: string, at: number): (Found & { readonly after: number }) | undefined {
  QUOTE.lastIndex = at
  const match = QUOTE.exec(text)
  if (match === null) return undefined
  const [quote, slashes = ''] = match
  const start = at + quote.length
  let end = text.indexOf(quote, start)
  // One with more backslashes before it is part of the value.
  while (end !== -1 && isEscaped(text, end, slashes.length)) end = text.indexOf(quote, end + quote.length)
  return end === -1 ? { start, end: text.length, after: text.length } : { start, end, after: end + quote.length }
}

function isEscaped(text: string, at: number, slashes: number): boolean {
  let more = 0
  while (text[at - 1 - more] === '\\') more++
  return slashes === 0 ? more % 2 === 1 : more > 0
}

function bareAt(text: string, at: number, name: string, tie: string): readonly Found[] {
  if (/cookies?$/i.test(name)) {
    const length = lengthAt(TO_END_OF_LINE, text, at)
    if (/^[^\s;=]{1,200}=/.test(text.slice(at, at + 202))) return [{ start: at, end: at + length }]
  }
  const isAuthorization = /auth(?:orization)?$/i.test(name)
  const start = isAuthorization ? at + lengthAt(SCHEME, text, at) : at
  const rest = isAuthorization ? lengthAt(PARAMETERS, text, start) : 0
  const end = start + (rest > 0 ? rest : lengthAt(WORD, text, start))
  const value = text.slice(start, end)
  // `"token": [` and `password: {` have their values further in.
  if (end === start || /^[[{]/.test(value) || isPlaceholder(value) || isPlaceInFile(name, tie, value)) return []
  if (start === at && isWordOfSentence(value, name, tie)) return []
  return [{ start, end: isAuthorization ? end + lengthAt(PARAMETERS, text, end) : end }]
}

/** `token.ts:12:3`, as stacks name a line. */
function isPlaceInFile(name: string, tie: string, value: string): boolean {
  return tie === ':' && /\.(?:[cm]?[jt]sx?|vue|svelte)$/i.test(name) && /^[\d:]{1,15}$/.test(value)
}

/**
 * `Unexpected token: foo`, `session: expired by the server`: a name that is a word of every day, and another one after a space. `password: short` is no
 * more than a hint at how they should be.
 */
function isWordOfSentence(value: string, name: string, tie: string): boolean {
  if (!/[:>][ \t]+$/.test(tie) || /\d|[a-z][A-Z]|^[A-Z]{4,}$|^.{16}|[=+/_]/.test(value)) return false
  return value.length < 6 || (/^[a-z]+$/i.test(name) && !isSureName(name))
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

/** Ready-made redactors, to be given to the option `redact` alone, in a list, or called from one's own. */
import type { Redact } from '../options.ts'
import type { JsonValue, MessagePart } from '../protocol/records.ts'
import { isRecord, mapStrings } from './json.ts'
import { scrubKeys } from './credential-forms.ts'
import { scrubNamed } from './scrub-named.ts'

/** API keys, tokens, private keys and passwords, told by their form or by the name before them, become `[key]`. */
export const redactKeys: Redact = /* @__PURE__ */ inText((text) => scrubNamed(scrubKeys(text, '[key]'), '[key]'))

/** E-mail addresses become `[email]`. */
export const redactEmails: Redact = /* @__PURE__ */ inText((text) => (text.includes('@') ? text.replace(EMAIL, '[email]') : text))

/** Card numbers become `[card]`: 13 to 19 digits, also in groups, whose check digit (Luhn) is right. */
export const redactCards: Redact = /* @__PURE__ */ inText((text) =>
  text.replace(CARD, (digits) => (hasCheckDigit(digits) ? '[card]' : digits)),
)

const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu
const CARD = /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])/g

/** A redactor that changes text wherever it stands in a part: in keys of arguments as in their values, but not in what the part is. */
function inText(change: (text: string) => string): Redact {
  return (part) => {
    // Base64 is no text; a number that looks like a card would break it.
    const { type, ...rest } = part
    const { content, ...withoutContent } = rest
    if (type === 'blob') return { ...inValue(withoutContent, change), ...(content === undefined ? {} : { content }), type }
    return { ...inValue(rest, change), type }
  }
}

function inValue(value: { readonly [key: string]: JsonValue }, change: (text: string) => string): Omit<MessagePart, 'type'> {
  const changed = withKeys(
    mapStrings(value, (text) => change(text)),
    change,
  )
  return isRecord(changed) ? changed : {}
}

function withKeys(value: JsonValue, change: (text: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withKeys(item, change))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), withKeys(item, change)]))
}

/** Luhn: from the right, every second digit doubled, and the sum divisible by ten. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).toReversed()
  const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0)
  return sum % 10 === 0
}

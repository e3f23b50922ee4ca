/**
 * Credentials never enter what leaves the page, whatever the options say: texts such as messages of errors (some providers repeat the key they refuse),
 * addresses, names of spans, attributes, and the fields that requests and tools have for them. They are told by their form (credential-forms.ts), by
 * the name they stand under (credential-names.ts), or because the page's own request carried them. What users and models wrote is theirs: the
 * preset `redactKeys` looks there.
 */
import { CREDENTIAL, mayHoldKey, scrubKeys } from './credential-forms.ts'
import { isCredentialHeader, isCredentialParameter, isPlaceholder } from './credential-names.ts'
import { looksLikeJson, scrubJson } from './scrub-json.ts'
import { mayHoldName, scrubNamed } from './scrub-named.ts'

const IN_QUERY = /([?&#;])([\w.%~[\]-]{1,80})=([^&#\s"'<>\\]+)/g
/** An address within a parameter of another one. */
const IN_ENCODED_QUERY = /(%3F|%26|%23)([\w.-]{1,80})%3D((?:[^&#\s"'<>\\%]|%(?!26|23)){1,4096})/gi
/** `postgres://me:secret@host`, `redis://:secret@host`. */
const IN_AUTHORITY = /\b([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@"'<>?#]{1,512}@/gi
/** Passwords of databases have any character, unescaped. */
const IN_CONNECTION = /\b((?!https?:|wss?:)[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s:/@"'<>]{0,64}:[^\s"'<>]{1,256}@/gi

/** An address without the credentials in its query, fragment and authority. Any text may be given. */
export function scrubUrl(url: string): string {
  let scrubbed = url
  if (scrubbed.includes('=')) scrubbed = scrubbed.replace(IN_QUERY, withoutParameter)
  if (scrubbed.includes('%3')) scrubbed = scrubbed.replace(IN_ENCODED_QUERY, withoutEncodedParameter)
  if (scrubbed.includes('@') && scrubbed.includes('://'))
    scrubbed = scrubbed.replace(IN_CONNECTION, `$1${CREDENTIAL}@`).replace(IN_AUTHORITY, `$1${CREDENTIAL}@`)
  return scrubKeys(scrubbed)
}

function withoutParameter(all: string, before: string, name: string, value: string): string {
  return isCredentialParameter(decoded(name)) && !isPlaceholder(value) ? `${before}${name}=${CREDENTIAL}` : all
}

function withoutEncodedParameter(all: string, before: string, name: string, value: string): string {
  return isCredentialParameter(name) && !isPlaceholder(value) ? `${before}${name}%3D${CREDENTIAL}` : all
}

/** A lone half of a character has no encoding. */
function encoded(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    return value
  }
}

function decoded(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** A query without `?`, or a form's body: `a=1&b=2`. */
const FORM = /^[\w.%~[\]-]{1,80}=[^\s&]{0,8192}(?:&[\w.%~[\]-]{1,80}=[^\s&]{0,8192}){1,200}$/

function scrubForm(text: string): string {
  return FORM.test(text) ? scrubUrl(`?${text}`).slice(1) : text
}

/** Shorter ones would be found everywhere. */
const MIN_KNOWN = 6
const MAX_ECHOED = 100
/** What failures of this page have repeated: the page may throw the same words on, into a span that knows no request. Never leaves the page. */
const echoed = new Set<string>()

/** What ties a name to a value, or stands in an address. */
const TIE = /[:=@%>]|--/

/** A text, such as an error's message, without what looks like a credential, and without those that are `known`. */
export function scrubText(text: string, known: readonly string[] = []): string {
  const clean = known.length > 0 || echoed.size > 0 ? scrubKnown(text, known) : text
  // Most texts (models, ids, names) are let go here.
  if (!TIE.test(clean)) return scrubKeys(clean)
  const json = looksLikeJson(clean) ? scrubJson(clean, scrubTheirs) : clean
  return scrubNamed(scrubForm(scrubUrl(json)))
}

function scrubKnown(text: string, known: readonly string[]): string {
  let scrubbed = text
  for (const secret of known) if (secret.length >= MIN_KNOWN) scrubbed = withoutKnown(scrubbed, secret)
  // It may be said again in other words, with another part of it.
  if (scrubbed !== text) for (const secret of known) remember(secret)
  for (const secret of echoed) scrubbed = withoutKnown(scrubbed, secret)
  return scrubbed
}

/** Remembers those of `known` that an answer repeats. */
export const noteEchoes = (text: string, known: readonly string[]): void => void scrubKnown(text, known)

/** A long message may have been cut off within it. */
function withoutKnown(text: string, secret: string): string {
  const scrubbed = text.includes(secret) ? text.replaceAll(secret, CREDENTIAL) : text
  for (let length = Math.min(secret.length - 1, scrubbed.length); length >= MIN_KNOWN; length--)
    if (scrubbed.endsWith(secret.slice(0, length))) return `${scrubbed.slice(0, -length)}${CREDENTIAL}`
  return scrubbed
}

function remember(secret: string): void {
  if (secret.length < MIN_KNOWN) return
  const [oldest] = echoed
  if (echoed.size >= MAX_ECHOED && oldest !== undefined) echoed.delete(oldest)
  echoed.add(secret)
}

/** Words of users and models stand under these names. */
const THEIRS = new Set(['content', 'text', 'reasoning', 'thinking', 'refusal', 'system', 'prompt', 'input_text', 'description'])
/** Pictures and files as base64 are long, and no text. */
const BASE64 = /^(?:data:[\w/+.-]{1,80};base64,|[A-Za-z0-9+/_-]{256})/

/** No credential is shorter with what gives it away. */
const MIN_THEIRS = 8
/** Where no prose is looked through for names: addresses, forms and keys. */
const ADDRESS = /:\/\/|&/
const mayHold = (text: string): boolean => ADDRESS.test(text) || mayHoldKey(text)

/** A string of content, such as a tool's argument, that stands under the name `key`. */
export function scrubTheirs(text: string, key = ''): string {
  if (text.length < MIN_THEIRS || key === 'content') return text
  if (looksLikeJson(text)) return mayHold(text) || mayHoldName(text) || echoed.size > 0 ? scrubJson(text, scrubTheirs) : text
  if (THEIRS.has(key) || BASE64.test(text)) return text
  const clean = echoed.size > 0 ? scrubKnown(text, []) : text
  if (!mayHold(clean)) return clean
  return clean.includes('://') ? scrubUrl(clean) : scrubKeys(scrubForm(clean))
}

/** The request's own view of what it sends; its body where it is a text. */
export interface CarriesCredentials {
  readonly url: URL
  header(name: string): string | null
  /** Names of all headers. */
  readonly headerNames?: (() => readonly string[]) | undefined
  readonly body?: string | undefined
}

/** The headers that carry keys of model providers. Read only when an error's message is to be freed of them. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'proxy-authorization', 'ocp-apim-subscription-key']
/** Headers of the platform and of clients that say who and what they are: their words are wanted in a message. */
const SAID_ALOUD =
  /^(?:accept|content|user-agent|origin|referer|host|cache-control|pragma|range|if-|sec-|traceparent$|tracestate$|baggage$|x-stainless-|anthropic-(?:version|beta|dangerous)|openai-(?:organization|project|beta)|mcp-|last-event-id$|priority$|dnt$|x-goog-api-client$|http-referer$|x-title$|x-requested-with$)|(?:^|-)(?:id|version|name|type|model|client|agent|language|region|timeout|count)$/i
const MAX_BODY_LOOKED_AT = 262_144

/** The credentials that a request carries, to take them out of what its failure says. */
export function credentialsOf(request: CarriesCredentials): readonly string[] {
  const names = new Set([...CREDENTIAL_HEADERS, ...(request.headerNames?.() ?? []).map((name) => name.toLowerCase())])
  const headers = [...names].flatMap((name) => headerValues(name, request.header(name)))
  const parameters = [...request.url.searchParams].flatMap(([name, value]) => (isCredentialParameter(name) ? [value] : []))
  const { username, password } = request.url
  const values = [...headers, ...parameters, password, password === '' ? '' : username, ...inBody(request.body)]
  const written = values.flatMap((value) => [value, encoded(value)])
  // Longest first: a key within a header's value would leave the rest of it.
  return [...new Set(written)].filter((value) => value.length >= MIN_KNOWN && !isPlaceholder(value)).toSorted((a, b) => b.length - a.length)
}

/** The value, and what stands in it behind a scheme or a cookie's name. */
function headerValues(name: string, value: string | null): readonly string[] {
  if (value === null) return []
  if (/cookie/i.test(name)) return [value, ...value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1))]
  if (isCredentialHeader(name)) return [value, value.replace(/^[\w-]+\s+/, '')]
  // An application's own header may be one, whatever its name: unless it is a word.
  return !SAID_ALOUD.test(name) && /^(?=.*\d|.{20})\S{8,}$/.test(value) ? [value] : []
}

function inBody(body: string | undefined): readonly string[] {
  if (body === undefined || body.length > MAX_BODY_LOOKED_AT || !looksLikeJson(body)) return []
  const found: string[] = []
  scrubJson(
    body,
    (text) => text,
    (text) => void found.push(text),
  )
  return found
}

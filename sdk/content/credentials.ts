/**
 * Credentials never enter a record, whatever the options say. They are taken out of three places that could carry one: messages of errors (some
 * providers repeat the key they refuse), addresses, and the fields that requests have for them. What users and models wrote is theirs: the preset
 * `redactKeys` looks there.
 */
import type { JsonValue } from '../protocol.ts'
import { isList, isRecord, mapFields, mapItems, MAX_DEPTH } from './json.ts'

export const CREDENTIAL = '[credential]'

/** The forms in which providers give out keys. Bounded wherever a match may fail late: an error's message can be made to cost minutes otherwise. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g, CREDENTIAL],
  [/\b(?:sk|pk|rk)[-_](?=[\w-]{0,200}\d)[\w-]{12,}/g, CREDENTIAL],
  [/\b(?:gsk|hf|r8|fw|npm|gh[oprsu]|tgp_v1|lsv2_[a-z]{2}|github_pat)_\w{12,}/g, CREDENTIAL],
  [/\b(?:xai|pplx|csk|gsk|nvapi|glpat|xox[abprs])-[\w-]{10,}/g, CREDENTIAL],
  [/\bAIza[\w-]{20,}/g, CREDENTIAL],
  [/\bya29\.[\w-]{20,}/g, CREDENTIAL],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, CREDENTIAL],
  // A JSON Web Token.
  [/\beyJ[\w-]{8,512}\.[\w-]{8,}\.[\w-]*/g, CREDENTIAL],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${CREDENTIAL}`],
]
const NAMED =
  /((?:api[-_ ]?key|authorization|access[-_ ]?token|auth[-_ ]?token|client[-_ ]?secret|password)["']?\s{0,4}[:=]\s{0,4}["']?)(?!Bearer|Basic|\[)[^\s"'&,;}]{6,}/gi

/** What every form, and every name, has: most text has none of it, and one look spares it ten. */
const FORM_HINT =
  /[spr]k[-_]|(?:gsk|hf|r8|fw|npm|tgp_v1|github_pat)_|gh[oprsu]_|lsv2_|(?:xai|pplx|csk|gsk|nvapi|glpat)-|xox[abprs]-|AIza|ya29|A[KS]IA|eyJ|PRIVATE KEY|[Bb]earer|BEARER|[Bb]asic|BASIC/
const NAME_HINT = /key|token|authorization|secret|password/i

const IN_QUERY =
  /([?&#;](?:key|api[-_]?key|subscription-key|(?:access|auth|id|refresh)_?token|token|sig|signature|client_secret|password|code|x-(?:amz|goog)-(?:signature|security-token|credential)|awsaccesskeyid)=)[^&#\s"'<>]+/gi
const IN_AUTHORITY = /\b((?:https?|wss?):\/\/)[^\s/@"'<>?#]{1,1024}@/gi

/** An address without the credentials in its query, fragment and authority. Any text may be given. */
export function scrubUrl(url: string): string {
  return url.includes('=') || url.includes('@') ? url.replace(IN_QUERY, `$1${CREDENTIAL}`).replace(IN_AUTHORITY, `$1${CREDENTIAL}@`) : url
}

/** Shorter ones would be found everywhere. */
const MIN_KNOWN = 6

/** A text, such as an error's message, without what looks like a credential, and without those that are `known`. */
export function scrubText(text: string, known: readonly string[] = []): string {
  let scrubbed = text
  for (const secret of known) if (secret.length >= MIN_KNOWN) scrubbed = scrubbed.replaceAll(secret, CREDENTIAL)
  return scrubNamed(scrubKeys(scrubUrl(scrubbed)))
}

/** A text without the keys that are told by their form. */
export function scrubKeys(text: string, replacement: string = CREDENTIAL): string {
  if (!FORM_HINT.test(text)) return text
  let scrubbed = text
  for (const [form, instead] of FORMS) scrubbed = scrubbed.replace(form, instead.replace(CREDENTIAL, replacement))
  return scrubbed
}

/** `api_key=…`, `"password": "…"`: told by the name before them. */
export function scrubNamed(text: string, replacement: string = CREDENTIAL): string {
  return NAME_HINT.test(text) ? text.replace(NAMED, `$1${replacement}`) : text
}

/** Fields that requests have for credentials: tools of remote servers, data sources, headers that are handed on. */
const FIELD =
  /^(?:proxy-)?(?:authorization(?:[-_]?token)?|(?:x[-_])?(?:goog[-_])?api[-_]?key|(?:access|auth|bearer|refresh|id)[-_]?token|client[-_]?secret|secret[-_]?(?:access[-_]?)?key|private[-_]?key|password|set-cookie|cookie)$/i
/** Content has the same few names over and over; a look-up costs a tenth of the pattern. */
const answers = new Map<string, boolean>()
const MAX_KNOWN_NAMES = 1_000

function isForCredentials(name: string): boolean {
  const before = answers.get(name)
  if (before !== undefined) return before
  if (answers.size >= MAX_KNOWN_NAMES) answers.clear()
  const is = FIELD.test(name)
  answers.set(name, is)
  return is
}

const IN_HEADERS = /auth|cookie|token|secret|key|password|credential/i
const HEADERS = /^(?:extra_?)?headers$/i

/** A value of content without credentials in the fields that are for them; the same object where there are none. */
export function scrubFields(value: JsonValue, depth = 0): JsonValue {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  if (isList(value)) return mapItems(value, (item) => scrubFields(item, depth + 1))
  if (!isRecord(value)) return value
  return mapFields(value, (item, key) => {
    if (typeof item === 'string') return scrubField(item, key)
    if (HEADERS.test(key) && isRecord(item)) return mapFields(item, (each, name) => (IN_HEADERS.test(name) ? CREDENTIAL : each))
    return scrubFields(item, depth + 1)
  })
}

function scrubField(text: string, key: string): string {
  if (isForCredentials(key) && text !== '') return CREDENTIAL
  // The text of a message is the user's.
  return key !== 'content' && /^(?:https?|wss?):/i.test(text) ? scrubUrl(text) : text
}

/** The headers that carry keys of model providers. Read only when an error's message is to be freed of them. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'proxy-authorization', 'ocp-apim-subscription-key']
const CREDENTIAL_PARAMETERS = ['key', 'api_key', 'api-key', 'apikey', 'access_token', 'token', 'subscription-key', 'sig']

/** The credentials that a request carries, to take them out of what its failure says. Never kept. */
export function credentialsOf(request: { readonly url: URL; header(name: string): string | null }): readonly string[] {
  const headers = CREDENTIAL_HEADERS.flatMap((name) => request.header(name) ?? [])
  const parameters = CREDENTIAL_PARAMETERS.flatMap((name) => request.url.searchParams.getAll(name))
  const values = [...headers.flatMap((header) => [header, header.replace(/^\w+\s+/, '')]), ...parameters, request.url.password]
  // Longest first: a key within a header's value would leave the rest of it.
  return values.filter((value) => value.length >= MIN_KNOWN).toSorted((a, b) => b.length - a.length)
}

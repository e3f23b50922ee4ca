/**
 * Which names say that their value is a credential: of fields, attributes, headers, parameters, and before a `=` or `:` in a text. A name is looked at in
 * segments (`aws_secret_access_key`, `x-api-key`, `clientSecret`), never as a run of letters: `tokenizer`, `secretary` and `max_tokens` hold none.
 * Imports nothing: the SDK and the panel share it.
 */

/** They make a credential of a name wherever they stand in it, unless its last segment says otherwise ({@link ABOUT}). */
const ANYWHERE = setOf('password passwd pwd passphrase passcode secret secrets authorization credential credentials apikey')
/** They do so only at the end: `session`, not `session.id`; `token`, not `token_type`. */
const AT_END = setOf('token session auth jwt bearer cookie cookies')
/** Two words in one, as some write them. */
const JOINED = setOf(
  'accesskey secretkey privatekey authkey accountkey sharedaccesskey secretaccesskey subscriptionkey sessionkey accesstoken authtoken bearertoken refreshtoken idtoken sessiontoken clientsecret userpassword dbpassword authtoken setcookie jsessionid phpsessid',
)
/** What stands before `key` where that is no key of a table, a keyboard or a cache. */
const KEYS_OF = setOf(
  'api access secret private account auth encryption signing subscription master license deploy ssh shared admin session service openai anthropic gemini azure mistral cohere groq openrouter deepseek stripe sendgrid',
)
/** A last segment that says something of a credential, and is none: `password_reset_url`, `secret_name`, `api_key_id`. */
const ABOUT = setOf(
  'id ids name names type types kind count counts length len size min max limit limits policy policies url urls uri uris href link links path paths file filename dir expires expiry expiration expire at in ttl age hint label strength required enabled disabled supported allowed valid invalid status state usage used budget index format version method methods scheme schemes mode reset manager field fields placeholder error errors message description title position offset rate price cost provider source location reason issuer audience scope scopes settings options endpoint domain owner date time timestamp created updated rotation algorithm alg consent banner preference preferences store ref arn failures attempts changed exists needed prompt reader writer rules',
)
/** A last segment that is the credential still: `password_confirmation`, `token_value`, `auth_header`. */
const ITSELF = setOf('value hash confirmation confirm repeat new old current plain raw string b64 base64 hex header encrypted')
/** Tokens of a text, and cursors: `next_page_token` is an address within a list, `eos_token` a word. */
const NO_SECRET_TOKEN = setOf(
  'page next previous prev continuation sync cancellation progress start stop end eos bos pad unk sep cls mask first last per special max min num input output prompt completion image text audio cached reasoning unexpected',
)
/** `has_password` is a yes or no. */
const QUESTION = setOf('is has needs requires supports allow allows accept accepts should can forgot show hide')
/** A name of these conventions means what they say. */
const OF_CONVENTIONS = /^(?:gen_ai|mcp|openai)\.|^session\.(?:previous_)?id$|_tokens$/

const MAX_CACHED = 1_000
/** Longer ones are no names. */
const MAX_NAME = 256

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

/** Content has the same few names over and over; a look-up costs a tenth of the look. */
function cached(look: (name: string) => boolean): (name: string) => boolean {
  const answers = new Map<string, boolean>()
  return (name) => {
    const before = answers.get(name)
    if (before !== undefined) return before
    if (answers.size >= MAX_CACHED) answers.clear()
    const answer = name.length <= MAX_NAME && look(name)
    answers.set(name, answer)
    return answer
  }
}

/** `X-Api-Key2` → x, api, key. */
function segmentsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((segment) => segment.replace(/\d+$/, ''))
    .filter((segment) => segment !== '')
}

function withoutSuffix(segments: readonly string[]): readonly string[] {
  const last = segments.at(-1)
  return segments.length > 1 && last !== undefined && ITSELF.has(last) ? segments.slice(0, -1) : segments
}

const has = (set: ReadonlySet<string>, segment: string | undefined): boolean => segment !== undefined && set.has(segment)

/** The value of a field or attribute of this name is a credential. */
export const isCredentialName: (name: string) => boolean = cached((name) => {
  if (OF_CONVENTIONS.test(name)) return false
  const segments = withoutSuffix(segmentsOf(name))
  const last = segments.at(-1)
  if (has(ABOUT, last) || has(QUESTION, segments[0])) return false
  if (segments.some((segment, at) => ANYWHERE.has(segment) || JOINED.has(segment) || isKeyAt(segments, at))) return true
  return has(AT_END, last) && !(last === 'token' && has(NO_SECRET_TOKEN, segments.at(-2)))
})

function isKeyAt(segments: readonly string[], at: number): boolean {
  return segments[at] === 'key' && has(KEYS_OF, segments[at - 1])
}

/** So sure of a name that even a number or a plain word under it is a credential. */
export const isSureName: (name: string) => boolean = cached(
  (name) => isCredentialName(name) && segmentsOf(name).some((segment) => /^(?:pass|pwd|secret|apikey)/.test(segment) || segment === 'key'),
)

const IN_HEADERS = setOf(
  'auth authorization token secret key cookie password credential credentials signature jwt apikey csrf xsrf assertion',
)
const HARMLESS_HEADERS = setOf('idempotency-key sec-websocket-key surrogate-key x-idempotency-key')

/** The value of a header of this name is a credential: headers have keys for nothing else, but for a few. */
export const isCredentialHeader: (name: string) => boolean = cached((name) => {
  if (HARMLESS_HEADERS.has(name.toLowerCase().replaceAll('_', '-'))) return false
  const segments = segmentsOf(name)
  if (has(ABOUT, segments.at(-1))) return false
  return isCredentialName(name) || segments.some((segment) => IN_HEADERS.has(segment))
})

const PARAMETERS = setOf(
  'key code sig signature sid sessid hmac assertion ticket otp pin pass awsaccesskeyid jsessionid phpsessid code_verifier',
)

/** The value of a parameter of this name, in an address, is a credential. */
export const isCredentialParameter: (name: string) => boolean = cached(
  (name) => PARAMETERS.has(name.toLowerCase()) || isCredentialName(name) || /^x-(?:amz|goog)-(?:signature|credential)$/i.test(name),
)

/** Words that stand where a credential would, and are none. */
const NO_VALUE =
  /^(?:|none|null|undefined|true|false|yes|no|string|required|optional|missing|invalid|expected|expired|empty|incorrect|wrong|failed|denied|unauthorized|forbidden|not|must|is|was|are|has|cannot|should|too|and|or|the|a|an|with|for|of|to|in|from|no|nil|unknown|unset|redacted|include|omit|same-origin|basic|bearer|oauth2?|\*+|<.*>|\[.*\]|\{.*\}|\$.*|%[sdo])[.!]?$/i

export function isPlaceholder(value: string): boolean {
  return value.length < 64 && NO_VALUE.test(value.trim())
}

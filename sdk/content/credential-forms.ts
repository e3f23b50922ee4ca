/** Credentials that are told by their own form, wherever they stand. Imports nothing: the SDK and the panel share it. */

export const CREDENTIAL = '[credential]'

/** What no word of a sentence has: a digit, capitals within, the padding of base64, or such a length. */
const TOKEN = '(?=[\\w.~+/=-]{0,200}\\d|[\\w.~+/-]{4,200}=|[\\w.~+/-]{0,60}[a-z][A-Z]|[A-Z]{8}|[\\w.~+/=-]{24})[\\w.~+/=-]{6,}'

/** The forms in which providers give out keys. Bounded wherever a match may fail late: an error's message can be made to cost minutes otherwise. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g, CREDENTIAL],
  // scikit-learn calls itself so.
  [/\b(?:sk|pk|rk)[-_](?!learn\b)(?=[\w-]{0,64}\d)[\w-]{12,}/g, CREDENTIAL],
  [
    /\b(?:gsk|hf|r8|fw|npm|gh[oprsu]|tgp_v1|lsv2_[a-z]{2}|github_pat|whsec|dop_v1|shpat|sbp|sb_secret|pcsk|lin_api|figd|ntn|jina)_\w{12,}/g,
    CREDENTIAL,
  ],
  [/\b(?:xai|pplx|csk|gsk|nvapi|glpat|tvly|xapp|GOCSPX|xox[abprs])-[\w-]{10,}/g, CREDENTIAL],
  [/\bAIza[\w-]{20,}/g, CREDENTIAL],
  [/\bya29\.[\w-]{20,}/g, CREDENTIAL],
  [/\bSG\.[\w-]{16,64}\.[\w-]{16,}/g, CREDENTIAL],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, CREDENTIAL],
  // A JSON Web Token.
  [/\beyJ[\w-]{8,256}\.[\w-]{8,}\.[\w-]*/g, CREDENTIAL],
  [new RegExp(`\\b([Bb]earer|BEARER|[Bb]asic|BASIC)\\s{1,4}${TOKEN}`, 'g'), `$1 ${CREDENTIAL}`],
]

/** Keys are longer than most words: to look for that takes a tenth of what their beginnings do. */
const LONG = /[\w-]{11}/
const HINT =
  /[spr]k[-_]|(?:hf|r8|fw|npm|tgp_v1|github_pat|whsec|dop_v1|shpat|sbp|sb_secret|lin_api|figd|ntn|jina)_|gh[oprsu]_|lsv2_|(?:xai|pplx|nvapi|glpat|tvly|xapp|GOCSPX)-|xox[abprs]-|AIza|ya29|SG\.|A[KS]IA|eyJ/
const WORDS = /(?:earer|EARER|asic|ASIC)\s|PRIVATE KEY/

/** Most text has none of it. */
export function mayHoldKey(text: string): boolean {
  return (LONG.test(text) && HINT.test(text)) || WORDS.test(text)
}

/** A text without the keys that are told by their form. */
export function scrubKeys(text: string, replacement: string = CREDENTIAL): string {
  if (!mayHoldKey(text)) return text
  let scrubbed = text
  for (const [form, instead] of FORMS) scrubbed = scrubbed.replace(form, instead.replace(CREDENTIAL, replacement))
  return scrubbed
}

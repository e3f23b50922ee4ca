/**
 * What a page answers to a `want` of `<span id>/raw.request` and `<span id>/raw.response`: one HTTP exchange as the wire had it, without its credentials.
 * null: the page does not have it, or has it no more.
 */

export const RAW_REQUEST = 'raw.request'
export const RAW_RESPONSE = 'raw.response'

/** Why the page gives none. `redact`: what was to be redacted would stand in it. `panel_content`: the panel sees no content. */
export type RawWithheld = 'redact' | 'panel_content'

export type NoRaw = {
  readonly withheld: RawWithheld
}

export type RawRequest = {
  readonly method: string
  readonly url: string
  /** Harmless ones alone. */
  readonly headers: { readonly [name: string]: string }
  /** Where the page's key stood, without it: `authorization: Bearer`, `x-api-key`. */
  readonly keys: readonly string[]
  /** Absent where there is none, or {@link withoutBody} says why. */
  readonly body?: string
  /** As `genai_devtools.request.body.reason` has it, or `not_kept`: it is longer than what is kept. */
  readonly withoutBody?: string
  /** Of a body that is not here, where that is known: of a text its characters. */
  readonly bodySize?: number
}

export type RawResponse = {
  readonly status: number
  /** Harmless ones alone. */
  readonly headers: { readonly [name: string]: string }
  /**
   * `chunks`: as they came. `text`: the page asked for all of it as one. `json`: the page asked for its value, which is written here again. `binary`: no
   * text.
   */
  readonly form: 'chunks' | 'text' | 'json' | 'binary'
  readonly text: string
  /** Of each chunk, in step: where it ends in {@link text}; milliseconds from the request; its bytes. */
  readonly ends: readonly number[]
  readonly times: readonly number[]
  readonly sizes: readonly number[]
  /** Bytes that came and are not kept. */
  readonly dropped?: number
}

/** What stands in the place of a credential in what is given out. */
export const TAKEN_OUT = '[credential]'

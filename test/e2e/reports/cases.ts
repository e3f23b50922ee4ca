/** Small inputs that went wrong in tools of this kind, at `$GENAI_REPORTS` (default `../shared/reports`); read in place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const reportsDirectory = resolve(process.env['GENAI_REPORTS'] ?? '../shared/reports')

/** What the span must hold. */
export interface Expected {
  readonly spans?: number
  readonly attributes?: { readonly [name: string]: unknown }
  readonly text?: string
  readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[]
  /** Somewhere in the answer's parts. */
  readonly contains?: string
  readonly input?: string
  readonly minMs?: number
  /** Seconds. */
  readonly minTtfc?: number
  readonly wellFormedStatus?: boolean
  /** The duration in the trace's row stands in one piece. */
  readonly traceRowInOrder?: boolean
}

export interface Case {
  readonly name: string
  readonly why: string
  /** Opened in the panel, instead of a request. */
  readonly file?: string
  /** SDKs in the page. */
  readonly copies?: number
  readonly path?: string
  readonly method?: string
  readonly body?: unknown
  readonly form?: 'request'
  readonly status?: number
  readonly type?: string
  readonly headers?: { readonly [name: string]: string }
  /** What the server answers: milliseconds to wait, text. */
  readonly chunks?: readonly (readonly [number, string])[]
  readonly expect: Expected
}

export const cases: readonly Case[] = !existsSync(reportsDirectory)
  ? []
  : readdirSync(reportsDirectory)
      .filter((name) => existsSync(join(reportsDirectory, name, 'case.json')))
      .map((name) => ({ ...JSON.parse(readFileSync(join(reportsDirectory, name, 'case.json'), 'utf8')), name }))

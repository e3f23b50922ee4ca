/** The matrix as `docs/clients.md` has it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { CLIENTS, type Client } from './clients.ts'
import { formOf, type Kind, KINDS } from './kinds.ts'
import { versionOf } from './project.ts'

export interface Result {
  /** The forms that this client has. */
  readonly has: readonly string[]
  readonly passed: ReadonlySet<string>
}
export type Results = Map<Client, Result>

const TABLE = fileURLToPath(new URL('../../../docs/clients.md', import.meta.url))
const BEGIN = '<!-- clients: written by test/e2e/clients -->'
const END = '<!-- /clients -->'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function cell(client: Client, { has, passed }: Result, kind: Kind): string {
  if (!has.includes(formOf(kind))) return ''
  const other = client.ends?.[kind.name]
  return `${passed.has(kind.name) ? '✓' : '✗'}${other === undefined ? '' : ` ${other.join(', ')}`}`
}

function headOf({ title, fixture, package: name }: Client): string {
  const [client, ...rest] = title.split(' · ')
  return [`${client} ${versionOf(fixture, name)}`, ...rest].join(' · ')
}

/** The columns of these clients. Clients down, forms across would be wider than a page: forms down. */
function tableOf(results: Results): string {
  const clients = CLIENTS.flatMap((client) => {
    const result = results.get(client)
    return result === undefined ? [] : [{ client, result }]
  })
  const heads = clients.map(({ client }) => headOf(client))
  return [
    row(['call', 'span ends', ...heads]),
    row(['---', '---', ...clients.map(() => ':-:')]),
    ...KINDS.map((kind) => row([kind.title, kind.ends.join(', '), ...clients.map(({ client, result }) => cell(client, result, kind))])),
  ].join('\n')
}

/** The first two columns of the whole table, and those of the clients that were run. */
function columnsOf(table: string, results: Results): string {
  const kept = [0, 1, ...CLIENTS.flatMap((client, at) => (results.has(client) ? [at + 2] : []))]
  const cells = (line: string): readonly string[] => line.split('|').slice(1, -1)
  return table
    .split('\n')
    .map((line) => row(kept.map((at) => cells(line)[at]?.trim() ?? 'no such column')))
    .join('\n')
}

/** @throws where the file says something else; writes it there with `GENAI_UPDATE=1`, if every client was run */
export function compareTable(results: Results): void {
  const all = results.size === CLIENTS.length
  const table = tableOf(results)
  const text = readFileSync(TABLE, 'utf8')
  const [before = '', rest = ''] = text.split(BEGIN)
  const [written, after] = rest.split(END)
  if (written === undefined || after === undefined) throw new Error(`docs/clients.md has no ${BEGIN} and ${END}`)
  if (all && process.env['GENAI_UPDATE']) writeFileSync(TABLE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`)
  else expect(all ? written.trim() : columnsOf(written.trim(), results)).toBe(table)
}

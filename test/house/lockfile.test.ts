/** The lockfile has to serve every platform and every registry, whichever machine wrote it. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

interface Entry {
  readonly resolved?: string
  readonly link?: boolean
  readonly optionalDependencies?: { readonly [name: string]: string }
}
interface Lockfile {
  readonly packages: { readonly [path: string]: Entry }
}

const read = (path: string): Lockfile => JSON.parse(readFileSync(new URL(`../../${path}package-lock.json`, import.meta.url), 'utf8'))

/** Node's own look-up: in the package's folder, then in every folder above. */
function isThere({ packages }: Lockfile, from: string, name: string): boolean {
  const candidate = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (packages[candidate] !== undefined) return true
  return from !== '' && isThere({ packages }, from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|^[^/]+$/, ''), name)
}

describe.each([
  '',
  'test/package/fixtures/bundled-app/',
  'test/package/fixtures/empty-app/',
  'test/package/fixtures/joined-app/',
  'test/package/fixtures/next-app/',
])('%spackage-lock.json', (path) => {
  const lockfile = read(path)
  const entries = Object.entries(lockfile.packages)

  test('names packages and no place to download them from', () => {
    expect(entries.length).toBeGreaterThan(10)
    expect(entries.filter(([, { resolved, link }]) => resolved !== undefined && link !== true).map(([name]) => name)).toEqual([])
  })

  // npm leaves them out where they do not resolve, and then refuses its own lockfile on other platforms.
  test('has an entry for every optional dependency that it names', () => {
    const named = entries.flatMap(([of, { optionalDependencies = {} }]) => Object.keys(optionalDependencies).map((name) => ({ of, name })))
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter(({ of, name }) => !isThere(lockfile, of, name))).toEqual([])
  })
})

test.each([
  'test/clients/fixtures/openai-5/',
  'test/clients/fixtures/openai-6/',
  'test/clients/fixtures/current/',
  'test/bench/fixtures/size-peers/',
])('the packages of %s come from no named place', (path) => {
  const entries = Object.values(read(path).packages)
  expect(entries.length).toBeGreaterThan(2)
  expect(entries.filter(({ resolved }) => resolved !== undefined)).toEqual([])
})

/**
 * Who may import whom. A span flows down this table; imports point up it. Dynamic imports, re-exports and side-effect imports count like
 * any other.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourcesIn, type Source } from '../support/sources.ts'

/** Names of attributes. */
const NAMES = ['sdk/own-names.ts', 'sdk/double-names.ts', 'sdk/semconv.ts', 'sdk/content/names.ts']
const PURE = [...NAMES, 'sdk/protocol/', 'sdk/parser/', 'sdk/provider/', 'sdk/content/credentials.ts']

interface Rule {
  /** A file, or a folder with a slash at its end. The first rule that fits a file is its only one. */
  readonly of: string
  readonly may: readonly string[]
}

/** Names and shapes alone. */
const WORDS = ['sdk/protocol/', 'sdk/own-names.ts', 'sdk/semconv.ts', 'sdk/recognition/']
const VENDORS = ['openai', 'anthropic', 'gemini', 'mistral', 'cohere', 'ollama', 'agent']
const MATCHING = [...WORDS, ...['json', 'path', 'provider-name', 'dialect'].map((name) => `sdk/provider/read/${name}.ts`)]
const wireOf = (vendor: string): readonly string[] => [...WORDS, 'sdk/provider/read/', 'sdk/provider/answer/', `sdk/provider/${vendor}/`]

const RULES: readonly Rule[] = [
  { of: 'sdk/protocol/', may: ['sdk/protocol/'] },
  { of: 'sdk/own-names.ts', may: [] },
  { of: 'sdk/double-names.ts', may: ['sdk/own-names.ts', 'sdk/semconv.ts'] },
  { of: 'sdk/semconv.ts', may: [] },
  {
    of: 'sdk/options.ts',
    may: [
      'sdk/protocol/',
      'sdk/recognition/apis.ts',
      'sdk/export/span-processor.ts',
      'sdk/reader-slot.ts',
      'sdk/capture/body-watch.ts',
      'sdk/usage/inject-usage.ts',
    ],
  },
  // By text alone: what is there before anything reads.
  { of: 'sdk/recognition/', may: ['sdk/recognition/'] },
  { of: 'sdk/content/names.ts', may: ['sdk/protocol/', 'sdk/semconv.ts'] },
  { of: 'sdk/content/credential-names.ts', may: [] },
  { of: 'sdk/content/credential-forms.ts', may: [] },
  { of: 'sdk/content/scrub-named.ts', may: ['sdk/content/credential-names.ts', 'sdk/content/credential-forms.ts'] },
  { of: 'sdk/content/scrub-json.ts', may: ['sdk/content/credential-names.ts', 'sdk/content/credential-forms.ts'] },
  {
    of: 'sdk/content/credentials.ts',
    may: ['sdk/content/credential-names.ts', 'sdk/content/credential-forms.ts', 'sdk/content/scrub-named.ts', 'sdk/content/scrub-json.ts'],
  },
  { of: 'sdk/content/own-json.ts', may: [] },
  { of: 'sdk/content/json.ts', may: ['sdk/protocol/', 'sdk/content/own-json.ts'] },
  { of: 'sdk/parser/', may: ['sdk/protocol/', 'sdk/parser/'] },
  // What every wire needs, what every answer is made of, the vendors, and above them the list of wires.
  { of: 'sdk/provider/read/', may: [...WORDS, 'sdk/parser/', 'sdk/provider/read/'] },
  { of: 'sdk/provider/answer/', may: [...WORDS, 'sdk/parser/', 'sdk/provider/read/', 'sdk/provider/answer/'] },
  // What a wire is told by is there with every reader, and imports nothing that reads: that would come along.
  ...VENDORS.flatMap((vendor) => [
    { of: `sdk/provider/${vendor}/match.ts`, may: MATCHING },
    { of: `sdk/provider/${vendor}/payloads.ts`, may: MATCHING },
    { of: `sdk/provider/${vendor}/wires.ts`, may: [...MATCHING, `sdk/provider/${vendor}/match.ts`, 'sdk/provider/openai/match.ts'] },
  ]),
  { of: 'sdk/provider/agent/a2a-card.ts', may: MATCHING },
  ...['openai', 'anthropic', 'gemini', 'ollama'].map((vendor) => ({ of: `sdk/provider/${vendor}/`, may: wireOf(vendor) })),
  // They speak OpenAI's wire, with words of their own.
  ...['mistral', 'cohere', 'agent'].map((vendor) => ({ of: `sdk/provider/${vendor}/`, may: [...wireOf(vendor), 'sdk/provider/openai/'] })),
  { of: 'sdk/provider/readings.ts', may: [...WORDS, 'sdk/late-module.ts', 'sdk/provider/'] },
  { of: 'sdk/provider/', may: [...WORDS, 'sdk/parser/', 'sdk/provider/'] },
  { of: 'sdk/mcp/messages.ts', may: ['sdk/protocol/', 'sdk/provider/read/'] },
  { of: 'sdk/mcp/body-reader.ts', may: ['sdk/protocol/', 'sdk/parser/', 'sdk/mcp/messages.ts'] },
  // By what way a model was asked is not its span's to know.
  {
    of: 'sdk/span/inference-span.ts',
    may: [
      ...WORDS,
      ...['abort', 'attributes', 'client-span', 'ending', 'failure', 'inference-start'].map((name) => `sdk/span/${name}.ts`),
      ...['sdk/content/', 'sdk/export/', 'sdk/late-parts.ts', 'sdk/moment.ts', 'sdk/otel-attributes.ts', 'sdk/provider/read/dialect.ts'],
    ],
  },
  { of: 'sdk/vite.config.ts', may: ['scripts/notices.mjs'] },
  { of: 'sdk/', may: ['sdk/'] },
  { of: 'src/capture.iife.ts', may: ['src/', 'sdk/index.ts', 'sdk/protocol/'] },
  // They own the trace for as long as DevTools is open, and hand it to the panel.
  { of: 'src/devtools.ts', may: ['src/', 'sdk/protocol/', 'panel/host.ts', 'panel/trace/'] },
  { of: 'src/inspection.ts', may: ['src/', 'sdk/protocol/', 'panel/host.ts', 'panel/trace/'] },
  { of: 'src/', may: ['src/', 'sdk/protocol/'] },
  // Records ⇄ OTLP: of no trace, no user interface, no way in or out.
  { of: 'panel/otlp/', may: [...NAMES, 'sdk/protocol/', 'sdk/parser/', 'panel/otlp/'] },
  // Prices: of no span and no trace.
  { of: 'panel/cost/', may: ['sdk/protocol/', 'panel/cost/'] },
  { of: 'panel/trace/', may: [...PURE, 'panel/otlp/', 'panel/cost/', 'panel/trace/'] },
  { of: 'panel/file/', may: [...PURE, 'panel/otlp/', 'panel/trace/', 'panel/file/'] },
  { of: 'panel/host.ts', may: ['sdk/protocol/', 'panel/trace/'] },
  {
    of: 'panel/store/',
    may: ['sdk/protocol/', 'sdk/own-names.ts', 'panel/cost/', 'panel/trace/', 'panel/file/', 'panel/host.ts', 'panel/store/'],
  },
  {
    of: 'panel/view/',
    may: ['sdk/protocol/', 'sdk/own-names.ts', 'panel/cost/', 'panel/trace/', 'panel/file/', 'panel/store/', 'panel/view/'],
  },
  // Spans as a page would send them.
  { of: 'panel/dev/', may: ['sdk/protocol/', 'sdk/own-names.ts', 'sdk/semconv.ts', 'panel/'] },
  { of: 'panel/', may: ['sdk/protocol/', 'sdk/own-names.ts', 'panel/'] },
  { of: 'demo/', may: ['demo/'] },
]

const OURS = ['sdk', 'src', 'panel', 'demo'] as const
const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g

const fits = (path: string, place: string): boolean => (place.endsWith('/') ? path.startsWith(place) : path === place)
const specifiers = (text: string): readonly string[] => [...text.matchAll(SPECIFIER)].map(([, specifier = '']) => specifier)

const withoutTypes = (text: string): string => text.replaceAll(/\b(?:import|export) type [^'"]*['"][^'"]*['"]/g, '')

/** What a file imports of ours, as paths. A file's own package by name is not ours: that is the door it should take. */
function targets({ path, text }: Source): readonly string[] {
  return specifiers(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')))
}

function offences(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => {
    const rule = RULES.find(({ of }) => fits(source.path, of))
    const may = rule?.may ?? []
    return targets(source)
      .filter((target) => !may.some((place) => fits(target, place)))
      .map((target) => `${source.path} -> ${target}`)
  })
}

/** Files of one folder together: `a/{b,c}.ts`. */
function folded(places: readonly string[]): readonly string[] {
  const byFolder = new Map<string, string[]>()
  for (const place of places) {
    const folder = place.endsWith('.ts') ? posix.dirname(place) : place
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), place])
  }
  return [...byFolder].map(([folder, inside]) =>
    inside.length < 2 ? inside.join('') : `${folder}/{${inside.map((place) => posix.basename(place, '.ts')).join(',')}}.ts`,
  )
}

/** The rules as CONTRIBUTING.md prints them, in the order in which they are tried: vendors that have the same are one row. */
function tableOf(rules: readonly Rule[]): string {
  const rows = new Map<string, string[]>()
  for (const { of, may } of rules) {
    const vendor = /^sdk\/provider\/(\w+)\//.exec(of)?.[1] ?? ''
    const isVendor = VENDORS.includes(vendor)
    const cell = (place: string): string => `\`${isVendor ? place.replace(`/${vendor}/`, '/<vendor>/') : place}\``
    const row = `| ${cell(of)} | ${
      folded([...new Set(may)])
        .map(cell)
        .join(', ') || 'nothing'
    } |`
    rows.set(row, [...(rows.get(row) ?? []), ...(isVendor ? [vendor] : [])])
  }
  const lines = [...rows].map(([row, vendors]) =>
    row.replace('<vendor>', vendors.length > 1 ? `{${vendors.join(',')}}` : (vendors[0] ?? '')),
  )
  return ['| a file in | may import from |', '|---|---|', ...lines].join('\n')
}

/** Which rooms (folders) import from which. The files at the top of `sdk` and `panel` put the rooms together, and are none. */
function roomsOf(sources: readonly Source[]): ReadonlyMap<string, ReadonlySet<string>> {
  const rooms = new Map<string, Set<string>>()
  const isTop = (room: string): boolean => ['sdk', 'panel', 'demo'].includes(room)
  for (const source of sources) {
    const room = posix.dirname(source.path)
    if (isTop(room)) continue
    const to = rooms.get(room) ?? new Set<string>()
    rooms.set(room, to)
    for (const other of targets(source).map((target) => posix.dirname(target))) if (other !== room && !isTop(other)) to.add(other)
  }
  return rooms
}

/** The first circle that is found from the rooms given, from a room back to itself. */
function circleIn(rooms: ReadonlyMap<string, ReadonlySet<string>>, from: Iterable<string> = rooms.keys()): readonly string[] | undefined {
  const done = new Set<string>()
  const walk = (room: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room]
    if (done.has(room)) return undefined
    for (const next of rooms.get(room) ?? []) {
      const circle = walk(next, [...path, room])
      if (circle) return circle
    }
    done.add(room)
    return undefined
  }
  for (const room of from) {
    const circle = walk(room, [])
    if (circle) return circle
  }
  return undefined
}

const sources = sourcesIn(...OURS)

describe('the dependency rule', () => {
  test.each(OURS)('sees the files of %s', (folder) => {
    expect(sources.filter(({ path }) => path.startsWith(`${folder}/`))).not.toHaveLength(0)
  })

  test('finds imports at all', () => {
    expect(sources.flatMap(targets).length).toBeGreaterThan(sources.length / 2)
  })

  test('is kept', () => {
    expect(offences(sources)).toEqual([])
  })

  test('lets nothing but the list of them import what reads a vendor, so that it stays a chunk of its own', () => {
    const importers = (fit: (target: string) => boolean): readonly string[] =>
      sources.filter((source) => targets(source).some(fit)).map(({ path }) => path)
    const isReading = (target: string): boolean => /^sdk\/provider\/[a-z]+\/(?:[a-z]+-)*reading\.ts$/.test(target)
    expect(importers(isReading).toSorted()).toEqual(['sdk/provider/all-readings.ts', 'sdk/provider/readings.ts'])
    expect(importers((target) => target === 'sdk/provider/all-readings.ts')).toEqual(['sdk/all-parts.ts'])
    expect(importers((target) => target === 'sdk/all-parts.ts')).toEqual(['sdk/inject.ts'])
    const named = sources.filter(({ path }) => path === 'sdk/provider/readings.ts').flatMap(targets)
    expect(named.filter(isReading).toSorted()).toEqual(
      sources
        .map(({ path }) => path)
        .filter(isReading)
        .toSorted(),
    )
    expect(named.filter(isReading).length).toBeGreaterThan(VENDORS.length)
    // What lies at the top of `provider` and in front of it knows the wires alone.
    const beyond = new RegExp(`^sdk/provider/(?:${VENDORS.join('|')})/(?!(?:wires|payloads|a2a-card|(?:[a-z]+-)*reading)\\.ts$)`)
    const outside = sources.filter(({ path }) => !/^sdk\/provider\/[a-z]+\/[^/]+$/.test(path))
    expect(outside.filter((source) => targets(source).some((target) => beyond.test(target))).map(({ path }) => path)).toEqual([])
  })

  test('lets nothing but the list of parts import what is loaded by itself', () => {
    const importersOf = (part: string): readonly string[] =>
      sources.filter(({ text, path }) => targets({ path, text: withoutTypes(text) }).includes(part)).map(({ path }) => path)
    const lists = ['sdk/all-parts.ts', 'sdk/late-parts.ts']
    expect(importersOf('sdk/mcp/sink.ts').toSorted()).toEqual(lists)
    expect(importersOf('sdk/panel-side.ts').toSorted()).toEqual(lists)
    expect(importersOf('sdk/provider/probe.ts').toSorted()).toEqual(lists)
    expect(importersOf('sdk/content/span-content.ts').toSorted()).toEqual([lists[0], 'sdk/export/record.ts', lists[1]])
    expect(importersOf('sdk/export/record.ts')).toEqual(['sdk/panel-side.ts'])
    expect(importersOf('sdk/usage/inject-usage.ts')).toEqual(['sdk/inject.ts'])
  })

  test.each([
    ['sdk', 15],
    ['panel', 5],
    ['src', 1],
  ])('has 0 circles between the rooms of %s, of which there are at least %d', (folder, least) => {
    const rooms = roomsOf(sources)
    const own = [...rooms].filter(([room]) => room === folder || room.startsWith(`${folder}/`))
    expect(own.length).toBeGreaterThanOrEqual(least)
    // From each of its rooms, wherever the way leads.
    expect(own.flatMap(([room]) => circleIn(rooms, [room]) ?? [])).toEqual([])
  })

  test('stands in CONTRIBUTING.md as it is; `GENAI_UPDATE=1` writes it there', () => {
    const file = new URL('../../CONTRIBUTING.md', import.meta.url)
    const text = readFileSync(file, 'utf8')
    const [before = '', after = ''] = text.split(/(?<=<!-- rooms: written by test\/house\/imports.test.ts -->)[\s\S]*(?=<!-- \/rooms -->)/)
    const now = `${before}\n\n${tableOf(RULES)}\n\n${after}`
    if (process.env['GENAI_UPDATE']) writeFileSync(file, now)
    expect(readFileSync(file, 'utf8')).toBe(now)
  })

  test('would see a circle, however long', () => {
    const rooms = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a'])],
    ])
    expect(circleIn(rooms)).toEqual(['a', 'b', 'c', 'a'])
  })

  test.each([
    ['panel/trace/tree.ts', "import { a } from '../../sdk/register.ts'"],
    ['panel/trace/tree.ts', "const a = await import('../../sdk/register.ts')"],
    ['panel/trace/tree.ts', "export { a } from '../store/store.ts'"],
    ['panel/store/store.ts', "import '../view/panel.tsx'"],
    ['sdk/protocol/records.ts', "import type { A } from '../span/run.ts'"],
    ['demo/client/main.ts', "import {\n  a,\n} from '../../sdk/index.ts'"],
  ])('would see an offence of %s: %j', (path, text) => {
    expect(offences([{ path, text }])).toHaveLength(1)
  })
})

describe('packages', () => {
  const importersOf = (name: string): readonly string[] =>
    sources.filter(({ text }) => specifiers(text).some((s) => s === name || s.startsWith(`${name}/`))).map(({ path }) => path)

  test('webextension-polyfill is imported under src only, and never by a content script', () => {
    expect(importersOf('webextension-polyfill').filter((path) => !path.startsWith('src/') || path.endsWith('.iife.ts'))).toEqual([])
  })

  test('the demo takes the SDK by its name, as an application would', () => {
    // They show the import as text.
    const asText = ['panel/view/empty.tsx', 'sdk/auto.ts', 'sdk/warnings.ts']
    const others = importersOf('@genai-devtools/web').filter((path) => !path.startsWith('demo/') && !asText.includes(path))
    expect(others).toEqual([])
    expect(importersOf('@genai-devtools/web').length).toBeGreaterThan(0)
  })

  test('the trace knows no user interface', () => {
    const drawn = ['preact', '@preact/signals'].flatMap(importersOf)
    expect(drawn.filter((path) => !/^panel\/(store|view|main|dev)/.test(path))).toEqual([])
    expect(drawn.length).toBeGreaterThan(0)
  })
})

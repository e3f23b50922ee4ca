/** A `gen_ai.*` or `mcp.*` name that is not in the conventions is a defect: ours are called `genai_devtools.*`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as semconv from '../../sdk/semconv.ts'
import { requirement } from '../support/require.ts'
import { sourcesIn } from '../support/sources.ts'

/** The folder that scripts/semconv.mjs was run on. */
const model = process.env['GENAI_SEMCONV_MODEL'] ?? fileURLToPath(new URL('../../../shared/reference/semconv-model', import.meta.url))

/** Quoted names in our sources. One that goes on with a dot is the beginning of a name: a prefix to look for, or a template. */
const NAME = /['"`]((?:gen_ai|mcp)\.(?:[\w.]*\w)?\.?)/g

const known = new Set<string>(Object.values(semconv).filter((value) => typeof value === 'string'))
const isKnown = (name: string): boolean => (name.endsWith('.') ? [...known].some((each) => each.startsWith(name)) : known.has(name))
const valuesOf = (text: string): readonly string[] => [...text.matchAll(NAME)].map(([, name = '']) => name)
const sources = sourcesIn('sdk', 'src', 'panel', 'demo').filter(({ path }) => path !== 'sdk/semconv.ts')

/** The names that older conventions and other producers use: the panel reads them, and only there may they stand. */
const isDialect = (path: string): boolean => path === 'panel/trace/attributes.ts' || path.startsWith('panel/trace/dialect/')

test('every name in our sources is in the vocabulary', () => {
  expect(sources.length).toBeGreaterThan(0)
  const unknown = sources
    .filter(({ path }) => !isDialect(path))
    .flatMap(({ path, text }) =>
      valuesOf(text)
        .filter((name) => !isKnown(name))
        .map((name) => `${path}: ${name}`),
    )
  expect(unknown).toEqual([])
})

describe('the vocabulary', () => {
  test.skipIf(requirement('semconv', existsSync(model), `no model of the conventions at ${model}`))(
    'is the model’s, whole and unchanged',
    () => {
      const files = readdirSync(model, { recursive: true })
        .map(String)
        .filter((file) => file.endsWith('.yaml'))
      const text = files.map((file) => readFileSync(join(model, file), 'utf8')).join('\n')
      const keys = [...text.matchAll(/^ +- (?:key|name): ((?:gen_ai|mcp|openai|aws)\.\S+)$/gm)].map(([, name = '']) => name)
      // A template is a function of ours, not a name.
      const named = keys.filter((key) => key !== 'gen_ai.prompt.variable')
      expect(named.length).toBeGreaterThan(100)
      expect([...known].filter((name) => /^(gen_ai|mcp|openai|aws)\./.test(name)).toSorted()).toEqual(named.toSorted())
    },
  )
})

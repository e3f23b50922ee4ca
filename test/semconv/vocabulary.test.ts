/** A `gen_ai.*` or `mcp.*` name that is not in the conventions is a defect: ours are called `genai_devtools.*`. */
import { describe, expect, test } from 'vitest'
import * as semconv from '../../sdk/semconv.ts'
import { requirement } from '../support/require.ts'
import { sourcesIn } from '../support/sources.ts'
import { absentModel, modelDirectory, modelPresent, readModel } from './model.ts'

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

test('no metric is recorded yet: whoever records the first adds its check', () => {
  const others = sources.filter(({ path }) => path.startsWith('sdk/'))
  expect(others.filter(({ text }) => /\bMETRIC_|createHistogram|createCounter/.test(text)).map(({ path }) => path)).toEqual([])
})

describe('the vocabulary', () => {
  test.skipIf(requirement('semconv', modelPresent, absentModel))('is the model’s, whole and unchanged', () => {
    const { attributes, events, metrics } = readModel(modelDirectory)
    // A template is a function of ours, not a name.
    const keys = [...attributes].filter(([, { type }]) => !type.startsWith('template')).map(([key]) => key)
    const named = [...keys, ...events, ...metrics]
    expect(named.length).toBeGreaterThan(100)
    expect([...known].filter((name) => /^(gen_ai|mcp|openai|aws)\./.test(name)).toSorted()).toEqual(named.toSorted())
  })
})

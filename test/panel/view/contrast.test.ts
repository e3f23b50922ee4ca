/** Whether the colours of `theme.css` can be told apart, by WCAG 2.2: text (1.4.3) from whatever ground it stands on, icons and bars (1.4.11) as well. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const view = (name: string): string => readFileSync(new URL(`../../../panel/view/${name}`, import.meta.url), 'utf8')

type Color = readonly [red: number, green: number, blue: number, alpha: number]
type Theme = ReadonlyMap<string, Color>

function themeOf(selector: string, before: Theme = new Map()): Theme {
  const css = view('theme.css')
  const block = css.slice(css.indexOf(`\n${selector} {`)).split('}', 1)[0] ?? ''
  const own = [...block.matchAll(/--([\w-]+): ([^;]+);/g)].flatMap(([, name = '', value = '']): [string, Color][] => {
    const color = colorOf(value)
    return color === undefined ? [] : [[name, color]]
  })
  return new Map([...before, ...own])
}

function colorOf(value: string): Color | undefined {
  const hex = /^#(..)(..)(..)$/.exec(value)
  if (hex !== null) return [byte(hex[1]), byte(hex[2]), byte(hex[3]), 1]
  const rgb = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(value)
  return rgb === null ? undefined : [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), Number(rgb[4]) / 100]
}

const byte = (digits = ''): number => Number.parseInt(digits, 16)

const light = themeOf(':root')
const THEMES = { light, dark: themeOf(':root.dark', light) }

/** What lies on what, the lowest first. */
type Ground = readonly string[]

function token(theme: Theme, name: string): Color {
  const color = theme.get(name)
  if (color === undefined) throw new Error(`theme.css has no --${name}`)
  return color
}

const seen = (theme: Theme, ground: Ground): Color => ground.map((name) => token(theme, name)).reduce((below, above) => over(above, below))

function over([red, green, blue, alpha]: Color, below: Color): Color {
  const mixed = (above: number, under: number) => above * alpha + under * (1 - alpha)
  return [mixed(red, below[0]), mixed(green, below[1]), mixed(blue, below[2]), 1]
}

function luminance([red, green, blue]: Color): number {
  const [r, g, b] = [red, green, blue].map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: Color, other: Color): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** Pairs with less contrast than `least`, as a reader of a failure needs them. */
const tooPale = (theme: Theme, texts: readonly string[], grounds: readonly Ground[], least: number): readonly string[] =>
  texts.flatMap((text) =>
    grounds.flatMap((ground) => {
      const found = contrast(token(theme, text), seen(theme, ground))
      return found < least ? [`--${text} on --${ground.join(' + --')}: ${found.toFixed(2)}`] : []
    }),
  )

const TEXT = 4.5
const MARK = 3

const HOVER: Ground = ['base', 'hover']
/** Plain, striped, of a trace, under the mouse, selected while something else has the focus. */
const ROWS: readonly Ground[] = [['base'], ['surface-1'], ['surface-2'], HOVER, ['selected-idle']]
const SELECTED: readonly Ground[] = [['selected']]
const MARKS = ['inference', 'tool', 'agent', 'embeddings', 'mcp', 'other'].map((kind) => `kind-${kind}`).concat('cut-off', 'error-bright')

describe.each(Object.entries(THEMES))('in the %s theme', (_name, theme) => {
  test('the words of a row can be read on each of its grounds', () => {
    expect(tooPale(theme, ['text', 'text-subtle', 'text-faint', 'error'], ROWS, TEXT)).toEqual([])
    expect(tooPale(theme, ['selected-text', 'selected-faint'], SELECTED, TEXT)).toEqual([])
    expect(tooPale(theme, ['found-text'], [['found'], ['found-now']], TEXT)).toEqual([])
  })

  test('icons and bars stand out from each ground of a row', () => {
    expect(tooPale(theme, MARKS, [...ROWS, ...SELECTED], MARK)).toEqual([])
  })

  test('what can be clicked, typed in, or has the focus can be seen', () => {
    expect(tooPale(theme, ['accent'], [...ROWS, ['surface-1', 'hover']], TEXT)).toEqual([])
    expect(tooPale(theme, ['base'], [['accent']], TEXT)).toEqual([])
    expect(tooPale(theme, ['focus-ring'], [...ROWS, ...SELECTED], MARK)).toEqual([])
    expect(tooPale(theme, ['field-border'], [['base'], ['surface-1']], MARK)).toEqual([])
  })

  test('values and warnings can be read', () => {
    const json = ['string', 'number', 'keyword', 'key'].map((kind) => `json-${kind}`)
    expect(tooPale(theme, json, [['base'], ['surface-1'], ['surface-2'], HOVER], TEXT)).toEqual([])
    expect(tooPale(theme, ['error'], [['error-surface']], TEXT)).toEqual([])
    expect(tooPale(theme, ['warning'], [['warning-surface']], TEXT)).toEqual([])
    expect(tooPale(theme, ['text'], [['added-surface']], TEXT)).toEqual([])
  })
})

test('no row has a ground, or words half seen through, that are not tried above', () => {
  const rules = [...view('grid.css').matchAll(/([^{}]+)\{([^}]*)\}/g)].filter(([, selector = '']) => /\.row\b/.test(selector))
  const grounds = rules.flatMap(([, , body = '']) => /background: ([^;]+);/.exec(body)?.[1]?.match(/(?<=--)[\w-]+/g) ?? [])
  expect(new Set(grounds)).toEqual(new Set([...ROWS.flat(), 'selected']))
  expect(rules.filter(([, , body = '']) => body.includes('opacity')).map(([, selector]) => selector?.trim())).toEqual([])
})

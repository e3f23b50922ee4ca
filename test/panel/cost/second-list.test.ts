/**
 * The price list beside a second one: prices that both have, and where they differ, by name. LiteLLM's (MIT), as its package 1.110.2 has it (read on 2026-11-26); too large to ship.
 * Neither is right of itself: a difference that is none of these is one to look up at the vendor.
 */
import { expect, test } from 'vitest'
import { createCatalogue } from '../../../panel/cost/catalogue.ts'
import { BILLED } from '../../../panel/cost/kinds.ts'
import type { BilledKind } from '../../../panel/cost/kinds.ts'
import { periodAt, stepFor } from '../../../panel/cost/tariff.ts'

type Prices = { readonly [kind in BilledKind]?: number }

/** US dollars a million tokens, of calls below any step. */
const SECOND: readonly (readonly [provider: string, model: string, prices: Prices])[] = [
  ['openai', 'gpt-5', { input: 1.25, output: 10, cacheRead: 0.125 }],
  ['openai', 'gpt-5-mini', { input: 0.25, output: 2, cacheRead: 0.025 }],
  ['openai', 'gpt-4o', { input: 2.5, output: 10, cacheRead: 1.25 }],
  ['openai', 'gpt-4.1', { input: 2, output: 8, cacheRead: 0.5 }],
  ['openai', 'o3', { input: 2, output: 8, cacheRead: 0.5 }],
  ['openai', 'text-embedding-3-small', { input: 0.02 }],
  ['azure.ai.openai', 'gpt-5', { input: 1.25, output: 10, cacheRead: 0.125 }],
  ['anthropic', 'claude-haiku-4-5', { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25, cacheWrite1h: 2 }],
  ['anthropic', 'claude-sonnet-4-5', { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 }],
  ['anthropic', 'claude-opus-4-5', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, cacheWrite1h: 10 }],
  ['anthropic', 'claude-sonnet-5', { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWrite1h: 4 }],
  ['gcp.gemini', 'gemini-2.5-pro', { input: 1.25, output: 10, cacheRead: 0.125 }],
  ['gcp.gemini', 'gemini-2.5-flash', { input: 0.3, output: 2.5, cacheRead: 0.03, audioInput: 1 }],
  ['gcp.gemini', 'gemini-2.5-flash-lite', { input: 0.1, output: 0.4, cacheRead: 0.01, audioInput: 0.3 }],
  ['mistral_ai', 'mistral-large-2512', { input: 0.5, output: 1.5, cacheRead: 0.05 }],
  ['mistral_ai', 'mistral-large-latest', { input: 0.5, output: 1.5, cacheRead: 0.05 }],
  ['mistral_ai', 'mistral-small-latest', { input: 0.15, output: 0.6, cacheRead: 0.015 }],
  ['mistral_ai', 'mistral-medium', { input: 1.5, output: 7.5, cacheRead: 0.15 }],
  ['mistral_ai', 'magistral-medium-latest', { input: 1.5, output: 7.5, cacheRead: 0.15 }],
  ['mistral_ai', 'magistral-small-latest', { input: 0.15, output: 0.6, cacheRead: 0.015 }],
  ['deepseek', 'deepseek-chat', { input: 0.28, output: 0.42, cacheRead: 0.028 }],
  ['deepseek', 'deepseek-reasoner', { input: 0.28, output: 0.42, cacheRead: 0.028 }],
  ['deepseek', 'deepseek-v3.2', { input: 0.28, output: 0.4, cacheRead: 0.028 }],
  ['deepseek', 'deepseek-v4-pro', { input: 1.32, output: 3.96, cacheRead: 0.044 }],
  ['groq', 'openai/gpt-oss-120b', { input: 0.15, output: 0.6, cacheRead: 0.075 }],
  ['cohere', 'command-a-03-2025', { input: 2.5, output: 10 }],
  [
    'aws.bedrock',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    { input: 3.3, output: 16.5, cacheRead: 0.33, cacheWrite: 4.125, cacheWrite1h: 6.6 },
  ],
  ['aws.bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0', { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 }],
  ['perplexity', 'sonar-pro', { input: 3, output: 15 }],
  ['moonshot_ai', 'kimi-k2.5', { input: 0.6, output: 3, cacheRead: 0.1 }],
  ['x_ai', 'grok-code-fast-1', { input: 1, output: 2, cacheRead: 0.2 }],
  ['x_ai', 'grok-4.20-multi-agent', { input: 1.25, output: 2.5, cacheRead: 0.2 }],
]

/** Input and output of calls above 200,000 input tokens. */
const SECOND_ABOVE: readonly (readonly [provider: string, model: string, prices: Prices])[] = [
  ['gcp.gemini', 'gemini-2.5-pro', { input: 2.5, output: 15 }],
  // It has no price above: that is the window of the model.
  ['anthropic', 'claude-sonnet-4-5', { input: 3, output: 15 }],
  ['aws.bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', { input: 6.6, output: 24.75 }],
]

const NOON = Date.parse('2026-11-20T12:00:00Z')
const catalogue = createCatalogue()

/** `gpt-5 input 1, 1.25`: the list says 1. */
function differences(input: number, second: typeof SECOND): readonly string[] {
  return second.flatMap(([provider, model, prices]) => {
    const tariff = catalogue.find(provider, model)
    const period = tariff && periodAt(tariff, NOON)
    const step = period && stepFor(period, input)
    if (step === undefined) return [`${model} is not listed`]
    return BILLED.flatMap((kind, at) => {
      const [said, rate = Number.NaN] = [prices[kind], step.rates[at]]
      if (said === undefined || Math.abs(said - rate) < 1e-9) return []
      return [`${model} ${kind} ${Number.isNaN(rate) ? 'none' : rate}, ${said}`]
    })
  })
}

test('the second list says the same of all models but some', () => {
  expect(SECOND.length).toBeGreaterThan(30)
  expect(differences(1_000, SECOND)).toEqual([
    // Names that have moved on: left out of the catalogue.
    'mistral-large-latest is not listed',
    'mistral-small-latest is not listed',
    'mistral-medium is not listed',
    'magistral-medium-latest is not listed',
    'magistral-small-latest is not listed',
    'deepseek-chat is not listed',
    'deepseek-reasoner is not listed',
    // Of a reseller, it seems.
    'deepseek-v3.2 input 0.2288, 0.28',
    'deepseek-v3.2 cacheRead none, 0.028',
    'deepseek-v3.2 output 0.3432, 0.4',
    // The second list has the price of the dear hours only.
    'deepseek-v4-pro input 0.66, 1.32',
    'deepseek-v4-pro cacheRead 0.022, 0.044',
    'deepseek-v4-pro output 1.98, 3.96',
    // What is written for an hour is billed as for 5 minutes.
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0 cacheWrite1h none, 6.6',
    // Without a region in its name the list takes it for regional.
    'anthropic.claude-sonnet-4-5-20250929-v1:0 input 3.3, 3',
    'anthropic.claude-sonnet-4-5-20250929-v1:0 cacheRead 0.33, 0.3',
    'anthropic.claude-sonnet-4-5-20250929-v1:0 cacheWrite 4.125, 3.75',
    'anthropic.claude-sonnet-4-5-20250929-v1:0 cacheWrite1h none, 6',
    'anthropic.claude-sonnet-4-5-20250929-v1:0 output 16.5, 15',
    // Unsettled.
    'grok-code-fast-1 input 0.2, 1',
    'grok-code-fast-1 cacheRead 0.02, 0.2',
    'grok-code-fast-1 output 1.5, 2',
    'grok-4.20-multi-agent input 2, 1.25',
    'grok-4.20-multi-agent output 6, 2.5',
  ])
})

test('and of calls above 200,000 tokens', () => {
  expect(differences(250_000, SECOND_ABOVE)).toEqual([
    'claude-sonnet-4-5 input 6, 3',
    'claude-sonnet-4-5 output 22.5, 15',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0 input 3.3, 6.6',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0 output 16.5, 24.75',
  ])
})

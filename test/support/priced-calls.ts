/** Calls whose cost was worked out by hand, a vendor each, and those that have none: in US dollars, by the prices that the package's list has for the day. */
import type { Attributes } from '../../sdk/protocol/records.ts'
import type { NoPriceReason } from '../../panel/cost/price.ts'

export interface PricedCall {
  readonly of: string
  readonly attributes: Attributes
  /** Noon of 20 November 2026, if nothing else is said. */
  readonly at?: string
  /** The arithmetic: tokens times dollars a million. */
  readonly costs: number | NoPriceReason
  /** As the row shows it. */
  readonly cell: string
}

const M = 1_000_000

interface Counts {
  readonly input?: number
  readonly output?: number
  readonly cached?: number
  readonly written?: number
  readonly reasoning?: number
}

function call(provider: string, model: string, { input, output, cached, written, reasoning }: Counts, more: Attributes = {}): Attributes {
  const counts = {
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.cache_read.input_tokens': cached,
    'gen_ai.usage.cache_write.input_tokens': written,
    'gen_ai.usage.reasoning.output_tokens': reasoning,
  }
  const said = Object.entries(counts).flatMap(([name, count]) => (count === undefined ? [] : [[name, count] as const]))
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    ...Object.fromEntries(said),
    ...more,
  }
}

const GPT_5 = { input: 1_000, cached: 400, output: 200, reasoning: 64 }

export const PRICED_CALLS: readonly PricedCall[] = [
  {
    of: 'openai: cached input, reasoning within the output',
    attributes: call('openai', 'gpt-5', GPT_5),
    costs: (600 * 1.25 + 400 * 0.125 + 200 * 10) / M,
    cell: '$0.0028',
  },
  {
    of: 'anthropic: written to the cache for 5 minutes and for 1 hour',
    attributes: call(
      'anthropic',
      'claude-haiku-4-5',
      { input: 10_000, cached: 6_000, written: 3_000, output: 500 },
      {
        'genai_devtools.usage.cache_write_5m.input_tokens': 2_000,
        'genai_devtools.usage.cache_write_1h.input_tokens': 1_000,
      },
    ),
    costs: (1_000 * 1 + 6_000 * 0.1 + 2_000 * 1.25 + 1_000 * 2 + 500 * 5) / M,
    cell: '$0.0086',
  },
  {
    of: 'anthropic: a web search, $10 for 1,000',
    attributes: call('anthropic', 'claude-haiku-4-5', { input: 1_000, output: 200 }, { 'genai_devtools.usage.web_search_requests': 2 }),
    costs: (1_000 * 1 + 200 * 5) / M + (2 * 10) / 1_000,
    cell: '$0.0220',
  },
  {
    of: 'gemini: above 200,000 input tokens',
    attributes: call('gcp.gemini', 'gemini-2.5-pro', { input: 250_000, cached: 50_000, output: 1_100 }),
    costs: (200_000 * 2.5 + 50_000 * 0.25 + 1_100 * 15) / M,
    cell: '$0.529',
  },
  {
    of: 'gemini: 200,000 input tokens are not above them',
    attributes: call('gcp.gen_ai', 'models/gemini-2.5-pro', { input: 200_000, output: 1_000 }),
    costs: (200_000 * 1.25 + 1_000 * 10) / M,
    cell: '$0.260',
  },
  {
    of: 'vertex: audio, some of it cached',
    attributes: call(
      'gcp.vertex_ai',
      'gemini-2.5-flash',
      { input: 5_000, cached: 1_000, output: 100 },
      {
        'gen_ai.usage.audio.input_tokens': 2_000,
        'gen_ai.usage.audio.cache_read.input_tokens': 500,
      },
    ),
    costs: (2_500 * 0.3 + 500 * 0.03 + 1_500 * 1 + 500 * 0.1 + 100 * 2.5) / M,
    cell: '$0.0026',
  },
  {
    of: 'xai',
    attributes: call('x_ai', 'grok-4', { input: 3_000, cached: 1_000, output: 402, reasoning: 300 }),
    costs: (2_000 * 3 + 1_000 * 0.75 + 402 * 15) / M,
    cell: '$0.0128',
  },
  {
    of: 'mistral',
    attributes: call('mistral_ai', 'mistral-large-2512', { input: 4_000, output: 1_000 }),
    costs: (4_000 * 0.5 + 1_000 * 1.5) / M,
    cell: '$0.0035',
  },
  {
    of: 'deepseek: at noon',
    attributes: call('deepseek', 'deepseek-v4-pro', { input: 10_000, cached: 5_000, output: 1_000 }),
    costs: (5_000 * 0.66 + 5_000 * 0.022 + 1_000 * 1.98) / M,
    cell: '$0.0054',
  },
  {
    of: 'deepseek: at an hour that costs twice as much',
    attributes: call('deepseek', 'deepseek-v4-pro', { input: 10_000, cached: 5_000, output: 1_000 }),
    at: '2026-11-20T02:00:00Z',
    costs: (5_000 * 1.32 + 5_000 * 0.044 + 1_000 * 3.96) / M,
    cell: '$0.0108',
  },
  {
    of: 'groq',
    attributes: call('groq', 'openai/gpt-oss-120b', { input: 2_000, output: 500 }, { 'openai.response.service_tier': 'on_demand' }),
    costs: (2_000 * 0.15 + 500 * 0.6) / M,
    cell: '$0.0006',
  },
  {
    of: 'cohere',
    attributes: call('cohere', 'command-a-03-2025', { input: 1_000, output: 100 }),
    costs: (1_000 * 2.5 + 100 * 10) / M,
    cell: '$0.0035',
  },
  {
    of: 'azure: a deployment, by the model that answered',
    attributes: call('azure.ai.openai', 'my-deployment', { input: 1_000, output: 200 }, { 'gen_ai.response.model': 'gpt-4o-2024-08-06' }),
    costs: (1_000 * 2.5 + 200 * 10) / M,
    cell: '$0.0045',
  },
  {
    of: 'bedrock: a region',
    attributes: call('aws.bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', { input: 1_000, output: 102 }),
    costs: (1_000 * 3.3 + 102 * 16.5) / M,
    cell: '$0.0050',
  },
  {
    of: 'perplexity: $14 for 1,000 requests',
    attributes: call('perplexity', 'sonar-pro', { input: 1_000, output: 200 }),
    costs: (1_000 * 3 + 200 * 15) / M + 14 / 1_000,
    cell: '$0.0200',
  },
  {
    of: 'openrouter, as another producer names it',
    attributes: call('openrouter', 'openai/gpt-5', { input: 1_000, output: 200 }),
    costs: (1_000 * 1.25 + 200 * 10) / M,
    cell: '$0.0033',
  },
  {
    of: 'a price before it fell',
    attributes: call('openai', 'o3', { input: 1_000, output: 200 }),
    at: '2025-06-01T12:00:00Z',
    costs: (1_000 * 10 + 200 * 40) / M,
    cell: '$0.0180',
  },
  {
    of: 'a price after it fell',
    attributes: call('openai', 'o3', { input: 1_000, output: 200 }),
    costs: (1_000 * 2 + 200 * 8) / M,
    cell: '$0.0036',
  },
  {
    of: 'embeddings',
    attributes: call('openai', 'text-embedding-3-small', { input: 48 }, { 'gen_ai.operation.name': 'embeddings' }),
    costs: (48 * 0.02) / M,
    cell: '<$0.0001',
  },
  {
    of: 'tokens that were estimated',
    attributes: call('openai', 'gpt-5-mini', { input: 2_000, output: 1_000 }, { 'genai_devtools.usage.estimated': true }),
    costs: (2_000 * 0.25 + 1_000 * 2) / M,
    cell: '≈ $0.0025',
  },
  {
    of: 'a tier by another name for the standard one',
    attributes: call('openai', 'gpt-5', GPT_5, { 'openai.request.service_tier': 'flex', 'openai.response.service_tier': 'default' }),
    costs: (600 * 1.25 + 400 * 0.125 + 200 * 10) / M,
    cell: '$0.0028',
  },
  {
    of: 'the tier flex',
    attributes: call('openai', 'gpt-5', GPT_5, { 'openai.response.service_tier': 'flex' }),
    costs: 'tier',
    cell: 'no price',
  },
  { of: 'an unknown model', attributes: call('openai', 'gpt-unheard-of', GPT_5), costs: 'model', cell: 'no price' },
  { of: 'a model of one’s own machine', attributes: call('ollama', 'llama3.3:70b', GPT_5), costs: 'model', cell: 'no price' },
  { of: 'a name that has moved on', attributes: call('mistral_ai', 'mistral-large-latest', GPT_5), costs: 'model', cell: 'no price' },
  {
    of: 'more cached than there was input',
    attributes: call('openai', 'gpt-5', { input: 100, cached: 400, output: 20 }),
    costs: 'exceeds',
    cell: 'no price',
  },
  { of: 'no tokens', attributes: call('openai', 'gpt-5', {}), costs: 'no tokens', cell: 'no price' },
]

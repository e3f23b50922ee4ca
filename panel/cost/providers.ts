/** Names of providers, as the conventions and SDKs write them → as the price list calls them. */

/** `null`: not in the list, which is no fault: models of one's own machine, and services that sell answers and not tokens. */
export const PRICE_PROVIDERS: ReadonlyMap<string, string | null> = new Map([
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['gcp.gemini', 'google'],
  ['gcp.gen_ai', 'google'],
  ['gcp.vertex_ai', 'google'],
  ['azure.ai.openai', 'azure'],
  ['azure.ai.inference', 'azure'],
  ['aws.bedrock', 'aws'],
  ['cohere', 'cohere'],
  ['deepseek', 'deepseek'],
  ['groq', 'groq'],
  ['mistral_ai', 'mistral'],
  ['moonshot_ai', 'moonshotai'],
  ['perplexity', 'perplexity'],
  ['x_ai', 'x-ai'],
  ['ibm.watsonx.ai', null],
  ['ollama', null],
  ['ag_ui', null],
  ['a2a', null],
  ['langgraph', null],
  ['ai_sdk', null],
  // Of other producers.
  ['cerebras', 'cerebras'],
  ['fireworks', 'fireworks'],
  ['fireworks_ai', 'fireworks'],
  ['minimax', 'minimax'],
  ['novita', 'novita'],
  ['openrouter', 'openrouter'],
  ['together', 'together'],
  ['together_ai', 'together'],
  ['voyageai', 'voyageai'],
  ['zai', 'zai'],
])

/** `undefined` where the price list has no such provider: another one's price would be a guess. */
export function priceProvider(name: string | undefined): string | undefined {
  return (name === undefined ? undefined : PRICE_PROVIDERS.get(name)) ?? undefined
}

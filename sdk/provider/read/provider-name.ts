import type { Wire } from './dialect.ts'

/** Hosts whose provider is known, by the whole name or, with a leading dot, by its end. */
const HOSTS: readonly (readonly [host: string, provider: string])[] = [
  ['api.openai.com', 'openai'],
  ['.api.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.ai.openai'],
  ['.cognitiveservices.azure.com', 'azure.ai.openai'],
  ['.openai.azure.us', 'azure.ai.openai'],
  ['.inference.ai.azure.com', 'azure.ai.inference'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  // Regional hosts: `<region>-aiplatform.googleapis.com`.
  ['-aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['.aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['.aiplatform.rep.googleapis.com', 'gcp.vertex_ai'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['api.x.ai', 'x_ai'],
  ['.api.x.ai', 'x_ai'],
  ['api.mistral.ai', 'mistral_ai'],
  ['codestral.mistral.ai', 'mistral_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.moonshot.ai', 'moonshot_ai'],
  ['api.moonshot.cn', 'moonshot_ai'],
  ['api.kimi.com', 'moonshot_ai'],
  ['api.cohere.com', 'cohere'],
  ['api.cohere.ai', 'cohere'],
  ['.ml.cloud.ibm.com', 'ibm.watsonx.ai'],
]

/** `gen_ai.provider.name`: the host decides where it is a known one, else the vendor whose wire it is. */
export function providerName(url: URL, wire: Pick<Wire, 'defaultProvider'>): string {
  const host = url.hostname.toLowerCase()
  // One host, two services: `/openai/…` is Azure OpenAI, `/models/…` the model inference API.
  if (host.endsWith('.services.ai.azure.com')) return /\/openai(?:\/|$)/.test(url.pathname) ? 'azure.ai.openai' : 'azure.ai.inference'
  if (/^bedrock-(?:runtime|mantle)[\w-]*\.[\w-]+\.(?:amazonaws\.com|api\.aws)$/.test(host)) return 'aws.bedrock'
  return providerOf(host) ?? wire.defaultProvider
}

/** A page asks the same few hosts over and over. */
const providers = new Map<string, string | undefined>()
const MAX_PROVIDERS = 20

function providerOf(host: string): string | undefined {
  if (providers.has(host)) return providers.get(host)
  const found = HOSTS.find(([known]) => matches(host, known))?.[1]
  if (providers.size >= MAX_PROVIDERS) providers.clear()
  providers.set(host, found)
  return found
}

function matches(host: string, known: string): boolean {
  return /^[.-]/.test(known) ? host.endsWith(known) : host === known
}

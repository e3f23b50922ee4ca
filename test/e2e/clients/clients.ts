/** The clients of the matrix: where each comes from and how the table calls it. */

export interface Client {
  /** Of the table's column. */
  readonly title: string
  /** The project that it is installed in, and its package there. */
  readonly fixture: string
  readonly package: string
  /** The module of its forms, and the set of them. */
  readonly forms: string
  readonly set: string
  /** Makes a span of its own, for each call or for each of its attempts: the wire's facts go there, and no second span is made. */
  readonly traced?: 'call' | 'attempt'
  /** Where spans end in another way than with most clients, as the client's own doing is another. */
  readonly ends?: Readonly<Record<string, readonly string[]>>
}

/** These leave a stream without cancelling it, SDK or not: it goes on until the page ends, and so does its span. */
const leavesOpen = { ends: { break: ['page_hidden'] } }

/** A loop that is left aborts the client's own request: from outside that is no other than an abort of the page's. */
const abortsOnBreak = { ends: { break: ['aborted'] } }

const openai = (fixture: string, set: string): Client => ({
  title: `openai · ${set}`,
  fixture,
  package: 'openai',
  forms: 'openai',
  set,
  ...abortsOnBreak,
})

const current = (title: string, name: string, forms: string, set: string): Client => ({
  title,
  fixture: 'current',
  package: name,
  forms,
  set,
})

export const CLIENTS: readonly Client[] = [
  openai('openai-5', 'chat'),
  openai('openai-5', 'responses'),
  openai('openai-6', 'chat'),
  openai('openai-6', 'responses'),
  openai('current', 'chat'),
  openai('current', 'responses'),
  { ...current('@anthropic-ai/sdk', '@anthropic-ai/sdk', 'anthropic', 'messages'), traced: 'call', ends: { asResponse: ['handed_over'] } },
  { ...current('@google/genai', '@google/genai', 'gemini', 'models'), ...leavesOpen },
  current('@mistralai/mistralai', '@mistralai/mistralai', 'mistral', 'chat'),
  { ...current('@mistralai/mistralai · traced', '@mistralai/mistralai', 'mistral-traced', 'chat'), traced: 'attempt' },
  { ...current('ollama', 'ollama', 'ollama', 'chat'), ...leavesOpen },
  { ...current('ai · openai', 'ai', 'ai-sdk', 'responses'), ...leavesOpen },
  { ...current('ai · openai chat', 'ai', 'ai-sdk', 'chat'), ...leavesOpen },
  { ...current('ai · anthropic', 'ai', 'ai-sdk', 'messages'), ...leavesOpen },
  { ...current('ai · with telemetry', 'ai', 'ai-sdk-traced', 'responses'), traced: 'call', ...leavesOpen },
  { ...current('@langchain/openai · chat', '@langchain/openai', 'langchain', 'chat'), ...abortsOnBreak },
  { ...current('@langchain/openai · responses', '@langchain/openai', 'langchain', 'responses'), ...abortsOnBreak },
  current('ky', 'ky', 'ky', 'chat'),
  current('openapi-fetch', 'openapi-fetch', 'openapi-fetch', 'chat'),
  current('axios · XMLHttpRequest', 'axios', 'axios', 'xhr'),
  current('axios · fetch', 'axios', 'axios', 'fetch'),
]

/** Of the bundle: the same forms with each fixture's packages. */
export const bundleOf = ({ fixture, forms }: Client): string => `${fixture}-${forms}`

/** In `npm test`: one client that makes no spans, one that does, one that makes Requests, and one over XMLHttpRequest, of one installation. */
export const isInSmallCase = ({ fixture, title }: Client): boolean =>
  fixture === 'current' && ['openai · responses', '@anthropic-ai/sdk', 'ky', 'axios · XMLHttpRequest'].includes(title)

/**
 * What the demo can be asked to do. The page sends these prompts and the scripted server knows its answer by them, so that no state has to
 * be shared between the two: parallel runs do not disturb each other.
 */

export const CLIENTS = ['openai', 'anthropic', 'gemini'] as const
export type Client = (typeof CLIENTS)[number]

export const JOBS = ['research', 'chat', 'fan-out', 'truncated', 'rate-limit', 'abort'] as const
export type Job = (typeof JOBS)[number]

export const AGENT_NAME = 'researcher'

export const MODELS: Readonly<Record<Client, string>> = {
  openai: 'gpt-5.4-mini',
  anthropic: 'claude-haiku-4-5',
  gemini: 'gemini-2.5-flash',
}

export const SYSTEM_PROMPT = 'You are a careful researcher. Search, read the notes, write the report, then answer in two sentences.'

/** One prompt a call; `fan-out` sends its prompts at the same time. */
export const PROMPTS: Readonly<Record<Job, readonly [string, ...string[]]>> = {
  research: ['How deep is the Mariana Trench, and who went there first? Write it into report.md.'],
  chat: ['Say hello to someone who opens this tab for the first time.'],
  'fan-out': [
    'In one sentence: what is a trace?',
    'In one sentence: what is a span?',
    'In one sentence: what is a token?',
    'In one sentence: what is a waterfall chart?',
  ],
  truncated: ['Tell me everything about the ocean.'],
  'rate-limit': ['What is the weather like at the bottom of the sea?'],
  abort: ['Recite the longest poem you know, slowly.'],
}

/** The most that an answer may have, where the job limits it. */
export const MAX_TOKENS: Readonly<Partial<Record<Job, number>>> = { truncated: 24 }

/** How many chunks the abort button waits for. */
export const ABORT_AFTER = 2

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: {
    readonly type: 'object'
    readonly properties: { readonly [name: string]: Json }
    readonly required: readonly string[]
  }
}

const textTool = (name: string, description: string, ...names: readonly string[]): ToolDefinition => ({
  name,
  description,
  parameters: { type: 'object', properties: Object.fromEntries(names.map((each) => [each, { type: 'string' }])), required: names },
})

export const TOOLS: readonly ToolDefinition[] = [
  textTool('search_web', 'Searches the web and answers with titles and snippets.', 'query'),
  textTool('read_file', 'Reads a file of the workspace.', 'path'),
  textTool('write_file', 'Writes a file of the workspace.', 'path', 'content'),
]

/** Keys that are followed by a colon and words: `model:gpt-5*`, `agent:researcher,writer`. */
import type { SpanIndex } from './model.ts'
import { AGENT_OPERATIONS, TOOL_OPERATIONS } from './facts.ts'
import type { Words } from './said.ts'
import { NONE, SPAN_CLASSES } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32, u8 } from './table.ts'
import type { TextKey } from './filter-keys.ts'
import { HAS_KEY, KIND_KEY, STATUS_KEY } from './filter-named-keys.ts'
import { testOf } from './filter-pattern.ts'
import type { SpanTest } from './filter-tests.ts'
import { saidTest, wordsTest } from './filter-tests.ts'
import type { Pattern } from './filter.ts'

const AGENT = SPAN_CLASSES.indexOf('agent')
/** An agent is looked for so far above a span. */
const MOST_LEVELS = 64

function wordKey(words: string, example: string, read: (words: Words) => string | undefined): TextKey {
  return {
    type: 'text',
    words,
    example,
    test(spans, patterns) {
      const test = testOf(patterns)
      return wordsTest(spans, (each) => test(read(each) ?? ''))
    },
    *values(spans) {
      for (const each of spans.shared.words.values()) yield read(each) ?? ''
    },
  }
}

const toolOf = ({ operation, subject }: Words): string | undefined => (TOOL_OPERATIONS.has(operation) ? subject : undefined)
const agentOf = ({ operation, subject }: Words): string | undefined => (AGENT_OPERATIONS.has(operation) ? subject : undefined)

/** The agent itself, and all that runs under it and under no other agent. */
function agentTest(spans: Spans, patterns: readonly Pattern[]): SpanTest {
  const { class: spanClass, parent } = spans.tables.spans.columns
  const test = testOf(patterns)
  const isNamed = wordsTest(spans, (words) => test(words.subject))
  return (row) => {
    let each: SpanIndex = row
    for (let level = 0; level < MOST_LEVELS && each !== NONE; level++) {
      if (u8(spanClass, each) === AGENT) return isNamed(each)
      each = i32(parent, each)
    }
    return false
  }
}

/** That of its trace. */
function conversationTest(spans: Spans, patterns: readonly Pattern[]): SpanTest {
  const { trace } = spans.tables.spans.columns
  const test = testOf(patterns)
  const answers = new Map<string, boolean>()
  return (row) => {
    const conversation = spans.tally.conversationOf(i32(trace, row))
    if (conversation === undefined) return false
    const known = answers.get(conversation)
    if (known !== undefined) return known
    const answer = test(conversation)
    answers.set(conversation, answer)
    return answer
  }
}

export const TEXT_KEYS: { readonly [name: string]: TextKey } = {
  model: wordKey('model', 'gpt-5*', ({ model }) => model),
  kind: KIND_KEY,
  status: STATUS_KEY,
  tool: wordKey('name of the tool', 'search_web', toolOf),
  agent: {
    ...wordKey('the agent that it runs under', 'researcher', agentOf),
    test: agentTest,
  },
  finish: {
    type: 'text',
    words: 'finish reason',
    example: 'stop',
    test(spans, patterns) {
      const test = testOf(patterns)
      return saidTest(spans, ({ finishReasons }) => finishReasons.some(test))
    },
    *values(spans) {
      for (const { finishReasons } of spans.shared.said.values()) yield* finishReasons
    },
  },
  has: HAS_KEY,
  provider: wordKey('provider', 'openai', ({ provider }) => provider),
  conversation: {
    type: 'text',
    words: 'conversation of its trace',
    example: 'c-12',
    test: conversationTest,
    values: (spans) => spans.tally.conversations(),
  },
  name: wordKey('name of the span', 'chat', ({ name }) => name),
}

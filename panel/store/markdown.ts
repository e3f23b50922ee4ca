/** Asks the worker for the tree of a text, and keeps what was asked for lately. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { workerAddress } from '../file/worker-address.ts'
import { DeadlineWorker } from './deadline-worker.ts'
import type { Block } from './markdown-tree.ts'
import { default as workerUrl } from './markdown.worker.ts?worker&url'

/** Longer texts are read when somebody asks for it. */
export const LONG_TEXT = 65_536
/** What is read by then is read; the thread of the panel waits for nothing. */
const DEADLINE: Milliseconds = 1_000
/** Characters of texts whose trees are kept. */
const MAX_KEPT = 1_000_000

export type Markdown = readonly Block[] | 'late' | 'none'

type Reader = DeadlineWorker<string, readonly Block[] | null>
let reader: Reader | undefined
const startReader = (): Worker => new Worker(workerAddress(workerUrl), { type: 'module' })

const kept = new Map<string, Markdown>()
let keptCharacters = 0

/** What is known of it already. */
export function knownMarkdown(text: string): Markdown | undefined {
  return kept.get(text)
}

/** `none`: no tree can be drawn of it. */
export async function askMarkdown(text: string): Promise<Markdown> {
  reader ??= new DeadlineWorker({ start: startReader, deadline: DEADLINE })
  const answer = await reader.ask(text)
  if (answer === 'failed') return 'none'
  const markdown = answer === 'late' ? 'late' : (answer.value ?? 'none')
  keep(text, markdown)
  return markdown
}

function keep(text: string, markdown: Markdown): void {
  keptCharacters += text.length
  if (keptCharacters > MAX_KEPT) {
    kept.clear()
    keptCharacters = text.length
  }
  kept.set(text, markdown)
}

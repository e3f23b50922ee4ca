/** What each button does. */
import { research, type Watcher } from './agent.ts'
import type { Chat } from './client/chat.ts'
import { ABORT_AFTER, type Job, MAX_TOKENS, PROMPTS } from './jobs.ts'
import { createWorkspace } from './tools.ts'

/** A signal that aborts after so many pieces, and the listener that counts them. */
function abortAfter(pieces: number): { readonly signal: AbortSignal; readonly count: () => void } {
  const controller = new AbortController()
  let seen = 0
  const count = (): void => {
    seen += 1
    if (seen === pieces) controller.abort()
  }
  return { signal: controller.signal, count }
}

async function ask(chat: Chat, job: Job, prompt: string, watcher: Watcher): Promise<void> {
  const show = watcher.answer()
  const abort = job === 'abort' ? abortAfter(ABORT_AFTER) : undefined
  const maxTokens = MAX_TOKENS[job]
  await chat({
    transcript: [{ role: 'user', text: prompt }],
    onPiece(piece) {
      show(piece)
      abort?.count()
    },
    ...(abort === undefined ? {} : { signal: abort.signal }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  })
}

/** @param speed of the tools @throws what the client throws */
export async function perform(job: Job, chat: Chat, speed: number, watcher: Watcher): Promise<void> {
  if (job === 'research') await research(PROMPTS.research[0], chat, createWorkspace(speed), watcher)
  else await Promise.all(PROMPTS[job].map((prompt) => ask(chat, job, prompt, watcher)))
}

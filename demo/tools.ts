/** The agent's tools. They work on a small workspace of their own and take as long as such things take. */
import type { ToolCall } from './client/chat.ts'

/** Milliseconds at speed 1. */
const DURATIONS: Readonly<Record<string, number>> = { search_web: 800, read_file: 100, write_file: 200 }

const HITS = [
  { title: 'Challenger Deep', snippet: 'The deepest known point of the sea floor, about 10,935 metres by recent surveys.' },
  { title: 'Trieste (bathyscaphe)', snippet: 'On 23 January 1960 it carried Jacques Piccard and Don Walsh to the bottom of the trench.' },
]

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

export interface Workspace {
  /** @returns what the tool answers @throws Error when there is no such tool or file */
  use(call: ToolCall): Promise<unknown>
}

export function createWorkspace(speed: number): Workspace {
  const files = new Map([['notes.md', 'Ask for the depth in metres. Name the vessel and both people aboard.']])
  const answer = ({ name, arguments: args }: ToolCall): unknown => {
    if (name === 'search_web') return HITS
    const path = String(args['path'])
    if (name === 'write_file') {
      files.set(path, String(args['content']))
      return { written: String(args['content']).length }
    }
    const content = name === 'read_file' ? files.get(path) : undefined
    if (content === undefined) throw new Error(`${name} ${path}: there is no such thing here`)
    return { content }
  }
  return {
    async use(call) {
      await pause((DURATIONS[call.name] ?? 100) / speed)
      return answer(call)
    },
  }
}

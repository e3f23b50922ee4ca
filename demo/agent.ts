/** The researcher: asks a model, does what it asks for, and asks again until it has nothing more to ask. */
import { executeTool, invokeAgent } from '@genai-devtools/web'
import type { Chat, ToolCall, Turn } from './client/chat.ts'
import { AGENT_NAME, SYSTEM_PROMPT, TOOLS } from './jobs.ts'
import type { Workspace } from './tools.ts'

/** A model that keeps asking for tools is stopped here. */
const MAX_CALLS = 8

/** What the page shows of the work. */
export interface Watcher {
  /** A new answer begins; gives where its text goes. */
  answer(): (piece: string) => void
  tool(call: ToolCall, result: unknown): void
}

async function useTool(workspace: Workspace, call: ToolCall, watcher: Watcher): Promise<Turn> {
  const result = await executeTool({ toolName: call.name, toolCallId: call.id, toolCallArguments: call.arguments }, () =>
    workspace.use(call),
  )
  watcher.tool(call, result)
  return { role: 'tool', call, result: JSON.stringify(result) }
}

/** @returns the last answer @throws whatever the client or a tool throws */
export function research(question: string, chat: Chat, workspace: Workspace, watcher: Watcher): Promise<string> {
  return invokeAgent({ agentName: AGENT_NAME, agentDescription: 'Works a question with a web search and a few files' }, async () => {
    const transcript: Turn[] = [{ role: 'user', text: question }]
    for (let calls = 0; calls < MAX_CALLS; calls += 1) {
      const answer = await chat({ system: SYSTEM_PROMPT, transcript, tools: TOOLS, onPiece: watcher.answer() })
      if (answer.toolCalls.length === 0) return answer.text
      transcript.push({ role: 'assistant', text: answer.text, toolCalls: answer.toolCalls })
      // One after the other: what the second does may depend on the first.
      for (const call of answer.toolCalls) transcript.push(await useTool(workspace, call, watcher))
    }
    throw new Error(`no answer after ${MAX_CALLS} calls`)
  })
}

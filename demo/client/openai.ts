/** The `openai` package, streaming chat completions. */
import OpenAI from 'openai'
import type { ToolDefinition } from '../jobs.ts'
import { type Answer, type Ask, type Chat, readArguments, type Settings, type ToolCall, type Turn } from './chat.ts'

type Message = OpenAI.Chat.ChatCompletionMessageParam
type Delta = OpenAI.Chat.ChatCompletionChunk.Choice.Delta

const toolCall = (call: ToolCall): OpenAI.Chat.ChatCompletionMessageFunctionToolCall => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: JSON.stringify(call.arguments) },
})

function message(turn: Turn): Message {
  if (turn.role === 'user') return { role: 'user', content: turn.text }
  if (turn.role === 'tool') return { role: 'tool', tool_call_id: turn.call.id, content: turn.result }
  const calls = turn.toolCalls.map(toolCall)
  return { role: 'assistant', content: turn.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }
}

const tool = ({ name, description, parameters }: ToolDefinition): OpenAI.Chat.ChatCompletionTool => ({
  type: 'function',
  function: { name, description, parameters: { ...parameters } },
})

function body(model: string, { system, transcript, tools, maxTokens }: Ask): OpenAI.Chat.ChatCompletionCreateParamsStreaming {
  const messages = transcript.map(message)
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: system === undefined ? messages : [{ role: 'system', content: system }, ...messages],
    ...(tools === undefined ? {} : { tools: tools.map(tool) }),
    ...(maxTokens === undefined ? {} : { max_completion_tokens: maxTokens }),
  }
}

interface OpenCall {
  id: string
  name: string
  source: string
}

/** Tool calls come in pieces, each with the index of its call. */
function collect(open: OpenCall[], pieces: NonNullable<Delta['tool_calls']>): void {
  for (const { index, id, function: part } of pieces) {
    const call = (open[index] ??= { id: '', name: '', source: '' })
    call.id ||= id ?? ''
    call.name ||= part?.name ?? ''
    call.source += part?.arguments ?? ''
  }
}

export function openaiChat(settings: Settings): Chat {
  const client = new OpenAI({ baseURL: settings.baseUrl, apiKey: settings.apiKey, dangerouslyAllowBrowser: true })
  return async (ask): Promise<Answer> => {
    const stream = await client.chat.completions.create(body(settings.model, ask), { signal: ask.signal })
    const calls: OpenCall[] = []
    let text = ''
    let finishReason = ''
    for await (const { choices } of stream) {
      const [choice] = choices
      if (choice?.delta.content) {
        text += choice.delta.content
        ask.onPiece?.(choice.delta.content)
      }
      collect(calls, choice?.delta.tool_calls ?? [])
      finishReason = choice?.finish_reason ?? finishReason
    }
    const toolCalls = calls.map(({ id, name, source }) => ({ id, name, arguments: readArguments(source) }))
    return { text, toolCalls, finishReason }
  }
}

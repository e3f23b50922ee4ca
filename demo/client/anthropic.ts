/** The `@anthropic-ai/sdk` package, streaming messages. */
import Anthropic from '@anthropic-ai/sdk'
import type { ToolDefinition } from '../jobs.ts'
import { type Answer, type Ask, type Chat, readArguments, type Settings, type ToolCall, type Turn } from './chat.ts'

/** Anthropic's wire wants a limit with every request. */
const MAX_TOKENS = 1024

type Block = Anthropic.ContentBlockParam

const textBlocks = (text: string): Block[] => (text === '' ? [] : [{ type: 'text', text }])

const toolUse = ({ id, name, arguments: input }: ToolCall): Block => ({ type: 'tool_use', id, name, input })

/** Results of one answer's tool calls go back in one message: roles have to alternate. */
function messages(transcript: readonly Turn[]): Anthropic.MessageParam[] {
  const all: { role: 'user' | 'assistant'; content: Block[] }[] = []
  for (const turn of transcript) {
    const last = all.at(-1)
    if (turn.role === 'user') all.push({ role: 'user', content: textBlocks(turn.text) })
    else if (turn.role === 'assistant') all.push({ role: 'assistant', content: [...textBlocks(turn.text), ...turn.toolCalls.map(toolUse)] })
    else {
      const result: Block = { type: 'tool_result', tool_use_id: turn.call.id, content: turn.result }
      if (last?.role === 'user') last.content.push(result)
      else all.push({ role: 'user', content: [result] })
    }
  }
  return all
}

const tool = ({ name, description, parameters }: ToolDefinition): Anthropic.Tool => ({
  name,
  description,
  input_schema: { ...parameters, required: [...parameters.required] },
})

function body(model: string, { system, transcript, tools, maxTokens }: Ask): Anthropic.MessageCreateParamsStreaming {
  return {
    model,
    stream: true,
    max_tokens: maxTokens ?? MAX_TOKENS,
    messages: messages(transcript),
    ...(system === undefined ? {} : { system }),
    ...(tools === undefined ? {} : { tools: tools.map(tool) }),
  }
}

interface OpenCall {
  readonly id: string
  readonly name: string
  source: string
}

export function anthropicChat(settings: Settings): Chat {
  const client = new Anthropic({ baseURL: settings.baseUrl, apiKey: settings.apiKey, dangerouslyAllowBrowser: true })
  return async (ask): Promise<Answer> => {
    const stream = await client.messages.create(body(settings.model, ask), { signal: ask.signal })
    const calls = new Map<number, OpenCall>()
    let text = ''
    let finishReason = ''
    for await (const event of stream) {
      if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') {
        calls.set(event.index, { id: event.content_block.id, name: event.content_block.name, source: '' })
      } else if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        text += event.delta.text
        ask.onPiece?.(event.delta.text)
      } else if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta') {
        const call = calls.get(event.index)
        if (call) call.source += event.delta.partial_json
      } else if (event.type === 'message_delta') finishReason = event.delta.stop_reason ?? ''
    }
    const toolCalls = [...calls.values()].map(({ id, name, source }) => ({ id, name, arguments: readArguments(source) }))
    return { text, toolCalls, finishReason }
  }
}

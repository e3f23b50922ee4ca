/** The `@google/genai` package, streaming `generateContentStream`. */
import { type Content, type FunctionCall, type GenerateContentParameters, GoogleGenAI, type Part } from '@google/genai'
import type { ToolDefinition } from '../jobs.ts'
import type { Answer, Ask, Chat, Settings, ToolCall, Turn } from './chat.ts'

const textParts = (text: string): Part[] => (text === '' ? [] : [{ text }])

const callPart = ({ id, name, arguments: args }: ToolCall): Part => ({ functionCall: { id, name, args: { ...args } } })

function content(turn: Turn): Content {
  if (turn.role === 'user') return { role: 'user', parts: textParts(turn.text) }
  if (turn.role === 'assistant') return { role: 'model', parts: [...textParts(turn.text), ...turn.toolCalls.map(callPart)] }
  const { id, name } = turn.call
  return { role: 'user', parts: [{ functionResponse: { id, name, response: { output: turn.result } } }] }
}

const declaration = ({ name, description, parameters }: ToolDefinition) => ({ name, description, parametersJsonSchema: parameters })

function body(model: string, { system, transcript, tools, maxTokens, signal }: Ask): GenerateContentParameters {
  return {
    model,
    contents: transcript.map(content),
    config: {
      ...(system === undefined ? {} : { systemInstruction: system }),
      ...(tools === undefined ? {} : { tools: [{ functionDeclarations: tools.map(declaration) }] }),
      ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
      ...(signal === undefined ? {} : { abortSignal: signal }),
    },
  }
}

/** Older models give calls no id: their place in the answer has to do. */
const toolCall = (call: FunctionCall, index: number): ToolCall => ({
  id: call.id ?? `call-${index}`,
  name: call.name ?? '',
  arguments: call.args ?? {},
})

/** The client tries again only where it is told to. */
const RETRIES = { attempts: 3, initialDelay: 0.2 }

export function geminiChat(settings: Settings): Chat {
  const client = new GoogleGenAI({ apiKey: settings.apiKey, httpOptions: { baseUrl: settings.baseUrl, retryOptions: RETRIES } })
  return async (ask): Promise<Answer> => {
    const stream = await client.models.generateContentStream(body(settings.model, ask))
    const calls: FunctionCall[] = []
    let text = ''
    let finishReason = ''
    for await (const { candidates } of stream) {
      for (const part of candidates?.[0]?.content?.parts ?? []) {
        if (part.functionCall) calls.push(part.functionCall)
        if (part.text) {
          text += part.text
          ask.onPiece?.(part.text)
        }
      }
      finishReason = candidates?.[0]?.finishReason ?? finishReason
    }
    return { text, toolCalls: calls.map(toolCall), finishReason }
  }
}

/** The AI SDK's UI message stream, versions 5 to 7: https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol */
import type { JsonValue } from '../../protocol/records.ts'
import { AgentReader } from './agent.ts'
import { filePart, readUiRequest } from './ai-sdk-request.ts'
import { readMetadata } from './ai-sdk-usage.ts'
import { MAX_PARTS } from '../answer/answer.ts'
import { OTHER_ERROR, providerError } from '../answer/errors.ts'
import { isObject, object, string, word, type JsonObject } from '../read/json.ts'
import { part } from '../read/parts.ts'
import type { Reading, TextDelta } from '../read/dialect.ts'
import { mergeUsage } from '../answer/usage.ts'

export const aiSdkUiReading: Reading = {
  readRequest: (shape) => readUiRequest('ai-sdk-ui', shape),
  createReader: () => new UiMessageReader(),
}

class UiMessageReader extends AgentReader {
  private aborted = false
  /** Tools that the model's provider runs, by the ids of their calls. */
  private readonly serverTools = new Map<string, string>()
  private readonly dataParts = new Map<string, ReturnType<UiMessageReader['addPart']>>()

  payload(data: JsonValue): readonly TextDelta[] {
    if (!isObject(data)) return []
    const type = word(data['type']) ?? ''
    if (type.startsWith('tool-')) return this.readTool(type, data)
    if (type.startsWith('data-')) return this.readData(type, data)
    switch (type) {
      case 'text-start':
      case 'reasoning-start':
        this.openPart(kindOf(type), word(data['id']) ?? '')
        return []
      case 'text-delta':
      case 'reasoning-delta':
        return this.say(kindOf(type), word(data['id']) ?? '', string(data['delta']))
      case 'file':
      case 'reasoning-file':
        this.addPart(filePart(data))
        return []
      case 'source-url':
      case 'source-document':
        this.addPart(part(type, data))
        return []
      default:
        this.readLifeCycle(type, data)
        return []
    }
  }

  again(data: JsonValue): ((text: string) => readonly TextDelta[]) | undefined {
    if (!isObject(data) || (data['type'] !== 'text-delta' && data['type'] !== 'reasoning-delta')) return undefined
    const kind = kindOf(data['type'])
    const id = word(data['id']) ?? ''
    return (text) => this.say(kind, id, text)
  }

  /** Streams that an application puts together itself may lack `finish`; after an abort there is none either. */
  protected override done(): void {
    if (!this.aborted) this.answer.end()
  }

  private readLifeCycle(type: string, data: JsonObject): void {
    const { answer } = this
    switch (type) {
      case 'start':
        answer.id ??= word(data['messageId'])
        this.readMetadata(data['messageMetadata'])
        break
      case 'start-step':
        this.countStep()
        break
      case 'message-metadata':
        this.readMetadata(data['messageMetadata'])
        break
      case 'custom':
        // A provider's own event handed through: its beginning of a message names the model.
        for (const vendor of Object.values(object(data['providerMetadata']) ?? {})) answer.model ??= word(object(vendor)?.['model'])
        break
      case 'finish':
        this.readMetadata(data['messageMetadata'])
        this.finish(word(data['finishReason']))
        answer.complete = true
        break
      case 'abort':
        this.aborted = true
        break
      case 'error':
        answer.error = providerError(OTHER_ERROR, string(data['errorText']))
    }
  }

  private readTool(type: string, data: JsonObject): readonly TextDelta[] {
    const id = word(data['toolCallId']) ?? ''
    const name = word(data['toolName'])
    if (data['providerExecuted'] === true && name !== undefined && this.serverTools.size < MAX_PARTS) this.serverTools.set(id, name)
    const server = this.serverTools.get(id)
    switch (type) {
      case 'tool-input-start':
        if (server === undefined) this.nameCall(id, name)
        return []
      case 'tool-input-delta':
        return server === undefined ? this.growCall(id, string(data['inputTextDelta'])) : []
      case 'tool-input-available':
      case 'tool-input-error':
        if (server === undefined) return this.wholeCall(id, name, data['input'])
        this.serverCall(id, server, data['input'])
        return []
      case 'tool-output-available':
        // A preliminary output is replaced by the one that follows.
        if (data['preliminary'] !== true) this.readOutput(id, server, data['output'] ?? null)
        return []
      case 'tool-output-error':
        this.readOutput(id, server, { error: string(data['errorText']) ?? '' })
        return []
      case 'tool-output-denied':
        this.readOutput(id, server, { denied: true })
    }
    return []
  }

  private readOutput(id: string, server: string | undefined, output: JsonValue): void {
    if (server === undefined) this.answerCall(id, output)
    else this.answerServerCall(id, server, output)
  }

  /** An application's own data; one of the same id stands in the place of the one before. */
  private readData(type: string, data: JsonObject): readonly TextDelta[] {
    if (data['transient'] === true) return []
    const made = part(type, { id: data['id'], data: data['data'] })
    const id = word(data['id'])
    const known = id === undefined ? undefined : this.dataParts.get(`${type} ${id}`)
    if (known !== undefined) known.part = made
    else {
      const added = this.addPart(made)
      if (id !== undefined && this.dataParts.size < MAX_PARTS) this.dataParts.set(`${type} ${id}`, added)
    }
    this.answer.changed()
    return []
  }

  private addPart(made: ReturnType<typeof part>) {
    return this.answer.add(this.choice, made)
  }

  private readMetadata(value: JsonValue | undefined): void {
    const { model, usage } = readMetadata(value)
    if (model !== undefined) this.answer.model = model
    if (usage !== undefined) this.answer.usage = mergeUsage(this.answer.usage, usage)
  }
}

function kindOf(type: string): 'text' | 'reasoning' {
  return type.startsWith('text') ? 'text' : 'reasoning'
}

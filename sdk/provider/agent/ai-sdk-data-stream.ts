/** The AI SDK's data stream, version 4: a line a part, `<code>:<JSON>`. https://v4.ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol */
import type { JsonValue } from '../../protocol/records.ts'
import { AgentReader } from './agent.ts'
import { filePart, readUiRequest } from './ai-sdk-request.ts'
import { OTHER_ERROR, providerError } from '../answer/errors.ts'
import { isList, isObject, string, word, type JsonObject } from '../read/json.ts'
import { part } from '../read/parts.ts'
import type { Reading, TextDelta, Usage } from '../read/dialect.ts'
import { addUsage, mergeUsage, readUsage } from '../answer/usage.ts'

export const aiSdkDataStreamReading: Reading = {
  readRequest: (shape) => readUiRequest('ai-sdk-data-stream-v4', shape),
  createReader: () => new DataStreamReader(),
}

class DataStreamReader extends AgentReader {
  private stepUsage: Usage = {}

  payload(data: JsonValue, code?: string): readonly TextDelta[] {
    switch (code) {
      case '0':
        return this.grow('text', string(data))
      case 'g':
        return this.grow('reasoning', string(data))
      case '3':
        this.answer.error = providerError(OTHER_ERROR, string(data))
        return []
      case '2':
        if (isList(data)) for (const value of data) this.answer.add(this.choice, part('data', { data: value }))
        return []
      default:
        return isObject(data) ? this.readObject(code, data) : []
    }
  }

  private readObject(code: string | undefined, data: JsonObject): readonly TextDelta[] {
    const id = word(data['toolCallId'])
    switch (code) {
      case '9':
        return this.wholeCall(id ?? '', word(data['toolName']), data['args'])
      case 'a':
        this.answerCall(id, data['result'])
        return []
      case 'b':
        this.nameCall(id ?? '', word(data['toolName']))
        return []
      case 'c':
        return this.growCall(id ?? '', string(data['argsTextDelta']))
      case 'h':
        this.answer.add(this.choice, part('source', data))
        return []
      case 'k':
        this.answer.add(this.choice, filePart(data))
        return []
      default:
        this.readLifeCycle(code, data)
        return []
    }
  }

  private readLifeCycle(code: string | undefined, data: JsonObject): void {
    const { answer } = this
    switch (code) {
      case 'f':
        answer.id ??= word(data['messageId'])
        this.countStep()
        // The reason of the step before was not the message's.
        this.choice.finish = null
        answer.changed()
        break
      case 'e':
        this.finish(word(data['finishReason']))
        this.addStepUsage(readUsage(data['usage']))
        break
      case 'd':
        this.finish(word(data['finishReason']))
        answer.usage = mergeUsage(answer.usage, readUsage(data['usage']) ?? {})
        answer.complete = true
    }
  }

  /** The whole message's usage comes with its last line; until then the steps' sum stands for it. */
  private addStepUsage(usage: Usage | undefined): void {
    if (usage === undefined) return
    this.stepUsage = addUsage(this.stepUsage, usage)
    this.answer.usage = this.stepUsage
  }
}

/** OpenAI's legacy Completions, with fill-in-the-middle by `suffix`, and the servers that speak it (vLLM, llama.cpp, DeepSeek, Azure, ...). */
import type { Answer, Choice } from '../answer/answer.ts'
import { boolean, defined, number, object, says, string, word, type JsonObject } from '../read/json.ts'
import { tokenLogprob } from '../answer/logprobs.ts'
import { ChoicesReader, type ChoiceReader } from './openai-choices.ts'
import { deploymentOf, samplingFacts, tierAttributes } from './openai-request.ts'
import { promptMessages } from '../read/prompt.ts'
import type { Reading, RequestFacts, RequestShape, TextDelta } from '../read/dialect.ts'

export const completionsReading: Reading = {
  readRequest,
  createReader: (request) => {
    const { stream, model } = request
    // Without a model the request's body is not known, nor whether it asked for a stream.
    const whole = stream !== true && model !== undefined
    return new ChoicesReader(request, (answer, choice) => new CompletionReader(answer, choice, whole))
  },
}

function readRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  const tier = tierAttributes(request)
  return defined<RequestFacts>({
    model: word(request['model']) ?? deploymentOf(url),
    stream: boolean(request['stream']),
    maxTokens: number(request['max_tokens']),
    ...samplingFacts(request),
    attributes: Object.keys(tier).length > 0 ? tier : undefined,
    inputMessages: promptMessages(request['prompt'], request['suffix']),
  })
}

class CompletionReader implements ChoiceReader {
  private readonly answer: Answer
  private readonly choice: Choice
  private readonly whole: boolean

  constructor(answer: Answer, choice: Choice, whole: boolean) {
    this.answer = answer
    this.choice = choice
    this.whole = whole
  }

  read(data: JsonObject): readonly TextDelta[] {
    const text = string(data['text']) ?? ''
    const logprob = number(data['logprobs'])
    // Together streams one token a chunk, its log-probability a bare number beside it.
    if (logprob !== undefined) this.answer.addLogprobs(this.choice, [tokenLogprob(text, logprob)])
    return [...this.append('reasoning', word(data['reasoning_content']) ?? word(data['reasoning']) ?? ''), ...this.append('text', text)]
  }

  again(data: JsonObject): ((text: string) => readonly TextDelta[]) | undefined {
    return says(data, 'reasoning_content', 'reasoning') ? undefined : (text) => this.append('text', text)
  }

  /** Nobody says so in the payload: a chunk and a whole answer are both a `text_completion`. */
  isWhole(data: JsonObject): boolean {
    return this.whole && string(data['text']) !== undefined
  }

  private append(kind: 'text' | 'reasoning', text: string): readonly TextDelta[] {
    return this.answer.grow(this.choice, kind, text)
  }
}

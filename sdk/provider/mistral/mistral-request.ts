import { ATTR_REQUEST_AGENT_ID } from '../../own-names.ts'
import { askedAttributes, someAttributes } from '../read/asked.ts'
import { boolean, defined, number, object, strings, word } from '../read/json.ts'
import { readChatRequest } from '../openai/openai-chat-request.ts'
import { promptMessages } from '../read/prompt.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { wholeNumber } from '../answer/usage-counts.ts'
import { ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT, ATTR_GEN_AI_REQUEST_ENCODING_FORMATS } from '../../semconv.ts'

/** Chat Completions but for the seed's name; an agent is asked without a model. */
export function readMistralChat(shape: RequestShape): RequestFacts {
  const request = object(shape.body)
  const agent = word(request?.['agent_id'])
  return defined<RequestFacts>({
    ...readChatRequest(shape),
    seed: number(request?.['random_seed']),
    attributes: someAttributes({ [ATTR_REQUEST_AGENT_ID]: agent, ...askedAttributes(request, true) }),
  })
}

export function readMistralFim({ body }: RequestShape): RequestFacts {
  const request = object(body)
  return defined<RequestFacts>({
    model: word(request?.['model']),
    stream: boolean(request?.['stream']),
    maxTokens: number(request?.['max_tokens']),
    temperature: number(request?.['temperature']),
    topP: number(request?.['top_p']),
    stopSequences: strings(request?.['stop']),
    seed: number(request?.['random_seed']),
    inputMessages: promptMessages(request?.['prompt'], request?.['suffix']),
  })
}

export function readMistralEmbeddings({ body }: RequestShape): RequestFacts {
  const request = object(body)
  const dimensions = wholeNumber(request?.['output_dimension'])
  const format = word(request?.['encoding_format'])
  return defined<RequestFacts>({
    model: word(request?.['model']),
    attributes:
      dimensions === undefined && format === undefined
        ? undefined
        : {
            ...(dimensions !== undefined && { [ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: dimensions }),
            ...(format !== undefined && { [ATTR_GEN_AI_REQUEST_ENCODING_FORMATS]: [format] }),
          },
  })
}

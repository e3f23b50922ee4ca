import type { JsonValue, Message, MessagePart } from '../../protocol/records.ts'
import { isList, word } from './json.ts'
import { part, textPart } from './parts.ts'

/** A prompt is a text, a list of token ids, or a list of either: one message for each, since each has choices of its own. */
export function promptMessages(prompt: JsonValue | undefined, suffix?: JsonValue): readonly Message[] | undefined {
  const prompts = isList(prompt) && !prompt.every((item) => typeof item === 'number') ? prompt : [prompt]
  const messages = prompts.flatMap((one): Message[] => {
    const parts = [...promptParts(one), ...suffixParts(suffix)]
    return parts.length > 0 ? [{ role: 'user', parts }] : []
  })
  return messages.length > 0 ? messages : undefined
}

function promptParts(prompt: JsonValue | undefined): readonly MessagePart[] {
  if (isList(prompt)) return prompt.length > 0 ? [part('token_ids', { token_ids: prompt })] : []
  const text = word(prompt)
  return text === undefined ? [] : [textPart(text)]
}

/** Fill in the middle: what comes after the text that is asked for. */
function suffixParts(suffix: JsonValue | undefined): readonly MessagePart[] {
  const text = word(suffix)
  return text === undefined ? [] : [part('suffix', { content: text })]
}

import { assistant, sse, type OwnRecording } from './recording.ts'

const base = { type: 'completion', id: 'compl-1', model: 'dodo-1', stop: null, log_id: 'log-1' }
const event = (completion: string, stop_reason: string | null) => ({ event: 'completion', data: { ...base, completion, stop_reason } })

export const anthropicCompleteBodies: readonly OwnRecording[] = [
  {
    name: 'anthropic complete: an event stream with CR LF and pings',
    api: 'anthropic-complete',
    stream: true,
    body: sse([event(' Dront', null), { event: 'ping', data: { type: 'ping' } }, event('e 🦤', null), event('', 'stop_sequence')], '\r\n'),
    facts: { id: 'compl-1', model: 'dodo-1', finishReasons: ['stop_sequence'], usage: {}, complete: true },
    messages: [assistant('stop_sequence', { type: 'text', content: ' Dronte 🦤' })],
  },
  {
    name: 'anthropic complete: whole, with the log id alone',
    api: 'anthropic-complete',
    stream: false,
    contentType: 'application/json',
    body: '{"completion":" Ja","stop_reason":"max_tokens","model":"dodo-1","log_id":"log-1"}',
    facts: { id: 'log-1', model: 'dodo-1', finishReasons: ['max_tokens'], usage: {}, complete: true },
    messages: [assistant('max_tokens', { type: 'text', content: ' Ja' })],
  },
  {
    name: 'anthropic complete: an error in the middle',
    api: 'anthropic-complete',
    stream: true,
    body: sse([event(' Half', null), { event: 'error', data: { type: 'error', error: { type: 'overloaded_error', message: 'later' } } }]),
    facts: {
      id: 'compl-1',
      model: 'dodo-1',
      finishReasons: [null],
      usage: {},
      complete: false,
      error: { type: 'overloaded_error', message: 'later' },
    },
    messages: [assistant(undefined, { type: 'text', content: ' Half' })],
  },
]

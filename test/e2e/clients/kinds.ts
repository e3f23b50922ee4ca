/** The ways to call a client that are compared, in the order of the table. */

export interface Kind {
  readonly name: string
  /** Of the table's row. */
  readonly title: string
  /** What the scripted server is told to do; `KEY` stands for a word that no other run uses. */
  readonly directions?: string
  /** How the span of each HTTP attempt ends. */
  readonly ends: readonly string[]
  /** The client's form that runs, where it has not the kind's name. */
  readonly form?: string
  /** What reads is loaded after the form has come to its end. */
  readonly late?: boolean
}

export const formOf = ({ name, form = name }: Kind): string => form

export const KINDS: readonly Kind[] = [
  { name: 'plain', title: 'one answer', ends: ['completed'] },
  { name: 'stream', title: 'stream, read to the end', ends: ['completed'] },
  { name: 'late', title: 'stream, and what reads comes after it', form: 'stream', late: true, ends: ['completed'] },
  { name: 'withResponse', title: '`.withResponse()`', ends: ['completed'] },
  { name: 'streamWithResponse', title: 'stream with `.withResponse()`', ends: ['completed'] },
  { name: 'asResponse', title: '`.asResponse()`, or the body as it is', ends: ['completed'] },
  { name: 'parse', title: '`.parse()`, or tools', ends: ['completed'] },
  { name: 'helper', title: '`.stream()` helper, chat, events', ends: ['completed'] },
  { name: 'tee', title: '`.tee()`', ends: ['completed'] },
  { name: 'readable', title: '`.toReadableStream()`, or piped', ends: ['completed'] },
  { name: 'break', title: 'early `break`', directions: 'hold=KEY.0.3', ends: ['cancelled'] },
  { name: 'abort', title: 'abort in the middle', directions: 'hold=KEY.0.3', ends: ['aborted'] },
  { name: 'unread', title: 'stream that nobody reads, until the page ends', directions: 'hold=KEY.0.3', ends: ['page_hidden'] },
  { name: 'retry', title: 'HTTP 429, then the answer', directions: 'once=KEY', ends: ['error', 'completed'] },
  { name: 'refused', title: 'HTTP 400', directions: '400', ends: ['error'] },
  { name: 'failing', title: 'HTTP 500, as often as the client tries', directions: '500', ends: ['error'] },
  { name: 'drop', title: 'connection lost in the middle', directions: 'drop', ends: ['error'] },
]

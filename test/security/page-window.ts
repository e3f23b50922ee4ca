/** The least that a page is to the SDK; keeps what is posted, and reads the port that goes with it as the content script would. Of each call it asks for all that a panel may. */
import { RAW_REQUEST, RAW_RESPONSE } from '../../sdk/protocol/raw.ts'
import { readMessage } from '../../sdk/protocol/read-messages.ts'

export class PageWindow extends EventTarget {
  readonly said: unknown[] = []
  postMessage(data: { readonly message: { readonly epoch: string } }, _origin: string, [port]: MessagePort[]): void {
    this.said.push(data)
    if (port === undefined) return
    const { epoch } = data.message
    port.onmessage = ({ data: sent }: MessageEvent<unknown>) => {
      this.said.push(sent)
      const message = readMessage(sent)
      if (message?.type !== 'batch') return
      port.postMessage({ type: 'ack', epoch, seq: message.entries.at(-1)?.seq })
      for (const entry of message.entries)
        if ('span' in entry && entry.span.state === 'ended')
          for (const field of [RAW_REQUEST, RAW_RESPONSE]) port.postMessage({ type: 'want', epoch, key: `${entry.span.spanId}/${field}` })
    }
    port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
    this.addEventListener('done', () => port.close())
  }
}

/** The least that a page is to the SDK; keeps what is posted, and reads the port that goes with it as the content script would. */
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
      if (message?.type === 'batch') port.postMessage({ type: 'ack', epoch, seq: message.entries.at(-1)?.seq })
    }
    port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
    this.addEventListener('done', () => port.close())
  }
}

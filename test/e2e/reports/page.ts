/** The script of the page that asks: the real SDK, and one request on demand. */
import { register } from '../../../sdk/index.ts'

export interface Asked {
  readonly path: string
  readonly method: string
  readonly body: string | undefined
  /** As a `Request` of its own. */
  readonly asRequest: boolean
}

declare global {
  interface Window {
    askReported?: (asked: Asked) => Promise<void>
  }
}

register({ serviceName: 'reports-test' })

window.askReported = async ({ path, method, body, asRequest }) => {
  const init: RequestInit = { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body }) }
  const response = await (asRequest ? fetch(new Request(path, init)) : fetch(path, init))
  const reader = response.body?.getReader()
  while ((await reader?.read())?.done === false);
}

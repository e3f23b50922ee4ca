import { vi } from 'vitest'

/** The least that a page is to the SDK. */
export class PageWindow extends EventTarget {
  readonly hellos: string[] = []

  postMessage(data: { readonly message: { readonly type: string } }): void {
    this.hellos.push(data.message.type)
  }
}

const ANSWER = { id: 'c1', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] }

/** Stands in for a page whose `fetch` answers each model call. `vi.unstubAllGlobals()` takes it away. */
export function stubPage(native: typeof fetch = () => Promise.resolve(Response.json(ANSWER))): PageWindow {
  const page = new PageWindow()
  vi.stubGlobal('window', page)
  vi.stubGlobal('location', { href: 'https://app.test/', hostname: 'app.test', origin: 'https://app.test' })
  vi.stubGlobal('fetch', native)
  return page
}

/** One model call of the page. */
export async function ask(model = 'm'): Promise<void> {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] })
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body })
  await response.json()
}

/** One request of the page, read to its end: its JSON. */
export async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const typed = { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...headers }
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: typed })
  return response.json()
}

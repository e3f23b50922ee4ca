/** The script of the test's page: a chat with routes of the application's own. */
import { register } from '../../../sdk/index.ts'

declare global {
  interface Window {
    ask?: (path: string) => Promise<string>
    get?: (path: string) => Promise<string>
    /** The data of each event, to the one that says that it is the last. */
    listen?: (path: string) => Promise<readonly string[]>
  }
}

register({ serviceName: 'own-route-test' })

window.ask = async (path) => {
  const messages = [{ id: 'u', role: 'user', parts: [{ type: 'text', text: 'Where?' }] }]
  const response = await fetch(path, { method: 'POST', body: JSON.stringify({ id: 'chat-1', messages, trigger: 'submit-message' }) })
  return response.text()
}

window.get = async (path) => JSON.stringify(await (await fetch(path)).json())

window.listen = (path) =>
  new Promise((resolve) => {
    const source = new EventSource(path)
    const all: string[] = []
    source.onmessage = ({ data }) => {
      all.push(String(data))
      if (data !== '[DONE]') return
      source.close()
      resolve(all)
    }
  })

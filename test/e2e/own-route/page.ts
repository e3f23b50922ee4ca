/** The script of the test's page: a chat with routes of the application's own. */
import { register } from '../../../sdk/index.ts'

declare global {
  interface Window {
    ask?: (path: string) => Promise<string>
  }
}

register({ serviceName: 'own-route-test' })

window.ask = async (path) => {
  const messages = [{ id: 'u', role: 'user', parts: [{ type: 'text', text: 'Where?' }] }]
  const response = await fetch(path, { method: 'POST', body: JSON.stringify({ id: 'chat-1', messages, trigger: 'submit-message' }) })
  return response.text()
}

/** The demo page: the SDK first, then three vendors' own clients that know nothing of it. */
import { register } from '@genai-devtools/web'
import { createChat, scriptedSettings } from './client/clients.ts'
import type { Settings } from './client/chat.ts'
import { CLIENTS, type Client, type Job } from './jobs.ts'
import { perform } from './perform.ts'
import { readOptions } from './query.ts'
import { card, runView } from './view.ts'
import './demo.css'

const options = readOptions(location.search)

if (options.sdk) {
  register({
    serviceName: 'genai-demo',
    content: options.content,
    ...(options.otlp === undefined ? {} : { otlp: { url: options.otlp } }),
  })
}

/** Another origin than the page's, as providers are. */
const api = `http://127.0.0.1:${location.port}`

const scripted = (client: Client, directions = options.directions): Settings => scriptedSettings(client, api, directions)

/** Against the scripted server the rate limit is asked for; a real provider has its own. */
function settingsFor(job: Job, settings: Settings): Settings {
  const untouched = settings.baseUrl === scripted(settings.client).baseUrl
  if (job !== 'rate-limit' || !untouched) return settings
  const directions = [options.directions, `once=${crypto.randomUUID()}`].filter(Boolean).join(',')
  return { ...settings, baseUrl: scripted(settings.client, directions).baseUrl }
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found
}

const cards = byId('cards')
const runs = byId('runs')

async function start(job: Job, settings: Settings): Promise<void> {
  const view = runView(runs, settings.client, job)
  try {
    await perform(job, createChat(settingsFor(job, settings)), options.speed, view)
    view.done()
  } catch (error) {
    view.failed(error)
  }
}

for (const client of CLIENTS) cards.append(card(scripted(client), (job, settings) => void start(job, settings)))

/** The page's DOM. Text goes in as text, never as markup. */
import type { Watcher } from './agent.ts'
import type { Settings, ToolCall } from './client/chat.ts'
import { type Client, type Job, JOBS } from './jobs.ts'

const NAMES: Readonly<Record<Client, string>> = { openai: 'OpenAI', anthropic: 'Anthropic', gemini: 'Gemini' }

const LABELS: Readonly<Record<Job, string>> = {
  research: 'Run the agent',
  chat: 'Plain chat',
  'fan-out': 'Parallel fan-out',
  truncated: 'Truncated answer',
  'rate-limit': 'Rate limit',
  abort: 'Abort',
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string, ...children: Node[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  made.append(text, ...children)
  return made
}

function input(label: string, value: string, type: string): { readonly row: HTMLElement; readonly value: () => string } {
  const box = element('input', '')
  box.type = type
  box.name = label
  box.value = value
  box.spellcheck = false
  box.autocomplete = 'off'
  return { row: element('label', label, box), value: () => box.value.trim() }
}

/** A card for one vendor. @param start called with what the fields say at that moment */
export function card(defaults: Settings, start: (job: Job, settings: Settings) => void): HTMLElement {
  const { client } = defaults
  const baseUrl = input('Base URL', defaults.baseUrl, 'url')
  const model = input('Model', defaults.model, 'text')
  const apiKey = input('Key', defaults.apiKey, 'password')
  const settings = (): Settings => ({ client, baseUrl: baseUrl.value(), model: model.value(), apiKey: apiKey.value() })
  const buttons = JOBS.map((job) => {
    const button = element('button', LABELS[job])
    button.id = `${job}-${client}`
    button.type = 'button'
    button.addEventListener('click', () => start(job, settings()))
    return button
  })
  const actions = element('div', '', ...buttons)
  actions.className = 'actions'
  const form = element('form', '', baseUrl.row, model.row, apiKey.row)
  form.addEventListener('submit', (event) => event.preventDefault())
  const fields = element('details', '', element('summary', 'Where it calls'), form)
  const section = element('section', '', element('h2', NAMES[client]), actions, fields)
  section.className = 'card'
  return section
}

export interface RunView extends Watcher {
  done(): void
  /** @param error shown as the page got it */
  failed(error: unknown): void
}

const errorText = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

/** One run, newest first in `list`. Its `data-` attributes are what tests wait for. */
export function runView(list: HTMLElement, client: Client, job: Job): RunView {
  const state = element('span', 'running')
  state.className = 'state'
  const article = element('article', '', element('h3', `${NAMES[client]} · ${LABELS[job]} `, state))
  Object.assign(article.dataset, { client, job, state: 'running' })
  list.prepend(article)
  const finish = (word: 'done' | 'failed', text: string): void => {
    article.dataset['state'] = word
    state.textContent = text
  }
  return {
    answer() {
      const paragraph = element('p', '')
      article.append(paragraph)
      return (piece) => paragraph.append(piece)
    },
    tool(call: ToolCall, result: unknown) {
      const line = element('p', `${call.name}(${JSON.stringify(call.arguments)}) → ${JSON.stringify(result)}`)
      line.className = 'tool'
      article.append(line)
    },
    done: () => finish('done', 'done'),
    failed(error) {
      article.dataset['error'] = errorText(error)
      finish('failed', errorText(error))
    },
  }
}

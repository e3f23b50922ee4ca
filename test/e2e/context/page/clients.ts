/** The real clients, each call inside an agent under one context: which parent does `window.fetch` see? */
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { StackContextManager } from '../../../../sdk/context/stack.ts'
import { contextNamed, expose, seenByFetch, sleep } from './observe.ts'

const manager = new StackContextManager().enable()
const messages = [{ role: 'user' as const, content: 'q' }]

/** Made after `window.fetch` is watched: the client keeps the `fetch` it finds. */
const openai = (): OpenAI => new OpenAI({ apiKey: 'k', baseURL: `${location.origin}/v1`, dangerouslyAllowBrowser: true })
const gemini = (): GoogleGenAI => new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: location.origin } })

const agent = (digit: string, call: () => Promise<unknown>): Promise<string[]> =>
  seenByFetch(() =>
    manager.with(contextNamed(digit), async () => {
      await sleep()
      await call()
    }),
  )

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]()
  while (!(await iterator.next()).done);
}

expose({
  create: () => agent('a', async () => await openai().chat.completions.create({ model: 'm', messages })),
  stream: () => agent('a', async () => await drain(await openai().chat.completions.create({ model: 'm', messages, stream: true }))),
  withResponse: () => agent('a', async () => await openai().chat.completions.create({ model: 'm', messages }).withResponse()),
  retries: () => agent('a', async () => await openai().chat.completions.create({ model: 'limited', messages })),
  callInLoop: () =>
    agent('a', async () => {
      const client = openai()
      for (let turn = 0; turn < 3; turn++) await drain(await client.chat.completions.create({ model: 'm', messages, stream: true }))
    }),
  parallelCalls: () =>
    agent('a', async () => {
      const client = openai()
      await Promise.all([1, 2, 3].map(async () => await client.chat.completions.create({ model: 'm', messages })))
    }),
  parallelAgents: () =>
    seenByFetch(async () => {
      const client = openai()
      const ask = async (): Promise<void> => {
        await sleep()
        await client.chat.completions.create({ model: 'm', messages })
      }
      await Promise.all(['a', 'b', 'c'].map((digit) => manager.with(contextNamed(digit), ask)))
    }),
  streamHelper: () => agent('a', async () => await openai().chat.completions.stream({ model: 'm', messages }).finalContent()),
  generate: () => agent('a', async () => await gemini().models.generateContent({ model: 'm', contents: 'q' })),
  generateStream: () => agent('a', async () => await drain(await gemini().models.generateContentStream({ model: 'm', contents: 'q' }))),
})

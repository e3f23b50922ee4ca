/**
 * Entry `./auto`: registers when it is imported. Import it before all else: a client that is made earlier takes the page's own `fetch` with it, and is not seen.
 *
 *     import '@genai-devtools/web/auto'
 *
 * The options of `register` are those in `globalThis.genaiDevtools`, set by a script before, else the JSON of
 * `<meta name="genai-devtools" content='{"serviceName":"shop"}'>`. Where they are wrong the console says so, and nothing is watched: the page goes on.
 */
import { readAutoOptions } from './auto-options.ts'
import { register, type Handle } from './register.ts'

function start(): Handle {
  try {
    return register(readAutoOptions(globalThis))
  } catch (error) {
    console.warn(`GenAI DevTools does not watch this page: ${error instanceof Error ? error.message : String(error)}`)
    return register({ enabled: false })
  }
}

/** What `register` gave. */
export const handle: Handle = start()

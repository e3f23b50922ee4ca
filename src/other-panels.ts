/** Ways into other panels of DevTools, where the browser has them; the typings of browsers name neither. */
import browser from 'webextension-polyfill'
import type { CodePlace } from '../sdk/protocol/records.ts'

type Call = (...args: readonly unknown[]) => unknown

const isCallable = (value: unknown): value is Call => typeof value === 'function'

function methodOf(owner: unknown, name: string): Call | undefined {
  const method: unknown = typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined
  return isCallable(method) ? (...args) => Reflect.apply(method, owner, args) : undefined
}

interface OtherPanels {
  openSource?(place: CodePlace): Promise<boolean>
  showInNetwork?(filter: string): void
}

export function otherPanels(): OtherPanels {
  const { panels } = browser.devtools
  const openResource = methodOf(panels, 'openResource')
  const show = methodOf(Reflect.get(panels, 'network'), 'show')
  return {
    ...(openResource && {
      // It counts from 0, records from 1.
      openSource: ({ file, line, column }) =>
        new Promise((resolve) => {
          openResource(file, Math.max(0, line - 1), Math.max(0, column - 1), (answer: unknown) => resolve(!isError(answer)))
        }),
    }),
    ...(show && { showInNetwork: (filter) => void show({ filter }) }),
  }
}

const isError = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && Reflect.get(answer, 'isError') === true

/** What parts of the panel share that has nothing to do with spans. */
import { signal, type Signal } from '@preact/signals'
import { createContextMenu, type ContextMenu } from './context-menu.ts'
import { createRemark, type Remark } from './remark.ts'
import { createSettings, type Settings } from './settings.ts'
import { createTextForm, type TextForm } from './text-form.ts'

export interface Tools {
  readonly menu: ContextMenu
  readonly remark: Remark
  readonly settings: Settings
  readonly textForm: TextForm
  /** The keys are shown. */
  readonly help: Signal<boolean>
}

export function createTools(): Tools {
  return { menu: createContextMenu(), remark: createRemark(), settings: createSettings(), textForm: createTextForm(), help: signal(false) }
}

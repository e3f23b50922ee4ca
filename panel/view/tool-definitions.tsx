import type { JSX } from 'preact'
import type { ToolDefinition } from '../../sdk/protocol/records.ts'
import { isolated } from '../trace/isolate.ts'
import { CutJson } from './cut-json.tsx'
import { Foreign } from './foreign.tsx'
import { Block } from './block.tsx'
import type { Want } from './whole.tsx'

interface ToolsProps {
  readonly tools: readonly ToolDefinition[]
  readonly want: Want | undefined
}

/** What the call offered, folded. */
export function ToolDefinitions({ tools, want }: ToolsProps): JSX.Element | null {
  if (tools.length === 0) return null
  return (
    <details class="section" data-role="tools">
      <summary>
        Tools <span class="faint">{tools.map((tool) => isolated(tool.name)).join(', ')}</span>
      </summary>
      {tools.map((tool, index) => (
        <Block
          key={index}
          title={
            <b>
              <Foreign text={tool.name} />
            </b>
          }
        >
          <CutJson value={tool} cut={tool['truncated_characters']} path={`toolDefinitions/${index}`} want={want} />
        </Block>
      ))}
    </details>
  )
}

/** How the AI SDK's wires are read. */
import { aiSdkDataStreamReading } from './ai-sdk-data-stream.ts'
import { aiSdkUiReading } from './ai-sdk-ui.ts'

export const readings = { 'ai-sdk-ui': aiSdkUiReading, 'ai-sdk-data-stream-v4': aiSdkDataStreamReading }

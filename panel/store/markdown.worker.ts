/** The worker that reads markdown: a text comes, its tree or `null` goes. */
import { readMarkdown } from './read-markdown.ts'

self.onmessage = ({ data }: MessageEvent<string>) => self.postMessage(readMarkdown(data) ?? null)
self.postMessage('started')

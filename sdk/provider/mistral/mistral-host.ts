/** Chat, embeddings and conversations have the paths of OpenAI's: only beside them does the host tell the vendor. */
export function isMistral({ hostname }: URL): boolean {
  return /(?:^|\.)mistral\.ai$/i.test(hostname)
}

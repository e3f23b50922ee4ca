/** What can be said of a page by its URL alone: pure. */

/** Hosts of the extension stores, where browsers let no extension in. */
const STORES = ['chromewebstore.google.com', 'addons.mozilla.org']

/** Schemes of pages that a content script can run in, once allowed. */
const OPEN_SCHEMES = ['http:', 'https:', 'file:']

function parse(url: string): URL | undefined {
  try {
    return new URL(url)
  } catch {
    return undefined
  }
}

/** Pages that no permission opens: the browser's own, other extensions', the stores. */
export function isRestricted(url: string): boolean {
  const parsed = parse(url)
  if (parsed === undefined) return false
  if (!OPEN_SCHEMES.includes(parsed.protocol)) return true
  const { hostname, pathname } = parsed
  return STORES.includes(hostname) || (hostname === 'chrome.google.com' && pathname.startsWith('/webstore'))
}

/** Empty for pages without one, and for what is no URL. */
export function originOf(url: string): string {
  const origin = parse(url)?.origin
  return origin === undefined || origin === 'null' ? '' : origin
}

/**
 * The match pattern that grants the page's site, whatever its port: Chrome's patterns of permissions know no port. Undefined where
 * there is nothing to grant.
 */
export function patternOf(url: string): string | undefined {
  const parsed = parse(url)
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') || isRestricted(url)) return undefined
  return `${parsed.protocol}//${parsed.hostname}/*`
}

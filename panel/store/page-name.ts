/** `localhost:5173/ask`: what tells pages apart at a glance. Anything that is no URL stays as it is. */
export function pageName(url: string): string {
  try {
    const { host, pathname, protocol } = new URL(url)
    return host === '' ? `${protocol}${pathname}` : host + (pathname === '/' ? '' : pathname)
  } catch {
    return url
  }
}

/**
 * Asks again for stylesheets whose loading was cut off. A browser drops what it is loading when a network comes or goes on
 * its machine, and a deployment beside it makes networks; a page without its styles cannot be read.
 */
export function mendStyles(page: Document): void {
  for (const link of page.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'))
    if (link.sheet === null) link.replaceWith(link.cloneNode());
}

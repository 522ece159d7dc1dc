import { pageAt } from '#wire/page';
import type { Electron } from './electron.ts';
import { isOurs, scheme } from './origin.ts';

/** Answers for the page's own scheme with the built pages, under the same policy as in a browser. */
export function servePages({ protocol }: Pick<Electron, 'protocol'>, folder: string): void {
  protocol.handle(scheme, async ({ method, url }) => {
    if (method !== 'GET' || !isOurs(url)) return new Response(null, { status: 404 });
    const page = await pageAt(folder, new URL(url).pathname);
    if (!page) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(page.bytes), { headers: { ...page.headers } });
  });
}

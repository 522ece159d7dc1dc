/** The page's own address: a scheme of its own, so that it is a secure origin that no other page and no file shares. */
export const scheme = 'app';
export const origin = `${scheme}://slipway`;

export function isOurs(url: string): boolean {
  return url === origin || url.startsWith(`${origin}/`);
}

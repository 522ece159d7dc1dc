import { sessionLife } from './entrance.ts';

/** Cookies know no ports: two consoles on one machine would take each other's away under one name. */
const nameOf = (port: number): string => `slipway-${port}`;

/** No Domain, so that it goes to the console's own name and to no other. */
export const cookieOf = (session: string, port: number): string => written(session, port, sessionLife / 1000);

/** Has the browser forget it. */
export const noCookie = (port: number): string => written('', port, 0);

function written(session: string, port: number, seconds: number): string {
  return `${nameOf(port)}=${session}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
}

export function sessionIn(cookies: string | undefined, port: number): string | undefined {
  const start = `${nameOf(port)}=`;
  const found = cookies
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(start));
  return found?.slice(start.length);
}

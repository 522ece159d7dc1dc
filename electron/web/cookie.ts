import { sessionLife } from './entrance.ts';

/** Cookies know no ports: two consoles on one machine would take each other's away under one name. */
const nameOf = (port: number): string => `slipway-${port}`;

/** No Domain, so that it goes to slipway.localhost and to no other name. */
export function cookieOf(session: string, port: number): string {
  return `${nameOf(port)}=${session}; Path=/; Max-Age=${sessionLife / 1000}; HttpOnly; SameSite=Strict`;
}

export function sessionIn(cookies: string | undefined, port: number): string | undefined {
  const start = `${nameOf(port)}=`;
  const found = cookies
    ?.split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(start));
  return found?.slice(start.length);
}

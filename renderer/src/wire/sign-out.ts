import { lost } from './failure.ts';

/** Ends this browser's session and leaves the console; null in a desktop window, which has none. */
export const signOut: (() => Promise<void>) | null = window.slipway
  ? null
  : async () => {
      const answered = await fetch('/leave', { method: 'POST', headers: { 'x-slipway': 'page' } }).catch(() => null);
      // 401: it was over already.
      if (!answered?.ok && answered?.status !== 401) throw lost();
      location.replace('/');
    };

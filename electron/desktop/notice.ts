import type { Electron } from './electron.ts';
import type { Ended } from './messages.ts';
import type { Windows } from './windows.ts';

export type Notice = { readonly title: string; readonly body: string };

/** Shows that a deployment ended, unless somebody looks at a window of ours; a click leads to it. */
export function notify(
  { Notification }: Pick<Electron, 'Notification'>,
  windows: Pick<Windows, 'focused' | 'say'>,
  ended: Ended,
): void {
  if (windows.focused || !Notification.isSupported()) return;
  const notice = new Notification(noticeOf(ended));
  shown.add(notice);
  notice.on('click', () => windows.say({ do: 'show', what: 'deployment', id: ended.id }));
  notice.on('close', () => void shown.delete(notice));
  notice.show();
}

/** One that nobody holds is collected, and its click goes nowhere. */
const shown = new Set<object>();

/** Pure: what the system shows of a deployment that ended. */
export function noticeOf({ service, host, kind, state, to, reason }: Ended): Notice {
  const what = kind === 'deploy' && to ? `${service} ${to.version}` : `${service}: ${kind}`;
  return { title: `${what} ${outcome(state)}`, body: reason ?? `On ${host}.` };
}

function outcome(state: Ended['state']): string {
  switch (state) {
    case 'succeeded':
      return 'is done';
    case 'stopped':
      return 'was stopped before anything changed';
    case 'taken-back':
      return 'was taken back';
    case 'failed':
      return 'failed and needs a person';
    case 'interrupted':
      return 'was interrupted';
    case 'planned':
    case 'running':
    case 'watching':
      return 'goes on';
  }
}

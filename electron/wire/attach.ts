import type { ClientLink } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import type { OwnerNote } from '#core/owner';
import { unpacked } from './carried.ts';
import { Gone } from './gone.ts';
import type { Acting } from './headers.ts';
import { type Line, lineTo, type Patience } from './send.ts';

type Options = Parameters<ClientLink<object>['call']>[2];

/** The owner's procedures from another process. What fails there is thrown here as it was; Gone where nobody answers. */
export type Attached = Disposable & {
  readonly hello: Line['hello'];
  call(path: readonly string[], input: unknown, options: Options): Promise<unknown>;
};

export function attach(note: OwnerNote, acting: Acting, patience: Patience): Attached {
  const line = lineTo(note, acting, patience);
  const link = new StandardRPCLink<object>(
    {
      async call({ url, body, signal }) {
        const reply = await line.ask(url.pathname, JSON.stringify(body), signal);
        if (typeof reply === 'string') throw new Gone(reply);
        const { status, text } = reply;
        return { status, headers: {}, body: async () => (text === '' ? undefined : JSON.parse(text)) };
      },
    },
    { url: 'http://slipway/call' },
  );
  return {
    hello: line.hello,
    call: (path, input, options) =>
      link.call(path, input, options).catch((error: unknown) => Promise.reject(unpacked(error))),
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

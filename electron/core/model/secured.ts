import { connect, type TLSSocket } from 'node:tls';
import type { Dial } from './reach.ts';

/**
 * TLS 1.2 or newer over another stream. The certificate is not judged: who is asked is known by the way to it. `seen` is
 * told of each connection once it stands.
 */
export function securedDial(dial: Dial, seen: (socket: TLSSocket) => void = () => {}): Dial {
  return async (signal) => {
    const stream = await dial(signal);
    const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
    const socket = connect({
      socket: stream,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
    });
    const end = () => socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection closed before TLS stood')));
    socket.once('secureConnect', () => resolve(socket));
    try {
      await promise;
      seen(socket);
      return socket;
    } catch (error) {
      stream.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      socket.off('error', reject);
    }
  };
}

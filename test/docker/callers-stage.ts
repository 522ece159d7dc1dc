import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';

export type Secure = { readonly status: number | undefined; readonly from: string; readonly version: string | null };

/** What somebody is answered who trusts that authority alone: the status, and whose certificate it was. */
export function secureStatus(address: string, ca: Buffer, key?: string): Promise<Secure> {
  const [host, port] = address.split(':');
  const headers = key === undefined ? {} : { 'x-api-key': key };
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, ca, headers, agent: false, path: '/v2/models/digits' }, (answer) => {
      const socket = answer.socket as TLSSocket;
      const from = String(socket.getPeerCertificate().subject.CN);
      const version = socket.getProtocol();
      answer.resume().on('end', () => resolve({ status: answer.statusCode, from, version }));
    });
    asked.on('error', reject).end();
  });
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsFiles } from '#contract/host';

/** An authority of a test's own; certificates that it issued lie in its folder. Made with openssl. */
export type Authority = Disposable & {
  readonly folder: string;
  readonly ca: string;
  /** The files of somebody who is recognised by this authority. `days` may be negative: then it has expired. */
  issue(name: string, how: { for: 'server' | 'client'; names?: readonly string[]; days?: number }): TlsFiles;
};

export function authority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-tls-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '3650', '-subj', '/CN=of-a-test');
  return {
    folder,
    ca: at('ca.pem'),
    issue(name, { for: whom, names = ['DNS:localhost', 'IP:127.0.0.1'], days = 365 }) {
      openssl('req', ...key, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      const kind = whom === 'server' ? 'serverAuth' : 'clientAuth';
      writeFileSync(at(`${name}.cnf`), `subjectAltName=${names.join(',')}\nextendedKeyUsage=${kind}\n`);
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', String(days)];
      openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-extfile', `${name}.cnf`, '-out', `${name}.pem`);
      return { ca: at('ca.pem'), cert: at(`${name}.pem`), key: at(`${name}-key.pem`) };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

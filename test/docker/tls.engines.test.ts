import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TlsFiles } from '#contract/host';
import type { Problem } from '#contract/problem';
import { connect } from '#core/docker/connect';
import { type Authority, authority } from '#support/certificates';
import { type TlsEngine, tlsEngine } from './tls-stage.ts';

let ours: Authority;
let foreign: Authority;
let client: TlsFiles;
let engine: TlsEngine;
beforeAll(async () => {
  ours = authority();
  foreign = authority();
  client = ours.issue('client', { for: 'client' });
  engine = await tlsEngine(ours.issue('server', { for: 'server' }));
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  ours?.[Symbol.dispose]();
  foreign?.[Symbol.dispose]();
});

const patient = { read: 60_000, write: 60_000 };
async function refusal(url: string, tls: TlsFiles | null, deadlines = patient, env = {}): Promise<Problem> {
  const opened = await connect(url, env, { tls, deadlines }).catch((error: Problem) => error);
  if (opened instanceof Error) return opened;
  opened.close();
  throw new Error(`${url} was reached`);
}
const says = (message: RegExp, hint: RegExp) => ({
  code: 'HOST_UNREACHABLE',
  message: expect.stringMatching(message),
  hint: expect.stringMatching(hint),
});

/** Something that shows this certificate and asks for ours. */
async function showing(files: TlsFiles): Promise<string> {
  const [ca, cert, key] = [files.ca, files.cert, files.key].map((file) => readFileSync(file));
  const asked: string[] = [];
  const server = createServer({ ca, cert, key, requestCert: true }, (request, response) => {
    asked.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    // Nothing may have been asked of what was not recognised.
    expect(asked).toEqual([]);
  });
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an engine is reached where both sides show a certificate of the same authority', async () => {
  const opened = await connect(engine.url, {}, { tls: client, deadlines: patient });
  expect((await opened.info()).version).toMatch(/^2\d\./);
  expect(opened.remarks()).toEqual([]);
  opened.close();
});

test('the files of the docker command are taken where none are named', async () => {
  const opened = await connect(engine.url, { DOCKER_CERT_PATH: folderOf(ours, client) }, { deadlines: patient });
  opened.close();
  const unnamed = await refusal(engine.url, null, patient, { HOME: join(ours.folder, 'nobody') });
  expect(unnamed).toMatchObject(
    says(/without TLS, and whoever reaches such an engine is root/, /--tlsverify.*--ca FILE/),
  );
});

describe('the engine is not recognised', () => {
  test('when another authority issued its certificate', async () => {
    const url = await showing(foreign.issue('foreign', { for: 'server' }));
    expect(await refusal(url, client)).toMatchObject(says(/not issued by the authority in --ca/, /nothing was sent/));
  });
  test('when its certificate has expired', async () => {
    const url = await showing(ours.issue('old', { for: 'server', days: -1 }));
    expect(await refusal(url, client)).toMatchObject(says(/of the engine at .* has expired/, /clock/));
  });
  test('when its certificate is for another name', async () => {
    const url = await showing(ours.issue('other', { for: 'server', names: ['DNS:elsewhere.example'] }));
    expect(await refusal(url, client)).toMatchObject(says(/is for another name: .*127\.0\.0\.1/, /subjectAltName/));
  });
  test('when its certificate is one for clients', async () => {
    const url = await showing(ours.issue('posing', { for: 'client' }));
    expect(await refusal(url, client)).toMatchObject(says(/not one for servers/, /serverAuth/));
  });
  test('when it speaks without TLS', async () => {
    const plain = createHttp((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void plain.close());
    const url = `tcp://127.0.0.1:${(plain.address() as AddressInfo).port}`;
    expect(await refusal(url, client)).toMatchObject(says(/does not speak TLS/, /--tlsverify/));
    expect(await refusal(url.replace('tcp', 'http'), client)).toMatchObject(says(/without TLS/, /--tlsverify/));
  });
  test('when nothing answers, in time', async () => {
    engine.relay.hang();
    const problem = await refusal(engine.url, client, { read: 1_000, write: 1_000 });
    await engine.relay.mend();
    expect(problem).toMatchObject(says(/did not answer within/, /firewall/));
  });
});

describe('we are not recognised', () => {
  test('when another authority issued our certificate', async () => {
    const stranger = { ...foreign.issue('stranger', { for: 'client' }), ca: ours.ca };
    expect(await refusal(engine.url, stranger)).toMatchObject(says(/does not accept our certificate/, /--tlscacert/));
  });
  test('when our certificate has expired, which is said before anybody is asked', async () => {
    const old = ours.issue('old-client', { for: 'client', days: -1 });
    expect(await refusal(engine.url, old)).toMatchObject(says(/old-client.pem has expired on \d{4}-/, /new one/));
  });
  test('when the files do not belong together, are none, or are not there', async () => {
    const other = ours.issue('another', { for: 'client' });
    expect(await refusal(engine.url, { ...client, key: other.key })).toMatchObject(
      says(/does not belong to/, /together/),
    );
    expect(await refusal(engine.url, { ...client, cert: client.key })).toMatchObject(says(/no certificate in/, /PEM/));
    expect(await refusal(engine.url, { ...client, key: client.cert })).toMatchObject(says(/no private key in/, /PEM/));
    expect(await refusal(engine.url, { ...client, ca: '/none.pem' })).toMatchObject(
      says(/cannot be read \(ENOENT\)/, /path/),
    );
  });
});

test('what ends within two weeks, on either side, is spoken of, and a key that others can read', async () => {
  const short = ours.issue('short', { for: 'client', days: 5 });
  chmodSync(short.key, 0o644);
  const opened = await connect(engine.url, {}, { tls: short, deadlines: patient });
  expect(opened.remarks()).toEqual([
    expect.stringMatching(/short.pem ends in [45] days, on \d{4}-/),
    expect.stringMatching(/short-key.pem is open to others \(mode 0644\)/),
  ]);
  opened.close();
});

function folderOf({ folder }: Authority, files: TlsFiles): string {
  const there = join(folder, 'docker');
  mkdirSync(there, { recursive: true });
  for (const [name, file] of Object.entries(files)) copyFileSync(file, join(there, `${name}.pem`));
  return there;
}

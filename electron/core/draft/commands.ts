import type { Commands } from '#contract/draft';
import { observe } from '../deployment/observe.ts';
import { inForce } from '../deployment/want.ts';
import { localUrl } from '../docker/local.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { exposedIn } from '../model/image-facts.ts';
import { knownProtocols } from '../model/protocols/known.ts';
import type { Vault } from '../secrets/vault.ts';
import { type Around, curlOf, dockerExec, dockerRun } from '../service/as-commands.ts';
import { composeText } from '../service/as-compose.ts';
import { inlineFiles } from '../service/inline.ts';
import { parseServiceFile } from '../service/parse.ts';
import type { Golden, ServiceFile } from '../service/schema.ts';
import { fileOf, written } from '../service/written.ts';
import { draftName } from './read.ts';

export type CommandDeps = { readonly hosts: Pick<Hosts, 'open'>; readonly vault: Vault };

/** A draft in other tools' words. BAD_FILE; a host that does not answer only leaves the image's own port unknown. */
export async function draftCommands(
  { hosts, vault }: CommandDeps,
  { text, host }: { text: string; host?: string | undefined },
): Promise<Commands> {
  const file = await inlineFiles(parseServiceFile({ name: draftName, text }), null);
  const open = await hosts.open(host ?? file.host).catch(() => null);
  const around = await aroundOf(file, open, null);
  return hidden({ ...both(file, file.golden, around), yaml: text, dockerExec: null }, vault);
}

/** What serves, in other tools' words. UNKNOWN_SERVICE, UNKNOWN_RELEASE, HOST_UNREACHABLE. */
export async function serviceCommands(
  { hosts, vault }: CommandDeps,
  { service, host }: { service: string; host?: string | undefined },
): Promise<Commands> {
  const open = await hosts.open(host);
  const { engine, info } = open;
  const observed = await observe(engine, service, { info, reader: null, signal: new AbortController().signal });
  const { release, present } = inForce(observed);
  const { front, policy, declared, address } = present;
  const file = fileOf({ service, replicas: declared, run: release.run, front, policy });
  const at = { port: release.served?.port ?? null, address: `${address.host}:${address.port}` };
  const around = await aroundOf(file, open, at);
  const replica = observed.replicas.find((it) => it.usable) ?? observed.replicas[0];
  const golden = release.golden.length > 0 ? release.golden : (release.served?.generated ?? []);
  const exec = replica ? dockerExec(replica.name, around) : null;
  return hidden({ ...both(file, golden, around), yaml: written(file), dockerExec: exec }, vault);
}

function both(file: ServiceFile, [first]: readonly Golden[], around: Around) {
  return {
    dockerRun: dockerRun(file, around),
    compose: composeText(file, around),
    curl: first ? curlOf(first, { ...around, front: file.front }) : null,
  };
}

type Known = { readonly port: number | null; readonly address: string };

async function aroundOf(file: ServiceFile, open: OpenHost | null, known: Known | null): Promise<Around> {
  const { model, front } = file;
  const image = open ? await open.engine.inspectImage(model.image).catch(() => null) : null;
  const exposed = exposedIn(image?.Config ?? {});
  const usual = knownProtocols.find(({ name }) => name === model.protocol)?.ports[0];
  const host = front.callers === 'machine' || front.callers === 'network' ? '127.0.0.1' : '0.0.0.0';
  return {
    port: known?.port ?? model.port ?? exposed[0] ?? usual ?? 8080,
    address: known?.address ?? `${host}:${front.port ?? 9000}`,
    imageCommand: [image?.Config?.Cmd ?? []].flat(),
    engine: open && open.engine.url !== localUrl({}) ? open.engine.url : null,
  };
}

/** What somebody typed into a file, or a request of a kept release, may be a secret's value. */
function hidden({ yaml, dockerRun, compose, dockerExec: exec, curl }: Commands, vault: Vault): Commands {
  const { text } = vault.hiding();
  return {
    yaml: text(yaml),
    dockerRun: text(dockerRun),
    compose: text(compose),
    dockerExec: exec,
    curl: curl === null ? null : text(curl),
  };
}

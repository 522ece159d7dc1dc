import type { Duplex, Readable } from 'node:stream';
import type { ContainerCreateOptions, ContainerInspectInfo, ImageInspectInfo } from 'dockerode';

/** `t` is the tag that it gets. */
export type ImageBuild = {
  readonly t: string;
  readonly buildargs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly rm: boolean;
};

/**
 * What the engine says of itself; `name` is its machine's host name, `memory` bytes, `system` the operating system in words,
 * `root` the folder of its data there, `storage` its storage driver, `security` what it confines containers with by name.
 * `devices` are those that it gives by CDI, as "nvidia.com/gpu=0": null where it does not tell them (engines before 28.2), and
 * `cdi` whether it reads descriptions of devices at all.
 */
export type EngineInfo = {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly api: string;
  readonly architecture: string;
  readonly os: string;
  readonly cpus: number;
  readonly memory: number;
  readonly containers: number;
  readonly runtimes: readonly string[];
  readonly liveRestore: boolean;
  readonly warnings: readonly string[];
  readonly system: string;
  readonly kernel: string;
  readonly root: string;
  readonly storage: string;
  readonly cgroup: string;
  readonly security: readonly string[];
  readonly cdi: boolean;
  readonly devices: readonly string[] | null;
};

/** A container as a list shows it. `ports` are the host ports it publishes. */
export type ContainerSummary = {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly address: string; readonly port: number }[];
  readonly createdAt: number;
};

/** A container of anybody's. What the engine says in words is cut, and only ever text. */
export type ListedContainer = ContainerSummary & {
  /** The image as it was named at create; its id where that name is another's by now. */
  readonly reference: string;
  /** The engine's own words: "Up 3 hours". */
  readonly status: string;
  /** Every port it has; `outside` is where the host publishes it. */
  readonly exposes: readonly { readonly inside: number; readonly outside: string | null }[];
};

/** An image of anybody's: `digests` as "name@sha256:…", `createdAt` in milliseconds, `size` in bytes. */
export type EngineImage = {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly size: number;
};

/** What an engine says during a pull; `current` and `total` are bytes of one layer, null where they are not told. */
export type PullNote = {
  readonly text: string;
  readonly layer: string | null;
  readonly status: string;
  readonly current: number | null;
  readonly total: number | null;
};

/**
 * An engine's disk, in bytes. `layers` are those of all images together, `own` of one what no other image shares, `users`
 * the containers that have a volume; null where it is not told. `cache` is what no build uses now.
 */
export type Usage = {
  readonly layers: number;
  readonly images: readonly (Pick<EngineImage, 'id' | 'tags' | 'digests' | 'labels'> & {
    readonly own: number | null;
  })[];
  readonly volumes: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly size: number | null;
    readonly users: number | null;
  }[];
  readonly cache: number;
};

/** Something changed: a container, or a volume of ours, by its id or name. */
export type EngineEvent = { readonly of: 'container' | 'volume'; readonly id: string; readonly action: string };

export type ExecResult = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type Endings = { readonly memoryKills: number; readonly exitCodes: readonly number[] };
/** `tail` last lines, `since` in seconds; `terminal` for a container with a terminal, whose log is one stream. */
export type LogOptions = { readonly tail?: number; readonly since?: number; readonly terminal?: boolean };
export type LogEntry = { readonly time: string; readonly stream: 'stdout' | 'stderr'; readonly line: string };
export type TarEntry = {
  readonly path: string;
  readonly content: Buffer;
  readonly mode?: number;
  /** The group where it is not the number of the owner. */
  readonly gid?: number;
  readonly directory?: boolean;
};
export type RestartPolicy = 'always' | 'unless-stopped' | 'on-failure' | 'no';
export type CreateOptions = ContainerCreateOptions;
export type ContainerDetails = ContainerInspectInfo;
export type ImageDetails = ImageInspectInfo;

/**
 * The few dozen verbs we need of one Docker engine. Every one ends with its signal; a failure is a Problem:
 * HOST_UNREACHABLE, ENGINE_NOT_FOUND, ENGINE_CONFLICT, ENGINE_REFUSED or TIMED_OUT (which means unknown: look again).
 */
export type Engine = {
  readonly url: string;
  readonly api: string;
  info(signal?: AbortSignal): Promise<EngineInfo>;
  /** The host's own clock, in milliseconds since 1970. */
  hostTime(signal?: AbortSignal): Promise<number>;

  listContainers(labels: readonly string[], signal?: AbortSignal): Promise<ContainerSummary[]>;
  /** All containers there are, or those of `ids` that still are, in one call. */
  everyContainer(ids: readonly string[] | null, signal?: AbortSignal): Promise<ListedContainer[]>;
  inspectContainer(idOrName: string, signal?: AbortSignal): Promise<ContainerDetails | null>;
  /** Returns the new container's id. */
  createContainer(options: CreateOptions, signal?: AbortSignal): Promise<string>;
  startContainer(id: string, signal?: AbortSignal): Promise<void>;
  stopContainer(id: string, seconds: number, signal?: AbortSignal): Promise<void>;
  /** Stops it, if it runs, and starts it; one that is removed with its end stays. */
  restartContainer(id: string, seconds: number, signal?: AbortSignal): Promise<void>;
  renameContainer(id: string, name: string, signal?: AbortSignal): Promise<void>;
  /** What the engine does when it ends: also what brings a stopped one back at the engine's next start. */
  updateRestart(id: string, policy: RestartPolicy, signal?: AbortSignal): Promise<void>;
  /** Removes it with force and its anonymous volumes; already gone is done. */
  removeContainer(id: string, signal?: AbortSignal): Promise<void>;
  /** Runs a command to its end; `input` is written to its standard input, which is then closed. */
  exec(id: string, command: readonly string[], options?: { input?: string; signal?: AbortSignal }): Promise<ExecResult>;
  /**
   * Runs a command whose standard input and output are the two directions of the returned stream (its stderr is dropped).
   * The signal ends the opening; destroying the stream closes the command's input, which is what has to end it.
   */
  dial(id: string, command: readonly string[], signal?: AbortSignal): Promise<Duplex>;
  /** The standard input and output of a container's first process, to be opened before it is started. */
  attach(id: string, signal?: AbortSignal): Promise<Duplex>;
  /** Unpacks files below `path` of a container, running or not; entries belong to `uid`. */
  putFiles(id: string, path: string, files: readonly TarEntry[], uid: number, signal?: AbortSignal): Promise<void>;
  /** Every regular file below `path`, by its path relative to `path`'s parent; null when there is no such path. */
  getFiles(id: string, path: string, signal?: AbortSignal): Promise<Map<string, Buffer> | null>;
  /**
   * What a container's processes came to since `since` (ISO 8601 by the host's clock): how often the kernel killed one for
   * memory, the first or a child of it, and how its first one ended each time. The engine remembers its last 256 events
   * and none across its own restart: nothing is no proof.
   */
  endingsOf(id: string, since: string, signal?: AbortSignal): Promise<Endings>;
  /**
   * Tells every change of a container or a volume from `since` on (milliseconds, by the host's clock) until the signal
   * fires; fails as soon as the engine ends it. `onOpen` is called once the engine listens.
   */
  followEvents(
    options: { since: number; onOpen: () => void },
    onEvent: (event: EngineEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Bytes that a running container's processes use, without what the kernel would give back at once, and their limit (null
   * for none), and how many processes and threads they are. Null when it does not run. Engines before 23 take a second for it.
   */
  memoryOf(
    id: string,
    signal?: AbortSignal,
  ): Promise<{ used: number; limit: number | null; processes: number | null } | null>;
  logs(id: string, options: LogOptions, signal?: AbortSignal): Promise<LogEntry[]>;
  /**
   * Follows from `since` (seconds, fractions allowed) until the container ends or the signal fires. A last line without
   * an end may be missing then: the engine itself loses it, `logs` afterwards has it. `onRead` is called when what came at
   * once is told; nothing more is read until its promise is kept.
   */
  followLogs(
    id: string,
    options: LogOptions & { onRead?: () => Promise<void> | null },
    onLine: (entry: LogEntry) => void,
    signal: AbortSignal,
  ): Promise<void>;

  listNetworks(
    labels: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ id: string; name: string; labels: Record<string, string> }[]>;
  inspectNetwork(
    name: string,
    signal?: AbortSignal,
  ): Promise<{ id: string; name: string; labels: Record<string, string>; internal: boolean } | null>;
  /** `internal` has no way out. */
  createNetwork(
    network: { name: string; labels: Record<string, string>; internal?: boolean },
    signal?: AbortSignal,
  ): Promise<string>;
  removeNetwork(id: string, signal?: AbortSignal): Promise<void>;
  connectNetwork(id: string, container: string, aliases: readonly string[], signal?: AbortSignal): Promise<void>;
  disconnectNetwork(id: string, container: string, signal?: AbortSignal): Promise<void>;

  listVolumes(
    labels: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ name: string; labels: Record<string, string> }[]>;
  createVolume(name: string, labels: Record<string, string>, signal?: AbortSignal): Promise<void>;
  removeVolume(name: string, signal?: AbortSignal): Promise<void>;

  inspectImage(reference: string, signal?: AbortSignal): Promise<ImageDetails | null>;
  /** The digest that a reference has in its registry now; nothing is downloaded. Problem STOPPED `not-resolvable`. */
  remoteDigest(reference: string, signal?: AbortSignal): Promise<string>;
  /** Images whose labels or reference match, with their tags. */
  listImages(
    filter: { reference?: string; label?: string },
    signal?: AbortSignal,
  ): Promise<{ id: string; tags: string[]; labels: Record<string, string> }[]>;
  everyImage(signal?: AbortSignal): Promise<EngineImage[]>;
  /** Pulls and waits for the end; a failure inside the stream is a failure too. PULL_FAILED. */
  pullImage(reference: string, onProgress: (note: PullNote) => void, signal?: AbortSignal): Promise<void>;
  /**
   * Loads an archive such as `docker save` makes, as it comes, and returns the names in it, or the ids of what has none.
   * ENGINE_REFUSED or PULL_FAILED where it is none. Ended in the middle, and where reading it fails, nothing of it is there.
   */
  loadImage(archive: Iterable<Buffer> | AsyncIterable<Buffer>, signal?: AbortSignal): Promise<string[]>;
  /**
   * An archive of one image, such as `docker save` writes; it ends with the signal. Reads only, but an engine may put the
   * archive together on its own disk first. ENGINE_NOT_FOUND where the image is not there.
   */
  saveImage(id: string, signal?: AbortSignal): Promise<Readable>;
  /** Builds an image from a Dockerfile in a context; PULL_FAILED with the engine's words where that fails. */
  buildImage(context: readonly Buffer[], build: ImageBuild, signal?: AbortSignal): Promise<void>;
  tagImage(id: string, repository: string, tag: string, signal?: AbortSignal): Promise<void>;
  /** What takes how much of the engine's disk. It may take minutes: every volume is walked through. */
  usage(signal?: AbortSignal): Promise<Usage>;
  /** Removes an image that has no name, by its id, without force; gone is done. ENGINE_CONFLICT where something uses it. */
  removeImage(id: string, signal?: AbortSignal): Promise<void>;
  /** Removes what builds left; bytes. */
  pruneCache(signal?: AbortSignal): Promise<number>;
  /** Removes one tag (never by id); gone is done. */
  untagImage(reference: string, signal?: AbortSignal): Promise<void>;

  /** The engine's answer to a GET of its API, as it came; null where it knows no such thing. */
  get(path: string, signal?: AbortSignal): Promise<unknown>;

  /** What will soon be in the way to it, in words: a certificate that ends. */
  remarks(): readonly string[];
  close(): void;
};

import type { ContractRouterClient } from '@orpc/contract';
import type { api } from '#contract/api';
import type { Need } from '#wire/open';

export type Client = ContractRouterClient<typeof api>;

/** Where text goes. `write` settles once the text is handed on; `gone` is true after the reader has hung up. */
export type Sink = {
  readonly tty: boolean;
  readonly columns: number;
  readonly gone: boolean;
  write(text: string): Promise<void>;
};

/** All that a command sees of the process it runs in. */
export type Io = {
  /** Opens the data folder at the first call, as the command needs it; help and argument errors never do. */
  readonly client: () => Promise<Client>;
  /** Whether another process has the data folder and carries out what is asked for; known once the client is there. */
  readonly attached: () => boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: {
    readonly tty: boolean;
    readonly chunks: AsyncIterable<Uint8Array | string>;
    /** Whether a terminal shows what is typed. */
    readonly echo?: (on: boolean) => void;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
  /** Hears every interrupt, the second one too. */
  readonly onInterrupt: (listener: () => void) => Disposable;
  /** Keeps it until the process ends, which it does when nothing that others started runs in it any more. */
  readonly hold: (it: AsyncDisposable) => void;
};

/** The process, before it is known which command it runs. */
export type Process = Omit<Io, 'client'> & { readonly open: (need: Need) => Promise<Client> };

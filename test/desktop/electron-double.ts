import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Electron } from '#desktop/electron';
import type { Parent } from '#desktop/serve-core';
import { ChannelDouble, type PortDouble } from './channel.ts';
import { PageDouble } from './page.ts';

/** What runs in the place of the core's process; `die` ends it as a crash does, after some last words. */
export type Program = (parent: Parent, die: (code: number, words: string) => void) => Promise<void>;

export type DialogAsked = { readonly message: string; readonly detail: string; readonly buttons: readonly string[] };
export type MenuItem = { id?: string; label?: string; accelerator?: string; click?: () => void; submenu?: MenuItem[] };

/**
 * Electron as far as the shell calls it: every call does what Electron's does, on real channels and with the real
 * preload, or is written down. What is not here is not there: the shell cannot call it.
 */
export class ElectronDouble {
  readonly app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    first: true,
    quits: 0,
    over: false,
    paths: {} as Record<string, string>,
    protocols: [] as string[],
    sandboxed: false,
    enableSandbox: () => {
      this.app.sandboxed = true;
    },
    requestSingleInstanceLock: () => this.app.first,
    setPath: (name: string, path: string) => {
      this.app.paths[name] = path;
    },
    getPath: (name: string) => this.app.paths[name] ?? '/nowhere',
    setAsDefaultProtocolClient: (scheme: string) => this.app.protocols.push(scheme) > 0,
    whenReady: () => Promise.resolve(),
    exit: () => {
      this.app.over = true;
    },
    quit: () => void this.quit(),
  });
  readonly dialogs: DialogAsked[] = [];
  /** Which button is pressed, by the order of dialogs; the cancelling one where nothing is said. */
  readonly answers: (string | undefined)[] = [];
  readonly opened: string[] = [];
  readonly notices: NoticeDouble[] = [];
  readonly awake = new Set<number>();
  readonly schemes: unknown[] = [];
  readonly processes: ProcessDouble[] = [];
  readonly windows: WindowDouble[] = [];
  windowsEver = 0;
  menu: MenuItem[] = [];
  focused: WindowDouble | null = null;
  areas = [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }];
  answerPage: ((request: Request) => Promise<Response>) | null = null;
  mayAsk: ((contents: PageDouble, permission: string, answer: (may: boolean) => void) => void) | null = null;
  program: Program = () => new Promise(() => {});

  readonly ipcMain = new EventEmitter();
  readonly electron: Electron;

  constructor() {
    const double = this;
    class BrowserWindow extends WindowDouble {
      constructor(options: WindowOptions) {
        super(double, options);
      }
      static getAllWindows = () => [...double.windows];
      static getFocusedWindow = () => double.focused;
    }
    class Notification extends NoticeDouble {
      constructor(says: { title: string; body: string }) {
        super(says);
        double.notices.push(this);
      }
      static isSupported = () => true;
    }
    const known = {
      app: this.app,
      BrowserWindow,
      Notification,
      MessageChannelMain: ChannelDouble,
      ipcMain: this.ipcMain,
      nativeTheme: { shouldUseDarkColors: false },
      screen: { getPrimaryDisplay: () => this.areas[0], getAllDisplays: () => this.areas },
      shell: { openExternal: async (url: string) => void this.opened.push(url) },
      powerSaveBlocker: {
        start: () => {
          this.awake.add(7);
          return 7;
        },
        stop: (id: number) => this.awake.delete(id),
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes: unknown[]) => void this.schemes.push(...schemes),
        handle: (_scheme: string, answer: (request: Request) => Promise<Response>) => {
          this.answerPage = answer;
        },
      },
      session: {
        defaultSession: {
          setPermissionRequestHandler: (ask: typeof this.mayAsk) => {
            this.mayAsk = ask;
          },
          setPermissionCheckHandler: () => {},
          setDevicePermissionHandler: () => {},
        },
      },
      Menu: {
        buildFromTemplate: (it: MenuItem[]) => it,
        setApplicationMenu: (it: MenuItem[]) => {
          this.menu = it;
        },
      },
      dialog: { showMessageBox: (...given: unknown[]) => this.ask(given.at(-1) as DialogAsked & { cancelId: number }) },
      utilityProcess: { fork: () => this.fork() },
    };
    this.electron = known as unknown as Electron;
  }

  private fork(): ProcessDouble {
    const started = new ProcessDouble(this.program);
    this.processes.push(started);
    return started;
  }

  private async ask(asked: DialogAsked & { cancelId: number }): Promise<{ response: number }> {
    this.dialogs.push(asked);
    const answer = this.answers.shift();
    return { response: answer === undefined ? asked.cancelId : asked.buttons.indexOf(answer) };
  }

  /** As Electron quits: `before-quit`, every window closed, `will-quit`; whoever prevents one of them stops it. */
  private async quit(): Promise<void> {
    this.app.quits += 1;
    await Promise.resolve();
    if (this.app.over || !this.goesOn('before-quit')) return;
    for (const window of [...this.windows]) window.close();
    if (this.goesOn('will-quit')) this.app.over = true;
  }

  private goesOn(name: string): boolean {
    const event = preventable();
    this.app.emit(name, event);
    return !event.defaultPrevented;
  }
}

export function preventable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

type WindowOptions = {
  x: number;
  y: number;
  width: number;
  height: number;
  webPreferences: { preload: string } & Record<string, unknown>;
};

export class WindowDouble extends EventEmitter {
  readonly webContents: PageDouble;
  readonly options: WindowOptions;
  maximised = false;
  shown = false;
  private readonly double: ElectronDouble;

  constructor(double: ElectronDouble, options: WindowOptions) {
    super();
    this.double = double;
    this.options = options;
    this.webContents = new PageDouble(options.webPreferences.preload, double.ipcMain);
    double.windows.push(this);
    double.windowsEver += 1;
    double.app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.load(url);
    this.emit('ready-to-show');
  }
  show = () => {
    this.shown = true;
  };
  focus = () => {
    this.double.focused = this;
  };
  restore = () => {};
  maximize = () => {
    this.maximised = true;
  };
  isMaximized = () => this.maximised;
  isMinimized = () => false;
  isDestroyed = () => !this.double.windows.includes(this);
  getNormalBounds = () => {
    const { x, y, width, height } = this.options;
    return { x, y, width, height };
  };
  close(): void {
    this.emit('close');
    this.double.windows.splice(this.double.windows.indexOf(this), 1);
    if (this.double.focused === this) this.double.focused = null;
    this.webContents.end();
    this.emit('closed');
    if (this.double.windows.length === 0) this.double.app.emit('window-all-closed');
  }
  destroy = () => this.close();
}

export class NoticeDouble extends EventEmitter {
  readonly says: { title: string; body: string };
  constructor(says: { title: string; body: string }) {
    super();
    this.says = says;
  }
  show(): void {}
}

/** A utility process: the program runs here, and all that it and the main process have of each other is a channel. */
export class ProcessDouble extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  private readonly ours: PortDouble;
  private readonly theirs: PortDouble;
  over = false;
  /** Channels of pages that were handed over. */
  pages = 0;

  constructor(program: Program) {
    super();
    const { port1, port2 } = new ChannelDouble();
    this.ours = port1;
    this.theirs = port2;
    this.ours.on('message', ({ data }: { data: unknown }) => this.emit('message', data));
    this.ours.start();
    const parent = this.theirs as unknown as Parent;
    // A parent port delivers what waited once somebody listens.
    this.theirs.on('newListener', (event) => event === 'message' && setImmediate(() => this.theirs.start()));
    setImmediate(() => {
      program(parent, (code, words) => this.die(code, words)).then(
        () => this.die(0, ''),
        (error: unknown) => this.die(1, error instanceof Error ? `${error.stack}\n` : String(error)),
      );
    });
  }

  postMessage(message: unknown, transfer: readonly PortDouble[] = []): void {
    this.pages += transfer.length;
    if (!this.over) this.ours.postMessage(message, transfer);
  }

  kill(): boolean {
    this.die(143, '');
    return true;
  }

  die(code: number, words: string): void {
    if (this.over) return;
    this.over = true;
    this.stderr.end(words);
    this.stdout.end();
    this.theirs.close();
    this.emit('exit', code);
  }
}

export type Remedy = { readonly what: string; readonly command: string };

const linux: readonly Remedy[] = [
  { what: 'Install Docker (Debian, Ubuntu)', command: 'sudo apt-get install docker.io' },
  { what: 'Start it, now and after each boot', command: 'sudo systemctl enable --now docker' },
];
const group: Remedy = { what: 'Let this user in, then log in again', command: 'sudo usermod -aG docker "$USER"' };
const mac: readonly Remedy[] = [
  { what: 'Install an engine', command: 'brew install colima docker' },
  { what: 'Start it', command: 'colima start' },
];
const windows: readonly Remedy[] = [
  { what: 'Install Docker Desktop', command: 'winget install Docker.DockerDesktop' },
  { what: 'Start it', command: 'start "" "C:\\Program Files\\Docker\\Docker\\Docker Desktop.exe"' },
];

/** What to run on a machine where no engine answers; `refused` where one is there and does not let this user in. */
export function remediesFor(platform: string, refused: boolean): readonly Remedy[] {
  if (/mac/i.test(platform)) return mac;
  if (/win/i.test(platform)) return windows;
  return refused ? [group] : [...linux, group];
}

import { Doctor } from './Doctor.tsx';
import { Hosts } from './Hosts.tsx';
import { Places } from './Places.tsx';
import { Secrets } from './Secrets.tsx';
import { Theme } from './Theme.tsx';
import { ThisBrowser } from './ThisBrowser.tsx';

/** What is wrong with this machine and what to do; hosts, secrets, the look, and where things are kept. */
export function SettingsPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Settings</h1>
      </div>
      <Doctor />
      <Hosts />
      <Secrets />
      <Theme />
      <ThisBrowser />
      <Places />
    </div>
  );
}

import { Outlet } from '@tanstack/react-router';
import { Agreement } from '../host/Agreement.tsx';
import { Bar } from './Bar.tsx';
import { Foot } from './Foot.tsx';
import classes from './Frame.module.css';
import { LostBand } from './LostBand.tsx';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { Logo } from './symbols.tsx';
import { useDesktop } from './useDesktop.ts';
import { useFocusOnNavigation } from './useFocusOnNavigation.ts';

/** Where hosts and services are, where one is, what happens now: the same around every page. */
export function Frame() {
  const main = useFocusOnNavigation();
  useDesktop();
  return (
    <Agreement>
      <div className={classes.frame}>
        <a className={classes.skip} href="#main">
          Skip to the page
        </a>
        <header className={classes.top}>
          <div className={classes.brand}>
            <Logo />
            Slipway
          </div>
          <Bar />
        </header>
        <Rail />
        <main id="main" className={classes.main} ref={main} tabIndex={-1}>
          <LostBand />
          <Outlet />
        </main>
        <Foot />
        <Palette />
        <Shortcuts />
      </div>
    </Agreement>
  );
}

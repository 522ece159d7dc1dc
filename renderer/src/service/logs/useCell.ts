import { useLayoutEffect, useState } from 'react';
import classes from './LogView.module.css';

/** Pixels until it was measured. */
const usual = 7.2;

/** How wide a character of a log is here, in pixels. */
export function useCell(): number {
  const [cell, setCell] = useState(usual);
  useLayoutEffect(() => {
    const probe = document.createElement('span');
    probe.className = classes.probe ?? '';
    probe.textContent = '0'.repeat(100);
    document.body.append(probe);
    const width = probe.getBoundingClientRect().width / 100;
    probe.remove();
    if (width > 0) setCell(width);
  }, []);
  return cell;
}

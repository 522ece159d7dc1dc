import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { FromShell } from '#contract/desktop';
import { commands } from '#contract/menu';
import { openPalette, openShortcuts } from './palette.ts';

/** Does what the desktop's menu, its notifications and links from outside ask for; in a browser there is nobody to ask. */
export function useDesktop(): void {
  const navigate = useNavigate();
  const { toggleColorScheme } = useMantineColorScheme();
  useEffect(() => {
    window.slipway?.listen((said) => {
      const to = placeOf(said);
      if (to !== null) void navigate({ to });
      else if (said.do === 'command' && said.id === 'palette') openPalette();
      else if (said.do === 'command' && said.id === 'shortcuts') openShortcuts();
      else toggleColorScheme();
    });
  }, [navigate, toggleColorScheme]);
}

/** Pure: the address that is asked for, null for what is none. */
export function placeOf(said: FromShell): string | null {
  if (said.do === 'command') return commands.find(({ id }) => id === said.id)?.to ?? null;
  switch (said.what) {
    case 'service':
      return `/service/${encodeURIComponent(said.host)}/${encodeURIComponent(said.service)}`;
    case 'deployment':
      return `/deployment/${encodeURIComponent(said.id)}`;
    case 'record':
      return '/history';
  }
}

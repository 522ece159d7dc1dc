import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { failureIn } from '../wire/failure.ts';
import { mayLoadAgain, PageNotLoaded } from './lazy-page.ts';
import { useConnection } from './session.ts';

/** In place of a page that could not be loaded or shown. What was not loaded is loaded again once, as soon as there is a server. */
export function PageFailed({ error }: ErrorComponentProps) {
  const { is } = useConnection();
  const notLoaded = error instanceof PageNotLoaded;
  useEffect(() => {
    if (notLoaded && is === 'connected' && mayLoadAgain(sessionStorage, Date.now())) location.reload();
  }, [notLoaded, is]);
  const { message, hint } = notLoaded ? notLoadedWords(is === 'connected') : failureIn(error);
  return (
    <div className="page" role="alert">
      <div className="head">
        <h1>{message}</h1>
      </div>
      <div className="empty">
        <p>{hint}</p>
        <Button onClick={() => location.reload()} disabled={notLoaded && is === 'lost'}>
          Load again
        </Button>
      </div>
    </div>
  );
}

function notLoadedWords(connected: boolean) {
  return {
    message: 'This page could not be loaded',
    hint: connected
      ? 'Its files did not come. Load it again; the console and what it runs are not touched by that.'
      : 'Slipway did not answer. The page is loaded again by itself once it does.',
  };
}

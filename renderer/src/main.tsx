import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod/v4/core';
import { inventoryStore } from './app/inventory.ts';
import { router } from './app/router.tsx';
import { SessionContext } from './app/session.ts';
import { connect } from './connect.ts';
import { mendStyles } from './ui/styles.ts';
import { theme, variables } from './ui/theme.ts';

mendStyles(document);

// Each response carries its own nonce; what makes style elements while the page runs has to know it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
setNonce(nonce);

// The policy forbids code made of text; zod would try whether it may, which is a violation already.
config({ jitless: true });

const connection = connect();
const session = { connection, inventory: inventoryStore(connection.client) };
const queries = new QueryClient({
  // A call waits for the connection by itself, and what an operator sees failing should be said at once.
  defaultOptions: {
    queries: { retry: false, staleTime: 2_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('the document has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <SessionContext value={session}>
          <RouterProvider router={router} />
        </SessionContext>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

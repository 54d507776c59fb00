import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { isPassing } from './api/client.ts';
import { router } from './pages/router.tsx';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { learnLanguage, useLanguage } from './words/language.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A server on this machine is reached without a network.
      networkMode: 'always',
      retry: (count, error) => isPassing(error) && count < 2,
      staleTime: 1_000,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

const Console = () => (
  <I18nProvider locale={useLanguage()}>
    <ErrorBoundary>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ErrorBoundary>
  </I18nProvider>
);

await learnLanguage();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
